"""The files that municipalities have published are read without a line lost, and fifty of their cells as people read them."""

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from directory.hours import Hours, WeekGrid
from directory.opendata.datasets import recognise
from directory.opendata.fields import hours_of
from directory.opendata.files import read_table
from directory.opendata.programs import read_programs
from directory.opendata.records import Record, Rejected, read_records
from tests.directory.opendata.sources import PUBLISHED, TABLES

REGISTRY = PUBLISHED / "koganei" / "registry_132101_excerpt.json"
with (Path(__file__).parent / "hand_checked.csv").open(encoding="utf-8", newline="") as stream:
    CHECKED = list(csv.DictReader(stream))

pytestmark = [pytest.mark.once, pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not here")]


def outcomes(path: Path) -> list[Record | Rejected]:
    if path.suffix == ".json":
        return list(read_programs(path.read_bytes()))
    table = read_table(path.read_bytes(), path.name)
    dataset = recognise(table.header, path.name).dataset
    assert dataset is not None
    return list(read_records(table, dataset))


def plain(value: Any) -> Any:
    """A value as the sheet of checked cells writes it."""
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_fifty_cells_were_checked() -> None:
    assert len(CHECKED) == 50


@pytest.mark.parametrize("cell", CHECKED, ids=lambda cell: f"{Path(cell['file']).stem}-{cell['row']}-{cell['field']}")
def test_a_cell_is_read_as_a_person_reads_it(cell: dict[str, str]) -> None:
    record = next(outcome for outcome in outcomes(PUBLISHED / cell["file"]) if outcome.row == int(cell["row"]))
    assert isinstance(record, Record)
    codes = [finding.code for finding in record.doubts if finding.column == cell["column"]]
    assert plain(record.values[cell["field"]]) == json.loads(cell["value"])
    assert sorted(set(codes)) == sorted(cell["doubts"].split())


def test_no_line_of_any_published_file_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["file | dataset | layout | encoding | blank | read | in | doubtful | rejected"]
    for path in TABLES:
        table = read_table(path.read_bytes(), path.name)
        match = recognise(table.header, path.name)
        assert match.dataset is not None
        assert match.unknown == match.missing == ()
        found = outcomes(path)
        assert [outcome.row for outcome in found] == [row.number for row in table.rows]
        names = (path.name, match.dataset.code, match.layout, table.encoding)
        lines.append(line(names, len(table.blank), len(table.rows), found))
    items = json.loads(REGISTRY.read_text())["items"]
    lines.append(line((REGISTRY.name, "programs", "registry", "utf-8"), 0, len(items), outcomes(REGISTRY)))
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201


def test_almost_all_hours_of_the_published_files_are_edited_in_the_week_grid(capsys: pytest.CaptureFixture[str]) -> None:
    lines, having, shown = ["file | with hours | in the grid"], 0, 0
    for path in TABLES:
        hours = [filled_in(outcome) for outcome in outcomes(path) if isinstance(outcome, Record)]
        hours = [each for each in hours if each]
        in_grid = sum(WeekGrid.from_hours(each) is not None for each in hours)
        lines.append(f"{path.name} | {len(hours)} | {in_grid}")
        having, shown = having + len(hours), shown + in_grid
    with capsys.disabled():
        print("\n" + "\n".join([*lines, f"all | {having} | {shown}"]))  # noqa: T201
    assert shown >= having * 0.9  # 333 of 366; it was 27 while a grid could not say what nobody knows


def filled_in(record: Record) -> Hours:
    values = hours_of(record.values)
    return Hours(values.get("opening_hours") or "", values.get("hours_shift") or "")


def line(names: tuple[str, ...], blank: int, read: int, found: list[Record | Rejected]) -> str:
    records = [outcome for outcome in found if isinstance(outcome, Record)]
    rejected = len(found) - len(records)
    assert read == len(records) + rejected
    doubtful = sum(bool(record.doubts) for record in records)
    return " | ".join(map(str, (*names, blank, read, len(records), doubtful, rejected)))


def test_one_list_in_two_encodings_is_one_list() -> None:
    one, other = (outcomes(PUBLISHED / "oyama" / name) for name in ("hospitals.csv", "hospitals.cp932.derived.csv"))
    assert one == other
