"""What the columns of the standards cannot say, in a column of its own, so that what was written is read again as it was.

A capacity of 0, half-width kana in a name, opening hours no sentence tells, a sign that cp932 has not: for each field that a
reader would not give back, the column holds what a reader makes of the other cells, and the value itself. The value counts only
as long as the reader still makes the same of them: whoever corrects a cell has the last word. But not about what the cells cannot
say at all: an event's repeats do not end because somebody wrote another hour beside them.
"""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from directory.models import Place, SupportProgram
from directory.models.named import READING
from directory.opendata import columns
from directory.opendata.cells import Doubt, doubt
from directory.opendata.plain import Values, plain

HELD = (
    "name", "kana", "common_name", "kind", "category", "address", "postal_code", "prefecture", "city", "town", "street",
    "building", "latitude", "longitude", "access", "parking", "phones", "fax", "email", "url", "form_url", "age_min", "age_max",
    "capacity", "fees", "services", "accessibility", "languages", "departments", "beds", "after_hours", "note", "opening_hours",
    "hours_shift", "hours_note",
)  # fmt: skip
"""The fields of a place that a file can fill."""
PROGRAM_HELD = (
    "name", "short_name", "kana", "summary", "description", "target", "support", "cost", "how_to_apply", "period", "place",
    "contact_name", "contact_note", "phone", "email", "url", "address", "links", "law", "categories", "themes", "number",
    "age_min", "age_max", "updated_on",
)  # fmt: skip
"""Those of a support programme."""
OF_MODEL: dict[type[models.Model], tuple[str, ...]] = {Place: HELD, SupportProgram: PROGRAM_HELD}
PHONE = ("number", "extension", "purpose")


def write(read: Values, wanted: Values) -> str:
    """The cell for a row of which a reader makes `read`, and which means `wanted`; empty where that is the same."""
    differing = {name: [read.get(name), value] for name, value in wanted.items() if not same(read.get(name), value)}
    return json.dumps(differing, separators=(",", ":")) if differing else ""


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are one, nothing in any form included."""
    return bool(one == other and type(one) is type(other)) or (is_empty(one) and is_empty(other)) or _is_number(one, other)


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _is_number(one: Any, other: Any) -> bool:
    return one == other and all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, other))


def restore(
    read: Values,
    cell: str,
    checked: Callable[[str, Any], Any],
    is_beyond_cells: Callable[[str, Any], bool],
) -> tuple[Values, list[Doubt]]:
    """What a row means: what was read of it, with the values of the cell in the place of those that nobody changed since.

    `checked` (field, value) gives a value back as the field holds it, or raises one of WRONG. Of what `is_beyond_cells` (field,
    value) the value stays, and it is a doubt that a cell was changed.
    """
    try:
        written = json.loads(cell, parse_constant=_refused) if cell.strip() else {}
        pairs = {str(name): (before, value) for name, (before, value) in written.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return read, [doubt("exact_unread", cell[:200])]
    found, doubts = dict(read), []
    for name, (before, value) in pairs.items():
        is_changed = not same(read.get(name), before)
        if is_changed and not is_beyond_cells(name, value):
            continue
        try:
            if is_without_null(value):
                found[name] = checked(name, value)
            else:
                raise ValueError(name)
            if is_changed:
                doubts.append(doubt("beyond_cells", name))
        except WRONG:
            doubts.append(doubt("exact_unread", f"{name}: {json.dumps(value, ensure_ascii=False)}"[:200]))
    for (one, other), fits in TOGETHER.items():
        if one in found and not fits(found.get(one), found.get(other)):
            found |= {name: read.get(name) for name in (one, other)}
            doubts.append(doubt("exact_unread", f"{one}、{other}"))
    return found, doubts


WRONG = (ValidationError, TypeError, ValueError, LookupError)
"""What a checker raises of a value that its field cannot hold."""


def _refused(constant: str) -> Any:
    raise ValueError(constant)  # NaN and Infinity, which no database takes


def is_without_null(value: Any) -> bool:
    """Whether no text in it holds the sign that no database takes."""
    return "\x00" not in json.dumps(value, ensure_ascii=False) and "\\u0000" not in json.dumps(value)


def fitting(name: str, value: Any, model: type[models.Model]) -> Any:
    """A value that a field of the model, or a record, can hold.

    Raises:
        ValidationError, TypeError, ValueError: it cannot.
    """
    if name == "phones":
        return [{key: str(phone.get(key) or "") for key in PHONE} for phone in value]
    if name not in OF_MODEL[model]:
        if name not in columns.FIELDS["place"]:
            raise ValueError(name)
        return value
    if name == "kana" and not READING.fullmatch(value):
        raise ValueError(value)
    field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    cleaned = plain(field.clean(value, None))
    return sorted(cleaned) if name == "services" else cleaned


def _is_somewhere_or_nowhere(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return latitude is longitude
    return (latitude, longitude) != (0, 0)


def _run_forwards(low: float | None, high: float | None) -> bool:
    return low is None or high is None or low <= high


TOGETHER = {("latitude", "longitude"): _is_somewhere_or_nowhere, ("age_min", "age_max"): _run_forwards}
"""Fields of which one may not be without what it asks of the other."""
