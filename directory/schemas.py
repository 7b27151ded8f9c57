"""The shapes of the directory in the API."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from ninja import Field, Schema
from pydantic import AwareDatetime

from cms.core.ages import MAX_MONTHS, MIN_MONTHS
from cms.core.api.parameters import LARGEST
from cms.core.api.routes import AgeQuery, AgesOut, ListQuery, ages_out
from cms.core.navigation import absolute
from directory.models import Organisation, Place, SupportProgram
from directory.vocabularies import SERVICES


class PlaceFilters(AgeQuery):
    """What lists, maps and tables of places are narrowed by."""

    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")
    kind: list[str] = Field([], description=f"Any of these: {', '.join(Place.Kind.values)}")
    age_from: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="For a child of any age from this month")
    age_to: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="… to this one")
    service: str = Field("", max_length=40, description=f"Offers this: one of {', '.join(SERVICES)}")
    open_at: AwareDatetime | None = Field(None, description="Surely open at this moment: ISO 8601 with an offset")
    bbox: str = Field("", max_length=100, description="West,south,east,north in degrees: places within")
    near: str = Field("", max_length=60, description="Latitude,longitude in degrees: places around, the nearest first")
    radius: float | None = Field(None, gt=0, le=50_000, description="Metres around `near` (1000)")
    updated_since: AwareDatetime | None = Field(None, description="Changed at this moment or later: ISO 8601 with an offset")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who runs it, in any language")


class PlaceListQuery(PlaceFilters, ListQuery):
    cursor: str = Field("", max_length=800, description="`next_cursor` of the page before; instead of `offset`")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who runs it, in any language")


class OrganisationQuery(ListQuery):
    kind: str = Field("", max_length=20, description=f"One of {', '.join(Organisation.Kind.values)}")


class TranslationOut(Schema):
    id: int
    locale: str
    name: str
    url: str


class CodeOut(Schema):
    code: str
    label: str


class PhoneOut(Schema):
    number: str
    extension: str
    purpose: str


class AddressOut(Schema):
    """The parts of an address, where somebody took it apart."""

    postal_code: str
    prefecture: str
    city: str
    town: str
    street: str
    building: str


class HoursOut(Schema):
    """When it is open; empty where nobody knows."""

    text: str = Field(description="OpenStreetMap's `opening_hours`, complete for this and the next year; PH are Japan's holidays")
    note: str = Field(description="What the text cannot say")


class StatusOut(Schema):
    """Whether it is open at the moment asked for."""

    state: str = Field(description="open, closed or unknown")
    comment: str
    until: datetime.datetime | None = Field(description="When that changes")
    opens_at: datetime.datetime | None = Field(description="When it opens next, if it is closed")


class VacancyOut(Schema):
    """Free places in the class of children who had this age on 1 April."""

    age_class: int
    free: int
    as_of: datetime.date


class PlacesMetaOut(Schema):
    total_count: int
    next_cursor: str = Field(description="For the page after this one; empty on the last")


class PointOut(Schema):
    type: str
    coordinates: list[float] = Field(description="Longitude and latitude in degrees (WGS 84)")


class FeatureOut(Schema):
    type: str
    id: int
    geometry: PointOut
    properties: dict[str, Any]


class FeaturesOut(Schema):
    """GeoJSON (RFC 7946)."""

    type: str
    features: list[FeatureOut]
    unplaced: int = Field(description="How many places have no position, and are not among the features")


class OrganisationLinkOut(Schema):
    id: int
    name: str
    url: str


class PlaceOut(Schema):
    id: int
    locale: str = Field(description="Its own: what is not translated is there in the source language")
    name: str
    kana: str
    kind: str
    kind_label: str
    category: str = Field(description="What it is called in the municipal standards")
    common_name: str
    organisation: OrganisationLinkOut | None
    address: str
    address_parts: AddressOut
    latitude: float | None
    longitude: float | None
    distance: float | None = Field(description="Metres from the point asked for")
    phones: list[PhoneOut]
    fax: str
    email: str
    website: str
    form_url: str
    ages: AgesOut
    capacity: int | None
    services: list[CodeOut]
    accessibility: list[CodeOut]
    languages: list[CodeOut]
    departments: list[str]
    fees: str
    access: str
    parking: str
    after_hours: str
    opening_hours: HoursOut
    status: StatusOut | None = Field(description="At the moment of `open_at`, where that was asked for")
    note: str
    source: str
    updated_at: datetime.datetime
    confirmed_on: datetime.date | None
    url: str = Field(description="Its page on the suite's own site")


class PlacesOut(Schema):
    meta: PlacesMetaOut
    items: list[PlaceOut]


class PlaceDetailOut(PlaceOut):
    vacancies: list[VacancyOut] = Field(description="Those that are not too old")
    translations: list[TranslationOut]


class OrganisationOut(Schema):
    id: int
    locale: str
    name: str
    kana: str
    kind: str
    kind_label: str
    description: str
    phone: str
    email: str
    website: str
    url: str = Field(description="Its page on the suite's own site")


class OrganisationDetailOut(OrganisationOut):
    translations: list[TranslationOut]


def address(thing: Place | Organisation | SupportProgram) -> str:
    return absolute(thing.get_absolute_url())


def organisation_link(organisation: Organisation | None) -> dict[str, Any] | None:
    """A public organisation that something else refers to; None for one that is not public."""
    if organisation is None or not organisation.is_public:
        return None
    return {"id": organisation.pk, "name": organisation.name, "url": address(organisation)}


def codes_out(place: Place, field: str) -> list[dict[str, str]]:
    column: Any = Place._meta.get_field(field)
    codes = getattr(place, field)
    return [{"code": code, "label": label} for code, label in zip(codes, column.said(codes), strict=True)]


def status_out(place: Place, moment: datetime.datetime | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    status = place.status_at(moment)
    return {"state": status.state, "comment": status.comment, "until": status.until, "opens_at": status.opens_at}


def place_out(place: Place, organisation: Organisation | None, moment: datetime.datetime | None = None) -> dict[str, Any]:
    """A place and who runs it, in the place's own language; `moment` is when it is asked whether it is open."""
    with translation.override(place.locale.language_code):
        return {
            "id": place.pk,
            "locale": place.locale.language_code,
            "name": place.name,
            "kana": place.kana,
            "kind": place.kind,
            "kind_label": str(place.get_kind_display()),
            "category": place.category,
            "common_name": place.common_name,
            "organisation": organisation_link(organisation),
            "address": place.address,
            "address_parts": {name: getattr(place, name) for name in AddressOut.model_fields},
            "latitude": place.latitude,
            "longitude": place.longitude,
            "distance": getattr(place, "distance", None),
            "phones": [
                {"number": phone.number, "extension": phone.extension, "purpose": phone.purpose} for phone in place.phones.all()
            ],
            "fax": place.fax,
            "email": place.email,
            "website": place.url,
            "form_url": place.form_url,
            "ages": ages_out(place.ages),
            "capacity": place.capacity,
            "services": codes_out(place, "services"),
            "accessibility": codes_out(place, "accessibility"),
            "languages": codes_out(place, "languages"),
            "departments": list(place.departments),
            "fees": place.fees,
            "access": place.access,
            "parking": place.parking,
            "after_hours": place.after_hours,
            "opening_hours": {"text": place.hours.standard_text(timezone.localdate().year), "note": place.hours_note},
            "status": status_out(place, moment),
            "note": place.note,
            "source": place.source,
            "updated_at": place.updated_at,
            "confirmed_on": place.confirmed_on,
            "url": address(place),
        }


def organisation_out(organisation: Organisation) -> dict[str, Any]:
    """An organisation, in its own language."""
    with translation.override(organisation.locale.language_code):
        return {
            "id": organisation.pk,
            "locale": organisation.locale.language_code,
            "name": organisation.name,
            "kana": organisation.kana,
            "kind": organisation.kind,
            "kind_label": str(organisation.get_kind_display()),
            "description": organisation.description,
            "phone": organisation.phone,
            "email": organisation.email,
            "website": organisation.url,
            "url": address(organisation),
        }


def translation_out(thing: Place | Organisation | SupportProgram) -> dict[str, Any]:
    return {"id": thing.pk, "locale": thing.locale.language_code, "name": thing.name, "url": address(thing)}
