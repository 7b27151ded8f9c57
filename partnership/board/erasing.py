"""What says who somebody is goes when it has served: addresses for an answer, marks of senders. And what waits is recalled."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partnership.board import mails
from partnership.board.queries import reported
from partnership.models import BoardPost, BoardReport


def forget() -> dict[str, int]:
    """Erases what is past its time (PARTNERSHIP_BOARD_CONTACT_DAYS, …_SENDER_HOURS); how many rows of each."""
    now = timezone.now()
    days = now - datetime.timedelta(days=settings.PARTNERSHIP_BOARD_CONTACT_DAYS)
    hours = now - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    posts = BoardPost.objects.filter(created_at__lt=days).exclude(contact="")
    marks = BoardPost.objects.filter(created_at__lt=hours).exclude(mark="")
    reports = BoardReport.objects.filter(created_at__lt=hours).exclude(mark="")
    return {
        "board contacts": posts.update(contact="", is_contact_confirmed=False),
        "board marks": marks.update(mark="") + reports.update(mark=""),
    }


@transaction.atomic
def remind() -> dict[str, int]:
    """Tells those who moderate what has waited for PARTNERSHIP_BOARD_REMIND_DAYS, each post once in that time."""
    now = timezone.now()
    since = now - datetime.timedelta(days=settings.PARTNERSHIP_BOARD_REMIND_DAYS)
    overdue = BoardPost.objects.waiting().filter(created_at__lt=since).exclude(reminded_at__gte=since)
    told = [post.pk for post in overdue.select_for_update()]
    open_reports = reported().count()
    if not told:
        return {"posts waiting": 0, "mails": 0}
    BoardPost.objects.filter(pk__in=told).update(reminded_at=now)
    return {"posts waiting": len(told), "mails": mails.remind(BoardPost.objects.waiting().count(), open_reports)}
