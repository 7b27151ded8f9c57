"""What visitors say is wrong: how much of it is taken from one sender, and what is made of it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from cms.core import senders
from directory.confirming import mails
from directory.confirming.fields import Value, faults, value_of
from directory.confirming.proposing import propose
from directory.models import Place, PlacePhone, PlaceProposal

MOST_OF_A_SENDER = 10
"""Within DIRECTORY_SENDER_HOURS. Several telephones may share an address."""
MOST_OF_A_PLACE = 20
"""Of visitors', waiting: whoever decides knows by then."""
MOST_OF_ALL = 500
"""Of visitors', waiting."""
TWICE = datetime.timedelta(minutes=30)
"""The same words of the same sender within this time are the same report."""

Topic = PlaceProposal.Topic


class TooManyError(Exception):
    """More than is taken for now."""


def mark_of(request: HttpRequest) -> str:
    """By which several reports from one address are told. It is no address, and cannot be made one without the site's key."""
    return senders.mark_of(request, "directory.confirming.sender")


def days_kept() -> int:
    """After how many days an address for the answer is erased."""
    return settings.DIRECTORY_PROPOSAL_DAYS


@transaction.atomic
def report(place: Place, mark: str, said: Mapping[str, str], language: str, user: Any = None) -> PlaceProposal:
    """Takes a visitor's report: with a mail address it waits for that to be confirmed, without one for whoever decides.

    The same once more is the same.

    Args:
        place: the original entry.
        user: whoever is signed in, who then does not decide about it; None for anybody else.
        said: topic, wrong_value (the number), right_value, remark, contact; all but the topic may be empty.

    Raises:
        TooManyError: nothing was kept.
    """
    list(Place.objects.select_for_update(of=("self",)).filter(pk=place.pk).only("pk"))  # a button pressed twice at once
    words = {name: said.get(name, "") for name in ("topic", "wrong_value", "right_value", "remark", "contact")}
    theirs = PlaceProposal.objects.filter(sender=PlaceProposal.Sender.VISITOR)
    now = timezone.now()
    lately = theirs.exclude(state=PlaceProposal.State.WITHDRAWN).filter(created_at__gt=now - TWICE)
    same = lately.filter(place=place, mark=mark, **words).first()
    if same:
        return same
    window = datetime.timedelta(hours=settings.DIRECTORY_SENDER_HOURS)
    waiting = theirs.filter(state__in=[PlaceProposal.State.WAITING, PlaceProposal.State.UNCONFIRMED])
    if (
        theirs.filter(mark=mark, created_at__gt=now - window).count() >= MOST_OF_A_SENDER
        or waiting.filter(place=place).count() >= MOST_OF_A_PLACE
        or waiting.count() >= MOST_OF_ALL
    ):
        raise TooManyError
    details: dict[str, Any] = {**words, "mark": mark, "language": language, "user": user}
    if words["contact"]:
        details["state"] = PlaceProposal.State.UNCONFIRMED
    proposal = propose(place, PlaceProposal.Sender.VISITOR, changes_of(place, said, language), **details)
    if words["contact"]:
        mails.confirm_address(proposal)
    return proposal


def changes_of(place: Place, said: Mapping[str, str], language: str) -> dict[str, Value]:
    """The fields that a report would change, where it is clear which, and to what; for the rest somebody reads its words."""
    topic, right = said.get("topic"), said.get("right_value", "").strip()
    values: dict[str, Value] = {}
    if topic == Topic.GONE:
        values = {"is_public": False}
    elif topic == Topic.PHONE and right:
        values = _phones(place, said.get("wrong_value", ""), right)
    elif topic == Topic.WHERE and right and language == settings.LANGUAGE_CODE:
        values = {"address": right}
    return {} if faults(place, values) else values


def _phones(place: Place, wrong: str, right: str) -> dict[str, Value]:
    phones = value_of(place, "phones")
    number = PlacePhone._meta.get_field("number")
    try:
        clean = number.clean(right, None)
    except ValidationError:
        return {}
    if len(phones) == 1:
        wrong = phones[0]["number"]
    if not any(phone["number"] == wrong for phone in phones):
        return {} if phones else {"phones": [{"number": clean, "extension": "", "purpose": ""}]}
    return {"phones": [{**phone, "number": clean} if phone["number"] == wrong else phone for phone in phones]}
