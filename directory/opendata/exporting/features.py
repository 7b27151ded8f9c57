"""A dataset as GeoJSON (RFC 7946), with the standard's columns as properties."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from cms.core.navigation import absolute
from directory.opendata.datasets import Dataset
from directory.opendata.exporting.table import Exporting


def features(dataset: Dataset) -> dict[str, Any]:
    """The places of a dataset that have a position; `unplaced` says how many have none."""
    exporting = Exporting(dataset, is_standard_only=True)
    table = exporting.table()
    found = []
    with translation.override("ja"):
        for thing, row in zip(exporting.things, table.rows, strict=True):
            place = thing.place
            if place.latitude is None:
                continue
            told = {name: cell for name, cell in zip(table.header, row, strict=True) if cell and name not in ("緯度", "経度")}
            found.append(
                {
                    "type": "Feature",
                    "id": place.pk,
                    "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
                    "properties": {**told, "url": absolute(reverse("directory:place", args=[place.pk]))},
                }
            )
    return {"type": "FeatureCollection", "features": found, "unplaced": len(table.rows) - len(found)}
