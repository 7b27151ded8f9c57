"""A dataset as a file: CSV that a spreadsheet opens without running anything in it, and a report of what the encoding has not."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from directory.models import DataSource
from directory.opendata.cells.text import CONTROL
from directory.opendata.datasets import Dataset
from directory.opendata.exporting.cells import LAYOUT
from directory.opendata.exporting.table import Exporting, ExportTable, with_exact
from directory.opendata.files import NO_TEXT
from directory.opendata.rooms import room_for
from directory.spreadsheet import safe

ENCODINGS = ("utf-8-sig", "cp932")
GETA = "〓"
"""What printers set where they had no type for a sign."""
SUBSTITUTES = str.maketrans(
    {"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "–": "-", "‐": "-", "‑": "-", "\u00a0": " "}
)
"""Signs that cp932 has under another code."""


@dataclass(frozen=True)
class Lost:
    """A sign that the encoding has not: in which row and column of the file, and what was put in its place."""

    row: int
    name: str
    column: str
    sign: str
    instead: str

    @property
    def code(self) -> str:
        return " ".join(f"U+{ord(each):04X}" for each in self.sign)


class NoLayoutError(ValueError):
    """A standard has no layout for this dataset; the text is for the person who asked for it."""


def check_layout(dataset: Dataset, layout: str) -> None:
    """Raises:
    NoLayoutError: that standard has no such dataset.
    """
    if layout not in dataset.layouts:
        raise NoLayoutError(
            gettext("「%(name)s」には、この様式がありません。今の標準で書き出してください。") % {"name": dataset.name}
        )


def file_name(dataset: str, layout: str) -> str:
    """What a dataset's file is called: events.csv, events-recommended.csv."""
    return f"{dataset}.csv" if layout == LAYOUT else f"{dataset}-{layout}.csv"


@dataclass(frozen=True)
class ExportFile:
    content: bytes
    encoding: str
    rows: int
    lost: list[Lost]


def export(
    dataset: Dataset,
    *,
    encoding: str = "utf-8-sig",
    source: DataSource | None = None,
    is_standard_only: bool = False,
    layout: str = LAYOUT,
) -> ExportFile:
    """A dataset as CSV in a standard's layout, the current one's unless another is asked for (LAYOUTS).

    Raises:
        NoLayoutError: that standard has no such dataset.

    Unless `is_standard_only`, columns of ours follow those of the standard, so that reading the file again gives the same places.
    Signs that the encoding has not are replaced, each with an entry in `lost`; what they were is still in the file's column of
    exact values.
    """
    check_layout(dataset, layout)
    room = room_for(dataset.code)
    exporting = room.exporting(source, is_standard_only, layout) if room else Exporting(dataset, source, is_standard_only, layout)
    table, lost = _encodable(_printable(exporting.table()), encoding)
    if not is_standard_only:
        table = with_exact(table, exporting.values, dataset, exporting.target)
    return ExportFile(csv_of([table.header, *table.rows]).encode(encoding), encoding, len(table.rows), lost)


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, whose cells no spreadsheet takes for a formula; latitudes and the like stay numbers."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return safe(text)
    return text if text.isascii() else safe(text)


def _printable(table: ExportTable) -> ExportTable:
    """Without the signs that make a file no text."""
    rows = [tuple(map(_text, row)) for row in table.rows]
    return replace(table, rows=rows)


def _text(cell: str) -> str:
    return NO_TEXT.sub("", CONTROL.sub("", cell)).replace("\r\n", "\n").replace("\r", "\n")


def _encodable(table: ExportTable, encoding: str) -> tuple[ExportTable, list[Lost]]:
    lost: list[Lost] = []
    rows = []
    for number, (row, name) in enumerate(zip(table.rows, table.names, strict=True), 2):
        cells = []
        for column, text in zip(table.header, row, strict=True):
            written = text
            if not _holds(encoding, text):
                pieces = list(_replaced(text, encoding))
                written = "".join(instead for _sign, instead in pieces)
                lost += [Lost(number, name, column, sign, instead) for sign, instead in pieces if sign != instead]
            cells.append(written)
        rows.append(tuple(cells))
    return replace(table, rows=rows), lost


def _replaced(text: str, encoding: str) -> Iterator[tuple[str, str]]:
    """Each sign, and what is written for it: itself, one like it, its plain letter, nothing for a mark beside one, else 〓."""
    for sign in text:
        like = sign.translate(SUBSTITUTES)
        plain = unicodedata.normalize("NFKD", sign)[:1]
        if _holds(encoding, sign):
            yield sign, sign
        elif _holds(encoding, like):
            yield sign, like
        elif unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
            yield sign, ""
        else:
            yield sign, plain if plain != sign and _holds(encoding, plain) else GETA


def _holds(encoding: str, text: str) -> bool:
    """Whether the encoding has the text and gives it back as it was."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeEncodeError:
        return False


def lost_csv(lost: Iterable[Lost]) -> bytes:
    """The report as a file for Excel."""
    header = [
        gettext("行"), gettext("名称"), gettext("列"), gettext("文字"), gettext("文字の番号"), gettext("代わりに書いた文字"),
    ]  # fmt: skip
    rows = [[str(each.row), each.name, each.column, each.sign, each.code, each.instead] for each in lost]
    return csv_of([header, *rows]).encode("utf-8-sig")
