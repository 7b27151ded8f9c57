"""An editor's grid becomes text and is read from it again, whole; what does not hold together is said by field."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.hours import (
    NEW_YEAR_CLOSURE,
    Annual,
    Closure,
    GridError,
    Hours,
    HoursError,
    MoreTimes,
    NthWeeks,
    TimeSpan,
    WeekGrid,
)
from tests.directory.hours.cases import BAR, BOOKED, CLINIC, LIBRARY, MUSEUM, OBON, OFFICE, POOL
from tests.directory.hours.grids import grids

MORNING, AFTERNOON = TimeSpan(540, 720), TimeSpan(780, 1020)
NIGHT = TimeSpan(22 * 60, 26 * 60)
WORKDAYS = ((MORNING, AFTERNOON),) * 5 + ((), ())


@given(grids())
@settings(max_examples=300)
def test_a_grid_is_read_again_as_it_was_written(grid: WeekGrid) -> None:
    assert WeekGrid.from_hours(grid.to_hours()) == grid


@given(grids())
def test_a_grid_goes_through_json_unchanged(grid: WeekGrid) -> None:
    assert WeekGrid.from_data(json.loads(json.dumps(grid.to_data()))) == grid


RULES = (
    *("Mo-Fr 09:00-12:00", "09:00-17:00", "Sa 10:00-12:00", "Mo-Fr,PH 10:00-16:00", "24/7", "Mo,We 13:00-15:00"),
    *("PH 09:00-12:00", "PH off", "Sa,Su,PH off", "Mo off", "Sa off", "Su[3] off", "Sa[2,4] 09:00-11:00", "We[-1] off"),
    *("Dec 29-Jan 3 off", 'Aug 13-Aug 16 off "お盆"', "2026 May 4 off", "Fr 22:00-02:00"),
    *("PH 09:00-12:00 unknown", "PH 09:00-17:00 unknown", "Dec 29-Jan 3 Mo-Fr 09:00-12:00 unknown", "Jan 1 09:00-12:00 unknown"),
    *('Mo-Fr 18:00-19:00 open "延長保育"', 'Dec 29-Jan 3 09:00-17:00 unknown "年末年始"', 'Jan 1 off "年末年始"'),
)


def said(hours: Hours, first: date = date(2025, 12, 20), count: int = 390) -> list[list[tuple[datetime, datetime, str]]]:
    """When it is open, day by day: a year and the turns of it. A remark on a closure may become more."""
    days = (first + timedelta(days=n) for n in range(count))
    return [[(i.start, i.end, i.state) for i in hours.on(day) if i.state != "closed"] for day in days]


@given(
    st.lists(st.sampled_from(RULES), min_size=1, max_size=4), st.sampled_from([";", ";", ","]), st.sampled_from(["", "next_day"])
)
@example(["24/7", "09:00-17:00", "Fr 22:00-02:00"], ";", "")
@example(["Fr 22:00-02:00", "Mo-Fr 09:00-12:00", "Sa 10:00-12:00"], ";", "next_day")
@settings(max_examples=300, deadline=None)
def test_a_text_that_has_a_grid_means_what_the_grid_means(rules: list[str], joined: str, shift: str) -> None:
    hours = Hours(f"{joined} ".join(rules), shift)
    if grid := WeekGrid.from_hours(hours):
        assert said(grid.to_hours()) == said(hours)


@pytest.mark.parametrize(
    ("grid", "text"),
    [
        (WeekGrid(), ""),
        (WeekGrid(days=WORKDAYS, holidays="closed"), "Mo-Fr 09:00-12:00,13:00-17:00; PH off"),
        (WeekGrid(days=((TimeSpan(0, 1440),),) * 7), "00:00-24:00"),
        (WeekGrid(days=((NIGHT,),) * 6 + ((),)), "Mo-Sa 22:00-26:00"),
        (
            WeekGrid(days=((),) + ((MORNING,),) * 6, weekly_closed=(0,), shift="next_day"),
            "Tu-Su 09:00-12:00; Mo off",
        ),
        (
            WeekGrid(nth=(NthWeeks(5, (2, 4), (MORNING,)),), new_year=NEW_YEAR_CLOSURE),
            'Sa[2,4] 09:00-12:00; Dec 29-Jan 3 off "年末年始"',
        ),
        (
            WeekGrid(
                days=((MORNING,),) * 5 + ((), ()),
                more=(MoreTimes((0, 1, 2, 3, 4), (AFTERNOON,), "延長保育"),),
                holidays="unknown",
                new_year=Closure(Annual(1, 1), Annual(1, 1)),
                new_year_unknown=NEW_YEAR_CLOSURE,
            ),
            'Mo-Fr 09:00-12:00, Mo-Fr 13:00-17:00 open "延長保育"; Dec 29-Jan 3 Mo-Fr 09:00-12:00 unknown "年末年始", '
            'Dec 29-Jan 3 Mo-Fr 13:00-17:00 unknown "年末年始"; PH 09:00-12:00 unknown; Jan 1 off "年末年始"',
        ),
        (
            WeekGrid(
                days=((MORNING,),) * 7,
                holidays="own",
                holiday_times=(TimeSpan(540, 660),),
                nth=(NthWeeks(2, (-1,)), NthWeeks(6, (3,), (AFTERNOON,))),
                closures=(
                    Closure(Annual(8, 13), Annual(8, 16), "お盆"),
                    Closure(date(2026, 5, 7), date(2026, 5, 7)),
                ),
                remark="要予約",
            ),
            '09:00-12:00 open "要予約"; Su[3] 13:00-17:00 open "要予約"; PH 09:00-11:00 open "要予約"; We[-1] off; '
            'Aug 13-Aug 16 off "お盆"; 2026 May 7 off',
        ),
    ],
)  # fmt: skip
def test_the_text_of_a_grid(grid: WeekGrid, text: str) -> None:
    assert grid.to_hours().text == text


IMPORTED = {
    "a nursery that says nothing of holidays and New Year": (
        "Mo-Fr 07:30-18:30; Sa 07:30-16:30; Dec 29-Jan 3 Mo-Fr 07:30-18:30 unknown; Dec 29-Jan 3 Sa 07:30-16:30 unknown; "
        "PH 07:30-18:30 unknown; Su off"
    ),
    "a nursery with longer hours": (
        'Mo-Sa 08:30-16:30, Mo-Fr 07:30-08:30,16:30-18:30 open "延長保育", Sa 07:30-08:30 open "延長保育"; '
        "Dec 29-Jan 3 Mo-Sa 08:30-16:30 unknown, "
        'Dec 29-Jan 3 Mo-Fr 07:30-08:30,16:30-18:30 unknown "延長保育", Dec 29-Jan 3 Sa 07:30-08:30 unknown "延長保育"; '
        "PH 08:30-16:30 unknown; Su off"
    ),
    "an office that names 年末年始 without dates": (
        'Mo-Fr 08:30-17:15; Dec 29-Jan 3 Mo-Fr 08:30-17:15 unknown "年末年始"; Sa-Su off; PH off; Jan 1 off "年末年始"'
    ),
    "a library with hours on holidays": (
        "Tu-Fr 09:00-19:00; Sa-Su 09:00-17:00; Dec 29-Jan 3 Tu-Fr 09:00-19:00 unknown; Dec 29-Jan 3 Sa-Su 09:00-17:00 unknown; "
        "PH 09:00-17:00; Fr[4] off; Mo off; Jan 1 09:00-17:00 unknown"
    ),
    "a clinic with some Saturdays": (
        "Tu-Sa 10:00-18:00; Sa[1,3,5] 10:00-12:30; Dec 29-Jan 3 Tu-Sa 10:00-18:00 unknown; "
        "Dec 29-Jan 3 Sa[1,3,5] 10:00-12:30 unknown; Mo,Su off; PH off"
    ),
    "a shop with a remark": ('09:00-21:00 open "棚卸しの日は休み"; Dec 29-Jan 3 09:00-21:00 unknown "棚卸しの日は休み"'),
}
"""Texts as the import writes them (`directory.hours.reading`)."""


@pytest.mark.parametrize("text", IMPORTED.values(), ids=IMPORTED)
@pytest.mark.parametrize("is_shifted", [False, True])
def test_what_an_import_leaves_open_has_a_grid_that_says_the_same(text: str, is_shifted: bool) -> None:
    shift = "next_weekday" if is_shifted and "off; " in text else ""
    grid = WeekGrid.from_hours(Hours(text, shift))
    assert grid is not None
    assert (grid.new_year_unknown, grid.shift) == (NEW_YEAR_CLOSURE, shift)
    assert said(grid.to_hours()) == said(Hours(text, shift))
    # The first of January is a Monday then.
    assert said(grid.to_hours(), date(2028, 12, 20), 20) == said(Hours(text, shift), date(2028, 12, 20), 20)


def test_a_grid_tells_what_is_unknown_from_what_is_named() -> None:
    grid = WeekGrid.from_hours(Hours(IMPORTED["a nursery with longer hours"]))
    assert grid is not None
    assert (grid.holidays, grid.weekly_closed, grid.new_year) == ("unknown", (6,), None)
    assert [(row.days, row.remark) for row in grid.more] == [((0, 1, 2, 3, 4), "延長保育"), ((5,), "延長保育")]


def test_what_an_editor_finds_out_takes_the_place_of_what_nobody_knew() -> None:
    grid = WeekGrid.from_hours(Hours(IMPORTED["a nursery that says nothing of holidays and New Year"]))
    assert grid is not None
    known = replace(grid, holidays="closed", new_year=NEW_YEAR_CLOSURE, new_year_unknown=None).to_hours()
    assert known.text == 'Mo-Fr 07:30-18:30; Sa 07:30-16:30; Su off; PH off; Dec 29-Jan 3 off "年末年始"'


@pytest.mark.parametrize("text", [OFFICE, CLINIC, MUSEUM, LIBRARY, BAR, OBON])
def test_usual_hours_have_a_grid(text: str) -> None:
    grid = WeekGrid.from_hours(Hours(text, "next_day" if "Mo off" in text else ""))
    assert grid
    assert said(grid.to_hours()) == said(Hours(text, grid.shift))


@pytest.mark.parametrize(
    "text",
    [
        POOL,
        BOOKED,
        "Mo 10:00-12:00 || unknown",
        "Mo-Su 09:00-17:00; We 12:00-13:00 off",
        'Mo 09:00-12:00 open "小児科"; Tu 09:00-12:00 open "内科"',
        'Mo 09:00-12:00 "小児科"',
        "09:00-10:00,11:00-12:00,13:00-14:00,15:00-16:00",
        "PH off; Mo-Fr 09:00-17:00",
        "Dec 29-Jan 3 off; Mo-Fr 09:00-17:00",
        "Mo-Fr 09:00-17:00; PH off, PH 10:00-12:00",
        "09:00-17:00; easter off",
        "09:00-17:00; PH -1 day off",
        "09:00-17:00; Sa[2] +1 day off",
        "Sa 09:00-12:00, Sa[2] 13:00-15:00",
        'Mo-Fr 09:00-17:00; PH off "祝日"',
        "Mo-Fr 09:00-17:00; Jan Mo off",
        "off",
        "Mo off",
        "09:00-17:00; Dec 29-Jan 3 off; Dec 30-Jan 1 off",
        "Mo-Fr 09:00-17:00; PH off; PH 09:00-17:00 unknown",
        "Mo-Fr 09:00-17:00; Su off; PH 09:00-17:00 unknown",
        "Mo-Fr 09:00-17:00; PH 10:00-12:00 unknown",
        'Mo-Fr 09:00-17:00; PH 09:00-17:00 unknown "電話で"',
        "Mo-Fr 09:00-17:00; Dec 29-Jan 3 Mo-Fr 10:00-12:00 unknown",
        "Mo-Fr 09:00-17:00; Dec 29-Jan 3 Mo-Th 09:00-17:00 unknown",
        "Mo-Fr 09:00-17:00; PH 09:00-12:00; Dec 29-Jan 3 Mo-Fr 09:00-17:00 unknown; Jan 1 09:00-12:00 unknown",
        "Mo-Fr 09:00-17:00; PH 09:00-12:00; Dec 30-Jan 2 off; Jan 1 09:00-12:00 unknown",
        "Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-17:00 unknown",
        'Mo-Fr 09:00-17:00, Sa 10:00-12:00 open "受付"',
        'Mo-Fr 09:00-17:00, Mo 12:00-18:00 open "受付"',
    ],
)
def test_what_a_grid_has_no_field_for_has_no_grid(text: str) -> None:
    assert WeekGrid.from_hours(Hours(text)) is None


def test_hours_that_a_moved_closing_would_uncover_have_no_grid() -> None:
    text = "09:00-17:00; Mo-Fr 09:00-12:00; Mo off"
    assert WeekGrid.from_hours(Hours(text))
    assert WeekGrid.from_hours(Hours(text, "next_day")) is None
    assert WeekGrid.from_hours(Hours("09:00-17:00; Mo off", "next_day"))


NEW_YEAR = {"start": "12-29", "end": "01-03"}
EVENING = {"start": "17:00", "end": "19:00"}


def closed(**fields: Any) -> dict[str, Any]:
    return {"days": [[{"start": "9:00", "end": "17:00"}]] + [[]] * 6, **fields}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (closed(days=[[{"start": "22:00", "end": "2:00"}]] + [[]] * 6), "days.0.0.end"),
        (closed(days=[[], [{"start": "9:00", "end": ""}]] + [[]] * 5), "days.1.0.end"),
        (closed(days=[[], [{"start": "9時ごろ", "end": "12:00"}]] + [[]] * 5), "days.1.0.start"),
        (closed(days=[[{"start": "25:00", "end": "26:00"}]] + [[]] * 6), "days.0.0.start"),
        (closed(days=[[{"start": "9:00", "end": "10:00", "next_day": True}]] + [[]] * 6), "days.0.0.end"),
        (
            closed(days=[[{"start": "9:00", "end": "12:00"}, {}, {"start": "11:00", "end": "13:00"}]] + [[]] * 6),
            "days.0.2.start",
        ),
        (closed(days=[[{"start": f"{n}:00", "end": f"{n}:30"} for n in range(9, 13)]] + [[]] * 6), "days.0"),
        (closed(days=[[]] * 7, holidays="closed"), "days"),
        (closed(days=[[{"start": "9:00", "end": "17:00"}]]), "days"),
        (closed(weekly_closed=[0]), "weekly_closed"),
        (closed(weekly_closed=[7]), "weekly_closed"),
        (closed(shift="next_day"), "shift"),
        (closed(shift="tomorrow", weekly_closed=[1]), "shift"),
        (closed(holidays="own"), "holiday_times"),
        (closed(holidays="sometimes"), "holidays"),
        (closed(holiday_times=[{"start": "9:00", "end": "12:00"}]), "holidays"),
        (closed(holidays="own", holiday_times=[{"start": "12:00", "end": "9:00"}]), "holiday_times.0.end"),
        (closed(nth=[{"weekday": 0, "weeks": []}]), "nth.0.weeks"),
        (closed(nth=[{}, {"weekday": 7, "weeks": [1]}]), "nth.1.weekday"),
        (closed(nth=[{}, {"weekday": "", "weeks": [1]}]), "nth.1.weekday"),
        (closed(nth=[{"weekday": 1, "weeks": [6]}]), "nth.0.weeks"),
        (closed(nth=[{"weekday": 1, "weeks": [1]}], weekly_closed=[1]), "nth.0.weekday"),
        (closed(nth=[{"weekday": 1, "weeks": [1, 2]}, {"weekday": 1, "weeks": [2, 3]}]), "nth.1.weeks"),
        (
            closed(nth=[{}, {"weekday": 1, "weeks": [1], "times": [{}, {"start": "12:00", "end": "9:00"}]}]),
            "nth.1.times.1.end",
        ),
        (closed(new_year={"start": "2026-12-29", "end": "2027-01-03"}), "new_year.start"),
        (closed(new_year={"start": "12-29", "end": "01-03", "remark": "寒いので"}), "new_year.remark"),
        (closed(closures=[{}, {"start": "", "end": "8-16"}]), "closures.1.start"),
        (closed(closures=[{}, {"start": "2-30", "end": "3-1"}]), "closures.1.start"),
        (closed(closures=[{"start": "2026-02-30"}]), "closures.0.start"),
        (closed(closures=[{"start": "2026-08-16", "end": "2026-08-13"}]), "closures.0.end"),
        (closed(closures=[{"start": "2026-08-13", "end": "8-16"}]), "closures.0.end"),
        (closed(closures=[{"start": "1926-08-13", "end": "2026-08-13"}]), "closures.0.start"),
        (closed(closures=[{"start": "12-29", "end": "1-3"}]), "closures.0.remark"),
        (closed(closures=[{"start": "8-13", "remark": "年末年始"}]), "closures.0.remark"),
        (closed(remark="あ" * 101), "remark"),
        (closed(new_year_unknown={"start": "8-13", "end": "8-16"}), "new_year_unknown.start"),
        (closed(new_year_unknown=NEW_YEAR, new_year=NEW_YEAR), "new_year"),
        ({"nth": [], "new_year_unknown": NEW_YEAR}, "days"),
        (closed(more=[{}, {"days": [], "times": [EVENING], "remark": "延長"}]), "more.1.days"),
        (closed(more=[{"days": [1], "times": [EVENING], "remark": "延長"}]), "more.0.days"),
        (closed(more=[{"days": [0], "times": [], "remark": "延長"}]), "more.0.times"),
        (closed(more=[{"days": [0], "times": [EVENING], "remark": ""}]), "more.0.remark"),
        (closed(more=[{"days": [0], "times": [EVENING], "remark": "要予約"}], remark="要予約"), "more.0.remark"),
        (closed(more=[{"days": [0], "times": [{"start": "16:30", "end": "18:00"}], "remark": "延長"}]), "more.0.times"),
        (closed(more=[{"days": [0], "times": [EVENING], "remark": name} for name in ("延長", "夜間")]), "more.1.times"),
        ({"days": 3}, ""),
        ({"days": [["9:00"]]}, ""),
    ],
)  # fmt: skip
def test_what_is_filled_in_wrong_is_said_by_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(GridError) as refused:
        WeekGrid.from_data(data)
    assert list(refused.value.fields) == [field]
    assert str(refused.value) == refused.value.fields[field] != ""


def test_an_end_before_the_start_tells_of_the_next_day() -> None:
    late = {"start": "22:00", "end": "2:00"}
    with pytest.raises(HoursError, match="翌日"):
        WeekGrid.from_data(closed(days=[[late]] + [[]] * 6))
    grid = WeekGrid.from_data(closed(days=[[{**late, "next_day": True}]] + [[]] * 6))
    assert grid.days[0] == (NIGHT,)


def test_a_remark_becomes_one_line_that_a_comment_can_hold() -> None:
    grid = WeekGrid.from_data(closed(remark=' 「"要予約"」\r\n　電話で '))
    assert grid.remark == "「”要予約”」 電話で"
    assert WeekGrid.from_hours(grid.to_hours()) == grid
    with pytest.raises(GridError) as refused:
        WeekGrid(days=WORKDAYS, remark='a"; Mo off "')
    assert list(refused.value.fields) == ["remark"]


def test_figures_may_be_full_width() -> None:
    grid = WeekGrid.from_data(
        {"days": [[{"start": "９：００", "end": "１２：００"}]] + [[]] * 6, "closures": [{"start": "８－１３"}]}
    )
    assert (grid.days[0], grid.closures) == ((MORNING,), (Closure(Annual(8, 13), Annual(8, 13)),))


def test_a_closed_day_is_closed_on_holidays_and_a_day_without_hours_may_have_theirs() -> None:
    plain = WeekGrid(days=((),) + ((MORNING, AFTERNOON),) * 6, holidays="own", holiday_times=(MORNING,))
    monday = datetime.fromisoformat("2026-07-20T10:00+09:00")
    assert plain.to_hours().is_open(monday)
    assert not replace(plain, weekly_closed=(0,)).to_hours().is_open(monday)
    assert replace(plain, weekly_closed=(0,), shift="next_day").to_hours().is_open(monday)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("17時半", 1050), ("9時", 540), ("9時30分", 570), ("９:００", 540), ("９：００", 540), ("９", 540), ("9", 540),
        ("09:05", 545), (" 9 時 ", 540),
    ],
)  # fmt: skip
def test_a_time_may_be_written_as_people_write_it(said: str, minutes: int) -> None:
    grid = WeekGrid.from_data(closed(days=[[{"start": said, "end": "23:00"}]] + [[]] * 6))
    assert grid.days[0][0].start == minutes


@pytest.mark.parametrize(
    "written",
    ["8月13日", "８月１３日", "8月13", "8/13", "08-13", "８－１３", "８／１３", "8.13", " 8 月 13 日 ", "8ー13", "8−13"],
)
def test_a_date_may_be_written_as_people_write_it(written: str) -> None:
    grid = WeekGrid.from_data(closed(closures=[{"start": written, "remark": "お盆"}]))
    assert grid.closures == (Closure(Annual(8, 13), Annual(8, 13), "お盆"),)


@pytest.mark.parametrize("written", ["2026年8月13日", "２０２６年８月１３日", "2026-08-13", "2026/8/13", "2026.8.13"])
def test_a_date_of_one_year_too(written: str) -> None:
    grid = WeekGrid.from_data(closed(closures=[{"start": "2026年8月11日", "end": written}]))
    assert grid.closures == (Closure(date(2026, 8, 11), date(2026, 8, 13)),)


@pytest.mark.parametrize("written", ["お盆", "8月", "8月13日ごろ", "813", "8-13-2026"])
def test_what_is_no_date_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(GridError, match="「8月13日」か「2026年8月13日」のように") as refused:
        WeekGrid.from_data(closed(closures=[{"start": written}]))
    assert list(refused.value.fields) == ["closures.0.start"]


@pytest.mark.parametrize("said", ["9時60分", "9:", "半", "朝", "9時半30", "123"])
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(GridError) as refused:
        WeekGrid.from_data(closed(days=[[{"start": said, "end": "23:00"}]] + [[]] * 6))
    assert list(refused.value.fields) == ["days.0.0.start"]
