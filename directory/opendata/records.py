"""From the rows of a table to records: what a place or an event is, what was doubted, and what could not be taken.

No row vanishes: each becomes a Record or a Rejected. A record holds the fields for which the file has a column (and those that
follow from them), so that what a file says nothing about is not taken for empty.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from directory.opendata import cells, columns
from directory.opendata.cells import Doubt, Reading, doubt
from directory.opendata.datasets import BY_CODE, Dataset, Reader, reader_for
from directory.opendata.files import Row, Table


class Finding(NamedTuple):
    """A doubt about a cell: its column as the file writes it ("" for the whole row), its text, the code, what was done."""

    column: str
    original: str
    code: str
    done: str


@dataclass(frozen=True)
class Record:
    """A row that was read. `number` is the file's own (ID, NO); `originals` are the texts of doubted cells, by field."""

    row: int
    number: str
    values: dict[str, Any]
    doubts: list[Finding] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken, why, and what stood in its cells by column."""

    row: int
    reasons: list[Finding]
    cells: dict[str, str]


REJECTIONS = {"name": "no_name", "title": "no_name", "starts_on": "no_start"}
"""The code of the reason for which a row is rejected, by the field that is missing."""

FLAGS = {
    "has_temporary_care": "temporary_care",
    "has_sick_child_care": "sick_child_care",
    "has_extended_care": "extended_care",
    "has_consultation": "consultation",
    "has_nursing_room": "nursing_room",
    "has_diaper_changing": "diaper_changing",
    "has_stroller": "stroller",
    "has_stroller_rental": "stroller",
    "has_aed_for_children": "aed_for_children",
}
"""Columns answered with 有 or 無, and the service that each means."""
OFFERS = ("offers", "toilets")
"""Columns in whose words services are looked for."""
PRESENCE = {"parking": "parking", "playground": "playground"}
"""Columns that describe a service: it is there unless they say that it is not."""
ABSENT = re.compile(r"(?:なし|無し?|0台|ありません|ございません|-|ー|×)(?:。|$)")

RAW = ("hours_days", "hours_opens", "hours_closes", "hours_remark")
"""Passed on as they are: opening hours are read elsewhere, from all their columns together."""
ORIGIN = frozenset({"prefecture_name", "city_name", "authority"})
TOGETHER = frozenset(
    {
        *FLAGS,
        *RAW,
        *ORIGIN,
        "number",
        "address",
        "prefecture",
        "city",
        "town",
        "street",
        "building",
        "latitude",
        "longitude",
        "phones",
        "contact_phones",
        "extension",
        "ages",
        "images",
        "hours_free",
        "hours_closed",
        "starts_at",
        "ends_at",
    }
)
"""Fields that are read with others, and not by a reader of their own."""

READERS: dict[str, Callable[[str], Reading[Any]]] = {
    "city_code": cells.read_code,
    "place_city_code": cells.read_code,
    "town_id": cells.read_code,
    "postal_code": cells.read_code,
    "medical_code": cells.read_code,
    "poi_code": cells.read_code,
    "corporate_number": cells.read_corporate_number,
    "fax": cells.read_fax,
    "email": cells.read_email,
    "contact_email": cells.read_email,
    "url": cells.read_url,
    "content_url": cells.read_url,
    "form_url": cells.read_url,
    "contact_form_url": cells.read_url,
    "online_url": cells.read_url,
    "apply_url": cells.read_url,
    "capacity": cells.read_capacity,
    "beds": cells.read_count,
    "fee_amount": cells.read_count,
    "area_m2": cells.read_decimal,
    "altitude": cells.read_decimal,
    "established_on": cells.read_date,
    "established_year": cells.read_year,
    "departments": cells.read_departments,
    "languages": cells.read_list,
    "keywords": cells.read_list,
    "tags": cells.read_list,
    "starts_on": cells.read_date,
    "ends_on": cells.read_date,
    "listed_from": cells.read_date,
    "listed_until": cells.read_end_date,
    "apply_from": cells.read_date,
    "apply_until": cells.read_end_date,
    "apply_from_time": cells.read_time,
    "apply_until_time": cells.read_time,
}
"""The reader of each field that has one of its own; any other is text."""


def read_records(
    table: Table, dataset: Dataset | str, mapping: Mapping[str, str] | None = None, city: str | None = None
) -> Iterator[Record | Rejected]:
    """One Record or Rejected for each row of the table, in its order.

    `mapping` is that of `reader_for`. `city` (東京都小金井市) completes addresses where neither the row's columns nor its code
    say whose it is.

    Raises:
        ValueError: the mapping names a field that the dataset does not have.
    """
    known = BY_CODE[dataset] if isinstance(dataset, str) else dataset
    reader = reader_for(known, table.header, mapping)
    folded_header = [columns.fold(text) for text in table.header]
    seen: set[str] = set()
    for row in table.rows:
        reading = _RowReading(row, reader, table, city or "")
        if _is_header(row, folded_header):
            yield reading.rejected([Finding("", row.cells[0], "header_again", doubt("header_again", "").done)])
            continue
        yield reading.outcome(seen)


def _is_header(row: Row, folded_header: list[str]) -> bool:
    same = sum(bool(text) and columns.fold(text) == header for text, header in zip(row.cells, folded_header, strict=False))
    return same >= 2 and same >= 0.8 * sum(map(bool, folded_header))


class _RowReading:
    """The reading of one row: its texts by field, and what has been made of them so far."""

    def __init__(self, row: Row, reader: Reader, table: Table, city: str) -> None:
        self.row = row
        self.dataset = reader.dataset
        self.header = table.header
        self.around = city
        self.texts: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.images: list[tuple[str, str]] = []
        self.values: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.originals: dict[str, str] = {}
        if table.encoding != "xlsx" and len(row.cells) < len(table.header):
            self._find("", "", doubt("cells_missing", ""))
        for text in row.cells[len(table.header) :]:
            if text.strip():
                self._find("", "", doubt("cells_over", text))
        for index, column, name in reader.cells:
            self._put(name, column, row.cells[index] if index < len(row.cells) else "")

    def _put(self, name: str, column: str, text: str) -> None:
        """A cell by its field. Of two columns that fill one field the first that is not empty counts; images are all taken."""
        if name == "images":
            self.images.append((column, text))
        earlier = self.texts.get(name, "")
        if not earlier.strip():
            self.texts[name], self.columns[name] = text, column
        elif text.strip() and text.strip() != earlier.strip() and name != "images":
            self.findings.append(Finding(column, text.strip(), *_told(doubt("second_value", text))))

    def _find(self, name: str, column: str, found: Doubt) -> None:
        self.findings.append(Finding(column, found.value.strip(), found.code, found.done))
        if name:
            self.originals[name] = self.texts.get(name, found.value)

    def _take(self, name: str, reading: Reading[Any]) -> Any:
        """The value of a reading, whose doubts are noted against the column of a field."""
        for found in reading.doubts:
            self._find(name, self.columns.get(name, ""), found)
        return reading.value

    def rejected(self, reasons: list[Finding]) -> Rejected:
        filled = {column: text for column, text in zip(self.header, self.row.cells, strict=False) if text.strip()}
        return Rejected(self.row.number, reasons, filled)

    def _reason(self, name: str) -> Finding:
        return Finding(self.columns.get(name, ""), self.texts.get(name, "").strip(), *_told(doubt(REJECTIONS[name], "")))

    def outcome(self, seen: set[str]) -> Record | Rejected:
        """The record, or why there is none. `seen` are the numbers of the rows before, to which this one's is added."""
        number = self._take("number", cells.read_code(self.texts.get("number", "")))
        for name, text in self.texts.items():
            if name not in TOGETHER:
                self.values[name] = self._take(name, READERS.get(name, cells.read_text)(text))
        if missing := [name for name in self.dataset.required if not self.values.get(name)]:
            return self.rejected([self._reason(name) for name in missing])
        if number and number in seen:
            self._find("number", self.columns["number"], doubt("number_repeated", number))
        seen.add(number)
        for part in (self._address, self._position, self._contact, self._ages, self._hours, self._images):
            part()
        (self._event if self.dataset.scope == "event" else self._place)()
        return Record(self.row.number, number, self.values, self.findings, self.originals)

    def _origin(self) -> tuple[str, str]:
        """Prefecture and municipality: of the place, else of whoever publishes the file, else of the code, else as given."""
        told = [
            (self.texts.get("prefecture", "").strip(), self.texts.get("city", "").strip()),
            (self.texts.get("prefecture_name", "").strip(), self.texts.get("city_name", "").strip()),
            cells.split_authority(self.texts.get("authority", "").strip()),
            (cells.prefecture_of_code(self.texts.get("place_city_code", "").strip()), ""),
            (cells.prefecture_of_code(self.texts.get("city_code", "").strip()), ""),
            cells.split_authority(self.around),
        ]
        prefecture = next((prefecture for prefecture, _city in told if prefecture), "")
        return prefecture, next((city for _prefecture, city in told if city), "")

    def _address(self) -> None:
        written = {name: self.texts.get(name, "") for name in ("prefecture", "city", "town", "street", "building")}
        if not ({"address", *written} & self.texts.keys()):
            return
        if self.texts.get("address", "").strip():
            prefecture, city = self._origin()
            parts = self._take("address", cells.read_address(self.texts["address"], prefecture, city, written["building"]))
        elif written["town"].strip() or written["street"].strip():
            parts = self._take("street", cells.join_address(**written))
        else:
            parts = cells.Address(building=self._take("building", cells.read_text(written["building"])))
        self.values["address"] = parts.address
        self.values["building"] = parts.building
        for name in ("prefecture", "city", "town", "street"):
            self.values[name] = written[name].strip() or getattr(parts, name)

    def _position(self) -> None:
        if not {"latitude", "longitude"} & self.texts.keys():
            return
        latitude, longitude = (
            self._take(name, cells.read_coordinate(self.texts.get(name, ""))) for name in ("latitude", "longitude")
        )
        reading = cells.read_position(latitude, longitude)
        if reading.doubts:
            self.originals["longitude"] = self.texts.get("longitude", "")
        position = self._take("latitude", reading)
        self.values["latitude"], self.values["longitude"] = position or (None, None)

    def _contact(self) -> None:
        for name in ("phones", "contact_phones"):
            if name in self.texts:
                self.values[name] = self._take(name, cells.read_phones(self.texts[name], self.texts.get("extension", "")))
        if any(finding.code == "email_in_url" for finding in self.findings) and not self.values.get("email"):
            self.values["email"] = cells.read_email(self.texts["url"]).value

    def _ages(self) -> None:
        if "ages" in self.texts:
            self.values["age_min"], self.values["age_max"] = self._take("ages", cells.read_ages(self.texts["ages"]))
            self.values["ages_text"] = self.texts["ages"].strip()

    def _hours(self) -> None:
        for name in RAW:
            if name in self.texts:
                self.values[name] = self.texts[name].strip()
        if {"hours_free", "hours_closed"} & self.texts.keys():
            opened, closed = (self.texts.get(name, "").strip() for name in ("hours_free", "hours_closed"))
            self.values["hours_free"] = "\n".join(filter(None, (opened, closed and f"定休日：{closed}")))

    def _images(self) -> None:
        if self.images:
            taken = []
            for column, text in self.images:
                reading = cells.read_url(text)
                for found in reading.doubts:
                    self._find("images", column, found)
                taken.append(reading.value)
            self.values["images"] = list(filter(None, taken))

    def _place(self) -> None:
        self._services()
        category = self.texts.get("category", "")
        kind = self.dataset.kind
        if self.dataset.tells_kind:
            reading = cells.read_kind(category, self.values["name"], kind)
            kind = self._take("category" if category.strip() else "name", reading)
        self.values["kind"] = kind
        if self.values.get("beds") == 0 and category.strip() in {"病院", "有床診療所"}:
            self.values["beds"] = self._take("beds", Reading(None, (doubt("beds_unknown", self.texts["beds"]),)))

    def _services(self) -> None:
        told = self.texts.keys() & {*FLAGS, *OFFERS, *PRESENCE}
        if not told and not self.dataset.services:
            return
        services = set(self.dataset.services)
        for name in self.texts.keys() & FLAGS.keys():
            if self._take(name, cells.read_answer(self.texts[name])):
                services.add(FLAGS[name])
        for name in OFFERS:
            services |= cells.services_in(self.texts.get(name, ""))
        for name, service in PRESENCE.items():
            if (text := self.texts.get(name, "").strip()) and not ABSENT.search(text):
                services.add(service)
        self.values["services"] = services

    def _event(self) -> None:
        if not self.values.get("url") and "content_url" in self.values:
            self.values["url"] = self.values["content_url"]
        starts, ends = self.values["starts_on"], self.values.get("ends_on")
        if "ends_on" in self.values:
            ends = self.values["ends_on"] = self._take("ends_on", cells.read_days(starts, ends))
        if {"starts_at", "ends_at"} & self.texts.keys():
            self._times(is_one_day=ends in {None, starts})
        self._target()

    def _times(self, is_one_day: bool) -> None:
        told: list[datetime.time | None] = [
            self._take(name, cells.read_time(self.texts.get(name, ""))) for name in ("starts_at", "ends_at")
        ]
        reading = cells.read_times(told[0], told[1], is_one_day)
        if "time_unknown" in reading.codes:
            self._take("starts_at", reading)
        self.values["starts_at"], self.values["ends_at"] = self._take("ends_at", reading)

    def _target(self) -> None:
        """The ages in the words for whom an event is. Words that name no age are no doubt: most name none."""
        said = "、".join(filter(None, (self.values.get("target"), self.values.get("target_note"))))
        if said and "ages" not in self.texts:
            reading = cells.read_ages(said)
            if reading.value != (None, None):
                self.values["age_min"], self.values["age_max"] = self._take("target", reading)


def _told(found: Doubt) -> tuple[str, str]:
    return found.code, found.done
