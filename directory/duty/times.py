"""The days and times of duty, in Japan's time, whatever time zone somebody's browser or account has."""

import calendar
import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext

from cms.core.dates import day_in_words, short_day_in_words
from directory.hours.national_holidays import holiday_name, is_holiday

Moment = TypeVar("Moment", datetime.datetime, datetime.timedelta)
SUNDAY = 6
MIDNIGHT = datetime.time()
YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)})
"""Days on which most practices are closed as on holidays (行政機関の休日に関する法律 第1条第1項第3号); 1 January is a holiday."""

USUAL: dict[str, tuple[datetime.time, datetime.time]] = {
    "holiday": (datetime.time(9), datetime.time(17)),
    "evening": (datetime.time(17), datetime.time(22)),
    "night": (datetime.time(22), datetime.time(8)),
}
"""The times that a duty of a kind usually has, where nobody says otherwise."""


def at(day: datetime.date, time: datetime.time = MIDNIGHT) -> datetime.datetime:
    """The aware moment of a time of day in Japan."""
    return timezone.make_aware(datetime.datetime.combine(day, time), timezone.get_default_timezone())


def local(moment: datetime.datetime) -> datetime.datetime:
    """An aware moment as a clock in Japan shows it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def span(day: datetime.date, starts: datetime.time, ends: datetime.time) -> tuple[datetime.datetime, datetime.datetime]:
    """From a time on a day to the next time that the clock shows the other: 22:00 to 8:00 ends the next day, 9:00 to 9:00 too."""
    return at(day, starts), at(day if ends > starts else day + datetime.timedelta(days=1), ends)


def merged(intervals: Iterable[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    """The same times in order, those that touch or overlap as one."""
    found: list[tuple[Moment, Moment]] = []
    for starts, ends in sorted(intervals):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found


def month_of(day: datetime.date) -> datetime.date:
    """The month that a day belongs to, as its first day."""
    return day.replace(day=1)


def next_month(month: datetime.date) -> datetime.date:
    """The first day of the month after.

    Raises:
        OverflowError: there is none.
    """
    return days_of(month)[-1] + datetime.timedelta(days=1)


def previous_month(month: datetime.date) -> datetime.date:
    return month_of(month_of(month) - datetime.timedelta(days=1))


def days_of(month: datetime.date) -> list[datetime.date]:
    """Every day of a month."""
    return [month.replace(day=day) for day in range(1, calendar.monthrange(month.year, month.month)[1] + 1)]


def is_off(day: datetime.date) -> bool:
    """Whether it is a day on which somebody has to be on duty: a Sunday, a holiday, the turn of the year."""
    return day.weekday() == SUNDAY or is_holiday(day) or (day.month, day.day) in YEAR_END


def off_name(day: datetime.date) -> str:
    """Why it is one: the holiday's name, 年末年始, 日曜; empty for every other day."""
    if name := holiday_name(day):
        return name
    if (day.month, day.day) in YEAR_END:
        return gettext("年末年始")
    return gettext("日曜") if day.weekday() == SUNDAY else ""


def clock(moment: datetime.datetime) -> str:
    """9:00."""
    shown = local(moment)
    return f"{shown.hour}:{shown.minute:02d}"


def times_in_words(starts_at: datetime.datetime, ends_at: datetime.datetime) -> str:
    """9:00–17:00; over midnight 22:00–翌8:00, to midnight 17:00–24:00; longer than a day with the day that it ends on."""
    ends, length = clock(ends_at), ends_at - starts_at
    over = (local(ends_at).date() - local(starts_at).date()).days
    if over == 1 and ends == "0:00":
        ends = "24:00"
    elif over == 1:
        ends = gettext("翌%(clock)s") % {"clock": ends}
    elif over > 1 and length > datetime.timedelta(days=1):
        ends = f"{day_in_words(local(ends_at))} {ends}"
    return f"{clock(starts_at)}–{ends}"


def end_in_words(moment: datetime.datetime, now: datetime.datetime) -> str:
    """When something ends: 18:00; on another day than that of `now` with its date, 12月7日（月） 8:00. Midnight is 24:00."""
    day, ends = local(moment).date(), clock(moment)
    if ends == "0:00":
        day, ends = day - datetime.timedelta(days=1), "24:00"
    return ends if day == local(now).date() else f"{short_day_in_words(day)} {ends}"
