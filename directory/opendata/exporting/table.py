"""The table of a dataset in a standard's layout, row by row.

Each cell is written from what stands in the directory, and read again as the import would: where the reader makes something else
of it, the source's own cell goes back, if that still says what stands; and where that does not help, the column `exact` does, in
a file that is to be read again. Columns of ours stand to the right of the standard's, and only if anything is in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils import translation

from directory.hours.reading.signs import column_minutes
from directory.hours.rules import clock
from directory.models import DataSource
from directory.opendata import cells, columns, exact
from directory.opendata.datasets import Dataset
from directory.opendata.exporting.cells import LAYOUT, cells_of
from directory.opendata.exporting.places import Listed, listed
from directory.opendata.fields import CODED, FEES, HOURS, NOTE, PLACES, Target, fit
from directory.opendata.files import Row, Table
from directory.opendata.plain import Values
from directory.opendata.records import Record, read_records
from directory.opendata.steps import is_field, standing


@dataclass(frozen=True)
class Group:
    """Cells that are read together, and the values that they make. `is_source_first`: their source says more than we can."""

    cells: tuple[str, ...]
    values: tuple[str, ...]
    is_source_first: bool = False


ADDRESS = ("address", "prefecture", "city", "town", "street", "building")
GROUPS = (
    Group((*HOURS, "hours_closed"), ("opening_hours", "hours_shift", "hours_note"), is_source_first=True),
    Group((*(name for name, _label in NOTE), *CODED), ("note", *CODED), is_source_first=True),
    Group(tuple(name for name, _label in FEES), ("fees",), is_source_first=True),
    Group(("ages",), ("age_min", "age_max"), is_source_first=True),
    Group(("offers",), ("offers", "services"), is_source_first=True),
    Group(("phones", "extension"), ("phones",)),
    Group(ADDRESS, ADDRESS),
    Group(("latitude", "longitude"), ("latitude", "longitude")),
    Group(("category",), ("kind", "category")),
)
OF_TIMES = ("hours_opens", "hours_closes")

CellsRead = tuple[dict[str, str], Values]
"""The cells of a row by field, and what the import makes of them."""


@dataclass(frozen=True)
class ExportTable:
    """`header` and `rows` as a file has them; `names` are the rows' places, for whoever reads a report."""

    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    names: list[str]


class Exporting:
    """A dataset of places while it is written: `values` are what its rows mean, in the order of `things`.

    A room that writes a dataset of its own says otherwise what its things are, and what stands in their cells.
    """

    target: ClassVar[Target] = PLACES
    groups: ClassVar[Sequence[Group]] = GROUPS
    not_added: ClassVar[frozenset[str]] = frozenset({"exact", "prefecture_name", "city_name", "number"})
    """Fields for which the standard's columns get no further one beside them."""

    def __init__(
        self, dataset: Dataset, source: DataSource | None = None, is_standard_only: bool = False, layout: str = LAYOUT
    ) -> None:
        self.dataset = dataset
        self.layout_name = layout
        self.things = self.listed(source)
        self.is_standard_only = is_standard_only
        self.layout = dataset.layouts[layout]
        self.header = self.layout if is_standard_only else (*self.layout, *self._own_columns())
        self.fields = [self._field(text) for text in self.header]
        self.values = [self.values_of(thing) for thing in self.things]

    def listed(self, source: DataSource | None) -> Sequence[Listed]:
        return listed(self.dataset, source)

    def values_of(self, thing: Listed) -> Values:
        return values_of(thing)

    def cells_of(self, thing: Listed, values: Values) -> dict[str, str]:
        return cells_of(values, thing.texts, self.fields, self.dataset, self.layout_name)

    def _field(self, header: str) -> str:
        return _field(header, self.dataset.scope)

    def _own_columns(self) -> Iterator[str]:
        has = {self._field(text) for text in self.layout}
        for column in columns.COLUMNS[self.dataset.scope]:
            if column.field not in has and column.field not in self.not_added:
                has.add(column.field)
                yield column.name

    def table(self) -> ExportTable:
        """The table, of which no sign is lost yet."""
        with translation.override("ja"):
            rows = self._rows()
        kept = [index for index, name in enumerate(self.header) if index < len(self.layout) or any(row[index] for row in rows)]
        header = tuple(self.header[index] for index in kept)
        return ExportTable(header, [tuple(row[index] for index in kept) for row in rows], [thing.name for thing in self.things])

    def _rows(self) -> list[list[str]]:
        ours = [self._ours(thing, values) for thing, values in zip(self.things, self.values, strict=True)]
        sources = [self._of_source(thing) for thing in self.things]
        written = zip(ours, self._read(ours), strict=True)
        given = zip(sources, self._read(sources), strict=True)
        chosen = [_chosen(*each, self.groups) for each in zip(self.values, written, given, strict=True)]
        return [[row.get(name, "") for name in self.fields] for row in chosen]

    def _ours(self, thing: Listed, values: Values) -> dict[str, str]:
        return {**self.cells_of(thing, values), "number": thing.number}

    def _of_source(self, thing: Listed) -> dict[str, str]:
        """The cells that its source had, tidied."""
        found = {name: cells.read_text(text).value for name, text in thing.texts.items()}
        for name in OF_TIMES:
            minutes = column_minutes(found.get(name, ""))
            if minutes is not None:
                found[name] = clock(minutes)
        return {self.target.named: thing.name, **found, "number": thing.number}

    def _read(self, rows: Sequence[dict[str, str]]) -> list[Values]:
        return read_again([[row.get(name, "") for name in self.fields] for row in rows], self.header, self.dataset, self.target)


def read_again(rows: Sequence[Sequence[str]], header: Sequence[str], dataset: Dataset, target: Target = PLACES) -> list[Values]:
    """What the import makes of rows; nothing of one that it would reject."""
    table = Table("utf-8", tuple(header), tuple(Row(number, tuple(row)) for number, row in enumerate(rows, 2)))
    return [fit(outcome, target).values if isinstance(outcome, Record) else {} for outcome in read_records(table, dataset)]


def with_exact(table: ExportTable, values: Sequence[Values], dataset: Dataset, target: Target = PLACES) -> ExportTable:
    """The table with a column for what a reader would not give back, if there is anything."""
    read = read_again(table.rows, table.header, dataset, target)
    written = [exact.write(*pair) for pair in zip(read, values, strict=True)]
    if not any(written):
        return table
    rows = [(*row, cell) for row, cell in zip(table.rows, written, strict=True)]
    return ExportTable((*table.header, _header("exact", dataset.scope)), rows, table.names)


def values_of(thing: Listed) -> Values:
    """What a place says, and what only its source does, by field."""
    place = thing.place
    kept = thing.record.values if thing.record else {}
    found = {name: value for name, value in kept.items() if not is_field(place, name)}
    return found | {name: standing(place, name) for name in exact.HELD}


def _chosen(values: Values, written: CellsRead, given: CellsRead, groups: Sequence[Group]) -> dict[str, str]:
    """The cells of a row: of each group, those that say what stands."""
    (ours, ours_read), (source, source_read) = written, given
    found = dict(ours)
    for group in groups:
        candidates = [written, given]
        if group.is_source_first:
            candidates.reverse()
        fitting = (row for row, read in candidates if _says(read, values, group.values))
        best = next(fitting, ours)
        found |= {name: best.get(name, "") for name in group.cells}
    for name in source.keys() - {name for group in groups for name in group.cells}:
        if not _says(ours_read, values, (name,)) and _says(source_read, values, (name,)):
            found[name] = source[name]
    return found


def _says(read: Values, values: Values, names: Sequence[str]) -> bool:
    return bool(read) and all(exact.same(read.get(name), values.get(name)) for name in names)


def _field(header: str, scope: str) -> str:
    column = columns.find(header, scope)
    return column.field if column else ""


def _header(field: str, scope: str) -> str:
    return next(column.name for column in columns.COLUMNS[scope] if column.field == field)
