"""What can be done on the ground: the review of a page or an entry, step by step. Each is one transaction and tells
those concerned.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Comment, Page, TaskState, WorkflowState

from cms.core.audit import HANDED_OVER
from cms.core.models import ReviewCare
from cms.core.reviews import (
    ANSWERED,
    APPROVER_STAGE,
    author_of,
    colleagues_of,
    is_own,
    may_decide,
    name_of,
    specific,
    under_review,
)


class ReviewError(PermissionDenied):
    """A step of the review that is refused; the text says why, to the person who tried."""


class OwnWorkError(ReviewError):
    """Nobody approves what they wrote themselves."""


class NotReviewerError(ReviewError):
    """This person holds no part in this stage."""


class NotInReviewError(ReviewError):
    """The page waits for no decision; somebody else may have decided."""


class AlreadyInReviewError(ReviewError):
    """The page waits for a decision already."""


class ChangedSinceError(ReviewError):
    """The page was changed after it was submitted, so what was read is not what would go public."""


class ReasonMissingError(ReviewError):
    """A page is returned only with a reason."""


class NotAllowedError(ReviewError):
    """This person may not submit or withdraw this page."""


class LockedError(ReviewError):
    """Somebody has locked the page."""


class NoWorkflowError(ReviewError):
    """No workflow is set for this page, so nobody could approve it."""


class IncompleteError(ReviewError):
    """Something in it is wrong that a draft may hold and a public page may not; the text says what."""


def locked(thing: Any) -> Any:
    """The thing as it is now, as its own type; nobody else moves it until the transaction ends. None where it is gone.

    Every step of a review takes this lock first: so of two at once the second sees what the first has done.
    """
    thing = specific(thing)
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    list(rows.select_for_update(of=("self",)).only("pk"))
    # Read after the lock was had: what a row is joined with may have changed while one waited.
    return rows.first()


@transaction.atomic
def submit_for_review(page: Any, user: AbstractUser, answer: str = "") -> WorkflowState:
    """Asks for the review of the page's newest revision; after a return, at the stage that returned it.

    `answer` is what the author says to the reviewers; it is kept in the audit log (`conversation_of`).

    Whoever may edit the page may submit it, and so may its owner and the author of the newest revision, who need no
    access to the admin.

    Raises:
        NotAllowedError, AlreadyInReviewError, LockedError, NoWorkflowError, IncompleteError
    """
    page = locked(page) or specific(page)
    owner = getattr(page, "owner", None)
    if not user.is_active or not (user in (owner, author_of(page)) or page.permissions_for_user(user).can_edit()):
        raise NotAllowedError(_("このページの確認を依頼することはできません。"))
    return _submit(page, user, answer)


@transaction.atomic
def submit_for_writer(page: Any, answer: str = "") -> WorkflowState:
    """The same for somebody without an account, in nobody's name. Whoever calls this has seen that it is their own.

    Raises:
        AlreadyInReviewError, LockedError, NoWorkflowError, IncompleteError
    """
    return _submit(specific(page), None, answer)


@transaction.atomic
def answer_of_writer(page: Any, text: str) -> None:
    """Somebody without an account says something about their own to whoever decides, or has decided, about it.

    Whoever calls this has seen that it is their own.
    """
    from cms.core import mails

    page = specific(page)
    log(instance=page, action=ANSWERED, user=None, revision=page.latest_revision, data={"text": text.strip()}, uuid=uuid4())
    mails.answered(page, text.strip())


def _submit(page: Any, user: AbstractUser | None, answer: str) -> WorkflowState:
    if page.workflow_in_progress:
        raise AlreadyInReviewError(_("このページは、すでに確認を待っています。"))
    lock = page.get_lock()
    if lock and (user is None or lock.for_user(user)):
        raise LockedError(_("ロックされているため、承認に出せません。ロックした人に声をかけてください。"))
    workflow = page.get_workflow()
    if workflow is None:
        raise NoWorkflowError(_("このページには承認の流れが決められていません。事務局にお知らせください。"))
    if page.latest_revision is None:
        page.save_revision(user=user)
    if answer.strip():
        log(instance=page, action=ANSWERED, user=user, revision=page.latest_revision, data={"text": answer.strip()})
    returned = page.current_workflow_state
    if returned is not None:
        returned.resume(user)
        return returned
    return workflow.start(page, user)


@transaction.atomic
def approve(task_state: TaskState, user: AbstractUser, comment: str = "") -> TaskState:
    """Approves the stage; after the last, the page goes public, or is scheduled if it says so.

    Raises:
        NotInReviewError, ChangedSinceError, OwnWorkError, NotReviewerError
    """
    state = _decidable(task_state, user)
    if state.revision_id != state.workflow_state.content_object.latest_revision_id:
        raise ChangedSinceError(_("依頼のあとで内容が変わりました。理由を添えて差し戻し、もう一度依頼してもらってください。"))
    state = state.approve(user=user, comment=comment)
    if state.workflow_state.status == WorkflowState.STATUS_APPROVED:
        _settle_comments(state.workflow_state.content_object, user)
    return state


@transaction.atomic
def return_with_reason(
    task_state: TaskState, user: AbstractUser, reason: str, comments: Mapping[str, str] | None = None
) -> TaskState:
    """Gives the page back to its author, with the reason. Submitted again, it comes back to this stage.

    `comments` stand beside its fields (`reviews.commentable`), and are reason enough.

    Raises:
        NotInReviewError, OwnWorkError, NotReviewerError, ReasonMissingError
    """
    state = _decidable(task_state, user)
    if not reason.strip() and not comments:
        raise ReasonMissingError(_("差し戻す理由を書いてください。"))
    for path, text in (comments or {}).items():
        Comment.objects.create(
            page=state.workflow_state.content_object, user=user, text=text, contentpath=path, revision_created=state.revision
        )
    return state.reject(user=user, comment=reason.strip() or _("欄ごとのコメントを読んで、直してください。"))


@transaction.atomic
def hand_over(task_state: TaskState, user: AbstractUser, to: AbstractUser, note: str = "") -> None:
    """Asks another reviewer of the stage to decide in one's place. Whoever else holds the stage still may.

    Raises:
        NotInReviewError, OwnWorkError, NotReviewerError
    """
    from cms.core import mails

    state = _decidable(task_state, user)
    if to not in colleagues_of(state, user):
        raise NotReviewerError(_("その人は、この段階の確認をする人ではありません。"))
    ReviewCare.objects.update_or_create(task_state=state, defaults={"taken_by_id": to.pk, "reminded_at": None})
    page = specific(state.workflow_state.content_object)
    data = {"to": name_of(to), "note": note.strip()}
    log(instance=page, action=HANDED_OVER, user=user, data=data, revision=state.revision)
    mails.handed_over(page, state, user, to, note.strip())


@transaction.atomic
def withdraw(page: Any, user: AbstractUser) -> None:
    """Takes a page back out of its review; it stays a draft.

    Raises:
        NotInReviewError, NotAllowedError
    """
    page = locked(page)
    state = page.current_workflow_state if page is not None else None
    if state is None:
        raise NotInReviewError(_("このページは確認を待っていません。"))
    if not user.is_active or not (user == author_of(page) or state.user_can_cancel(user)):
        raise NotAllowedError(_("このページの依頼を取り下げることはできません。"))
    state.cancel(user=user)


def _settle_comments(thing: Any, user: AbstractUser) -> None:
    """What was said beside the fields of a page is done with when it is approved."""
    if isinstance(thing, Page):
        Comment.objects.filter(page_id=thing.pk, resolved_at__isnull=True).update(resolved_at=timezone.now(), resolved_by=user)


def _decidable(task_state: TaskState, user: AbstractUser) -> TaskState:
    """The task state as it is now, if this person may decide about it."""
    thing = under_review(task_state.workflow_state)
    if thing is not None:
        locked(thing)
    state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    review = WorkflowState.objects.select_for_update().get(pk=state.workflow_state_id)
    page = review.content_object
    under_way = (review.status, state.status) == (WorkflowState.STATUS_IN_PROGRESS, TaskState.STATUS_IN_PROGRESS)
    if not under_way or page is None:
        raise _decided_already()
    task = state.task.specific
    if not may_decide(user, page, getattr(task, "stage", APPROVER_STAGE)):
        if is_own(page, user):
            raise OwnWorkError(_("自分で書いたものは、自分では承認も差し戻しもできません。"))
        raise NotReviewerError(_("この段階の確認をする人ではありません。"))
    return state


def _decided_already() -> NotInReviewError:
    return NotInReviewError(_("このページはもう確認を待っていません。ほかの人が先に決めたのかもしれません。"))


def connect() -> None:
    """Watches over the button of Wagtail's own editors that cancels a review."""
    pre_save.connect(_cancelled_once, sender=WorkflowState, dispatch_uid="core: a review is cancelled while it waits")


def _cancelled_once(instance: WorkflowState, **kwargs: Any) -> None:
    """Of a decision and that button at the same moment one holds: the button asks what it read before (Wagtail 8.0.1)."""
    if instance.pk is None or instance.status != WorkflowState.STATUS_CANCELLED:
        return
    waiting = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    if not WorkflowState.objects.filter(pk=instance.pk, status__in=waiting).update(status=instance.status):
        raise _decided_already()
