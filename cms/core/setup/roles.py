"""Groups for the roles, and what each may do. A permission is given once: one that people took back stays away."""

from collections.abc import Sequence

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.core import plugins
from cms.core.models import Role
from cms.core.roles import ROLES
from cms.core.setup.run import Setup


def groups(setup: Setup) -> None:
    """A group for each role. A group of that name that is there already is taken."""
    for definition in ROLES:
        if setup.once(f"role:{definition.key}"):
            group, created = Group.objects.get_or_create(name=definition.group_name)
            Role.objects.get_or_create(key=definition.key, defaults={"group": group})
            if created:
                setup.say(f"役割を加えました：{definition.group_name}")


def permissions(setup: Setup) -> None:
    """What the table of roles and the plugins say: on pages, on files, on models."""
    held = {role.key: role.group for role in Role.objects.select_related("group")}
    for definition in ROLES:
        group = held.get(definition.key)
        if group is None:
            continue
        _pages(setup, definition.key, group, definition.pages)
        _files(setup, definition.key, group, definition.files)
    for plugin in plugins.installed():
        for key, names in plugin.role_permissions.items():
            if key in held:
                for name in names:
                    _model(setup, key, held[key], name)


def _pages(setup: Setup, key: str, group: Group, actions: Sequence[str]) -> None:
    """On the root in every language it has by now; a later translation takes its original's along (`translations`)."""
    for action in actions:
        if setup.once(f"page permission:{key}:{action}"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
            for root in setup.root.get_translations(inclusive=True):
                GroupPagePermission.objects.get_or_create(group=group, page_id=root.pk, permission=permission)


def _files(setup: Setup, key: str, group: Group, actions: Sequence[str]) -> None:
    collection = Collection.get_first_root_node()
    for model in (get_image_model(), get_document_model()):
        for action in actions:
            if setup.once(f"file permission:{key}:{action}:{model._meta.model_name}"):
                permission = Permission.objects.get(
                    content_type__app_label=model._meta.app_label, codename=f"{action}_{model._meta.model_name}"
                )
                GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _model(setup: Setup, key: str, group: Group, name: str) -> None:
    if not setup.once(f"permission:{key}:{name}"):
        return
    app_label, codename = name.split(".", 1)
    permission = Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()
    if permission is None:
        raise ImproperlyConfigured(f"The role {key} is to be given {name}, but there is no such permission.")
    group.permissions.add(permission)
