"""The forms of the admin and of the API for pictures and documents: they show a refusal where the file was chosen."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.core.uploads.documents import clean_document
from cms.core.uploads.pictures import clean_picture
from cms.core.uploads.refusals import refusal


class PictureFormField(WagtailImageField):
    """Takes a picture by its content and gives back the cleaned one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = _(
            "JPEG、PNG、WebP、GIF、HEIC、AVIF。%(limit)sまで。撮影場所などの情報は自動で消え、動く画像は最初の1枚だけになります。"
        ) % {"limit": self.max_upload_size_text}
        # What the multiple upload says in the browser, before anything is sent.
        self.error_messages["invalid_image_extension"] = refusal("not_a_picture").message
        self.error_messages["file_too_large_unknown_size"] = _(
            "ファイルが大きすぎます。送れるのは%(limit)sまでです。画質や大きさを下げて保存し直し、もう一度送ってください。"
        ) % {"limit": self.max_upload_size_text}

    def to_python(self, data: Any) -> File | None:
        return None if data in self.empty_values else clean_picture(data)


class DocumentFormField(WagtailDocumentField):
    """Takes a document by its content and gives back the checked one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = "、".join(kind.upper() if kind in ("pdf", "csv") else f".{kind}" for kind in settings.WAGTAILDOCS_EXTENSIONS)
        self.help_text = format_lazy("{}。{}", kinds, _("%(limit)sまで。") % {"limit": filesizeformat(self.max_upload_size)})

    def to_python(self, data: Any) -> File | None:
        return None if data in self.empty_values else clean_document(data)


def other_languages() -> list[str]:
    """The content languages besides the source."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != settings.LANGUAGE_CODE]


class ImageForm(BaseImageForm):
    """Its file is cleaned, nothing about its people need be known yet, and its words can be given in every content language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = self._own(PictureFormField, self.fields["file"])
        if "people" in self.fields:
            # An upload of many files sends nothing but the files: the field's default stands.
            self.fields["people"].required = False
        self.words = {
            f"{source}_{language}": (language, key)
            for language in other_languages()
            for source, key in (("description", "alt"), ("caption", "caption"))
            if source in self.fields
        }
        for name, (language, key) in self.words.items():
            self.fields[name] = self._in_language(name, language, key)
        self._put_beside_their_source()

    @staticmethod
    def _own(field_class: type[forms.FileField], field: forms.Field) -> forms.FileField:
        own = field_class(label=field.label, required=field.required, widget=field.widget)
        own.widget.attrs |= own.widget_attrs(own.widget)
        return own

    def _in_language(self, name: str, language: str, key: str) -> forms.CharField:
        source = self.fields[name.rpartition("_")[0]]
        label = _("%(label)s（%(language)s）") % {
            "label": source.label,
            "language": get_language_info(language)["name_local"],
        }
        return forms.CharField(
            label=label,
            max_length=255,
            required=False,
            initial=self.instance.translations.get(language, {}).get(key, ""),
            help_text=_("空なら、日本語の文がそのまま使われます。"),
        )

    def _put_beside_their_source(self) -> None:
        order: list[str] = []
        for name in self.fields:
            if name not in self.words:
                order += [name, *(own for own in self.words if own.rpartition("_")[0] == name)]
        self.order_fields(order)

    def clean_people(self) -> str:
        return self.cleaned_data.get("people") or self.instance.people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # A partial update (the API) leaves alone what it does not name; words that stay as they were may now be out of date.
        self.said = {
            (language, key): cleaned[name]
            for name, (language, key) in self.words.items()
            if self.add_prefix(name) in self.data and name in cleaned and name in self.changed_data
        }
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # the originals are taken over here
        for (language, key), words in getattr(self, "said", {}).items():
            self.instance.say(language, {key: words})


class DocumentForm(BaseDocumentForm):
    """Its file is checked by content."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = ImageForm._own(DocumentFormField, self.fields["file"])
