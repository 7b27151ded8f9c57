"""One row of a file on its way into the directory: what becomes of it, what it changes, what tells it from others."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from directory.models import ImportedRecord
from directory.opendata.cells import CODES, Doubt
from directory.opendata.exact import same
from directory.opendata.pages import ImportedPage
from directory.opendata.plain import Values, plain
from directory.opendata.records import Finding

NEW, CHANGED, UNCHANGED, REJECTED = STATES = ("new", "changed", "unchanged", "rejected")


@dataclass(frozen=True)
class Change:
    """A field that the source says otherwise than last time. `ours` is an editor's correction, which gives way to it."""

    field: str
    old: Any
    new: Any
    ours: Any = None
    is_corrected: bool = False


@dataclass
class Step:
    """What becomes of one row."""

    row: int
    state: str
    name: str = ""
    number: str = ""
    own: str = ""
    """Our number of it, as an export of ours has it; of a place, that may stand in `number`."""
    key: str = ""
    values: Values = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """What stood in the row, by field."""
    cells: dict[str, str] = field(default_factory=dict)
    """Of a rejected row: what stood in it, by column."""
    known: ImportedRecord | None = None
    """What the source said last of it."""
    adopted: int | None = None
    """The place, programme or page, entered by hand or by another source, that it is; of which the source said nothing before."""
    given: frozenset[str] = frozenset()
    """Of a known one: the fields that the file itself speaks of."""
    kept: list[dict[str, Any]] = field(default_factory=list)
    """The fields in which an editor's correction stands against the source, in the shape of `doubts`."""
    unread: dict[str, str] = field(default_factory=dict)
    """The cells of which nothing could be made: their fields, and their columns."""
    is_ours: bool = False
    """Whether it bears our own number, as in a file that we wrote: then what it says otherwise is meant."""


def told(row: int, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "column": each.column,
            "value": each.original,
            "code": each.code,
            "found": str(CODES[each.code].found) if each.code in CODES else "",
            "done": each.done,
        }
        for each in findings
    ]


def finding(column: str, found: Doubt) -> Finding:
    return Finding(column, found.value, found.code, found.done)


def key_of(values: Values, telling: Iterable[str], nth: int = 0) -> str:
    """A digest of what tells a thing from others, however it is spelt; `nth` of those that are alike."""
    text = "\n".join(unicodedata.normalize("NFKC", str(values.get(name) or "")).casefold() for name in telling)
    return hashlib.sha256(f"{''.join(text.split(' '))}\n{nth or ''}".encode()).hexdigest()


def is_field(thing: Any, name: str) -> bool:
    if isinstance(thing, ImportedPage):
        return name in thing.fields()
    return name == "phones" or name in {each.name for each in thing._meta.concrete_fields}


def standing(thing: Any, name: str) -> Any:
    """What a place, a programme or a page says now in a field, as a plain value."""
    if isinstance(thing, ImportedPage):
        return thing.value(name)
    if name == "phones":
        return [{each: getattr(phone, each) for each in ("number", "extension", "purpose")} for phone in thing.phones.all()]
    value = plain(getattr(thing, name, None))
    return sorted(value) if name == "services" else value


def alike(thing: Any, name: str, value: Any) -> bool:
    """Whether a thing says a value already; codes and words in whatever order."""
    stands = standing(thing, name)
    if isinstance(stands, list) and name != "phones" and isinstance(value, list):
        return sorted(map(_in_order, stands)) == sorted(map(_in_order, value))
    return same(stands, value)


def _in_order(value: Any) -> str:
    """The same for what is the same: PostgreSQL gives the parts of a stored value back in an order of its own."""
    return json.dumps(value, sort_keys=True, default=str)
