"""Who decides about a page or an entry in review, stage by stage."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.member_kinds import kind_of_page
from cms.core.roles import APPROVER, users_of

if TYPE_CHECKING:
    from wagtail.models import TaskState

    from cms.core.models import Delegation

LEAD_STAGE = "lead"
APPROVER_STAGE = "approver"
LONG_WAIT_DAYS = 3
ANSWERED = "nobinobi.review.answer"
"""In the audit log: what an author said to the reviewers when they submitted."""


@dataclass(frozen=True)
class ReviewStage:
    """A stage that a page passes: its key (`ReviewTask.stage`), and the users any one of whom may decide."""

    key: str
    reviewers: "QuerySet[AbstractUser]"


@dataclass(frozen=True)
class Waiting:
    """What a page in review waits for: the stage's name, since when (aware), and who may decide now; nobody is possible."""

    stage: str
    since: datetime.datetime
    people: list[AbstractUser]

    @property
    def days(self) -> int:
        """Whole days waited so far."""
        return (timezone.now() - self.since).days

    @property
    def is_long(self) -> bool:
        return self.days >= LONG_WAIT_DAYS

    @property
    def names(self) -> str:
        return "、".join(f"{name_of(person)}さん" for person in self.people)


def approver_stage() -> ReviewStage:
    """The last stage of everything: any approver."""
    return ReviewStage(APPROVER_STAGE, users_of(APPROVER))


def name_of(user: AbstractUser | None) -> str:
    """How a person is called in mails and lists."""
    return (user.get_full_name().strip() or user.get_username()) if user else ""


def author_of(obj: Any) -> AbstractUser | None:
    """Who wrote the newest revision; the owner, where it does not say."""
    revision = getattr(obj, "latest_revision", None)
    return (revision.user if revision else None) or getattr(obj, "owner", None)


def is_own(obj: Any, user: Any) -> bool:
    """Whether a person wrote the newest revision: by their account, or without one, by the mail address that they confirmed."""
    author = author_of(obj)
    if author is not None:
        return author == user
    found = specific(obj)
    return hasattr(found, "is_written_by") and found.is_written_by(user)


def author_name(obj: Any) -> str:
    """How whoever wrote the newest revision is called, with or without an account; empty where it is not known."""
    author = author_of(obj)
    return name_of(author) if author else writer_of(obj)


def writer_of(obj: Any) -> str:
    """How somebody without an account is called whose own this is; empty where there is nobody such."""
    found = specific(obj)
    return found.writer() if hasattr(found, "writer") else ""


def specific(obj: Any) -> Any:
    """A page as its own type; anything else as it is."""
    return getattr(obj, "specific", obj)


def is_reviewed(obj: Any) -> bool:
    """Whether this is one of the house's own, which says itself who has to approve it (`ReviewedMixin`)."""
    return hasattr(obj, "get_reviewers")


def under_review(state: Any) -> Any:
    """The thing that a workflow state is about, as its own type; None where it was deleted."""
    return specific(state.content_object)


def draft_of(obj: Any) -> Any:
    """What is under review: the newest revision as the object it will be."""
    return specific(obj).get_latest_revision_as_object()


@dataclass(frozen=True)
class Difference:
    """A field in which a draft differs from what is public, both in words."""

    name: str
    public: str
    draft: str


def differences(obj: Any) -> list[Difference]:
    """What the newest revision of a public entry would change, field by field; nothing of what is not public, nor of a page."""
    if not obj.live or not hasattr(obj, "facts"):
        return []
    pairs = zip(obj.facts(), draft_of(obj).facts(), strict=True)
    return [Difference(name, public, draft) for (name, public), (_name, draft) in pairs if public != draft]


def comparisons(obj: Any) -> list[Any]:
    """What the newest revision of a public page would change: Wagtail's comparisons of the fields that differ.

    Of what is not public yet there is nothing; of an entry, `differences` says it in its own words.
    """
    if not obj.live or hasattr(obj, "facts") or not hasattr(obj, "get_edit_handler"):
        return []
    return _compared(obj, draft_of(obj))


def comparisons_since_return(obj: Any) -> list[Any]:
    """What was changed since it was returned last, in the review that goes on: Wagtail's comparisons of what differs."""
    from wagtail.models import TaskState

    review = obj.current_workflow_state
    returned = review.task_states.filter(status=TaskState.STATUS_REJECTED).order_by("-finished_at").first() if review else None
    if returned is None or returned.revision is None or not hasattr(obj, "get_edit_handler"):
        return []
    return _compared(specific(returned.revision.as_object()), draft_of(obj))


def _compared(before: Any, after: Any) -> list[Any]:
    panel = before.get_edit_handler().get_bound_panel(instance=before, request=None, form=None)
    found = (compare(before, after) for compare in panel.get_comparison())
    return [each for each in found if each.has_changed()]


def reviewed_pictures(obj: Any) -> list[Any]:
    """The pictures of a draft, with what is said of their people: whoever approves it approves them."""
    from cms.core.pictures import pictures_in

    return list(apps.get_model("core.Image").objects.filter(pk__in=pictures_in(draft_of(obj))).order_by("pk"))


def commentable(obj: Any) -> dict[str, str]:
    """The fields of a page beside which a reviewer may write a comment: where each stands, and its name. None of an entry."""
    from wagtail.models import Page

    if not isinstance(obj, Page):
        return {}
    kind = kind_of_page(obj)
    if kind is not None:
        return kind.commentable()
    return {panel.clean_name: str(panel.heading) for panel in _fields_in(type(obj).get_edit_handler().children[0])}


def _fields_in(panel: Any) -> Iterator[Any]:
    for each in getattr(panel, "children", ()):
        if getattr(each, "field_name", "") or getattr(each, "relation_name", ""):
            yield each
        else:
            yield from _fields_in(each)


def open_comments(obj: Any) -> list[Any]:
    """What reviewers wrote beside the fields and nobody has settled, the oldest first, with the answers; each has its `name`."""
    from wagtail.models import Comment, Page

    if not isinstance(obj, Page):
        return []
    names = commentable(obj)
    found = Comment.objects.filter(page_id=obj.pk, resolved_at__isnull=True).select_related("user")
    comments = list(found.prefetch_related("replies__user").order_by("created_at"))
    for comment in comments:
        comment.name = names.get(comment.contentpath.partition(".")[0], "")
    return comments


def noun_of(obj: Any) -> str:
    """What mails and lists call it: a page, or a piece of information."""
    return _("ページ") if isinstance(obj, apps.get_model("wagtailcore.Page")) else _("情報")


def delegation_of(user: Any) -> "Delegation | None":
    """The delegation that this person may act under now."""
    return apps.get_model("core.Delegation").objects.of(user)


def reviewers_of(obj: Any, stage: str) -> "QuerySet[AbstractUser]":
    """The active users who hold a stage of this thing's review, its author among them."""
    draft = draft_of(obj)
    stages = draft.get_reviewers() if hasattr(draft, "get_reviewers") else [approver_stage()]
    for each in stages:
        if each.key == stage:
            return each.reviewers.filter(is_active=True)
    return get_user_model()._default_manager.none()


def deciders_of(obj: Any, stage: str) -> list[AbstractUser]:
    """Those of the stage who may decide now: all but the author, and the author too while a delegation lasts."""
    people = reviewers_of(obj, stage).order_by("last_name", "first_name", "username")
    return [person for person in people if not is_own(obj, person) or delegation_of(person)]


def may_decide(user: Any, obj: Any, stage: str) -> bool:
    """Whether a person may approve or return this thing at this stage.

    The stage's reviewers may, and superusers; but nobody their own newest revision, save under a delegation, which also
    makes its holder a reviewer of it.
    """
    if not user.is_active:
        return False
    if is_own(obj, user):
        return delegation_of(user) is not None
    return user.is_superuser or reviewers_of(obj, stage).filter(pk=user.pk).exists()


def was_approved(revision: Any) -> bool:
    """Whether a review that ended with this very revision approved it."""
    from wagtail.models import WorkflowState

    return WorkflowState.objects.filter(
        status=WorkflowState.STATUS_APPROVED, current_task_state__revision_id=revision.pk
    ).exists()


def waiting_for(obj: Any) -> Waiting | None:
    """What this thing waits for, or None while it is in no review. Handed over, it waits for that person alone."""
    state = obj.current_workflow_task_state
    if state is None:
        return None
    task = state.task.specific
    deciders = deciders_of(obj, getattr(task, "stage", APPROVER_STAGE))
    taken_by = taken_by_of(state)
    return Waiting(task.name, state.started_at, [taken_by] if taken_by in deciders else deciders)


def taken_by_of(state: "TaskState") -> "AbstractUser | None":
    """To whom a stage was handed over."""
    care = apps.get_model("core.ReviewCare").objects.filter(task_state=state).select_related("taken_by").first()
    return care.taken_by if care else None


def colleagues_of(state: "TaskState", user: Any) -> "list[AbstractUser]":
    """To whom this person may hand a stage over: the others who may decide it."""
    stage = getattr(state.task.specific, "stage", APPROVER_STAGE)
    return [person for person in deciders_of(under_review(state.workflow_state), stage) if person != user]


def to_decide(user: Any) -> "list[TaskState]":
    """The stages under way that this person may decide about now, longest waiting first."""
    from wagtail.models import TaskState

    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state", "task")
    found = []
    for state in states.order_by("started_at"):
        obj = under_review(state.workflow_state)
        if obj is not None and may_decide(user, obj, getattr(state.task.specific, "stage", APPROVER_STAGE)):
            found.append(state)
    return found


@dataclass(frozen=True)
class Returned:
    """Who returned a page (their name), and the reason they gave."""

    name: str
    reason: str


def returned_with(obj: Any) -> Returned | None:
    """Why this thing came back from its review and waits for its author; None where it does not."""
    from wagtail.models import WorkflowState

    state = obj.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return None
    return Returned(name_of(state.current_task_state.finished_by), state.current_task_state.comment)


@dataclass(frozen=True)
class Said:
    """What was said about a thing in its reviews: by whom, when (aware), and at which stage (empty for the author)."""

    name: str
    at: datetime.datetime
    text: str
    stage: str = ""
    is_return: bool = False


def conversation_of(obj: Any) -> list[Said]:
    """What reviewers and author said to each other about this thing, the oldest first."""
    from wagtail.log_actions import registry
    from wagtail.models import TaskState

    states = TaskState.objects.filter(
        workflow_state__base_content_type=obj.get_base_content_type(), workflow_state__object_id=str(obj.pk)
    )
    said = [
        Said(name_of(state.finished_by), state.finished_at, state.comment, state.task.name, state.status == state.STATUS_REJECTED)
        for state in states.exclude(comment="").filter(finished_at__isnull=False).select_related("task", "finished_by")
    ]
    answers = registry.get_logs_for_instance(obj).filter(action=ANSWERED).select_related("user")
    said += [Said(name_of(entry.user) or writer_of(obj), entry.timestamp, entry.data.get("text", "")) for entry in answers]
    return sorted(said, key=lambda each: each.at)


def in_review(user: Any) -> list[tuple[Any, Waiting]]:
    """The pages in review that a person may see in the admin, with what each waits for; longest waiting first.

    Costs a few queries a page: these are those few on which work is going on, not the site.
    """
    from wagtail.models import WorkflowState

    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__isnull=False)
    found = []
    for state in states.select_related("current_task_state").order_by("current_task_state__started_at"):
        obj = under_review(state)
        if not hasattr(obj, "permissions_for_user") or not obj.permissions_for_user(user).can_edit():
            continue
        waiting = waiting_for(obj)
        if waiting:
            found.append((obj, waiting))
    return found
