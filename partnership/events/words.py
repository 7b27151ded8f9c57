"""When an event is, in words, in the language that is active."""

import datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from cms.core.dates import day_in_words, short_day_in_words
from partnership.events.rules import Planned, Repeat, Rule


def times_in_words(first: datetime.time | None, last: datetime.time | None) -> str:
    """10:00–12:00; 10:00から; nothing where no time is given."""
    if first is None:
        return ""
    if last is None:
        return gettext("%(time)sから") % {"time": f"{first:%H:%M}"}
    return f"{first:%H:%M}–{last:%H:%M}"


def when_in_words(time: Planned, *, with_year: bool = True) -> str:
    """2026年12月1日（火） 10:00–12:00."""
    first = day_in_words(time.first_day) if with_year else short_day_in_words(time.first_day)
    hours = times_in_words(time.from_time, time.to_time)
    if time.last_day == time.first_day:
        return f"{first} {hours}".strip()
    same_year = time.first_day.year == time.last_day.year
    last = short_day_in_words(time.last_day) if same_year else day_in_words(time.last_day)
    return f"{first}〜{last} {hours}".strip()


def rule_in_words(rule: Rule) -> str:
    """毎週火曜日 10:00–12:00（2026年12月1日（火）から2027年3月30日（火）まで）."""
    if rule.repeat == Repeat.NEVER or rule.until is None:
        return when_in_words(Planned(rule.key, rule.first_day, rule.final_day, rule.starts_at, rule.ends_at))
    said = {"day": WEEKDAYS[rule.first_day.weekday()], "number": rule.week_of_month}
    forms = {
        Repeat.WEEKLY: gettext("毎週%(day)s"),
        Repeat.FORTNIGHTLY: gettext("1週おきの%(day)s"),
        Repeat.MONTHLY: gettext("毎月 最後の%(day)s") if rule.week_of_month < 0 else gettext("毎月 第%(number)s%(day)s"),
    }
    hours = times_in_words(rule.starts_at, rule.ends_at)
    span = gettext("%(first)sから%(last)sまで") % {"first": day_in_words(rule.first_day), "last": day_in_words(rule.until)}
    return gettext("%(repeat)s（%(span)s）") % {"repeat": f"{forms[rule.repeat] % said} {hours}".strip(), "span": span}
