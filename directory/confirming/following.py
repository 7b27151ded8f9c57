"""What a visitor does by their own link with what they reported. Each act is one transaction, happens once, and leaves a line
in the audit log.
"""

import datetime
from collections.abc import Collection
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.confirming import mails, states
from directory.confirming.proposing import DecidedError, ProposalError
from directory.confirming.states import TRANSITIONS
from directory.models import PlaceProposal, ProposalReply

MOST_REPLIES = 5
"""About one report within DIRECTORY_SENDER_HOURS."""
LONGEST_REPLY = 1000


class TooManyRepliesError(ProposalError):
    """More than is taken for now."""


@transaction.atomic
def confirm(proposal: PlaceProposal) -> PlaceProposal:
    """The address is theirs: from now on it waits for whoever decides.

    Raises:
        DecidedError: it was confirmed or withdrawn already.
    """
    return _moved(_in_state(proposal, "confirm"), "confirm")


@transaction.atomic
def release(proposal: PlaceProposal) -> PlaceProposal:
    """Nobody has confirmed the address in time. What is wrong with a place may be so all the same: it waits without the address.

    Raises:
        DecidedError
    """
    proposal = _in_state(proposal, "release")
    proposal.contact = ""
    return _moved(proposal, "release")


@transaction.atomic
def withdraw(proposal: PlaceProposal) -> PlaceProposal:
    """Takes it back for good, while nobody has decided: what they wrote is erased.

    Raises:
        DecidedError
    """
    proposal = _in_state(proposal, "withdraw")
    proposal.contact = proposal.mark = proposal.remark = proposal.wrong_value = proposal.right_value = ""
    proposal.changes.all().delete()
    proposal.replies.all().delete()
    return _moved(proposal, "withdraw")


@transaction.atomic
def reply(proposal: PlaceProposal, text: str) -> PlaceProposal:
    """Adds something to it. One that was declined waits again by that; whoever decided about it is told.

    Raises:
        DecidedError: it is not confirmed, or was withdrawn.
        TooManyRepliesError
    """
    proposal = _in_one_of(proposal, states.REPLIED_IN)
    since = timezone.now() - datetime.timedelta(hours=settings.DIRECTORY_SENDER_HOURS)
    if proposal.replies.filter(created_at__gt=since).count() >= MOST_REPLIES:
        raise TooManyRepliesError(_("短いあいだにたくさんの返事が届いています。しばらくたってから、もう一度送ってください。"))
    if not text.strip():
        return proposal
    ProposalReply.objects.create(proposal=proposal, text=text.strip()[:LONGEST_REPLY])
    mails.replied(proposal, text.strip())
    if proposal.state in TRANSITIONS["reply"].before:
        proposal.changes.update(is_accepted=None)
        return _moved(proposal, "reply")
    _note(proposal, states.REPLIED)
    return proposal


def _in_state(proposal: PlaceProposal, act: str) -> PlaceProposal:
    return _in_one_of(proposal, TRANSITIONS[act].before)


def _in_one_of(proposal: PlaceProposal, found: Collection[str]) -> PlaceProposal:
    """As it is now, if it is in one of these states; nobody else changes it meanwhile."""
    rows = PlaceProposal.objects.select_for_update(of=("self",)).select_related("place", "decided_by")
    proposal = rows.get(pk=proposal.pk)
    if proposal.state not in found:
        told = _("これは今「%(state)s」なので、できません。")
        raise DecidedError(told % {"state": proposal.get_state_display()})
    return proposal


def _moved(proposal: PlaceProposal, act: str) -> PlaceProposal:
    proposal.state = TRANSITIONS[act].after
    proposal.save()
    _note(proposal, TRANSITIONS[act].action)
    return proposal


def _note(proposal: PlaceProposal, action: str) -> None:
    # The log outlives what somebody takes back, so that it names the report without the words.
    log(proposal, action, user=None, uuid=uuid4(), title=f"{proposal._meta.verbose_name} {proposal.pk}")
