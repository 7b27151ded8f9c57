"""Japan's national holidays: 国民の祝日 with 振替休日 and 国民の休日, by the law of 1948 (国民の祝日に関する法律, article 3).

`opening-hours-py` 2.1.4 has a calendar of Japan too, but it lacks the holidays of a fixed date that fall on a Sunday (2026-05-03;
it has their substitutes alone), the substitute of an equinox (2027-03-22) and 国民の休日 (2026-09-22). So it is never asked: the
days come from `holidays`, which agrees with the law for every year tested, and the evaluator is given them as dates.
"""

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language

SPOKEN = {"ja": "ja"}
"""The languages of Django and what `holidays` calls them; all others read English."""


@lru_cache(256)
def holidays_of(year: int) -> tuple[date, ...]:
    """The national holidays of a year, in order. None before 1949 and after 2099, when the equinoxes are not known."""
    return tuple(sorted(holidays.country_holidays("JP", years=year)))


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def holiday_name(day: date) -> str:
    """What a holiday is called in the current language, or an empty string for every other day."""
    language = SPOKEN.get((get_language() or "ja").split("-")[0], "en_US")
    return _names(day.year, language).get(day, "")


@lru_cache(64)
def _names(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("JP", years=year, language=language).items())
