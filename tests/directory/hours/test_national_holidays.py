"""The calendar of national holidays is the law's (国民の祝日に関する法律), and not the evaluator's own."""

from datetime import date, datetime, timedelta

import pytest
from opening_hours import OpeningHours

from directory.hours.national_holidays import holiday_name, holidays_of

FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))
"""Month, and which Monday of it: 成人の日, 海の日, 敬老の日, スポーツの日."""
EQUINOXES = {2024: (20, 22), 2025: (20, 23), 2026: (20, 23), 2027: (21, 23), 2028: (20, 22), 2029: (20, 23), 2030: (20, 23)}
"""Days of March and September: 春分の日 and 秋分の日, as the National Astronomical Observatory gives them."""
ONE = timedelta(days=1)


def by_law(year: int) -> list[date]:
    spring, autumn = EQUINOXES[year]
    days = {date(year, month, day) for month, day in (*FIXED, (3, spring), (9, autumn))}
    for month, which in MONDAYS:
        first = date(year, month, 1)
        days.add(first + timedelta(days=-first.weekday() % 7 + 7 * (which - 1)))
    substitutes = set()
    for sunday in [day for day in days if day.weekday() == 6]:  # article 3, 2
        after = sunday + ONE
        while after in days:
            after += ONE
        substitutes.add(after)
    between = {day + ONE for day in days if day + 2 * ONE in days} - days - substitutes  # article 3, 3
    return sorted(days | substitutes | between)


@pytest.mark.parametrize("year", EQUINOXES)
def test_the_holidays_are_those_of_the_law(year: int) -> None:
    assert list(holidays_of(year)) == by_law(year)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-05-06", "振替休日"),
        ("2027-03-22", "振替休日"),
        ("2026-09-22", "国民の休日"),
        ("2026-05-03", "憲法記念日"),
        ("2026-05-02", ""),
    ],
)
def test_a_holiday_has_a_name(day: str, name: str) -> None:
    assert holiday_name(date.fromisoformat(day)) == name


def test_why_the_evaluators_own_calendar_is_not_asked() -> None:
    """It takes holidays for days on which one is off instead. Once this fails, the library has learnt, and may be asked."""
    engine = OpeningHours("PH 00:00-24:00", country="JP")
    days = [day for year in EQUINOXES for day in holidays_of(year)]
    missing = [day for day in days if not engine.is_open(datetime.combine(day, datetime.min.time()))]
    assert len(missing) == 17
    assert {date(2026, 9, 22), date(2027, 3, 22), date(2026, 5, 3)} <= set(missing)
    assert {day.weekday() for day in missing} == {0, 1, 6}
