"""How municipal files write days, times and dates: the signs that a column and a sentence have in common."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from directory.hours.grid import Annual
from directory.hours.rules import DAY, LONGEST_MONTH, TimeSpan

DAYS = "月火水木金土日"
NOON = 12 * 60
NIGHT = 6 * 60
"""Up to when an end that is before the start is taken for the next morning's."""
NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}

# One day of the week. 月 and 日 are none in 1月, 月1回, 3日, 休館日, 曜日, 翌日.
DAY_SIGN = r"(?:(?<![\d毎])月(?!\d)|[火水木金土]|(?<![\d曜館休診業園翌当平祝祭毎のる])日)(?:曜日?)?"
_NTH_DAY = r"(?:[火水木金土](?:曜日?)?|[月日]曜日?)"
NTH_SIGN = rf"(?:毎月)?(?:第[\d一二三四五](?:[・,、]?第?[\d一二三四五])*週?の?|最終(?:週の?)?){_NTH_DAY}"
HOLIDAY_SIGN = r"(?:国民の)?祝(?:休日|祭日|日)?|祭日"
ITEM = rf"(?:{NTH_SIGN}|{DAY_SIGN}~{DAY_SIGN}|{DAY_SIGN}|平日|毎日|{HOLIDAY_SIGN})"
BETWEEN = r"(?:[・,、/;]|及び|および|と|または)?"
DAY_LIST = rf"{ITEM}(?:{BETWEEN}{ITEM})*"
_ITEMS = re.compile(ITEM)
_ONE_DAY = re.compile(DAY_SIGN)

CLOCK = r"(?:正午|(?:翌日?)?(?:午前|午後)?\s*\d{1,2}(?::\d{2}(?::00)?|時(?:\d{1,2}分|半)?))"
RANGE = rf"{CLOCK}\s*(?:~|-|から|より)\s*{CLOCK}(?:まで)?"
RANGES = rf"(?:終日|24時間|{RANGE}(?:\s*[、,/・]?\s*{RANGE})*)"
_CLOCK = re.compile(
    r"(?P<next>翌日?)?(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?|時(?:(?P<past>\d{1,2})分|(?P<thirty>半))?)"
)
_RANGE = re.compile(rf"(?P<start>{CLOCK})\s*(?:~|-|から|より)\s*(?P<end>{CLOCK})")
_FRACTION = re.compile(r"[01]?\.\d+|[01]")

DATE = r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}/\d{1,2})"
DATES = rf"(?:\d{{1,2}}月\d{{1,2}}(?:[、,・]\d{{1,2}})+日|{DATE}(?:\s*(?:~|-|から)\s*(?:{DATE}|\d{{1,2}}日)(?:まで)?)?)"


def normal(text: str) -> str:
    """The text in one spelling: full-width figures and signs made plain, one kind of ~, single spaces."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[〜∼～]", "~", plain)
    plain = re.sub(r"(?<=[\d時分日月火水木金土曜])\s*[‐‑–—―−ー]\s*(?=[\d午翌月火水木金土日])", "~", plain)
    return re.sub(r"\s+", " ", plain).strip()


@dataclass(frozen=True)
class DayItem:
    """What one sign of a list means: days of the week, 0 for Monday, of which only the `nth` of a month; or holidays."""

    days: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    holiday: bool = False
    workdays: bool = False
    """平日: Monday to Friday, and no holiday."""
    every: bool = False
    """毎日: holidays too."""


_WORDS = {"平日": DayItem(tuple(range(5)), workdays=True), "毎日": DayItem(tuple(range(7)), every=True)}


def day_items(text: str) -> list[DayItem]:
    """The items of a list of days."""
    return [_item(found[0]) for found in _ITEMS.finditer(text)]


def _item(said: str) -> DayItem:
    if re.fullmatch(NTH_SIGN, said):
        day = DAYS.index(said.removesuffix("日").removesuffix("曜")[-1])
        weeks = {_numeral(sign) for sign in re.findall(r"[\d一二三四五]", said)}
        return DayItem((day,), tuple(sorted(weeks)) or (-1,))
    if re.fullmatch(HOLIDAY_SIGN, said):
        return DayItem(holiday=True)
    if said in _WORDS:
        return _WORDS[said]
    first, *last = [DAYS.index(found[0][0]) for found in _ONE_DAY.finditer(said)]
    return DayItem(tuple((first + n) % 7 for n in range((last[0] - first) % 7 + 1)) if last else (first,))


def _numeral(sign: str) -> int:
    return NUMERALS.get(sign) or int(sign)


def minutes(said: str, half: str = "") -> int | None:
    """Minutes after midnight of 9:00, 9時半, 午後2時, 翌2:00; None if it is no time. `half`: 午前 or 午後 that stood before."""
    if said.strip() == "正午":
        return NOON
    found = _CLOCK.fullmatch(said.strip())
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["past"] or (30 if found["thirty"] else 0))
    half = found["half"] or (half if hour <= 12 and found["minute"] is None else "")
    if hour > 30 or minute > 59 or (found["half"] and hour > 12):
        return None
    return (hour + (12 if half == "午後" and hour < 12 else 0)) * 60 + minute + (DAY if found["next"] else 0)


def column_minutes(said: str) -> int | None:
    """Minutes of a time in a column: as in a sentence, or a fraction of a day as spreadsheets have it (0.375); else None."""
    plain = normal(said)
    if _FRACTION.fullmatch(plain):
        exact = float(plain) * DAY
        return round(exact) if abs(exact - round(exact)) < 0.01 else None
    return minutes(plain)


def span(start: int | None, end: int | None) -> TimeSpan | None:
    """A time from and to. The end may be the next morning's; None for one that is not sure."""
    if start is None or end is None or start == end or start >= DAY:
        return None
    if end < start:
        return TimeSpan(start, end + DAY) if end <= NIGHT and start >= NOON else None
    return TimeSpan(start, end) if end - start <= DAY else None


def ranges(text: str) -> tuple[TimeSpan, ...] | None:
    """The times of a list; None if one of them is not sure."""
    if re.fullmatch(r"終日|24時間", text.strip()):
        return (TimeSpan(0, DAY),)
    found, half = [], ""
    for one in _RANGE.finditer(text):
        half = _half(one["start"]) or half
        start = minutes(one["start"], half)
        half = _half(one["end"]) or half
        found.append(span(start, minutes(one["end"], half)))
    sure = [one for one in found if one]
    if len(sure) < len(found) or any(later.start < one.end for one, later in pairwise(sure)):
        return None
    return tuple(sure) or None


def _half(said: str) -> str:
    return next((half for half in ("午前", "午後") if half in said), "")


@dataclass(frozen=True)
class Dates:
    """Dates from and to, with or without a year."""

    start: Annual
    end: Annual
    year: int | None = None


def dates(text: str) -> list[Dates] | None:
    """What a sign for dates means: one, a range, or several days of a month. None if it is none."""
    found = re.match(r"(?:(\d{4})年)?(\d{1,2})[月/](\d{1,2})日?", text)
    if not found:
        return None
    year = int(found[1]) if found[1] else None
    start = Annual(int(found[2]), int(found[3]))
    rest = text[found.end() :]
    further = [Annual(start.month, int(n)) for n in re.findall(r"[、,・](\d{1,2})", rest)]
    last = None if further else re.search(r"(?:(\d{1,2})[月/])?(\d{1,2})日?(?:まで)?$", rest)
    end = Annual(int(last[1] or start.month), int(last[2])) if last else start
    found_days = [Dates(day, day, year) for day in (start, *further)] if further else [Dates(start, end, year)]
    return found_days if all(map(_is_possible, found_days)) else None


def _is_possible(span: Dates) -> bool:
    days = (span.start, span.end)
    if span.year and not 2000 <= span.year < 2100:
        return False
    exist = all(1 <= day.month <= 12 and 1 <= day.day <= LONGEST_MONTH[day.month - 1] for day in days)
    return exist and not (span.year and span.end < span.start)
