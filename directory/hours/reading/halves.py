"""Mornings and afternoons: which days a 午後休診 is about, and what it leaves of their times."""

from directory.hours.grid.fields import Times
from directory.hours.reading.signs import NOON, DayItem
from directory.hours.rules import TimeSpan

MORNING, AFTERNOON = "午前", "午後"
NOON_ASSUMED = "午前の終わりの時刻は書かれていないので、12:00としました"
"""What stands beside hours that were cut at noon, for parents and editors alike: nobody wrote the 12:00."""
EARLY_AFTERNOON = 13 * 60 + 30
"""A morning that the file itself ends by then is not cut at noon."""
SUNDAY = 6

Group = tuple[tuple[DayItem, str], ...]
"""Days that stand together in a list, each with the half that is written behind it."""


def without_half(times: Times, half: str) -> Times:
    """Times without their morning or afternoon.

    The afternoon is what begins at noon; time that goes through is cut at noon, but a morning that lasts a little longer is one.
    """
    if half == MORNING:
        return tuple(TimeSpan(max(span.start, NOON), span.end) for span in times if span.end > NOON)
    mornings = [span for span in times if span.start < NOON]
    return tuple(span if span.end <= EARLY_AFTERNOON else TimeSpan(span.start, NOON) for span in mornings)


def only_half(times: Times, half: str) -> Times:
    """The morning or the afternoon of times."""
    return without_half(times, AFTERNOON if half == MORNING else MORNING)


def halves_of(group: Group, named: frozenset[int] | None) -> list[tuple[DayItem, str | None]]:
    """Each day with the half that is meant: "" is all day, None where it is not sure. `named`: the days a column has as open.

    In 木・土曜午後休診 the afternoon is 木's too if a column names 木 as open, else it is closed all day. A holiday is closed
    as the Sunday before it (日曜・祝日・土曜午後休診); beside other days nobody can tell (木・祝・日曜午後休診).
    """
    found: list[tuple[DayItem, str | None]] = []
    for place, (item, half) in enumerate(group):
        later = next((after for _item, after in group[place:] if after), "")
        if half or not later:
            found.append((item, half))
        elif item.holiday and found and found[-1][0].days == (SUNDAY,):
            found.append((item, found[-1][1]))
        elif named is None or not item.days or item.nth:
            found.append((item, None))
        else:
            found.append((item, later if set(item.days) <= named else ""))
    return found
