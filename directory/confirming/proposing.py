"""Proposals: writing down what somebody says is wrong, and deciding about it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.audit import note_delegation
from cms.core.reviews import delegation_of
from directory.confirming import mails, states
from directory.confirming.fields import IS_THERE, Value, value_of, write
from directory.confirming.queries import may_decide
from directory.models import Place, PlaceProposal, ProposedChange
from directory.publishing import take_down, take_over


class ProposalError(PermissionDenied):
    """Something that cannot be done with a proposal; the text says why, to the person who tried."""


class DecidedError(ProposalError):
    """Somebody has decided about it already, or it was withdrawn."""


class NotDeciderError(ProposalError):
    """This is for those who may decide about proposals."""


class OwnProposalError(ProposalError):
    """Nobody decides about what they proposed themselves, save under a delegation."""


class NothingChosenError(ProposalError):
    """Nothing of it would be taken over: then it is declined."""


class ReasonMissingError(ProposalError):
    """Whoever took the trouble is told why not."""


class ChangedMeanwhileError(ProposalError):
    """What stands in the entry is no longer what was seen when the decision was made."""


@transaction.atomic
def propose(place: Place, sender: str, values: Mapping[str, Value], **details: Any) -> PlaceProposal:
    """Writes a proposal down: what each of the fields should say. What a place says already is no change.

    Args:
        sender: one of `PlaceProposal.Sender`.
        details: further fields of the proposal: user, request, topic, remark, contact, language …
    """
    proposal = PlaceProposal.objects.create(place=place, sender=sender, **details)
    ProposedChange.objects.bulk_create(
        ProposedChange(proposal=proposal, field=field, old=value_of(place, field), new=value)
        for field, value in values.items()
        if value != value_of(place, field)
    )
    _log(proposal, states.SENT, details.get("user"), sender=str(sender))
    return proposal


@transaction.atomic
def accept(
    proposal: PlaceProposal,
    user: Any,
    chosen: Collection[str],
    reason: str = "",
    seen: Mapping[str, Value] | None = None,
) -> PlaceProposal:
    """Takes the chosen fields over into the entry; of a proposal in words alone, notes that it was seen to.

    Whatever a keeper did not mention is confirmed by what they sent, as of that day.

    Args:
        user: who decides; None where no person does.
        seen: what the entry said in these fields when the decision was made.

    Raises:
        NotDeciderError, DecidedError, OwnProposalError, NothingChosenError, ChangedMeanwhileError
        ValidationError: the entry would not be right; nothing was changed.
    """
    proposal = _decidable(proposal, user)
    changes = list(proposal.changes.all())
    taken = [change for change in changes if change.field in chosen]
    if changes and not taken:
        raise NothingChosenError(_("反映する項目を選んでください。どれも反映しないときは、理由を書いて見送ります。"))
    place = Place.objects.select_for_update(of=("self",)).get(pk=proposal.place_id)
    for change in taken:
        if seen is not None and seen.get(change.field) != value_of(place, change.field):
            raise ChangedMeanwhileError(_("確かめているあいだに、施設の内容が変わりました。もう一度ご覧ください。"))
    for change in taken:
        write(place, change.field, change.new)
    is_gone = any(change.field == IS_THERE and not change.new for change in taken)
    by_keeper = proposal.sender == PlaceProposal.Sender.KEEPER
    if by_keeper and place.is_public and not is_gone:
        place.confirmed_on = max(filter(None, [place.confirmed_on, timezone.localdate(proposal.created_at)]))
    told = _("修正の提案（%(sender)s）") % {"sender": proposal.get_sender_display()}
    if by_keeper or any(change.field != IS_THERE for change in taken):
        take_over(place, user, told)
    if is_gone and place.live:
        take_down(place, user, told)
    for change in changes:
        change.is_accepted = change in taken
    ProposedChange.objects.bulk_update(changes, ["is_accepted"])
    proposal.place = place
    return _decided(proposal, "accept" if len(taken) == len(changes) else "accept_part", user, reason)


@transaction.atomic
def decline(proposal: PlaceProposal, user: Any, reason: str) -> PlaceProposal:
    """Leaves the entry as it is, and says why.

    Raises:
        NotDeciderError, DecidedError, OwnProposalError, ReasonMissingError
    """
    proposal = _decidable(proposal, user)
    if not reason.strip():
        raise ReasonMissingError(_("見送る理由を書いてください。知らせてくれた人への返事になります。"))
    proposal.changes.update(is_accepted=False)
    return _decided(proposal, "decline", user, reason)


@transaction.atomic
def withdraw(proposal: PlaceProposal, user: Any = None) -> PlaceProposal:
    """Takes a proposal back, as whoever sent it wishes: whoever calls this has seen that it is they.

    Raises:
        DecidedError
    """
    proposal = _movable(proposal, "withdraw")
    proposal.state = states.TRANSITIONS["withdraw"].after
    proposal.save(update_fields=["state"])
    _log(proposal, states.TRANSITIONS["withdraw"].action, user)
    return proposal


def is_own(proposal: PlaceProposal, user: Any) -> bool:
    """Whether this person sent it: signed in, as the keeper whom a mail of ours has reached, or by the address they left."""
    if user is None:
        return False
    addresses = {proposal.contact, proposal.request.to if proposal.request else ""} - {""}
    return proposal.user_id == user.pk or (user.email or "").lower() in {each.lower() for each in addresses}


def _movable(proposal: PlaceProposal, act: str) -> PlaceProposal:
    """As it is now, locked, if this can be done with it."""
    rows = PlaceProposal.objects.select_for_update(of=("self",)).select_related("user", "request")
    proposal = rows.get(pk=proposal.pk)
    if proposal.state not in states.TRANSITIONS[act].before:
        raise DecidedError(_("この提案は、もうほかの人が決めたか、取り下げられました。"))
    return proposal


def _decidable(proposal: PlaceProposal, user: Any) -> PlaceProposal:
    if user is not None and not may_decide(user):
        raise NotDeciderError(_("修正の提案について決められるのは、担当者だけです。"))
    proposal = _movable(proposal, "accept")
    if is_own(proposal, user) and delegation_of(user) is None:
        raise OwnProposalError(_("自分の提案は、自分では反映も見送りもできません。"))
    return proposal


def _decided(proposal: PlaceProposal, act: str, user: Any, reason: str) -> PlaceProposal:
    move = states.TRANSITIONS[act]
    proposal.state, proposal.reason = move.after, reason.strip()
    proposal.decided_by, proposal.decided_at = user, timezone.now()
    proposal.save()
    entry = _log(proposal, move.action, user, reason=reason.strip())
    if is_own(proposal, user):
        note_delegation(entry, proposal)
    mails.answer(proposal)
    return proposal


def _log(proposal: PlaceProposal, action: str, user: Any, **data: Any) -> Any:
    """The line of the audit log. It names no sender, who may be forgotten before it is."""
    said = {name: value for name, value in data.items() if value}
    return log(proposal, action, user=user, uuid=uuid4(), data=said)
