"""Grids of every kind, as editors may fill them in, for property tests."""

from datetime import date
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from directory.hours import Annual, Closure, GridError, MoreTimes, NthWeeks, TimeSpan, WeekGrid
from directory.hours.grid.fields import NEW_YEARS_DAY_OFF, NTH
from directory.hours.rules import LONGEST, text_of

MINUTES = st.integers(0, 24 * 12 - 1).map(lambda n: n * 5)
REMARKS = st.sampled_from(["", "要予約", "PH off; a || b, c", "電話（内線3）で", "Mo [1]", "back\\slash", "12:00-13:00 closed"])


@st.composite
def times(draw: Any, at_least: int = 0) -> tuple[TimeSpan, ...]:
    if draw(st.integers(0, 9)) == 0:
        return (TimeSpan(0, 24 * 60),)
    marks = sorted(draw(st.sets(MINUTES, min_size=2 * max(at_least, 1), max_size=6)))
    spans = [TimeSpan(*pair) for pair in zip(marks[::2], marks[1::2], strict=False)]
    if spans and draw(st.booleans()):
        start = spans[-1].start
        spans[-1] = TimeSpan(start, draw(st.integers(24 * 60, 24 * 60 + min(start, 300))))
    return tuple(spans) if at_least or draw(st.integers(0, 4)) else ()


@st.composite
def closures(draw: Any) -> Closure:
    remark = draw(st.sampled_from(["", "お盆", "工事; Mo off"]))
    if draw(st.booleans()):
        days = sorted(draw(st.lists(st.dates(date(2025, 1, 1), date(2028, 12, 31)), min_size=1, max_size=2)))
        return Closure(days[0], days[-1], remark)
    annual = st.builds(Annual, st.integers(1, 12), st.integers(1, 28))
    return Closure(draw(annual), draw(annual), remark)


NEW_YEARS = st.one_of(
    st.none(),
    st.just(Closure(Annual(12, 29), Annual(1, 3))),
    st.builds(Closure, st.builds(Annual, st.just(12), st.integers(1, 31)), st.builds(Annual, st.just(1), st.integers(1, 31))),
    st.just(Closure(Annual(1, 1), Annual(1, 1))),
)
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
NTH_WEEKS = st.builds(
    NthWeeks,
    st.integers(0, 6),
    st.sets(st.sampled_from(NTH), min_size=1, max_size=3).map(lambda weeks: tuple(sorted(weeks, key=NTH.index))),
    times(),
)


UNKNOWN_NEW_YEARS = st.one_of(
    st.none(),
    st.builds(Closure, st.builds(Annual, st.just(12), st.integers(1, 31)), st.builds(Annual, st.just(1), st.integers(1, 31))),
)


@st.composite
def grids(draw: Any) -> WeekGrid:
    usual = draw(times(1))
    days = tuple(draw(st.one_of(st.just(usual), st.just(()), times())) for _day in range(7))
    empty = [day for day in range(7) if not days[day]]
    weekly_closed = tuple(sorted(draw(st.sets(st.sampled_from(empty))))) if empty else ()
    holidays = draw(st.sampled_from(["as_weekday", "closed", "own", "unknown"]))
    new_year_unknown = draw(UNKNOWN_NEW_YEARS)
    more = draw(st.lists(st.builds(MoreTimes, DAYS, times(1), st.sampled_from(["延長保育", "受付; Mo off"])), max_size=2))
    nth = draw(st.lists(NTH_WEEKS, max_size=3, unique_by=lambda row: row.weekday))
    fields: dict[str, Any] = {
        "days": days,
        "weekly_closed": weekly_closed,
        "holidays": holidays,
        "holiday_times": draw(times(1)) if holidays == "own" else (),
        "nth": tuple(row for row in nth if row.weekday not in weekly_closed),
        "new_year": draw(st.sampled_from([None, NEW_YEARS_DAY_OFF]) if new_year_unknown else NEW_YEARS),
        "new_year_unknown": new_year_unknown,
        "more": tuple(more),
        "closures": tuple(draw(st.lists(closures(), max_size=3))),
        "shift": draw(st.sampled_from(["", "next_day", "next_weekday"])) if weekly_closed else "",
        "remark": draw(REMARKS),
    }
    try:
        grid = WeekGrid(**fields)
    except GridError as error:
        # What the strategy cannot know beforehand: that there are hours at all, and that a closure is not that of New Year.
        unforeseen = {"days"} | {f"closures.{n}.remark" for n in range(3)}
        # Nor which times are free beside the usual ones.
        unforeseen |= {f"more.{n}.{part}" for n in range(2) for part in ("days", "times")}
        if set(error.fields) - unforeseen:
            raise
        reject()
    if len(text_of(grid._rules())) > LONGEST:
        reject()
    return grid
