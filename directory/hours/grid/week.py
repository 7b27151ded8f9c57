"""The grid itself, and how it is written as text.

The text has one order, so that what comes later may count more: hours of weekdays, hours of nth weekdays, of all these that they
may not hold around New Year, holidays, then all that is closed. The remark is the comment of all hours in the text: so it goes
wherever the hours go, and is told with "open" (要予約).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from directory.hours.evaluating import Hours
from directory.hours.grid.fields import (
    AS_WEEKDAY,
    HOLIDAY_CLOSED,
    HOLIDAY_UNKNOWN,
    NEW_YEAR,
    OWN,
    Annual,
    Closure,
    GridError,
    MoreTimes,
    NthWeeks,
    Times,
)
from directory.hours.perhaps import perhaps, perhaps_on_holidays, perhaps_on_new_years_day
from directory.hours.rules import CLOSED, MONTHS, Rule, Weekdays, text_of


@dataclass(frozen=True)
class WeekGrid:
    """What an editor fills in. GridError (a HoursError), by field, if it does not hold together.

    - `days`: seven times, Monday first; without times closed, unless a holiday has hours of its own.
    - `weekly_closed`: the 定休日 among these, 0 for Monday: closed even on a holiday, unless `shift` moves it (see `Hours`).
    - `more`: times beside those of `days` that have a name of their own (延長保育).
    - `holidays`: "as_weekday", "closed", "unknown", or "own" with `holiday_times`.
    - `nth`: nth weekdays with times of their own, or closed. Those with times come first.
    - `new_year`: closed around New Year, every year, or None; `closures`: further closed dates.
    - `new_year_unknown`: nobody knows of these days around New Year, or None; then `new_year` is New Year's Day at most.
    - `remark`: told with all hours.
    """

    days: tuple[Times, ...] = ((),) * 7
    weekly_closed: tuple[int, ...] = ()
    holidays: str = AS_WEEKDAY
    holiday_times: Times = ()
    nth: tuple[NthWeeks, ...] = ()
    new_year: Closure | None = None
    closures: tuple[Closure, ...] = ()
    shift: str = ""
    remark: str = ""
    more: tuple[MoreTimes, ...] = ()
    new_year_unknown: Closure | None = None

    def __post_init__(self) -> None:
        from directory.hours.grid.faults import faults

        if fields := dict(faults(self)):
            raise GridError(fields)
        object.__setattr__(self, "nth", tuple(sorted(self.nth, key=lambda row: not row.times)))

    def to_hours(self) -> Hours:
        """The hours that the grid says; unknown hours for an empty grid."""
        return Hours(text_of(self._rules()), self.shift)

    def _rules(self) -> Iterator[Rule]:
        hours = list(self._hours())
        holidays = [Rule(holidays=(0,), times=self.holiday_times, comment=self.remark)] if self.holidays == OWN else []
        yield from hours
        if self.new_year_unknown:
            for rule in perhaps(hours, _dates(self.new_year_unknown)):
                yield replace(rule, comment=NEW_YEAR) if self.new_year else rule
        yield from holidays
        if self.holidays == HOLIDAY_UNKNOWN:
            yield perhaps_on_holidays(self.days)
        yield from self._closed()
        if self.new_year_unknown and not self.new_year:
            yield from perhaps_on_new_years_day(holidays)
        if self.new_year:
            yield Rule(dates=_dates(self.new_year), state=CLOSED, comment=NEW_YEAR)
        yield from (Rule(dates=_dates(closure), state=CLOSED, comment=closure.remark) for closure in self.closures)

    def _hours(self) -> Iterator[Rule]:
        """What is open every week, or in some weeks."""
        for times, days in _alike(self.days):
            if times:
                yield Rule(weekdays=days, times=times, comment=self.remark)
        for row in self.more:
            yield Rule(",", weekdays=_spans(row.days) if len(row.days) < 7 else (), times=row.times, comment=row.remark)
        yield from (Rule(weekdays=(_nth(row),), times=row.times, comment=self.remark) for row in self.nth if row.times)

    def _closed(self) -> Iterator[Rule]:
        """What is closed, dates aside."""
        yield from (Rule(weekdays=(_nth(row),), state=CLOSED) for row in self.nth if not row.times)
        if self.weekly_closed:
            yield Rule(weekdays=_spans(self.weekly_closed), state=CLOSED)
        if self.holidays == HOLIDAY_CLOSED:
            yield Rule(holidays=(0,), state=CLOSED)

    @staticmethod
    def from_hours(hours: Hours) -> "WeekGrid | None":
        """The grid that says the same, or None for hours that no grid says: their text is then edited as text."""
        from directory.hours.grid.from_text import grid_of

        return grid_of(hours)

    def to_data(self) -> dict[str, Any]:
        """Plain data for a form or JSON; `from_data` reads it."""
        from directory.hours.grid.form import data_of

        return data_of(self)

    @staticmethod
    def from_data(data: dict[str, Any]) -> "WeekGrid":
        """The grid of a form's data: what `to_data` gives. What is left out is empty; times that are blank are passed over.

        A time is {"start": "22:00", "end": "02:00", "next_day": true}, a date "12-29" every year or "2026-08-13" once.
        GridError, by field, for what is not filled in right.
        """
        from directory.hours.grid.form import Form

        return Form().grid(data)


def _alike(days: tuple[Times, ...]) -> Iterator[tuple[Times, tuple[Weekdays, ...]]]:
    """Days with the same times together, in the order of the first of them; all seven without a name."""
    for times in dict.fromkeys(days):
        which = tuple(day for day in range(7) if days[day] == times)
        yield times, () if len(which) == 7 else _spans(which)


def _nth(row: NthWeeks) -> Weekdays:
    return Weekdays(row.weekday, row.weekday, row.weeks)


def _spans(days: Iterable[int]) -> tuple[Weekdays, ...]:
    """Neighbouring days as one span."""
    found: list[Weekdays] = []
    for day in sorted(days):
        if found and found[-1].last == day - 1:
            found[-1] = Weekdays(found[-1].first, day)
        else:
            found.append(Weekdays(day, day))
    return tuple(found)


def _dates(closure: Closure) -> str:
    start, end = (_date(day) for day in (closure.start, closure.end))
    return start if start == end else f"{start}-{end}"


def _date(day: Annual | date) -> str:
    said = f"{MONTHS[day.month - 1]} {day.day}"
    return f"{day.year} {said}" if isinstance(day, date) else said
