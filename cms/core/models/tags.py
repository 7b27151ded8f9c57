from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    """A word that ties things together across the site. Editors choose from what is there, or add one."""

    free_tagging = True

    class Meta:
        verbose_name = verbose_name_plural = _("タグ")


class PageTag(ItemBase):
    tag = models.ForeignKey(Tag, related_name="tagged_pages", on_delete=models.CASCADE)
    content_object = ParentalKey("core.BasePage", related_name="tagged_items", on_delete=models.CASCADE)
