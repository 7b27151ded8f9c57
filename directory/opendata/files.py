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
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import singledispatch
from itertools import zip_longest
from typing import Any

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.opendata import columns
from directory.spreadsheet import unsafe

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
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
LONGEST_SIGN = 4
"""Bytes."""
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
KINDS: tuple[tuple[bytes, str | Promise], ...] = (
    (b"\x89PNG\r\n\x1a\n", _("画像（PNG）")),
    (b"\xff\xd8\xff", _("画像（JPEG）")),
    (b"GIF8", _("画像（GIF）")),
    (b"RIFF", _("画像か音声")),
    (b"\x00\x00\x00\x18ftyp", _("画像か動画")),
    (b"\x00\x00\x00\x1cftyp", _("画像か動画")),
    (b"\x00\x00\x00\x20ftyp", _("画像か動画")),
    (b"\x00\x00\x00\x24ftyp", _("画像か動画")),
    (b"%PDF-", _("PDF")),
    (b"\x1f\x8b", _("圧縮（gzip）")),
    (b"7z\xbc\xaf\x27\x1c", _("圧縮（7z）")),
    (b"<!DOCTYPE html", _("ウェブページ（HTML）")),
    (b"<html", _("ウェブページ（HTML）")),
)
"""What a file is that begins so, whatever its name says."""
DOCUMENTS = {"word/document.xml": _("Wordの文書"), "ppt/presentation.xml": _("PowerPoint")}
"""What a zip is that holds such a part."""
TABLES = (".csv", ".tsv", ".txt", ".xlsx")

REASONS = {
    "empty": _("ファイルの中身が空です。"),
    "not_a_table": _("表として読めないファイルです。見出しの行があるCSV（.csv）かExcel（.xlsx）を選んでください。"),
    "no_known_header": _("どのシートにも、知っている見出しの行がありません（シート「%(sheets)s」）。"),
    "unclosed_quote": _('%(row)s行目から、引用符「"」が閉じられていません。その行を直してから選んでください。'),
    "another_kind": _("%(kind)sのファイルです。表ではないので読めません。CSV（.csv）かExcel（.xlsx）を選んでください。"),
    "no_text": _(
        "表ではないファイルのようです（文字のほかのデータが入っています）。CSV（.csv）かExcel（.xlsx）を選んでください。"
    ),
    "ends_early": _(
        "ファイルが%(row)s行目の途中で終わっています（最後の文字が欠けています）。最後まで保存されているファイルを選び直してください。"
    ),
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

    `types` says of typed cells of Excel, by their index, what they were: "time", "date", "number", "fraction" (of a day), or
    "formula" (whose value the file does not hold).
    `further` are the lines of a row of several that look like rows themselves; it `is_torn` where a quote that nobody closed,
    and not a cell of several lines, holds them together. It `is_cut` where the file ends in the midst of it.
    """

    number: int
    cells: tuple[str, ...]
    types: dict[int, str] = field(default_factory=dict)
    further: tuple[str, ...] = ()
    is_torn: bool = False
    is_cut: bool = False


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
    if kind := next((kind for start, kind in KINDS if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(start)), None):
        raise FileError("another_kind", kind=kind)
    if content.startswith(OLE):
        raise FileError("old_or_locked")
    if content.startswith(ZIP):
        return _from_zip(content, name)
    return _from_text(content, name)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Never Python's shift_jis, which lacks the ～ and ① of Windows.

    Raises:
        FileError: no known encoding fits, or one does up to a last sign of which a part is missing.
    """
    for encoding in _likely_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            before = _before_a_last_sign(error)
            if not before.isascii() and not NO_TEXT.search(before[:4096]):
                raise FileError("ends_early", row=_last_row(before)) from error
            continue
        if not NO_TEXT.search(text[:4096]):
            return text.removeprefix("\ufeff"), encoding
    raise FileError("no_text" if CONTROL.search(content[:4096]) else "unknown_encoding")


def _before_a_last_sign(error: UnicodeDecodeError) -> str:
    """What stands before a last sign of which a part is missing; nothing where that is not what is wrong."""
    is_last = error.end >= len(error.object) and len(error.object) - error.start < LONGEST_SIGN
    return error.object[: error.start].decode(error.encoding) if is_last else ""


def _last_row(text: str) -> int:
    """The number of the last row, as a spreadsheet counts them."""
    try:
        return sum(1 for _row in csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return text.count("\n") + 1


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
    table = _table(_filled_rows(_csv_rows(text, delimiter)), encoding, name)
    rows = [_seen_torn(row, len(table.header), delimiter) for row in table.rows]
    if rows and not text.endswith(("\n", "\r")) and len(rows[-1].cells) < _filled_to(table.header):
        rows[-1] = replace(rows[-1], is_cut=True)
    return replace(table, rows=tuple(rows))


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Raises:
    FileError: a quote swallows more than a cell can hold, or there is no table at all.
    """
    lines: list[str] = []

    def taken() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    number = 1
    try:
        for number, cells in enumerate(csv.reader(taken(), delimiter=delimiter), 1):
            further = tuple(line.strip() for line in lines[1:] if delimiter in line)
            is_torn = len(lines) > 1 and _is_torn(lines, delimiter)
            is_cut = len(lines) == 1 and not lines[0].endswith(("\n", "\r")) and _ends_in_a_quote(lines[0], delimiter)
            yield Row(number, tuple(map(unsafe, cells)), further=further, is_torn=is_torn, is_cut=is_cut)
            lines.clear()
    except csv.Error as error:
        if len(lines) > 1:
            raise FileError("unclosed_quote", row=number + 1) from error
        raise FileError("not_a_table") from error


def _is_torn(lines: list[str], delimiter: str) -> bool:
    """Whether the quotes of a row of several lines do not come in pairs around its cells."""
    try:
        for _cells in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return True
    return False


def _ends_in_a_quote(line: str, delimiter: str) -> bool:
    """Whether the last line of a file ends within a cell: its quote closes with another sign behind the cell, and not without."""
    return _is_torn([line], delimiter) and not _is_torn([f'{line}"'], delimiter)


def _seen_torn(row: Row, width: int, delimiter: str) -> Row:
    """A row, torn too where a line in one of its cells has as many cells as the header, though its quotes come in pairs."""
    lines = (line for cell in row.cells if row.further and "\n" in cell for line in cell.splitlines())
    return replace(row, is_torn=True) if any(line.count(delimiter) >= max(width - 1, 3) for line in lines) else row


def _from_zip(content: bytes, name: str) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_unpacked(members)
            names = {member.filename for member in members}
            if "xl/workbook.xml" in names:
                return _from_excel(content, name)
            if kind := next((kind for part, kind in DOCUMENTS.items() if part in names), None):
                raise FileError("another_kind", kind=kind)
            inside = [
                member
                for member in members
                if member.filename.lower().endswith(TABLES) and not member.filename.startswith("__MACOSX/")
            ]
            if len(inside) != 1:
                told = "、".join(member.filename for member in inside)
                raise FileError("several_tables", names=told) if inside else FileError("no_table_inside")
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
        written = openpyxl.load_workbook(io.BytesIO(content), read_only=True) if _has_formulas(content) else None
        try:
            sheets = {}
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()  # some writers declare A1:A1
                    if rows := _filled_rows(_excel_rows(sheet.iter_rows(), _rows_of(written, sheet.title))):
                        sheets[sheet.title] = rows
                        if _has_known_header(rows):
                            break
        finally:
            book.close()
            if written:
                written.close()
    except FileError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of a workbook makes it stumble over
        raise FileError("not_a_table") from error
    return _of_sheets(sheets, name)


def _of_sheets(sheets: dict[str, list[Row]], name: str) -> Table:
    """The table of the first sheet that has a header one knows, and not of a cover; else of the first that is a table at all.

    Raises:
        FileError: there is nothing in any, or none is a table.
    """
    if not sheets:
        raise FileError("empty")
    for title in sorted(sheets, key=lambda title: not _has_known_header(sheets[title])):
        with suppress(FileError):
            return _table(sheets[title], "xlsx", name, title)
    raise FileError("no_known_header", sheets="」「".join(sheets))


def _has_known_header(rows: list[Row]) -> bool:
    return any(columns.count_known(row.cells) >= 2 for row in rows[:HEADER_WITHIN])


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"</f>" in archive.read(name) for name in sheets)


def _rows_of(book: Any, title: str) -> Iterable[tuple[Any, ...]]:
    """The rows of a sheet as they were written, with formulas in the place of what these came to."""
    if book is None:
        return ()
    book[title].reset_dimensions()
    rows: Iterable[tuple[Any, ...]] = book[title].iter_rows()
    return rows


def _excel_rows(sheet_rows: Iterable[tuple[Any, ...]], written: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """`written` are the rows with their formulas, none where there are none.

    Raises:
    FileError: there are more cells than a table has.
    """
    seen = 0
    for number, (found, as_written) in enumerate(zip_longest(sheet_rows, written, fillvalue=()), 1):
        seen += len(found)
        if seen > MAX_CELLS:
            raise FileError("too_many_rows", limit=MAX_ROWS)
        if found:
            row = _excel_row(number, found)
            for index, cell in enumerate(as_written[: len(found)]):
                if cell.data_type == "f" and found[index].value is None:
                    row.types[index] = "formula"
            yield row


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
        if any(cell.strip() for cell in row.cells) or "formula" in row.types.values():
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


def _filled_to(cells: tuple[str, ...]) -> int:
    return max((index for index, text in enumerate(cells, 1) if text.strip()), default=0)
