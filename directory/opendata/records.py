"""From the rows of a table to records: what a place or an event is, what was doubted, and what could not be taken.

No row vanishes: each becomes a Record or a Rejected. A record holds the fields for which the file has a column (and those that
follow from them), so that what a file says nothing about is not taken for empty.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from directory import kinds
from directory.opendata import cells, columns
from directory.opendata.cells import Doubt, Reading, doubt
from directory.opendata.cells.text import flat
from directory.opendata.datasets import BY_CODE, Dataset, Reader, reader_for
from directory.opendata.files import Row, Table
from directory.opendata.row_shape import Shape


class Finding(NamedTuple):
    """A doubt about a cell: its column as the file writes it ("" for the whole row), its text, the code, what was done."""

    column: str
    original: str
    code: str
    done: str


@dataclass(frozen=True)
class Record:
    """A row that was read. `number` is the file's own (ID, NO).

    By field, `originals` are the texts of doubted cells, `texts` those of all, `columns` what the file calls their columns.
    `unread` are the fields whose cells say something of which nothing could be made, with those columns.
    `exact` is what an export of ours wrote beside the standard's columns (`directory.opendata.exact`), `own` our number of it
    where that does not stand in the place of the file's.
    """

    row: int
    number: str
    values: dict[str, Any]
    doubts: list[Finding] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    exact: str = ""
    own: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def cell(self, name: str, value: str = "", label: str = "") -> tuple[str, str]:
        """The column of a field as the file calls it, and what stands in its cell; `label` and `value` where there is none."""
        return self.columns.get(name) or label, _as_written(value, self.texts.get(name, ""))


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken, why, and what stood in its cells by column. `number` and `name` are what it seems to say."""

    row: int
    reasons: list[Finding]
    cells: dict[str, str]
    number: str = ""
    name: str = ""


REJECTIONS = {"name": "no_name", "title": "no_name", "starts_on": "no_start"}
"""The code of the reason for which a row is rejected, by the field that is missing."""

HINT = re.compile(
    r"[\s(\[【<※*]*(?:(?:入力|記入)?(?:必須|任意|推奨|条件付き?)(?:項目|入力|記入)?"
    r"|(?:半角|全角)(?:文字|英数字?|数字|英字|カナ|カタカナ|ひらがな)*|文字列|数値|整数|実数|英数字|日付|時刻|テキスト|自由記述)"
    r"(?:[\s(・、,/:]*(?:必須|任意|半角|全角|英数字?|数字|カナ|カタカナ|文字列?|形式|型|桁|以内|最大|\d+))*[\s)\]】>※*]*"
)
"""A cell that says how to fill in its column."""
EXAMPLE = re.compile(r"[\s(\[【]*(?:記入|入力)例|[(\[【]例[)\]】]|例[):]")
BETWEEN_CELLS = re.compile(r"[,\t]")
LONGEST_NAME = 200
"""Characters; the longest name of a public facility has some sixty."""

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

BEFORE_URL = re.compile(r"[;；、\s]+(?=https?://)")
"""What stands between several addresses of one cell."""

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
        "services_listed",
        "exact",
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
    shape = Shape(table, reader)
    seen: set[str] = set()
    for row in table.rows:
        reading = _RowReading(row, reader, shape, table, city or "")
        if _is_header(row, folded_header):
            yield reading.rejected([Finding("", row.cells[0], "header_again", doubt("header_again", "").done)])
            continue
        if reasons := reading.reasons():
            yield reading.rejected(reasons)
            if reasons[0].code == "unclosed_quote":
                yield from (Rejected(row.number, reasons, {"": line}) for line in row.further)
            continue
        yield reading.outcome(seen)


def _is_header(row: Row, folded_header: list[str]) -> bool:
    same = sum(bool(text) and columns.fold(text) == header for text, header in zip(row.cells, folded_header, strict=False))
    return same >= 2 and same >= 0.8 * sum(map(bool, folded_header))


class _RowReading:
    """The reading of one row: its texts by field, and what has been made of them so far."""

    def __init__(self, row: Row, reader: Reader, shape: Shape, table: Table, city: str) -> None:
        self.row = row
        self.shape = shape
        self.dataset = reader.dataset
        self.header = table.header
        self.around = city
        self.texts: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.images: list[tuple[str, str]] = []
        self.values: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.originals: dict[str, str] = {}
        self.unread: dict[str, str] = {}
        is_short = shape.is_short(row)
        if is_short:
            self._find("", "", doubt("cells_missing", ""))
        for text in shape.beside(row):
            self._find("", "", doubt("cells_over", text))
        for index in (index for index, kind in row.types.items() if kind == "formula"):
            column = table.header[index] if index < len(table.header) else ""
            self.findings.append(Finding(column, "", *_told(doubt("formula_unread", ""))))
        for index, column, name in reader.cells:
            if index < len(row.cells) or not is_short:
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
        cell = "" if name == "images" else self.texts.get(name, "")  # of several columns the first alone stands there
        self.findings.append(Finding(column, _as_written(found.value, cell), found.code, found.done))
        if name:
            self.originals[name] = self.texts.get(name, found.value)
            if found.level == cells.LOST:
                self.unread[name] = column

    def _take(self, name: str, reading: Reading[Any]) -> Any:
        """The value of a reading, whose doubts are noted against the column of a field."""
        for found in reading.doubts:
            self._find(name, self.columns.get(name, ""), found)
        return reading.value

    def rejected(self, reasons: list[Finding]) -> Rejected:
        filled = {column: text for column, text in zip(self.header, self.row.cells, strict=False) if text.strip()}
        number, name = (self.texts.get(field, "").strip() for field in ("number", self.dataset.required[0]))
        return Rejected(self.row.number, reasons, filled, number, name)

    def reasons(self) -> list[Finding]:
        """Why the row is none, whatever its cells are read as.

        It is several at once, it says how to fill in the others, or it has not the shape of its header.
        """
        field = self.dataset.required[0]
        column, text = self.columns.get(field, ""), self.texts.get(field, "").strip()
        lines = len(text.splitlines())
        if self.row.is_torn or (lines > 1 and BETWEEN_CELLS.search(text)):
            code = "unclosed_quote"
        elif lines > 1:
            code = "name_of_lines"
        elif len(text) > LONGEST_NAME:
            code = "name_too_long"
        elif self._is_hint(text):
            code = "hint_row"
        elif fault := self.shape.fault(self.row):
            return [Finding(fault[0], fault[1].value.strip(), *_told(fault[1]))]
        else:
            return []
        return [Finding(column, text[:LONGEST_NAME], *_told(doubt(code, "")))]

    def _is_hint(self, text: str) -> bool:
        """Whether the row says how to fill in the others: by its name, or by most of its cells, two at least."""
        if HINT.fullmatch(flat(text)) or EXAMPLE.match(flat(text)):
            return True
        filled = [cell for cell in self.row.cells if cell.strip()]
        hints = sum(bool(HINT.fullmatch(flat(cell))) for cell in filled)
        return hints >= 2 and hints * 2 > len(filled)

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
        exact = self.texts.pop("exact", "")
        return Record(
            self.row.number,
            number,
            self.values,
            self.findings,
            self.originals,
            _stripped(self.texts),
            exact,
            "",
            self.columns,
            self.unread,
        )

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
            if reading.value is None and any(found.level == cells.LOST for found in reading.doubts):
                self.unread["longitude"] = self.columns.get("longitude", "")
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
            for column, text in self._image_cells():
                reading = cells.read_url(text)
                for found in reading.doubts:
                    self._find("images", column, found)
                taken.append(reading.value)
            self.values["images"] = list(filter(None, taken))

    def _image_cells(self) -> Iterator[tuple[str, str]]:
        """Each image by itself, also where a cell names several."""
        for column, text in self.images:
            yield from ((column, piece) for piece in BEFORE_URL.split(text))

    def _place(self) -> None:
        self._services()
        category = self.texts.get("category", "")
        kind = self.dataset.kind
        if self.dataset.tells_kind:
            reading = cells.read_kind(category, self.values["name"], kind, self.dataset.kinds)
            kind = self._take("category" if category.strip() else "name", reading)
        self.values["kind"] = kind
        if category.strip() == kinds.BY_CODE[kind].words[0]:
            self.values["category"] = ""  # which says no more than the kind
        if self.values.get("beds") == 0 and category.strip() in {"病院", "有床診療所"}:
            self.values["beds"] = self._take("beds", Reading(None, (doubt("beds_unknown", self.texts["beds"]),)))

    def _services(self) -> None:
        told = self.texts.keys() & {*FLAGS, *OFFERS, *PRESENCE, "services_listed"}
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
        services |= self._take("services_listed", cells.read_services(self.texts.get("services_listed", "")))
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


def _stripped(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items()}


def _as_written(value: str, cell: str) -> str:
    """What is quoted of a cell: the part that is doubted, as it stands there; all of it where that is put together of several."""
    return value.strip() if not cell.strip() or value.strip() in cell else cell.strip()


def _told(found: Doubt) -> tuple[str, str]:
    return found.code, found.done
