"""The shapes of the network in the API."""

import datetime

from ninja import Field, Schema

from directory.schemas import OrganisationOut


class MemberOut(Schema):
    organisation: OrganisationOut
    joined_on: datetime.date | None
    role: str = Field(description="What it does in the network besides belonging to it")
