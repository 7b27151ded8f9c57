"""Hours in the making: what columns and sentences say is filled in here, and written as the text of `Hours`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from directory.hours.evaluating import Hours
from directory.hours.grid import NthWeeks
from directory.hours.grid.fields import NEW_YEAR, Times
from directory.hours.perhaps import perhaps_on_holidays
from directory.hours.reading.signs import Dates
from directory.hours.rules import CLOSED, LONGEST, MONTHS, OPEN, UNKNOWN, Rule, Weekdays, text_of

SUMMER, AROUND_NEW_YEAR = "Jul-Sep", "Dec 29-Jan 3"
COMMENT = 200
"""Characters of words that stand in a text as a comment."""


class Doubt(NamedTuple):
    """What was not sure: a code, the words it is about, and what was made of them, for who looks through an import."""

    code: str
    words: str
    done: str


@dataclass(frozen=True)
class HoursReading:
    """`hours`: what is sure (empty: nothing). `remark`: the words that are not in the hours, or are there as a comment alone."""

    hours: Hours
    remark: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass
class Draft:
    """A week as far as it is known. Days are 0 for Monday; a day without times has none."""

    days: list[Times] = field(default_factory=lambda: [()] * 7)
    uncertain: dict[int, str] = field(default_factory=dict)
    """Days whose times may not hold, and the words that make them so."""
    uncertain_parts: dict[int, tuple[Times, str]] = field(default_factory=dict)
    """Times of a day that may not hold, beside those that do."""
    nth: list[NthWeeks] = field(default_factory=list)
    uncertain_nth: list[tuple[NthWeeks, str]] = field(default_factory=list)
    weekly_closed: set[int] = field(default_factory=set)
    holiday_state: str = ""
    """ "" as the weekday is, else closed, unknown, or open at `holiday_times`."""
    holiday_times: Times = ()
    extended: list[tuple[tuple[int, ...], Times, str]] = field(default_factory=list)
    new_year: Dates | None = None
    is_new_year_vague: bool = False
    closures: list[tuple[Dates, str]] = field(default_factory=list)
    """Dates that are closed; with words, if it is not sure that they are."""
    summer: str = ""
    shift: str = ""
    comment: str = ""

    @property
    def has_hours(self) -> bool:
        return any(self.days) or any(row.times for row in self.nth)

    def make_uncertain(self, words: str) -> None:
        """Nothing that is open is sure. What is closed remains so."""
        for day, times in enumerate(self.days):
            if times:
                self.uncertain.setdefault(day, words)
        self.uncertain_nth += [(row, words) for row in self.nth if row.times]
        self.nth = [row for row in self.nth if not row.times]
        if self.holiday_state == OPEN:
            self.holiday_state = UNKNOWN

    def hours(self) -> Hours:
        """What is filled in. What is uncertain and long loses its words, not its uncertainty."""
        if not self.has_hours:
            return Hours("")
        text = text_of(self._rules())
        return Hours(text if len(text) <= LONGEST else text_of(_wordless(self._rules())), self.shift)

    def _rules(self) -> Iterator[Rule]:
        """What comes later counts more: hours, what may be otherwise, what is closed, what is uncertain about single days."""
        sure = [() if day in self.uncertain else times for day, times in enumerate(self.days)]
        yield from self._open(sure)
        yield from self._perhaps(sure)
        yield from (Rule(weekdays=(_nth(row),), state=CLOSED) for row in self.nth if not row.times)
        if closed := self._closed_every_week():
            yield Rule(weekdays=weekdays(closed), state=CLOSED)
        yield from self._uncertain_days()
        if self.holiday_state == CLOSED:
            yield Rule(holidays=(0,), state=CLOSED)
        yield from self._dates()

    def _open(self, sure: list[Times]) -> Iterator[Rule]:
        for times, days in _alike(sure):
            yield Rule(weekdays=weekdays(days), times=times, comment=self.comment)
        for day, (times, words) in self.uncertain_parts.items():
            if sure[day]:
                yield Rule(",", weekdays=weekdays((day,)), times=times, state=UNKNOWN, comment=comment(words))
        for days, times, label in self.extended:
            if open_days := tuple(day for day in days if sure[day]):
                yield Rule(",", weekdays=weekdays(open_days), times=times, comment=label)
        for row in self.nth:
            if row.times:
                yield Rule(weekdays=(_nth(row),), times=row.times, comment=self.comment)
        if self.holiday_state == OPEN:
            yield Rule(holidays=(0,), times=self.holiday_times, comment=self.comment)

    def _perhaps(self, sure: list[Times]) -> Iterator[Rule]:
        """Days that may be closed, at the times at which they are open otherwise."""
        if self.holiday_state == UNKNOWN:
            yield perhaps_on_holidays(self.days)
        seasons = [(SUMMER, self.summer)] if self.summer else []
        seasons += [(AROUND_NEW_YEAR, NEW_YEAR)] if self.is_new_year_vague else []
        seasons += [(_span(dates), words) for dates, words in self.closures if words]
        for dates, words in seasons:
            for times, days in _alike(sure):
                yield Rule(dates=dates, weekdays=weekdays(days), times=times, state=UNKNOWN, comment=comment(words))

    def _closed_every_week(self) -> tuple[int, ...]:
        """The days said to be closed; and where holidays are uncertain all that have no hours, as those stay closed."""
        closed = set(self.weekly_closed)
        if self.holiday_state == UNKNOWN and not self.shift:
            special = {row.weekday for row in self.nth if row.times}
            closed |= {day for day in range(7) if not self.days[day]} - special
        return tuple(sorted(closed - set(self.uncertain)))

    def _uncertain_days(self) -> Iterator[Rule]:
        same = [(self.days[day], words) for day, words in sorted(self.uncertain.items())]
        for times, words in dict.fromkeys(same):
            days = tuple(day for day in sorted(self.uncertain) if (self.days[day], self.uncertain[day]) == (times, words))
            yield Rule(weekdays=weekdays(days), times=times, state=UNKNOWN, comment=comment(words))
        for row, words in self.uncertain_nth:
            yield Rule(weekdays=(_nth(row),), times=row.times, state=UNKNOWN, comment=comment(words))

    def _dates(self) -> Iterator[Rule]:
        if self.is_new_year_vague:
            yield Rule(dates="Jan 1", state=CLOSED, comment=NEW_YEAR)
        elif self.new_year:
            yield Rule(dates=_span(self.new_year), state=CLOSED, comment=NEW_YEAR)
        yield from (Rule(dates=_span(dates), state=CLOSED) for dates, words in self.closures if not words)


def comment(words: str) -> str:
    """Words as a comment of the text can hold them."""
    said = " ".join(words.replace('"', "”").split())
    return said if len(said) <= COMMENT else said[: COMMENT - 1] + "…"


def weekdays(days: tuple[int, ...]) -> tuple[Weekdays, ...]:
    """Days as spans of neighbours; none for all seven."""
    spans: list[Weekdays] = []
    for day in days if len(days) < 7 else ():
        if spans and spans[-1].last == day - 1:
            spans[-1] = Weekdays(spans[-1].first, day)
        else:
            spans.append(Weekdays(day, day))
    return tuple(spans)


def _alike(days: list[Times]) -> Iterator[tuple[Times, tuple[int, ...]]]:
    for times in dict.fromkeys(days):
        if times:
            yield times, tuple(day for day in range(7) if days[day] == times)


def _nth(row: NthWeeks) -> Weekdays:
    return Weekdays(row.weekday, row.weekday, row.weeks)


def _span(dates: Dates) -> str:
    first, last = (f"{dates.year or ''} {MONTHS[day.month - 1]} {day.day}".strip() for day in (dates.start, dates.end))
    return first if first == last else f"{first}-{last}"


def _wordless(rules: Iterator[Rule]) -> Iterator[Rule]:
    return (Rule(r.joined, r.dates, r.weekdays, r.holidays, r.times, r.state) for r in rules)
