"""The grid that says the same as a text of opening hours, if there is one.

The rules are read in order. A rule that would have to count more, or less, than its place in a grid's own text allows, or that
says what a grid has no field for (a season, an uncertain day, a fallback), makes an end of it.
"""

import re
from datetime import date

from directory.hours.evaluating import Hours
from directory.hours.grid.fields import (
    AS_WEEKDAY,
    HOLIDAY_CLOSED,
    NEW_YEAR,
    OWN,
    Annual,
    Closure,
    GridError,
    NthWeeks,
    Times,
    is_around_new_year,
)
from directory.hours.grid.week import WeekGrid
from directory.hours.rules import CLOSED, DAY, MONTHS, UNKNOWN, Rule, TimeSpan, Weekdays, parse
from directory.hours.shifting import closed_days

_MONTH = f"({'|'.join(MONTHS)})"
_DATE = re.compile(rf"(?:(\d{{4}}) )?{_MONTH} (\d+)(?:-(?:(\d{{4}}) )?{_MONTH} (\d+))?")
ALL_DAY = (TimeSpan(0, DAY),)


class _NoGridError(Exception):
    """No grid says this."""


def grid_of(hours: Hours) -> WeekGrid | None:
    """The grid that says the same as the hours, or None."""
    reading = _Reading()
    rules = parse(hours.text)
    try:
        for rule in rules:
            reading.take(rule)
        return reading.grid(hours.shift, closed_days(rules))
    except (_NoGridError, GridError):
        return None


class _Reading:
    """What the rules read so far have filled in."""

    def __init__(self) -> None:
        self.days: list[Times] = [()] * 7
        self.weekly_closed: set[int] = set()
        self.under_closing: dict[int, Times] = {}
        """Hours of a day that a rule then closed: a holiday that moves the closing uncovers them."""
        self.holidays = AS_WEEKDAY
        self.holiday_times: Times = ()
        self.nth: list[NthWeeks] = []
        self.new_year: Closure | None = None
        self.closures: list[Closure] = []
        self.remarks: set[str] = set()

    def take(self, rule: Rule) -> None:
        if rule.joined == "||" or rule.state == UNKNOWN or any(span.offset for span in rule.weekdays) or any(rule.holidays):
            raise _NoGridError
        if rule.state == CLOSED:
            self._closed(rule)
        elif rule.dates or (rule.weekdays and rule.holidays and rule.joined == ","):
            raise _NoGridError
        else:
            self._open(rule)

    def grid(self, shift: str, moved: tuple[int, ...]) -> WeekGrid:
        if len(self.remarks) > 1:
            raise _NoGridError
        usual = {times for times in self.days if times}
        if shift and any({self.under_closing.get(day, ())} not in ({()}, usual) for day in moved):
            raise _NoGridError  # A grid can uncover no hours but the usual ones.
        return WeekGrid(
            days=tuple(self.days),
            weekly_closed=moved if shift else tuple(sorted(self.weekly_closed)),
            holidays=self.holidays,
            holiday_times=self.holiday_times,
            nth=tuple(self.nth),
            new_year=self.new_year,
            closures=tuple(self.closures),
            shift=shift,
            remark="".join(self.remarks),
        )

    def _open(self, rule: Rule) -> None:
        if self.holidays != AS_WEEKDAY or self.new_year or self.closures or any(not row.times for row in self.nth):
            raise _NoGridError  # It would count more than these, and in a grid it counts less.
        self.remarks.add(rule.comment)
        times = rule.times or ALL_DAY
        weekly = [span for span in rule.weekdays if span.is_weekly]
        if weekly or not (rule.weekdays or rule.holidays):
            self._open_weekly(rule, times, {day for span in weekly for day in span.days()} or set(range(7)))
        for span in rule.weekdays:
            if span.nth:
                self._open_nth(rule, span, times)
        if rule.holidays:
            if rule.joined == ",":
                raise _NoGridError
            self.holidays, self.holiday_times = OWN, times
            self.weekly_closed.clear()  # The holidays' hours count on these days too.

    def _open_weekly(self, rule: Rule, times: Times, days: set[int]) -> None:
        if self.nth:
            raise _NoGridError
        for day in days:
            before = self.days[day] if rule.joined == "," else ()
            self.days[day] = tuple(sorted((*before, *times), key=lambda span: span.start))
        self.weekly_closed -= days

    def _open_nth(self, rule: Rule, span: Weekdays, times: Times) -> None:
        if rule.joined == "," and (self.nth or any(self.days[day] for day in span.days())):
            raise _NoGridError
        self.nth += [NthWeeks(day, span.nth, times) for day in span.days()]
        self.weekly_closed -= set(span.days())

    def _closed(self, rule: Rule) -> None:
        if rule.times or (rule.dates and (rule.weekdays or rule.holidays)):
            raise _NoGridError
        if rule.dates:
            for part in rule.dates.split(","):
                self._close(part, rule.comment)
            return
        if rule.comment or not (rule.weekdays or rule.holidays):
            raise _NoGridError
        for span in rule.weekdays:
            if span.nth:
                self.nth += [NthWeeks(day, span.nth) for day in span.days()]
            else:
                self._close_weekly(set(span.days()))
        if rule.holidays:
            self.holidays, self.holiday_times = HOLIDAY_CLOSED, ()

    def _close_weekly(self, days: set[int]) -> None:
        for day in days:
            self.under_closing[day] = self.days[day] or self.under_closing.get(day, ())
            self.days[day] = ()
        self.nth = [row for row in self.nth if row.weekday not in days]
        self.weekly_closed |= days

    def _close(self, written: str, remark: str) -> None:
        found = _DATE.fullmatch(written)
        if not found:
            raise _NoGridError
        start = _day(found[1], found[2], found[3])
        closure = Closure(start, _day(found[4], found[5], found[6]) if found[5] else start, remark)
        if remark == NEW_YEAR or (is_around_new_year(closure) and not remark):
            if self.new_year:
                raise _NoGridError
            self.new_year = Closure(closure.start, closure.end)
        else:
            self.closures.append(closure)


def _day(year: str | None, month: str, day: str) -> Annual | date:
    which = MONTHS.index(month) + 1
    if not year:
        return Annual(which, int(day))
    try:
        return date(int(year), which, int(day))
    except ValueError:
        raise _NoGridError from None
