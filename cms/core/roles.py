"""The roles of the house. A role is held through a Django group, so that Wagtail's own permission screens work on it.

What a role may do is written here as data, and put into the groups once by `manage.py setup`; what people change there
afterwards stays. Two rules stand above every group, and above superusers (`cms.core.permissions`): nobody publishes past
the review, and nobody approves what they wrote themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

SECRETARIAT = "secretariat"
EDITOR = "editor"
APPROVER = "approver"
TRANSLATOR = "translator"


@dataclass(frozen=True)
class RoleDefinition:
    """A role and what it may do.

    Attributes:
        pages: what it may do with the site's pages, Wagtail's words. `publish` alone publishes nothing here: it lets its
            holder take pages down, move live ones, and restrict who sees them. `bulk_delete` lets its holder clear away
            others' drafts, and branches of them.
        files: what it may do with images and documents.
    """

    key: str
    group_name: str
    pages: Sequence[str]
    files: Sequence[str]


ROLES = (
    RoleDefinition(SECRETARIAT, "事務局", ("add", "change", "bulk_delete", "lock", "unlock"), ("add", "change", "choose")),
    RoleDefinition(EDITOR, "編集者", ("add", "change"), ("add", "choose")),
    RoleDefinition(APPROVER, "承認者", ("add", "change", "publish", "lock", "unlock"), ("choose",)),
    RoleDefinition(TRANSLATOR, "翻訳者", ("change",), ("choose",)),
)


def users_of(role: str) -> "QuerySet[AbstractUser]":
    """The active users who hold a role."""
    return get_user_model()._default_manager.filter(groups__role__key=role, is_active=True).distinct()


def has_role(user: AbstractUser, role: str) -> bool:
    return user.is_active and user.groups.filter(role__key=role).exists()
