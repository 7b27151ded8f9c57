"""What is looked up by its name: how it is read, and where it stands among others."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from directory.kana import hiragana, order_key

READING = re.compile(r"[ぁ-ゖーゝゞ・ 　]*")


class KanaOrderField(models.CharField):
    """The place of `reading` in the order of the syllabary; filled in whenever the row is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 700, "editable": False, "default": "zz", **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = order_key(model_instance.reading)[: self.max_length]  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class NamedModel(index.Indexed, models.Model):
    """Something with a name and its reading. Lists of it stand in the order of the syllabary (`kana_order`)."""

    name = models.CharField(_("名称"), max_length=200)
    kana = models.CharField(
        _("ふりがな"),
        max_length=200,
        blank=True,
        help_text=_("五十音順の並びと検索に使います。ひらがなで書き、「社会福祉法人」などの法人の種類は入れません。"),
    )
    kana_order = KanaOrderField(db_index=True)

    # Of the admin's lists and choosers; what readers find is `directory.entries`.
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name", boost=2),
        index.SearchField("kana"),
        index.AutocompleteField("name"),
        index.AutocompleteField("kana"),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def reading(self) -> str:
        """How it is read; a name without one that begins in kana says so itself."""
        return self.kana or self.name

    def clean(self) -> None:
        """Writes the reading in hiragana.

        Raises:
            ValidationError: it holds something that is no kana.
        """
        super().clean()
        self.kana = hiragana(self.kana)
        if not READING.fullmatch(self.kana):
            raise ValidationError({"kana": _("ふりがなは、ひらがなだけで書いてください（数字も読みを書きます）。")})
