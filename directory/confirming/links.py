"""The link in a keeper's mail: it stands for its request, cannot be guessed, and ends."""

import uuid
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from cms.core.models.reviewed import shown
from cms.core.navigation import absolute
from directory.confirming.queries import keeper_of
from directory.models import ConfirmationRequest

DAY = 24 * 60 * 60
SIGNER = TimestampSigner(salt="directory.confirming", sep=".")


class Standing(Enum):
    """What a link is still good for."""

    OPEN = "open"
    ANSWERED = "answered"
    ENDED = "ended"
    """It is too old, or its keeper is no longer asked for this place: a new mail helps."""
    HIDDEN = "hidden"
    """The place is not public, so that there is nothing to confirm."""


@dataclass(frozen=True)
class Link:
    """A request by its link. One is made each time that a mail is written, so that its days count from then."""

    token: str
    request: ConfirmationRequest
    standing: Standing

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN

    @property
    def is_answered(self) -> bool:
        return self.standing is Standing.ANSWERED


def token_for(request: ConfirmationRequest) -> str:
    return SIGNER.sign(request.key.hex)


def address_of(request: ConfirmationRequest) -> str:
    """The whole address that goes into a mail."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse("directory:confirm", args=[token_for(request)]))


def read(token: str) -> Link | None:
    """What a link stands for; None where we never made such a one."""
    is_fresh = True
    try:
        key = SIGNER.unsign(token, max_age=settings.DIRECTORY_CONFIRM_LINK_DAYS * DAY)
    except SignatureExpired:
        key, is_fresh = SIGNER.unsign(token), False
    except BadSignature:
        return None
    related = ConfirmationRequest.objects.select_related("place__locale", "place__organisation__locale", "place__picture")
    request = related.filter(key=uuid.UUID(key)).first()
    return Link(token, request, _standing(request, is_fresh)) if request else None


def others(request: ConfirmationRequest) -> "QuerySet[ConfirmationRequest]":
    """What else is asked of the same keeper, and not answered yet."""
    asked = ConfirmationRequest.objects.open().filter(shown("place__"), to__iexact=request.to, sent_at__isnull=False)
    return asked.exclude(pk=request.pk).select_related("place__locale").order_by("place__kana_order", "place__name")


def _standing(request: ConfirmationRequest, is_fresh: bool) -> Standing:
    if not request.place.is_public:
        return Standing.HIDDEN
    if not is_fresh or request.to.lower() != keeper_of(request.place):
        return Standing.ENDED
    if request.answered_at is not None:
        return Standing.ANSWERED
    return Standing.OPEN if request.is_open else Standing.ENDED
