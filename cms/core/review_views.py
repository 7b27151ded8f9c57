"""The admin's own views of a review: deciding, and the list of what waits."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import TaskState

from cms.core import deciding
from cms.core.admin_addresses import admin_address
from cms.core.announcing.texts import planned
from cms.core.languages.review import translation_of
from cms.core.reviews import (
    author_name,
    comparisons_since_return,
    conversation_of,
    differences,
    draft_of,
    in_review,
    is_reviewed,
    name_of,
    noun_of,
    open_comments,
    reviewed_pictures,
    under_review,
    writer_of,
)


class SignedInRequest(HttpRequest):
    """A request to the admin: its URLs let only people in."""

    user: User


WAITING = gettext_lazy("確認を待っているページと情報")


class DecideView(WagtailAdminTemplateMixin, TemplateView):
    """What is under review, and the two answers to it. Works without JavaScript."""

    template_name = "core/admin/decide.html"
    header_icon = "success"
    page_title = gettext_lazy("確認")
    task_state: TaskState
    request: SignedInRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.task_state = get_object_or_404(TaskState, pk=kwargs["task_state_id"])
        self.object = under_review(self.task_state.workflow_state)
        self.task = self.task_state.task.specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_reviewed(self.object) or self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            messages.warning(request, _("もう確認を待っていません。ほかの人が先に決めたのかもしれません。"))
            return redirect("wagtailadmin_home")
        if not self.task.get_actions(self.object, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        outcome = deciding.decide(self.task_state, request.user, request.POST)
        if outcome.error:
            return self.render_to_response(self.get_context_data(error=outcome.error))
        messages.success(request, outcome.told)
        return redirect("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return str(draft_of(self.object))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reviews"), "label": WAITING},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thing = self.object
        return super().get_context_data(
            draft=draft_of(thing),
            noun=noun_of(thing),
            type=thing._meta.verbose_name,
            translation=translation_of(thing),
            author=author_name(thing),
            requested_by=name_of(self.task_state.workflow_state.requested_by) or writer_of(thing),
            since=self.task_state.started_at,
            stage=self.task.name,
            preview_url=admin_address(thing, "workflow_preview", self.task.pk),
            compare_url=admin_address(thing, "revisions_compare", "live", thing.latest_revision_id) if thing.live else "",
            differences=differences(thing),
            since_return=comparisons_since_return(thing),
            pictures=reviewed_pictures(thing),
            comments=open_comments(thing),
            answering=deciding.answering(self.task_state, self.request.user, self.request.POST),
            conversation=conversation_of(thing),
            announcing=planned(draft_of(thing)),
            **kwargs,
        )


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """Everything in review, and whom it waits for."""

    template_name = "core/admin/waiting.html"
    page_title = WAITING
    header_icon = "clock"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": WAITING}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=in_review(self.request.user), **kwargs)
