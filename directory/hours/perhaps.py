"""Days on which hours may hold or not: what is written for them, whoever writes it, an import or an editor's grid."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from directory.hours.rules import DAY, OPEN, UNKNOWN, Rule, TimeSpan

NEW_YEARS_DAY = "Jan 1"


def is_of_every_week(rule: Rule) -> bool:
    """Whether a rule gives hours to days of the week, or to the nth of them, all the year round."""
    return rule.state == OPEN and not rule.dates and not rule.holidays and bool(rule.times)


def perhaps(rules: Iterable[Rule], dates: str) -> Iterator[Rule]:
    """The hours of every week, of which nobody knows whether they hold on these dates; to be put behind those hours."""
    for number, rule in enumerate(each for each in rules if is_of_every_week(each)):
        yield replace(rule, joined=rule.joined if number else ";", dates=dates, state=UNKNOWN)


def perhaps_on_new_years_day(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Open on holidays need not be open on this one; to be put behind what is closed every week."""
    for rule in rules:
        if rule.holidays and rule.state == OPEN:
            yield replace(rule, joined=";", dates=NEW_YEARS_DAY, holidays=(), state=UNKNOWN)


def perhaps_on_holidays(days: Iterable[tuple[TimeSpan, ...]]) -> Rule:
    """Holidays of which nobody knows: at the times of all days that have some, or from the first of these to the last."""
    given = {times for times in days if times}
    spans = [span for times in given for span in times] or [TimeSpan(0, DAY)]
    hull = (TimeSpan(min(span.start for span in spans), max(span.end for span in spans)),)
    return Rule(holidays=(0,), times=given.pop() if len(given) == 1 else hull, state=UNKNOWN)
