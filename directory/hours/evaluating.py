"""Whether something is open: at a moment, on a day, in a week.

The rules of a text are written out for three years around the moment, as the library alone would be wrong in three things:

- holidays become dates (`national_holidays` says why);
- the dates of a holiday shift are appended (`shifting`);
- where hours last over midnight (22:00-02:00), the library lets a rule for the next day, `Dec 31 off`, begin at midnight and
  cut the night short. People mean the night's end to belong to the day before, so such a rule is written to count from the
  hour at which the latest night ends: `Dec 31 02:00-26:00 off`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial

from django.utils import timezone
from django.utils.translation import gettext as _
from opening_hours import OpeningHours

from directory.hours.errors import HoursError
from directory.hours.national_holidays import holiday_name, holidays_of
from directory.hours.rules import CLOSED, DAY, OPEN, UNKNOWN, Rule, TimeSpan, parse, text_of
from directory.hours.shifting import SHIFTS, dated, shifted

HORIZON = timedelta(days=366)
"""How far the next change is looked for."""
LAST_YEAR = 9997
"""Beyond it the calendar ends before the horizon; what is asked of then has no next change."""


@dataclass(frozen=True)
class Status:
    """What is the case at a moment.

    `state` is "open", "closed" or "unknown", `comment` the remark that goes with it (要予約); `until` when the state changes next
    and `opens_at`, if it is closed, when it is open next: aware, in the time zone of the site, None if not within a year or if
    nobody can know. `opens_comment` is the remark that goes with that opening.
    """

    state: str
    comment: str = ""
    until: datetime | None = None
    opens_at: datetime | None = None
    opens_comment: str = ""


@dataclass(frozen=True)
class Interval:
    """A time of one state: aware start and end. The end of what lasts over midnight is on the next day."""

    start: datetime
    end: datetime
    state: str
    comment: str = ""

    @property
    def is_all_day(self) -> bool:
        return self.end - self.start == timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day for a table: its holiday's name ("" if it is none) and when it is not simply closed."""

    date: date
    holiday: str
    intervals: tuple[Interval, ...]

    @property
    def is_closed(self) -> bool:
        return all(interval.state == CLOSED for interval in self.intervals)


@dataclass(frozen=True)
class Hours:
    """Opening hours: OpenStreetMap `opening_hours` text, and what a holiday does to a weekly closed day.

    `text` empty: nobody knows. `shift`: "" nothing, "next_day" (翌日休), "next_weekday" (翌平日休), see `shifting`.
    HoursError for text that is not understood.
    https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
    """

    text: str
    shift: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(self.text.split()).strip("; "))
        if self.shift not in SHIFTS:
            raise HoursError(_("祝日の扱い「%(part)s」はありません。") % {"part": self.shift}, self.shift)
        if not parse(self.text):
            object.__setattr__(self, "shift", "")

    def __bool__(self) -> bool:
        return bool(self.text)

    def is_open(self, moment: datetime) -> bool | None:
        """Is it open? None if nobody can know. `moment` is aware; ValueError if it is not."""
        moment = _local(moment)
        if not self.text:
            return None
        state, _comment = _calendar(self.text, self.shift, moment.year).engine.state(moment)
        return {OPEN: True, CLOSED: False}.get(str(state))

    def state(self, moment: datetime) -> Status:
        """What is the case at an aware moment. ValueError if it is not aware."""
        moment = _local(moment)
        if not self.text:
            return Status(UNKNOWN)
        horizon = HORIZON if moment.year <= LAST_YEAR else timedelta(minutes=1)
        run = iter(_calendar(self.text, self.shift, moment.year).engine.intervals(moment, moment + horizon))
        now = opens_at = until = None
        opens_comment = ""
        for start, _end, state, comment in run:
            if now is None:
                now = (str(state), comment)
            elif until is None and str(state) != now[0]:
                until = start
            if until and (now[0] != CLOSED or str(state) == OPEN):
                if now[0] == CLOSED:
                    opens_at, opens_comment = start, comment
                break
        return Status(*(now or (UNKNOWN, "")), until, opens_at, opens_comment)

    def on(self, day: date) -> list[Interval]:
        """The open and unknown times that begin on a day, and closed ones that have a comment. Times over midnight are whole.

        For a text that is empty, the whole day as unknown.
        """
        begin = datetime.combine(day, time(), timezone.get_default_timezone())
        end = begin + timedelta(days=1)
        if not self.text:
            return [Interval(begin, end, UNKNOWN)]
        found = _calendar(self.text, self.shift, day.year).on(day)
        # What is unknown or closed all day is so from midnight on, whenever the latest night of others ends.
        return [replace(each, start=begin, end=end) if each.is_all_day and each.state != OPEN else each for each in found]

    def week(self, first: date) -> list[Day]:
        """Seven days from a day on."""
        days = (first + timedelta(days=n) for n in range(7))
        return [Day(day, holiday_name(day), tuple(self.on(day))) for day in days]

    def standard_text(self, from_year: int) -> str:
        """The hours in the standard alone, with dates for this and the next year, so that every evaluator reads them alike.

        The dates are those of the shift, which the standard has not, and of the holidays beside `PH`, as the calendars of
        evaluators lack some (2026-09-22). Nights that a closed day would cut short are written out.
        """
        rules = parse(self.text)
        if not rules:
            return ""
        years = range(from_year, from_year + 2)
        moved = shifted(rules, self.shift, years, partial(_said_on, years=years))
        return text_of(_nights_kept((*(one for rule in rules for one in _with_dates(rule, years)), *moved)))


@dataclass(frozen=True)
class _Calendar:
    """Rules written out for some years. `night` is the minute of the day at which the latest night ends, 0 if none does."""

    engine: OpeningHours
    night: int

    def on(self, day: date) -> Iterator[Interval]:
        begin = datetime.combine(day, time(), timezone.get_default_timezone()) + timedelta(minutes=self.night)
        for start, end, state, comment in self.engine.intervals(begin, begin + timedelta(days=1)):
            if str(state) != CLOSED or comment:
                yield Interval(start, end, str(state), comment)


def _local(moment: datetime) -> datetime:
    if timezone.is_naive(moment):
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(timezone.get_default_timezone())


@lru_cache(4096)
def _calendar(text: str, shift: str, year: int) -> _Calendar:
    """The year before is for the night of New Year's Eve, the year after for the next change."""
    years = range(year - 1, year + 2)
    rules = parse(text)
    return _written_out((*rules, *shifted(rules, shift, years, partial(_said_on, years=years))), years)


def _written_out(rules: tuple[Rule, ...], years: range) -> _Calendar:
    plain = tuple(written for rule in rules for written in _dates_for_holidays(rule, years))
    text = text_of(_nights_kept(plain)) or text_of([Rule(state=CLOSED)])
    zone = timezone.get_default_timezone()
    engine = OpeningHours(text, timezone=zone, auto_country=False, auto_timezone=False)
    return _Calendar(engine, _night(plain))


@lru_cache(256)
def _written_out_once(rules: tuple[Rule, ...], years: range) -> _Calendar:
    return _written_out(rules, years)


def _said_on(rules: tuple[Rule, ...], day: date, years: range) -> tuple[Rule, ...]:
    """What rules say of a day, as rules of times without a day."""
    midnight = datetime.combine(day, time(), timezone.get_default_timezone())
    return tuple(
        Rule(times=(_minutes(interval, midnight),), state=interval.state, comment=interval.comment)
        for interval in _written_out_once(rules, years).on(day)
    )


def _minutes(interval: Interval, midnight: datetime) -> TimeSpan:
    start, end = (int((moment - midnight).total_seconds()) // 60 for moment in (interval.start, interval.end))
    return TimeSpan(start, end)


def _dates_for_holidays(rule: Rule, years: range) -> Iterator[Rule]:
    if not rule.holidays:
        yield rule
        return
    if rule.weekdays:
        yield replace(rule, holidays=())
    days = sorted({day + timedelta(days=n) for n in rule.holidays for year in years for day in holidays_of(year)})
    if rule.dates:
        within = OpeningHours(rule.dates, auto_country=False, auto_timezone=False)
        days = [day for day in days if within.is_open(datetime.combine(day, time(12)))]
    if days:
        yield replace(rule, dates=",".join(map(dated, days)), weekdays=(), holidays=())


def _with_dates(rule: Rule, years: range) -> Iterator[Rule]:
    """The rule, and what it says of holidays once more with their dates."""
    yield rule
    if rule.holidays:
        yield from _dates_for_holidays(replace(rule, weekdays=()), years)


def _night(rules: tuple[Rule, ...]) -> int:
    """The minute of the day at which the latest night ends; 0 if hours begin before it, as then no minute parts the days."""
    given = [rule for rule in rules if rule.state != CLOSED]
    night = max((span.end - DAY for rule in given for span in rule.times), default=0)
    begins = [span.start for rule in given for span in rule.times]
    begins += [0 for rule in given if not rule.times and rule.state == OPEN]
    return night if night > 0 and min(begins) >= night else 0


def _nights_kept(rules: tuple[Rule, ...]) -> Iterator[Rule]:
    """The rules so that none ends a night that began the day before.

    Hours of further days of the week are added, not put in the place of others; all else counts from the end of the night.
    """
    night = _night(rules)
    all_day = (TimeSpan(night, night + DAY),)
    is_late = any(span.end > DAY for rule in rules for span in rule.times)
    weekly: set[int] = set()
    for place, rule in enumerate(rules):
        is_further = is_late and rule.is_weekly and rule.joined == ";" and not weekly & set(rule.weekly_days)
        weekly |= set(rule.weekly_days) if rule.is_weekly else set(range(7))
        if is_further and rule.state != CLOSED:
            yield replace(rule, joined="," if place else ";", times=rule.times or all_day)
        elif not night or rule.joined == "||":
            yield rule
        elif rule.state == CLOSED:
            yield rule if rule.times else replace(rule, times=all_day)
        elif place and rule.joined == ";":
            yield replace(rule, times=all_day, state=CLOSED, comment="")
            yield replace(rule, joined=",", times=rule.times or all_day)
        else:
            yield replace(rule, times=rule.times or all_day)
