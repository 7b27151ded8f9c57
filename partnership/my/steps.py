"""Where something stands on its way to the public, in the sender's words."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from cms.core.models import ReviewTask
from cms.core.reviews import name_of, waiting_for

DRAFT, REVIEW, RETURNED, PUBLIC, CHANGED, TAKEN_BACK = "draft", "review", "returned", "public", "changed", "taken_back"


@dataclass(frozen=True)
class Step:
    """A step of the way: done, current or to come; who did it, and when (aware)."""

    label: str
    state: str
    name: str = ""
    at: datetime.datetime | None = None
    note: str = ""


def words_of(state: str) -> str:
    """What a state is called."""
    return {
        DRAFT: _("下書き"),
        REVIEW: _("確認を待っています"),
        RETURNED: _("差し戻されました"),
        PUBLIC: _("公開しています"),
        CHANGED: _("公開しています（直した下書きがあります）"),
        TAKEN_BACK: _("公開をやめています"),
    }[state]


def state_of(page: Any) -> str:
    """Where a page stands: one of the above."""
    workflow = page.current_workflow_state
    if workflow is not None:
        return REVIEW if workflow.status == WorkflowState.STATUS_IN_PROGRESS else RETURNED
    if page.live:
        return CHANGED if page.has_unpublished_changes else PUBLIC
    return TAKEN_BACK if page.first_published_at else DRAFT


def steps_of(page: Any) -> list[Step]:
    """The way of what was last sent, from writing to the public; before it is sent, the way that it will go."""
    state = state_of(page)
    stages = _stages(page)
    workflow = page.current_workflow_state or (_last_approved(page) if state == PUBLIC else None)
    tried = _tried(workflow)
    waiting = waiting_for(page) if state == REVIEW else None
    is_written = state in {REVIEW, PUBLIC}
    steps = [
        Step(
            _("書く"),
            "done" if is_written else "current",
            note="" if state != RETURNED else _("直して、もう一度出してください。"),
        )
    ]
    for task in stages:
        last = tried.get(task.pk)
        if state == PUBLIC:
            steps.append(_past(task, last))
        elif last is not None and last.status == TaskState.STATUS_IN_PROGRESS:
            who = _("待っている人：%(names)s") % {"names": waiting.names} if waiting and waiting.people else ""
            steps.append(Step(task.name, "current", at=last.started_at, note=who))
        elif last is not None and state in {REVIEW, RETURNED}:
            steps.append(_past(task, last))
        else:
            steps.append(Step(task.name, "todo"))
    steps.append(Step(_("公開"), "done" if state == PUBLIC else "todo", at=page.last_published_at if state == PUBLIC else None))
    return steps


def _stages(page: Any) -> list[Any]:
    workflow = page.get_workflow()
    found = [task.specific for task in workflow.tasks] if workflow else []
    asked = {stage.key for stage in page.get_reviewers()}
    return [task for task in found if isinstance(task, ReviewTask) and task.stage in asked]


def _last_approved(page: Any) -> WorkflowState | None:
    return page.workflow_states.filter(status=WorkflowState.STATUS_APPROVED).order_by("-created_at").first()


def _tried(workflow: WorkflowState | None) -> dict[int, TaskState]:
    """The last state of each stage in this review."""
    if workflow is None:
        return {}
    return {state.task_id: state for state in workflow.task_states.select_related("finished_by").order_by("started_at", "pk")}


def _past(task: Any, last: TaskState | None) -> Step:
    if last is None:
        return Step(task.name, "done")
    if last.status == TaskState.STATUS_SKIPPED:
        return Step(task.name, "done", note=_("確認する人がほかにいないため、次へ進みました。"))
    if last.status == TaskState.STATUS_REJECTED:
        return Step(task.name, "returned", name_of(last.finished_by), last.finished_at, _("差し戻しました。"))
    return Step(task.name, "done", name_of(last.finished_by), last.finished_at)
