"""Open now, until when, and on which days: what a sentence about opening hours means."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from directory.hours import Hours, HoursError
from directory.hours.national_holidays import is_holiday
from tests.directory.hours.cases import BAR, BOOKED, CASES, LIBRARY, MUSEUM, OBON, OFFICE, SENTENCES, Case

TOKYO = ZoneInfo("Asia/Tokyo")


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=TOKYO)


def said(start: datetime | None) -> str:
    return start.strftime("%Y-%m-%d %H:%M") if start else "–"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_the_case_at_a_moment(case: Case) -> None:
    status = Hours(case.text, case.shift).state(moment(case.moment))
    assert (status.state, said(status.until)) == (case.state, case.until)
    assert Hours(case.text, case.shift).is_open(moment(case.moment)) == {"open": True, "closed": False}.get(case.state)


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert all(SENTENCES.values())


@pytest.mark.parametrize(
    ("text", "at", "opens"),
    [
        (OFFICE, "2026-07-06 12:30", "2026-07-06 13:00"),
        (OFFICE, "2026-07-06 10:00", "–"),
        (BOOKED, "2026-07-08 09:00", "2026-07-09 10:00"),
        ("off", "2026-07-06 10:00", "–"),
        ("2031 Jan 1 10:00-12:00", "2026-07-06 10:00", "–"),
        ('10:00-12:00 unknown "電話で"', "2026-07-06 09:00", "–"),
        ("", "2026-07-06 10:00", "–"),
    ],
)
def test_what_is_closed_says_when_it_opens_if_anybody_knows(text: str, at: str, opens: str) -> None:
    assert said(Hours(text).state(moment(at)).opens_at) == opens


def test_a_remark_goes_with_the_state() -> None:
    assert Hours(BOOKED).state(moment("2026-07-06 11:00")).comment == "要予約"
    assert Hours(BOOKED).state(moment("2026-07-08 11:00")).comment == "電話で確認"
    assert Hours(OBON).state(moment("2026-08-13 11:00")).comment == "お盆休み"
    assert Hours(BOOKED).state(moment("2026-07-06 13:00")).comment == ""


def test_a_remark_alone_means_that_nobody_can_know_as_the_standard_has_it() -> None:
    status = Hours('Mo-Fr 10:00-12:00 "要予約"').state(moment("2026-07-06 11:00"))
    assert (status.state, status.comment) == ("unknown", "要予約")
    assert Hours('Mo "open"; Tu open "unknown"').is_open(moment("2026-07-07 11:00"))


def test_a_change_of_remark_is_no_change() -> None:
    hours = Hours('Mo 09:00-12:00 open "小児科", Mo 12:00-17:00 open "内科"')
    assert said(hours.state(moment("2026-07-06 10:00")).until) == "2026-07-06 17:00"


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    assert Hours(OFFICE).state(datetime(2026, 7, 6, 1, tzinfo=UTC)) == Hours(OFFICE).state(moment("2026-07-06 10:00"))
    assert Hours(OFFICE).state(datetime(2025, 12, 31, 23, tzinfo=UTC)).state == "closed"


def test_a_moment_without_a_zone_is_refused() -> None:
    for ask in (Hours(OFFICE).state, Hours("").state, Hours(OFFICE).is_open):
        with pytest.raises(ValueError, match="time zone"):
            ask(datetime(2026, 7, 6))  # noqa: DTZ001


def intervals(hours: Hours, day: date) -> list[tuple[str, str, str]]:
    return [(f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}", one.state) for one in hours.on(day)]


def test_a_day_has_its_intervals() -> None:
    assert intervals(Hours(OFFICE), date(2026, 7, 6)) == [("06 09:00", "06 12:00", "open"), ("06 13:00", "06 17:00", "open")]
    assert intervals(Hours(OFFICE), date(2026, 7, 5)) == []
    assert intervals(Hours("24/7"), date(2026, 7, 5)) == [("05 00:00", "06 00:00", "open")]


def test_a_night_belongs_whole_to_the_day_on_which_it_begins() -> None:
    assert intervals(Hours(BAR), date(2026, 7, 11)) == [("11 22:00", "12 02:00", "open")]
    assert intervals(Hours(BAR), date(2026, 7, 12)) == []
    assert intervals(Hours(BAR), date(2026, 12, 28)) == [("28 22:00", "29 02:00", "open")]
    assert intervals(Hours("22:00-02:00"), date(2026, 12, 31)) == [("31 22:00", "01 02:00", "open")]


def test_a_day_that_is_closed_for_a_reason_says_it() -> None:
    (interval,) = Hours(OBON).on(date(2026, 8, 13))
    assert (interval.state, interval.comment) == ("closed", "お盆休み")


def test_a_day_of_which_nothing_is_known_is_not_closed() -> None:
    assert [one.state for one in Hours("").on(date(2026, 7, 6))] == ["unknown"]
    assert not any(day.is_closed for day in Hours("").week(date(2026, 7, 6)))


def test_a_week_names_its_holidays() -> None:
    week = Hours(MUSEUM, "next_day").week(date(2026, 5, 2))
    assert [(f"{day.date:%m-%d}", day.holiday, day.is_closed) for day in week] == [
        ("05-02", "", False),
        ("05-03", "憲法記念日", False),
        ("05-04", "みどりの日", False),
        ("05-05", "こどもの日", True),
        ("05-06", "振替休日", False),
        ("05-07", "", False),
        ("05-08", "", False),
    ]
    with translation.override("en"):
        assert Hours("24/7").week(date(2026, 9, 22))[0].holiday == "National Holiday"


def test_where_the_days_have_different_hours_nobody_said_which_hold_on_a_moved_day() -> None:
    hours = Hours("Tu-Fr 09:00-19:00; Sa-Su 09:00-17:00; Mo off", "next_day")
    assert hours.state(moment("2026-07-20 12:00")).state == "unknown"
    assert hours.state(moment("2026-07-21 12:00")).state == "closed"


def test_what_is_closed_every_week_need_not_be_named_to_be_moved() -> None:
    for text in ("Tu-Su 10:00-17:00", "Tu-Su 10:00-17:00; Mo off", "10:00-17:00; Mo off"):
        assert Hours(text, "next_day").is_open(moment("2026-07-20 12:00"))
        assert not Hours(text, "next_day").is_open(moment("2026-07-21 12:00"))


def test_of_several_closed_days_the_named_ones_alone_are_moved() -> None:
    hours = Hours("Tu-Sa 10:00-17:00; Mo off", "next_day")
    assert not hours.is_open(moment("2027-03-21 12:00")), "Sunday is closed, holiday or not"
    assert hours.is_open(moment("2027-03-22 12:00"))
    assert not hours.is_open(moment("2027-03-23 12:00"))


def test_a_weekday_is_no_saturday() -> None:
    hours = Hours("Sa-Th 10:00-17:00; Fr off", "next_weekday")
    assert hours.is_open(moment("2026-03-20 12:00")), "春分の日, a Friday"
    assert [hours.is_open(moment(f"2026-03-{day} 12:00")) for day in (21, 22, 23, 24)] == [True, True, False, True]


def test_seasons_keep_their_hours_on_a_moved_day() -> None:
    hours = Hours("Jul-Aug 09:00-19:00; Sep-Jun 10:00-17:00; Mo off", "next_weekday")
    assert said(hours.state(moment("2026-07-20 12:00")).until) == "2026-07-20 19:00"
    assert said(hours.state(moment("2026-05-04 12:00")).until) == "2026-05-04 17:00"
    assert not hours.is_open(moment("2026-07-21 12:00"))


def test_holidays_within_some_months_alone() -> None:
    hours = Hours("10:00-17:00; Jul-Aug PH off")
    assert not hours.is_open(moment("2026-07-20 12:00"))
    assert hours.is_open(moment("2026-05-05 12:00"))


def test_the_day_before_a_holiday() -> None:
    hours = Hours("10:00-17:00; PH -1 day 10:00-12:00")
    assert said(hours.state(moment("2026-07-19 11:00")).until) == "2026-07-19 12:00"
    assert said(hours.state(moment("2026-07-20 11:00")).until) == "2026-07-20 17:00"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("月曜", "月曜"),
        ("Mo-Fr 09:00-17:00; xyz", "xyz"),
        ("Mo-Fr 09:00-17:00; Dec 45 off", "Dec 45 off"),
        ('Mo 09:00-12:00 "a; b" ; Tu 10:00', "Tu 10:00"),
        ("Mo-Fr 09:00-17:00; Feb 30 off", "Feb 30 off"),
        ("Mo-Fr 25:00-26:00", "Mo-Fr 25:00-26:00"),
        ("SH off", "SH off"),
        ("sunrise-sunset", "sunrise-sunset"),
        ("Mo 17:00+", "Mo 17:00+"),
        ("Mo 09:00-17:00+", "Mo 09:00-17:00+"),
        ("10:00-16:00/01:30", "10:00-16:00/01:30"),
        ("10:00-16:00; PH Mo off", "PH Mo off"),
        ("10:00-16:00; Mo PH off", "Mo PH off"),
        ("2026-2030/2 2026 May 4", "2026-2030/2 2026 May 4"),
        ("Jan Su[1]-Feb Su[2] , 1900", "Jan Su[1]-Feb Su[2] , 1900"),
        ("Mo" * 2000, "Mo" * 20),
        ('"', '"'),
    ],
)  # fmt: skip
def test_bad_text_is_refused_and_the_part_is_named(text: str, part: str) -> None:
    with pytest.raises(HoursError) as refused:
        Hours(text)
    assert refused.value.part == part
    assert part in str(refused.value) or "長すぎます" in str(refused.value)


def test_an_unknown_shift_is_refused() -> None:
    with pytest.raises(HoursError, match="tomorrow"):
        Hours("24/7", "tomorrow")


def test_a_comment_may_hold_what_is_syntax_elsewhere() -> None:
    hours = Hours('Mo 09:00-10:00 "PH Mo; a || b, c"; Tu 09:00-10:00')
    assert hours.state(moment("2026-07-06 09:30")).comment == "PH Mo; a || b, c"
    assert hours.is_open(moment("2026-07-07 09:30"))


PIECES = (
    *("Mo", "Mo-Fr", "Sa[2,4]", "We[-1]", "PH", "PH -1 day", "Jan", "Dec 29-Jan 3", "2026 May 4", "week 1-53/2", "easter"),
    *(
        "09:00-12:00",
        "13:00-17:00",
        "22:00-02:00",
        "00:00-24:00",
        "24/7",
        "sunset",
        "off",
        "unknown",
        '"休"',
        ";",
        ",",
        "||",
        "-",
        "9",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        hours = Hours(text)
    except HoursError:
        return
    assert hours.state(moment("2026-07-06 09:30")).state in {"open", "closed", "unknown"}
    assert len(hours.week(date(2026, 12, 29))) == 7


def everyday(text: str, shift: str, year: int) -> list[list[tuple[datetime, datetime, str, str]]]:
    hours = Hours(text, shift)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(730))
    return [[(i.start, i.end, i.state, i.comment) for i in hours.on(day)] for day in days]


def test_a_night_is_whole_though_the_next_day_begins_before_its_end() -> None:
    hours = Hours("Su 21:00-02:00; Mo 01:00-05:00,09:00-12:00; Tu 09:00-12:00")
    assert intervals(hours, date(2026, 7, 5))[-1] == ("05 21:00", "06 00:00", "open")
    assert intervals(hours, date(2026, 7, 6))[0] == ("06 00:00", "06 05:00", "open")


@pytest.mark.parametrize("shift", ["", "next_day", "next_weekday"])
@pytest.mark.parametrize("text", [OFFICE, MUSEUM, LIBRARY, BAR, OBON, "Tu-Su 22:00-02:00; Mo off; PH 20:00-23:00"])
def test_the_standard_text_means_the_same_in_both_years(text: str, shift: str) -> None:
    standard = Hours(text, shift).standard_text(2026)
    assert everyday(standard, "", 2026) == everyday(text, shift, 2026)


def test_the_standard_text_holds_the_dates_of_two_years() -> None:
    text = Hours("Tu-Su 09:00-17:00; Mo off", "next_weekday").standard_text(2026)
    assert "2026 May 4 09:00-17:00" in text
    assert "2026 May 7" in text
    assert "2027 Mar 23" in text
    assert "2028" not in text
    assert "2026 Sep 22" in Hours("09:00-17:00; PH off").standard_text(2026), "which calendars elsewhere lack"
    assert Hours("").standard_text(2026) == ""


def test_a_holiday_of_the_calendar_closes_what_is_closed_on_holidays() -> None:
    hours = Hours("24/7; PH off")
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if not hours.on(day)] == [day for day in days if is_holiday(day)]
