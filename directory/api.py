"""`/api/v2/places` and `/api/v2/organisations`."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router
from ninja.errors import HttpError
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Locale

from cms.core.api import parameters
from cms.core.api.middleware import of_this_minute
from cms.core.api.routes import Id, ListOut, choice, part
from cms.core.queries import in_locale
from directory import queries
from directory.duty.turns import turns_from
from directory.exports import features, table
from directory.fitting import AGE_UNKNOWN
from directory.models import Organisation, Place
from directory.models.place import PlaceQuerySet
from directory.paging import after, cursor_after, mark_of
from directory.parameters import ages_between, box_of, departments_of, position_of
from directory.schemas import (
    AskedStatus,
    FeaturesOut,
    OrganisationDetailOut,
    OrganisationOut,
    OrganisationQuery,
    PlaceDetailOut,
    PlaceFilters,
    PlaceListQuery,
    PlaceMapQuery,
    PlacesOut,
    organisation_out,
    place_out,
    translation_out,
)
from directory.vocabularies import SERVICES

RADIUS = 1000.0
"""Metres, where a point comes without a radius."""
SORTS = ("name", "distance")

places_router = Router(tags=["places"])
geojson_router = Router(tags=["places"])
csv_router = Router(tags=["places"])
organisations_router = Router(tags=["organisations"])


@places_router.get("", response=PlacesOut, summary="Places: where to go and whom to call", auth=None)
def places(request: HttpRequest, query: Query[PlaceListQuery]) -> dict[str, Any]:
    """In kana order (by name in other languages than Japanese), around a point by distance. What is not translated is listed in
    Japanese.
    """
    locale = parameters.locale(query.locale)
    of_this_minute(request, query.at, query.open_at)
    keys = _order(query, locale)
    found = _asked_for(query, locale).order_by(*keys)
    mark = mark_of({**query.filters(), "order": keys})
    if query.cursor and query.offset:
        raise BadRequestError("offset and cursor do not go together")
    rest = after(found, keys, mark, query.cursor) if query.cursor else found
    rows = list(rest[query.offset : query.offset + query.limit + 1]) if query.limit else []
    shown = queries.with_vacancies(rows[: query.limit])
    operators = _operators(shown, locale)
    asked = query.at or query.open_at
    turns = turns_from(asked.moment, [place.translation_key for place in shown]) if asked else {}
    return {
        "meta": {
            "total_count": found.count(),
            "next_cursor": cursor_after(shown[-1], keys, mark) if len(rows) > len(shown) else "",
        },
        "items": [place_out(place, operators.get(place.organisation_id), asked, turns) for place in shown],
    }


@geojson_router.get("", response=FeaturesOut, summary="Places for a map, as GeoJSON", auth=None)
def geojson(request: HttpRequest, query: Query[PlaceMapQuery]) -> JsonResponse:
    """All that the filters let through."""
    of_this_minute(request, query.at, query.open_at)
    found = features(_asked_for(query, parameters.locale(query.locale)), query.at or query.open_at)
    return JsonResponse(
        found, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )


@csv_router.get("", summary="Places for a spreadsheet, as CSV", auth=None)
def spreadsheet(request: HttpRequest, query: Query[PlaceFilters]) -> HttpResponse:
    """All that the filters let through, UTF-8 with a byte order mark."""
    of_this_minute(request, query.open_at)
    found = table(_asked_for(query, parameters.locale(query.locale)))
    return HttpResponse(
        found, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'inline; filename="places.csv"'}
    )


def _order(query: PlaceListQuery, locale: Locale) -> tuple[str, ...]:
    """The columns by which the places are listed.

    Raises:
        BadRequestError: there is no such order, or no point to be near to.
    """
    sort = choice("sort", query.sort, SORTS)
    if sort == "distance" and not query.near:
        raise BadRequestError("sort=distance needs near")
    if query.near and sort != "name":
        return ("distance", "pk")
    return ("kana_order", "name", "pk") if locale.language_code == settings.LANGUAGE_CODE else ("name", "pk")


def _asked_for(query: PlaceFilters, locale: Locale) -> PlaceQuerySet:
    """The places that every filter lets through; around a point the nearest first.

    Raises:
        BadRequestError: a filter is wrong; names it.
    """
    kinds = [choice("kind", kind, Place.Kind.values) for kind in query.kind]
    service = choice("service", query.service, SERVICES)
    found: PlaceQuerySet = query.narrow(queries.public_places(locale, kinds))
    if query.age_from is not None or query.age_to is not None:
        found = found.for_ages(ages_between(query.age_from, query.age_to))
    if query.age_known is not None:
        found = found.filter(~AGE_UNKNOWN if query.age_known else AGE_UNKNOWN)
    if service:
        found = found.offering(service)
    if query.department:
        found = found.filter(departments_of(query.department, Place.objects.public()))
    if query.organisation is not None:
        found = queries.run_by(found, query.organisation)
    if query.updated_since is not None:
        found = found.filter(updated_at__gte=query.updated_since)
    if query.bbox:
        found = found.within(box_of(query.bbox))
    if query.near:
        found = found.around(position_of(query.near), query.radius or RADIUS)
    elif query.radius is not None:
        raise BadRequestError("radius needs near")
    return found.open_at(query.open_at.moment) if query.open_at else found


@places_router.get("/{id}", response=PlaceDetailOut, summary="One place", auth=None)
def place(request: HttpRequest, id: Id, query: Query[AskedStatus]) -> dict[str, Any]:  # noqa: A002 (the name in the address)
    """With what is free in it, and its translations."""
    of_this_minute(request, query.at)
    found = _one(Place.objects.public().select_related("locale", "organisation").prefetch_related("phones"), id)
    queries.with_vacancies([found])
    operator = _operators([found], found.locale).get(found.organisation_id)
    turns = turns_from(query.at.moment, [found.translation_key]) if query.at else {}
    told = place_out(found, operator, query.at, turns)
    return {**told, "translations": _translations(found)}


@organisations_router.get("", response=ListOut[OrganisationOut], summary="Organisations: who does something here", auth=None)
def organisations(request: HttpRequest, query: Query[OrganisationQuery]) -> dict[str, Any]:
    """In kana order (by name in other languages than Japanese). What is not translated is listed in Japanese."""
    found = queries.public_organisations(parameters.locale(query.locale))
    kind = choice("kind", query.kind, Organisation.Kind.values)
    return part(found.filter(kind=kind) if kind else found, query, organisation_out)


@organisations_router.get("/{id}", response=OrganisationDetailOut, summary="One organisation", auth=None)
def organisation(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 (the name in the address)
    """With its translations. What it runs is at places?organisation=ID."""
    found = _one(Organisation.objects.public().select_related("locale"), id)
    return {**organisation_out(found), "translations": _translations(found)}


def _one(queryset: "QuerySet[Any]", pk: int) -> Any:
    found = queryset.filter(pk=pk).first()
    if found is None:
        raise HttpError(404, "there is no such public thing")
    return found


def _operators(places: list[Place], locale: Locale) -> dict[int | None, Organisation]:
    """Who runs the places, by the id that the place holds, each in the reader's language where it is translated."""
    held = list({place.organisation_id: place.organisation for place in places if place.organisation}.values())
    localized = in_locale(held, locale)
    prefetch_related_objects(localized, "locale")
    return {original.pk: found for original, found in zip(held, localized, strict=True)}


def _translations(thing: Any) -> list[dict[str, Any]]:
    return [translation_out(each) for each in queries.translations_of(thing)]
