from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState, WorkflowState

from cms.core.reviews import APPROVER_STAGE, deciders_of, draft_of, may_decide, waiting_for


class ReviewLock(WorkflowLock):
    """During review nobody edits: what is approved is what was read."""

    def get_message(self, user: Any) -> str:
        waiting = waiting_for(self.object)
        if waiting is None:
            return ""
        since = date_format(timezone.localtime(waiting.since), "Y年n月j日 G:i")
        if not waiting.people:
            return format_html(
                gettext("<b>{stage}</b>を待っていますが、今は承認できる人がいません（{since}から）。事務局にお知らせください。"),
                stage=waiting.stage,
                since=since,
            )
        told = format_html(
            gettext("<b>{stage}</b>を待っています（{since}から）：{names}。確認が終わるまで編集はできません。"),
            stage=waiting.stage,
            since=since,
            names=waiting.names,
        )
        if user not in waiting.people:
            return told
        beside = gettext("コメントは「承認する・差し戻す」の画面で、欄ごとに書けます（ここで付けても残りません）。")
        return format_html("{}{}", told, beside)

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return gettext("確認中のため編集できません")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return gettext("確認が終わるか、取り下げられるか、差し戻されると、編集できるようになります。")


class ReviewTask(Task):
    """One stage of review. Who decides is asked of the thing under review: `get_reviewers()`."""

    stage = models.SlugField(_("段階"), help_text=_("lead（団体リーダー）または approver（承認者）"))

    lock_class = ReviewLock
    admin_form_fields: ClassVar[list[str]] = [*Task.admin_form_fields, "stage"]
    admin_form_readonly_on_edit_fields: ClassVar[list[str]] = [*Task.admin_form_readonly_on_edit_fields, "stage"]

    class Meta:
        verbose_name = _("確認の段階")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begins the stage, or passes it over where nobody holds it. The approver's is never passed over: it waits."""
        # Wagtail's editor of snippets asks the state about its object before it saves: what was just written is not in it yet
        # (8.0.1; the review would be about the revision before).
        workflow_state.content_object.refresh_from_db(fields=["latest_revision", "has_unpublished_changes"])
        self._check_complete(workflow_state.content_object)
        if self.stage == APPROVER_STAGE or deciders_of(workflow_state.content_object, self.stage):
            return super().start(workflow_state, user=user)
        revision = workflow_state.content_object.get_latest_revision()
        return TaskState.objects.create(
            workflow_state=workflow_state,
            revision=revision,
            task=self,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )

    @staticmethod
    def _check_complete(obj: Any) -> None:
        from cms.core.services import IncompleteError

        draft = draft_of(obj)
        if hasattr(draft, "check_complete"):
            try:
                draft.check_complete()
            except ValidationError as error:
                raise IncompleteError(" ".join(error.messages)) from error

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Every road of the admin ends here, and goes through the same service as all others."""
        from cms.core import services

        comment = kwargs.get("comment", "")
        if action_name == "approve":
            services.approve(task_state, user, comment)
        elif action_name == "reject":
            services.return_with_reason(task_state, user, comment)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not may_decide(user, obj, self.stage):
            return []
        return [("reject", gettext("差し戻す"), True), ("approve", gettext("承認する"), True)]

    def get_form_for_action(self, action: str) -> type:
        from cms.core.forms import ApprovalForm, ReturnForm

        return ReturnForm if action == "reject" else ApprovalForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "models.QuerySet[TaskState]":
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
        decidable = [
            state.pk
            for state in states
            if state.workflow_state.content_object and may_decide(user, state.workflow_state.content_object, self.stage)
        ]
        return TaskState.objects.filter(pk__in=decidable)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return may_decide(user, obj, self.stage)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    @classmethod
    def get_description(cls) -> str:
        return gettext("ページごとに決まる人が確認します（団体リーダー、承認者）。自分で書いたものは承認できません。")
