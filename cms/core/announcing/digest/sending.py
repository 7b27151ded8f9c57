"""Sending the digest: `manage.py digest send`, each day.

A reader's period (a day, or a week that begins on Monday) is taken before its mail is made and crossed out when the mail server
has it. So the same run twice sends nothing twice, two at a time share the work, and one that was cut off is finished by the
next; only a server that died between the two may say something twice, under the same Message-ID.
"""

import datetime
import logging
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cms.core.announcing.digest import mails
from cms.core.announcing.digest.contents import new_pages
from cms.core.models import DigestSubscription

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=30)
"""After so long somebody who took a mail is taken for dead."""
LONGEST = 30
"""Pages in a mail; of the others it says how many, and where they are."""
MOST_REFUSALS = 3
"""Refusals in a row after which an address is erased: its owner is gone."""
PATIENCE = 3
"""Mails in a row that the server may fail to take before a run ends: it is the server then, and not the address."""
SETTLED = datetime.timedelta(minutes=5)
"""What became public less long ago goes into the next mail: its transaction may not have ended yet."""


@dataclass
class Sent:
    """What a run has done: mails sent, readers for whom nothing was new, mails that failed, and those left for the next run."""

    mails: int = 0
    nothing_new: int = 0
    failed: int = 0
    erased: int = 0
    left: int = 0


def period_of(rhythm: str, moment: datetime.datetime) -> str:
    """The day, or the week, in which a moment lies in the site's own time: 2026-11-28, 2026-W48."""
    day = timezone.localtime(moment).date()
    if rhythm == DigestSubscription.Rhythm.DAILY:
        return day.isoformat()
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def due(now: datetime.datetime) -> Q:
    """Those who confirmed, and have not had the mail of their period. The first one comes in the period after confirming."""
    waiting = Q()
    for rhythm in DigestSubscription.Rhythm:
        period = period_of(rhythm, now)
        waiting |= Q(rhythm=rhythm, covered_until__lt=_beginning(rhythm, now)) & ~Q(period=period)
    return waiting


def _beginning(rhythm: str, now: datetime.datetime) -> datetime.datetime:
    day = timezone.localtime(now).date()
    if rhythm == DigestSubscription.Rhythm.WEEKLY:
        day -= datetime.timedelta(days=day.weekday())
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def send(most: int | None = None, now: datetime.datetime | None = None) -> Sent:
    """Sends what is due, at most so many mails (DIGEST_MAILS); the others the next time."""
    now = now or timezone.now()
    most = settings.DIGEST_MAILS if most is None else most
    done, in_a_row = Sent(), 0
    keys = list(DigestSubscription.objects.confirmed().filter(due(now)).order_by("pk").values_list("pk", flat=True))
    for position, pk in enumerate(keys):
        if done.mails + done.failed >= most or in_a_row >= PATIENCE:
            done.left = len(keys) - position
            break
        subscription = _take(pk, now)
        if subscription is None:
            continue
        try:
            in_a_row = 0 if _send_one(subscription, now, done) else in_a_row + 1
        except BaseException:
            _give_back(subscription)
            raise
    return done


def _take(pk: int, now: datetime.datetime) -> DigestSubscription | None:
    """This subscription, if it is ours to send to now."""
    claimed_at = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=claimed_at - LEASE)
    waiting = DigestSubscription.objects.confirmed().filter(due(now), free, pk=pk)
    return DigestSubscription.objects.get(pk=pk) if waiting.update(claimed_at=claimed_at) else None


def _give_back(subscription: DigestSubscription) -> None:
    DigestSubscription.objects.filter(pk=subscription.pk).update(claimed_at=None)


def _send_one(subscription: DigestSubscription, now: datetime.datetime, done: Sent) -> bool:
    """Whether the mail server did what it was asked to; an address that it refuses is no fault of its own."""
    until, period = now - SETTLED, period_of(subscription.rhythm, now)
    since = subscription.covered_until or until
    found = new_pages(subscription.language, since, until, subscription.kinds, subscription.stages)
    pages = list(found[:LONGEST])
    if not pages:
        _cross_out(subscription, period, until)
        done.nothing_new += 1
        return True
    more = found.count() - LONGEST if len(pages) == LONGEST else 0
    try:
        mails.digest(subscription, period, pages, more).send()
    except SMTPRecipientsRefused:
        _note_refusal(subscription, period, done)
    except (SMTPException, OSError) as error:
        logger.warning("A digest could not be sent to subscription %s: %s", subscription.key, type(error).__name__)
        _give_back(subscription)
        done.failed += 1
        return False
    else:
        _cross_out(subscription, period, until)
        done.mails += 1
    return True


def _cross_out(subscription: DigestSubscription, period: str, until: datetime.datetime) -> None:
    same = DigestSubscription.objects.filter(pk=subscription.pk)
    same.update(period=period, covered_until=until, claimed_at=None, refusals=0)


def _note_refusal(subscription: DigestSubscription, period: str, done: Sent) -> None:
    """It is tried again in the next period, with the same news; after a few of them the address is erased."""
    done.failed += 1
    if subscription.refusals + 1 >= MOST_REFUSALS:
        DigestSubscription.objects.filter(pk=subscription.pk).delete()
        done.erased += 1
        return
    same = DigestSubscription.objects.filter(pk=subscription.pk)
    same.update(period=period, claimed_at=None, refusals=subscription.refusals + 1)
