"""Where reviewers decide outside the admin, on a phone: signed in, or by the link in their mail, which signs nobody in."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.models import TaskState

from cms.core import deciding, plugins, review_links
from cms.core.announcing.texts import planned
from cms.core.languages.review import translation_of
from cms.core.mails import in_admin
from cms.core.navigation import Crumb
from cms.core.reviews import (
    author_name,
    comparisons,
    comparisons_since_return,
    conversation_of,
    differences,
    draft_of,
    is_reviewed,
    may_decide,
    name_of,
    open_comments,
    reviewed_pictures,
    taken_by_of,
    to_decide,
    under_review,
)


def _sign_in() -> str:
    """Where whoever may not get into the admin signs in: a group's lead often has no password."""
    return next((address for _plugin, _name, address in reversed([*plugins.brought("sign_in")])), reverse("wagtailcore_login"))


signed_in = login_required(login_url=lazy(_sign_in, str)())


class GoneError(Exception):
    """Nothing waits here any more."""


@dataclass(frozen=True)
class Road:
    """By which somebody came to a review: the addresses of the draft, and of what comes after the answer."""

    preview: str
    onward: str
    crumbs: tuple[Crumb, ...] = ()


@never_cache
@signed_in
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    heading = _("確認のお願い")
    user = _user(request)
    rows = [(state, draft_of(under_review(state.workflow_state)), taken_by_of(state)) for state in to_decide(user)]
    return render(request, "core/my/reviews.html", {"rows": rows, "heading": heading, "crumbs": [Crumb(heading)]})


@never_cache
@signed_in
def decide(request: HttpRequest, task_state_id: int) -> HttpResponse:
    """What is under review, and the answers to it. To whoever may not decide it, it is not there."""
    user, state = _user(request), get_object_or_404(TaskState, pk=task_state_id)
    onward = reverse("my_reviews")
    road = Road(reverse("my_review_preview", args=[state.pk]), onward, (Crumb(_("確認のお願い"), onward),))
    try:
        return _review(request, state, user, road)
    except GoneError:
        messages.warning(request, _("この依頼は、もう確認を待っていません。ほかの人が先に決めたか、取り下げられました。"))
        return redirect("my_reviews")
    except PermissionDenied as refused:
        raise Http404 from refused


@never_cache
@signed_in
def preview(request: HttpRequest, task_state_id: int) -> HttpResponseBase:
    """The draft as it would be public."""
    try:
        return _draft(request, get_object_or_404(TaskState, pk=task_state_id), _user(request))
    except GoneError:
        return redirect("my_reviews")
    except PermissionDenied as refused:
        raise Http404 from refused


@never_cache
def decide_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link in a mail. Reading changes nothing: programs that check mails open links too."""
    read = review_links.read(token)
    if read is None:
        return render(request, "core/my/review_over.html", {"heading": _("このリンクは、もう使えません")}, status=410)
    state, user = read
    road = Road(reverse("review_from_mail_preview", args=[token]), reverse("review_from_mail", args=[token]))
    try:
        response = _review(request, state, user, road)
        review_links.let_pictures_in(response, token)
        return response
    except (GoneError, PermissionDenied):
        state.refresh_from_db()
        return render(request, "core/my/review_over.html", {"heading": _("確認は終わっています"), **_outcome(state)})


@never_cache
def preview_from_mail(request: HttpRequest, token: str) -> HttpResponseBase:
    read = review_links.read(token)
    if read is None:
        return redirect("review_from_mail", token)
    try:
        response = _draft(request, *read)
    except (GoneError, PermissionDenied):
        return redirect("review_from_mail", token)
    review_links.let_pictures_in(response, token)
    return response


def _review(request: HttpRequest, state: TaskState, user: AbstractUser, road: Road) -> HttpResponse:
    page = _asked(state, user)
    error = ""
    if request.method == "POST" and deciding.is_answer(request.POST):
        outcome = deciding.decide(state, user, request.POST)
        if not outcome.error:
            messages.success(request, outcome.told)
            return redirect(road.onward)
        error = outcome.error
    draft = draft_of(page)
    heading = _("「%(title)s」の確認") % {"title": draft}
    context = {
        "state": state,
        "draft": draft,
        "type": page._meta.verbose_name,
        "translation": translation_of(page),
        "differences": differences(page),
        "comparisons": comparisons(page),
        "since_return": comparisons_since_return(page),
        "pictures": reviewed_pictures(page),
        "comments": open_comments(page),
        "conversation": conversation_of(page),
        "announcing": planned(draft),
        "author": author_name(page),
        "reviewer": user,
        "answering": deciding.answering(state, user, request.POST),
        "in_admin": in_admin(user),
        "error": error,
        "road": road,
        "heading": heading,
        "crumbs": [*road.crumbs, Crumb(heading)],
    }
    return render(request, "core/my/review.html", context)


def _draft(request: HttpRequest, state: TaskState, user: AbstractUser) -> HttpResponseBase:
    draft = draft_of(_asked(state, user))
    return draft.make_preview_request(request, draft.default_preview_mode)


def _asked(state: TaskState, user: AbstractUser) -> Any:
    """The page or entry that the review is about.

    Raises:
        PermissionDenied: this person has no part in it, over or not.
        GoneError: it is over.
    """
    page = under_review(state.workflow_state)
    if is_reviewed(page) and not may_decide(user, page, getattr(state.task.specific, "stage", "")):
        raise PermissionDenied
    if not is_reviewed(page) or state.status != TaskState.STATUS_IN_PROGRESS:
        raise GoneError
    return page


def _outcome(state: TaskState) -> dict[str, Any]:
    """How a stage ended, in words for one who was asked to decide it."""
    ended = {
        TaskState.STATUS_APPROVED: _("承認されました。"),
        TaskState.STATUS_REJECTED: _("差し戻されました。"),
        TaskState.STATUS_CANCELLED: _("依頼が取り下げられました。"),
    }
    return {
        "ended": ended.get(state.status, _("もう、あなたの確認を待っていません。")),
        "by": name_of(state.finished_by),
        "at": state.finished_at,
    }


def _user(request: HttpRequest) -> AbstractUser:
    if not isinstance(request.user, AbstractUser):
        raise PermissionDenied
    return request.user
