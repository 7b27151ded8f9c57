"""What can be done with endorsements. Each act is one transaction, happens once, and leaves a line in the audit log."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.queries import public_pages
from directory.models import Organisation
from partnership.endorsing import mails, queries, states
from partnership.models import DeclarationPage, Endorsement

MOST_OF_A_SENDER = 10
"""Within PARTNERSHIP_BOARD_SENDER_HOURS. Several telephones may share an address."""
MOST_WAITING = 500
"""Altogether: whoever decides knows by then."""
TWICE = datetime.timedelta(minutes=30)
"""The same words of the same sender within this time are the same endorsement."""

State = Endorsement.State
Kind = Endorsement.Kind
HOLDING = (State.WAITING, State.ACCEPTED, State.HIDDEN)
"""In which an organisation's endorsement leaves no room for a second."""


class EndorsingError(PermissionDenied):
    """Something that cannot be done; the text says why, to the person who tried."""


class NotModeratorError(EndorsingError):
    """This is for those who moderate."""


class OwnEndorsementError(EndorsingError):
    """Nobody decides about what they sent or entered themselves."""


class DecidedError(EndorsingError):
    """It is in another state by now."""


class ReasonMissingError(EndorsingError):
    """Whoever endorsed is told why."""


class ClosedError(EndorsingError):
    """The declaration is not public."""


class TooManyError(EndorsingError):
    """More than is taken for now."""


class AlreadyError(EndorsingError):
    """The organisation endorses the declaration already."""


class NotLeadError(EndorsingError):
    """Only who leads an organisation of the directory endorses in its name."""


class EmptyError(EndorsingError):
    """An endorsement has a name."""


@dataclass(frozen=True)
class Said:
    """What somebody fills in. `organisation` is one of the directory; its name is taken then."""

    name: str = ""
    kind: str = Kind.CITIZEN
    organisation: Organisation | None = None
    town: str = ""
    words: str = ""
    is_name_shown: bool = False


# Endorsing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def endorse(
    page: DeclarationPage, said: Said, *, user: Any = None, contact: str = "", mark: str = "", language: str = ""
) -> Endorsement:
    """Takes an endorsement: with a mail address it waits for that to be confirmed, without one for a moderator.

    Raises:
        ClosedError, TooManyError, EmptyError, AlreadyError, NotLeadError: nothing was kept.
    """
    page = _open(page)
    if said.organisation and said.organisation.pk not in {each.pk for each in queries.led_by(user)}:
        raise NotLeadError(_("登録されている団体の名前で賛同できるのは、その団体のリーダーだけです。"))
    same = _same(page, said, mark)
    if same:
        return same
    _refuse_floods(mark)
    state = State.UNCONFIRMED if contact else State.WAITING
    action = states.ASKED if contact else states.SENT
    kept = _kept(page, said, action, user, state=state, contact=contact, mark=mark, language=language)
    if contact:
        mails.confirm_address(kept)
    return kept


@transaction.atomic
def enter(page: DeclarationPage, said: Said, user: Any) -> Endorsement:
    """Enters one that came on paper or by telephone; somebody else decides about it.

    Raises:
        NotModeratorError, ClosedError, EmptyError, AlreadyError: nothing was kept.
    """
    _refuse_others(user)
    return _kept(_open(page), said, states.ENTERED, user, state=State.WAITING)


def _open(page: DeclarationPage) -> DeclarationPage:
    if not public_pages(DeclarationPage).filter(pk=page.pk).exists():
        raise ClosedError(_("この宣言は、今は公開していません。"))
    # Locked, so that one organisation does not endorse twice at the same moment.
    return DeclarationPage.objects.select_for_update(of=("self",)).get(pk=queries.source_of(page).pk)


def _kept(page: DeclarationPage, said: Said, action: str, user: Any, **fields: Any) -> Endorsement:
    group = said.organisation
    name = group.name[:60] if group else said.name.strip()
    if not name:
        raise EmptyError(_("お名前を書いてください。"))
    if group:
        _refuse_twice(page, group)
    kept = Endorsement.objects.create(
        declaration=page,
        kind=Kind.ORGANISATION if group else said.kind,
        name=name,
        organisation=group,
        town=said.town.strip(),
        words=said.words.strip(),
        is_name_shown=said.is_name_shown,
        user=user,
        **{**fields, "language": fields.get("language") or settings.LANGUAGE_CODE},
    )
    _log(kept, action, user)
    return kept


def _refuse_twice(page: DeclarationPage, group: Organisation, but: int = 0) -> None:
    theirs = queries.of_declaration(page).filter(organisation__translation_key=group.translation_key, state__in=HOLDING)
    if theirs.exclude(pk=but).exists():
        raise AlreadyError(_("この団体の賛同は、もう届いています。"))


def _same(page: DeclarationPage, said: Said, mark: str) -> Endorsement | None:
    """What a button pressed twice has sent already."""
    if not mark or said.organisation:
        return None
    lately = timezone.now() - TWICE
    same = Endorsement.objects.filter(declaration=page, mark=mark, created_at__gt=lately, name=said.name.strip(), kind=said.kind)
    return same.filter(words=said.words.strip()).exclude(state=State.WITHDRAWN).first()


def _refuse_floods(mark: str) -> None:
    since = timezone.now() - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    of_this_sender = Endorsement.objects.filter(mark=mark, created_at__gt=since).exclude(mark="")
    if of_this_sender.count() >= MOST_OF_A_SENDER or Endorsement.objects.waiting().count() >= MOST_WAITING:
        raise TooManyError(_("短いあいだにたくさん届いたため、今は受け取れません。あとでもう一度送ってください。"))


@transaction.atomic
def confirm(endorsement: Endorsement) -> Endorsement:
    """The address is theirs: from now on it waits for a moderator.

    Raises:
        DecidedError: it was confirmed or withdrawn already.
    """
    endorsement = _movable(_locked(endorsement), "confirm")
    return _moved(endorsement, "confirm", None)


@transaction.atomic
def withdraw(endorsement: Endorsement, user: Any = None) -> Endorsement:
    """Takes it back for good at its sender's request: what they wrote is erased, and it counts no more.

    Whoever calls this has seen by the link that it is the sender.

    Raises:
        DecidedError: it was withdrawn already.
    """
    return _erased(_movable(_locked(endorsement), "withdraw"), "withdraw", user)


@transaction.atomic
def expire(endorsement: Endorsement) -> Endorsement:
    """The link that was to confirm it works no more: it is erased as if it had been withdrawn.

    Raises:
        DecidedError
    """
    return _erased(_movable(_locked(endorsement), "expire"), "expire", None)


# Deciding ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(endorsement: Endorsement, user: Any) -> Endorsement:
    """From now on it counts, and its name is shown where that is wished."""
    endorsement = _to_decide(endorsement, "accept", user)
    endorsement.accepted_at = endorsement.accepted_at or timezone.now()
    return _decided(endorsement, "accept", user)


@transaction.atomic
def decline(endorsement: Endorsement, user: Any, reason: str) -> Endorsement:
    return _decided(_to_decide(endorsement, "decline", user), "decline", user, _needed(reason))


@transaction.atomic
def reopen(endorsement: Endorsement, user: Any) -> Endorsement:
    """One that was declined waits again: somebody was mistaken. Nobody is told before it is decided."""
    endorsement = _to_decide(endorsement, "reopen", user)
    if endorsement.organisation:
        # The lock that whoever endorses takes, too: the organisation may be doing so at this moment.
        list(DeclarationPage.objects.select_for_update(of=("self",)).filter(pk=endorsement.declaration_id))
        _refuse_twice(endorsement.declaration, endorsement.organisation, endorsement.pk)
    return _decided(endorsement, "reopen", user, tell=False)


@transaction.atomic
def hide(endorsement: Endorsement, user: Any, reason: str) -> Endorsement:
    """It is shown and counted no more."""
    return _decided(_to_decide(endorsement, "hide", user), "hide", user, _needed(reason))


@transaction.atomic
def restore(endorsement: Endorsement, user: Any) -> Endorsement:
    return _decided(_to_decide(endorsement, "restore", user), "restore", user)


@dataclass(frozen=True)
class Outcome:
    """Of a decision about several: those about which it was made, and why not about the others."""

    done: list[Endorsement]
    refused: list[tuple[Endorsement, str]]


def decide_about_all(endorsements: Iterable[Endorsement], act: Callable[[Endorsement], Endorsement]) -> Outcome:
    """The same decision about several, each in a transaction of its own."""
    outcome = Outcome([], [])
    for endorsement in endorsements:
        try:
            outcome.done.append(act(endorsement))
        except EndorsingError as error:
            outcome.refused.append((endorsement, str(error)))
    return outcome


# Below ------------------------------------------------------------------------------------------------------------------


def _locked(endorsement: Endorsement) -> Endorsement:
    """As it is now; nobody else changes it meanwhile."""
    rows = Endorsement.objects.select_for_update(of=("self",)).select_related("declaration", "organisation", "user")
    return rows.get(pk=endorsement.pk)


def _refuse_others(user: Any) -> None:
    if not queries.may_moderate(user):
        raise NotModeratorError(_("宣言への賛同について決められるのは、担当者だけです。"))


def _movable(endorsement: Endorsement, act: str) -> Endorsement:
    if endorsement.state not in states.TRANSITIONS[act].before:
        told = _("この賛同は今「%(state)s」なので、できません。ほかの人が先に決めたか、取り下げられたのかもしれません。")
        raise DecidedError(told % {"state": endorsement.get_state_display()})
    return endorsement


def _to_decide(endorsement: Endorsement, act: str, user: Any) -> Endorsement:
    _refuse_others(user)
    endorsement = _locked(endorsement)
    if endorsement.user_id is not None and endorsement.user_id == user.pk:
        raise OwnEndorsementError(
            _("自分で送ったものや入力したものについては、自分では決められません。ほかの担当者に頼んでください。")
        )
    return _movable(endorsement, act)


def _decided(endorsement: Endorsement, act: str, user: Any, reason: str = "", *, tell: bool = True) -> Endorsement:
    endorsement.decided_by, endorsement.decided_at, endorsement.reason = user, timezone.now(), reason
    _moved(endorsement, act, user, reason=reason)
    if tell:
        mails.tell(endorsement, act, reason)
    return endorsement


def _moved(endorsement: Endorsement, act: str, user: Any, **data: Any) -> Endorsement:
    endorsement.state = states.TRANSITIONS[act].after
    endorsement.save()
    _log(endorsement, states.TRANSITIONS[act].action, user, **data)
    return endorsement


def _erased(endorsement: Endorsement, act: str, user: Any) -> Endorsement:
    endorsement.name = endorsement.town = endorsement.words = endorsement.contact = endorsement.mark = endorsement.reason = ""
    endorsement.is_name_shown, endorsement.user, endorsement.organisation = False, None, None
    return _moved(endorsement, act, user)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissingError(_("理由を書いてください。賛同した人への返事になります。"))
    return reason.strip()


def _log(endorsement: Endorsement, action: str, user: Any, **data: Any) -> None:
    # The log outlives what somebody takes back, so that it names the endorsement without the name.
    said = {name: value for name, value in data.items() if value}
    log(endorsement, action, user=user, uuid=uuid4(), data=said, title=f"{endorsement._meta.verbose_name} {endorsement.pk}")
