"""Mails about a page's review: in Japanese, to those concerned, never about one's own act.

Sent through the background worker once the transaction has held. A mail that cannot be sent is logged and holds up nothing.
Who does not want one kind says so in their Wagtail account settings.
"""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task
from wagtail.admin import signal_handlers as wagtails
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)
from wagtail.users.models import UserProfile

from cms.core.languages.review import translation_of
from cms.core.models import BasePage, ReviewTask
from cms.core.reviews import author_of, deciders_of, name_of, under_review
from cms.core.roles import SECRETARIAT, users_of

logger = logging.getLogger(__name__)

# Mail → whether one wants it: the field of Wagtail's user profile.
PREFERENCE = {
    "requested": "submitted_notifications",
    "withdrawn": "submitted_notifications",
    "nobody": "submitted_notifications",
    "returned": "rejected_notifications",
    "passed": "approved_notifications",
    "approved": "approved_notifications",
    "unpublished": "approved_notifications",
}


def connect() -> None:
    """Takes the place of Wagtail's own two mails to the author, and adds those that it has not."""
    for signal, sender, receiver, uid in (
        (task_submitted, TaskState, stage_begun, "core: stage begun"),
        (task_approved, TaskState, stage_passed, "core: stage passed"),
        (workflow_cancelled, WorkflowState, withdrawn, "core: withdrawn"),
        (workflow_rejected, WorkflowState, returned, "workflow_state_rejected_email_notification"),
        (workflow_approved, WorkflowState, approved, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def stage_begun(sender: Any, instance: TaskState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To those who may decide now; to the secretariat, where nobody may."""
    task_, page = instance.task.specific, under_review(instance.workflow_state)
    if not isinstance(task_, ReviewTask) or not isinstance(page, BasePage):
        return
    context = {"stage": task_.name, "person": name_of(instance.workflow_state.requested_by)}
    deciders = deciders_of(page, task_.stage)
    if deciders:
        _send("requested", page, deciders, but=user, task_state=instance.pk, **context)
    else:
        _send("nobody", page, users_of(SECRETARIAT), but=None, **context)


def stage_passed(sender: Any, instance: TaskState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To the author and whoever asked, when one stage is done and another follows."""
    state = instance.workflow_state
    page = under_review(state)
    state.refresh_from_db()
    if isinstance(page, BasePage) and state.status == WorkflowState.STATUS_IN_PROGRESS:
        context = {"stage": instance.task.name, "person": name_of(user), "comment": instance.comment}
        _send("passed", page, _concerned(state, page), but=user, **context)


def returned(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To the author and whoever asked, with the reason."""
    page = under_review(instance)
    if not isinstance(page, BasePage):
        wagtails.workflow_rejection_email_notifier(instance=instance, user=user, **kwargs)
        return
    state = TaskState.objects.get(pk=instance.current_task_state_id)
    context = {"stage": state.task.name, "person": name_of(user), "comment": state.comment}
    _send("returned", page, _concerned(instance, page), but=user, **context)


def approved(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To the author and whoever asked: the page is public, or will be."""
    page = under_review(instance)
    if not isinstance(page, BasePage):
        wagtails.workflow_approval_email_notifier(instance=instance, user=user, **kwargs)
        return
    page = type(page).objects.get(pk=page.pk)
    scheduled = page.scheduled_revision
    context = {
        "person": name_of(user),
        "comment": instance.current_task_state.comment if instance.current_task_state else "",
        "goes_live_at": timezone.localtime(scheduled.approved_go_live_at) if scheduled else None,
        "public_url": page.full_url if page.live else "",
    }
    _send("approved", page, _concerned(instance, page), but=user, **context)


def withdrawn(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To those who were asked to decide, so that nobody reads in vain."""
    page, state = under_review(instance), instance.current_task_state
    if not isinstance(page, BasePage) or state is None or state.status == TaskState.STATUS_REJECTED:
        return
    task_ = state.task.specific
    if isinstance(task_, ReviewTask):
        _send("withdrawn", page, deciders_of(page, task_.stage), but=user, stage=task_.name, person=name_of(user))


def unpublished(page: BasePage, user: AbstractUser) -> None:
    """To the author, who may not know."""
    author = author_of(page)
    _send("unpublished", page, [author, page.owner], but=user, person=name_of(user))


def _concerned(state: WorkflowState, page: Any) -> list[AbstractUser | None]:
    return [author_of(page), state.requested_by]


def _send(kind: str, page: Any, people: Iterable[AbstractUser | None], but: AbstractUser | None, **context: Any) -> None:
    """Writes the mail to each of the people once, and hands it over when the transaction holds."""
    title = page.get_latest_revision_as_object().title
    for person in dict.fromkeys(people):
        if person is None or person == but or not person.is_active or not person.email:
            continue
        if not getattr(UserProfile.get_for_user(person), PREFERENCE[kind]):
            continue
        shown = {
            "site_name": settings.SITE_NAME,
            "title": title,
            "translation": translation_of(page),
            "type": page.specific_class._meta.verbose_name,
            "recipient": name_of(person),
            "in_admin": in_admin(person),
            "link": link_for(person, page, context.get("task_state")),
            "now": timezone.localtime(),
            **context,
        }
        with translation.override("ja"):
            subject = " ".join(render_to_string(f"core/mails/{kind}_subject.txt", shown).split())
            # Joined, so that it is plain text again: marked as safe it would go into the HTML unescaped.
            text = "".join([render_to_string(f"core/mails/{kind}.txt", shown)])
            html = render_to_string("core/mails/mail.html", {**shown, "text": text, "subject": subject})
        transaction.on_commit(partial(deliver.enqueue, subject, text, html, person.email))


def in_admin(person: AbstractUser) -> bool:
    return person.has_perm("wagtailadmin.access_admin")


def link_for(person: AbstractUser, page: Any, task_state: int | None = None) -> str:
    """Where this person goes on: to the decision that is asked of them, or to the page; empty where nothing opens for them."""
    if task_state is not None:
        with translation.override(settings.LANGUAGE_CODE):
            return settings.PUBLIC_URL + reverse("review" if in_admin(person) else "my_review", args=[task_state])
    return settings.PUBLIC_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]) if in_admin(person) else ""


@task()
def deliver(subject: str, text: str, html: str, address: str) -> None:
    """Sends one mail."""
    mail = EmailMultiAlternatives(subject, text, to=[address], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except Exception:
        logger.exception("A mail about a review could not be sent: %s", subject)
