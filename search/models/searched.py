from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 100


class SearchedQuery(models.Model):
    """That something was searched on a day, and how often. Nothing of who did, from where, or at what time.

    Only `search.searched` writes here, and leaves out what may tell of a person.
    """

    day = models.DateField(_("日"))
    locale = models.CharField(_("言語"), max_length=20, blank=True)
    """Empty where every language was asked for."""
    text = models.CharField(_("ことば"), max_length=LONGEST_TEXT)
    """In one spelling (`search.analysis.fold`)."""
    searches = models.PositiveIntegerField(_("回数"), default=0)
    results = models.PositiveIntegerField(_("件数"), default=0)
    """Of the day's last search."""
    relaxed = models.BooleanField(_("一部の言葉だけ"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("検索されたことば")
        default_permissions = ("view",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["locale", "text", "day"], name="one_row_a_query_and_day")]
        indexes: ClassVar = [models.Index(fields=["day"], name="search_searched_day")]

    def __str__(self) -> str:
        return self.text
