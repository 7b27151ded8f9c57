"""Asking keepers: who is asked and when, in one mail for all places of an address; a reminder, once.

What is to be sent is written down first, and crossed out when the mail server has taken it. So a run that is cut off is
finished by the next one, the same run twice sends nothing twice, and two at a time share the work.
"""

import datetime
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from cms.core.models.reviewed import shown
from directory.confirming import mails
from directory.confirming.intervals import Months, intervals, not_asked_lately
from directory.confirming.queries import keeper_of, to_confirm
from directory.models import ConfirmationRequest, Place
from directory.models.place import PlaceQuerySet

logger = logging.getLogger(__name__)

AHEAD = datetime.timedelta(days=30)
"""Who gets a mail anyway is asked for what would be due within this time too, instead of getting another mail for it."""
QUIET = datetime.timedelta(days=7)
"""After a mail the job writes no other to that address for so long."""
LEASE = datetime.timedelta(minutes=30)
"""After so long somebody who claimed a mail is taken for dead."""
PATIENCE = 3
"""Mails in a row that the server may refuse before a run gives up: it is the server then, and not the address."""


@dataclass
class Sent:
    """What a run has done. `due` and `without_keeper` count places, the others mails and the places in them."""

    due: int = 0
    without_keeper: int = 0
    mails: int = 0
    places: int = 0
    reminders: int = 0
    left: int = 0
    failures: list[str] = field(default_factory=list)


def confirm(most: int | None = None) -> Sent:
    """Asks for what is due today, and reminds; at most so many mails (DIRECTORY_CONFIRM_MAILS), the others the next time."""
    report = Sent()
    _close_what_is_settled()
    report.due, report.without_keeper = _write_down()
    _send_waiting(report, settings.DIRECTORY_CONFIRM_MAILS if most is None else most)
    return report


def planned(on: datetime.date | None = None) -> dict[str, list[Place]]:
    """Address → the places that its keeper would be asked for today."""
    today = on or timezone.localdate()
    months = intervals()
    quiet = _written_to_lately()
    addresses = _to_ask(today, months).order_by().values_list("keeper", flat=True).distinct()
    found: dict[str, list[Place]] = {address: [] for address in addresses if address not in quiet}
    for place in _to_ask(today + AHEAD, months).order_by("kana_order", "name", "pk"):
        if place.keeper in found:
            found[place.keeper].append(place)
    return found


def _to_ask(on: datetime.date, months: Months) -> PlaceQuerySet:
    """What has to be confirmed on a day, is not being asked for, and has a keeper whose address was not refused the last time."""
    asked = to_confirm(on, months).filter(not_asked_lately(months, on), is_being_sent=False).exclude(keeper="")
    return asked.exclude(~Q(failure=""), last_to=F("keeper"))


def _written_to_lately() -> set[str]:
    since = timezone.now() - QUIET
    lately = ConfirmationRequest.objects.filter(Q(sent_at__gt=since) | Q(reminded_at__gt=since))
    return {address.lower() for address in lately.values_list("to", flat=True)}


def _write_down() -> tuple[int, int]:
    """The requests of today; how many places are due, and of how many nobody is known."""
    for address, places in planned().items():
        with transaction.atomic():
            _open(places, address)
    everything = to_confirm()
    return everything.count(), everything.filter(keeper="").count()


def _open(places: Sequence[Place], address: str) -> None:
    """A request for each place; one that is open already and was never answered gives way to it."""
    ConfirmationRequest.objects.open().filter(place__in=places).update(is_open=False)
    # Another run may have written the same at this moment: then it is there.
    ConfirmationRequest.objects.bulk_create(
        [ConfirmationRequest(place=place, to=address) for place in places], ignore_conflicts=True
    )


def _close_what_is_settled() -> None:
    """What waits for no answer any more, as the place was confirmed on another road since."""
    confirmed = ConfirmationRequest.objects.open().filter(place__confirmed_on__isnull=False)
    rows = confirmed.values_list("pk", "place__confirmed_on", "created_at")
    settled = [pk for pk, confirmed_on, asked_at in rows if confirmed_on and confirmed_on >= timezone.localdate(asked_at)]
    ConfirmationRequest.objects.filter(pk__in=settled).update(is_open=False)


# By hand ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What became of asking by hand: places that are asked for, and those of which nobody knows a keeper."""

    places: list[Place]
    without_keeper: list[Place]


@transaction.atomic
def ask_now(places: Iterable[Place]) -> Asked:
    """Asks the keepers of these places now, whatever is due. Who was asked and has not answered gets the same link anew."""
    asked, without = [], []
    for place in places:
        address = keeper_of(place)
        if not address:
            without.append(place)
            continue
        asked.append(place)
        again = ConfirmationRequest.objects.open().filter(place=place, to__iexact=address)
        if not again.update(sent_at=None, reminded_at=None, claimed_at=None, failure=""):
            _open([place], address)
    if asked:
        transaction.on_commit(send_waiting.enqueue)
    return Asked(asked, without)


@task()
def send_waiting() -> None:
    """Sends what is written down, reminders aside; whatever stays behind is sent by the daily run."""
    _send_waiting(Sent(), settings.DIRECTORY_CONFIRM_MAILS, reminding=False)


# Sending ----------------------------------------------------------------------------------------------------------------


def _send_waiting(report: Sent, most: int, reminding: bool = True) -> None:
    new, reminders = _to_send(reminding)
    addresses = list(dict.fromkeys([*new, *reminders]))
    report.left = max(0, len(addresses) - most)
    refused = 0
    for address in addresses[:most]:
        letter = _claim([*new.get(address, ()), *reminders.get(address, ())])
        if not letter:
            continue
        try:
            mails.ask(address, letter)
        except SMTPRecipientsRefused as error:
            _note_refusal(letter, error)
            report.failures.append(address)
        except (SMTPException, OSError) as error:
            ConfirmationRequest.objects.filter(pk__in=[each.pk for each in letter]).update(claimed_at=None)
            logger.exception("A request to confirm could not be sent")
            report.failures.append(f"{address}: {error}")
            refused += 1
            if refused >= PATIENCE:
                report.left += len(addresses[:most]) - addresses.index(address) - 1
                return
        else:
            refused = 0
            _cross_out(letter, report)


def _to_send(reminding: bool) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Address → keys of the requests, of those to be sent, and of those of which one reminds."""
    free = ConfirmationRequest.objects.open().filter(shown("place__"), failure="").filter(_is_free()).order_by("pk")
    new = _by_address(free.filter(sent_at__isnull=True))
    if not reminding:
        return new, {}
    before = timezone.now() - datetime.timedelta(days=settings.DIRECTORY_CONFIRM_REMIND_DAYS)
    again = _by_address(free.filter(sent_at__lte=before, reminded_at__isnull=True))
    quiet = _written_to_lately()
    return new, {address: keys for address, keys in again.items() if address in new or address not in quiet}


def _is_free() -> Q:
    return Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - LEASE)


def _by_address(requests: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, address in requests.values_list("pk", "to"):
        found.setdefault(address.lower(), []).append(key)
    return found


def _claim(keys: Sequence[int]) -> list[ConfirmationRequest]:
    """Those of these requests that are ours to send now: what another process sends is left to it."""
    now = timezone.now()
    requests = ConfirmationRequest.objects.open().filter(pk__in=keys)
    requests.filter(_is_free()).update(claimed_at=now)
    ours = requests.filter(claimed_at=now).select_related("place__locale", "place__organisation")
    return [each for each in ours.order_by("place__kana_order", "place__name", "pk") if _still_asked(each)]


def _still_asked(request: ConfirmationRequest) -> bool:
    """Whether the address is still the keeper's: one who has left is not written to."""
    if request.to.lower() == keeper_of(request.place):
        return True
    ConfirmationRequest.objects.filter(pk=request.pk).update(is_open=False, claimed_at=None)
    return False


def _note_refusal(letter: Sequence[ConfirmationRequest], error: SMTPRecipientsRefused) -> None:
    reason = " ".join(f"{code} {told.decode(errors='replace')}" for code, told in error.recipients.values())
    keys = [each.pk for each in letter]
    ConfirmationRequest.objects.filter(pk__in=keys).update(failure=reason[:300], claimed_at=None)
    logger.warning("The mail server refuses a keeper's address: %s", reason)


def _cross_out(letter: Sequence[ConfirmationRequest], report: Sent) -> None:
    now = timezone.now()
    first = [each.pk for each in letter if each.sent_at is None]
    again = [each.pk for each in letter if each.sent_at is not None]
    ConfirmationRequest.objects.filter(pk__in=first).update(sent_at=now, claimed_at=None)
    ConfirmationRequest.objects.filter(pk__in=again).update(reminded_at=now, claimed_at=None)
    report.mails += 1
    report.places += len(first)
    report.reminders += len(again)
