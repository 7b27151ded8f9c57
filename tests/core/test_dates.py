import datetime

import pytest
from django.utils import translation

from cms.core.dates import day_in_words, fiscal_year, fiscal_year_in_words


def test_a_day_is_said_as_each_language_says_it() -> None:
    day = datetime.date(2026, 4, 1)
    with translation.override("ja"):
        assert day_in_words(day) == "2026年4月1日（水）"
    with translation.override("en"):
        assert day_in_words(day) == "Wed, 1 April 2026"


def test_a_moment_belongs_to_the_day_it_is_in_japan() -> None:
    with translation.override("ja"):
        assert day_in_words(datetime.datetime(2026, 3, 31, 15, 0, tzinfo=datetime.UTC)) == "2026年4月1日（水）"


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_the_fiscal_year_begins_in_april(day: str, year: int) -> None:
    assert fiscal_year(datetime.date.fromisoformat(day)) == year


@pytest.mark.parametrize(
    ("year", "japanese", "english"),
    [
        (2026, "令和8年度（2026年度）", "fiscal 2026 (Reiwa 8)"),
        (2019, "令和元年度（2019年度）", "fiscal 2019 (Reiwa 1)"),
        (2018, "平成30年度（2018年度）", "fiscal 2018 (Heisei 30)"),
        (1988, "昭和63年度（1988年度）", "fiscal 1988 (Showa 63)"),
    ],
)
def test_a_fiscal_year_is_said_both_ways(year: int, japanese: str, english: str) -> None:
    with translation.override("ja"):
        assert fiscal_year_in_words(year) == japanese
    with translation.override("en"):
        assert fiscal_year_in_words(year) == english


def test_a_year_before_all_eras_known_is_refused() -> None:
    with pytest.raises(ValueError, match="1900"):
        fiscal_year_in_words(1900)
