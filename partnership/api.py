"""`/api/v2/members`."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from cms.core.api import parameters
from cms.core.api.routes import ListOut, ListQuery, part
from directory.schemas import organisation_out
from partnership import queries
from partnership.queries import Member
from partnership.schemas import MemberOut

router = Router(tags=["members"])


@router.get("", response=ListOut[MemberOut], summary="The organisations that belong to the network today", auth=None)
def members(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """In kana order (by name in other languages than Japanese). Organisations that are not public are left out."""
    return part(queries.members(parameters.locale(query.locale)), query, member_out)


def member_out(member: Member) -> dict[str, Any]:
    return {
        "organisation": organisation_out(member.organisation),
        "kind": member.membership.kind,
        "joined_on": member.membership.joined_on,
        "role": member.membership.role,
    }
