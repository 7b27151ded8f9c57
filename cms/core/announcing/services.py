"""What is announced, from the moment that something goes public until it is sent, or never.

Never twice: an announcement belongs to one thing and one channel, whoever sends it takes it first by a conditional update, and
what was taken and never finished is left to a person, as nobody knows whether it went out. So it may be missing once, and that
is said; but it does not stand there twice.
"""

import datetime
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task, task_backends
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.announcing import sending
from cms.core.announcing.counting import fitted
from cms.core.announcing.texts import told
from cms.core.models import Announcement, AnnouncementChannel, BasePage
from cms.core.queries import public, public_pages

logger = logging.getLogger(__name__)

MINUTES = (1, 5, 15, 60, 240)
"""So long it waits after the first attempt that failed, the second, …; after the last it gives up."""
LEASE = datetime.timedelta(minutes=15)
"""Who took an announcement and has not said after this time what became of it is dead."""
SENT_ACTION, RETRY_ACTION = "nobinobi.announce", "nobinobi.announce.retry"

State = Announcement.State


class RetryError(PermissionDenied):
    """This announcement is not to be sent again; the text says why."""


def is_public(thing: Model | None) -> bool:
    """Whether anybody may see it now, as it stands in the database."""
    if thing is None:
        return False
    if isinstance(thing, Page):
        return public_pages(BasePage).filter(pk=thing.pk).exists()
    return public(type(thing)._default_manager.all()).filter(pk=thing.pk).exists()


@transaction.atomic
def announce(thing: Any, chosen: Mapping[str, Any]) -> list[Announcement]:
    """Notes, in the transaction that makes something public, what is to be sent after it: once in each channel.

    Of what is not for everybody nothing is noted. Where it waits already, its text is the new one; where it was given up since
    the thing was taken down, it waits again; where it was sent, nothing happens.
    """
    channels = AnnouncementChannel.objects.active().filter(pk__in=chosen.get("channels", ()))
    if not channels or not is_public(thing):
        return []
    noted = [_note(thing, channel, chosen) for channel in channels]
    waiting = [each for each in noted if each.state == State.WAITING]
    for each in waiting:
        transaction.on_commit(partial(send.enqueue, each.pk))
    return waiting


def _note(thing: Any, channel: AnnouncementChannel, chosen: Mapping[str, Any]) -> Announcement:
    text = fitted(told(thing, chosen, channel), channel.kind, channel.limit)
    values = {"title": str(thing)[:300], "channel_name": channel.name, "text": text}
    key = {"content_type": ContentType.objects.get_for_model(thing), "object_id": str(thing.pk), "channel": channel}
    announcement, is_new = Announcement.objects.get_or_create(**key, defaults=values)
    if not is_new:
        now = timezone.now()
        same = Announcement.objects.filter(pk=announcement.pk)
        same.filter(state=State.DROPPED).update(**values, state=State.WAITING, attempts=0, error="", created_at=now, due_at=now)
        same.filter(state__in=Announcement.OPEN).update(**values)
        announcement.refresh_from_db()
    return announcement


@task()
def send(pk: int) -> None:
    """One attempt, if the announcement is due and nobody else makes it."""
    deliver(pk)


def deliver(pk: int) -> bool:
    """Takes an announcement and sends it; whether this call was the one that took it.

    What is public no longer is not sent. An attempt that surely failed is made again later, until it gives up.
    """
    now = timezone.now()
    taken = Announcement.objects.due().filter(pk=pk)
    if not taken.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return False
    announcement = Announcement.objects.select_related("channel", "content_type").get(pk=pk)
    thing = announcement.thing
    if not is_public(thing):
        _finish(announcement, State.DROPPED)
        return True
    if announcement.channel is None or not announcement.channel.is_active:
        _finish(announcement, State.GAVE_UP, _("お知らせ先がなくなったか、「使う」が外されています。"))
        return True
    result = sending.send(announcement.channel, announcement.text, announcement.title)
    if result.outcome is sending.Outcome.SENT:
        with transaction.atomic():
            _finish(announcement, State.SENT, sent_at=timezone.now())
            log(instance=thing, action=SENT_ACTION, data={"channel": announcement.channel_name})
    elif result.outcome is sending.Outcome.REFUSED and announcement.attempts <= len(MINUTES):
        _try_later(announcement, result.reason)
    else:
        logger.warning("Announcement %d is given up: %s", pk, result.reason)
        _finish(announcement, State.GAVE_UP, result.reason)
    return True


def _finish(announcement: Announcement, state: State, error: str = "", **values: Any) -> None:
    mine = Announcement.objects.filter(pk=announcement.pk, state=State.SENDING, claimed_at=announcement.claimed_at)
    mine.update(state=state, error=error[:300], claimed_at=None, **values)


def _try_later(announcement: Announcement, reason: str) -> None:
    due_at = timezone.now() + datetime.timedelta(minutes=MINUTES[announcement.attempts - 1])
    _finish(announcement, State.FAILED, reason, due_at=due_at)
    if task_backends["default"].supports_defer:
        send.using(run_after=due_at).enqueue(announcement.pk)


@transaction.atomic
def retry(announcement: Announcement, user: Any) -> None:
    """Somebody asks for another attempt, now.

    Raises:
        RetryError: it was sent, or is being sent.
    """
    again = Announcement.objects.filter(pk=announcement.pk, state__in=(State.FAILED, State.GAVE_UP, State.DROPPED))
    if announcement.channel_id is None:
        raise RetryError(_("このお知らせ先は削除されました。"))
    if not again.update(state=State.WAITING, attempts=0, error="", due_at=timezone.now()):
        raise RetryError(_("このお知らせは、もう送ったか、今送っているところです。"))
    if announcement.thing is not None:
        log(instance=announcement.thing, action=RETRY_ACTION, user=user, data={"channel": announcement.channel_name})
    transaction.on_commit(partial(send.enqueue, announcement.pk))


@dataclass
class Swept:
    sent: int = 0
    failed: int = 0
    given_up: int = 0
    dropped: int = 0


def sweep() -> Swept:
    """Sends whatever is due, whoever should have done so; and gives up what somebody took and never finished."""
    dead = Announcement.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - LEASE)
    swept = Swept(given_up=dead.update(state=State.GAVE_UP, claimed_at=None, error=sending.unknown()[:300]))
    for pk in list(Announcement.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)):
        if not deliver(pk):
            continue
        state = Announcement.objects.values_list("state", flat=True).get(pk=pk)
        swept.sent += state == State.SENT
        swept.failed += state == State.FAILED
        swept.given_up += state == State.GAVE_UP
        swept.dropped += state == State.DROPPED
    return swept
