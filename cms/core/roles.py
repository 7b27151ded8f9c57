"""The roles of the house. A role is held through a Django group, so that Wagtail's own permission screens work on it."""

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
    key: str
    group_name: str


ROLES = (
    RoleDefinition(SECRETARIAT, "事務局"),
    RoleDefinition(EDITOR, "編集者"),
    RoleDefinition(APPROVER, "承認者"),
    RoleDefinition(TRANSLATOR, "翻訳者"),
)


def users_of(role: str) -> "QuerySet[AbstractUser]":
    """The active users who hold a role."""
    return get_user_model()._default_manager.filter(groups__role__key=role, is_active=True).distinct()


def has_role(user: AbstractUser, role: str) -> bool:
    return user.is_active and user.groups.filter(role__key=role).exists()
