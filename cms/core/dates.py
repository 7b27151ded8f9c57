"""Days and fiscal years in words, in the language that is active."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

WEEKDAYS = "月火水木金土日"

# The day on which an era began, name.
ERA_DAYS: tuple[tuple[datetime.date, str | Promise], ...] = (
    (datetime.date(2019, 5, 1), _("令和")),
    (datetime.date(1989, 1, 8), _("平成")),
    (datetime.date(1926, 12, 25), _("昭和")),
)

# A fiscal year is named after the era in force for most of it: first year, name.
ERAS: tuple[tuple[int, str | Promise], ...] = ((2019, _("令和")), (1989, _("平成")), (1926, _("昭和")))


def local_day(moment: datetime.date | datetime.datetime) -> datetime.date:
    """The day in Asia/Tokyo (TIME_ZONE) that a moment falls on; a day is itself."""
    if isinstance(moment, datetime.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def day_in_words(moment: datetime.date | datetime.datetime) -> str:
    """2026年4月1日（水）; in other languages Wed, 1 April 2026, in their own names of days and months."""
    day = local_day(moment)
    if (get_language() or "").startswith("ja"):
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return date_format(day, "D, j F Y")


def era_day_in_words(day: datetime.date) -> str:
    """平成23年7月1日, as forms of authorities have it; in other languages 1 July 2011."""
    if (get_language() or "").startswith("ja"):
        for first, era in ERA_DAYS:
            if day >= first:
                count = day.year - first.year + 1
                return f"{era}{'元' if count == 1 else count}年{day.month}月{day.day}日"
        return f"{day.year}年{day.month}月{day.day}日"
    return date_format(day, "j F Y")


def short_day_in_words(day: datetime.date) -> str:
    """A day near enough to need no year: 4月1日（水）; Wed, 1 Apr."""
    if (get_language() or "").startswith("ja"):
        return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return date_format(day, "D, j M")


def fiscal_year(moment: datetime.date | datetime.datetime) -> int:
    """The fiscal year (April to March) that a day belongs to, by the calendar year it begins in."""
    day = local_day(moment)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_in_words(year: int) -> str:
    """令和8年度（2026年度）; fiscal 2026 (Reiwa 8).

    Raises:
        ValueError: the year lies before the eras known here.
    """
    for first, era in ERAS:
        if year >= first:
            count = year - first + 1
            words = {"era": era, "count": gettext("元") if count == 1 else count, "year": year}
            return gettext("%(era)s%(count)s年度（%(year)s年度）") % words
    raise ValueError(f"{year} lies before the eras known here.")
