"""From what an editor writes (a day, several days, a repeat) to the days on which an event happens.

Nothing here knows the database. Days and times are those of the clock on the wall where the event is (`TIME_ZONE`).
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dateutil.rrule import rrulestr
from django.utils import timezone

LONGEST = datetime.timedelta(days=2 * 366)
"""A repeat says until when, and that is not further away than this: the days that follow from it are all known, and few."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeat(StrEnum):
    NEVER = ""
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Status(StrEnum):
    """Whether it takes place, in schema.org's and iCalendar's sense. `OFF` is a day that was never meant."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    OFF = "off"


@dataclass(frozen=True)
class Rule:
    """One line of an event's dates. `key` tells the lines of all events apart and stays."""

    key: str
    first_day: datetime.date
    last_day: datetime.date | None = None
    starts_at: datetime.time | None = None
    ends_at: datetime.time | None = None
    repeat: Repeat = Repeat.NEVER
    until: datetime.date | None = None

    @property
    def final_day(self) -> datetime.date:
        """The last day of a single time: the first one, unless it lasts several."""
        return self.last_day or self.first_day

    @property
    def week_of_month(self) -> int:
        """Which of its weekdays in the month the first day is; -1 for a fifth, which not every month has: the last."""
        number = (self.first_day.day - 1) // 7 + 1
        return number if number < 5 else -1

    def recurrence(self, until: str) -> str:
        """The repeat as iCalendar writes it (RFC 5545, 3.3.10); `until` in the form that its place asks for."""
        day = DAYS[self.first_day.weekday()]
        rules = {
            Repeat.WEEKLY: f"FREQ=WEEKLY;BYDAY={day}",
            Repeat.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
            Repeat.MONTHLY: f"FREQ=MONTHLY;BYDAY={self.week_of_month}{day}",
        }
        return f"{rules[self.repeat]};UNTIL={until}"

    def days(self) -> Iterator[datetime.date]:
        """The days on which it begins."""
        if self.repeat == Repeat.NEVER or self.until is None:
            yield self.first_day
            return
        begins = datetime.datetime.combine(self.first_day, datetime.time())
        until = min(self.until, self.first_day + LONGEST)
        for moment in rrulestr(f"RRULE:{self.recurrence(f'{until:%Y%m%d}T000000')}", dtstart=begins):
            yield moment.date()


@dataclass(frozen=True)
class Otherwise:
    """What is otherwise on one day."""

    status: Status
    note: str = ""


@dataclass(frozen=True)
class Planned:
    """One time at which an event happens, or was to happen."""

    key: str
    first_day: datetime.date
    last_day: datetime.date
    from_time: datetime.time | None
    to_time: datetime.time | None
    status: Status = Status.SCHEDULED
    note: str = ""

    @property
    def is_all_day(self) -> bool:
        return self.from_time is None

    @property
    def starts_at(self) -> datetime.datetime:
        """Aware; the day's beginning, where no time is given."""
        return _aware(self.first_day, self.from_time or datetime.time())

    @property
    def ends_at(self) -> datetime.datetime | None:
        """Aware; the beginning of the day after, where no times are given; None where only the end is not known."""
        if self.from_time is None:
            return _aware(self.last_day + datetime.timedelta(days=1), datetime.time())
        if self.to_time is not None:
            return _aware(self.last_day, self.to_time)
        return None


def planned(
    rules: Iterable[Rule], otherwise: Mapping[datetime.date, Otherwise], whole: Status = Status.SCHEDULED
) -> list[Planned]:
    """Every time at which an event happens, in order; days off are left out, what is cancelled stays.

    Args:
        otherwise: what was said of single days.
        whole: how the whole event stands; cancelled or postponed, it says so of each time that still stands.
    """
    found = []
    for rule in rules:
        length = rule.final_day - rule.first_day
        for day in rule.days():
            said = otherwise.get(day, Otherwise(Status.SCHEDULED))
            if said.status != Status.OFF:
                status = whole if said.status == Status.SCHEDULED else said.status
                found.append(Planned(rule.key, day, day + length, rule.starts_at, rule.ends_at, status, said.note))
    return sorted(found, key=lambda each: (each.starts_at, each.key))


def _aware(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, time), timezone.get_default_timezone())
