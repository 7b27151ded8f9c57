"""What announcing adds to the admin. Imported by `cms.core.wagtail_hooks`."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cms.core.announcing.admin_views import MAY_SEE, AnnouncementsView, TrialView, preview
from cms.core.announcing.viewset import ChannelViewSet
from cms.core.models import Announcement

register_snippet(ChannelViewSet)

SENT_ACTION, RETRY_ACTION = "nobinobi.announce", "nobinobi.announce.retry"


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    views = [
        path("", AnnouncementsView.as_view(), name="list"),
        path("preview/", preview, name="preview"),
        path("channels/<int:pk>/try/", TrialView.as_view(), name="try"),
    ]
    return [path("announcing/", include((views, "announcing")))]


class AnnouncementsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return AnnouncementsMenuItem(
        _("お知らせの記録"), reverse("announcing:list"), name="announcements", icon_name="mail", order=110
    )


@hooks.register("register_permissions")
def announcing_is_given_in_the_groups_form() -> "QuerySet[Permission]":
    return Permission.objects.filter(content_type__app_label="core", content_type__model="announcement")


class TroublePanel(Component):
    """On the dashboard of those who see announcements, when some could not be sent."""

    name = "announcing"
    template_name = "core/admin/announcing_trouble_panel.html"
    order = 236

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        if user is None or not user.has_perm(MAY_SEE):
            return {}
        states = list(Announcement.objects.in_trouble().values_list("state", flat=True)[:1000])
        given_up = states.count(Announcement.State.GAVE_UP)
        return {"given_up": given_up, "trying": len(states) - given_up}


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(TroublePanel())


class InAChannel(LogFormatter):
    said: Any = ""

    def format_message(self, log_entry: Any) -> str:
        return str(self.said) % {"channel": log_entry.data.get("channel", "")}


@hooks.register("register_log_actions")
def announced(actions: Any) -> None:
    @actions.register_action(SENT_ACTION)
    class Sent(InAChannel):
        label = gettext_lazy("お知らせを送る")
        said = gettext_lazy("「%(channel)s」に知らせました")

    @actions.register_action(RETRY_ACTION)
    class Retried(InAChannel):
        label = gettext_lazy("お知らせを送り直す")
        said = gettext_lazy("「%(channel)s」へのお知らせを、もう一度送ることにしました")
