"""The form of a tag: its name in the source language, and in each of the others."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

# Field name → language code, and what the language calls itself.
LANGUAGES = {
    f"name_{code.replace('-', '_')}": (code, name)
    for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
    if code != settings.LANGUAGE_CODE
}


class TranslatedTagForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, (code, _name) in LANGUAGES.items():
            if field in self.fields:
                self.fields[field].initial = self.instance.translations.get(code, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = {code: cleaned[field].strip() for field, (code, _name) in LANGUAGES.items() if field in cleaned}
        kept = {**self.instance.translations, **named}
        self.instance.translations = {code: name for code, name in kept.items() if name}
        return cleaned


def _field(language: str) -> forms.CharField:
    label = format_lazy("{label}（{language}）", label=_("名前"), language=language)
    return forms.CharField(label=label, max_length=100, required=False, help_text=_("空なら、日本語の名前がそのまま使われます。"))


TagForm: Any = type("TagForm", (TranslatedTagForm,), {field: _field(name) for field, (_code, name) in LANGUAGES.items()})
