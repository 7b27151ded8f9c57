"""What roles and review add to the admin."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter
from wagtail.models import WorkflowMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem
from wagtail.snippets.models import register_snippet

from cms.core import review_views
from cms.core.audit import DELEGATION_USED, HANDED_OVER
from cms.core.languages.drafts import translation_into
from cms.core.models import BasePage, ReviewedEntry, ReviewTask
from cms.core.models.reviewed import KEPT
from cms.core.permissions import may_publish
from cms.core.reviews import ANSWERED, in_review, is_reviewed, returned_with, to_decide, under_review, waiting_for
from cms.core.start import StartPanel
from cms.core.viewsets import CannedReplyViewSet, DelegationViewSet, TagViewSet

register_snippet(TagViewSet)
register_snippet(DelegationViewSet)
register_snippet(CannedReplyViewSet)


# The last door before Wagtail publishes from its editor: a page is only made and published at once below a page whose own
# permissions were asked, and that page may be of another project's type.
@hooks.register("before_publish_page")
def publish_only_under_a_delegation(request: HttpRequest, page: Any) -> None:
    if isinstance(page, BasePage) and not may_publish(request.user, page):
        raise PermissionDenied(_("このページは、承認を受けてから公開されます。"))


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def say_why_it_was_returned(request: HttpRequest, page: Any) -> None:
    """Above the editor of what was returned: why, and by whom. (The translation editor has a bar of its own.)"""
    returned = returned_with(page) if request.method == "GET" and isinstance(page, WorkflowMixin) else None
    if returned and translation_into(page) is None:
        told = _("%(name)sさんが差し戻しました。理由：%(reason)s")
        messages.warning(request, told % {"name": returned.name, "reason": returned.reason})


@hooks.register("before_create_user")
def keep_administrators_to_administrators(request: HttpRequest, *edited: Any) -> None:
    """Who manages users makes no administrator, and changes none: Wagtail's own form would let them."""
    if request.user.is_superuser:
        return
    if any(user.is_superuser for user in edited):
        raise PermissionDenied(_("管理者の登録や変更ができるのは、管理者だけです。"))
    if request.POST.get("is_superuser"):
        # Wagtail's form offers the box to everybody. What else was filled in is not lost for it.
        said: Any = request.POST.copy()
        del said["is_superuser"]
        request.POST = said
        messages.warning(request, _("「管理者」にできるのは、管理者だけです。ほかの内容で登録します。"))


hooks.register("before_edit_user", keep_administrators_to_administrators)
hooks.register("before_delete_user", keep_administrators_to_administrators)


@hooks.register("before_bulk_action")
def keep_administrators_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """The same, where many users are changed at a time."""
    if action.model is get_user_model():
        keep_administrators_to_administrators(request, *objects)


@hooks.register("register_log_actions")
def kept(actions: Any) -> None:
    told = gettext_lazy("それまで公開していた内容を、履歴に残しました")
    actions.register_action(KEPT, gettext_lazy("公開中の内容を残す"), told)


@hooks.register("register_log_actions")
def answered(actions: Any) -> None:
    @actions.register_action(ANSWERED)
    class Answered(LogFormatter):
        label = gettext_lazy("確認する人への返事")

        def format_message(self, log_entry: Any) -> str:
            return _("確認する人へ：%(text)s") % {"text": log_entry.data.get("text", "")}


@hooks.register("register_log_actions")
def delegation_used(actions: Any) -> None:
    @actions.register_action(DELEGATION_USED)
    class DelegationUsed(LogFormatter):
        label = gettext_lazy("承認の委任を使う")

        def format_message(self, log_entry: Any) -> str:
            return _("承認の委任を使いました：%(delegation)s（理由：%(reason)s）") % {
                "delegation": log_entry.data["delegation"]["title"],
                "reason": log_entry.data["delegation"]["reason"],
            }


@hooks.register("register_log_actions")
def handed_over(actions: Any) -> None:
    @actions.register_action(HANDED_OVER)
    class HandedOver(LogFormatter):
        label = gettext_lazy("確認を引き継ぐ")

        def format_message(self, log_entry: Any) -> str:
            told = _("確認を%(name)sさんに引き継ぎました") % {"name": log_entry.data["to"]}
            return f"{told}：{log_entry.data['note']}" if log_entry.data["note"] else told


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("reviews/", review_views.WaitingView.as_view(), name="reviews"),
        path("reviews/<int:task_state_id>/", review_views.DecideView.as_view(), name="review"),
    ]


@hooks.register("register_reports_menu_item")
def waiting_menu_item() -> MenuItem:
    return MenuItem(_("確認を待っているページと情報"), reverse("reviews"), name="reviews", icon_name="clock", order=100)


class WaitingPanel(Component):
    """On the dashboard: what is in review, whom it waits for, and since when. What waits for the reader themselves stands in
    Wagtail's own panel above it.
    """

    name = "waiting"
    template_name = "core/admin/waiting_panel.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if not parent_context:
            return {"rows": []}
        user = parent_context["request"].user
        theirs = {under_review(state.workflow_state) for state in to_decide(user)}
        return {"rows": [row for row in in_review(user) if row[0] not in theirs][:10]}


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels += [StartPanel(), WaitingPanel()]


# Wagtail's guide and its news are English, and about more than this house.
@hooks.register("construct_help_menu")
def without_wagtails_own_pages(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_comes_next(request: HttpRequest, page: Any) -> None:
    """After submitting: whom it waits for now, and where the answer will be seen."""
    waiting = waiting_for(page) if "action-submit" in request.POST and is_reviewed(page) else None
    if waiting and waiting.people:
        words = _(
            "次は%(names)sの確認です（%(stage)s）。結果はメールで届き、ホームの「確認を待っているページと情報」でも分かります。"
        )
        messages.info(request, words % {"names": waiting.names, "stage": waiting.stage})
    elif waiting:
        messages.warning(request, _("今は承認できる人がいません。事務局にお知らせください。"))


class DecideMenuItem(ActionMenuItem):
    """In the editor of a page in review: to the view where one answers."""

    name = "action-decide"
    label = gettext_lazy("承認する・差し戻す")
    icon_name = "success"

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        page = context.get("page")
        task = page.current_workflow_task if page else None
        return isinstance(task, ReviewTask) and bool(task.get_actions(page, context["request"].user))

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse("review", args=[parent_context["page"].current_workflow_task_state.pk])


@hooks.register("register_page_action_menu_item")
def decide_menu_item() -> ActionMenuItem:
    return DecideMenuItem(order=-10)


class DecideEntryMenuItem(SnippetActionMenuItem):
    """The same in the editor of an entry."""

    name = "action-decide"
    label = gettext_lazy("承認する・差し戻す")
    icon_name = "success"

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        entry = context.get("instance")
        task = entry.current_workflow_task if entry else None
        return isinstance(task, ReviewTask) and bool(task.get_actions(entry, context["request"].user))

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse("review", args=[parent_context["instance"].current_workflow_task_state.pk])


@hooks.register("register_snippet_action_menu_item")
def decide_entry_menu_item(model: type[Any]) -> SnippetActionMenuItem | None:
    return DecideEntryMenuItem(order=-10) if issubclass(model, ReviewedEntry) else None


@hooks.register("construct_snippet_action_menu")
def publish_only_under_a_delegation_here_too(items: list[Any], request: HttpRequest, context: Mapping[str, Any]) -> None:
    """Wagtail's own menu asks the group's permission alone, and not the policy."""
    if issubclass(context["model"], ReviewedEntry):
        policy = policy_registry.get_by_type(context["model"])
        if not policy.user_has_permission(request.user, "publish"):
            items[:] = [item for item in items if item.name != "action-publish"]
