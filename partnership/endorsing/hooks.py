"""What endorsements add to the admin. Imported by `partnership.wagtail_hooks`."""

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

from partnership.endorsing import states
from partnership.endorsing.admin_views import EndorsementsView, EndorsementView, EnterView
from partnership.endorsing.queries import may_moderate, queue

T = states.TRANSITIONS
ACTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    states.ASKED: (_("宣言に賛同する（メールの確認待ち）"), _("賛同が届きました。メールの確認を待っています")),
    states.SENT: (_("宣言に賛同する"), _("賛同が届きました")),
    states.ENTERED: (_("届いた賛同を入力する"), _("紙や電話で届いた賛同を入力しました")),
    T["confirm"].action: (_("賛同のメールを確認する"), _("メールアドレスが確かめられました")),
    T["accept"].action: (_("賛同を受け付ける"), _("賛同を受け付けました")),
    T["decline"].action: (_("賛同を受け付けない"), _("賛同を受け付けませんでした")),
    T["reopen"].action: (_("賛同を確認待ちに戻す"), _("賛同を確認待ちに戻しました")),
    T["hide"].action: (_("賛同を非公開にする"), _("賛同を非公開にしました")),
    T["restore"].action: (_("賛同をもう一度公開する"), _("賛同をもう一度公開しました")),
    T["withdraw"].action: (_("賛同を取り下げる"), _("賛同した人が取り下げました")),
    T["expire"].action: (_("確かめられなかった賛同を消す"), _("メールが確かめられないまま期限が過ぎたので消しました")),
}


class EndorsementMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    views = [
        path("", EndorsementsView.as_view(), name="list"),
        path("enter/", EnterView.as_view(), name="enter"),
        path("<int:pk>/", EndorsementView.as_view(), name="one"),
    ]
    return [path("endorsements/", include((views, "endorsements")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return EndorsementMenuItem(_("宣言への賛同"), reverse("endorsements:list"), name="endorsements", icon_name="pick", order=243)


@hooks.register("register_permissions")
def moderating_is_given_in_the_groups_form() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="partnership", codename="moderate_endorsements")


class EndorsementPanel(Component):
    """On the dashboard, for those who moderate: how many endorsements wait."""

    name = "endorsements"
    template_name = "partnership/admin/endorsement_panel.html"
    order = 233

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"queue": queue()} if may_moderate(user) else {}


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(EndorsementPanel())


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
