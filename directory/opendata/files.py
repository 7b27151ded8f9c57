"""From a file that a municipality publishes to a table of text: CSV, TSV, Excel, or a zip with one of them in it.

Whatever the name says, the bytes decide: Tokyo's catalogue alone holds UTF-8 with and without BOM, cp932, UTF-16, and zips named
.csv. Nothing of a row is lost: it stands in the table as long or as short as it was.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _

from directory.opendata import columns

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
"""How many times its size a zip may unpack to: spreadsheets stay below 30, a bomb reaches 1,000."""
MAX_ROWS = 100_000
MAX_CELLS = 10_000_000
"""Of Excel, blank ones between others included: a cell in the last column of each row makes sixteen thousand of it."""
HEADER_WITHIN = 20
"""Lines, from the top, within which a header is looked for."""

NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\uf8f0-\uf8f3]")
"""Signs that no text has; the last are what Python's cp932 makes of the bytes A0 and FD to FF, which are none of its own."""
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
TABLES = (".csv", ".tsv", ".txt", ".xlsx")

REASONS = {
    "empty": _("ファイルの中身が空です。"),
    "not_a_table": _("表として読めないファイルです。見出しの行があるCSV（.csv）かExcel（.xlsx）を選んでください。"),
    "unknown_encoding": _("文字コードが分かりません。「CSV UTF-8」として保存し直してください。"),
    "old_or_locked": _("パスワード付きのExcelか、古い形式（.xls）です。パスワードを外し、.xlsxかCSVで保存し直してください。"),
    "locked_zip": _("パスワードの付いたzipです。パスワードを外してから選んでください。"),
    "too_big": _("ファイルが大きすぎます（%(size)s MB）。読めるのは%(limit)s MBまでです。分けて保存してください。"),
    "too_many_rows": _("行が多すぎます。一度に読めるのは%(limit)s行までです。分けて保存してください。"),
    "zip_bomb": _("展開すると%(limit)s MBを超えるか、異常に大きくなるzipなので開きません。"),
    "several_tables": _("zipの中に表がいくつもあります（%(names)s）。一つずつ選んでください。"),
    "not_a_registry": _("制度のレジストリとして読めないファイルです。itemsの並びのあるJSONを選んでください。"),
    "no_table_inside": _("zipの中に、CSVやExcelの表がありません。"),
}


class FileError(Exception):
    """A file that cannot be read as a table. `code` is one of REASONS; its text is for the person who chose the file."""

    def __init__(self, code: str, **figures: object) -> None:
        self.code = code
        super().__init__(str(REASONS[code]) % figures if figures else str(REASONS[code]))


@dataclass(frozen=True)
class Row:
    """A row under the header. `number` is the one at its left in a spreadsheet: blank lines count, a quoted newline does not.

    `types` says of typed cells of Excel, by their index, what they were: "time", "date", "number", or "fraction" (of a day).
    """

    number: int
    cells: tuple[str, ...]
    types: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """What was read. `titles` are the lines above the header, `blank` the numbers of the blank lines below it."""

    encoding: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    sheet: str = ""
    name: str = ""
    header_row: int = 1
    titles: tuple[str, ...] = ()
    blank: tuple[int, ...] = ()


def read_table(content: bytes, name: str) -> Table:
    """The table in a file. `name` is only for the record, and tells which dataset is meant where two have one header.

    Raises:
        FileError: with the code and the words of one of REASONS.
    """
    _check_size(len(content))
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise FileError("empty")
    if content.startswith(OLE):
        raise FileError("old_or_locked")
    if content.startswith(ZIP):
        return _from_zip(content, name)
    return _from_text(content, name)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Never Python's shift_jis, which lacks the ～ and ① of Windows.

    Raises:
        FileError: no known encoding fits.
    """
    for encoding in _likely_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text[:4096]):
            return text.removeprefix("\ufeff"), encoding
    raise FileError("unknown_encoding")


def _likely_encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = content[:4096]
    if b"\x00" in start:  # Text has no NUL, save where each Latin letter is followed, or preceded, by one.
        return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp932")


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise FileError("too_big", size=_megabytes(size), limit=_megabytes(MAX_BYTES))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.4g}"


def _from_text(content: bytes, name: str) -> Table:
    text, encoding = decode(content)
    lines = text[:20_000].splitlines()[:HEADER_WITHIN]
    delimiter = "\t" if sum(line.count("\t") for line in lines) > sum(line.count(",") for line in lines) else ","
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = _filled_rows(Row(number, tuple(cells)) for number, cells in enumerate(found, 1))
    except csv.Error as error:
        raise FileError("not_a_table") from error
    return _table(rows, encoding, name)


def _from_zip(content: bytes, name: str) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_unpacked(members)
            if any(member.filename == "xl/workbook.xml" for member in members):
                return _from_excel(content, name)
            inside = [
                member
                for member in members
                if member.filename.lower().endswith(TABLES) and not member.filename.startswith("__MACOSX/")
            ]
            if len(inside) != 1:
                names = "、".join(member.filename for member in inside)
                raise FileError("several_tables", names=names) if inside else FileError("no_table_inside")
            if inside[0].flag_bits & 1:
                raise FileError("locked_zip")
            unpacked = archive.read(inside[0])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileError("not_a_table") from error
    if unpacked.startswith(ZIP) and not inside[0].filename.lower().endswith(".xlsx"):
        raise FileError("no_table_inside")  # a zip in a zip is no way to publish a table
    return read_table(unpacked, inside[0].filename)


def _check_unpacked(members: list[zipfile.ZipInfo]) -> None:
    """Raises:
    FileError: a zip unpacks to more than the limit, in all or in proportion. zipfile itself stops at the sizes declared here.
    """
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MAX_UNPACKED or (size > MAX_UNPACKED // 10 and size > MAX_RATIO * max(packed, 1)):
        raise FileError("zip_bomb", limit=_megabytes(MAX_UNPACKED))


def _from_excel(content: bytes, name: str) -> Table:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()  # some writers declare A1:A1
                    rows = _filled_rows(_excel_rows(sheet.iter_rows()))
                    if rows:
                        return _table(rows, "xlsx", name, sheet.title)
        finally:
            book.close()
    except FileError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of a workbook makes it stumble over
        raise FileError("not_a_table") from error
    raise FileError("empty")


def _excel_rows(sheet_rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Raises:
    FileError: there are more cells than a table has.
    """
    seen = 0
    for number, found in enumerate(sheet_rows, 1):
        seen += len(found)
        if seen > MAX_CELLS:
            raise FileError("too_many_rows", limit=MAX_ROWS)
        if found:
            yield _excel_row(number, found)


def _excel_row(number: int, found: tuple[Any, ...]) -> Row:
    cells, types = [], {}
    for index, cell in enumerate(found):
        text, kind = _as_seen(cell.value, getattr(cell, "number_format", "General") or "General")
        cells.append(text)
        if kind:
            types[index] = kind
    while cells and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells), types)


@singledispatch
def _as_seen(value: Any, shape: str) -> tuple[str, str]:
    """A cell's text as it is seen in the sheet, and its type where it has one. `shape` is the sheet's number format."""
    return ("" if value is None else str(value)), ""


@_as_seen.register
def _seen_bool(value: bool, shape: str) -> tuple[str, str]:
    return str(value).upper(), ""


@_as_seen.register
def _seen_datetime(value: datetime.datetime, shape: str) -> tuple[str, str]:
    if value.year < 1901:  # a time, with Excel's day 0 or 1 before it
        return _clock(value.time()), "time"
    return (value.date().isoformat() if value.time() == datetime.time() else value.strftime("%Y-%m-%d %H:%M")), "date"


@_as_seen.register
def _seen_date(value: datetime.date, shape: str) -> tuple[str, str]:
    return value.isoformat(), "date"


@_as_seen.register
def _seen_time(value: datetime.time, shape: str) -> tuple[str, str]:
    return _clock(value), "time"


@_as_seen.register
def _seen_timedelta(value: datetime.timedelta, shape: str) -> tuple[str, str]:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}", "time"


@_as_seen.register(int)
@_as_seen.register(float)
def _seen_number(value: int | float, shape: str) -> tuple[str, str]:
    if float(value).is_integer() and abs(value) < 1e15:
        whole = str(int(value))
        return (whole.zfill(len(shape)) if set(shape) == {"0"} else whole), "number"
    return repr(float(value)), "fraction" if 0 < value < 1 else "number"


def _clock(time: datetime.time) -> str:
    """To the minute, as a fraction of a day seldom hits it: 08:29:59.999997 is half past eight."""
    minutes = round(time.hour * 60 + time.minute + time.second / 60 + time.microsecond / 6e7)
    return f"{minutes // 60}:{minutes % 60:02}"


def _filled_rows(rows: Iterable[Row]) -> list[Row]:
    """Those with something in them: a sheet that is formatted to its last row has a million others.

    Raises:
        FileError: there are too many.
    """
    filled = []
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            filled.append(row)
            if len(filled) > MAX_ROWS:
                raise FileError("too_many_rows", limit=MAX_ROWS)
    return filled


def _table(filled: list[Row], encoding: str, name: str, sheet: str = "") -> Table:
    """Raises:
    FileError: there is nothing in it, or no line that could be a header.
    """
    if not filled:
        raise FileError("empty")
    header = _header(filled)
    rows = tuple(row for row in filled if row.number > header.number)
    numbers = {row.number for row in rows}
    return Table(
        encoding=encoding,
        header=tuple(cell.strip() for cell in header.cells),
        rows=rows,
        sheet=sheet,
        name=name,
        header_row=header.number,
        titles=tuple(" ".join(filter(None, map(str.strip, row.cells))) for row in filled if row.number < header.number),
        blank=tuple(number for number in range(header.number + 1, filled[-1].number) if number not in numbers),
    )


def _header(filled: list[Row]) -> Row:
    """The line with the most names of columns that are known; where hardly any is, the first that is as wide as the table."""
    first = filled[:HEADER_WITHIN]
    known = max(first, key=lambda row: columns.count_known(row.cells))
    if columns.count_known(known.cells) >= 2:
        return known
    width = max(_filled(row) for row in first)
    if width < 2:
        raise FileError("not_a_table")
    return next(row for row in first if _filled(row) >= 0.6 * width)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)
