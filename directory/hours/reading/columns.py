"""The days column and the two times of a row, without a word of prose."""

import re
from dataclasses import dataclass

from directory.hours.grid.fields import Times
from directory.hours.reading.signs import DAY_LIST, column_minutes, day_items, normal, span
from directory.hours.rules import CLOSED, DAY, OPEN, TimeSpan

WHOLE_DAY = ("24時間", "終日")
_UNFILLED = ("", "0:00", "00:00", "0:00:00", "00:00:00", "0")
_BETWEEN = re.compile(rf"{DAY_LIST}|[・,、;/: ]")


@dataclass(frozen=True)
class Columns:
    """`days`: the weekdays named, None if no column names any. `holidays`: open, closed, "" as the weekday is; None unsaid."""

    days: frozenset[int] | None = None
    holidays: str | None = None
    times: Times = ()
    unclear_days: str = ""
    unclear_times: str = ""


def read_columns(days: str, opens: str, closes: str) -> Columns:
    """What the columns say. Midnight to midnight says that nobody filled them in."""
    named, holidays, unclear_days = _days(normal(days))
    start, end = normal(opens), normal(closes)
    if start in WHOLE_DAY or end in WHOLE_DAY:
        return Columns(named, holidays, (TimeSpan(0, DAY),), unclear_days)
    if is_unfilled(start) and is_unfilled(end):
        return Columns(named, holidays, (), unclear_days)
    one = span(column_minutes(start), column_minutes(end))
    return Columns(named, holidays, (one,) if one else (), unclear_days, "" if one else f"{start}~{end}")


def is_unfilled(said: str) -> bool:
    """Is a column empty, or does it hold the zero that programs write for that?"""
    return normal(said) in _UNFILLED


def _days(said: str) -> tuple[frozenset[int] | None, str | None, str]:
    """The days, what is said of holidays, and the column if it is none of days."""
    if not said:
        return None, None, ""
    items = day_items(said)
    if not items or _BETWEEN.sub("", said) or any(item.nth for item in items):
        return None, None, said
    days = frozenset(day for item in items for day in item.days)
    if any(item.holiday for item in items):
        return days, OPEN, ""
    if any(item.every for item in items):
        return days, "", ""
    return days, CLOSED if all(item.workdays for item in items) else None, ""
