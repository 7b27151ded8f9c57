"""Where those decide who have no access to the admin: a group's lead, on a phone, from the link in the mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.models import TaskState

from cms.core import services
from cms.core.forms import ApprovalForm, ReturnForm
from cms.core.languages.review import translation_of
from cms.core.models import BasePage
from cms.core.navigation import Crumb
from cms.core.reviews import author_of, draft_of, may_decide, name_of, to_decide, under_review

signed_in = login_required(login_url=reverse_lazy("wagtailcore_login"))


class GoneError(Exception):
    """Nothing waits here any more."""


@never_cache
@signed_in
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    heading = _("確認のお願い")
    rows = [(state, draft_of(under_review(state.workflow_state))) for state in to_decide(_user(request))]
    return render(request, "core/my/reviews.html", {"rows": rows, "heading": heading, "crumbs": [Crumb(heading)]})


@never_cache
@signed_in
def decide(request: HttpRequest, task_state_id: int) -> HttpResponse:
    """What is under review, and the two answers to it. Whoever may not decide it learns nothing about it."""
    try:
        state, page = _asked(request, task_state_id)
    except GoneError:
        messages.warning(request, _("この依頼は、もう確認を待っていません。ほかの人が先に決めたか、取り下げられました。"))
        return redirect("my_reviews")
    error = ""
    if "approve" in request.POST or "return" in request.POST:
        error = _decide(request, state)
        if not error:
            return redirect("my_reviews")
    heading = _("「%(title)s」の確認") % {"title": draft_of(page).title}
    context = {
        "state": state,
        "draft": draft_of(page),
        "type": page.specific_class._meta.verbose_name,
        "translation": translation_of(page),
        "author": name_of(author_of(page)),
        "comment": request.POST.get("comment", ""),
        "error": error,
        "heading": heading,
        "crumbs": [Crumb(_("確認のお願い"), str(reverse_lazy("my_reviews"))), Crumb(heading)],
    }
    return render(request, "core/my/review.html", context)


def _decide(request: HttpRequest, state: TaskState) -> str:
    """Carries the answer out; what is wrong with it, or nothing."""
    is_return = "return" in request.POST
    form = (ReturnForm if is_return else ApprovalForm)(request.POST)
    if not form.is_valid():
        return _("差し戻すときは、理由を書いてください。書いた人が、何を直せばよいか分かるようにするためです。")
    comment = form.cleaned_data["comment"]
    try:
        if is_return:
            services.return_with_reason(state, _user(request), comment)
            messages.success(request, _("差し戻しました。書いた人に、理由をメールで知らせます。"))
        else:
            services.approve(state, _user(request), comment)
            messages.success(request, _("承認しました。ありがとうございました。"))
    except services.ReviewError as refused:
        return str(refused)
    return ""


@never_cache
@signed_in
def preview(request: HttpRequest, task_state_id: int) -> HttpResponseBase:
    """The draft as it would be public."""
    try:
        _state, page = _asked(request, task_state_id)
    except GoneError:
        return redirect("my_reviews")
    draft = draft_of(page)
    return draft.make_preview_request(request, draft.default_preview_mode)


def _asked(request: HttpRequest, task_state_id: int) -> tuple[TaskState, Any]:
    """The review, and the page that it is about.

    Raises:
        GoneError: it is over.
        PermissionDenied: this person has no part in it.
    """
    state = get_object_or_404(TaskState, pk=task_state_id)
    page = under_review(state.workflow_state)
    if not isinstance(page, BasePage) or state.status != TaskState.STATUS_IN_PROGRESS:
        raise GoneError
    if not may_decide(_user(request), page, getattr(state.task.specific, "stage", "")):
        raise PermissionDenied
    return state, page


def _user(request: HttpRequest) -> AbstractUser:
    if not isinstance(request.user, AbstractUser):
        raise PermissionDenied
    return request.user
