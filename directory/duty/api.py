"""`/api/v2/duty`."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from cms.core.api import parameters
from cms.core.api.routes import ListOut, choice, part
from directory.duty.queries import duty_between, for_readers
from directory.duty.schemas import DutyOut, DutyQuery, duty_out
from directory.models import DutySlot

duty_router = Router(tags=["duty"])


@duty_router.get("", response=ListOut[DutyOut], summary="Duty: which hospital is on duty when", auth=None)
def duty(request: HttpRequest, query: Query[DutyQuery]) -> dict[str, Any]:
    """By time. Every day that is entered, unless days or a moment are asked for; what is over too."""
    locale = parameters.locale(query.locale)
    found = duty_between(*query.days())
    if kind := choice("kind", query.kind, DutySlot.Kind.values):
        found = found.filter(kind=kind)
    if query.department:
        found = found.filter(departments__has=query.department)
    if query.at is not None:
        found = found.at(query.at)
    answer = part(found, query, lambda slot: slot)
    return {**answer, "items": [duty_out(slot, locale.language_code) for slot in for_readers(answer["items"], locale)]}
