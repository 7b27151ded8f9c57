"""`/api/v2/events`."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError
from wagtail.api.v2.utils import BadRequestError

from cms.core.api import parameters
from cms.core.api.filters import tagged
from cms.core.api.routes import Id, choice
from directory.models import Place
from directory.paging import after, cursor_after, mark_of
from directory.parameters import ages_between, box_of, position_of
from partnership.events import queries
from partnership.events.page import EventView
from partnership.events.schemas import (
    EventDetailOut,
    EventFeaturesOut,
    EventFilters,
    EventQuery,
    OccurrencesOut,
    event_out,
    feature_out,
    occurrence_out,
    organisers_out,
    time_out,
)
from partnership.models import EventPage, Occurrence
from partnership.models.occurrences import OccurrenceQuerySet

RADIUS = 2000.0
"""Metres, where a point comes without a radius."""
ORDER = ("starts_at", "pk")

router = Router(tags=["events"])
geojson_router = Router(tags=["events"])


@router.get("", response=OccurrencesOut, summary="Events by date: one entry for each time that one happens", auth=None)
def events(request: HttpRequest, query: Query[EventQuery]) -> dict[str, Any]:
    """From today on, unless `from` or `to` says otherwise; the earliest first. What is cancelled is there and says so."""
    locale = parameters.locale(query.locale)
    found = _asked_for(query, queries.public_occurrences(locale))
    mark = mark_of({**query.model_dump(exclude={"limit", "cursor"}), "locale": locale.language_code})
    rest = after(found, ORDER, mark, query.cursor) if query.cursor else found
    rows = list(rest[: query.limit + 1]) if query.limit else []
    shown = rows[: query.limit]
    places = queries.places_of((each.page for each in shown), locale)
    tags = queries.tags_of(each.page for each in shown)
    here = position_of(query.near) if query.near else None
    items = []
    for each in shown:
        place = places.get(each.page_id)
        distance = queries.distance(place, here) if place and here else None
        items.append(occurrence_out(each, place, distance, tags[each.page_id]))
    return {
        "meta": {
            "total_count": found.count(),
            "next_cursor": cursor_after(shown[-1], ORDER, mark) if len(rows) > len(shown) else "",
        },
        "items": items,
    }


@geojson_router.get("", response=EventFeaturesOut, summary="Events for a map, as GeoJSON", auth=None)
def geojson(request: HttpRequest, query: Query[EventFilters]) -> JsonResponse:
    """All events that the filters let through, from today on unless `from` or `to` says otherwise; an event once."""
    locale = parameters.locale(query.locale)
    times: dict[int, list[Occurrence]] = {}
    for each in _asked_for(query, queries.public_occurrences(locale)):
        times.setdefault(each.page_id, []).append(each)
    pages = [occurrences[0].page for occurrences in times.values()]
    places, tags = queries.places_of(pages, locale), queries.tags_of(pages)
    placed = {page.pk: places[page.pk] for page in pages if page.pk in places and _is_somewhere(page, places[page.pk])}
    found = [feature_out(times[pk][0], len(times[pk]), place, tags[pk]) for pk, place in placed.items()]
    return JsonResponse(
        {"type": "FeatureCollection", "features": found, "unplaced": len(pages) - len(found)},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def _is_somewhere(page: EventPage, place: Place) -> bool:
    """Whether one can go there, and it is known where that is."""
    return page.attendance != EventPage.Attendance.ONLINE and place.latitude is not None


@router.get("/{id}", response=EventDetailOut, summary="One event, with every time at which it happens", auth=None)
def event(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 (the name in the address)
    found = queries.public_events().prefetch_related("organisers__organisation").filter(pk=id).first()
    if found is None:
        raise HttpError(404, "there is no such public thing")
    place = queries.places_of([found], found.locale).get(found.pk)
    language = found.locale.language_code
    return {
        **event_out(found, place, queries.tags_of([found])[found.pk]),
        **organisers_out(EventView(found).organisers),
        "occurrences": [time_out(time, language) for time in found.times],
    }


def _asked_for(query: EventFilters, found: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """Raises BadRequestError: a filter is wrong; names it."""
    kinds = [choice("kind", kind, EventPage.Kind.values) for kind in query.kind]
    if query.first and query.last and query.last < query.first:
        raise BadRequestError("to must not be before from")
    first = query.first or (None if query.last else timezone.localdate())
    found = query.narrow(found.within(first, query.last))
    if kinds:
        found = found.filter(kind__in=kinds)
    if query.age_from is not None or query.age_to is not None:
        found = found.for_ages(ages_between(query.age_from, query.age_to))
    if query.organisation is not None:
        found = queries.of_organisation(found, query.organisation)
    for tag in query.tag:
        found = found.filter(page_id__in=tagged(tag))
    if query.bbox:
        found = queries.within(found, box_of(query.bbox))
    if query.near:
        return queries.around(found, position_of(query.near), query.radius or RADIUS)
    if query.radius is not None:
        raise BadRequestError("radius needs near")
    return found
