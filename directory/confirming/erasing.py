"""What says who somebody is goes when it has served: addresses for an answer, marks of senders, whom we asked."""

import datetime
from contextlib import suppress

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cms.core.sender_links import MAIL_DAYS
from directory.confirming import following
from directory.confirming.proposing import DecidedError
from directory.models import ConfirmationRequest, PlaceProposal


def forget() -> dict[str, int]:
    """Erases what is past its time (DIRECTORY_PROPOSAL_DAYS, DIRECTORY_SENDER_HOURS); how many rows of each."""
    now = timezone.now()
    days = now - datetime.timedelta(days=settings.DIRECTORY_PROPOSAL_DAYS)
    hours = now - datetime.timedelta(hours=settings.DIRECTORY_SENDER_HOURS)
    # As long as a link works it is known whose it is.
    links = now - datetime.timedelta(days=max(settings.DIRECTORY_PROPOSAL_DAYS, settings.DIRECTORY_CONFIRM_LINK_DAYS))
    told = Q(sent_at__isnull=True) | Q(sent_at__lt=links)
    told &= Q(reminded_at__isnull=True) | Q(reminded_at__lt=links)
    asked = ConfirmationRequest.objects.filter(told, created_at__lt=links).exclude(to="")
    # Who was signed in counts no more when somebody has decided.
    decided = PlaceProposal.objects.filter(created_at__lt=days, sender=PlaceProposal.Sender.VISITOR)
    decided.exclude(state=PlaceProposal.State.WAITING).update(user=None)
    return {
        "unconfirmed contacts": _release(now - datetime.timedelta(days=MAIL_DAYS)),
        "contacts": PlaceProposal.objects.filter(created_at__lt=days).exclude(contact="").update(contact=""),
        "marks": PlaceProposal.objects.filter(created_at__lt=hours).exclude(mark="").update(mark=""),
        "keepers": asked.update(to="", is_open=False),
    }


def _release(before: datetime.datetime) -> int:
    """Sends on, without its address, what nobody has confirmed; how many of them."""
    released = 0
    for proposal in PlaceProposal.objects.filter(state=PlaceProposal.State.UNCONFIRMED, created_at__lt=before):
        with suppress(DecidedError):
            following.release(proposal)
            released += 1
    return released
