"""`/api/v2/committees` and `/api/v2/officers`."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Field, Query, Router, Schema

from cms.core.api import parameters
from cms.core.api.routes import ListOut, ListQuery, part
from directory.schemas import OrganisationOut, organisation_out
from partnership.council import queries
from partnership.council.queries import CommitteeNow, Seat
from partnership.models import CommitteeMember, OfficerTerm

committees_router = Router(tags=["council"])
officers_router = Router(tags=["council"])


class OnQuery(ListQuery):
    on: datetime.date | None = Field(None, description="A day (2012-07-03): who it was then; without it, who it is today")


class CommitteeMemberOut(Schema):
    organisation: OrganisationOut | None = Field(description="null where there is none or it is not public")
    person: str = Field(description="Empty unless they agreed to be named")
    role: str = Field(description="One of " + ", ".join(CommitteeMember.Role.values))
    role_label: str
    since: datetime.date | None
    until: datetime.date | None = Field(description="The first day on which they are it no more; null while that is not settled")


class CommitteeOut(Schema):
    id: int
    locale: str = Field(description="Its own: what is not translated is there in the source language")
    name: str
    purpose: str
    members: list[CommitteeMemberOut]


class OfficerOut(Schema):
    office: str = Field(description="One of " + ", ".join(OfficerTerm.Office.values))
    office_label: str
    organisation: OrganisationOut | None = Field(description="null where there is none or it is not public")
    title: str = Field(description="What they are in their organisation")
    person: str = Field(description="Empty unless they agreed to be named")
    since: datetime.date | None
    until: datetime.date | None = Field(description="The first day on which they are it no more; null while that is not settled")


@committees_router.get("", response=ListOut[CommitteeOut], summary="The council's committees, and who sits on them", auth=None)
def committees(request: HttpRequest, query: Query[OnQuery]) -> dict[str, Any]:
    """In the editors' order, with the members of a day."""
    locale = parameters.locale(query.locale)
    with translation.override(locale.language_code):
        return part(queries.committees(locale, query.on), query, committee_out)


@officers_router.get("", response=ListOut[OfficerOut], summary="Who holds an office of the council", auth=None)
def officers(request: HttpRequest, query: Query[OnQuery]) -> dict[str, Any]:
    """In the order of the offices."""
    locale = parameters.locale(query.locale)
    with translation.override(locale.language_code):
        return part(queries.officers(locale, query.on), query, officer_out)


def committee_out(each: CommitteeNow) -> dict[str, Any]:
    return {
        "id": each.committee.pk,
        "locale": each.committee.locale.language_code,
        "name": each.committee.name,
        "purpose": each.committee.purpose,
        "members": [{"role": seat.code, "role_label": seat.label, **_who(seat)} for seat in each.seats],
    }


def officer_out(seat: Seat) -> dict[str, Any]:
    return {"office": seat.code, "office_label": seat.label, "title": seat.title, **_who(seat)}


def _who(seat: Seat) -> dict[str, Any]:
    organisation = organisation_out(seat.organisation) if seat.organisation else None
    return {"organisation": organisation, "person": seat.person, "since": seat.since, "until": seat.until}
