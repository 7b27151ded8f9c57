"""The days that follow from what an editor writes."""

import datetime

import pytest
from django.utils import translation

from partnership.events.rules import Otherwise, Repeat, Rule, Status, planned
from partnership.events.words import rule_in_words, when_in_words

Day = datetime.date
Time = datetime.time


def weekly(first: Day, until: Day, repeat: Repeat = Repeat.WEEKLY) -> Rule:
    return Rule("a", first, None, Time(10), Time(12), repeat, until)


def test_a_week_goes_over_the_end_of_the_year_at_the_same_time_of_the_day():
    times = planned([weekly(Day(2030, 12, 17), Day(2031, 1, 14))], {})
    assert [time.first_day for time in times] == [
        Day(2030, 12, 17),
        Day(2030, 12, 24),
        Day(2030, 12, 31),
        *(Day(2031, 1, day) for day in (7, 14)),
    ]
    assert {time.starts_at.isoformat()[10:] for time in times} == {"T10:00:00+09:00"}


def test_tokyo_has_no_summer_time_so_no_hour_moves_in_a_year():
    times = planned([weekly(Day(2030, 4, 1), Day(2031, 3, 31))], {})
    assert len(times) == 53
    assert {(time.starts_at.utcoffset(), time.ends_at - time.starts_at) for time in times if time.ends_at} == {
        (datetime.timedelta(hours=9), datetime.timedelta(hours=2))
    }


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (Day(2030, 12, 10), [Day(2030, 12, 10), Day(2031, 1, 14), Day(2031, 2, 11)]),
        (Day(2030, 12, 31), [Day(2030, 12, 31), Day(2031, 1, 28), Day(2031, 2, 25)]),
    ],
    ids=["the second Tuesday", "a fifth is the last of its month"],
)
def test_a_month_repeats_by_its_weekday(first, days):
    assert list(weekly(first, Day(2031, 2, 28), Repeat.MONTHLY).days()) == days


def test_every_other_week_leaves_one_out():
    assert list(weekly(Day(2030, 12, 24), Day(2031, 1, 31), Repeat.FORTNIGHTLY).days()) == [
        Day(2030, 12, 24),
        Day(2031, 1, 7),
        Day(2031, 1, 21),
    ]


def test_a_day_off_is_gone_and_a_cancelled_one_stays():
    said = {Day(2030, 12, 24): Otherwise(Status.OFF), Day(2030, 12, 31): Otherwise(Status.CANCELLED, "年末のため")}
    times = planned([weekly(Day(2030, 12, 17), Day(2030, 12, 31))], said)
    assert [(time.first_day.day, time.status, time.note) for time in times] == [
        (17, Status.SCHEDULED, ""),
        (31, Status.CANCELLED, "年末のため"),
    ]


def test_what_is_postponed_as_a_whole_is_so_on_each_day_that_was_not_cancelled():
    said = {Day(2030, 12, 24): Otherwise(Status.CANCELLED)}
    times = planned([weekly(Day(2030, 12, 17), Day(2030, 12, 24))], said, Status.POSTPONED)
    assert [time.status for time in times] == [Status.POSTPONED, Status.CANCELLED]


def test_several_days_are_one_time_and_a_day_without_hours_lasts_until_the_next():
    (time,) = planned([Rule("a", Day(2030, 12, 31), Day(2031, 1, 2))], {})
    assert (time.is_all_day, time.starts_at.isoformat(), time.ends_at and time.ends_at.isoformat()) == (
        True,
        "2030-12-31T00:00:00+09:00",
        "2031-01-03T00:00:00+09:00",
    )


def test_dates_are_told_in_words():
    assert rule_in_words(weekly(Day(2030, 12, 17), Day(2031, 1, 14))) == (
        "毎週火曜日 10:00–12:00（2030年12月17日（火）から2031年1月14日（火）まで）"
    )
    assert rule_in_words(weekly(Day(2030, 12, 10), Day(2031, 2, 28), Repeat.MONTHLY)).startswith("毎月 第2火曜日 10:00–12:00")
    assert rule_in_words(weekly(Day(2030, 12, 31), Day(2031, 2, 28), Repeat.MONTHLY)).startswith("毎月 最後の火曜日")
    (time,) = planned([Rule("a", Day(2030, 12, 31), Day(2031, 1, 2), Time(10))], {})
    assert when_in_words(time) == "2030年12月31日（火）〜2031年1月2日（木） 10:00から"
    with translation.override("en"):
        (single,) = planned([Rule("a", Day(2030, 12, 31), None, Time(9), Time(10, 30))], {})
        assert when_in_words(single) == "Tue, 31 December 2030 09:00–10:30"
