"""The shapes of the network in the API."""

import datetime

from ninja import Field, Schema

from directory.schemas import OrganisationOut
from partnership.models import Membership


class MemberOut(Schema):
    organisation: OrganisationOut
    kind: str = Field(description="One of " + ", ".join(Membership.Kind.values))
    joined_on: datetime.date | None
    role: str = Field(description="What it does in the network besides belonging to it")
