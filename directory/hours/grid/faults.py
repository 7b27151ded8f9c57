"""Whether a grid of opening hours holds together: what is wrong, by field, in words for an editor."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from directory.hours.grid.fields import (
    AS_WEEKDAY,
    HOLIDAYS,
    NEW_YEAR,
    NEW_YEARS_DAY_OFF,
    NTH,
    OWN,
    RANGES,
    REMARK,
    Annual,
    Closure,
    NthWeeks,
    Times,
    is_around_new_year,
)
from directory.hours.grid.week import WeekGrid
from directory.hours.rules import DAY, LONGEST_MONTH
from directory.hours.shifting import SHIFTS

Faults = Iterator[tuple[str, str]]
YEARS = range(2000, 2100)


def faults(grid: WeekGrid) -> Faults:
    """Each field that is wrong, with what is wrong."""
    for day, times in enumerate(grid.days):
        yield from _times(f"days.{day}", times)
    yield from _times("holiday_times", grid.holiday_times)
    yield from _more(grid)
    yield from _closed_days(grid)
    yield from _holidays(grid)
    yield from _nth(grid.nth, grid.weekly_closed)
    yield from _closures(grid.closures)
    if grid.new_year:
        yield from _new_year("new_year", grid.new_year)
    if grid.new_year_unknown:
        yield from _new_year_unknown(grid, grid.new_year_unknown)
    yield from _remark("remark", grid.remark)
    if _says_something(grid) and not any([*grid.days, grid.holiday_times, *(row.times for row in grid.nth)]):
        yield "days", _("開いている時間を１つ以上入れてください。")


def _says_something(grid: WeekGrid) -> bool:
    besides = (
        grid.weekly_closed,
        grid.nth,
        grid.new_year,
        grid.new_year_unknown,
        grid.closures,
        grid.shift,
        grid.remark,
        grid.more,
    )
    return any(besides) or grid.holidays != AS_WEEKDAY


def _times(field: str, times: Times) -> Faults:
    if len(times) > RANGES:
        yield field, _("時間は１日に%(n)dつまでです。") % {"n": RANGES}
    for place, span in enumerate(times):
        if not 0 <= span.start < DAY:
            yield f"{field}.{place}.start", _("0:00から23:59までの時刻を入れてください。")
        if span.end <= span.start:
            yield f"{field}.{place}.end", _("終わりが始まりより前です。次の日まで続くときは「翌日」を選んでください。")
        elif span.end - span.start > DAY:
            yield f"{field}.{place}.end", _("24時間より長い時間は入れられません。")
        if place and span.start <= times[place - 1].end:
            yield f"{field}.{place}.start", _("前の時間と重なっています。早い順に、間をあけて入れてください。")


def _closed_days(grid: WeekGrid) -> Faults:
    if len(grid.days) != 7:
        yield "days", _("曜日は７つです。")
    elif list(grid.weekly_closed) != sorted({day for day in grid.weekly_closed if day in range(7)}):
        yield "weekly_closed", _("定休日の曜日が正しくありません。")
    elif any(grid.days[day] for day in grid.weekly_closed):
        yield "weekly_closed", _("定休日に時間が入っています。")
    if grid.shift not in SHIFTS:
        yield "shift", _("選び直してください。")
    elif grid.shift and not grid.weekly_closed:
        yield "shift", _("祝日に振り替える定休日を選んでください。")


def _holidays(grid: WeekGrid) -> Faults:
    if grid.holidays not in HOLIDAYS:
        yield "holidays", _("選び直してください。")
    elif grid.holidays == OWN and not grid.holiday_times:
        yield "holiday_times", _("祝日の時間を入れてください。")
    elif grid.holidays != OWN and grid.holiday_times:
        yield "holidays", _("祝日の時間が入っています。祝日だけの時間にするか、時間を消してください。")


def _nth(rows: tuple[NthWeeks, ...], weekly_closed: tuple[int, ...]) -> Faults:
    seen: set[tuple[int, int]] = set()
    for place, row in enumerate(rows):
        yield from _times(f"nth.{place}.times", row.times)
        if row.weekday not in range(7):
            yield f"nth.{place}.weekday", _("曜日を選んでください。")
        if row.weekday in weekly_closed:
            yield f"nth.{place}.weekday", _("この曜日は定休日です。開く週があるときは、定休日から外してください。")
        if not row.weeks or list(row.weeks) != sorted(set(row.weeks) & set(NTH), key=NTH.index):
            yield f"nth.{place}.weeks", _("第何週かを、早い順に選んでください。")
        these = {(row.weekday, week) for week in row.weeks}
        if seen & these:
            yield f"nth.{place}.weeks", _("同じ曜日の同じ週が２度あります。")
        seen |= these


def _closures(closures: tuple[Closure, ...]) -> Faults:
    for place, closure in enumerate(closures):
        yield from _dates(f"closures.{place}", closure)
        yield from _remark(f"closures.{place}.remark", closure.remark)
        if closure.remark == NEW_YEAR or (is_around_new_year(closure) and not closure.remark):
            yield f"closures.{place}.remark", _("年末年始の休みは、年末年始の欄に入れてください。")


def _new_year(field: str, closure: Closure) -> Faults:
    yield from _dates(field, closure)
    if not (isinstance(closure.start, Annual) and isinstance(closure.end, Annual)):
        yield f"{field}.start", _("年末年始は、毎年の月と日で入れてください。")
    if closure.remark:
        yield f"{field}.remark", _("年末年始の休みに備考は入れられません。")


def _new_year_unknown(grid: WeekGrid, closure: Closure) -> Faults:
    yield from _new_year("new_year_unknown", closure)
    if not is_around_new_year(closure):
        yield "new_year_unknown.start", _("年末年始は、12月の日から1月の日までで入れてください。")
    if grid.new_year not in {None, NEW_YEARS_DAY_OFF}:
        yield "new_year", _("年末年始が分からないときに休みと決められるのは、元日だけです。")
    if not any([*grid.days, *(row.times for row in grid.nth)]):
        yield "days", _("開いている時間を１つ以上入れてください。")


def _more(grid: WeekGrid) -> Faults:
    taken = [list(times) for times in grid.days]
    for place, row in enumerate(grid.more):
        field = f"more.{place}"
        yield from _times(f"{field}.times", row.times)
        yield from _remark(f"{field}.remark", row.remark)
        if not row.times:
            yield f"{field}.times", _("時間を入れてください。")
        if not row.remark or row.remark == grid.remark:
            yield f"{field}.remark", _("「延長保育」のような、時間の名前を入れてください。")
        if not row.days or list(row.days) != sorted({day for day in row.days if day in range(len(grid.days))}):
            yield f"{field}.days", _("曜日を選んでください。")
            continue
        if not all(grid.days[day] for day in row.days):
            yield f"{field}.days", _("その曜日の、いつもの時間も入れてください。")
        if any(one.start < other.end and other.start < one.end for day in row.days for one in row.times for other in taken[day]):
            yield f"{field}.times", _("ほかの時間と重なっています。")
        for day in row.days:
            taken[day] += row.times


def _dates(field: str, closure: Closure) -> Faults:
    start, end = closure.start, closure.end
    for name, day in (("start", start), ("end", end)):
        if isinstance(day, Annual) and not (1 <= day.month <= 12 and 1 <= day.day <= LONGEST_MONTH[day.month - 1]):
            yield f"{field}.{name}", _("その日はありません。")
        if isinstance(day, date) and day.year not in YEARS:
            yield f"{field}.{name}", _("年が正しくありません。")
    if isinstance(start, Annual) != isinstance(end, Annual):
        yield f"{field}.end", _("始まりと終わりのどちらにも年を入れるか、どちらにも入れないでください。")
    elif isinstance(start, date) and isinstance(end, date) and end < start:
        yield f"{field}.end", _("終わりが始まりより前です。")


def _remark(field: str, remark: str) -> Faults:
    if len(remark) > REMARK:
        yield field, _("%(n)d字までで入れてください。") % {"n": REMARK}
    if '"' in remark or not remark.isprintable() or remark != " ".join(remark.split()):
        yield field, _('改行や「"」、続いた空白は入れられません。')
