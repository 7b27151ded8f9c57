"""The secretariat's side of what members propose of their groups' entries. Imported by `partnership.wagtail_hooks`."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from directory.confirming.admin_forms import DecisionForm
from directory.models import Organisation
from partnership.models import GroupChange
from partnership.my import group_changes

PER_PAGE = 50
ACTIONS: dict[str, tuple[Promise, Promise]] = {
    group_changes.PROPOSED: (gettext_lazy("団体の紹介の変更を送る"), gettext_lazy("メンバーが紹介の変更を送りました")),
    group_changes.TAKEN_OVER: (gettext_lazy("紹介の変更を反映する"), gettext_lazy("メンバーが送った変更を反映しました")),
    group_changes.TRANSITIONS["decline"].action: (
        gettext_lazy("紹介の変更を見送る"),
        gettext_lazy("メンバーが送った変更を見送りました"),
    ),
    group_changes.TRANSITIONS["withdraw"].action: (
        gettext_lazy("紹介の変更を取り下げる"),
        gettext_lazy("メンバーが変更を取り下げました"),
    ),
}


class SignedInRequest(HttpRequest):
    """A request to the admin: its addresses let only people in."""

    user: User


class DecidersView(WagtailAdminTemplateMixin, TemplateView):
    """For those who may change organisations.

    Raises:
        PermissionDenied: to everybody else.
    """

    page_title = gettext_lazy("団体の紹介の変更")
    header_icon = "comment"
    request: SignedInRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not group_changes.may_decide(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class GroupChangesView(DecidersView):
    """What members sent; what waits first, unless one asks for the rest."""

    template_name = "partnership/admin/group_changes.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = GroupChange.objects.select_related("organisation", "user", "decided_by")
        waiting = everything.filter(state=GroupChange.State.WAITING)
        done = everything.exclude(state=GroupChange.State.WAITING).order_by("-decided_at", "-created_at", "-pk")
        is_done = self.request.GET.get("state") == "done"
        paginator = WagtailPaginator(done if is_done else waiting, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            rows=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            is_done=is_done,
            waiting_count=waiting.count(),
            done_count=done.count(),
            **kwargs,
        )


class GroupDecisionForm(DecisionForm):
    CANNED = (
        gettext_lazy("お知らせいただき、ありがとうございました。"),
        gettext_lazy("確かめたところ、今の掲載内容のとおりでした。"),
        gettext_lazy("くわしいことをうかがいたいので、事務局に連絡してください。"),
    )


class GroupChangeView(DecidersView):
    """One proposal: what stands, what should stand, and the two answers."""

    template_name = "partnership/admin/group_change.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        everything = GroupChange.objects.select_related("organisation__locale", "user", "decided_by")
        self.change = get_object_or_404(everything, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.change.organisation.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("group_changes:list"), "label": self.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_subtitle()}]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = GroupDecisionForm(request.POST)
        if not form.is_valid():
            return self._refused(form, [str(message) for found in form.errors.values() for message in found])
        try:
            if "accept" in request.POST:
                chosen = request.POST.getlist("field")
                seen = {field: request.POST.get(f"seen-{field}", "").replace("\r\n", "\n") for field in chosen}
                group_changes.accept(self.change, request.user, chosen, form.answer, seen)
                told = _("「%(name)s」について届いた変更を、対応済みにしました。")
            else:
                group_changes.decline(self.change, request.user, form.answer)
                told = _("「%(name)s」への変更を見送りました。")
        except group_changes.GroupChangeError as error:
            return self._refused(form, [str(error)])
        except ValidationError as error:
            return self._refused(form, error.messages)
        messages.success(request, told % {"name": self.change.organisation.name})
        return redirect("group_changes:list")

    def _refused(self, form: DecisionForm, faults: list[str]) -> HttpResponse:
        messages.error(self.request, _("まだ何も変えていません。"))
        return self.render_to_response(self.get_context_data(form=form, faults=faults))

    def get_context_data(self, form: DecisionForm | None = None, **kwargs: Any) -> dict[str, Any]:
        change = self.change
        change.refresh_from_db(fields=["state", "taken", "reason", "decided_at", "decided_by"])
        now = group_changes.said_by(change.organisation)
        chosen = self.request.POST.getlist("field")
        rows = [
            {
                "field": field,
                "label": group_changes.label_of(field),
                "old": change.before.get(field, ""),
                "new": new,
                "now": now[field],
                "is_changed": change.is_waiting and now[field] not in (change.before.get(field, ""), new),
                "is_chosen": field in chosen or not chosen,
                "is_taken": field in change.taken,
            }
            for field, new in change.after.items()
        ]
        return super().get_context_data(
            change=change, rows=rows, form=form or GroupDecisionForm(), edit_url=edit_url(change.organisation), **kwargs
        )


def edit_url(organisation: Organisation) -> str:
    viewset: Any = Organisation.snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[organisation.pk])


class GroupChangesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return group_changes.may_decide(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    views = [path("", GroupChangesView.as_view(), name="list"), path("<int:pk>/", GroupChangeView.as_view(), name="one")]
    return [path("group-changes/", include((views, "group_changes")))]


@hooks.register("register_directory_menu_item")
def menu_item() -> MenuItem:
    name = gettext_lazy("団体の紹介の変更")
    return GroupChangesMenuItem(name, reverse("group_changes:list"), name="group-changes", icon_name="comment", order=65)


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


class GroupChangesPanel(Component):
    """On the dashboard, for those who decide: how many proposals of members wait."""

    name = "group_changes"
    template_name = "partnership/admin/group_changes_panel.html"
    order = 234

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"waiting": GroupChange.objects.waiting().count()} if group_changes.may_decide(user) else {}


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(GroupChangesPanel())
