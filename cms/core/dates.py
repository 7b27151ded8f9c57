"""Days and fiscal years in words, in the language that is active."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext

WEEKDAYS = "月火水木金土日"
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# An era counts from its first calendar year; a fiscal year is named after the era in force for most of it.
ERAS = ((2019, "令和", "Reiwa"), (1989, "平成", "Heisei"), (1926, "昭和", "Showa"))


def local_day(moment: datetime.date | datetime.datetime) -> datetime.date:
    """The day in Asia/Tokyo (TIME_ZONE) that a moment falls on; a day is itself."""
    if isinstance(moment, datetime.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def day_in_words(moment: datetime.date | datetime.datetime) -> str:
    """2026年4月1日（水）, or Wed, 1 April 2026."""
    day = local_day(moment)
    # Translators: a day; %(weekday_ja)s or %(weekday_en)s, %(month)d or %(month_en)s, as the language wants.
    return gettext("%(year)d年%(month)d月%(day)d日（%(weekday_ja)s）") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday_ja": WEEKDAYS[day.weekday()],
        "weekday_en": ENGLISH_WEEKDAYS[day.weekday()],
        "month_en": ENGLISH_MONTHS[day.month - 1],
    }


def fiscal_year(moment: datetime.date | datetime.datetime) -> int:
    """The fiscal year (April to March) that a day belongs to, by the calendar year it begins in."""
    day = local_day(moment)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_in_words(year: int) -> str:
    """令和8年度（2026年度）, or fiscal 2026 (Reiwa 8).

    Raises:
        ValueError: the year lies before the eras known here.
    """
    for first, name_ja, name_en in ERAS:
        if year >= first:
            count = year - first + 1
            return gettext("%(era_ja)s%(count_ja)s年度（%(year)d年度）") % {
                "era_ja": name_ja,
                "era_en": name_en,
                "count_ja": "元" if count == 1 else count,
                "count": count,
                "year": year,
            }
    raise ValueError(f"{year} lies before the eras known here.")
