"""The text of opening hours (OpenStreetMap `opening_hours`), as the rules it consists of.

The library decides what is well-formed and writes every text in one spelling; the rules are then read from that spelling. What
it accepts but cannot evaluate here, as it depends on a place or on a calendar we have not, is refused: a wrong answer is worse.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from opening_hours import OpeningHours

from directory.hours.errors import HoursError

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY = 24 * 60
"""Minutes."""
LONGEST = 2000
"""Characters of a text."""
OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
WRITTEN = {"closed": "off", "unknown": "unknown"}
_SAID_OPEN = "\ue000"
"""Marks a comment behind `open` while the library reads the text, which forgets the word."""

_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_SPAN = rf"(?:{_WEEKDAY}(?:-{_WEEKDAY})?(?:\[[-\d,]+\])?|PH)(?: [+-]?\d+ days?)?"
_DAYS = re.compile(rf"(?:^|(?<= ))({_SPAN}(?:,{_SPAN})*)$")
_ONE_SPAN = re.compile(
    rf"(?P<first>{_WEEKDAY}|PH)(?:-(?P<last>{_WEEKDAY}))?(?:\[(?P<nth>[-\d,]+)\])?(?: (?P<offset>[+-]?\d+) days?)?"
)
_TIME = r"\d\d:\d\d-\d\d:\d\d"
_TIMES = re.compile(rf"(?:^|(?<= ))({_TIME}(?:,{_TIME})*)$")
_MODIFIER = re.compile(r"(?:^|(?<= ))(open|closed|unknown)$")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR = re.compile(r"( \|\| |; |, )")
_MONTHDAY = re.compile(rf"({'|'.join(MONTHS)}) (\d\d?)(?!\d)")
_HOLIDAY_BESIDE_DAY = re.compile(rf"\bPH(?: [+-]?\d+ days?)? +{_WEEKDAY}\b[^;|\"]*|{_WEEKDAY}\]? +PH\b[^;|\"]*", re.IGNORECASE)
_COMMENT = re.compile(r'((?<![a-z])open\s+)?"([^"]*)"', re.IGNORECASE)
_POSITION = re.compile(r"--> (\d+):(\d+)")


@dataclass(frozen=True)
class Weekdays:
    """Days of the week, 0 for Monday, first to last; only the `nth` of a month if any (-1 the last); so many days later."""

    first: int
    last: int
    nth: tuple[int, ...] = ()
    offset: int = 0

    @property
    def is_weekly(self) -> bool:
        return not self.nth and not self.offset

    def days(self) -> tuple[int, ...]:
        """Each day of the week, also where the span goes over Sunday."""
        return tuple((self.first + n) % 7 for n in range((self.last - self.first) % 7 + 1))

    def __str__(self) -> str:
        said = WEEKDAYS[self.first] + (f"-{WEEKDAYS[self.last]}" if self.last != self.first else "")
        said += f"[{','.join(map(str, self.nth))}]" if self.nth else ""
        return said + (f" {self.offset:+d} day{'s' if abs(self.offset) != 1 else ''}" if self.offset else "")


@dataclass(frozen=True)
class TimeSpan:
    """Minutes after midnight, from and to. What lasts into the next day ends after 24:00."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


@dataclass(frozen=True)
class Rule:
    """One rule: on which days, at what times (none: all day), what is the case.

    `joined` is how it follows the rule before: ";" it replaces that one's hours on its days, "," it adds to them, "||" it
    counts where nothing else does. `dates` are years, months, dates and weeks as the library spells them ("" is every day),
    `holidays` so many days after each national holiday, 0 the day itself.
    """

    joined: str = ";"
    dates: str = ""
    weekdays: tuple[Weekdays, ...] = ()
    holidays: tuple[int, ...] = ()
    times: tuple[TimeSpan, ...] = ()
    state: str = OPEN
    comment: str = ""

    @property
    def is_weekly(self) -> bool:
        """Is it said of days of the week alone, every week of the year? Then a list of them is `weekly_days`."""
        return not self.dates and all(span.is_weekly for span in self.weekdays) and bool(self.weekdays or not self.holidays)

    @property
    def weekly_days(self) -> tuple[int, ...]:
        if not self.weekdays and not self.holidays:
            return tuple(range(7))
        return tuple(sorted({day for span in self.weekdays for day in span.days()}))

    def __str__(self) -> str:
        days = [str(span) for span in self.weekdays]
        days += ["PH" + (f" {n:+d} day{'s' if abs(n) != 1 else ''}" if n else "") for n in self.holidays]
        parts = [self.dates, ",".join(days), ",".join(map(str, self.times))]
        said = " ".join(part for part in parts if part) or "24/7"
        state = WRITTEN.get(self.state) or ("open" if self.comment else "")
        return said + (f" {state}" if state else "") + (f' "{self.comment}"' if self.comment else "")


def clock(minutes: int) -> str:
    """Minutes after midnight as OSM writes them: 540 → 09:00, 1560 → 26:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def text_of(rules: Iterable[Rule]) -> str:
    """The rules as text."""
    said = ""
    for rule in rules:
        before = {";": "; ", ",": ", ", "||": " || "}[rule.joined] if said else ""
        said += before + str(rule)
    return said


@lru_cache(4096)
def parse(text: str) -> tuple[Rule, ...]:
    """The rules of a text; none if it is empty. HoursError, naming the part, for what is not understood or not evaluated."""
    if not text:
        return ()
    if len(text) > LONGEST:
        raise HoursError(_("開いている時間の書き方が長すぎます（%(n)d字まで）。") % {"n": LONGEST}, text[:40])
    rules = _rules(_canonical(text))
    try:
        is_kept = _rules(_canonical(text_of(rules))) == rules
    except HoursError:
        is_kept = False
    if not is_kept:  # The library writes some texts in a way that it reads otherwise, or not at all.
        raise _not_understood(text)
    return rules


def _rules(canonical: str) -> tuple[Rule, ...]:
    return tuple(_rule(joined, said) for joined, said in _split(canonical))


def _canonical(text: str) -> str:
    bare = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    if beside := _HOLIDAY_BESIDE_DAY.search(bare):
        # The library reads "PH Mo" as "PH,Mo"; the standard means the holidays that are Mondays.
        raise _refused(text[beside.start() : beside.end()].strip(), _("祝日と曜日を重ねる書き方は使えません。"))
    try:
        OpeningHours(text, auto_country=False, auto_timezone=False)
    except Exception as error:
        raise _not_understood(_at(text, str(error))) from error
    marked = _COMMENT.sub(lambda found: f'unknown "{_SAID_OPEN}{found[2]}"' if found[1] else found[0], text)
    return str(OpeningHours(marked, auto_country=False, auto_timezone=False))


def _at(text: str, message: str) -> str:
    """The rule of the text in which the library stopped."""
    found = _POSITION.search(message)
    column = int(found[2]) - 1 if found else 0
    begin = 0
    for joint in re.finditer(r";|\|\|", _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)):
        if joint.end() > column:
            return text[begin : joint.start()].strip() or text[begin : joint.end()].strip()
        begin = joint.end()
    return text[begin:].strip() or text.strip()


def _not_understood(part: str) -> HoursError:
    return HoursError(_("開いている時間の「%(part)s」の書き方が分かりません。") % {"part": part}, part)


def _refused(part: str, why: str) -> HoursError:
    return HoursError(_("開いている時間の「%(part)s」は使えません。%(why)s") % {"part": part, "why": why}, part)


def _split(text: str) -> list[tuple[str, str]]:
    """The rules and how each is joined to the one before; separators within a comment are none."""
    quoted = _QUOTED.findall(text)
    pieces = _SEPARATOR.split(_QUOTED.sub('""', text))
    found, at = [], 0
    for place in range(0, len(pieces), 2):
        joined = pieces[place - 1].strip() if place else ";"
        said = pieces[place]
        for _comment in range(said.count('""')):
            said = said.replace('""', quoted[at].replace('"', "\x00"), 1)
            at += 1
        found.append((joined, said.replace("\x00", '"')))
    return found


def _rule(joined: str, said: str) -> Rule:
    rest, comment = said, ""
    if quoted := re.search(r' ?"([^"]*)"$', rest):
        rest, comment = rest[: quoted.start()], quoted[1]
    rest, state = _cut(_MODIFIER, rest)
    if comment.startswith(_SAID_OPEN):
        state, comment = OPEN, comment[1:]
    elif comment and not state:
        state = UNKNOWN  # The standard means this by a comment alone; the library takes it for open.
    rest, times = _cut(_TIMES, rest)
    rest, days = _cut(_DAYS, "" if rest == "24/7" else rest)
    _check(said, rest)
    spans = list(_ONE_SPAN.finditer(days))
    return Rule(
        joined=joined,
        dates=rest,
        weekdays=tuple(_weekdays(found) for found in spans if found["first"] != "PH"),
        holidays=tuple(int(found["offset"] or 0) for found in spans if found["first"] == "PH"),
        times=tuple(_time_span(*time.split("-")) for time in times.split(",") if time),
        state=state or OPEN,
        comment=comment,
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What stands before the pattern at the end, and the pattern."""
    found = pattern.search(text)
    return (text[: found.start()].rstrip(), found[1]) if found else (text, "")


def _weekdays(found: re.Match[str]) -> Weekdays:
    first = WEEKDAYS.index(found["first"])
    nth = tuple(int(n) for n in (found["nth"] or "").split(",") if n)
    return Weekdays(first, WEEKDAYS.index(found["last"]) if found["last"] else first, nth, int(found["offset"] or 0))


def _time_span(start: str, end: str) -> TimeSpan:
    begin, finish = (int(said[:2]) * 60 + int(said[3:]) for said in (start, end))
    return TimeSpan(begin, finish if finish > begin else finish + DAY)


def _check(said: str, dates: str) -> None:
    """Raise HoursError for days and times that cannot be evaluated here, or that no calendar has."""
    for pattern, why in _CANNOT:
        if re.search(pattern, dates):
            raise _refused(said.replace(" closed", " off"), why())
    for month, day in _MONTHDAY.findall(dates):
        if not 1 <= int(day) <= LONGEST_MONTH[MONTHS.index(month)]:
            raise _refused(said.replace(" closed", " off"), _("その日はありません。"))


_CANNOT = (
    (r"\bSH\b", lambda: _("学校の休みの日付は分かりません。月日で書いてください。")),
    (r"dawn|sunrise|sunset|dusk", lambda: _("日の出や日の入りの時刻は場所と日によって変わります。時刻で書いてください。")),
    (r"\d\d:\d\d\+|:\d\d.*\+", lambda: _("終わりの時刻を書いてください。")),
    (r"\d\d:\d\d", lambda: _("この書き方の時刻は使えません。")),
)
"""What is left of a rule once days and times are read from it, and why it is refused."""
