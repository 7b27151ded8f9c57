"""An editor's grid becomes text and is read from it again, whole; what does not hold together is said by field."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours import NEW_YEAR_CLOSURE, Annual, Closure, GridError, Hours, HoursError, NthWeeks, TimeSpan, WeekGrid
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
)


def said(hours: Hours) -> list[list[tuple[datetime, datetime, str]]]:
    """When it is open, day by day: a year and the turns of it. A remark on a closure may become more."""
    days = (date(2025, 12, 20) + timedelta(days=n) for n in range(390))
    return [[(i.start, i.end, i.state) for i in hours.on(day) if i.state != "closed"] for day in days]


@given(
    st.lists(st.sampled_from(RULES), min_size=1, max_size=4), st.sampled_from([";", ";", ","]), st.sampled_from(["", "next_day"])
)
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
    ],
)
def test_what_a_grid_has_no_field_for_has_no_grid(text: str) -> None:
    assert WeekGrid.from_hours(Hours(text)) is None


def test_hours_that_a_moved_closing_would_uncover_have_no_grid() -> None:
    text = "09:00-17:00; Mo-Fr 09:00-12:00; Mo off"
    assert WeekGrid.from_hours(Hours(text))
    assert WeekGrid.from_hours(Hours(text, "next_day")) is None
    assert WeekGrid.from_hours(Hours("09:00-17:00; Mo off", "next_day"))


def closed(**fields: Any) -> dict[str, Any]:
    return {"days": [[{"start": "9:00", "end": "17:00"}]] + [[]] * 6, **fields}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (closed(days=[[{"start": "22:00", "end": "2:00"}]] + [[]] * 6), "days.0.0.end"),
        (closed(days=[[], [{"start": "9:00", "end": ""}]] + [[]] * 5), "days.1.0.end"),
        (closed(days=[[], [{"start": "9時", "end": "12:00"}]] + [[]] * 5), "days.1.0.start"),
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
