"""Changes that members propose of their own organisation's entry, and what is decided about them.

Each is one transaction, with a line in the audit log. The translations of an organisation follow its original by themselves.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.dates import day_in_words
from cms.core.mails import deliver, written
from cms.core.navigation import absolute
from cms.core.reviews import delegation_of
from cms.core.transitions import Transition
from directory.models import Organisation
from partnership.models import GroupChange
from partnership.my.senders import Sender

State = GroupChange.State
FIELDS = ("name", "kana", "description", "phone", "email", "url")
DECIDE = "directory.change_organisation"
PROPOSED = "nobinobi.organisation.propose"
TRANSITIONS: dict[str, Transition] = {
    "accept": Transition((State.WAITING,), State.ACCEPTED, "nobinobi.organisation.accept"),
    "accept_part": Transition((State.WAITING,), State.PARTLY, "nobinobi.organisation.accept"),
    "decline": Transition((State.WAITING,), State.DECLINED, "nobinobi.organisation.decline"),
    "withdraw": Transition((State.WAITING,), State.WITHDRAWN, "nobinobi.organisation.withdraw"),
}
TAKEN_OVER = TRANSITIONS["accept"].action


class GroupChangeError(PermissionDenied):
    """Something that cannot be done with a proposal; the text says why, to the person who tried."""


class DecidedError(GroupChangeError):
    """Somebody has decided about it already, or it was withdrawn."""


class OwnChangeError(GroupChangeError):
    """Nobody takes over what they proposed themselves."""


class NothingSaidError(GroupChangeError):
    """Nothing would change, and nothing is said in words."""


class NothingChosenError(GroupChangeError):
    """Nothing of it would be taken over: then it is declined."""


class ReasonMissingError(GroupChangeError):
    """Whoever took the trouble is told why not."""


class ChangedMeanwhileError(GroupChangeError):
    """The entry no longer says what was seen when the decision was made."""


def may_decide(user: Any) -> bool:
    return user is not None and user.is_active and user.has_perm(DECIDE)


def label_of(field: str) -> str:
    return str(Organisation._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def said_by(organisation: Organisation) -> dict[str, str]:
    """What an entry says now, field by field."""
    return {field: getattr(organisation, field) for field in FIELDS}


@transaction.atomic
def propose(
    organisation: Organisation, sender: Sender, values: Mapping[str, str], remark: str = "", language: str = ""
) -> GroupChange:
    """Writes down what fields should say; those that say it already are no change.

    Raises:
        GroupChangeError: the sender does not belong to the organisation.
        NothingSaidError
    """
    if not sender.speaks_for(organisation):
        raise GroupChangeError(_("この団体の名前で書くことはできません。"))
    now = said_by(organisation)
    after = {field: value for field, value in values.items() if field in now and value != now[field]}
    if not after and not remark.strip():
        raise NothingSaidError(_("変わったところがありません。"))
    change = GroupChange.objects.create(
        organisation=organisation,
        user=sender.user,
        before={field: now[field] for field in after},
        after=after,
        remark=remark.strip(),
        language=language or settings.LANGUAGE_CODE,
    )
    _note(change, PROPOSED, sender.user)
    return change


@transaction.atomic
def accept(
    change: GroupChange, user: Any, chosen: Collection[str], reason: str = "", seen: Mapping[str, str] | None = None
) -> GroupChange:
    """Takes the chosen fields over into the entry; of a proposal in words alone, notes that it was seen to.

    Args:
        seen: what the entry said in these fields when the decision was made.

    Raises:
        DecidedError, OwnChangeError, NothingChosenError, ChangedMeanwhileError
        ValidationError: the entry would not be right; nothing was changed.
    """
    change = _decidable(change, user)
    taken = [field for field in change.after if field in chosen]
    if change.after and not taken:
        raise NothingChosenError(_("反映する項目を選んでください。どれも反映しないときは、理由を書いて見送ります。"))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=change.organisation_id)
    now = said_by(organisation)
    if seen is not None and any(seen.get(field) != now[field] for field in taken):
        raise ChangedMeanwhileError(_("確かめているあいだに、団体の内容が変わりました。もう一度ご覧ください。"))
    if taken:
        for field in taken:
            setattr(organisation, field, change.after[field])
        organisation.full_clean()
        organisation.save()
    change.taken, change.organisation = taken, organisation
    return _decided(change, "accept" if len(taken) == len(change.after) else "accept_part", user, reason)


@transaction.atomic
def decline(change: GroupChange, user: Any, reason: str) -> GroupChange:
    """Leaves the entry as it is, and says why.

    Raises:
        DecidedError, OwnChangeError, ReasonMissingError
    """
    change = _decidable(change, user)
    if not reason.strip():
        raise ReasonMissingError(_("見送る理由を書いてください。送った人への返事になります。"))
    return _decided(change, "decline", user, reason)


@transaction.atomic
def withdraw(change: GroupChange, sender: Sender) -> bool:
    """Takes back what one proposed oneself and nobody has decided about; whether that was so."""
    mine = GroupChange.objects.waiting().filter(pk=change.pk, user=sender.user)
    done = sender.user is not None and bool(mine.update(state=TRANSITIONS["withdraw"].after))
    if done:
        _note(change, TRANSITIONS["withdraw"].action, sender.user)
    return done


def _decidable(change: GroupChange, user: Any) -> GroupChange:
    change = GroupChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
    if not change.is_waiting:
        raise DecidedError(_("この提案は、もうほかの人が決めたか、取り下げられました。"))
    if change.user is not None and change.user == user and delegation_of(user) is None:
        raise OwnChangeError(_("自分の提案は、自分では反映も見送りもできません。"))
    return change


def _decided(change: GroupChange, act: str, user: Any, reason: str) -> GroupChange:
    change.state, change.reason = TRANSITIONS[act].after, reason.strip()
    change.decided_by, change.decided_at = user, timezone.now()
    change.save()
    _note(change, TRANSITIONS[act].action, user)
    _answer(change)
    return change


def _note(change: GroupChange, action: str, user: Any) -> None:
    data = {"change": change.pk, "fields": change.taken or list(change.after), "reason": change.reason}
    log(instance=change.organisation, action=action, user=user, data=data, content_changed=action == TAKEN_OVER)


def _answer(change: GroupChange) -> None:
    """Tells the sender what became of it, once the transaction has held."""
    if change.user is None or not change.user.is_active or not change.user.email:
        return
    context = {
        "site_name": settings.SITE_NAME,
        "change": change,
        "date": day_in_words(change.created_at),
        "group": change.organisation,
        "url": absolute(change.organisation.get_absolute_url()) if change.organisation.is_public else "",
        "states": State,
    }
    language = change.language if change.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    text = written("partnership/my/mails/group_change", context, language)
    transaction.on_commit(partial(deliver.enqueue, *text, change.user.email))
