"""What a keeper answers by the link of their mail. Each answer is taken once, however often a button is pressed."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.confirming import asking
from directory.confirming.fields import Value
from directory.confirming.proposing import DecidedError, propose, withdraw
from directory.confirming.queries import keeper_of
from directory.models import ConfirmationRequest, Place, PlaceProposal
from directory.publishing import set_confirmed

Answer = ConfirmationRequest.Answer


def confirm(request: ConfirmationRequest) -> None:
    """The entry holds as it is, as of today. A second time changes nothing."""
    with transaction.atomic():
        if _take(request, Answer.AS_IT_IS):
            place = request.place
            ConfirmationRequest.objects.filter(pk=request.pk).update(confirmed_before=place.confirmed_on)
            set_confirmed(place, timezone.localdate(), reason=_("施設の人が確認しました"))


def change(request: ConfirmationRequest, values: Mapping[str, Value], remark: str, language: str) -> None:
    """Something has changed: it goes to review."""
    with transaction.atomic():
        if _take(request, Answer.CHANGES):
            _propose(request, values, remark=remark, language=language)


def correct(request: ConfirmationRequest, values: Mapping[str, Value], remark: str, language: str) -> None:
    """Something has changed after all: that all holds is taken back where it still can be, and the change goes to review."""
    with transaction.atomic():
        if undo(request):
            change(request, values, remark, language)
        else:  # Somebody of ours has acted since: their date stays, and this is the answer now.
            ConfirmationRequest.objects.filter(pk=request.pk).update(answer=Answer.CHANGES)
            _propose(request, values, remark=remark, language=language)


def close(request: ConfirmationRequest, remark: str, language: str) -> None:
    """The place is no more: that goes to review."""
    with transaction.atomic():
        if _take(request, Answer.GONE):
            topic = PlaceProposal.Topic.GONE
            _propose(request, {"is_public": False}, topic=topic, remark=remark, language=language)


def undo(request: ConfirmationRequest) -> bool:
    """Takes the last answer back, so that another can be given; False where somebody has acted on it since."""
    with transaction.atomic():
        request = ConfirmationRequest.objects.select_for_update(of=("self",)).select_related("place").get(pk=request.pk)
        if not _give_back(request):
            return False
        ConfirmationRequest.objects.open().filter(place=request.place).update(is_open=False)
        ConfirmationRequest.objects.filter(pk=request.pk).update(answered_at=None, answer="", confirmed_before=None, is_open=True)
        return True


def note(place: Place, user: Any) -> None:
    """Somebody of ours has asked, by telephone or otherwise, and the entry holds as of today."""
    with transaction.atomic():
        now = timezone.now()
        ConfirmationRequest.objects.open().filter(place=place).update(
            answered_at=now, answer=Answer.BY_PHONE, is_open=False, confirmed_before=place.confirmed_on
        )
        set_confirmed(place, timezone.localdate(now), user, _("電話などで確認しました"))


def ask_again(request: ConfirmationRequest) -> bool:
    """A new mail to the place's keeper, whoever asks for it; False where one went out within a day, or there is no keeper."""
    lately = timezone.now() - datetime.timedelta(days=1)
    place = request.place
    if not keeper_of(place) or ConfirmationRequest.objects.filter(place=place, created_at__gt=lately).exists():
        return False
    if ConfirmationRequest.objects.filter(place=place, sent_at__gt=lately).exists():
        return False
    return bool(asking.ask_now([place]).places)


def _take(request: ConfirmationRequest, answer: str) -> bool:
    """Whether this answer is the first."""
    waiting = ConfirmationRequest.objects.open().filter(pk=request.pk, answered_at__isnull=True)
    return bool(waiting.update(answered_at=timezone.now(), answer=answer, is_open=False))


def _propose(request: ConfirmationRequest, values: Mapping[str, Value], **details: Any) -> None:
    propose(request.place, PlaceProposal.Sender.KEEPER, values, request=request, **details)


def _give_back(request: ConfirmationRequest) -> bool:
    if request.answer == Answer.AS_IT_IS and request.answered_at:
        if request.place.confirmed_on != timezone.localdate(request.answered_at):
            return False
        set_confirmed(request.place, request.confirmed_before, reason=_("施設の人が確認を取り消しました"))
        return True
    proposal = request.proposals.order_by("-pk").first()
    if proposal is None:
        return False
    try:
        withdraw(proposal)
    except DecidedError:
        return False
    return True
