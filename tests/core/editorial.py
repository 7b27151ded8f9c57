"""What the tests of roles and review are arranged with: a site that was set up, people, and pages in every state."""

import json
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import querydict_from_html

from cms.core.models import Delegation, Role
from cms.core.setup import run
from directory.models import Affiliation, DirectoryPage, Organisation

written_by_migrations = ""
"""The database as it was before the first test, serialized (conftest.py)."""


def set_up() -> Page:
    """A site as `manage.py setup` leaves it; its root page."""
    return run(lambda text: None).root


def refilled() -> None:
    """What migrations wrote, where an earlier test that commits has left the database without it."""
    if Page.get_first_root_node() is None:
        # Emptying makes them anew, under other keys than those that are filled in; and whoever is told of what is filled in
        # asks for more of them. So they come first, and nobody is told.
        kinds = [row for row in json.loads(written_by_migrations) if row["model"] == "contenttypes.contenttype"]
        ContentType.objects.all().delete()
        ContentType.objects.bulk_create(ContentType(pk=row["pk"], **row["fields"]) for row in kinds)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(written_by_migrations)


def person(name: str, *roles: str, **extra: Any) -> Any:
    """A user of a name, who holds roles."""
    user = get_user_model()._default_manager.create_user(name, f"{name}@example.jp", "pw", last_name=name, **extra)
    user.groups.set(role.group for role in Role.objects.filter(key__in=roles))
    return user


def affiliated(name: str, organisation: Organisation, role: str) -> Any:
    user = person(name)
    Affiliation.objects.create(organisation=organisation, user=user, role=role)
    return user


def delegate(user: Any, starts_at: Any, ends_at: Any) -> Delegation:
    return Delegation.objects.create(user=user, starts_at=starts_at, ends_at=ends_at, reason="夏休みのあいだ")


def draft(parent: Page, author: Any, title: str = "ひろば", model: type[Page] = DirectoryPage, **fields: Any) -> Any:
    """A page that was never public, whose newest revision is the author's."""
    page = model(title=title, owner=author, locale=parent.locale, live=False, **fields)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=author)
    return model.objects.get(pk=page.pk)


def live(parent: Page, author: Any, title: str = "公園", **fields: Any) -> Any:
    page = draft(parent, author, title, **fields)
    page.get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def waiting(page: Any) -> TaskState:
    """The page's task state, as the database has it now."""
    return fresh(page).current_workflow_task_state


def client_of(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def editor_form(client: Client, page: Any) -> Any:
    """What the page's editor would post, unchanged; None where the editor does not open."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if response.status_code != 200:
        return None
    html = response.content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(i for i, form in enumerate(forms) if form.select_one("[name=title]"))
    data = querydict_from_html(html, form_index=index)
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    data["body-count"] = "0"
    return data


def edit(client: Client, page: Any, **values: Any) -> Any:
    """Posts the page's editor with these values changed; the response, or None where the editor does not open."""
    data = editor_form(client, page)
    if data is None:
        return None
    for name, value in values.items():
        data[name.replace("__", "-")] = value
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
