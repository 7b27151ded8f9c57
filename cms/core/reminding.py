"""What waits too long is brought to mind again: a review to its reviewers, then to the secretariat; a return to its author.

What was sent is written down in the transaction that sends it, so a run may be repeated, cut off, or doubled.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from cms.core import mails
from cms.core.models import ReviewCare
from cms.core.reviews import is_reviewed, under_review, waiting_for

MOST_TO_AUTHORS = 2
"""An author who leaves a return be, twice reminded, means it."""


@dataclass
class Reminded:
    """What a run has done, in reviews."""

    waiting: int = 0
    reminded: int = 0
    escalated: int = 0
    authors: int = 0


def remind(now: datetime.datetime | None = None) -> Reminded:
    """Reminds of everything that has waited for REVIEW_REMIND_DAYS since it began, or since it was last reminded of."""
    now = now or timezone.now()
    done = Reminded()
    under_way = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )
    for state in under_way.order_by("started_at"):
        done.waiting += 1
        _of_a_review(state, now, done)
    returned = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, current_task_state__isnull=False)
    for workflow_state in returned.select_related("current_task_state"):
        _of_a_return(workflow_state, now, done)
    return done


@transaction.atomic
def _of_a_review(state: TaskState, now: datetime.datetime, done: Reminded) -> None:
    thing = under_review(state.workflow_state)
    if thing is None or not is_reviewed(thing):
        return
    waiting = waiting_for(thing)
    if waiting is None:
        return
    care = _care_of(state)
    days = (now - state.started_at).days
    if _is_due(care, state.started_at, now):
        mails.waits(thing, state, waiting.people, days)
        _note(care, now)
        done.reminded += 1
    if waiting.people and care.escalated_at is None and days >= settings.REVIEW_ESCALATE_DAYS:
        mails.waits_long(thing, state, waiting.names, days)
        care.escalated_at = now
        care.save(update_fields=["escalated_at"])
        done.escalated += 1


@transaction.atomic
def _of_a_return(workflow_state: WorkflowState, now: datetime.datetime, done: Reminded) -> None:
    thing, state = under_review(workflow_state), workflow_state.current_task_state
    if thing is None or not is_reviewed(thing) or state.finished_at is None:
        return
    care = _care_of(state, since=state.finished_at)
    if care.reminders < MOST_TO_AUTHORS and _is_due(care, state.finished_at, now):
        mails.waits_for_its_author(thing, workflow_state, (now - state.finished_at).days)
        _note(care, now)
        done.authors += 1


def _care_of(state: TaskState, since: datetime.datetime | None = None) -> ReviewCare:
    """The record, held by this transaction. What was noted before `since` was about something else: it begins anew."""
    ReviewCare.objects.get_or_create(task_state=state)
    care = ReviewCare.objects.select_for_update().get(task_state=state)
    if since and care.reminded_at and care.reminded_at < since:
        care.reminded_at, care.reminders = None, 0
    return care


def _is_due(care: ReviewCare, since: datetime.datetime, now: datetime.datetime) -> bool:
    return now - (care.reminded_at or since) >= datetime.timedelta(days=settings.REVIEW_REMIND_DAYS)


def _note(care: ReviewCare, now: datetime.datetime) -> None:
    care.reminded_at = now
    care.reminders += 1
    care.save(update_fields=["reminded_at", "reminders"])
