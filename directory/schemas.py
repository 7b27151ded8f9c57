"""The shapes of the directory in the API."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from ninja import Field, Schema

from cms.core.ages import MAX_MONTHS, MIN_MONTHS
from cms.core.api.parameters import LARGEST, Moment, MomentOrNow
from cms.core.api.routes import AgeQuery, AgesOut, ListQuery, ages_out
from cms.core.navigation import absolute
from cms.core.openness import NOW, OpenAt
from directory.duty.times import local
from directory.duty.turns import Turns, with_turns
from directory.hours import Status
from directory.models import Organisation, Place, SupportProgram, Vacancy
from directory.vocabularies import SERVICES

PARTS = frozenset({"limit", "offset", "cursor", "at"})
"""What chooses a part of a list and what is said of it, not which list it is."""


class PlaceFilters(AgeQuery):
    """What lists, maps and tables of places are narrowed by."""

    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")
    kind: list[str] = Field([], description=f"Any of these: {', '.join(Place.Kind.values)}")
    age_from: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="For a child of any age from this month")
    age_to: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="… to this one")
    age_known: bool | None = Field(
        None, description="true: only those of which it is known for whom they are; false: only those of which it is not"
    )
    service: str = Field("", max_length=40, description=f"Offers this: one of {', '.join(SERVICES)}")
    department: list[str] = Field([], max_length=30, description="With any of these departments, as hospitals write them: 小児科")
    open_at: MomentOrNow | None = Field(None, description="Surely open at this moment: ISO 8601 with an offset, or `now`")
    bbox: str = Field("", max_length=100, description="West,south,east,north in degrees: places within")
    near: str = Field("", max_length=60, description="Latitude,longitude in degrees: places around, the nearest first")
    radius: float | None = Field(None, gt=0, le=50_000, description="Metres around `near` (1000)")
    updated_since: Moment | None = Field(None, description="Changed at this moment or later: ISO 8601 with an offset")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who runs it, in any language")


class AskedStatus(Schema):
    at: MomentOrNow | None = Field(
        None, description="Say the `status` at this moment, filtering nothing: ISO 8601 with an offset, or `now`"
    )


class PlaceMapQuery(PlaceFilters, AskedStatus):
    pass


class PlaceListQuery(PlaceMapQuery, ListQuery):
    sort: str = Field("", max_length=20, description="name, or distance, which needs `near`, and is what `near` sorts by")
    cursor: str = Field("", max_length=800, description="`next_cursor` of the page before; instead of `offset`")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who runs it, in any language")

    def filters(self) -> dict[str, Any]:
        """What makes it this list and no other, each way of asking for it alike; which part of it, and what is said, is none."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name not in PARTS}
        return {
            **given,
            "kind": sorted(self.kind),
            "department": sorted(self.department),
            "open_at": self.open_at and (NOW if self.open_at.is_now else self.open_at.moment.astimezone(datetime.UTC)),
        }


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
    opens_at: datetime.datetime | None = Field(description="When it surely opens next, if it is not open")
    opens_comment: str = Field(description="What goes with that opening: 当番 where it is a turn of duty. Else often empty")


class VacancyOut(Schema):
    """Free places in the class of children who had this age on 1 April."""

    age_class: int
    free: int
    as_of: datetime.date = Field(description="When that was so")
    age_in_days: int = Field(description="How long ago that is")


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
    properties: dict[str, Any] = Field(description="With the `status` at the moment of `at`, else of `open_at`, if asked for")


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
    ages: AgesOut = Field(description="What its own record says; null at an end that it does not say")
    age_known: bool = Field(
        description="Whether it is known for whom it is. false: no source says, so it may not take the child that was asked for"
    )
    kind_ages: AgesOut | None = Field(
        description="An end that the record leaves open and the name of the kind bounds by law: of the kind, not of the source, "
        "and used by `age`, `stage`, `age_from` and `age_to` alone. null where there is none"
    )
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
    status: StatusOut | None = Field(description="At the moment of `at`, else of `open_at`, where one was asked for")
    note: str
    source: str
    updated_at: datetime.datetime
    confirmed_on: datetime.date | None
    url: str = Field(description="Its page on the suite's own site")
    vacancies: list[VacancyOut] = Field(description="What is free in a nursery, class by class, where that is not too old")


class PlacesOut(Schema):
    meta: PlacesMetaOut
    items: list[PlaceOut]


class PlaceDetailOut(PlaceOut):
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


def status_out(status: Status) -> dict[str, Any]:
    return {name: getattr(status, name) for name in StatusOut.model_fields}


def _status(place: Place, moment: datetime.datetime, turns: Turns) -> Status:
    return with_turns(place.hours, moment, turns.get(place.translation_key, ()))


def place_out(
    place: Place, organisation: Organisation | None, asked: OpenAt | None = None, turns: Turns | None = None
) -> dict[str, Any]:
    """A place and who runs it, in the place's own language.

    Args:
        asked: when it is asked whether it is open.
        turns: who is on duty then or later.

    The place has its `told_vacancies`.
    """
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
            "age_known": place.age_known,
            "kind_ages": None if place.kind_ages.is_everyone else ages_out(place.kind_ages),
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
            "status": status_out(_status(place, asked.moment, turns or {})) if asked else None,
            "note": place.note,
            "source": place.source,
            "updated_at": local(place.updated_at),
            "confirmed_on": place.confirmed_on,
            "url": address(place),
            "vacancies": [vacancy_out(vacancy) for vacancy in place.told_vacancies],
        }


def vacancy_out(vacancy: Vacancy) -> dict[str, Any]:
    return {name: getattr(vacancy, name) for name in VacancyOut.model_fields}


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
