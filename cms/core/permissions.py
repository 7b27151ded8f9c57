"""What a person may do with a page or a reviewed entry, on top of the groups: nothing goes public past its review.

Wagtail asks `page.permissions_for_user(user)` on every road: the editor, bulk actions, copying, scheduling, both write
APIs and wagtail-localize; of entries it asks the model's permission policy. So the rule stands here once, for superusers
too. What code publishes (`revision.publish()` in a service, the demo, an import) asks nobody.
"""

from typing import Any

from wagtail.models import PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.core.reviews import delegation_of
from cms.core.roles import APPROVER, has_role


class ReviewedPagePermissionTester(PagePermissionTester):
    """Wagtail's tester, except that publishing directly takes a delegation too, and waits while a review is under way."""

    def can_publish(self) -> bool:
        return not self.page_is_root and self.can_edit() and not self.page.workflow_in_progress and self._may_publish_own()

    def can_publish_subpage(self) -> bool:
        """Also asked for aliases and for copies that stay live."""
        specific_class = self.page.specific_class
        if specific_class is None or not specific_class.creatable_subpage_models():
            return False
        return self.can_add_subpage() and self._may_publish_own()

    def can_unpublish(self) -> bool:
        """Taking down need not wait for a review of what comes next."""
        return bool(self.page.live) and self._may_take_down()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """One's own drafts; others' and live pages take the right to take pages down, or to delete many.

        Wagtail lets whoever may edit a draft delete it, so that one person's work could go at another's hand. What is under
        review is decided or withdrawn first.
        """
        if not super().can_delete(ignore_bulk) or self.page.workflow_in_progress:
            return False
        if self.user.is_superuser or self.permissions & {"publish", "bulk_delete"}:
            return True
        return not self.page.get_descendants(inclusive=True).exclude(owner=self.user).exists()

    def can_set_view_restrictions(self) -> bool:
        return self._may_take_down()

    def can_unschedule(self) -> bool:
        return self._may_take_down()

    def _may_publish_own(self) -> bool:
        """A delegation lifts the rule of the second pair of eyes; it makes nobody an approver."""
        return self._may_take_down() and delegation_of(self.user) is not None

    def _may_take_down(self) -> bool:
        if not self.user.is_active or self.page_is_root:
            return False
        return self.user.is_superuser or "publish" in self.permissions


def may_publish(user: Any, page: Any) -> bool:
    """Whether a person may publish this page without its review."""
    return page.permissions_for_user(user).can_publish()


class ReviewedEntryPolicy(ModelPermissionPolicy):
    """A model's permissions, except that `publish` takes a delegation too, and that makes nobody an approver.

    Without one, its holder takes entries down.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "unpublish":
            return super().user_has_permission(user, "publish")
        if action == "publish":
            return super().user_has_permission(user, "publish") and _may_publish_own_entry(user)
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "publish" and instance.workflow_in_progress:
            return False
        return self.user_has_permission(user, action)


def _may_publish_own_entry(user: Any) -> bool:
    return delegation_of(user) is not None and (user.is_superuser or has_role(user, APPROVER))


class ReviewedEntryPermissionTester:
    """What a person may do with an entry, in the words in which pages are asked."""

    def __init__(self, user: Any, entry: Any) -> None:
        self.user, self.entry = user, entry

    def _may(self, action: str) -> bool:
        policy = policy_registry.get(self.entry)
        return bool(self.user.is_active and policy.user_has_permission_for_instance(self.user, action, self.entry))

    def can_edit(self) -> bool:
        return self._may("change")

    def can_publish(self) -> bool:
        return self._may("publish")

    def can_unpublish(self) -> bool:
        return bool(self.entry.live) and self._may("unpublish")


def register_policies() -> None:
    """Gives every reviewed entry's model its policy. Called once, when the apps are ready."""
    from cms.core.models.reviewed import reviewed_entries

    for model in reviewed_entries():
        register_permission_policy(model, ReviewedEntryPolicy(model))
