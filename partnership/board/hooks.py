"""What the board adds to the admin. Imported by `partnership.wagtail_hooks`."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from partnership.board import states
from partnership.board.admin_views import PostsView, PostView
from partnership.board.queries import may_moderate, queue

ACTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    states.WRITTEN: (_("掲示板に書く"), _("書き込みが届きました")),
    states.WRITTEN_AND_TRUSTED: (_("掲示板に書いて公開する"), _("参加団体の人の書き込みを公開しました")),
    states.REPORTED: (_("書き込みについて知らせる"), _("読んだ人から知らせがありました")),
    states.DISMISSED: (_("書き込みについての知らせを済ませる"), _("知らせを読み、そのままにしました")),
    states.CLOSED: (_("話題を締め切る"), _("話題を締め切りました")),
    states.OPENED: (_("話題の締め切りをやめる"), _("話題の締め切りをやめました")),
    states.TRANSITIONS["approve"].action: (_("書き込みを公開する"), _("書き込みを公開しました")),
    states.TRANSITIONS["reject"].action: (_("書き込みを公開しない"), _("書き込みを公開しませんでした")),
    states.TRANSITIONS["reopen"].action: (_("書き込みを確認待ちに戻す"), _("書き込みを確認待ちに戻しました")),
    states.TRANSITIONS["hide"].action: (_("書き込みを非公開にする"), _("書き込みを非公開にしました")),
    states.TRANSITIONS["restore"].action: (_("書き込みをもう一度公開する"), _("書き込みをもう一度公開しました")),
    states.TRANSITIONS["edit"].action: (_("書き込みを直す"), _("書き込みを直しました")),
    states.TRANSITIONS["delete"].action: (_("書き込みを消す"), _("書いた人の希望で消しました")),
}


class BoardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    views = [path("", PostsView.as_view(), name="posts"), path("<int:pk>/", PostView.as_view(), name="post")]
    return [path("board/", include((views, "board")))]


@hooks.register("register_board_menu_item")
def posts_menu_item() -> MenuItem:
    return BoardMenuItem(_("書き込みの確認"), reverse("board:posts"), name="board-posts", icon_name="comment", order=10)


@hooks.register("register_permissions")
def moderating_is_given_in_the_groups_form() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="partnership", codename="moderate_board")


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


class BoardPanel(Component):
    """On the dashboard, for those who moderate: how many posts wait, and about how many readers said something."""

    name = "board"
    template_name = "partnership/admin/board_panel.html"
    order = 232

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"queue": queue()} if user is not None and may_moderate(user) else {}


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(BoardPanel())
