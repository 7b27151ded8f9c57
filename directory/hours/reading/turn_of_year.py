"""The days around New Year, of which a source says nothing: in Japan hardly anything is open then as in other weeks."""

from directory.hours.evaluating import Hours
from directory.hours.perhaps import NEW_YEARS_DAY, is_of_every_week, perhaps, perhaps_on_new_years_day
from directory.hours.reading.draft import AROUND_NEW_YEAR
from directory.hours.rules import LONGEST, UNKNOWN, parse, text_of


def uncertain_around_new_year(hours: Hours) -> Hours:
    """The same hours, of which nobody knows whether they hold from 29 December to 3 January.

    Hours that speak of these days themselves, or of all the year's days and hours, stay as they are. What is closed every week
    or on holidays is closed then too.
    """
    rules = parse(hours.text)
    weekly = [number for number, rule in enumerate(rules) if is_of_every_week(rule)]
    if not weekly or any("Dec" in rule.dates or "Jan" in rule.dates for rule in rules):
        return hours
    before, after = rules[: weekly[-1] + 1], rules[weekly[-1] + 1 :]
    text = text_of([*before, *perhaps(rules, AROUND_NEW_YEAR), *after, *perhaps_on_new_years_day(rules)])
    return Hours(text, hours.shift) if len(text) <= LONGEST else hours


def unsaid_around_new_year(hours: Hours) -> Hours:
    """The hours of which `uncertain_around_new_year` made these; the same, where it did not."""
    rules = (rule for rule in parse(hours.text) if rule.state != UNKNOWN or rule.dates not in (AROUND_NEW_YEAR, NEW_YEARS_DAY))
    before = Hours(text_of(rules), hours.shift)
    return before if uncertain_around_new_year(before) == hours else hours
