"""Sentences about opening hours, as municipal files have them, taken apart into statements.

Whole phrases that have one meaning are peeled off first (a table, in order); what remains is cut at its sentences and read from
left to right. A statement counts only if it ends where words may end: 「9:00〜17:00の間で相談」 is no hours. What nothing
reads is an `Uncertain` statement, about the days it names, or about all.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from directory.hours.reading.halves import AFTERNOON, MORNING, NOON_ASSUMED, Group
from directory.hours.reading.signs import (
    BETWEEN,
    CLOCK,
    DATES,
    DAY_LIST,
    DAY_SIGN,
    HOLIDAY_SIGN,
    ITEM,
    NTH_SIGN,
    RANGES,
    Dates,
    DayItem,
    dates,
    day_items,
    minutes,
    normal,
    ranges,
)
from directory.hours.rules import TimeSpan
from directory.hours.shifting import NEXT_DAY, NEXT_WEEKDAY


@dataclass(frozen=True)
class Opens:
    """Times on days; without days, on all that are open."""

    times: tuple[TimeSpan, ...]
    words: str
    items: tuple[DayItem, ...] = ()
    half: str = ""


@dataclass(frozen=True)
class Until:
    """On these days it closes at another time."""

    items: tuple[DayItem, ...]
    end: int
    words: str


@dataclass(frozen=True)
class Closes:
    """Closed on days, or in their morning or afternoon.

    `groups` are the items that stand together, each with the half that is written behind it; a half may be meant for the items
    before it too (木・土曜午後). `is_list`: nothing says closed but that it is a list.
    """

    groups: tuple[Group, ...]
    words: str
    is_list: bool = False


@dataclass(frozen=True)
class AllNamed:
    """Here is a list of closed days, and so of all of them."""


@dataclass(frozen=True)
class NeverCloses:
    """年中無休, なし"""


@dataclass(frozen=True)
class Shifts:
    """What happens where a closed day is a holiday."""

    items: tuple[DayItem, ...]
    shift: str
    words: str


@dataclass(frozen=True)
class NewYear:
    """Closed around New Year; mostly nobody writes from when to when."""

    dates: Dates | None
    words: str


@dataclass(frozen=True)
class ClosedDates:
    """Closed on dates; `is_yearly` if that is sure."""

    dates: tuple[Dates, ...]
    words: str
    is_yearly: bool


@dataclass(frozen=True)
class Extended:
    """Open beyond the usual hours for some (延長保育)."""

    items: tuple[DayItem, ...]
    times: tuple[TimeSpan, ...]
    label: str


@dataclass(frozen=True)
class Sometimes:
    """Closed now and then, nobody says when: 棚卸しのため臨時休業あり."""

    words: str


@dataclass(frozen=True)
class Summer:
    """Closed for a while in summer, nobody says when."""

    words: str


@dataclass(frozen=True)
class Beside:
    """Words that change no hours: 預かり保育あり, 要予約."""

    words: str


@dataclass(frozen=True)
class Services:
    """Several services, each with hours of its own (外来：… 透析：…): when the place is open is not said in one way."""

    words: str


@dataclass(frozen=True)
class Uncertain:
    """Words that nothing reads: what they say of these days, or of every day, is not known."""

    words: str
    items: tuple[DayItem, ...] = ()
    half: str = ""


Statement = (
    Opens
    | Until
    | Closes
    | AllNamed
    | NeverCloses
    | Shifts
    | NewYear
    | ClosedDates
    | Extended
    | Sometimes
    | Summer
    | Beside
    | Services
    | Uncertain
)

_CLOSED = r"(?:お?休み|休[診館業園所場]日?|定休日?|閉館日?|休(?!日))"
_DOING = r"(?:\s*(?:診察|診療|開館|開園|営業|受付|利用可能|利用可|保育))?"
_HALF_ITEM = rf"{ITEM}(?:午前|午後)?"
_GROUPS = rf"{_HALF_ITEM}(?:\s*{BETWEEN}\s*{_HALF_ITEM})*"
_SENTENCE = re.compile(r"[。;※()]|\n")
_HEAD = re.compile(r"【([^】]*)】")
_HOURS_HEAD = re.compile(r"(?:開館|開園|営業|利用|診療|診察|受付|提供|開設)?時間")
_CLOSED_HEAD = re.compile(_CLOSED)
_LABEL = re.compile(r"[^\s、。:;()\d~]{1,12}(?<!保育):")
_SKIPPED = re.compile(r"(?:[\s、,・/~]|ただし|但し|また|及び)+")
_DATE_LIST = re.compile(rf"({DATES})\s*(?:\((?P<why>[^()]*)\))?")
_ENDS = re.compile(r"$|[\s、,・/]")


def statements(text: str, closed: bool = False) -> list[Statement]:
    """What a text says. `closed`: it stands where closed days are listed, so that a bare list means these."""
    plain = re.sub(rf"(?<=日)\({DAY_SIGN}\)", "", normal(text))
    found: list[Statement] = []
    for head, body in _sections(plain):
        if _CLOSED_HEAD.fullmatch(head):
            found += _section(body, True)
        elif head and not _HOURS_HEAD.fullmatch(head):
            found.append(_uncertain(f"【{head}】{body}"))
        elif body:
            found += _section(body, closed)
    return found


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Heads in 【】 with what follows; a head of days belongs to its times."""
    text = _HEAD.sub(lambda head: f" {head[1]} " if re.fullmatch(DAY_LIST, head[1]) else head[0], text)
    pieces = _HEAD.split(text)
    yield "", pieces[0].strip()
    yield from ((head.strip(), body.strip()) for head, body in zip(pieces[1::2], pieces[2::2], strict=True))


def _section(body: str, closed: bool) -> list[Statement]:
    if _LABEL.search(re.sub(r"[^\s;]*保育:", "", body)):
        return [Services(body)]
    found: list[Statement] = [AllNamed()] if closed and body else []
    for pattern, meaning in _PEELED:
        body = _peel(pattern, meaning, body, found, closed or "休" in body)
    body = re.sub(r"([・、,])(?:\s*[・、,])+", r"\1", body)
    body = re.sub(rf"\(({DAY_LIST})\)", r" \1 ", body)
    for sentence in _SENTENCE.split(body):
        found += _sentence(sentence.strip(), closed)
    if all(isinstance(one, AllNamed) or _is_once(one) for one in found):
        return [one for one in found if _is_once(one)]  # What is closed once tells nothing of the days of every week.
    return found


def _is_once(statement: Statement) -> bool:
    return isinstance(statement, ClosedDates) and any(span.year for span in statement.dates)


def _peel(pattern: re.Pattern[str], meaning: "Meaning", body: str, found: list[Statement], closing: bool) -> str:
    at = 0
    while match := pattern.search(body, at):
        statement = meaning(match, closing)
        if statement:
            found.append(statement)
            body, at = body[: match.start()] + " " + body[match.end() :], match.start()
        else:
            at = match.end()
    return body


def _sentence(text: str, closed: bool) -> Iterator[Statement]:
    unread = ""
    while text:
        skipped = _SKIPPED.match(text)
        before, text = (skipped[0], text[skipped.end() :]) if skipped else ("", text)
        if not text:
            break
        statement, rest = _first(text, closed)
        if statement:
            if unread:
                yield _uncertain(unread)
            unread = ""
            yield statement
        else:
            cut = re.search(r"[\s、,]", text)
            piece, rest = (text[: cut.start()], text[cut.start() :]) if cut else (text, "")
            unread = f"{unread}{before if unread else ''}{piece}"
        text = rest
    if unread:
        yield _uncertain(unread)


def _first(text: str, closed: bool) -> tuple[Statement | None, str]:
    """The statement with which a text begins, and what follows."""
    for pattern, meaning in _READ:
        match = pattern.match(text)
        if match and _ENDS.match(text, match.end()) and (statement := meaning(match, closed)):
            return statement, text[match.end() :]
    return None, text


# What phrases mean ------------------------------------------------------------------------------------------------------------

Meaning = Callable[[re.Match[str], bool], Statement | None]


def _beside(match: re.Match[str], _closing: bool) -> Statement:
    return Beside(match[0].strip())


def _shift(match: re.Match[str], _closing: bool) -> Statement:
    named = match["days"] or _last_days(match.string[: match.start()])
    return Shifts(tuple(day_items(named)), NEXT_WEEKDAY if match["week"] else NEXT_DAY, match[0].strip("() "))


def _last_days(before: str) -> str:
    found = list(re.finditer(DAY_LIST, before))
    return found[-1][0] if found and found[-1].end() == len(before.rstrip()) else ""


def _new_year(match: re.Match[str], _closing: bool) -> Statement | None:
    written = match.groupdict().get("dates")
    found = dates(written) if written else None
    return NewYear(found[0] if found else None, match[0].strip("() "))


def _conditional(match: re.Match[str], _closing: bool) -> Statement | None:
    if re.fullmatch(rf"{RANGES}|{DAY_LIST}", match["when"]):
        return None
    return Uncertain(match[0], tuple(day_items(match["day"])) + _named(match["when"]))


def _closed_dates(match: re.Match[str], closing: bool) -> Statement | None:
    found = dates(match[1])
    if not closing or not found:
        return None
    is_yearly = "記念" in (match["why"] or "") or all(span.start.month == 1 and span.start.day <= 3 for span in found)
    return ClosedDates(tuple(found), match[0].strip(), is_yearly)


def _sometimes(match: re.Match[str], _closing: bool) -> Statement | None:
    return None if _named(match[0]) else Sometimes(match[0].strip())


def _summer(match: re.Match[str], _closing: bool) -> Statement:
    return Summer(match[0].strip())


def _extended(match: re.Match[str], _closing: bool) -> Statement | None:
    times = ranges(match["times"])
    return Extended(tuple(day_items(match["days"])), times, match["label"]) if times else None


_PEELED: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (re.compile(re.escape(NOON_ASSUMED)), _beside),
    (re.compile(r"[^。;※]*預かり保育あり"), _beside),
    (re.compile(r"[^\s。;※()、]*(?:予約制|要予約)"), _beside),
    (re.compile(r"救急[^\s。;※()、]*"), _beside),
    (re.compile(r"診療時間内のみ"), _beside),
    (
        re.compile(
            rf"\(?\s*(?P<days>{DAY_LIST})?が?(?:{HOLIDAY_SIGN})(?:に当たる|にあたる|と重なる)?の?(?:場合|とき|時)に?は?[、,]?\s*"
            rf"(?:その)?翌(?P<week>平)?日(?:[がもにをは]?\s*{_CLOSED})?\s*\)?"
        ),
        _shift,
    ),
    (re.compile(rf"年末年始(?:休[業館診園])?(?:\s*\(\s*(?P<dates>{DATES})\s*\))?(?!\s*[もはを(])"), _new_year),
    (re.compile(r"(?:お?正月|年末年始)[をは]?除く"), _new_year),
    (
        re.compile(rf"(?P<day>{DAY_SIGN})\((?!その他|他|ただし|但し)(?P<when>[^()]*)\)(?=\s*[・、,]|\s*$|\s*{_CLOSED})"),
        _conditional,
    ),
    (_DATE_LIST, _closed_dates),
    (re.compile(r"[^\s。;※()、]*(?:臨時休|棚卸|点検|行事|法事)[^。;※()]*"), _sometimes),
    (re.compile(r"(?:夏季|夏期|お盆)(?:休[暇業館診園み]?)?(?!\s*\()"), _summer),
    (re.compile(rf"(?P<days>{DAY_LIST})(?P<label>延長保育):(?:(?:平日|土曜)\s*)?(?P<times>{RANGES})"), _extended),
)
"""Phrases, in the order in which they are taken out, and what each means (None: not here)."""


def _opens(match: re.Match[str], _closed: bool) -> Statement | None:
    times = ranges(match["times"])
    items = tuple(day_items(match["days"] or ""))
    if not times or (match["half"] and not items):
        return None
    return Opens(times, match[0].strip(), items, match["half"] or "")


def _until(match: re.Match[str], _closed: bool) -> Statement | None:
    end = minutes(match["end"])
    return Until(tuple(day_items(match["days"])), end, match[0].strip()) if end else None


def _closes(match: re.Match[str], _closed: bool) -> Statement:
    return Closes(_groups(match["list"]), match[0].strip())


def _bare_list(match: re.Match[str], closed: bool) -> Statement:
    return Closes(_groups(match[0]), match[0].strip(), is_list=not closed)


def _never(_match: re.Match[str], _closed: bool) -> Statement:
    return NeverCloses()


def _groups(said: str) -> tuple[Group, ...]:
    """Items that stand together, between spaces and 、, each with its half."""
    groups = []
    for group in re.split(r"[\s、,]|及び", said):
        pieces = re.split(r"(午前|午後)", group)
        items: list[tuple[DayItem, str]] = []
        for days, half in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            named = day_items(days)
            items += [(item, half if n == len(named) - 1 else "") for n, item in enumerate(named)]
        if items:
            groups.append(tuple(items))
    return tuple(groups)


_READ: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (
        re.compile(
            rf"(?P<days>{DAY_LIST})?\s*(?P<half>午前|午後)?(?:のみ|だけ|保育)?[は:]?\s*(?P<times>{RANGES})(?:まで)?{_DOING}"
        ),
        _opens,
    ),
    (re.compile(rf"(?P<days>{DAY_LIST})(?:午前|午後)?(?:のみ|も)?[はが:]?\s*(?P<end>{CLOCK})まで{_DOING}"), _until),
    (re.compile(rf"(?P<list>{_GROUPS})[\s、,・]*[はがも]?\s*(?:終日)?{_CLOSED}"), _closes),
    (re.compile(rf"{_GROUPS}[\s、,・]*$"), _bare_list),
    (re.compile(r"年中無休|無休|無し|なし|休みなし"), _never),
)
"""Statements, in the order in which they are tried where one may begin."""


# What is not read -------------------------------------------------------------------------------------------------------------


def _uncertain(words: str) -> Uncertain:
    """Words that nothing reads, about the days and the half of them that they name."""
    half = next((half for half in (MORNING, AFTERNOON) if re.search(rf"曜日?{half}", words)), "")
    return Uncertain(words, _named(words), half)


def _named(words: str) -> tuple[DayItem, ...]:
    """The days that words name, and none where they may be about others too: 土曜を除く.

    A day has its 曜, or stands where nothing else can be meant: 日 is none in 開く日, 金 none in 料金. 祝日のある週 names no
    holiday.
    """
    if _OTHERS.search(words):
        return ()
    return tuple(day_items(" ".join(found[0] for found in _NAMED.finditer(words.replace("祝日のある", "")))))


_OTHERS = re.compile(r"除|以外|ほか|他")
_NAMED = re.compile(
    rf"{NTH_SIGN}|{HOLIDAY_SIGN}|平日|毎日|[月火水木金土日](?:[・~]?[月火水木金土日])*曜日?(?:~[月火水木金土日]曜日?)?"
    r"|(?:(?<=^)|(?<=[\s・、,(をと:~]))[月火水木金土日](?:[・~]?[月火水木金土日])*(?=[・、,はがをにも()\s]|午前|午後|$)"
)
