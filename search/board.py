"""What people searched for and how they fared, as editors look at it."""

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db.models import Case, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.analysis import fold
from search.models import SearchedQuery

GOOD_TIMES = 3
"""From how many searches on a word may be told to others than editors."""
NOTHING, PARTLY, MET = range(3)
"""How the last search of a query fared; the order of the board."""


@dataclass(frozen=True)
class Narrowing:
    """What of the log is looked at. `lenient` takes from an address what it understands."""

    DAYS: ClassVar[dict[str, str | Promise]] = {"7": _("7日間"), "30": _("30日間"), "90": _("90日間")}
    FOUND: ClassVar[dict[str, str | Promise]] = {
        "": _("すべて"),
        "nothing": _("何も見つからなかったもの"),
        "partly": _("一部の言葉だけ見つかったもの"),
    }

    days: str = "30"
    found: str = ""
    locale: str = ""
    """Empty for every language."""
    text: str = ""

    @classmethod
    def lenient(cls, data: QueryDict) -> Self:
        days, found, locale = data.get("days", ""), data.get("found", ""), data.get("locale", "")
        return cls(
            days=days if days in cls.DAYS else cls.days,
            found=found if found in cls.FOUND else "",
            locale=locale if locale in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else "",
            text=data.get("q", "").replace("\x00", "").strip()[:100],
        )

    @property
    def is_narrow(self) -> bool:
        """Whether rows may be hidden by more than the days."""
        return bool(self.found or self.locale or self.text)


def searched(narrowing: Narrowing, today: datetime.date | None = None) -> QuerySet[Any, Any]:
    """One row a query and language, as dicts: text, locale, times, last_day, found (of the last search), fared.

    What nothing was found for comes first, then what only some of the words were found of; the most frequent first in each.
    """
    first = (today or timezone.localdate()) - datetime.timedelta(days=int(narrowing.days) - 1)
    rows = SearchedQuery.objects.filter(day__gte=first)
    if narrowing.locale:
        rows = rows.filter(locale=narrowing.locale)
    if narrowing.text:
        rows = rows.filter(text__contains=fold(narrowing.text))
    latest = SearchedQuery.objects.filter(locale=OuterRef("locale"), text=OuterRef("text")).order_by("-day")
    fared = Case(
        When(results=0, then=Value(NOTHING)),
        When(relaxed=True, then=Value(PARTLY)),
        default=Value(MET),
        output_field=IntegerField(),
    )
    queries = rows.values("locale", "text").annotate(
        times=Sum("searches"),
        last_day=Max("day"),
        found=Subquery(latest.values("results")[:1]),
        fared=Subquery(latest.annotate(fared=fared).values("fared")[:1]),
    )
    if narrowing.found:
        queries = queries.filter(fared=NOTHING if narrowing.found == "nothing" else PARTLY)
    return queries.order_by(F("fared").asc(), "-times", "text", "locale")


@dataclass(frozen=True)
class Searches:
    """How much was searched in a time, and the words that were searched most."""

    times: int
    most: list[str]


def searches_within(first: datetime.date, last: datetime.date, locale: str, most: int = 10) -> Searches:
    """What was searched on these days, both included, in a language. Days that are no longer kept count for nothing.

    Of the words only those of GOOD_TIMES searches and more: what one person alone searched for is nobody's business.
    """
    rows = SearchedQuery.objects.filter(day__gte=first, day__lte=last, locale=locale)
    words = rows.values("text").annotate(times=Sum("searches")).filter(times__gte=GOOD_TIMES).order_by("-times", "text")
    times = rows.aggregate(times=Sum("searches"))["times"] or 0
    return Searches(times, [row["text"] for row in words[:most]])
