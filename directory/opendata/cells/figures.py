"""Figures: numbers, codes, positions, days and times."""

import datetime
import re

from directory.opendata.cells.doubts import Doubt, Reading, doubt
from directory.opendata.cells.text import flat

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
COUNTER = re.compile(r"(?:約|定員|計|合計|各)?(\d+(?:\.\d+)?)(?:人|名|床|組|㎡|m2|台|歳|年)?(?:程度|まで)?")
ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
DMS = re.compile(r"(?:北緯|東経|N|E)?(\d{1,3})[度°](\d{1,2})[分'′](?:(\d{1,2}(?:\.\d+)?)[秒\"″])?(?:N|E)?")

JAPAN = ((20.0, 46.0), (122.0, 154.0))
"""Latitudes and longitudes between the outermost islands, with a margin of less than a degree."""
ERAS = {"令和": 2018, "令": 2018, "R": 2018, "平成": 1988, "平": 1988, "H": 1988, "昭和": 1925, "昭": 1925, "S": 1925}
"""The year before the first of an era."""
DATE = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})?\.?\s*(?P<year>\d{{1,4}}|元)\s*[年/.\-]\s*(?P<month>\d{{1,2}})\s*[月/.\-]\s*(?P<day>\d{{1,2}})日?"
    r"(?:\s*\(.\)|\s*.曜日?)?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
EXCEL_BEGINS = datetime.date(1899, 12, 30)
FOREVER = 2037
"""The year from which an end means none: systems that count 32-bit seconds fill in 2037/12/31."""
CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>\d{1,2})(?:[:時.](?P<minute>\d{1,2})?分?(?::\d{2})?|(?P<ampm>AM|PM))", re.I
)
FRACTION = re.compile(r"0?\.\d{2,}")


def read_decimal(text: str) -> Reading[float | None]:
    """A number with decimals: thousands separators and stray signs beside it do not count."""
    raw = flat(text)
    if not raw:
        return Reading(None)
    plain = raw.replace(",", "").replace(" ", "")
    if NUMBER.fullmatch(plain):
        return Reading(float(plain))
    found = NUMBER.findall(plain)
    if len(found) != 1 or ROUNDED.fullmatch(plain):
        return Reading(None, (doubt("number_unread", text),))
    return Reading(float(found[0]), (doubt("number_tidied", text, found[0]),))


def read_count(text: str) -> Reading[int | None]:
    """How many: 60, 60人, １２０名, 1,200. A range or two figures are no count."""
    raw = flat(text).replace(",", "").replace(" ", "")
    if not raw:
        return Reading(None)
    found = COUNTER.fullmatch(raw)
    if found and float(found[1]).is_integer() and len(found[1]) < 10:
        count = int(float(found[1]))
        return Reading(count, (doubt("number_tidied", text, count),) if raw != found[1] else ())
    return Reading(None, (doubt("number_unread", text),))


def read_capacity(text: str) -> Reading[int | None]:
    """How many find room. 0 means that nobody wrote it down: no place is open to nobody."""
    reading = read_count(text)
    return Reading(None, (doubt("capacity_unknown", text),)) if reading.value == 0 else reading


def read_code(text: str) -> Reading[str]:
    """A number that is a name (ID, 医療機関コード): leading zeros stay. What a spreadsheet has rounded is lost."""
    raw = flat(text)
    if ROUNDED.fullmatch(raw):
        return Reading("", (doubt("number_lost", text),))
    return Reading(raw)


def read_corporate_number(text: str) -> Reading[str]:
    """法人番号: 13 digits, the first of which checks the others (法人番号の指定等に関する省令 第2条)."""
    reading = read_code(text)
    digits = re.sub(r"[\s\-]", "", reading.value).removeprefix("T")
    if not digits:
        return reading
    if not re.fullmatch(r"[1-9][0-9]{12}", digits):
        return Reading("", (doubt("corporate_number_unread", text),))
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits[1:])))
    return Reading(digits, () if int(digits[0]) == 9 - total % 9 else (doubt("check_digit", text),))


def read_coordinate(text: str) -> Reading[float | None]:
    """A latitude or a longitude in degrees, from decimals or from degrees, minutes and seconds."""
    raw = flat(text).replace(" ", "")
    if found := DMS.fullmatch(raw):
        degrees = int(found[1]) + int(found[2]) / 60 + float(found[3] or 0) / 3600
        return Reading(round(degrees, 6), (doubt("position_dms", text, round(degrees, 6)),))
    return read_decimal(text)


def read_position(latitude: float | None, longitude: float | None) -> Reading[tuple[float, float] | None]:
    """Both coordinates together: swapped ones are put right, (0, 0) is nowhere, and what lies outside Japan is left out."""
    if latitude is None and longitude is None:
        return Reading(None)
    written = f"{'' if latitude is None else latitude}, {'' if longitude is None else longitude}"
    if latitude is None or longitude is None:
        return Reading(None, (doubt("position_half", written),))
    if latitude == 0 and longitude == 0:
        return Reading(None, (doubt("position_zero", written),))
    if _in_japan(latitude, longitude):
        return Reading((latitude, longitude))
    if _in_japan(longitude, latitude):
        return Reading((longitude, latitude), (doubt("position_swapped", written),))
    return Reading(None, (doubt("position_outside", written),))


def _in_japan(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = JAPAN
    return south <= latitude <= north and west <= longitude <= east


def read_year(text: str) -> Reading[int | None]:
    """A year by itself: 1961, 昭和36年."""
    raw = flat(text).replace(" ", "")
    found = re.fullmatch(rf"({'|'.join(ERAS)})?(\d{{1,4}}|元)年?度?", raw)
    year = _year(found[1], found[2]) if found else 0
    if not raw or 1800 <= year <= 2200:
        return Reading(year if raw else None)
    return Reading(None, (doubt("date_unread", text),))


def read_date(text: str) -> Reading[datetime.date | None]:
    """A day: 2026/4/2, 2026-04-02, 2026年4月2日（木）, 令和8年4月2日, R8.4.2, 20260402, or Excel's count of days."""
    raw = flat(text)
    if not raw:
        return Reading(None)
    if SERIAL.fullmatch(raw):
        day = EXCEL_BEGINS + datetime.timedelta(days=int(float(raw)))
        return Reading(day, (doubt("excel_date", text, day),))
    found = DATE.fullmatch(raw)
    parts = (_year(found["era"], found["year"]), found["month"], found["day"]) if found else _compact(raw)
    try:
        return Reading(datetime.date(*map(int, parts)))
    except (TypeError, ValueError):
        return Reading(None, (doubt("date_unread", text),))


def _year(era: str | None, year: str) -> int:
    return ERAS.get(era or "", 0) + (1 if year == "元" else int(year))


def _compact(raw: str) -> tuple[str, ...]:
    found = COMPACT.fullmatch(raw)
    return tuple(found.groups()) if found else ()


def read_end_date(text: str) -> Reading[datetime.date | None]:
    """The day something ends; one in a far year means that it does not."""
    reading = read_date(text)
    if reading.value and reading.value.year >= FOREVER:
        return Reading(None, (doubt("no_end_date", text),))
    return reading


def read_time(text: str) -> Reading[datetime.time | None]:
    """A time of day: 9:00, 09：30, 9時半, 午後2時, or Excel's fraction of a day. 24:00 is the last minute of the day."""
    raw = flat(text).replace("時半", "時30分").replace("正午", "12:00").replace(" ", "")
    if not raw:
        return Reading(None)
    if FRACTION.fullmatch(raw):
        minutes = round(float(raw) * 24 * 60)
        return _time(text, minutes // 60, minutes % 60, "excel_time")
    found = CLOCK.fullmatch(raw)
    if not found:
        return Reading(None, (doubt("time_unread", text),))
    half = (found["half"] or found["ampm"] or "").upper()
    hour = int(found["hour"]) % 12 if half and int(found["hour"]) <= 12 else int(found["hour"])
    return _time(text, hour + 12 * (half in {"午後", "PM"}), int(found["minute"] or 0))


def _time(text: str, hour: int, minute: int, code: str = "") -> Reading[datetime.time | None]:
    if (hour, minute) == (24, 0):
        return Reading(datetime.time(23, 59), (doubt("end_of_day", text, "23:59"),))
    if hour > 23 or minute > 59:
        return Reading(None, (doubt("time_unread", text),))
    time = datetime.time(hour, minute)
    doubts: tuple[Doubt, ...] = (doubt(code, text, f"{time:%H:%M}"),) if code else ()
    return Reading(time, doubts)


def read_days(starts: datetime.date | None, ends: datetime.date | None) -> Reading[datetime.date | None]:
    """The last day, once the first is known: none that lies before it."""
    if starts and ends and ends < starts:
        return Reading(None, (doubt("dates_backwards", ends.isoformat()),))
    return Reading(ends)


def read_times(
    starts: datetime.time | None, ends: datetime.time | None, is_one_day: bool
) -> Reading[tuple[datetime.time | None, datetime.time | None]]:
    """Both times together. 0:00 to 0:00 is unknown; an end before the beginning makes sense only on a later day."""
    midnight = datetime.time()
    if starts == ends == midnight:
        return Reading((None, None), (doubt("time_unknown", "0:00-0:00"),))
    if starts and ends and ends < starts and is_one_day:
        return Reading((starts, None), (doubt("times_backwards", f"{starts:%H:%M}-{ends:%H:%M}"),))
    return Reading((starts, ends))
