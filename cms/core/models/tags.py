from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    """A word that ties things together across the site. Editors choose from what is there, or add one.

    It is one tag in every language, and has a name in each.
    """

    free_tagging = True

    translations = models.JSONField(
        _("ほかの言語での名前"),
        default=dict,
        blank=True,
        editable=False,
        help_text='{"en": "Check-ups"}; the source language is in name.',
    )

    class Meta:
        verbose_name = verbose_name_plural = _("タグ")

    def in_language(self, language: str) -> str:
        """Its name in a language (a code), the source's where it has none."""
        return self.translations.get(language) or self.name

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return self.in_language(get_language() or "")


class PageTag(ItemBase):
    tag = models.ForeignKey(Tag, verbose_name=_("タグ"), related_name="tagged_pages", on_delete=models.CASCADE)
    content_object = ParentalKey("core.BasePage", related_name="tagged_items", on_delete=models.CASCADE)

    class Meta:
        verbose_name = verbose_name_plural = _("ページのタグ")
