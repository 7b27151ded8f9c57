"""A list of duties from a file: read, compared with what is there, and only then taken over. No row is lost on the way."""

import csv
import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.core.dates import day_in_words, short_day_in_words
from directory.duty.places import PlaceNameError, PlaceNames
from directory.duty.queries import Warnings, warnings_in
from directory.duty.services import change_duty
from directory.duty.times import MIDNIGHT, USUAL, is_off, local, span, times_in_words
from directory.duty.times import clock as clock_of
from directory.models import DutyImport, DutySlot, Place
from directory.opendata.cells import read_date, read_departments, read_text, read_time
from directory.opendata.cells.text import flat
from directory.opendata.columns import Column, fold
from directory.opendata.files import Row, read_table
from directory.spreadsheet import safe

COLUMNS = (
    Column("日付", "day", ("年月日", "月日", "当番日", "実施日", "診療日", "期日", "日にち", "開始日")),
    Column(
        "医療機関",
        "place",
        (
            "医療機関名",
            "医療機関名称",
            "病院名",
            "病院",
            "診療所名",
            "施設名",
            "名称",
            "当番医",
            "当番医療機関",
            "当番病院",
            "担当医療機関",
        ),
    ),
    Column("診療科目", "departments", ("診療科", "科目", "標榜科目", "担当科")),
    Column("開始時間", "starts", ("開始時刻", "開始", "診療開始時間", "受付開始時間")),
    Column("終了時間", "ends", ("終了時刻", "終了", "診療終了時間", "受付終了時間")),
    Column("時間", "times", ("診療時間", "受付時間", "当番時間", "時間帯")),
    Column("種別", "kind", ("当番種別", "当番の種別", "区分", "当番区分", "種類")),
    Column("備考", "remark", ("備考欄", "特記事項", "その他", "注意事項")),
)
"""The columns of such lists, and what other cities call them."""
BY_HEADER = {fold(header): column for column in COLUMNS for header in (column.name, *column.variants)}
NAMES = {column.field: column.name for column in COLUMNS}

KINDS: dict[str, str] = {
    "休日当番": "holiday", "休日": "holiday", "休日当番医": "holiday", "休日診療": "holiday", "休日昼間": "holiday",
    "日中": "holiday", "昼間": "holiday", "日勤": "holiday", "日直": "holiday",
    "準夜": "evening", "準夜間": "evening", "休日準夜": "evening", "平日準夜": "evening", "準夜当番": "evening",
    "夜間": "night", "深夜": "night", "夜間当番": "night", "夜間救急": "night", "休日夜間": "night", "当直": "night",
    "その他": "other",
    **{kind.value: kind.value for kind in DutySlot.Kind},
}  # fmt: skip
"""What lists call the kinds of duty."""

NEXT_DAY = re.compile(r"翌日?の?|次の日の?")
LATE = re.compile(r"(2[4-9]|3\d|4[0-8])([:時].*)")
BETWEEN = re.compile(r"~|から|-(?=[翌\d])")
EVENING, MORNING = datetime.time(17), datetime.time(6)
NIGHT = datetime.time(21)
A_DAY = datetime.timedelta(days=1)
LONGEST_AFTER_MIDNIGHT = datetime.timedelta(hours=12)
"""Of a duty that begins after midnight, unless its end says that it is the next day's."""
NEW, CHANGED, UNCHANGED, REJECTED = "new", "changed", "unchanged", "rejected"
OUTCOMES = {NEW: _("新しい"), CHANGED: _("変わる"), UNCHANGED: _("変わらない"), REJECTED: _("取り込めない")}


class DutyFileError(Exception):
    """A table that is no list of duties; the text is for whoever chose the file."""


@dataclass(frozen=True)
class Remark:
    """What there is to say of a cell: the column's name in the file, and the words. `is_fatal`: the row is left out for it."""

    column: str
    text: str
    is_fatal: bool = False


@dataclass
class Line:
    """A row of the file: its number as a spreadsheet shows it, its cells, and what becomes of it."""

    number: int
    cells: tuple[str, ...]
    remarks: list[Remark] = field(default_factory=list)
    outcome: str = REJECTED
    slot: DutySlot | None = None
    before: str = ""
    """What a changed duty was, in words."""

    @property
    def outcome_name(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def said(self) -> str:
        """The duty in words; of a row that is left out, what stands in it."""
        return in_words(self.slot) if self.slot is not None else "、".join(filter(None, self.cells))


@dataclass
class Plan:
    """What an import would do. `ignored` are the columns that it has no use for."""

    lines: list[Line]
    ignored: list[str]
    encoding: str
    name: str = ""
    sha256: str = ""

    @property
    def read(self) -> int:
        return len(self.lines)

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(outcome, in words, how many) for each outcome; together they are all the rows."""
        return [(outcome, str(name), self.count(outcome)) for outcome, name in OUTCOMES.items()]

    @property
    def to_save(self) -> list[DutySlot]:
        return [line.slot for line in self.lines if line.slot is not None and line.outcome in (NEW, CHANGED)]

    @property
    def months(self) -> list[datetime.date]:
        """The months that the duties begin in, each by its first day."""
        return sorted({line.slot.day.replace(day=1) for line in self.lines if line.slot is not None})

    @property
    def told(self) -> list[dict[str, Any]]:
        """The rows of which there is something to say, as the record of the import keeps them."""
        return [
            {
                "row": line.number,
                "outcome": line.outcome,
                "said": line.said,
                "remarks": [{"column": remark.column, "text": remark.text} for remark in line.remarks],
            }
            for line in self.lines
            if line.remarks
        ]

    @property
    def fingerprint(self) -> str:
        """Another for every other plan: what was looked at is what is done."""
        return "|".join(f"{line.number}:{line.outcome}:{line.before}" for line in self.lines)


def in_words(slot: DutySlot) -> str:
    """2026年12月6日（日） 桜病院 休日当番 9:00–17:00 小児科、内科（備考）."""
    parts = (day_in_words(slot.day), slot.place.name, slot.get_kind_display(), slot.times, "、".join(slot.departments))
    return " ".join(map(str, filter(None, parts))) + (f"（{slot.remark}）" if slot.remark else "")


def plan(content: bytes, name: str) -> Plan:
    """What a file would change, without changing anything.

    Raises:
        FileError: it cannot be read as a table.
        DutyFileError: the table has no column for the day or for the hospital.
    """
    table = read_table(content, name)
    indexes: dict[str, int] = {}
    ignored = []
    for index, header in enumerate(table.header):
        column = BY_HEADER.get(fold(header))
        if column and column.field not in indexes:
            indexes[column.field] = index
        elif header:
            ignored.append(header)
    missing = [NAMES[name] for name in ("day", "place") if name not in indexes]
    if missing:
        words = {"missing": "」「".join(missing), "found": "、".join(filter(None, table.header))}
        raise DutyFileError(gettext("見出しに「%(missing)s」の列がありません。ファイルの見出し：%(found)s") % words)
    reader = RowReader(indexes, table.header, PlaceNames())
    lines = [reader.line(row) for row in table.rows]
    _compare(lines)
    return Plan(lines, ignored, table.encoding, name, hashlib.sha256(content).hexdigest())


def carry_out(planned: Plan, user: AbstractUser | None = None) -> DutyImport:
    """Saves what is new or changed, all or none, and what there was to say of the rows."""
    with transaction.atomic():
        change_duty(planned.to_save, user=user)
        return DutyImport.objects.create(
            user=user,  # type: ignore[misc]
            file_name=planned.name[:255],
            sha256=planned.sha256,
            encoding=planned.encoding,
            counts={"read": planned.read, **{outcome: planned.count(outcome) for outcome in OUTCOMES}},
            months=[f"{month:%Y-%m}" for month in planned.months],
            told=planned.told,
        )


def warnings_of(planned: Plan) -> list[Warnings]:
    """The gaps and overlaps that there would be after an import, month by month."""
    return [warnings_in(month, planned.to_save) for month in planned.months]


def reasons_csv(told: Iterable[Mapping[str, Any]]) -> str:
    """What there is to say of the rows, a line for each remark: UTF-8 with a byte order mark, and no cell begins a formula."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([gettext("行"), gettext("結果"), gettext("列"), gettext("理由"), gettext("行の内容")])
    for line in told:
        for remark in line["remarks"]:
            cells = (line["row"], outcome_in_words(line["outcome"]), remark["column"], remark["text"], line["said"])
            writer.writerow([safe(cell) for cell in cells])
    return "\ufeff" + written.getvalue()


def outcome_in_words(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome))


class RowReader:
    """Makes a duty of a row, or says why not."""

    def __init__(self, indexes: dict[str, int], header: tuple[str, ...], names: PlaceNames) -> None:
        self.indexes, self.header, self.names = indexes, header, names

    def line(self, row: Row) -> Line:
        line = Line(row.number, row.cells)
        say = _Remarks(line, self.header, self.indexes)
        cell = {name: row.cells[index] if index < len(row.cells) else "" for name, index in self.indexes.items()}
        surplus = [text.strip() for text in row.cells[len(self.header) :] if text.strip()]
        if surplus:
            say.note("", gettext("見出しのない列に「%(text)s」とあります。取り込みませんでした。") % {"text": "、".join(surplus)})
        day = self._day(cell["day"], say)
        place = self._place(cell["place"], say)
        departments = read_departments(cell.get("departments", ""))
        say.doubts("departments", departments.doubts)
        remark = read_text(cell.get("remark", "")).value
        if len(remark) > 300:
            say.fatal("remark", gettext("備考が長すぎます（%(length)s字）。300字までにしてください。") % {"length": len(remark)})
        kind, times = self._kind_and_times(cell, day, say)
        if day is not None and times is not None:
            _weigh(day, kind, *times, say)
        if day is not None and place is not None and kind and times and not say.any_fatal:
            starts_at, ends_at = _moments(day, *times)
            line.slot = DutySlot(
                place=place,
                kind=kind,
                departments=tuple(departments.value),  # type: ignore[misc]
                starts_at=starts_at,
                ends_at=ends_at,
                remark=remark,
            )
        return line

    def _day(self, text: str, say: "_Remarks") -> datetime.date | None:
        reading = read_date(text)
        if reading.value is None:
            words = (
                gettext("日付として読めません。2026/12/6 のように、年から書いてください。")
                if text.strip()
                else gettext("日付が空です。")
            )
            say.fatal("day", words)
        elif not 2000 <= reading.value.year <= 2099:
            say.fatal("day", gettext("%(day)s は当番の日付ではなさそうです。") % {"day": reading.value.isoformat()})
            return None
        else:
            say.doubts("day", reading.doubts)
        return reading.value

    def _place(self, text: str, say: "_Remarks") -> Place | None:
        name = read_text(text).value
        if not name:
            say.fatal("place", gettext("医療機関が空です。"))
            return None
        try:
            return self.names.find(name)
        except PlaceNameError as error:
            say.fatal("place", str(error))
            return None

    def _kind_and_times(
        self, cell: dict[str, str], day: datetime.date | None, say: "_Remarks"
    ) -> tuple[str, "tuple[Clock, Clock] | None"]:
        word = re.sub(r"\s", "", flat(cell.get("kind", "")))
        kind = KINDS.get(word, "")
        if word and not kind:
            known = "、".join(str(each.label) for each in DutySlot.Kind)
            say.fatal(
                "kind",
                gettext("「%(word)s」という種別はありません。%(known)s のどれかにしてください。")
                % {"word": word, "known": known},
            )
            return "", None
        starts, ends = self._times(cell, say)
        if say.any_fatal_of("starts", "ends", "times"):
            return kind, None
        if starts is None and ends is None:
            usual = USUAL.get(kind or "holiday")
            if usual is None:
                say.fatal("starts", gettext("時間が空です。"))
                return kind, None
            starts, ends = Clock(usual[0]), Clock(usual[1])
            words = {"starts": f"{usual[0]:%H:%M}", "ends": f"{usual[1]:%H:%M}"}
            say.note("starts", gettext("時間が空なので、いつもの %(starts)s–%(ends)s にしました。") % words)
        if starts is None or ends is None:
            say.fatal("starts" if starts is None else "ends", gettext("時間が空です。開始と終了の両方を書いてください。"))
            return kind, None
        if starts == ends == Clock(MIDNIGHT):
            say.fatal(
                "starts",
                gettext("0:00から0:00は、時間が分からないという意味かもしれません。一日中なら、終了を24:00にしてください。"),
            )
            return kind, None
        if not kind:
            kind = _likely_kind(starts.time, day)
            say.note("kind", gettext("種別が空なので、時間から「%(kind)s」にしました。") % {"kind": DutySlot.Kind(kind).label})
        return kind, (starts, ends)

    def _times(self, cell: dict[str, str], say: "_Remarks") -> "tuple[Clock | None, Clock | None]":
        texts = {"starts": cell.get("starts", ""), "ends": cell.get("ends", "")}
        both = flat(cell.get("times", ""))
        if both and not any(text.strip() for text in texts.values()):
            parts = [part.strip() for part in BETWEEN.split(both) if part.strip()]
            if len(parts) != 2:
                say.fatal("times", gettext("時間として読めません。9:00〜17:00 のように書いてください。"))
                return None, None
            return self._clock("times", parts[0], say), self._clock("times", parts[1].removesuffix("まで"), say)
        return self._clock("starts", texts["starts"], say), self._clock("ends", texts["ends"], say)

    def _clock(self, name: str, text: str, say: "_Remarks") -> "Clock | None":
        raw = flat(text)
        is_next = bool(NEXT_DAY.match(raw))
        raw = NEXT_DAY.sub("", raw, count=1) if is_next else raw
        hours = ""
        if late := LATE.fullmatch(raw):
            hours = raw
            is_next, raw = True, f"{int(late[1]) - 24}{late[2]}"
        if not raw:
            return None
        reading = read_time(raw)
        if reading.value is None:
            say.fatal(name, gettext("「%(text)s」は時間として読めません。9:00 のように書いてください。") % {"text": text.strip()})
            return None
        say.doubts(name, reading.doubts)
        return Clock(reading.value, is_next, hours)


@dataclass(frozen=True)
class Clock:
    """A time of day; `is_next`: the file itself says that it is the next day's, `written` how, where by an hour from 24 on."""

    time: datetime.time
    is_next: bool = False
    written: str = field(default="", compare=False)


def _moments(day: datetime.date, starts: Clock, ends: Clock) -> tuple[datetime.datetime, datetime.datetime]:
    """What begins after midnight of a night (翌0:00, 25:00) begins on the next day; an earlier end is the next day's."""
    starts_at, ends_at = span(day + datetime.timedelta(days=starts.is_next), starts.time, ends.time)
    if ends.is_next and not starts.is_next and ends.time > starts.time:
        ends_at += datetime.timedelta(days=1)
    return starts_at, ends_at


def _weigh(day: datetime.date, kind: str, starts: Clock, ends: Clock, say: "_Remarks") -> None:
    """Says what was understood of hours from 24 on and of an end before its beginning, and refuses what can hardly be meant.

    Who begins after midnight of a night leaves in the morning; where the file itself says that it ends on the next day, it may.
    """
    starts_at, ends_at = _moments(day, starts, ends)
    where = {"starts": "starts" if "starts" in say.indexes else "times", "ends": "ends" if "ends" in say.indexes else "times"}
    for name, clock, moment in (("starts", starts, starts_at), ("ends", ends, ends_at)):
        if clock.written and (name == "starts" or clock.time != MIDNIGHT):
            words = {"text": clock.written, "day": short_day_in_words(local(moment).date()), "clock": clock_of(moment)}
            say.note(where[name], gettext("「%(text)s」は、翌日の%(day)s %(clock)sと読みました。") % words)
    length = ends_at - starts_at
    words = {"times": f"{day_in_words(local(starts_at).date())} {times_in_words(starts_at, ends_at)}", "hours": hours_of(length)}
    if starts.is_next and not ends.is_next and length > LONGEST_AFTER_MIDNIGHT:
        say.fatal(
            where["starts"],
            gettext(
                "%(times)sの%(hours)s時間になってしまいます。開始と終了を確かめてください。"
                "ほんとうにその時間なら、終了も「翌17:00」か「41:00」のように書きます。"
            )
            % words,
        )
    elif length > A_DAY:
        say.note(where["ends"], gettext("%(times)sの%(hours)s時間になります。まちがいないか確かめてください。") % words)
    elif kind == DutySlot.Kind.HOLIDAY and ends.time <= starts.time and not ends.is_next and ends.time != MIDNIGHT:
        said = {"clock": clock_of(ends_at), "hours": hours_of(length)}
        say.note(
            where["ends"], gettext("終了が開始より後ではないので、翌日の%(clock)sまで（%(hours)s時間）と読みました。") % said
        )


def hours_of(length: datetime.timedelta) -> str:
    """16, 7.5."""
    return f"{length / datetime.timedelta(hours=1):.3g}"


def _likely_kind(starts: datetime.time, day: datetime.date | None) -> str:
    if starts >= NIGHT or starts < MORNING:
        return DutySlot.Kind.NIGHT
    if starts >= EVENING:
        return DutySlot.Kind.EVENING
    return DutySlot.Kind.HOLIDAY if day is not None and is_off(day) else DutySlot.Kind.OTHER


class _Remarks:
    """What is said of the cells of a row."""

    def __init__(self, line: Line, header: tuple[str, ...], indexes: dict[str, int]) -> None:
        self.line, self.header, self.indexes = line, header, indexes
        self.fatal_fields: set[str] = set()

    def _add(self, name: str, text: str, is_fatal: bool) -> None:
        column = self.header[self.indexes[name]] if name in self.indexes else NAMES.get(name, "")
        self.line.remarks.append(Remark(column, text, is_fatal))

    def fatal(self, name: str, text: str) -> None:
        self.fatal_fields.add(name)
        self._add(name, text, True)

    def note(self, name: str, text: str) -> None:
        self._add(name, text, False)

    def doubts(self, name: str, doubts: tuple[Any, ...]) -> None:
        for each in doubts:
            if each.code != "separator":  # 、 between departments is how people write
                self.note(name, f"{each.found}{each.done}")

    @property
    def any_fatal(self) -> bool:
        return bool(self.fatal_fields)

    def any_fatal_of(self, *names: str) -> bool:
        return not self.fatal_fields.isdisjoint(names)


def _compare(lines: list[Line]) -> None:
    """Finds for each duty of the file the one that it is already; a row that says what another said is left out, and told.

    The same hospital, kind and beginning is the same duty; else the only one of that hospital and kind on that day which no row
    of the file has claimed, so that another beginning is a change and not a second duty.
    """
    known = _known(lines)
    by_start = {(slot.place_id, slot.kind, slot.starts_at): slot for slot in known}
    claimed: dict[tuple[int, str, datetime.datetime], int] = {}
    for line in lines:
        if line.slot is None:
            continue
        key = (line.slot.place_id, line.slot.kind, line.slot.starts_at)
        if key in claimed:
            words = gettext("%(number)s行目と同じ医療機関の、同じ時間に始まる当番です。") % {"number": claimed[key]}
            line.remarks.append(Remark(NAMES["place"], words, True))
            line.slot = None
            continue
        claimed[key] = line.number
    for line in lines:
        if line.slot is not None:
            there = by_start.get((line.slot.place_id, line.slot.kind, line.slot.starts_at))
            if there is None:
                line.outcome = NEW
            else:
                _set_against(line, there)
    free = _by_day([slot for key, slot in by_start.items() if key not in claimed])
    new = [line for line in lines if line.slot is not None and line.outcome == NEW]
    rivals = _by_day([line.slot for line in new if line.slot is not None])
    for line in new:
        assert line.slot is not None  # noqa: S101 (for the type: `new` holds no other)
        same = free.get(_day_key(line.slot), [])
        if len(same) == len(rivals[_day_key(line.slot)]) == 1:
            _set_against(line, same[0])


def _day_key(slot: DutySlot) -> tuple[int, str, datetime.date]:
    return slot.place_id, slot.kind, slot.day


def _by_day(slots: list[DutySlot]) -> dict[tuple[int, str, datetime.date], list[DutySlot]]:
    found: dict[tuple[int, str, datetime.date], list[DutySlot]] = {}
    for slot in slots:
        found.setdefault(_day_key(slot), []).append(slot)
    return found


def _known(lines: list[Line]) -> list[DutySlot]:
    """The duties that are there on the days of the file."""
    starts = [line.slot.starts_at for line in lines if line.slot is not None]
    if not starts:
        return []
    day = datetime.timedelta(days=1)
    return list(DutySlot.objects.within(min(starts) - day, max(starts) + 2 * day).select_related("place__locale"))


TAKEN_OVER = ("departments", "starts_at", "ends_at", "remark")


def _set_against(line: Line, there: DutySlot) -> None:
    """Puts what the row says into the duty that is there, and says whether that changes it."""
    given = line.slot
    assert given is not None  # noqa: S101 (only called of rows that have one)
    differing = [name for name in TAKEN_OVER if getattr(given, name) != getattr(there, name)]
    line.outcome = CHANGED if differing else UNCHANGED
    line.before = in_words(there) if differing else ""
    for name in differing:
        setattr(there, name, getattr(given, name))
    line.slot = there
