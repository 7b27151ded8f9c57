"""`/api/v2/duty`."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from cms.core.api import parameters
from cms.core.api.middleware import of_this_minute
from cms.core.api.routes import ListOut, choice, part
from directory.duty.queries import duty_between, for_readers
from directory.duty.schemas import DutyOut, DutyQuery, duty_out
from directory.models import DutySlot
from directory.parameters import departments_of, position_of

duty_router = Router(tags=["duty"])


@duty_router.get("", response=ListOut[DutyOut], summary="Duty: which hospital is on duty when", auth=None)
def duty(request: HttpRequest, query: Query[DutyQuery]) -> dict[str, Any]:
    """By time, around a point by distance. Every day that is entered, unless days or a moment are asked for; what is over too."""
    of_this_minute(request, query.at)
    locale = parameters.locale(query.locale)
    found = duty_between(*query.days())
    if kind := choice("kind", query.kind, DutySlot.Kind.values):
        found = found.filter(kind=kind)
    if query.department:
        found = found.filter(departments_of(query.department, DutySlot.objects.public()))
    if query.at:
        found = found.at(query.at.moment)
    if query.near:
        found = found.by_distance(position_of(query.near))
    answer = part(found, query, lambda slot: slot)
    return {**answer, "items": [duty_out(slot, locale.language_code) for slot in for_readers(answer["items"], locale)]}
