"""The grid that says the same as a text of opening hours, if there is one.

The rules are read in order. A rule that would have to count more, or less, than its place in a grid's own text allows, or that
says what a grid has no field for (a season, an uncertain day of the week, a fallback), makes an end of it. What is unknown is not
read rule by rule: the grid must write the same of it.
"""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

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
    is_around_new_year,
)
from directory.hours.grid.week import WeekGrid
from directory.hours.perhaps import NEW_YEARS_DAY
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
        grid = reading.grid(hours.shift, closed_days(rules))
    except (_NoGridError, GridError):
        return None
    return grid if _are_alike(reading.unknown, parse(grid.to_hours().text)) else None


def _are_alike(unknown: list[Rule], written: tuple[Rule, ...]) -> bool:
    """Whether a grid writes of what is unknown what was read. That it is about New Year may be said or not."""
    return Counter(map(_bare, unknown)) == Counter(_bare(rule) for rule in written if rule.state == UNKNOWN)


def _bare(rule: Rule) -> Rule:
    return replace(rule, joined=";", comment="" if rule.comment == NEW_YEAR else rule.comment)


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
        self.replaced: list[TimeSpan] = []
        """Hours of a day in whose place others came: they still decide when a night ends (`evaluating`)."""
        self.remarks: set[str] = set()
        self.more: list[MoreTimes] = []
        self.unknown: list[Rule] = []
        self.new_year_unknown: Closure | None = None

    def take(self, rule: Rule) -> None:
        if rule.joined == "||" or any(span.offset for span in rule.weekdays) or any(rule.holidays):
            raise _NoGridError
        if not rule.dates and any(before.dates == NEW_YEARS_DAY for before in self.unknown):
            raise _NoGridError
        if rule.state == UNKNOWN:
            self._unknown(rule)
        elif rule.state == CLOSED:
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
        given = [*self.replaced, *self.holiday_times, *(span for times in self.days for span in times)]
        given += [span for row in self.nth for span in row.times]
        night = max((span.end - DAY for span in given), default=0)
        if any(span.start < night for span in self.replaced):
            raise _NoGridError  # Written down, they keep a night from lasting; a grid does not write them down.
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
            more=tuple(self.more),
            new_year_unknown=self.new_year_unknown,
        )

    def _unknown(self, rule: Rule) -> None:
        self.unknown.append(rule)
        if rule.dates == NEW_YEARS_DAY:
            if self.new_year or any(_may_hold_new_years_day(closure) for closure in self.closures):
                raise _NoGridError
            return
        if self._has_closed or self.holidays in {OWN, HOLIDAY_CLOSED}:
            raise _NoGridError  # It would count more than these.
        if rule.holidays and not rule.dates:
            self.holidays = HOLIDAY_UNKNOWN
            return
        found = _DATE.fullmatch(rule.dates)
        if not found or not found[5]:
            raise _NoGridError
        closure = Closure(_day(found[1], found[2], found[3]), _day(found[4], found[5], found[6]))
        if self.new_year_unknown not in {None, closure}:
            raise _NoGridError
        self.new_year_unknown = closure

    @property
    def _has_closed(self) -> bool:
        return bool(self.weekly_closed or self.new_year or self.closures or any(not row.times for row in self.nth))

    def _open(self, rule: Rule) -> None:
        is_more = rule.joined == "," and bool(rule.comment) and rule.comment not in self.remarks
        if is_more and self.days != [()] * 7:
            self._open_more(rule)
            return
        weekly = [span for span in rule.weekdays if span.is_weekly]
        is_weekly = bool(weekly or not (rule.weekdays or rule.holidays))
        if self.holidays != AS_WEEKDAY or self.new_year or self.closures or any(not row.times for row in self.nth):
            raise _NoGridError  # It would count more than these, and in a grid it counts less.
        if (self.more and is_weekly) or (self.unknown and (rule.weekdays or not rule.holidays)):
            raise _NoGridError
        self.remarks.add(rule.comment)
        times = rule.times or ALL_DAY
        if is_weekly:
            self._open_weekly(rule, times, {day for span in weekly for day in span.days()} or set(range(7)))
        for span in rule.weekdays:
            if span.nth:
                self._open_nth(rule, span, times)
        if rule.holidays:
            if rule.joined == ",":
                raise _NoGridError
            self.holidays, self.holiday_times = OWN, times
            self.weekly_closed.clear()  # The holidays' hours count on these days too.

    def _open_more(self, rule: Rule) -> None:
        is_weekly = all(span.is_weekly for span in rule.weekdays) and not rule.holidays and bool(rule.times)
        if not is_weekly or self.nth or self.unknown or self._has_closed or self.holidays != AS_WEEKDAY:
            raise _NoGridError
        self.more.append(MoreTimes(rule.weekly_days, rule.times, rule.comment))

    def _open_weekly(self, rule: Rule, times: Times, days: set[int]) -> None:
        if self.nth:
            raise _NoGridError
        for day in days:
            before = self.days[day] if rule.joined == "," else ()
            self.replaced += self.days[day] if rule.joined != "," else ()
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
        if any(days & set(row.days) for row in self.more):
            raise _NoGridError
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


def _may_hold_new_years_day(closure: Closure) -> bool:
    days = (closure.start, closure.end)
    months = [day.month for day in days]
    return months[0] > months[1] or 1 in months or not all(isinstance(day, Annual) for day in days)


def _day(year: str | None, month: str, day: str) -> Annual | date:
    which = MONTHS.index(month) + 1
    if not year:
        return Annual(which, int(day))
    try:
        return date(int(year), which, int(day))
    except ValueError:
        raise _NoGridError from None
