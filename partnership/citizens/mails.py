"""The mails to a citizen without an account: is this your address, and what became of the report."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cms.core.dates import day_in_words
from cms.core.mails import deliver, written
from cms.core.navigation import absolute
from cms.core.sender_links import MAIL_DAYS
from partnership.citizens.links import LINKS
from partnership.models import SentReport

TOLD = ("approved", "returned", "returned_reminder", "unpublished")
"""Of the mails of a review (`cms.core.mails`), those that a citizen gets; the stages between are the house's own affair."""


def confirm_address(sent: SentReport) -> None:
    """Asks whether the address is theirs, once the transaction has held."""
    _send("citizen_confirm", sent, {"title": sent.title, "url": LINKS.mail_address_of(sent), "days": MAIL_DAYS})


def tell(sent: SentReport, page: Any, kind: str, **context: Any) -> None:
    """What became of a report, while their address is known."""
    if kind not in TOLD or not sent.contact or sent.state != SentReport.State.CONFIRMED:
        return
    said = {
        "kind": kind,
        "title": page.title,
        "reason": context.get("comment", ""),
        "goes_live_at": context.get("goes_live_at"),
        "url": absolute(page.url or "") if page.live else "",
        "mine": LINKS.address_of(sent),
    }
    _send("citizen_answer", sent, said)


def _send(template: str, sent: SentReport, context: dict[str, Any]) -> None:
    language = sent.language if sent.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        said = {**context, "site_name": settings.SITE_NAME, "date": day_in_words(sent.created_at)}
        mail = written(f"partnership/mails/{template}", said, language)
    transaction.on_commit(partial(deliver.enqueue, *mail, sent.contact))
