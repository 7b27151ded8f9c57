"""What of a record fills which field of a place or a programme, as plain values that JSON holds."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext

from cms.core.ages import MAX_MONTHS, MIN_MONTHS
from directory.hours.reading import HoursReading, read_hours, uncertain_around_new_year
from directory.hours.reading.signs import normal
from directory.kana import hiragana
from directory.models import Place, PlacePhone, SupportProgram
from directory.models.named import READING
from directory.opendata import exact
from directory.opendata.cells import Doubt, doubt
from directory.opendata.pages import ImportedPage
from directory.opendata.plain import Values, plain
from directory.opendata.records import Record
from directory.programs.themes import themes_of
from directory.vocabularies import ACCESSIBILITY, LANGUAGES

Labelled = tuple[tuple[str, str], ...]
"""(field of the record, what stands before it), in order."""

LARGEST = 2**31 - 1
AGES = (MIN_MONTHS, MAX_MONTHS)
RANGES = {"age_min": AGES, "age_max": AGES, "capacity": (0, LARGEST), "beds": (0, LARGEST), "price": (0, LARGEST)}

BRACKETS = re.compile(r"[\s()（）「」『』\[\]]+")
"""What stands in a reading and is not read."""

AS_READ = (
    "name", "kana", "common_name", "kind", "category", "address", "postal_code", "prefecture", "city", "town", "street",
    "building", "latitude", "longitude", "access", "parking", "phones", "fax", "email", "url", "form_url", "age_min", "age_max",
    "capacity", "services", "departments", "beds", "after_hours",
)  # fmt: skip
HOURS = ("hours_days", "hours_opens", "hours_closes", "hours_remark", "hours_free")
HOURS_CELLS = ("hours_remark", "hours_free", "hours_closed", "hours_days", "hours_opens", "hours_closes")
"""The cells that the hours are read from, those first in which most is said."""
NOTE: Labelled = (
    ("note", ""),
    ("offers_note", ""),
    ("installed_at", "設置場所"),
    ("equipment", "施設"),
    ("playground", "遊具"),
    ("toilets", "トイレ"),
    ("eating", "飲食"),
    ("contact_note", "連絡先"),
    ("remark", ""),
)
FEES: Labelled = (("fees", ""), ("care_fee_kind", "預かり料金の種別"), ("care_fee", "預かり料金"), ("care_fee_note", ""))
CODED = {"accessibility": (ACCESSIBILITY, "バリアフリー"), "languages": (LANGUAGES, "外国語対応")}
"""Texts in which words of a table are looked for; what else they say goes to the note."""

PROGRAM_AS_READ = (
    "name", "short_name", "summary", "age_min", "age_max", "contact_name", "email", "url", "categories", "updated_on",
)  # fmt: skip
PROGRAM_TEXTS: dict[str, Labelled] = {
    "description": (("description", ""), ("remark", "備考")),
    "target": (("target", ""), ("target_conditions", ""), ("area", "対象の地域")),
    "support": (("support", ""), ("monetary_support", "お金の支援"), ("material_support", "物の支援")),
    "how_to_apply": (
        ("apply_persons", "申し込める人"),
        ("apply", ""),
        ("apply_period", "受付期間"),
        ("apply_counter", "窓口"),
        ("apply_documents", "必要な書類"),
        ("belongings", "持ち物"),
    ),
    "period": (("period", ""), ("use", ""), ("use_time", "時間"), ("specific_date", "日"), ("holiday", "休み")),
    "place": (("where_name", ""), ("where_address", ""), ("where_building", "")),
}

TOGETHER = (
    ("latitude", "longitude"),
    ("age_min", "age_max"),
    ("address", "prefecture", "city", "town", "street", "building"),
    ("opening_hours", "hours_shift", "hours_note"),
)
"""Fields that are nothing without each other: of two sources one may not fill half."""


@dataclass(frozen=True)
class Fitted:
    """The values by field, and the doubts that fitting them raised, each with the field's name in words."""

    values: Values
    doubts: list[tuple[str, Doubt]]


@dataclass(frozen=True)
class Target:
    """What the records of a dataset become: a model, and how its fields are filled. `link` is its column in ImportedRecord."""

    model: type[models.Model]
    link: str
    fill: Callable[[Record], Values]
    telling: tuple[str, ...]
    """The fields that tell one from another where there is no number."""
    doubts: Callable[[Record], list[tuple[str, Doubt]]] = lambda record: []
    """What filling them leaves in doubt: field in words, doubt."""
    named: str = "name"
    """The field that names one."""
    prefetch: tuple[str, ...] = ()
    page: type[ImportedPage] | None = None
    """Of pages: how an import reads and writes one. Other things are their own fields."""
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The cells that a field is made of, where they bear other names than the field."""
    kept: Callable[[str, Any, Any, Collection[str]], Any] = lambda name, value, before, cells: value
    """(field, value, value before, cells) → of a field that is more than these cells, which could not be read: what holds."""
    is_beyond_cells: Callable[[str, Any], bool] = lambda name, value: False
    """(field, value) → whether a row's cells say only part of the value: a corrected cell does not undo the rest of it."""
    answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The codes of the doubts about a field that its exact value answers."""
    scope: str = "place"
    """Whose columns its records come from (`columns.SCOPES`)."""

    def things(self, pks: Collection[int]) -> dict[int, Any]:
        """What is there, by key, as an import looks at it."""
        found = self.model._default_manager.prefetch_related(*self.prefetch).in_bulk(pks)
        return {pk: self.page(thing) for pk, thing in found.items()} if self.page else found

    def checked(self, name: str, value: Any) -> Any:
        """Raises exact.WRONG: the field cannot hold the value."""
        return self.page.checked(name, value) if self.page else exact.fitting(name, value, self.model)


CLOSED_DAYS = "定休日："
"""What stands before a column of closed days, in the second line of `hours_free`."""


ALL_YEAR = "無休"
"""Whoever says so is open around New Year too, of which a source else says nothing by saying nothing."""


@lru_cache(4096)
def _reading(days: str, opens: str, closes: str, remark: str, free: str) -> HoursReading:
    """Many rows of a file keep the same hours."""
    when, _separator, closed = free.partition(CLOSED_DAYS)
    reading = read_hours(days, opens, closes, remark, free=when.strip(), closed=closed.strip())
    if any(ALL_YEAR in words for words in (days, remark, free)):
        return reading
    return replace(reading, hours=uncertain_around_new_year(reading.hours))


def reading_of(values: Mapping[str, Any]) -> HoursReading | None:
    """The opening hours of a record; None where the file has no column of them."""
    if not values.keys() & set(HOURS):
        return None
    return _reading(*(str(values.get(name) or "") for name in HOURS))


def hours_of(values: Mapping[str, Any]) -> Values:
    """What is sure as hours, the rest as a note in the file's words."""
    reading = reading_of(values)
    if reading is None:
        return {}
    return {"opening_hours": reading.hours.text, "hours_shift": reading.hours.shift, "hours_note": reading.remark}


def hours_doubts(record: Record) -> list[tuple[str, Doubt]]:
    """What was not sure about the hours."""
    reading = reading_of(record.values)
    found = reading.doubts if reading else ()
    return [_hours_doubt(record, each.words, each.done.rstrip("。")) for each in found]


def _hours_doubt(record: Record, words: str, done: str) -> tuple[str, Doubt]:
    """Against the cell that has the words; else against the remark, or whatever cell of the hours is filled in."""
    filled = [name for name in HOURS_CELLS if record.texts.get(name, "").strip()]
    if not filled:
        return gettext("開いている時間"), doubt("hours_unsure", words, done)
    name = next((name for name in filled if words and words in normal(record.texts[name])), filled[0])
    column, cell = record.cell(name, label=gettext("開いている時間"))
    about = gettext("「%(words)s」：") % {"words": words} if words and words != cell else ""
    return column, doubt("hours_unsure", cell, f"{about}{done}")


def place_values(record: Record) -> Values:
    """The fields of a place, and under their own names those that a place has no field for (法人番号, 面積 and so on)."""
    read = record.values
    found = {name: read[name] for name in AS_READ if name in read}
    found |= hours_of(read)
    left: list[tuple[str, str]] = []
    for name, (words, label) in CODED.items():
        if name in read:
            text = "、".join(read[name]) if isinstance(read[name], list) else str(read[name] or "")
            found[name] = [code for code, word in words.items() if str(word) in text]
            left.append((label, _without(text, (str(words[code]) for code in found[name]))))
    if read.get("ages_text") and "ages" in record.originals:
        left.append(("対象年齢", read["ages_text"]))
    if left or any(name in read for name, _label in NOTE):
        found["note"] = _with_lines(_lines(read, NOTE), (_labelled(*each) for each in left))
    if any(name in read for name, _label in FEES):
        found["fees"] = _lines(read, FEES)
    taken = {*found, *HOURS, *CODED, "ages_text", "hours_closed", *(name for name, _label in (*NOTE, *FEES))}
    return found | {name: value for name, value in read.items() if name not in taken}


def program_values(record: Record) -> Values:
    """The fields of a support programme."""
    read = record.values
    found = {name: read[name] for name in PROGRAM_AS_READ if name in read}
    found |= {name: _lines(read, parts) for name, parts in PROGRAM_TEXTS.items()}
    found["number"] = record.number
    found["themes"] = themes_of(f"{read.get('name', '')} {read.get('short_name', '')}", read.get("summary", ""))
    found["cost"] = read.get("cost_text") or ("" if read.get("cost") is None else f"{read['cost']:,}円")
    phones = read.get("phones") or []
    found["phone"] = phones[0]["number"] if phones else ""
    found["contact_note"] = "\n".join(filter(None, [*map(_number, phones[1:]), read.get("contact_note", "")]))
    found["address"] = " ".join(filter(None, [read.get("contact_address", ""), read.get("contact_building", "")]))
    found["law"] = " ".join(filter(None, [read.get("regulation", ""), read.get("regulation_article", "")]))
    links = [link for name in ("links", "government_link", "form_links") for link in read.get(name) or ()]
    found["links"] = [link for index, link in enumerate(links) if link not in links[:index]]
    return found


def _number(phone: Mapping[str, str]) -> str:
    return " ".join(filter(None, [phone.get("purpose", ""), phone["number"]]))


def _labelled(label: str, text: str) -> str:
    return f"{label}：{text}" if label and text else text


def _lines(values: Mapping[str, Any], parts: Labelled) -> str:
    """What several fields say, a line each; what one has said already the next does not say again."""
    said: dict[str, str] = {}
    for name, label in parts:
        text = str(values.get(name) or "")
        if text:
            said.setdefault(text, _labelled(label, text))
    return "\n".join(said.values())


def _with_lines(text: str, further: Iterable[str]) -> str:
    """A text with further lines, save those that stand in it: a note that was written out and read again has them already."""
    lines = text.split("\n") if text else []
    for line in filter(None, further):
        if line not in lines and line not in text:
            lines.append(line)
    return "\n".join(lines)


def _without(text: str, words: Iterable[str]) -> str:
    """What a list says besides these words."""
    known = set(words)
    return "、".join(part for part in re.split(r"[、,;・\n]\s*", text) if part and part not in known)


PLACES = Target(Place, "place", place_values, ("name", "address", "kind"), hours_doubts, prefetch=("phones",))
PROGRAMS = Target(SupportProgram, "program", program_values, ("name",))


def fit(record: Record, target: Target) -> Fitted:
    """The values of a record as the model's columns hold them: nothing too long, too large, or not allowed there."""
    values, doubts = {}, target.doubts(record)
    fields = {field.name: field for field in target.model._meta.get_fields() if isinstance(field, models.Field)}
    for name, value in target.fill(record).items():
        fitted, found = _fitted(name, value, fields.get(name))
        values[name] = plain(fitted)
        if found:
            label = str(fields[name].verbose_name) if name in fields else name
            column, cell = record.cell(name, found.value, label)
            doubts.append((column, replace(found, value=cell)))
    if "phones" in values:
        values["phones"] = [_fitted_phone(phone) for phone in values["phones"] or ()]
    if record.exact:
        read = values
        values, unread = exact.restore(values, record.exact, target.checked, target.is_beyond_cells)
        answered = {code for name, codes in target.answered.items() if values.get(name) != read.get(name) for code in codes}
        doubts = [(column, each) for column, each in doubts if each.code not in answered]
        doubts += [("", each) for each in unread]
    return Fitted(values, doubts)


def _fitted(name: str, value: Any, field: "models.Field[Any, Any] | None") -> tuple[Any, Doubt | None]:
    if name == "kana":
        reading = BRACKETS.sub(" ", hiragana(value or "")).strip()
        if not READING.fullmatch(reading):
            return "", doubt("kana_unread", value)
        value = reading
    elif name == "postal_code" and value:
        digits = "".join(character for character in value if character.isdigit())
        return (f"{digits[:3]}-{digits[3:]}", None) if len(digits) == 7 else ("", doubt("postal_code_unread", value))
    elif name in RANGES and value is not None and not RANGES[name][0] <= value <= RANGES[name][1]:
        return None, doubt("out_of_range", str(value))
    longest = getattr(field, "max_length", None)
    if isinstance(value, str) and longest and len(value) > longest:
        cut = "" if isinstance(field, models.URLField | models.EmailField) else value[:longest]
        return cut, doubt("too_long", value, len(cut))
    return value, None


def _fitted_phone(phone: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(phone.get(name) or "")[: PlacePhone._meta.get_field(name).max_length]
        for name in ("number", "extension", "purpose")
    }
