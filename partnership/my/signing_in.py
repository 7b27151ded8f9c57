"""Signing in without the admin: by a link that is mailed and works once, or by password.

What is answered is the same whether an address is known or not, and so is how much is taken of it.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.models import Affiliation
from partnership.models import SignInAttempt
from partnership.my import mails

SALT = "partnership.my.sign-in"
LINK_MINUTES = 30
WINDOW = datetime.timedelta(hours=1)
MOST_OF_AN_ADDRESS = {SignInAttempt.Kind.LINK: 5, SignInAttempt.Kind.PASSWORD: 10}
MOST_OF_A_SENDER = {SignInAttempt.Kind.LINK: 30, SignInAttempt.Kind.PASSWORD: 50}
"""Within WINDOW. A whole meeting may sit behind one address."""
KEPT = datetime.timedelta(days=1)

Kind = SignInAttempt.Kind


class TooManyError(Exception):
    """More than is taken from one sender for now."""


class LinkError(Exception):
    """The link was used, has ended, or is none of ours."""


def send_link(address: str, sender: str, onward: str = "") -> None:
    """Mails a link to whoever belongs to a group under this address; to anybody else nothing.

    Args:
        sender: the mark of where it was asked from (`directory.confirming.reporting.mark_of`).
        onward: where to go once in; a path of this site.

    Raises:
        TooManyError: of this sender. Of one address no more are sent than a few, and nothing is said of it.
    """
    _count_sender(Kind.LINK, sender)
    mark = _mark(address)
    is_too_much = _lately(Kind.LINK).filter(address=mark).count() >= MOST_OF_AN_ADDRESS[Kind.LINK]
    user = None if is_too_much else member_by_address(address)
    with transaction.atomic():
        attempt = SignInAttempt.objects.create(kind=Kind.LINK, address=mark, sender=sender, user=user)
        SignInAttempt.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        if user is not None:
            mails.sign_in(user, signing.dumps([attempt.pk, onward], salt=SALT))


def read_link(token: str) -> SignInAttempt:
    """The attempt of a link, which looking at does not use up.

    Raises:
        LinkError
    """
    return _attempt_of(token)[0]


def use_link(token: str) -> tuple[User, str]:
    """Who comes in by a link, and where they wanted to go. It works once.

    Raises:
        LinkError
    """
    attempt, onward = _attempt_of(token)
    taken = SignInAttempt.objects.filter(pk=attempt.pk, used_at__isnull=True).update(used_at=timezone.now())
    if not taken or attempt.user is None:
        raise LinkError
    # Whoever reads the mailbox needs none of the other links that may lie in it.
    SignInAttempt.objects.filter(user=attempt.user, kind=Kind.LINK, used_at__isnull=True).update(used_at=timezone.now())
    return attempt.user, onward


def by_password(request: HttpRequest, name: str, password: str, sender: str) -> User | None:
    """The user of this name or address, if the password is theirs.

    Raises:
        TooManyError: too many were wrong lately, of this sender or for this name.
    """
    _count_sender(Kind.PASSWORD, sender)
    mark = _mark(name)
    if _lately(Kind.PASSWORD).filter(address=mark).count() >= MOST_OF_AN_ADDRESS[Kind.PASSWORD]:
        raise TooManyError
    known = _only(get_user_model()._default_manager.filter(email__iexact=name.strip())) if "@" in name else None
    user: Any = authenticate(request, username=known.get_username() if known else name, password=password)
    if user is None:
        SignInAttempt.objects.create(kind=Kind.PASSWORD, address=mark, sender=sender)
    return user


def member_by_address(address: str) -> User | None:
    """The active user who belongs to a group and has this address; None where there is none, or where several have it."""
    users = get_user_model()._default_manager.filter(email__iexact=address.strip(), is_active=True)
    return _only(users.filter(pk__in=Affiliation.objects.values("user")))


def _only(users: Any) -> Any:
    found = list(users[:2])
    return found[0] if len(found) == 1 else None


def _attempt_of(token: str) -> tuple[SignInAttempt, str]:
    try:
        pk, onward = signing.loads(token, salt=SALT, max_age=datetime.timedelta(minutes=LINK_MINUTES))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkError from error
    attempt = SignInAttempt.objects.select_related("user").filter(pk=pk, kind=Kind.LINK, used_at__isnull=True).first()
    if attempt is None or attempt.user is None or not attempt.user.is_active:
        raise LinkError
    return attempt, onward


def _count_sender(kind: str, sender: str) -> None:
    if _lately(kind).filter(sender=sender).count() >= MOST_OF_A_SENDER[Kind(kind)]:
        raise TooManyError


def _lately(kind: str) -> Any:
    return SignInAttempt.objects.filter(kind=kind, created_at__gt=timezone.now() - WINDOW)


def _mark(address: str) -> str:
    return salted_hmac(SALT, address.strip().lower(), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
