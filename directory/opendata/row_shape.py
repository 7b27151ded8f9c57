"""Whether a row has the shape of its header: as many cells as that, and each of them in its own column.

A row that was cut, or that a comma without quotes has pushed aside, would empty and twist what is public. It is no row.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from directory.opendata.cells import Doubt, doubt
from directory.opendata.cells.addresses import PREFECTURES
from directory.opendata.datasets import Reader
from directory.opendata.files import Row, Table

TOGETHER = 8
"""So many rows, one after the other, that end at the same column: no accident, but a spreadsheet that leaves empty cells out."""

_PREFECTURE = "|".join(PREFECTURES)
_PHONE = r"(?=(?:\D*\d){9,12}\D*$)(?:\+|\(?0)[\d\-()\s]+"
_DAY = r"[月火水木金土日祝][月火水木金土日祝曜・、,;~\- ]*"
_TIME = r"\d{1,2}(?::|時)\d{0,2}分?(?::00)?"
_DATE = r"\d{4}[\-/.年]\d{1,2}[\-/.月]\d{1,2}日?"
_ADDRESS = rf"(?:{_PREFECTURE})\S.+|[^\d\s]{{1,6}}[市郡][^\d\s]+\d.*"
_PATTERNS = {
    ("address",): _ADDRESS,
    ("phones", "contact_phones", "fax"): _PHONE,
    ("postal_code",): r"〒?\d{3}-?\d{4}",
    ("latitude",): r"(?:2\d|3\d|4[0-5])\.\d+",
    ("longitude",): r"1(?:2[2-9]|[34]\d|5[0-3])\.\d+",
    ("url", "content_url", "form_url"): r"https?://\S+",
    ("corporate_number",): r"\d{13}",
    ("capacity", "beds"): r"\d{1,4}[人名床]?",
    ("established_on", "starts_on", "ends_on"): _DATE,
    ("hours_days",): _DAY,
    ("hours_opens", "hours_closes", "starts_at", "ends_at"): _TIME,
}
TYPES = {name: re.compile(pattern) for names, pattern in _PATTERNS.items() for name in names}
"""What cells of a field look like that can be of hardly any other."""
WHOLE_ADDRESS = re.compile(rf"(?:{_PREFECTURE})\S.+")
OF_AN_ADDRESS = re.compile(rf"\d|[市区町村郡]|丁目|番地|{_PREFECTURE}")


class Shape:
    """The shape of a table, against which each of its rows is held."""

    def __init__(self, table: Table, reader: Reader) -> None:
        self.is_typed = table.encoding == "xlsx"  # whose rows end with their last cell that is filled in
        self.width = max((index for index, text in enumerate(table.header, 1) if text.strip()), default=0)
        self.fields = {index: name for index, _column, name in reader.cells}
        self.columns = {index: column for index, column, _name in reader.cells}
        self.unheaded = _unheaded(table, self.width)
        self.short = set() if self.is_typed else _left_out(table, self.width)

    def is_short(self, row: Row) -> bool:
        """Whether its last cells were left out: of what would stand in them it says nothing."""
        return not self.is_typed and len(row.cells) < self.width

    def fault(self, row: Row) -> tuple[str, Doubt] | None:
        """Why the row is none: the column, and the doubt."""
        if row.is_cut or (self.is_short(row) and row.number not in self.short):
            last = next((text.strip() for text in reversed(row.cells) if text.strip()), "")
            return "", doubt("row_cut" if row.is_cut else "row_short", last, f"{self.width}列のうち{len(row.cells)}列")
        over = [text for index, text in self._over(row) if index not in self.unheaded]
        if over:
            return "", doubt("row_over", "、".join(over))
        return self._shifted(row)

    def beside(self, row: Row) -> list[str]:
        """What stands under no header, in a column that this file fills all the same."""
        return [text for index, text in self._over(row) if index in self.unheaded]

    def _over(self, row: Row) -> Iterator[tuple[int, str]]:
        yield from ((index, text.strip()) for index, text in enumerate(row.cells[self.width :], self.width) if text.strip())

    def _shifted(self, row: Row) -> tuple[str, Doubt] | None:
        """A value that stands beside its column: where it stands it is none of its kind, and in its own column is none either."""
        cells = [unicodedata.normalize("NFKC", text).strip() for text in row.cells]
        for at, own in self.fields.items():
            if own not in TYPES or (at < len(cells) and TYPES[own].fullmatch(cells[at])):
                continue
            for beside in (at + 1, at - 1):
                if 0 <= beside < len(cells) and cells[beside] and self._is_astray(cells, at, beside):
                    return self.columns.get(beside, ""), doubt("row_shifted", row.cells[beside], self.columns[at])
        return None

    def _is_astray(self, cells: list[str], at: int, beside: int) -> bool:
        own, other = TYPES[self.fields[at]], TYPES.get(self.fields.get(beside, ""))
        stands, found = cells[at] if at < len(cells) else "", cells[beside]
        if other is None:
            is_address = self.fields[at] == "address" and bool(WHOLE_ADDRESS.fullmatch(found))
            return is_address and bool(stands) and not OF_AN_ADDRESS.search(stands)
        is_swapped = bool(other.fullmatch(stands))
        return bool(own.fullmatch(found)) and not other.fullmatch(found) and not is_swapped


def _unheaded(table: Table, width: int) -> set[int]:
    """The columns without a name that most of the rows fill in."""
    filled = Counter(
        index for row in table.rows for index in range(width, len(table.header)) if "".join(row.cells[index:][:1]).strip()
    )
    return {index for index, count in filled.items() if count * 2 > len(table.rows)}


def _left_out(table: Table, width: int) -> set[int]:
    """The numbers of the short rows whose last cells a spreadsheet has left out, because they are empty.

    Excel leaves them out of many rows at once; and what no row that goes on has filled in, nothing was cut from.
    """
    filled = max((_filled(row) for row in table.rows if len(row.cells) >= width), default=width)
    found = {row.number for row in table.rows if filled <= len(row.cells) < width}
    for length, rows in groupby(table.rows, lambda row: len(row.cells)):
        numbers = [row.number for row in rows]
        if length < width and len(numbers) >= TOGETHER:
            found |= set(numbers)
    return found


def _filled(row: Row) -> int:
    """How far it is filled in."""
    return max((index for index, text in enumerate(row.cells, 1) if text.strip()), default=0)
