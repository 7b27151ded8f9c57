"""Opening hours in the columns of the standards: days, two times, and the rest in the words that the import reads again."""

from collections.abc import Iterator
from typing import NamedTuple

from directory.hours import Annual, Closure, Hours, NthWeeks, WeekGrid, in_words
from directory.hours.grid.fields import HOLIDAY_CLOSED, OWN
from directory.hours.reading import unsaid_around_new_year
from directory.hours.reading.signs import DAYS
from directory.hours.rules import DAY, OPEN, Rule, TimeSpan, clock, parse
from directory.hours.shifting import NEXT_DAY
from directory.opendata.fields import hours_of
from directory.opendata.plain import Values

Times = tuple[TimeSpan, ...]
WAVE = "～"
"""The one that cp932 has, and files of municipalities with it."""


class HoursCells(NamedTuple):
    hours_days: str = ""
    hours_opens: str = ""
    hours_closes: str = ""
    hours_remark: str = ""


def hours_cells(values: Values) -> HoursCells:
    """The cells of `opening_hours`, `hours_shift` and `hours_note`.

    Of several ways to say it the first that is read as the same hours; where none is, the first.
    """
    wanted = {name: str(values.get(name) or "") for name in ("opening_hours", "hours_shift", "hours_note")}
    hours, note = Hours(wanted["opening_hours"], wanted["hours_shift"]), wanted["hours_note"]
    # What nobody knows of New Year is said by saying nothing of it.
    ways = list(dict.fromkeys(_ways(unsaid_around_new_year(hours), note)))
    return next((way for way in ways if hours_of(way._asdict()) == wanted), ways[0])


def _ways(hours: Hours, note: str) -> Iterator[HoursCells]:
    rules = parse(hours.text)
    if not rules:
        yield HoursCells(hours_remark=note)
        return
    grid = WeekGrid.from_hours(hours)
    words = [sentence.replace("〜", WAVE) for sentence in in_words(hours)]
    first = rules[0]
    if _is_in_columns(first):
        days = "".join(DAYS[day] for day in first.weekly_days)
        times = _times(first.times)
        yield HoursCells(days, *times, _joined(*words[1:], note))
        if grid is not None:
            yield HoursCells(days, *times, _joined(*_sentences(grid, first.times), note))
            yield HoursCells(f"{days}祝", *times, _joined(*_sentences(grid, first.times), note))
        yield HoursCells(days, *times, note)
    yield HoursCells(hours_remark=_joined(*words, note))
    if grid is not None:
        yield HoursCells(hours_remark=_joined(*_sentences(grid), note))
        yield HoursCells(hours_remark=_joined(_with_heads(grid), note))


def _with_heads(grid: WeekGrid) -> str:
    """As those write it who name all closed days: on any other, holidays too, it is open."""
    usual = next((times for times in grid.days if times), ())
    closed = [f"{DAYS[day]}曜" for day in grid.weekly_closed]
    closed += ["祝日"] if grid.holidays == HOLIDAY_CLOSED else []
    closed += [_nth(row).removesuffix("休み") for row in grid.nth if not row.times]
    closed += [f"年末年始（{_dates(grid.new_year)}）"] if grid.new_year else []
    closed += [_dates(closure) for closure in grid.closures]
    return f"【開館時間】{_said(usual)}【休館日】{'、'.join(closed) or 'なし'}" + (f"（{_shift(grid)}）" if grid.shift else "")


def _shift(grid: WeekGrid) -> str:
    days = "・".join(DAYS[day] for day in grid.weekly_closed)
    return f"{days}曜が祝日の場合は翌{'' if grid.shift == NEXT_DAY else '平'}日休み"


def _is_in_columns(rule: Rule) -> bool:
    """Whether days and two times say all of a rule."""
    return rule.is_weekly and rule.state == OPEN and not rule.comment and not rule.holidays and len(rule.times) == 1


def _times(times: Times) -> tuple[str, str]:
    one = times[0]
    if one == TimeSpan(0, DAY):
        return "24時間", ""
    return clock(one.start), clock(one.end if one.end <= DAY else one.end - DAY)


def _joined(*sentences: str) -> str:
    return "。".join(sentence for sentence in sentences if sentence)


def _sentences(grid: WeekGrid, in_columns: Times = ()) -> Iterator[str]:
    """What a grid says, in the sentences of municipal files; without the days whose times stand in columns."""
    for times in dict.fromkeys(grid.days):
        days = "・".join(DAYS[day] for day in range(7) if grid.days[day] == times)
        if times and times != in_columns:
            yield f"{days}曜 {_said(times)}"
    yield from (_nth(row) for row in grid.nth)
    closed = "・".join(DAYS[day] for day in grid.weekly_closed)
    if closed:
        yield f"{closed}曜休み"
    if grid.shift:
        yield _shift(grid)
    if grid.holidays == HOLIDAY_CLOSED:
        yield "祝日休み"
    elif grid.holidays == OWN:
        yield f"祝日 {_said(grid.holiday_times)}"
    if grid.new_year:
        yield f"年末年始（{_dates(grid.new_year)}）休み"
    for closure in grid.closures:
        yield f"{_dates(closure)}休み" + (f"（{closure.remark}）" if closure.remark else "")
    yield grid.remark


def _nth(row: NthWeeks) -> str:
    which = "最終" if row.weeks == (-1,) else "第" + "・".join(map(str, row.weeks))
    return f"{which}{DAYS[row.weekday]}曜" + (f" {_said(row.times)}" if row.times else "休み")


def _said(times: Times) -> str:
    return "、".join("終日" if one == TimeSpan(0, DAY) else f"{_clock(one.start)}{WAVE}{_clock(one.end)}" for one in times)


def _clock(minutes: int) -> str:
    return f"翌{_clock(minutes - DAY)}" if minutes > DAY else f"{minutes // 60}:{minutes % 60:02d}"


def _dates(closure: Closure) -> str:
    start, end = (_date(day) for day in (closure.start, closure.end))
    return start if start == end else f"{start}{WAVE}{end}"


def _date(day: object) -> str:
    year = "" if isinstance(day, Annual) else f"{day.year}年"  # type: ignore[attr-defined]
    return f"{year}{day.month}月{day.day}日"  # type: ignore[attr-defined]
