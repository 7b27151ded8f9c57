"""Opening hours in words: what was understood of a text, one sentence a rule, so that an editor sees whether it is meant."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.hours.evaluating import Hours
from directory.hours.grid.fields import NEW_YEAR
from directory.hours.rules import CLOSED, DAY, MONTHS, OPEN, UNKNOWN, Rule, TimeSpan, Weekdays, parse
from directory.hours.shifting import NEXT_DAY, closed_days

_MONTH = f"({'|'.join(MONTHS)})"
_ONE_DATE = re.compile(rf"(?:(\d{{4}}) )?{_MONTH} (\d+)(?:-(?:(\d{{4}}) )?{_MONTH} (\d+))?")
_ONE_MONTH = re.compile(rf"(\d{{4}})?{_MONTH}(?:-{_MONTH})?")
_ONE_YEAR = re.compile(r"(\d{4})(?:-(\d{4}))?")
FOR_EVER = "9999"
"""What the library writes for a range without an end."""


def in_words(hours: Hours) -> list[str]:
    """Everything the hours say, in the current language, a sentence for each rule; none for hours that nobody knows.

    What there are no words for stands in a sentence as it is written.
    """
    rules = parse(hours.text)
    said = [_sentence(rule, rules[:place]) for place, rule in enumerate(rules)]
    if hours.shift and (days := closed_days(rules)):
        named = days_in_words(tuple(Weekdays(day, day) for day in days)) or ""
        sentence = _("%(days)sが祝日のときは翌日休み") if hours.shift == NEXT_DAY else _("%(days)sが祝日のときは次の平日休み")
        said.append(sentence % {"days": named})
    return said


def _sentence(rule: Rule, before: tuple[Rule, ...]) -> str:
    when = _when(rule)
    if when is None or rule.joined == "||":
        return _("次の書き方はそのまま示します：%(text)s") % {"text": f"|| {rule}" if rule.joined == "||" else str(rule)}
    words = {"when": when, "times": times_in_words(rule.times)}
    said = _FORMS[rule.state, bool(rule.times)](words)
    if rule == Rule(joined=rule.joined, state=CLOSED, comment=rule.comment):
        said = _("毎日休み")
    elif rule.state == OPEN and rule.times:
        if _is_until(rule, before):
            said = _("%(when)sは%(time)sまで") % {"when": when, "time": _clock(rule.times[0].end)}
        elif _replaces(rule, before):
            said = _("ただし%(when)sは%(times)s") % words
    return said + (_("（%(remark)s）") % {"remark": remark_in_words(rule.comment)} if rule.comment else "")


_REMARKS = {
    NEW_YEAR: lambda: pgettext("時間に添えることば", "年末年始"),
    "お盆": lambda: pgettext("時間に添えることば", "お盆"),
    "夏季休暇": lambda: pgettext("時間に添えることば", "夏季休暇"),
    "延長保育": lambda: pgettext("時間に添えることば", "延長保育"),
    "要予約": lambda: pgettext("時間に添えることば", "要予約"),
}
"""What we write ourselves into a text, read in a file, or give as an example to editors."""


def remark_in_words(comment: str) -> str:
    """The comment of a rule: in the current language where it is a word of ours, else as somebody wrote it."""
    ours = _REMARKS.get(comment)
    return ours() if ours else comment


_FORMS = {
    (OPEN, True): lambda words: _("%(when)s %(times)s") % words,
    (OPEN, False): lambda words: _("%(when)s 24時間") % words,
    (CLOSED, True): lambda words: _("%(when)s %(times)sは休み") % words,
    (CLOSED, False): lambda words: _("%(when)sは休み") % words,
    (UNKNOWN, True): lambda words: _("%(when)s %(times)sは開いているか分かりません") % words,
    (UNKNOWN, False): lambda words: _("%(when)sは開いているか分かりません") % words,
}


def _is_until(rule: Rule, before: tuple[Rule, ...]) -> bool:
    """Holidays that begin as every other day with hours does, so that the end says all."""
    given = [other for other in before if other.state == OPEN]
    if not rule.holidays or rule.weekdays or rule.dates or rule.joined != ";" or len(rule.times) != 1:
        return False
    return bool(given) and all(other.times and other.times[0].start == rule.times[0].start and other.is_weekly for other in given)


def _replaces(rule: Rule, before: tuple[Rule, ...]) -> bool:
    """Does it give days other hours than a rule before has given them?"""
    if rule.joined != ";" or (rule.holidays and not rule.weekdays):
        return False
    days = {day for span in rule.weekdays for day in span.days()} or set(range(7))
    return any(other.state == OPEN and other.is_weekly and days & set(other.weekly_days) for other in before)


def _when(rule: Rule) -> str | None:
    """The days of a rule; None if there are no words for them."""
    dates = _dates(rule.dates)
    days = days_in_words(rule.weekdays)
    holidays = [_HOLIDAYS[offset]() for offset in rule.holidays if offset in _HOLIDAYS]
    if dates is None or days is None or len(holidays) < len(rule.holidays):
        return None
    named = pgettext("曜日のあいだ", "・").join([*([days] if days else []), *holidays])
    if dates and named:
        return _("%(dates)sの%(days)s") % {"dates": dates, "days": named}
    return dates or named or _("毎日")


_HOLIDAYS = {0: lambda: _("祝日"), -1: lambda: _("祝日の前日"), 1: lambda: _("祝日の翌日")}


def days_in_words(spans: tuple[Weekdays, ...]) -> str | None:
    """Days of the week: 月〜金曜, 第2・第4土曜, 毎日; "" for none, None if there are no words for them."""
    if any(span.offset for span in spans):
        return None
    between = pgettext("曜日のあいだ", "・")
    weekly = [_span(span) for span in spans if span.is_weekly]
    named = [_("%(day)s曜") % {"day": between.join(weekly)}] if weekly else []
    if {day for span in spans if span.is_weekly for day in span.days()} == set(range(7)):
        named = [_("毎日")]
    for span in spans:
        if span.nth:
            which = between.join(_nth(n) for n in span.nth)
            named.append(_("%(which)s%(day)s曜") % {"which": which, "day": _span(span)})
    return between.join(named)


def _span(span: Weekdays) -> str:
    first, last = day_letter(span.first), day_letter(span.last)
    days = span.days()
    if len(days) == 1:
        return first
    if len(days) == 2:
        return pgettext("曜日のあいだ", "・").join((first, last))
    return _("%(from)s〜%(to)s") % {"from": first, "to": last}


def day_letter(weekday: int) -> str:
    """One day of the week, 0 for Monday, as it stands before 曜."""
    return (
        pgettext("曜日", "月"),
        pgettext("曜日", "火"),
        pgettext("曜日", "水"),
        pgettext("曜日", "木"),
        pgettext("曜日", "金"),
        pgettext("曜日", "土"),
        pgettext("曜日", "日"),
    )[weekday]


def _nth(n: int) -> str:
    if n == -1:
        return _("最終")
    if n < 0:
        return _("終わりから%(n)d番目の") % {"n": -n}
    return _("第%(n)d") % {"n": n}


def times_in_words(times: tuple[TimeSpan, ...]) -> str:
    """Times of a day: 9:00〜12:00、13:00〜17:00; the hours of the next day are 翌2:00."""
    if times == (TimeSpan(0, DAY),):
        return _("24時間")
    spans = [_("%(from)s〜%(to)s") % {"from": _clock(span.start), "to": _clock(span.end)} for span in times]
    return pgettext("時間のあいだ", "、").join(spans)


def _clock(minutes: int) -> str:
    if minutes > DAY:
        return _("翌%(time)s") % {"time": _clock(minutes - DAY)}
    return f"{minutes // 60}:{minutes % 60:02d}"


Groups = tuple[Any, ...]


def _dates(written: str) -> str | None:
    """Months, dates and years; None for weeks and for what moves with Easter."""
    said = []
    for part in written.split(",") if written else ():
        for pattern, words in _DATES:
            if (found := pattern.fullmatch(part)) and (named := words(found.groups())):
                said.append(named)
                break
        else:
            return None
    return pgettext("日付のあいだ", "、").join(said)


def _day(year: str | None, month: str, day: str) -> str:
    words = {"year": year, "month": MONTHS.index(month) + 1, "day": day}
    return (_("%(year)s年%(month)d月%(day)s日") if year else _("%(month)d月%(day)s日")) % words


def _month(year: str | None, month: str) -> str:
    words = {"year": year, "month": MONTHS.index(month) + 1}
    return (_("%(year)s年%(month)d月") if year else _("%(month)d月")) % words


def _date_span(groups: Groups) -> str | None:
    year, month, day, year2, month2, day2 = groups
    first = _day(year, month, day)
    if not month2 or not day2:
        return first
    if year2 == FOR_EVER or (year and not year2):
        return None
    return _("%(from)s〜%(to)s") % {"from": first, "to": _day(year2 if year2 != year else None, month2, day2)}


def _month_span(groups: Groups) -> str:
    year, month, month2 = groups
    first = _month(year, month)
    return _("%(from)s〜%(to)s") % {"from": first, "to": _month(None, month2)} if month2 else first


def _year_span(groups: Groups) -> str | None:
    year, year2 = groups
    if year2 == FOR_EVER:
        return _("%(year)s年から") % {"year": year}
    first = _("%(year)s年") % {"year": year}
    return _("%(from)s〜%(to)s") % {"from": first, "to": _("%(year)s年") % {"year": year2}} if year2 else first


_DATES = ((_ONE_DATE, _date_span), (_ONE_MONTH, _month_span), (_ONE_YEAR, _year_span))
