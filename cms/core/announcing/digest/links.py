"""The links of the digest's mails: each stands for one subscription, and cannot be guessed."""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils import translation

from cms.core.models import DigestSubscription
from cms.core.navigation import absolute

DAY = 24 * 60 * 60
CONFIRM = TimestampSigner(salt="core.digest.confirm", sep=".")
# Ends never: who wants no more mails can say so by the oldest of them.
LEAVE = TimestampSigner(salt="core.digest.leave", sep=".")


def confirm_url(subscription: DigestSubscription) -> str:
    return _url("follow_confirm", CONFIRM, subscription)


def leave_url(subscription: DigestSubscription) -> str:
    return _url("follow_leave", LEAVE, subscription)


def to_confirm(token: str) -> DigestSubscription | None:
    """Whose link this is; None where it is too old, or the address was erased, or we never made it."""
    return _read(CONFIRM, token, settings.DIGEST_CONFIRM_DAYS * DAY)


def to_leave(token: str) -> DigestSubscription | None:
    return _read(LEAVE, token, None)


def is_ours(token: str) -> bool:
    """Whether we made this link to leave, whoever it was for."""
    try:
        LEAVE.unsign(token)
    except BadSignature:
        return False
    return True


def _url(name: str, signer: TimestampSigner, subscription: DigestSubscription) -> str:
    with translation.override(subscription.language):
        return absolute(reverse(name, args=[signer.sign(subscription.key.hex)]))


def _read(signer: TimestampSigner, token: str, max_age: int | None) -> DigestSubscription | None:
    try:
        key = uuid.UUID(signer.unsign(token, max_age=max_age))
    except (BadSignature, ValueError):
        return None
    return DigestSubscription.objects.filter(key=key).first()
