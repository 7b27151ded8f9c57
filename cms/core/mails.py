"""Mails about the review of a page or an entry: in Japanese, to those concerned, never about one's own act.

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

from cms.core import plugins, review_links
from cms.core.admin_addresses import admin_address
from cms.core.languages.review import translation_of
from cms.core.models import ReviewTask
from cms.core.reviews import (
    author_of,
    deciders_of,
    draft_of,
    is_reviewed,
    name_of,
    noun_of,
    specific,
    under_review,
    waiting_for,
    writer_of,
)
from cms.core.roles import SECRETARIAT, users_of

logger = logging.getLogger(__name__)

# Mail → whether one wants it: the field of Wagtail's user profile.
PREFERENCE = {
    "requested": "submitted_notifications",
    "handed": "submitted_notifications",
    "answered": "submitted_notifications",
    "reminder": "submitted_notifications",
    "long": "submitted_notifications",
    "returned_reminder": "rejected_notifications",
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
    if not isinstance(task_, ReviewTask) or not is_reviewed(page):
        return
    context = {"stage": task_.name, "person": _requested_by(instance.workflow_state, page)}
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
    if is_reviewed(page) and state.status == WorkflowState.STATUS_IN_PROGRESS:
        context = {"stage": instance.task.name, "person": name_of(user), "comment": instance.comment}
        _tell("passed", page, state, user, **context)


def returned(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To the author and whoever asked, with the reason."""
    page = under_review(instance)
    if not is_reviewed(page):
        wagtails.workflow_rejection_email_notifier(instance=instance, user=user, **kwargs)
        return
    state = TaskState.objects.get(pk=instance.current_task_state_id)
    context = {"stage": state.task.name, "person": name_of(user), "comment": state.comment}
    _tell("returned", page, instance, user, **context)


def approved(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To the author and whoever asked: the page is public, or will be."""
    page = under_review(instance)
    if not is_reviewed(page):
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
    _tell("approved", page, instance, user, **context)


def withdrawn(sender: Any, instance: WorkflowState, user: AbstractUser | None = None, **kwargs: Any) -> None:
    """To those who were asked to decide, so that nobody reads in vain."""
    page, state = under_review(instance), instance.current_task_state
    if not is_reviewed(page) or state is None or state.status == TaskState.STATUS_REJECTED:
        return
    task_ = state.task.specific
    if isinstance(task_, ReviewTask):
        _send(
            "withdrawn", page, deciders_of(page, task_.stage), but=user, stage=task_.name, person=name_of(user) or writer_of(page)
        )


def handed_over(page: Any, state: TaskState, user: AbstractUser, to: AbstractUser, note: str) -> None:
    """To the one who is asked to decide instead."""
    _send("handed", page, [to], but=user, task_state=state.pk, stage=state.task.name, person=name_of(user), comment=note)


def waits(page: Any, state: TaskState, people: Iterable[AbstractUser], days: int) -> None:
    """Once more to those for whom it waits; to the secretariat, where nobody may decide."""
    context = {"stage": state.task.name, "person": _requested_by(state.workflow_state, page)}
    if people:
        _send("reminder", page, people, but=None, task_state=state.pk, days=days, **context)
    else:
        _send("nobody", page, users_of(SECRETARIAT), but=None, **context)


def waits_long(page: Any, state: TaskState, names: str, days: int) -> None:
    """To the secretariat, so that nothing waits unseen."""
    _send("long", page, users_of(SECRETARIAT), but=None, stage=state.task.name, names=names, days=days)


def waits_for_its_author(page: Any, state: WorkflowState, days: int) -> None:
    """Once more to whoever is to mend what was returned."""
    stage = state.current_task_state
    context = {"stage": stage.task.name, "person": name_of(stage.finished_by), "comment": stage.comment, "days": days}
    _tell("returned_reminder", page, state, None, **context)


def unpublished(page: Any, user: AbstractUser) -> None:
    """To the author, who may not know."""
    author = author_of(page)
    _send("unpublished", page, [author, getattr(page, "owner", None)], but=user, person=name_of(user))
    page.tell_writer("unpublished")


def answered(page: Any, text: str) -> None:
    """What somebody without an account says, to those who may decide; in no review, to whoever decided last."""
    waiting = waiting_for(page)
    last = None if waiting else _last_decided(page)
    people = waiting.people if waiting else [last.finished_by if last else None]
    state = page.current_workflow_task_state if waiting else None
    _send("answered", page, people, but=None, task_state=state.pk if state else None, person=writer_of(page), comment=text)


def _last_decided(page: Any) -> TaskState | None:
    reviews = WorkflowState.objects.filter(base_content_type=page.get_base_content_type(), object_id=str(page.pk))
    return TaskState.objects.filter(workflow_state__in=reviews, finished_by__isnull=False).order_by("finished_at").last()


def _tell(kind: str, page: Any, state: WorkflowState, but: AbstractUser | None, **context: Any) -> None:
    """To the author and whoever asked, with or without an account."""
    _send(kind, page, [author_of(page), state.requested_by], but=but, **context)
    page.tell_writer(kind, **context)


def _requested_by(state: WorkflowState, page: Any) -> str:
    return name_of(state.requested_by) or writer_of(page)


def _send(kind: str, page: Any, people: Iterable[AbstractUser | None], but: AbstractUser | None, **context: Any) -> None:
    """Writes the mail to each of the people once, and hands it over when the transaction holds."""
    title = str(draft_of(page))
    for person in dict.fromkeys(people):
        if person is None or person == but or not person.is_active or not person.email:
            continue
        if not getattr(UserProfile.get_for_user(person), PREFERENCE[kind]):
            continue
        shown = {
            "site_name": settings.SITE_NAME,
            "title": title,
            "translation": translation_of(page),
            "type": specific(page)._meta.verbose_name,
            "recipient": name_of(person),
            "in_admin": in_admin(person),
            "link": link_for(person, page, context.get("task_state")),
            "now": timezone.localtime(),
            **context,
        }
        with translation.override("ja"):
            shown["noun"] = noun_of(page)
        transaction.on_commit(partial(deliver.enqueue, *written(f"core/mails/{kind}", shown, "ja"), person.email))


def written(template: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail in a language, from `TEMPLATE_subject.txt` and `TEMPLATE.txt`."""
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        # Joined, so that it is plain text again: marked as safe it would go into the HTML unescaped.
        text = "".join([render_to_string(f"{template}.txt", context)])
        return subject, text, render_to_string("core/mails/mail.html", {"text": text, "subject": subject, "language": language})


def in_admin(person: AbstractUser) -> bool:
    return person.has_perm("wagtailadmin.access_admin")


def link_for(person: AbstractUser, page: Any, task_state: int | None = None) -> str:
    """Where this person goes on: to the decision that is asked of them, or to the page; empty where nothing opens for them."""
    if task_state is not None:
        return review_links.address_for(task_state, person)
    path = admin_address(page, "edit") if in_admin(person) else _senders_address(page, person)
    return settings.PUBLIC_URL + path if path else ""


def _senders_address(page: Any, person: AbstractUser) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        found = (address(page, person) for _plugin, _name, address in plugins.brought("sender_address"))
        return next(filter(None, found), "")


@task()
def deliver(subject: str, text: str, html: str, address: str) -> None:
    """Sends one mail."""
    try:
        letter(subject, text, html, address).send()
    except Exception:
        logger.exception("A mail could not be sent: %s", subject)


def letter(subject: str, text: str, html: str, address: str) -> EmailMultiAlternatives:
    """A mail of the house, to be sent."""
    mail = EmailMultiAlternatives(subject, text, to=[address], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(html, "text/html")
    return mail
