"""Subscribing to the digest, confirming, leaving; and erasing addresses that never confirmed."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from cms.core.announcing.digest import mails
from cms.core.models import DigestSubscription

MOST_OF_A_SENDER = 10
"""Addresses that one sender may enter within SENDER_HOURS; several telephones may share an address."""
MOST_QUESTIONS = 3
"""Mails that ask one address to confirm, until it is erased: nobody is pestered by somebody else's hand."""
PAUSE = datetime.timedelta(minutes=10)
"""Between two of them."""


class TooManyError(Exception):
    """More than is taken for now."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants: which feeds (by name; none is all), which life stages (by key; none is all), how often."""

    address: str
    language: str
    rhythm: str
    kinds: Sequence[str] = ()
    stages: Sequence[str] = ()


@transaction.atomic
def subscribe(wish: Wish, mark: str) -> None:
    """Asks the address to confirm. Who has confirmed already gets, by the same mail, the way to their new choice and out.

    The answer is the same whoever asks, so that nobody learns who reads.

    Raises:
        TooManyError: nothing was kept.
    """
    now = timezone.now()
    since = now - datetime.timedelta(hours=settings.SENDER_HOURS)
    if DigestSubscription.objects.filter(mark=mark, asked_at__gt=since).count() >= MOST_OF_A_SENDER:
        raise TooManyError
    values = {
        "language": wish.language,
        "rhythm": wish.rhythm,
        "kinds": list(wish.kinds),
        "stages": list(wish.stages),
        "mark": mark,
    }
    try:
        with transaction.atomic():
            subscription = DigestSubscription.objects.create(address=wish.address.lower(), **values)
    except IntegrityError:
        subscription = DigestSubscription.objects.select_for_update().get(address=wish.address.lower())
        if subscription.asked_at > now - PAUSE or (not subscription.confirmed_at and subscription.times_asked >= MOST_QUESTIONS):
            return
        subscription.asked_at = now
        if subscription.confirmed_at:
            # Somebody else may have entered the address: what was confirmed stays, and its owner is told how to change it.
            subscription.save(update_fields=["asked_at"])
            transaction.on_commit(partial(tell.enqueue, subscription.pk))
            return
        subscription.times_asked += 1
        for name, value in values.items():
            setattr(subscription, name, value)
        subscription.save()
    transaction.on_commit(partial(ask.enqueue, subscription.pk))


@task()
def ask(pk: int) -> None:
    """The question to an address, if it still waits for one."""
    subscription = DigestSubscription.objects.filter(pk=pk, confirmed_at__isnull=True).first()
    if subscription:
        mails.ask(subscription)


@task()
def tell(pk: int) -> None:
    """To somebody who reads already and was entered again."""
    subscription = DigestSubscription.objects.confirmed().filter(pk=pk).first()
    if subscription:
        mails.tell(subscription)


def confirm(subscription: DigestSubscription) -> None:
    """From now on they get what becomes public. The same once more changes nothing."""
    now = timezone.now()
    DigestSubscription.objects.filter(pk=subscription.pk, confirmed_at__isnull=True).update(
        confirmed_at=now, covered_until=now, mark=""
    )


def leave(key: uuid.UUID) -> None:
    """Ends a subscription: nothing of it is kept."""
    DigestSubscription.objects.filter(key=key).delete()


def forget() -> dict[str, int]:
    """Erases addresses that did not confirm in time (DIGEST_CONFIRM_DAYS), and the marks of senders (SENDER_HOURS)."""
    now = timezone.now()
    days, hours = datetime.timedelta(days=settings.DIGEST_CONFIRM_DAYS), datetime.timedelta(hours=settings.SENDER_HOURS)
    waiting = DigestSubscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - days)
    erased, _by_model = waiting.delete()
    return {
        "addresses": erased,
        "marks": DigestSubscription.objects.filter(asked_at__lt=now - hours).exclude(mark="").update(mark=""),
    }
