import datetime

import pytest
from django.utils import translation

from cms.core.openness import OpenAt

NOW = datetime.datetime(2026, 11, 28, 1, 30, 12, tzinfo=datetime.UTC)  # Saturday, half past ten


def test_now_is_this_minute() -> None:
    asked = OpenAt.lenient("now", NOW)
    assert asked == OpenAt(NOW.replace(second=0), is_now=True)
    assert (asked.value, asked.fixed, str(asked)) == ("now", "2026-11-28T10:30", "今開いている")


def test_a_moment_is_of_the_sites_own_time() -> None:
    asked = OpenAt.lenient("2026-11-29T10:00", NOW)
    assert asked == OpenAt(datetime.datetime(2026, 11, 29, 1, 0, tzinfo=datetime.UTC), is_now=False)
    assert (asked.value, str(asked)) == ("2026-11-29T10:00", "11月29日（日） 10:00に開いている")
    with translation.override("en"):
        assert str(asked) == "Open at Sun, 29 Nov 10:00"


@pytest.mark.parametrize(
    ("text", "is_now"),
    [("2026-11-28T10:30", True), ("2026-11-28T10:20", True), ("2026-11-28T10:19", False), ("2026-11-28T10:31", False)],
)
def test_a_minute_ago_is_still_now(text: str, is_now: bool) -> None:
    asked = OpenAt.lenient(text, NOW)
    assert asked is not None
    assert asked.is_now is is_now


@pytest.mark.parametrize(
    "text", ["", "then", "2026-11-28", "2026-11-28T25:00", "2028-01-01T10:00", "9999-12-31T23:59", "1-1-1T0:0"]
)
def test_what_is_no_moment_within_a_year_is_none(text: str) -> None:
    assert OpenAt.lenient(text, NOW) is None
