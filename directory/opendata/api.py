"""`/api/v2/opendata`: the datasets in the layout of the municipal standards."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from directory.opendata.datasets import BY_CODE, DATASETS, Dataset
from directory.opendata.exporting import programs
from directory.opendata.exporting.catalogue import catalogue, licence
from directory.opendata.exporting.cells import LAYOUT
from directory.opendata.exporting.features import features
from directory.opendata.exporting.files import NoLayoutError, export, file_name
from directory.opendata.rooms import rooms

router = Router(tags=["opendata"])

CODES = ", ".join(dataset.code for dataset in DATASETS if dataset.scope == "place")
MORE = "; as CSV also what an installed app keeps, as `events`"
CsvCode = Annotated[str, Path(max_length=40, description=f"One of {CODES}{MORE}")]
Code = Annotated[str, Path(max_length=40, description=f"One of {CODES}")]


Layout = Annotated[
    Literal["standard", "recommended"],
    Query(
        description="The columns of today's standard, or of 推奨データセット (2017 to 2022); 404 where that has no such dataset"
    ),
]


class FormOut(Schema):
    name: str
    layout: str = Field(description="Whose columns a CSV has: `standard` or `recommended`; else empty")
    media_type: str
    url: str


class SourceOut(Schema):
    """Who published it first, and under what licence."""

    name: str
    licence: str
    url: str


class DatasetOut(Schema):
    code: str
    name: str
    count: int
    updated_at: datetime.datetime
    forms: list[FormOut]
    sources: list[SourceOut]


class CatalogueOut(Schema):
    licence: str = Field(description="Of what is published here; empty where it is not settled")
    licence_url: str
    datasets: list[DatasetOut]


@router.get("", response=CatalogueOut, summary="Open data: which datasets there are", auth=None)
def datasets(request: HttpRequest) -> dict[str, Any]:
    """Those in which there is anything, with the addresses of their files."""
    name, url = licence()
    return {"licence": name, "licence_url": url, "datasets": list(catalogue())}


@router.get("/programs.json", summary="Support programmes, as the registry of municipalities has them", auth=None)
def registry(request: HttpRequest) -> HttpResponse:
    """All public programmes."""
    return HttpResponse(programs.registry(is_standard_only=True), content_type="application/json")


@router.get("/{id}.csv", summary="A dataset as CSV, in the layout of 自治体標準オープンデータセット", auth=None)
def spreadsheet(request: HttpRequest, id: CsvCode, layout: Layout = LAYOUT) -> HttpResponse:  # noqa: A002 (the name in the address)
    """UTF-8 with a byte order mark; the standard's columns in the standard's order, and no others."""
    found = BY_CODE[id] if id in rooms() else _dataset(id)
    try:
        written = export(found, is_standard_only=True, layout=layout)
    except NoLayoutError as error:
        raise HttpError(404, "this dataset has no recommended layout; /api/v2/opendata lists its forms") from error
    headers = {"Content-Disposition": f'inline; filename="{file_name(found.code, layout)}"'}
    return HttpResponse(written.content, content_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{id}.geojson", summary="A dataset as GeoJSON, its properties named as the standard's columns", auth=None)
def geojson(request: HttpRequest, id: Code) -> JsonResponse:  # noqa: A002
    """The places that have a position."""
    return JsonResponse(features(_dataset(id)), content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def _dataset(code: str) -> Dataset:
    """Raises:
    HttpError: there is none of this code.
    """
    found = BY_CODE.get(code)
    if found is None or found.scope != "place":
        raise HttpError(404, "there is no such dataset; /api/v2/opendata lists them")
    return found
