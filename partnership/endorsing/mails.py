"""The mails about endorsements: is this your address, what became of it, and what waits."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cms.core.dates import day_in_words
from cms.core.mails import deliver, written
from cms.core.sender_links import MAIL_DAYS
from partnership.endorsing.links import LINKS
from partnership.mails import holders_of
from partnership.models import Endorsement


def confirm_address(endorsement: Endorsement) -> None:
    """Asks whether the address is theirs, once the transaction has held."""
    _send("endorsement_confirm", endorsement, {"url": LINKS.mail_address_of(endorsement), "days": MAIL_DAYS}, endorsement.contact)


def tell(endorsement: Endorsement, act: str, reason: str) -> None:
    """Tells whoever endorsed what became of it, where they have said whither."""
    address = address_of(endorsement)
    if address:
        _send("endorsement_answer", endorsement, {"act": act, "reason": reason, "mine": LINKS.address_of(endorsement)}, address)


def address_of(endorsement: Endorsement) -> str:
    """Where an answer goes: to what they wrote and confirmed, or to the account of who was signed in."""
    if endorsement.contact:
        return "" if endorsement.state == Endorsement.State.UNCONFIRMED else endorsement.contact
    return endorsement.user.email if endorsement.user and endorsement.user.is_active else ""


def remind(waiting: int) -> int:
    """Tells those who moderate that something waits; to how many of them."""
    people = holders_of("moderate_endorsements")
    url = settings.PUBLIC_URL + reverse("endorsements:list")
    context = {"waiting": waiting, "site_name": settings.SITE_NAME, "url": url}
    for person in people:
        mail = written("partnership/mails/endorsement_waiting", context, settings.LANGUAGE_CODE)
        transaction.on_commit(partial(deliver.enqueue, *mail, person.email))
    return len(people)


def _send(template: str, endorsement: Endorsement, context: dict[str, Any], address: str) -> None:
    language = endorsement.language if endorsement.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        said = {
            **context,
            "site_name": settings.SITE_NAME,
            "title": endorsement.declaration.title,
            "date": day_in_words(endorsement.created_at),
        }
        mail = written(f"partnership/mails/{template}", said, language)
    transaction.on_commit(partial(deliver.enqueue, *mail, address))
