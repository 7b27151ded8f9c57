"""Form parts that more than one app uses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.forms import TaskStateCommentForm

from cms.core.age_fields import AgedFormMixin
from cms.core.announcing.choosing import AnnouncingFormMixin
from cms.core.rich_text import is_blank
from cms.core.slugs import free_slug, proposed_slug


class BasePageForm(AnnouncingFormMixin, AgedFormMixin, WagtailAdminPageForm):
    """The form that every page of the suite is edited with. An empty slug is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "ページのアドレスの最後になります。空なら自動で付きます。半角の英数字とハイフンだと、印刷物やメールにも書きやすくなります。"
            )

    def clean(self) -> dict[str, Any]:
        from wagtail.admin.rich_text import DraftailRichTextArea  # it asks for models

        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field.widget, DraftailRichTextArea) and name in data and is_blank(data[name]):
                data[name] = ""
                if field.required:
                    self.add_error(name, ValidationError(field.error_messages["required"], code="required"))
        return data

    def clean_slug(self) -> str:
        given = self.cleaned_data["slug"] or self.instance.slug
        if given:
            return given
        wished = proposed_slug(self.cleaned_data.get("title", ""), type(self.instance), timezone.localdate())
        return free_slug(wished, self.parent_page, self.instance)


class AgedModelForm(AgedFormMixin, WagtailAdminModelForm):
    """The same for snippets."""


class ApprovalForm(TaskStateCommentForm):
    """A word to the author, if one wants to say something."""

    comment = forms.CharField(label=_("ひとこと"), required=False, widget=forms.Textarea({"rows": 3}))


class ReturnForm(TaskStateCommentForm):
    """Why a page is returned; without it the author would not know what to do."""

    comment = forms.CharField(label=_("差し戻す理由"), widget=forms.Textarea({"rows": 3}))
