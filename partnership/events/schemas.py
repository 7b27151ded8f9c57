"""The shapes of the events in the API."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from ninja import Field, Schema

from cms.core.ages import MAX_MONTHS, MIN_MONTHS
from cms.core.api.parameters import LARGEST
from cms.core.api.routes import LIMIT_MAX, AgeQuery, AgesOut, ages_out
from cms.core.navigation import absolute
from directory.models import Organisation, Place
from directory.schemas import PointOut, address, organisation_link
from partnership.events.words import when_in_words
from partnership.models import EventPage, Occurrence


class EventFilters(AgeQuery):
    """What lists and maps of events are narrowed by."""

    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")
    first: datetime.date | None = Field(None, alias="from", description="On this day or later (today)")
    last: datetime.date | None = Field(None, alias="to", description="On this day or earlier")
    kind: list[str] = Field([], description=f"Any of these: {', '.join(EventPage.Kind.values)}")
    age_from: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="For a child of any age from this month")
    age_to: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="… to this one")
    near: str = Field("", max_length=60, description="Latitude,longitude in degrees: at a place around it")
    radius: float | None = Field(None, gt=0, le=50_000, description="Metres around `near` (2000)")
    bbox: str = Field("", max_length=100, description="West,south,east,north in degrees: at a place within")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who invites, in any language")
    tag: list[str] = Field([], max_length=10, description="With all of these tags, each by its name in any language or its slug")


class EventQuery(EventFilters):
    limit: int = Field(20, ge=0, le=LIMIT_MAX, description="How many at most")
    cursor: str = Field("", max_length=800, description="`next_cursor` of the page before")


class EventPlaceOut(Schema):
    """Where it is; a place of the directory has an id, a free text only a name."""

    id: int | None
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    url: str


class EventOrganisationOut(Schema):
    id: int
    name: str
    url: str


class EventOut(Schema):
    id: int
    locale: str
    title: str
    summary: str
    kind: str
    kind_label: str
    attendance: str = Field(description=f"One of {', '.join(EventPage.Attendance.values)}")
    place: EventPlaceOut | None
    room: str = Field(description="Where exactly, beside the place")
    online_url: str
    ages: AgesOut
    price: int | None = Field(description="Yen; 0 is free, null is what `fee_note` says")
    fee_note: str
    capacity: int | None
    apply_how: str
    apply_url: str
    apply_by: datetime.date | None = Field(description="The last day, included")
    childcare: bool
    nursing_room: bool
    contact_name: str
    contact_phone: str
    contact_email: str
    tags: list[str] = Field(description="In the event's language")
    updated_at: datetime.datetime | None
    url: str = Field(description="Its page on the suite's own site")
    calendar_url: str = Field(description="The event as iCalendar")


class TimeOut(Schema):
    starts_at: datetime.datetime = Field(description="The beginning of the day, where it lasts all day")
    ends_at: datetime.datetime | None = Field(description="Excluded; null where nobody wrote it")
    all_day: bool
    status: str = Field(description="scheduled, cancelled or postponed")
    note: str
    when: str = Field(description="In words, in the event's language")


class OccurrenceOut(TimeOut):
    """One time at which an event happens. What was cancelled stays, and says so."""

    id: int
    distance: float | None = Field(description="Metres from the point asked for")
    event: EventOut


class OccurrencesMetaOut(Schema):
    total_count: int
    next_cursor: str = Field(description="For the page after this one; empty on the last")


class OccurrencesOut(Schema):
    meta: OccurrencesMetaOut
    items: list[OccurrenceOut]


class EventFeatureOut(Schema):
    type: str
    id: int
    geometry: PointOut
    properties: dict[str, Any] = Field(
        description="What a map says of the event, and of the first of its times that the filters let through; `times` says how "
        "many they let through"
    )


class EventFeaturesOut(Schema):
    """GeoJSON (RFC 7946): an event is one feature, however often it happens."""

    type: str
    features: list[EventFeatureOut]
    unplaced: int = Field(description="How many events have no position, and are not among the features")


class EventDetailOut(EventOut):
    occurrences: list[TimeOut] = Field(description="Every time at which it happens, in order")
    organisers: list[EventOrganisationOut]
    organiser_names: list[str] = Field(description="Who else invites")


def event_out(page: EventPage, place: Place | None, tags: list[str]) -> dict[str, Any]:
    online = page.attendance == EventPage.Attendance.ONLINE
    names = (
        "id", "title", "summary", "kind", "attendance", "online_url", "price", "fee_note", "capacity", "apply_how",
        "apply_url", "apply_by", "childcare", "nursing_room", "contact_name", "contact_phone", "contact_email",
    )  # fmt: skip
    with translation.override(page.locale.language_code):
        return {
            **{name: getattr(page, name) for name in names},
            "locale": page.locale.language_code,
            "kind_label": str(page.get_kind_display()),
            "place": None if online else place_out(place, page.place_text),
            "room": page.place_text if place and not online else "",
            "ages": ages_out(page.ages),
            "tags": tags,
            "updated_at": page.last_published_at,
            "url": absolute(page.url or ""),
            "calendar_url": absolute(reverse("partnership:event_calendar", args=[page.pk])),
        }


def place_out(place: Place | None, text: str) -> dict[str, Any] | None:
    if place is None:
        free = {"id": None, "name": text, "address": "", "latitude": None, "longitude": None, "url": ""}
        return free if text else None
    return {
        "id": place.pk,
        "name": place.name,
        "address": place.address,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "url": address(place),
    }


def time_out(time: Any, language: str) -> dict[str, Any]:
    """A `Planned`."""
    with translation.override(language):
        return {
            "starts_at": time.starts_at,
            "ends_at": time.ends_at,
            "all_day": time.is_all_day,
            "status": time.status.value,
            "note": time.note,
            "when": when_in_words(time),
        }


def occurrence_out(occurrence: Occurrence, place: Place | None, distance: float | None, tags: list[str]) -> dict[str, Any]:
    page = occurrence.page
    return {
        "id": occurrence.pk,
        **time_out(occurrence.planned, page.locale.language_code),
        "distance": distance,
        "event": event_out(page, place, tags),
    }


def feature_out(first: Occurrence, times: int, place: Place, tags: list[str]) -> dict[str, Any]:
    """An event as a point on a map, by the first of so many times."""
    page = first.page
    time = time_out(first.planned, page.locale.language_code)
    with translation.override(page.locale.language_code):
        return {
            "type": "Feature",
            "id": page.pk,
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "name": page.title,
                "locale": page.locale.language_code,
                "kind": page.kind,
                "kind_label": str(page.get_kind_display()),
                "place": place.name,
                "room": page.place_text,
                "address": place.address,
                "age_min": page.age_min,
                "age_max": page.age_max,
                "price": page.price,
                "tags": tags,
                "starts_at": time["starts_at"],
                "ends_at": time["ends_at"],
                "all_day": time["all_day"],
                "status": time["status"],
                "when": time["when"],
                "times": times,
                "url": absolute(page.url or ""),
            },
        }


def organisers_out(organisations: list[Organisation | str]) -> dict[str, Any]:
    return {
        "organisers": [organisation_link(each) for each in organisations if not isinstance(each, str)],
        "organiser_names": [each for each in organisations if isinstance(each, str)],
    }
