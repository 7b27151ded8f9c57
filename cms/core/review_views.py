"""The admin's own views of a review: deciding, and the list of what waits."""

from typing import Any

from django import forms
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

from cms.core import services
from cms.core.forms import ApprovalForm, ReturnForm
from cms.core.languages.review import translation_of
from cms.core.models import BasePage
from cms.core.reviews import author_of, draft_of, in_review, name_of, under_review


class SignedInRequest(HttpRequest):
    """A request to the admin: its URLs let only people in."""

    user: User


WAITING = gettext_lazy("確認を待っているページ")


class DecideView(WagtailAdminTemplateMixin, TemplateView):
    """What is under review, and the two answers to it. Works without JavaScript."""

    template_name = "core/admin/decide.html"
    header_icon = "success"
    page_title = gettext_lazy("確認")
    task_state: TaskState

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.task_state = get_object_or_404(TaskState, pk=kwargs["task_state_id"])
        self.object = under_review(self.task_state.workflow_state)
        self.task = self.task_state.task.specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(self.object, BasePage) or self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            messages.warning(request, _("このページはもう確認を待っていません。ほかの人が先に決めたのかもしれません。"))
            return redirect("wagtailadmin_home")
        if not self.task.get_actions(self.object, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_return = "approve" not in request.POST
        form: forms.Form = (ReturnForm if is_return else ApprovalForm)(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(error=_("差し戻す理由を書いてください。")))
        try:
            if is_return:
                services.return_with_reason(self.task_state, request.user, form.cleaned_data["comment"])
                messages.success(request, _("「%(title)s」を差し戻しました。") % {"title": draft_of(self.object).title})
            else:
                services.approve(self.task_state, request.user, form.cleaned_data["comment"])
                messages.success(request, _("「%(title)s」を承認しました。") % {"title": draft_of(self.object).title})
        except services.ReviewError as error:
            messages.error(request, str(error))
        return redirect("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return draft_of(self.object).title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reviews"), "label": WAITING},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.object
        compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", page.latest_revision_id])
        return super().get_context_data(
            page=draft_of(page),
            type=page.specific_class._meta.verbose_name,
            translation=translation_of(page),
            author=name_of(author_of(page)),
            requested_by=name_of(self.task_state.workflow_state.requested_by),
            since=self.task_state.started_at,
            stage=self.task.name,
            preview_url=reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, self.task.pk]),
            compare_url=compare if page.live else "",
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
