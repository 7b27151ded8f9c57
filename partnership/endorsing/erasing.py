"""What says who somebody is goes when it has served. And what waits is recalled."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.core.sender_links import MAIL_DAYS
from partnership.endorsing import mails, services
from partnership.models import Endorsement


def forget() -> dict[str, int]:
    """Erases what is past its time (PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS, …_BOARD_SENDER_HOURS), and what nobody confirmed."""
    now = timezone.now()
    links = now - datetime.timedelta(days=MAIL_DAYS)
    unconfirmed = Endorsement.objects.filter(state=Endorsement.State.UNCONFIRMED, created_at__lt=links)
    expired = services.decide_about_all(list(unconfirmed), services.expire)
    days = now - datetime.timedelta(days=settings.PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS)
    hours = now - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    kept = Endorsement.objects.exclude(state=Endorsement.State.UNCONFIRMED)
    return {
        "endorsements never confirmed": len(expired.done),
        "endorsement contacts": kept.filter(created_at__lt=days).exclude(contact="").update(contact=""),
        "endorsement marks": Endorsement.objects.filter(created_at__lt=hours).exclude(mark="").update(mark=""),
    }


@transaction.atomic
def remind() -> dict[str, int]:
    """Tells those who moderate what has waited for PARTNERSHIP_BOARD_REMIND_DAYS, each once in that time."""
    now = timezone.now()
    since = now - datetime.timedelta(days=settings.PARTNERSHIP_BOARD_REMIND_DAYS)
    overdue = Endorsement.objects.waiting().filter(created_at__lt=since).exclude(reminded_at__gte=since)
    told = [each.pk for each in overdue.select_for_update()]
    if not told:
        return {"endorsements waiting": 0, "endorsement mails": 0}
    Endorsement.objects.filter(pk__in=told).update(reminded_at=now)
    return {"endorsements waiting": len(told), "endorsement mails": mails.remind(Endorsement.objects.waiting().count())}
