"""「月曜が祝日の場合は翌日休」: the days on which a weekly closed day gives way to a holiday, as rules with dates.

The standard has no words for it, so a value beside the text says it, and the dates are worked out from the calendar:

- The closed days meant are those that the text closes by name every week (`Mo off`); if it names none, those without hours.
- On such a day that is a national holiday it is open, with the hours of holidays if the text gives some, else with the usual
  ones: what the text says without the closing, or the hours that all the other days have. Where those differ, nobody said which
  hold, and the day is `unknown`. A closing for another reason (`PH off`, the days around New Year) stays.
- It is closed on the day after (翌日, even if that is a holiday too), or on the next 平日: no Saturday, Sunday or holiday,
  and not closed every week anyway. Where one holiday closes a day and another opens it, it is closed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from directory.hours.national_holidays import holidays_of, is_holiday
from directory.hours.rules import CLOSED, MONTHS, UNKNOWN, Rule, Weekdays

NEXT_DAY, NEXT_WEEKDAY = "next_day", "next_weekday"
SHIFTS = ("", NEXT_DAY, NEXT_WEEKDAY)
SATURDAY = 5
_SINGLE_DATES = re.compile(r"(?:(?:\d{4} )?[A-Z][a-z]{2} \d+,?)+")

DayHours = Callable[[tuple[Rule, ...], date], tuple[Rule, ...]]
"""The rules, a day → what they say of that day, as rules without any day."""


def closed_days(rules: tuple[Rule, ...]) -> tuple[int, ...]:
    """The weekly closed days that a holiday moves, 0 for Monday."""
    named = {day for rule in rules if _closes_weekly(rule) for day in rule.weekly_days}
    return tuple(sorted(named)) or _without_hours(rules)


def shifted(rules: tuple[Rule, ...], shift: str, years: range, hours_on: DayHours) -> tuple[Rule, ...]:
    """Rules with dates to append, for the holidays in the years."""
    days = closed_days(rules) if shift else ()
    moved = [day for year in years for day in holidays_of(year) if day.weekday() in days]
    if not moved:
        return ()
    never = {*days, *_without_hours(rules)}
    kept_open = _kept_open(rules, days)
    opened = [replace(rule, dates=dated(day)) for day in moved for rule in _opened(hours_on(kept_open, day))]
    instead = sorted({_instead(day, shift, never) for day in moved})
    return (*opened, Rule(dates=",".join(map(dated, instead)), state=CLOSED))


def dated(day: date) -> str:
    """A date as the standard writes it: 2026 May 4."""
    return f"{day.year} {MONTHS[day.month - 1]} {day.day}"


def _instead(day: date, shift: str, never: set[int]) -> date:
    after = day + timedelta(days=1)
    if shift == NEXT_WEEKDAY and never < set(range(7)):
        while after.weekday() >= SATURDAY or is_holiday(after) or after.weekday() in never:
            after += timedelta(days=1)
            if (after - day).days > 30:  # Open at weekends alone: there is no such 平日.
                return day + timedelta(days=1)
    return after


def _opened(said: tuple[Rule, ...]) -> Iterator[Rule]:
    """What a day says, if it is more than that it is closed: the first replaces, the others add."""
    hours = [rule for rule in said if rule.state != CLOSED]
    return (replace(rule, joined="," if place else ";") for place, rule in enumerate(hours))


def _closes_weekly(rule: Rule) -> bool:
    return rule.state == CLOSED and not rule.times and rule.is_weekly and bool(rule.weekdays)


def _without_hours(rules: tuple[Rule, ...]) -> tuple[int, ...]:
    """The days of the week that no rule gives any hours, not even in some months or weeks."""
    given = {
        day for rule in rules if rule.state != CLOSED and not _SINGLE_DATES.fullmatch(rule.dates) for day in rule.weekly_days
    }
    return tuple(day for day in range(7) if day not in given)


def _kept_open(rules: tuple[Rule, ...], days: tuple[int, ...]) -> tuple[Rule, ...]:
    """The rules without their closing of these days; those that have no hours then get the usual ones."""
    kept = []
    for rule in rules:
        if not _closes_weekly(rule) or not set(days) & set(rule.weekly_days):
            kept.append(rule)
            continue
        left = tuple(Weekdays(day, day) for day in rule.weekly_days if day not in days)
        if left or rule.holidays:
            kept.append(replace(rule, weekdays=left))
    bare = tuple(Weekdays(day, day) for day in days if day in _without_hours(tuple(kept)))
    usual = [replace(rule, weekdays=bare, joined="," if place else ";") for place, rule in enumerate(_usual(rules))]
    return (*(usual if bare else ()), *kept)


def _usual(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The hours that every day of the week with hours has; one rule without times, `unknown`, if they differ."""
    weekly: dict[int, tuple[Rule, ...]] = {}
    for rule in rules:
        if rule.state == CLOSED or not rule.is_weekly:
            continue
        bare = Rule(times=rule.times, state=rule.state, comment=rule.comment)
        for day in rule.weekly_days:
            weekly[day] = (*weekly.get(day, ()), bare) if rule.joined == "," else (bare,)
    said = set(weekly.values())
    return said.pop() if len(said) == 1 else (Rule(state=UNKNOWN if said else CLOSED),)
