"""The shapes of duty in the API."""

import datetime
from typing import Any

from django.utils import translation
from ninja import Field, Schema
from wagtail.api.v2.utils import BadRequestError

from cms.core.api.parameters import MomentOrNow
from cms.core.api.routes import ListQuery
from directory.duty.times import local
from directory.models import DutySlot
from directory.schemas import PhoneOut, address


class DutyQuery(ListQuery):
    from_: datetime.date | None = Field(None, alias="from", description="On or after this day (Asia/Tokyo), not after `to`")
    to: datetime.date | None = Field(None, description="On or before this day (Asia/Tokyo)")
    at: MomentOrNow | None = Field(None, description="On duty at this moment: ISO 8601 with an offset, or `now`")
    kind: str = Field("", max_length=10, description=f"One of {', '.join(DutySlot.Kind.values)}")
    department: list[str] = Field([], max_length=30, description="With any of these departments, as hospitals write them: 小児科")
    near: str = Field("", max_length=60, description="Latitude,longitude in degrees: the nearest first, with their `distance`")

    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day.

        Raises:
            BadRequestError: the first is after the last.
        """
        if self.from_ and self.to and self.from_ > self.to:
            raise BadRequestError("from must not be after to")
        return self.from_, self.to


class DutyPlaceOut(Schema):
    id: int
    locale: str = Field(description="Its own: what is not translated is there in the source language")
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    distance: float | None = Field(description="Metres from the point asked for")
    phones: list[PhoneOut]
    url: str = Field(description="Its page on the suite's own site; more at places/ID")


class DutyOut(Schema):
    id: int
    kind: str
    kind_label: str
    place: DutyPlaceOut
    departments: list[str]
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    remark: str


def duty_out(slot: DutySlot, language: str) -> dict[str, Any]:
    """A duty with its place, in the words of a language."""
    place = slot.place
    with translation.override(language):
        return {
            "id": slot.pk,
            "kind": slot.kind,
            "kind_label": str(slot.get_kind_display()),
            "place": {
                "id": place.pk,
                "locale": place.locale.language_code,
                "name": place.name,
                "address": place.address,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "distance": getattr(slot, "distance", None),
                "phones": [
                    {"number": phone.number, "extension": phone.extension, "purpose": phone.purpose}
                    for phone in place.phones.all()
                ],
                "url": address(place),
            },
            "departments": list(slot.departments),
            "starts_at": local(slot.starts_at),
            "ends_at": local(slot.ends_at),
            "remark": slot.remark,
        }
