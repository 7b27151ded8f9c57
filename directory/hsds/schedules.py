"""Opening hours as schedules: one recurrence rule (RFC 5545) for each time of the week, and the whole in words beside it.

A list of recurrence rules can only add. So a rule that takes away is reckoned in: days whose hours another rule replaces have
that rule's alone, and a 2nd and 4th Saturday that is closed leaves the 1st, 3rd and 5th. What no weekly or monthly rule says
(holidays, New Year, seasons, days of which nobody is sure) stands in the description, in words, and as OpenStreetMap's text.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from directory.hours import Hours, TimeSpan, in_words
from directory.hours.rules import DAY, OPEN, Rule, parse
from directory.hsds.ids import part_id

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS = (1, 2, 3, 4, 5)
Times = tuple[TimeSpan, ...]
ALL_DAY: Times = (TimeSpan(0, DAY),)


def schedules(owner: UUID, hours: Hours, note: str, link: str) -> list[dict[str, Any]]:
    """The schedules of a place whose id is given; none where nobody knows anything. `link` is where it says more."""
    words = "。".join(in_words(hours))
    if not (words or note):
        return []
    said = {
        "description": "\n".join(filter(None, (words, note))),
        "notes": f"opening_hours: {hours.standard_text(timezone.localdate().year)}" if hours else "",
        "schedule_link": link,
        "timezone": _offset() // 60 if _offset() % 60 == 0 else _offset() / 60,
        "wkst": "MO",
    }
    found = [{**said, **rule} for rule in _rules(parse(hours.text))] or [said]
    return [
        {"id": part_id(owner, "schedule", number), **{name: value for name, value in each.items() if value != ""}}
        for number, each in enumerate(found)
    ]


def _offset() -> int:
    """Minutes from UTC; Japan has no summer time."""
    offset = timezone.localtime().utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _rules(rules: tuple[Rule, ...]) -> Iterator[dict[str, Any]]:
    weekly, monthly = _by_day(rules)
    for times in dict.fromkeys(times for _day, times in sorted(weekly.items()) if times):
        days = [BYDAY[day] for day in range(7) if weekly.get(day) == times and day not in monthly]
        if days:
            yield from ({"freq": "WEEKLY", "interval": 1, "byday": ",".join(days), **_between(span)} for span in times)
    for day, by_week in sorted(monthly.items()):
        for times in dict.fromkeys(by_week.values()):
            days = [f"{week}{BYDAY[day]}" for week, each in by_week.items() if each == times]
            yield from ({"freq": "MONTHLY", "interval": 1, "byday": ",".join(days), **_between(span)} for span in times)


def _by_day(rules: tuple[Rule, ...]) -> tuple[dict[int, Times], dict[int, dict[int, Times]]]:
    """The times of each day of the week; and of days of which not every week is alike, those of each week of the month."""
    weekly: dict[int, Times] = {}
    monthly: dict[int, dict[int, Times]] = {}
    for rule in rules:
        if rule.dates or rule.joined == "||" or any(span.offset for span in rule.weekdays):
            continue
        times = (rule.times or ALL_DAY) if rule.state == OPEN else ()
        if rule.is_weekly:
            for day in rule.weekly_days:
                adds = rule.joined == "," and rule.state == OPEN
                weekly[day] = (*weekly.get(day, ()), *times) if adds else times
                monthly.pop(day, None)
            continue
        for span in rule.weekdays:
            for day in span.days():
                by_week = monthly.setdefault(day, {week: weekly.get(day, ()) for week in WEEKS})
                for week in span.nth:
                    if week < 0:
                        by_week = monthly[day] = _without_last(by_week)
                    by_week[week] = times
    return weekly, monthly


def _without_last(by_week: dict[int, Times]) -> dict[int, Times]:
    """Where the last week differs, the 4th may be it, or not: only the first three are sure."""
    return {week: times for week, times in by_week.items() if week not in (4, 5)}


def _between(span: TimeSpan) -> dict[str, str]:
    return {"opens_at": _clock(span.start), "closes_at": _clock(span.end)}


def _clock(minutes: int) -> str:
    """A time with its distance from UTC; midnight at the end of a day is its last minute, as there is no 24:00."""
    hours, minute = divmod(minutes if minutes < DAY else minutes - DAY, 60)
    if minutes == DAY:
        hours, minute = 23, 59
    offset = _offset()
    return f"{hours:02}:{minute:02}{'+' if offset >= 0 else '-'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
