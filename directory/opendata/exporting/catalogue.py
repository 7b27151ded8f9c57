"""What open data there is: each dataset with how much, how new, from whom, under what licence, in which forms."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext

from cms.core.navigation import absolute
from directory.models import DataSource
from directory.opendata.datasets import DATASETS, Dataset
from directory.opendata.exporting import programs
from directory.opendata.exporting.cells import LAYOUT, LAYOUTS
from directory.opendata.exporting.places import held_by, sources_of
from directory.opendata.importing import NAMES, PROGRAM_DATASET
from directory.opendata.rooms import rooms

ROOT = "/api/v2/opendata/"
LICENCES = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.ja",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.ja",
    "CC BY 2.1 JP": "https://creativecommons.org/licenses/by/2.1/jp/",
    "PDL 1.0": "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}
"""Where the licences stand that open data of Japan goes by."""
GEOJSON, JSON = ("geojson", "application/geo+json"), ("json", "application/json")


@dataclass(frozen=True)
class Form:
    """A form in which a dataset is to be had."""

    name: str
    media_type: str
    url: str
    layout: str = ""
    """Of a CSV: whose columns it has (LAYOUTS)."""

    @property
    def label(self) -> str:
        if self.layout not in {"", LAYOUT}:
            return gettext("以前の様式のCSV")
        return "GeoJSON" if self.name == "geojson" else self.name.upper()


@dataclass(frozen=True)
class Entry:
    """A dataset of the catalogue. `updated_at` is when one of its places was last changed."""

    code: str
    name: str
    count: int
    updated_at: datetime.datetime
    forms: list[Form]
    sources: list[DataSource]


def licence() -> tuple[str, str]:
    """The licence of what is published here, and where it stands; empty where nobody has settled it."""
    name = str(getattr(settings, "OPENDATA_LICENCE", ""))
    return name, LICENCES.get(name, "")


def catalogue() -> Iterator[Entry]:
    """The datasets in which there is anything."""
    kept = rooms()
    for dataset in DATASETS:
        if dataset.code in kept:
            room = kept[dataset.code]
            if (at := room.updated_at()) is not None:
                held = room.held(None)
                told_of = DataSource.objects.filter(dataset=dataset.code, records__page__in=held, records__is_gone=False)
                sources = list(told_of.distinct().order_by("name"))
                yield Entry(dataset.code, str(dataset.name), held.count(), at, _spreadsheets(dataset), sources)
        elif dataset.scope == "place":
            found = held_by(dataset).aggregate(count=Count("pk"), at=Max("updated_at"))
            if found["count"]:
                forms = [*_spreadsheets(dataset), _form(dataset.code, *GEOJSON)]
                yield Entry(dataset.code, str(dataset.name), found["count"], found["at"], forms, list(sources_of(dataset)))
    found = programs.held().aggregate(count=Count("pk"), at=Max("updated_at"))
    if found["count"]:
        told_of = DataSource.objects.filter(records__program__in=programs.held(), records__is_gone=False)
        forms = [_form(PROGRAM_DATASET, *JSON)]
        name = str(NAMES[PROGRAM_DATASET])
        yield Entry(PROGRAM_DATASET, name, found["count"], found["at"], forms, list(told_of.distinct().order_by("name")))


def _spreadsheets(dataset: Dataset) -> list[Form]:
    """In today's columns, and in the former standard's where it knew the dataset."""
    found = [layout for layout in LAYOUTS if layout in dataset.layouts]
    url = absolute(f"{ROOT}{dataset.code}.csv")
    return [Form("csv", "text/csv", url if each == LAYOUT else f"{url}?layout={each}", each) for each in found]


def _form(code: str, name: str, media_type: str) -> Form:
    return Form(name, media_type, absolute(f"{ROOT}{code}.{name}"))
