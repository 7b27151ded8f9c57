"""The shapes of the directory in the API."""

import datetime
from typing import Any

from django.utils import translation
from ninja import Field, Schema

from cms.core.api.parameters import LARGEST
from cms.core.api.routes import AgeQuery, AgesOut, ListQuery, ages_out
from cms.core.navigation import absolute
from directory.models import Organisation, Place


class PlaceQuery(ListQuery, AgeQuery):
    kind: str = Field("", max_length=20, description=f"One of {', '.join(Place.Kind.values)}")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="The id of who runs it, in any language")


class OrganisationQuery(ListQuery):
    kind: str = Field("", max_length=20, description=f"One of {', '.join(Organisation.Kind.values)}")


class TranslationOut(Schema):
    id: int
    locale: str
    name: str
    url: str


class PhoneOut(Schema):
    number: str
    purpose: str


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
    organisation: OrganisationLinkOut | None
    address: str
    latitude: float | None
    longitude: float | None
    phones: list[PhoneOut]
    ages: AgesOut
    note: str
    confirmed_on: datetime.date | None
    url: str = Field(description="Its page on the suite's own site")


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


def address(thing: Place | Organisation) -> str:
    return absolute(thing.get_absolute_url())


def organisation_link(organisation: Organisation | None) -> dict[str, Any] | None:
    """A public organisation that something else refers to; None for one that is not public."""
    if organisation is None or not organisation.is_public:
        return None
    return {"id": organisation.pk, "name": organisation.name, "url": address(organisation)}


def place_out(place: Place, organisation: Organisation | None) -> dict[str, Any]:
    """A place and who runs it, in the place's own language."""
    with translation.override(place.locale.language_code):
        return {
            "id": place.pk,
            "locale": place.locale.language_code,
            "name": place.name,
            "kana": place.kana,
            "kind": place.kind,
            "kind_label": str(place.get_kind_display()),
            "organisation": organisation_link(organisation),
            "address": place.address,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "phones": [{"number": phone.number, "purpose": phone.purpose} for phone in place.phones.all()],
            "ages": ages_out(place.ages),
            "note": place.note,
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


def translation_out(thing: Place | Organisation) -> dict[str, Any]:
    return {"id": thing.pk, "locale": thing.locale.language_code, "name": thing.name, "url": address(thing)}
