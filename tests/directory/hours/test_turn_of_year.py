"""Around New Year nobody knows, unless the hours themselves say."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from directory.hours import Hours
from directory.hours.reading import uncertain_around_new_year, unsaid_around_new_year

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; Dec 29-Jan 3 Mo-Fr 09:00-17:00 unknown; PH off"),
        (
            "Mo-Fr 09:00-12:00; Sa[2,4] 10:00-12:00; Su off",
            "Mo-Fr 09:00-12:00; Sa[2,4] 10:00-12:00; Dec 29-Jan 3 Mo-Fr 09:00-12:00 unknown; "
            "Dec 29-Jan 3 Sa[2,4] 10:00-12:00 unknown; Su off",
        ),
        (
            "Mo-Su 09:00-17:00; PH 09:00-12:00",
            "Mo-Su 09:00-17:00; Dec 29-Jan 3 Mo-Su 09:00-17:00 unknown; PH 09:00-12:00; Jan 1 09:00-12:00 unknown",
        ),
        ('Mo-Fr 09:00-17:00; Dec 28-Jan 4 off "年末年始"',) * 2,
        ("24/7", "24/7"),
        ("", ""),
    ],
)
def test_hours_that_say_nothing_of_new_year_are_uncertain_then(text: str, expected: str) -> None:
    assert uncertain_around_new_year(Hours(text)) == Hours(expected)
    assert unsaid_around_new_year(Hours(expected)) == Hours(text)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-12-28", True),
        ("2026-12-29", None),
        ("2027-01-01", False),
        ("2026-12-31", None),
        ("2027-01-02", False),
        ("2027-01-04", True),
    ],
)
def test_what_is_closed_every_week_or_on_holidays_is_closed_then_too(day: str, is_open: bool | None) -> None:
    hours = uncertain_around_new_year(Hours("Mo-Fr 09:00-17:00; Sa-Su off; PH off"))
    assert hours.is_open(datetime.datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=TOKYO)) is is_open
