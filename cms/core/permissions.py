"""What a person may do with a page, on top of the groups: nothing goes public past its review.

Wagtail asks `page.permissions_for_user(user)` on every road: the editor, bulk actions, copying, scheduling, both write
APIs and wagtail-localize. So the rule stands here once, for superusers too. What code publishes (`revision.publish()` in a
service, the demo, an import) asks nobody.
"""

from typing import Any

from wagtail.models import PagePermissionTester

from cms.core.reviews import delegation_of


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
