"""Who hears by mail of what waits in the network."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q


def holders_of(codename: str) -> list[Any]:
    """The active users to whom a permission of this app was given, themselves or through a group, and who have an address."""
    given = Permission.objects.filter(content_type__app_label="partnership", codename=codename)
    theirs = Q(groups__permissions__in=given) | Q(user_permissions__in=given)
    people = get_user_model()._default_manager.filter(theirs, is_active=True).exclude(email="")
    return list(people.distinct().order_by("pk"))
