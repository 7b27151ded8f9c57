"""What confirming adds to the admin. Imported by `directory.wagtail_hooks`."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from directory.confirming import states
from directory.confirming.admin_views import IntervalsView, OverdueView, ProposalsView, ProposalView
from directory.confirming.queries import may_see, proposals_for, seen_by, to_confirm

SUBMENU = "register_directory_menu_item"
GIVEN = ("decide_placeproposal", "change_confirmationinterval")


T = states.TRANSITIONS
ACTIONS: dict[str, tuple[Any, Any]] = {
    states.SENT: (_("修正を知らせる"), _("修正の提案が届きました")),
    T["accept"].action: (_("修正の提案を反映する"), _("修正の提案を反映しました")),
    T["accept_part"].action: (_("修正の提案の一部を反映する"), _("修正の提案の一部を反映しました")),
    T["decline"].action: (_("修正の提案を見送る"), _("修正の提案を見送りました")),
    T["confirm"].action: (_("誤りの知らせのメールを確かめる"), _("メールアドレスが確かめられ、誤りの知らせが届きました")),
    T["release"].action: (
        _("確かめられなかったアドレスを消す"),
        _("アドレスが確かめられなかったので消し、知らせだけを残しました"),
    ),
    states.REPLIED: (_("知らせてくれた人の返事"), _("知らせてくれた人から返事が届きました")),
    T["withdraw"].action: (_("修正の提案を取り下げる"), _("知らせた人が取り下げました")),
}


class ConfirmingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    views = [
        path("", OverdueView.as_view(), name="overdue"),
        path("intervals/", IntervalsView.as_view(), name="intervals"),
        path("proposals/", ProposalsView.as_view(), name="proposals"),
        path("proposals/<int:pk>/", ProposalView.as_view(), name="proposal"),
    ]
    return [path("confirming/", include((views, "confirming")))]


@hooks.register(SUBMENU)
def proposals_menu_item() -> MenuItem:
    return ConfirmingMenuItem(_("修正の提案"), reverse("confirming:proposals"), name="proposals", icon_name="comment", order=60)


@hooks.register(SUBMENU)
def overdue_menu_item() -> MenuItem:
    return ConfirmingMenuItem(_("確認の期限"), reverse("confirming:overdue"), name="overdue", icon_name="history", order=70)


@hooks.register("register_permissions")
def confirming_is_given_in_the_groups_form() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="directory", codename__in=GIVEN)


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


class ConfirmingPanel(Component):
    """On the dashboard, for those whose business it is: how many proposals wait, and how many places are to be confirmed."""

    name = "confirming"
    template_name = "directory/admin/confirming_panel.html"
    order = 235

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        if user is None or not may_see(user):
            return {}
        overdue = seen_by(user, to_confirm())
        return {
            "waiting": proposals_for(user).waiting().count(),
            "overdue": overdue.count(),
            "without_keeper": overdue.filter(keeper="").count(),
        }


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(ConfirmingPanel())
