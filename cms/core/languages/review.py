"""Where a translation stands in its review, for the bar above the translation editor."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from cms.core.admin_addresses import admin_address
from cms.core.languages.drafts import is_reviewed
from cms.core.models import ReviewTask


@dataclass(frozen=True)
class Review:
    """`waiting` for the stage since then; or `returned` with a comment. `decide_url` is empty where this user may not."""

    waiting: bool
    returned: bool
    stage: str
    since: datetime.datetime | None
    comment: str
    preview_url: str = ""
    decide_url: str = ""


@dataclass(frozen=True)
class TranslationOf:
    """What a page or an entry translates: the original, into which language, and where the original is read; the address may
    be empty.
    """

    original: Any
    language: str
    url: str

    @property
    def edit_url(self) -> str:
        return admin_address(self.original, "edit")


def translation_of(page: Any) -> TranslationOf | None:
    """What this page is a translation of; None for an original."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    original = page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if original is None:
        return None
    url = (original.full_url or "") if original.live else ""
    return TranslationOf(original, page.locale.get_display_name(), url)


def review_of(instance: Any, user: AbstractUser) -> Review | None:
    """How the review of a page or entry stands; None when nothing is under review."""
    if not is_reviewed(instance):
        return None
    state = instance.current_workflow_state
    task_state = state and state.current_task_state
    if not task_state:
        return None
    waiting = state.status == WorkflowState.STATUS_IN_PROGRESS
    return Review(
        waiting=waiting,
        returned=state.status == WorkflowState.STATUS_NEEDS_CHANGES,
        stage=task_state.task.name,
        since=task_state.started_at if waiting else task_state.finished_at,
        comment=task_state.comment,
        preview_url=admin_address(instance, "workflow_preview", task_state.task_id) if waiting else "",
        decide_url=_decide_url(instance, task_state, user) if waiting else "",
    )


def _decide_url(instance: Any, task_state: TaskState, user: AbstractUser) -> str:
    task = task_state.task.specific
    decides = isinstance(task, ReviewTask) and bool(task.get_actions(instance, user))
    return reverse("review", args=[task_state.pk]) if decides else ""
