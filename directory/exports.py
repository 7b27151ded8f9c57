"""Many places at once, for a map and for a spreadsheet: read column by column, without making objects."""

import csv
from io import StringIO
from typing import Any

from django.urls import reverse
from django.utils import translation

from cms.core.navigation import absolute
from directory.models import Place, PlacePhone
from directory.models.place import PlaceQuerySet
from directory.spreadsheet import safe

ON_THE_MAP = ("pk", "name", "kind", "address", "latitude", "longitude", "age_min", "age_max", "services", "locale__language_code")
COLUMNS = (
    "id", "locale", "name", "kana", "common_name", "kind", "category", "postal_code", "prefecture", "city", "town", "street",
    "building", "address", "latitude", "longitude", "phones", "fax", "email", "url", "form_url", "age_min", "age_max", "capacity",
    "services", "accessibility", "languages", "departments", "fees", "access", "parking", "opening_hours", "hours_shift",
    "hours_note", "after_hours", "note", "source", "confirmed_on",
)  # fmt: skip


def features(places: PlaceQuerySet) -> dict[str, Any]:
    """The places that have a position, as a GeoJSON FeatureCollection (RFC 7946); `unplaced` says how many have none."""
    rows = list(places.values_list(*ON_THE_MAP))
    roots = {language: _root(language) for language in {row[-1] for row in rows}}
    kinds = {code: str(label) for code, label in Place.Kind.choices}
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
                "services": list(services),
                "url": f"{roots[language]}{pk}/",
            },
        }
        for pk, name, kind, address, latitude, longitude, age_min, age_max, services, language in rows
        if latitude is not None
    ]
    return {"type": "FeatureCollection", "features": found, "unplaced": len(rows) - len(found)}


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
