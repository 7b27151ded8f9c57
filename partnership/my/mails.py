"""The mails of `/my/`: the link to sign in, and an invitation."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cms.core.mails import deliver, written
from cms.core.navigation import absolute
from cms.core.reviews import name_of
from partnership.models import Invitation


def sign_in(user: User, token: str) -> None:
    """The link by which somebody comes in."""
    from partnership.my.signing_in import LINK_MINUTES

    _send("sign_in", user.email, recipient=name_of(user), url=_address("partnership:my_link", token), minutes=LINK_MINUTES)


def invitation(sent: Invitation, token: str) -> None:
    """To somebody who is asked to write for an organisation."""
    url = _address("partnership:my_invitation", token)
    _send("invitation", sent.email, invitation=sent, by=name_of(sent.invited_by), url=url)


def _address(name: str, token: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, args=[token]))


def _send(kind: str, address: str, **context: Any) -> None:
    """Writes a mail in Japanese, and hands it over when the transaction holds."""
    shown = {"site_name": settings.SITE_NAME, **context}
    letter = written(f"partnership/my/mails/{kind}", shown, settings.LANGUAGE_CODE)
    transaction.on_commit(partial(deliver.enqueue, *letter, address))
