"""Many places at once, for a map and for a spreadsheet: read column by column, without making objects."""

import csv
import datetime
from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from cms.core.navigation import absolute
from cms.core.openness import OpenAt
from directory.duty.turns import turns_from, with_turns
from directory.fitting import is_age_known
from directory.hours import Hours
from directory.models import Place, PlacePhone
from directory.models.place import PlaceQuerySet
from directory.schemas import status_out
from directory.spreadsheet import safe

ON_THE_MAP = (
    "pk", "name", "kind", "address", "latitude", "longitude", "age_min", "age_max", "services", "opening_hours", "hours_shift",
    "translation_key", "locale__language_code",
)  # fmt: skip
COLUMNS = (
    "id", "locale", "name", "kana", "common_name", "kind", "category", "postal_code", "prefecture", "city", "town", "street",
    "building", "address", "latitude", "longitude", "phones", "fax", "email", "url", "form_url", "age_min", "age_max", "capacity",
    "services", "accessibility", "languages", "departments", "fees", "access", "parking", "opening_hours", "hours_shift",
    "hours_note", "after_hours", "note", "source", "confirmed_on",
)  # fmt: skip


def features(places: PlaceQuerySet, asked: OpenAt | None = None) -> dict[str, Any]:
    """The places that have a position, as a GeoJSON FeatureCollection (RFC 7946); `unplaced` says how many have none.

    Args:
        asked: when it is asked whether each is open; then they say it as their `status`.
    """
    rows = list(places.values_list(*ON_THE_MAP))
    roots = {language: _root(language) for language in {row[-1] for row in rows}}
    kinds = {code: str(label) for code, label in Place.Kind.choices}
    status_of = _statuses(asked.moment) if asked else None
    found = [
        {
            "type": "Feature",
            "id": pk,
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {
                "name": name,
                "locale": language,
                "kind": kind,
                "kind_label": kinds.get(kind, kind),
                "address": address,
                "age_min": age_min,
                "age_max": age_max,
                "age_known": is_age_known(kind, age_min, age_max),
                "services": list(services),
                "url": f"{roots[language]}{pk}/",
                **({"status": status_of(hours, shift, key)} if status_of else {}),
            },
        }
        for pk, name, kind, address, latitude, longitude, age_min, age_max, services, hours, shift, key, language in rows
        if latitude is not None
    ]
    return {"type": "FeatureCollection", "features": found, "unplaced": len(rows) - len(found)}


def _statuses(moment: datetime.datetime) -> Callable[[str, str, UUID], dict[str, Any]]:
    """What hours, and duty beside them, say of a moment. Many places keep the same hours, so each text is asked once."""
    turns = turns_from(moment)

    @cache
    def by_hours(hours: str, shift: str) -> dict[str, Any]:
        return status_out(Hours(hours, shift).state(moment))

    def status_of(hours: str, shift: str, key: UUID) -> dict[str, Any]:
        if key in turns:
            return status_out(with_turns(Hours(hours, shift), moment, turns[key]))
        return by_hours(hours, shift)

    return status_of


def _root(language: str) -> str:
    with translation.override(language):
        return absolute(reverse("directory:place", args=[0])).removesuffix("0/")


def table(places: PlaceQuerySet) -> str:
    """The places as CSV, UTF-8 with a byte order mark, so that spreadsheets read Japanese; no cell begins a formula."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    phones = _phones(places)
    named = [name for name in COLUMNS if name not in ("id", "locale", "phones")]
    for row in places.values("pk", "locale__language_code", *named).iterator(chunk_size=2000):
        cells = {**row, "id": row["pk"], "locale": row["locale__language_code"], "phones": phones.get(row["pk"], [])}
        writer.writerow([safe(said(cells[name])) for name in COLUMNS])
    return "\ufeff" + written.getvalue()


def _phones(places: PlaceQuerySet) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = PlacePhone.objects.filter(place__in=places.order_by().values("pk")).order_by("sort_order")
    for place, number, purpose in rows.values_list("place_id", "number", "purpose"):
        found.setdefault(place, []).append(f"{number}（{purpose}）" if purpose else number)
    return found


def said(value: Any) -> Any:
    """A value as a cell: nothing for None, several with ; between them, all others as they are."""
    if value is None:
        return ""
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else value
