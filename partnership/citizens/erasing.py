"""What says who a citizen is goes when it has served, and so does what nobody confirmed."""

import datetime

from django.conf import settings
from django.utils import timezone

from cms.core.sender_links import MAIL_DAYS
from partnership.citizens import services
from partnership.models import SentReport
from partnership.my import steps

State = SentReport.State


def forget() -> dict[str, int]:
    """Erases what is past its time (PARTNERSHIP_REPORT_CONTACT_DAYS, …_BOARD_SENDER_HOURS), and what nobody confirmed.

    An address is kept while somebody has to answer: its days count from the run that first finds that nobody has.
    """
    now = timezone.now()
    links = now - datetime.timedelta(days=MAIL_DAYS)
    days = now - datetime.timedelta(days=settings.PARTNERSHIP_REPORT_CONTACT_DAYS)
    hours = now - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    late = [each for each in SentReport.objects.unconfirmed() if max(each.created_at, each.asked_at or each.created_at) < links]
    deleted = SentReport.objects.filter(state=State.CONFIRMED, page=None)
    found = {
        "citizens' reports never confirmed": services.each_of(late, services.expire),
        "citizens' reports that were deleted": services.each_of(list(deleted), services.follow),
    }
    _note_what_is_quiet(now)
    served = SentReport.objects.filter(quiet_since__lt=days).exclude(contact="")
    return found | {
        "citizens' contacts": served.update(contact=""),
        "citizens' marks": SentReport.objects.filter(created_at__lt=hours).exclude(mark="").update(mark=""),
    }


def _note_what_is_quiet(now: datetime.datetime) -> None:
    for sent in SentReport.objects.filter(state=State.CONFIRMED).exclude(contact="").select_related("page"):
        is_quiet = sent.page is not None and steps.state_of(sent.page) != steps.REVIEW
        if is_quiet != (sent.quiet_since is not None):
            SentReport.objects.filter(pk=sent.pk).update(quiet_since=now if is_quiet else None)
