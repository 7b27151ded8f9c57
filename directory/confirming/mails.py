"""The mails of confirming: the question to a keeper, and the answer to whoever sent a proposal."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cms.core.dates import day_in_words
from cms.core.mails import deliver, letter, written
from cms.core.navigation import absolute
from cms.core.sender_links import MAIL_DAYS
from directory.confirming import links
from directory.confirming.correction_links import LINKS
from directory.models import ConfirmationRequest, PlaceProposal


def ask(address: str, requests: Sequence[ConfirmationRequest]) -> None:
    """Sends a keeper one mail with a link for each place.

    Raises:
        SMTPException, OSError: it was not sent.
    """
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.PUBLIC_URL,
        "days": settings.DIRECTORY_CONFIRM_LINK_DAYS,
        "is_reminder": all(each.sent_at for each in requests),
        "rows": [
            {
                "place": each.place,
                "url": links.address_of(each),
                "asked": day_in_words(each.sent_at) if each.sent_at else "",
                "confirmed": day_in_words(each.place.confirmed_on) if each.place.confirmed_on else "",
            }
            for each in requests
        ],
    }
    subject, text, html = written("directory/mails/ask", context, settings.LANGUAGE_CODE)
    letter(subject, text, html, address).send()


def answer(proposal: PlaceProposal) -> None:
    """Tells whoever sent a proposal what became of it, once the transaction has held; nothing where nobody left an address."""
    address = address_of(proposal)
    if not address:
        return
    context = {
        "site_name": settings.SITE_NAME,
        "proposal": proposal,
        "date": day_in_words(proposal.created_at),
        "place": proposal.place,
        "url": absolute(proposal.place.get_absolute_url()) if proposal.place.is_public else "",
        "mine": LINKS.address_of(proposal) if proposal.sender == PlaceProposal.Sender.VISITOR and proposal.key else "",
        "states": PlaceProposal.State,
    }
    transaction.on_commit(partial(deliver.enqueue, *written("directory/mails/answer", context, _language(proposal)), address))


def confirm_address(proposal: PlaceProposal) -> None:
    """Asks a visitor whether the address is theirs, once the transaction has held."""
    context = {
        "site_name": settings.SITE_NAME,
        "place": proposal.place,
        "url": LINKS.mail_address_of(proposal),
        "days": MAIL_DAYS,
    }
    transaction.on_commit(
        partial(deliver.enqueue, *written("directory/mails/correct", context, _language(proposal)), proposal.contact)
    )


def replied(proposal: PlaceProposal, text: str) -> None:
    """Tells whoever decided about a report what its sender says to that, once the transaction has held."""
    person = proposal.decided_by
    if person is None or not person.is_active or not person.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        url = settings.PUBLIC_URL + reverse("confirming:proposal", args=[proposal.pk])
    context = {"site_name": settings.SITE_NAME, "place": proposal.place, "text": text, "url": url}
    letter_ = written("directory/mails/replied", context, settings.LANGUAGE_CODE)
    transaction.on_commit(partial(deliver.enqueue, *letter_, person.email))


def _language(proposal: PlaceProposal) -> str:
    return proposal.language if proposal.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address_of(proposal: PlaceProposal) -> str:
    """Where the answer goes; empty where nobody waits for one. A visitor is answered only where they asked for it."""
    if proposal.contact or proposal.sender == PlaceProposal.Sender.VISITOR:
        return proposal.contact
    if proposal.request:
        return proposal.request.to
    return proposal.user.email if proposal.user and proposal.user.is_active else ""
