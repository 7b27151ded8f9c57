"""Inviting somebody to write for an organisation, and coming in by that."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.models import Affiliation, Organisation
from partnership.models import Invitation
from partnership.my import mails

SALT = "partnership.my.invitation"
DAYS = 14
MOST_OPEN = 20
"""Of an organisation, sent by its leads and waiting for an answer."""
INVITED = "nobinobi.invitation.send"
ACCEPTED = "nobinobi.invitation.accept"
WITHDRAWN = "nobinobi.invitation.withdraw"
LEFT = "nobinobi.affiliation.end"
MAY_ALWAYS = "partnership.add_invitation"

Role = Affiliation.Role


class InvitationError(PermissionDenied):
    """Something that cannot be done about an invitation; the text says why, to the person who tried."""


class NotLeadError(InvitationError):
    """This person does not lead the organisation."""


class TooManyError(InvitationError):
    """Too many wait for an answer."""


class MemberAlreadyError(InvitationError):
    """They belong to it already."""


class OverError(InvitationError):
    """It was accepted or withdrawn, or has ended."""


class LastLeadError(InvitationError):
    """Somebody has to be left who leads."""


class ClosedAccountError(InvitationError):
    """The secretariat has switched the account off."""


def leads(user: Any, organisation: Organisation) -> bool:
    """Whether a person leads an organisation, in whatever language it was entered."""
    return affiliations_of(organisation).filter(user=user, role=Role.LEAD).exists()


def affiliations_of(organisation: Organisation) -> Any:
    return Affiliation.objects.filter(organisation__translation_key=organisation.translation_key)


def members_of(organisation: Organisation) -> Any:
    """Who belongs to an organisation, leads first."""
    return affiliations_of(organisation).select_related("user").order_by("role", "user__last_name", "pk")


@transaction.atomic
def invite(organisation: Organisation, email: str, role: str, by: User) -> Invitation:
    """Mails an invitation. One to the same address that is still open is withdrawn by that.

    Raises:
        NotLeadError, MemberAlreadyError, TooManyError
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    may_always = by.is_active and by.has_perm(MAY_ALWAYS)
    if not (may_always or leads(by, organisation)):
        raise NotLeadError(_("団体に人を招待できるのは、事務局と団体リーダーです。"))
    email = email.strip().lower()
    if affiliations_of(organisation).filter(user__email__iexact=email, user__is_active=True).exists():
        raise MemberAlreadyError(_("このメールアドレスの人は、もうこの団体に所属しています。"))
    same = Invitation.objects.open().filter(organisation__translation_key=organisation.translation_key)
    same.filter(email=email).update(withdrawn_at=timezone.now())
    if not may_always and same.count() >= MOST_OPEN:
        raise TooManyError(_("返事を待っている招待が多すぎます。使わない招待を取り消してから、もう一度送ってください。"))
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=Role(role), invited_by=by,
        expires_at=timezone.now() + datetime.timedelta(days=DAYS),
    )  # fmt: skip
    log(instance=organisation, action=INVITED, user=by, data={"email": email, "role": role})
    mails.invitation(invitation, token_of(invitation))
    return invitation


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT)


def read(token: str) -> Invitation | None:
    """The invitation of a link, if it may still be accepted."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=datetime.timedelta(days=DAYS))
    except signing.BadSignature:
        return None
    return Invitation.objects.open().select_related("organisation", "invited_by").filter(pk=pk).first()


def account_of(invitation: Invitation) -> Any:
    """The account that is there already under the invitation's address; the oldest of several."""
    return get_user_model()._default_manager.filter(email__iexact=invitation.email).order_by("pk").first()


@transaction.atomic
def accept(invitation: Invitation, name: str, password: str = "") -> User:
    """Makes whoever holds the mailbox a user who belongs to the organisation. Who has an account keeps it as it is.

    Raises:
        OverError, ClosedAccountError
    """
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken:
        raise OverError(_("この招待は、もう使えません。招待した人に、もう一度送ってもらってください。"))
    user = account_of(invitation) or _made(invitation.email, name, password)
    if not user.is_active:
        raise ClosedAccountError(_("このメールアドレスのアカウントは止められています。事務局にお知らせください。"))
    affiliation = affiliations_of(invitation.organisation).filter(user=user).first()
    if affiliation is None:
        Affiliation.objects.create(organisation=invitation.organisation, user=user, role=invitation.role)
    elif invitation.role == Role.LEAD:
        Affiliation.objects.filter(pk=affiliation.pk).update(role=Role.LEAD)
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    log(instance=invitation.organisation, action=ACCEPTED, user=user, data={"email": invitation.email, "role": invitation.role})
    return user


@transaction.atomic
def withdraw(invitation: Invitation, by: User) -> None:
    """
    Raises:
        NotLeadError, OverError
    """
    if not (by.has_perm(MAY_ALWAYS) or leads(by, invitation.organisation)):
        raise NotLeadError(_("招待を取り消せるのは、事務局と団体リーダーです。"))
    if not Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise OverError(_("この招待は、もう返事があったか、期限が切れています。"))
    log(instance=invitation.organisation, action=WITHDRAWN, user=by, data={"email": invitation.email})


@transaction.atomic
def end(affiliation: Affiliation, by: User) -> None:
    """Somebody belongs to the organisation no longer; a lead ends it, or they themselves.

    Raises:
        NotLeadError, LastLeadError
    """
    organisation = Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
    if not (affiliation.user_id == by.pk or leads(by, organisation)):
        raise NotLeadError(_("所属を外せるのは、団体リーダーと本人です。"))
    others = affiliations_of(organisation).filter(role=Role.LEAD, user__is_active=True).exclude(pk=affiliation.pk)
    if affiliation.role == Role.LEAD and not others.exists():
        raise LastLeadError(_("団体リーダーがいなくなってしまいます。先に、ほかのリーダーを招待してください。"))
    log(instance=organisation, action=LEFT, user=by, data={"user": affiliation.user_id})
    affiliation.delete()


def _made(email: str, name: str, password: str) -> Any:
    """A user of the address; it is also the name by which they sign in, where nobody has it."""
    users = get_user_model()._default_manager
    username = email[:140]
    if users.filter(username__iexact=username).exists():
        username = f"{username}-{timezone.now():%y%m%d%H%M%S}"
    try:
        with transaction.atomic():
            return users.create_user(username, email, password or None, last_name=name.strip()[:150])
    except IntegrityError as error:
        raise OverError(_("同じときに、ほかでも登録がありました。もう一度お試しください。")) from error
