"""Who may change a contributor: there is no draft of one, so what readers see already is the secretariat's."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from home.models import Contributor
from home.queries import public_contributors


class ContributorPolicy(ModelPermissionPolicy):
    """Whoever may add contributors may go on changing one until a public column shows them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, action) or (action == "change" and super().user_has_permission(user, "add"))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Contributor) -> bool:
        if super().user_has_permission(user, action):
            return True
        if action != "change" or not super().user_has_permission(user, "add"):
            return False
        return not public_contributors().filter(translation_key=instance.translation_key).exists()

    def users_with_any_permission(self, actions: Any) -> Any:
        wider = {*actions, "add"} if "change" in actions else actions
        return super().users_with_any_permission(wider)
