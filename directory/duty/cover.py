"""When somebody should be on duty, and is not.

- 休日当番 covers the day of every Sunday, holiday and day of the turn of the year.
- 準夜 and 夜間 are expected only where the month has any: on those days too, and on working days where most of them have one.

A kind covers those hours of a day that it covers on more than half of its days in the month, lunch break and all; on just half
of them (9–12 on one Sunday, 9–17 on the other) those that are usual, and where it has no day the usual ones
(`directory.duty.times.USUAL`). Days off and working days are counted apart. Whoever is on duty then counts, of whatever kind.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.duty.times import USUAL, at, clock, days_of, is_off, merged, span
from directory.models.duty import FOR_CHILDREN, DutySlot

Part = tuple[datetime.timedelta, datetime.timedelta]
"""A part of a day, as the time since its midnight; a night ends after 24 hours."""
Hours = tuple[Part, ...]

DAYTIME = DutySlot.Kind.HOLIDAY.value
AT_NIGHT = (DutySlot.Kind.EVENING.value, DutySlot.Kind.NIGHT.value)
SHORT = datetime.timedelta(minutes=15)
"""What is shorter is no gap: one doctor leaves, another unlocks."""


@dataclass(frozen=True)
class Gap:
    """A time at which nobody is on duty; or nobody of a department. Without a kind, it is the whole day."""

    day: datetime.date
    department: str = ""
    kind: str = ""
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None

    @property
    def times(self) -> str:
        """12:00–17:00."""
        if self.starts_at is None or self.ends_at is None:
            return ""
        return f"{clock(self.starts_at)}–{clock(self.ends_at)}"


def gaps_of(month: datetime.date, slots: Sequence[DutySlot]) -> list[Gap]:
    """The gaps of a month, by day.

    Args:
        slots: the duties of which any part lies in the month or on the day after it.
    """
    days = days_of(month)
    of_month = [slot for slot in slots if slot.day in set(days)]
    if not of_month:
        return []
    expected = dict(_expected(days, of_month))
    hours = {
        (kind, off): usual_hours(kind, _days_like(kind, off, of_month)) for kind in (DAYTIME, *AT_NIGHT) for off in (True, False)
    }
    gaps = []
    for day in days:
        todays = [slot for slot in of_month if slot.day == day]
        if is_off(day) and not todays:
            gaps.append(Gap(day))
            continue
        for kind in expected[day]:
            gaps += _uncovered(day, kind, hours[kind, is_off(day)], slots)
        if is_off(day):
            gaps += _without_children(day, hours[DAYTIME, True], of_month, todays)
    return gaps


def _expected(days: Sequence[datetime.date], slots: Sequence[DutySlot]) -> Iterator[tuple[datetime.date, list[str]]]:
    """Of each day, the kinds of duty that it should have."""
    has = {kind: {slot.day for slot in slots if slot.kind == kind} for kind in AT_NIGHT}
    working = [day for day in days if not is_off(day)]
    on_most = {kind for kind in AT_NIGHT if 2 * len(has[kind].intersection(working)) > len(working)}
    for day in days:
        if is_off(day):
            yield day, [DAYTIME, *(kind for kind in AT_NIGHT if has[kind])]
        else:
            yield day, [kind for kind in AT_NIGHT if kind in on_most]


def _days_like(kind: str, off: bool, slots: Sequence[DutySlot]) -> list[DutySlot]:
    """The duties of a kind on days off, or on working days; on all days where it has none on such days."""
    of_kind = [slot for slot in slots if slot.kind == kind]
    return [slot for slot in of_kind if is_off(slot.day) == off] or of_kind


def usual_hours(kind: str, slots: Iterable[DutySlot]) -> Hours:
    """What a kind covers on more than half of its days; what it covers on just half of them, as far as the usual times have it.

    So neither one long day nor one short one makes a gap of the others or hides its own.
    """
    by_day: dict[datetime.date, list[DutySlot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, []).append(slot)
    usual = _usual_times(kind)
    if not by_day:
        return (usual,)
    days = [_hours_of(day, todays) for day, todays in by_day.items()]
    edges = sorted({edge for hours in (*days, (usual,)) for part in hours for edge in part})
    expected = []
    for part in pairwise(edges):
        share = 2 * sum(_covers(hours, part) for hours in days) - len(days)
        if share > 0 or (share == 0 and _covers((usual,), part)):
            expected.append(part)
    return tuple(merged(expected)) or (usual,)


def _usual_times(kind: str) -> Part:
    day = datetime.date(2000, 1, 1)
    starts, ends = span(day, *USUAL[kind])
    return starts - at(day), ends - at(day)


def _covers(hours: Hours, part: Part) -> bool:
    """Whether a part of a day, which no edge of the hours cuts, is among them."""
    return any(first <= part[0] and part[1] <= last for first, last in hours)


def _hours_of(day: datetime.date, slots: Iterable[DutySlot]) -> Hours:
    times = merged((slot.starts_at, slot.ends_at) for slot in slots)
    return tuple((starts - at(day), ends - at(day)) for starts, ends in times)


def _uncovered(day: datetime.date, kind: str, hours: Hours, slots: Iterable[DutySlot]) -> Iterator[Gap]:
    covered = merged((slot.starts_at, slot.ends_at) for slot in slots)
    for starts, ends in ((at(day) + first, at(day) + last) for first, last in hours):
        begins = starts
        for taken, free in covered:
            if begins < free and taken < ends:
                yield from _gap(day, kind, begins, taken)
                begins = free
        yield from _gap(day, kind, begins, ends)


def _gap(day: datetime.date, kind: str, starts: datetime.datetime, ends: datetime.datetime) -> Iterator[Gap]:
    if ends - starts >= SHORT:
        yield Gap(day, kind=kind, starts_at=starts, ends_at=ends)


def _without_children(day: datetime.date, daytime: Hours, slots: Iterable[DutySlot], todays: Sequence[DutySlot]) -> Iterator[Gap]:
    """A day without a doctor for children, where the month has one; or without one by day, where it has one by day."""
    by_day = [(at(day) + first, at(day) + last) for first, last in daytime]
    theirs = [slot for slot in slots if slot.is_for_children]
    if not theirs:
        return
    if not any(slot.is_for_children for slot in todays):
        yield Gap(day, FOR_CHILDREN)
    elif any(slot.kind == DAYTIME for slot in theirs) and not any(
        slot.is_for_children and slot.starts_at < ends and slot.ends_at > starts for slot in todays for starts, ends in by_day
    ):
        yield Gap(day, FOR_CHILDREN, DAYTIME)
