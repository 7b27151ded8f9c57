"""The admin's views of the board: what waits, and one post with everything about it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.compare import diff_text
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import registry

from partnership.board import queries, services
from partnership.board.admin_forms import EditForm, ReasonForm
from partnership.board.findings import findings
from partnership.board.states import TRANSITIONS
from partnership.models import BoardCategory, BoardPost, BoardWord

PER_PAGE = 50
State = BoardPost.State

# What is shown: its key in the address, its name, and the posts that it holds, what has waited longest first.
VIEWS: dict[str, tuple[Any, Q, tuple[str, ...]]] = {
    "": (gettext_lazy("確認待ち"), Q(state=State.WAITING), ("created_at", "pk")),
    "reported": (gettext_lazy("読んだ人からの知らせあり"), Q(open_reports__gt=0), ("created_at", "pk")),
    "published": (gettext_lazy("公開中"), Q(state=State.PUBLISHED), ("-published_at", "-pk")),
    "hidden": (gettext_lazy("非公開にした"), Q(state=State.HIDDEN), ("-decided_at", "-pk")),
    "rejected": (gettext_lazy("公開しなかった"), Q(state=State.REJECTED), ("-decided_at", "-pk")),
    "deleted": (gettext_lazy("書いた人が消した"), Q(state=State.DELETED), ("-created_at", "-pk")),
}

Act = Callable[[BoardPost, Any, str], BoardPost]
ACTS: dict[str, tuple[Any, Any, Act]] = {
    "approve": (gettext_lazy("公開する"), gettext_lazy("%(count)s件を公開しました。"), lambda p, u, _r: services.approve(p, u)),
    "reject": (gettext_lazy("公開しない"), gettext_lazy("%(count)s件を公開しないことにしました。"), services.reject),
    "hide": (gettext_lazy("非公開にする"), gettext_lazy("%(count)s件を非公開にしました。"), services.hide),
    "restore": (
        gettext_lazy("もう一度公開する"),
        gettext_lazy("%(count)s件をもう一度公開しました。"),
        lambda p, u, _r: services.restore(p, u),
    ),
    "reopen": (
        gettext_lazy("確認待ちに戻す"),
        gettext_lazy("%(count)s件を確認待ちに戻しました。"),
        lambda p, u, _r: services.reopen(p, u),
    ),
}
WITH_REASON = ("reject", "hide")


class SignedInRequest(HttpRequest):
    """A request to the admin: its addresses let only people in."""

    user: User


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    """For those who moderate.

    Raises:
        PermissionDenied: to everybody else.
    """

    header_icon = "comment"
    request: SignedInRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not queries.may_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_title()}]

    def above(self) -> list[dict[str, Any]]:
        """What stands between the dashboard and here."""
        return []


class PostsView(BoardView):
    """The posts of a state, what waits first; several are decided about at a time."""

    template_name = "partnership/admin/board_posts.html"
    page_title = gettext_lazy("掲示板の書き込み")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = queries.for_moderators()
        key = self.request.GET.get("state", "")
        key = key if key in VIEWS else ""
        categories = BoardCategory.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        category = self.request.GET.get("category", "")
        if category.isdecimal() and len(category) < 10 and categories.filter(pk=category).exists():
            everything = everything.filter(topic__category=int(category))
        _label, condition, order = VIEWS[key]
        paginator = WagtailPaginator(everything.filter(condition).order_by(*order), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        words = list(BoardWord.objects.all())
        rows = [(post, findings(post.topic.title if post.is_first else "", post.name, post.text, words=words)) for post in page]
        return super().get_context_data(
            rows=rows,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            views=[(each, label, everything.filter(holds).count()) for each, (label, holds, _order) in VIEWS.items()],
            view=key,
            categories=categories,
            category=category,
            acts=[(act, ACTS[act][0]) for act in acts_for(key)],
            needs_reason=any(act in WITH_REASON for act in acts_for(key)),
            form=kwargs.pop("form", None) or ReasonForm(),
            chosen=kwargs.pop("chosen", set()),
            queue=queries.queue(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        keys = [key for key in request.POST.getlist("post") if key.isdecimal() and len(key) < 19]
        act = request.POST.get("act", "")
        fault = ""
        if act not in ACTS:
            fault = _("何をするかを選んでください。")
        elif not keys:
            fault = _("書き込みを選んでください。")
        elif not form.is_valid():
            fault = _("理由は2000文字までです。")
        elif act in WITH_REASON and not form.answer:
            fault = _("理由を書いてください。書いた人への返事になります。")
        if fault:
            messages.error(request, fault)
            return self.render_to_response(self.get_context_data(form=form, chosen=set(keys)))
        _label, told, decide = ACTS[act]
        posts = list(BoardPost.objects.filter(pk__in=keys).order_by("created_at", "pk"))
        outcome = services.decide_about_all(posts, lambda post: decide(post, request.user, form.answer))
        if outcome.done:
            messages.success(request, told % {"count": len(outcome.done)})
        for post, why in outcome.refused:
            messages.warning(request, _("「%(post)s」：%(why)s") % {"post": post, "why": why})
        return redirect(request.get_full_path())


def acts_for(view: str) -> list[str]:
    """What can be done with the posts of a view."""
    state = {"": State.WAITING, "reported": State.PUBLISHED}.get(view, view)
    return [act for act in ACTS if state in TRANSITIONS[act].before]


class PostView(BoardView):
    """One post: its words and what to note in them, what readers said of it, what it said before, and what can be done."""

    template_name = "partnership/admin/board_post.html"
    page_title = gettext_lazy("掲示板の書き込み")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.item = get_object_or_404(queries.for_moderators(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.item.topic)

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("board:posts"), "label": PostsView.page_title}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        return super().get_context_data(
            item=item,
            topic=item.topic,
            findings=findings(item.topic.title if item.is_first else "", item.name, item.text),
            reports=item.reports.select_related("handled_by"),
            versions=differences(item),
            is_own=item.user_id is not None and item.user_id == self.request.user.pk,
            acts=[(act, ACTS[act][0]) for act in ACTS if item.state in TRANSITIONS[act].before],
            may_edit=item.state in TRANSITIONS["edit"].before,
            needs_reason=any(item.state in TRANSITIONS[act].before for act in WITH_REASON),
            is_answered=bool(item.contact and item.is_contact_confirmed) or bool(item.user and item.user.email),
            is_on_site=BoardPost.objects.public().filter(pk=item.pk).exists(),
            others=queries.posts(item.topic).exclude(pk=item.pk)[:5],
            form=kwargs.pop("form", None) or ReasonForm(),
            edit_form=kwargs.pop("edit_form", None) or EditForm(item),
            log=registry.get_logs_for_instance(item).select_related("user")[:50],
            **kwargs,
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        edit_form = EditForm(self.item, request.POST if "edit" in request.POST else None)
        try:
            if "edit" in request.POST:
                if not edit_form.is_valid():
                    messages.error(request, _("保存できませんでした。赤い字のところを直してください。"))
                    return self.render_to_response(self.get_context_data(edit_form=edit_form))
                services.edit(self.item, request.user, edit_form.words, edit_form.cleaned_data["why"])
                told = _("直しました。元の文は残してあります。")
            elif not form.is_valid():
                messages.error(request, _("理由は2000文字までです。"))
                return self.render_to_response(self.get_context_data(form=form))
            else:
                told = self._act(request.POST.get("act", ""), form.answer)
        except services.BoardError as error:
            messages.error(request, str(error))
            self.item = get_object_or_404(queries.for_moderators(), pk=self.item.pk)
            # What was being written stays there, whatever has become of the post meanwhile.
            shown: dict[str, Any] = {"edit_form": edit_form} if "edit" in request.POST else {"form": form}
            return self.render_to_response(self.get_context_data(**shown))
        messages.success(request, told)
        return redirect("board:post", self.item.pk)

    def _act(self, act: str, answer: str) -> str:
        user = self.request.user
        if act in ACTS:
            _label, told, decide = ACTS[act]
            decide(self.item, user, answer)
            return told % {"count": 1}
        if act == "dismiss":
            services.dismiss_reports(self.item, user)
            return _("知らせを対応済みにしました。")
        if act == "close":
            services.close_topic(self.item.topic, user)
            return _("話題を締め切りました。")
        if act == "open":
            services.open_topic(self.item.topic, user)
            return _("話題の締め切りをやめました。")
        raise services.BoardError(_("何をするかを選んでください。"))


def differences(post: BoardPost) -> list[dict[str, Any]]:
    """What each edit changed, the newest first: who, when, why, and the texts with what went and what came marked."""
    versions = list(post.versions.select_related("replaced_by"))
    now = {"title": post.topic.title if post.is_first else "", "name": post.name, "text": post.text}
    rows = []
    for version, after in pairwise([*versions, None]):
        new = now if after is None else {name: getattr(after, name) for name in now}
        parts = [(label, getattr(version, name), new[name]) for name, label in LABELS.items()]
        changed = [(label, diff_text(old, said).to_html()) for label, old, said in parts if old != said]
        rows.append({"version": version, "changed": changed})
    return rows[::-1]


LABELS: dict[str, Any] = {"title": gettext_lazy("題"), "name": gettext_lazy("名前"), "text": gettext_lazy("本文")}
