"""Nothing that is hidden can be had from outside by any road: a demo with secrets in it, read whole by an anonymous visitor.

Twice: while what can be public is public, which shows that each road would give a secret away; and after it was hidden, with
every address and every ETag that the first look gave.
"""

from typing import Any, NamedTuple
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.core.demo import load
from cms.core.models import Document, Image
from directory.models import Organisation, Place
from tests.core.editorial import person, set_up
from tests.house.crawl import Crawl, crawl
from tests.house.hidden import LATER, PROBE, THINGS, World

pytestmark = pytest.mark.django_db
MARKS = {name: f"zq{number:02}secret" for number, name in enumerate(THINGS)}
RELATIONS = ("child_of", "descendant_of", "ancestor_of", "translation_of")
NEVER_SHOWN = {
    "a draft",
    "a live page's next version",
    "a page in review",
    "a page that was returned, and the reason",
    "a page that is approved for a day to come",
    "a translation that is not published yet",
    "who wrote a page, and how to reach them",
    "who consented to a picture",
}
SHOWN_FIRST = [name for name in THINGS if name not in NEVER_SHOWN]


class Looks(NamedTuple):
    """The two looks, and what the database held at the second."""

    before: Crawl
    after: Crawl
    files: list[str]
    admin: dict[str, Any]


@pytest.fixture(scope="module")
def looks(django_db_setup: None, django_db_blocker: Any) -> Looks:
    with django_db_blocker.unblock(), override_settings(PUBLIC_URL="http://testserver"), transaction.atomic():
        found = look_twice()
        transaction.set_rollback(True)
    return found


def look_twice() -> Looks:
    root = set_up()
    load(lambda text: None)
    world = World(root, person("書子", "editor"), person("認子", "approver"))
    client = Client()
    with TestCase.captureOnCommitCallbacks(execute=True):
        things = [thing(world, MARKS[name]) for name, thing in THINGS.items()]
        for each in things:
            next(each)
        links = hub(world)

    def of_ours(link: str) -> bool:
        """The demo's own pictures, in all their sizes, are left alone."""
        return not link.startswith("/images/") or int(link.split("/")[3]) in world.images

    before = crawl(client, addresses(world), shown(world), of_ours)
    assert not [path for path, answer in before.answers.items() if answer.status == 500]
    with TestCase.captureOnCommitCallbacks(execute=True):
        for each in things:
            next(each, None)
        link_to_everything(world, links)
    then = timezone.now() + LATER
    with mock.patch.object(timezone, "now", return_value=then):
        # What somebody who may see more has just read must not be kept for others.
        theirs = Client()
        theirs.force_login(person("管理", is_superuser=True))
        for path in addresses(world)[:40]:
            theirs.get(path)
        after = crawl(client, addresses(world), shown(world), of_ours, before)
        admin = {path: client.get(path) for path in admin_addresses(world)}
    import collections
    import sys
    import time

    from tests.house.crawl import road_of

    print(
        len(before.answers),
        len(after.answers),
        collections.Counter(map(road_of, before.answers)),
        time.process_time(),
        file=sys.stderr,
    )
    return Looks(before, after, [name for name in world.files if default_storage.exists(name)], admin)


def hub(world: World) -> Page:
    """A public page that links to all of them."""
    page = world.column("hub", title="つながり", summary="")
    link_to_everything(world, page)
    return page


def link_to_everything(world: World, page: Page) -> None:
    pages = [pk for pks in world.pages.values() for pk in pks if Page.objects.filter(pk=pk).exists() and pk != page.pk]
    links = "".join(f'<a linktype="page" id="{pk}">ここ</a>' for pk in pages)
    page = type(page).objects.get(pk=page.pk)
    page.body = [{"type": "page_links", "value": {"pages": pages}}, {"type": "text", "value": f"<p>{links}</p>"}]
    page.save_revision().publish()


def addresses(world: World) -> list[str]:
    """Where a visitor begins, and what they may guess: every id, every slug, every filter."""
    found = [
        "/",
        "/en/",
        "/sitemap.xml",
        "/robots.txt",
        f"/search/?q={PROBE}",
        f"/en/search/?q={PROBE}",
        "/browse/",
        "/en/browse/",
    ]
    found += [f"{prefix}/feeds/{name}.xml" for prefix in ("", "/en") for name in ("news", "columns", "reports")]
    found += [f"{prefix}/{name}/" for prefix in ("", "/en") for name in ("organisations", "members")]
    found += [reverse("directory:place", args=[pk]) for pk in Place.objects.values_list("pk", flat=True)]
    found += [reverse("directory:organisation", args=[pk]) for pk in Organisation.objects.values_list("pk", flat=True)]
    api = "/api/v2"
    for name, model in (("pages", Page), ("images", Image), ("documents", Document)):
        found += [f"{api}/{name}/?limit=100&offset={start}&fields=*" for start in (0, 100)]
        found += [f"{api}/{name}/?search={PROBE}&limit=100"]
        found += [f"{api}/{name}/{pk}/" for pk in model.objects.values_list("pk", flat=True)]
    secret = [page for pks in world.pages.values() for page in Page.objects.filter(pk__in=pks)]
    for page in secret:
        path = page.url_path.removeprefix("/site").removeprefix("/site-en")
        found += [path, f"{api}/pages/find/?html_path={path}"]
        found += [f"{api}/pages/?{relation}={page.pk}" for relation in RELATIONS]
    for slug in ("columns", "news", "topics", "reports"):
        section = Page.objects.get(slug=slug, locale=world.root.locale)
        found += [section.url, f"{api}/pages/?child_of={section.pk}&limit=100", f"{api}/pages/?section={slug}&limit=100"]
    found += [f"{api}/search?q={PROBE}&per_page=50&locale={locale}&page={page}" for locale in ("", "en") for page in (1, 2)]
    for mark in MARKS.values():
        found += [f"{api}/search?q={mark}&locale=", f"/browse/?tag={mark}札"]
        found += [f"{api}/{name}/?search={mark}" for name in ("pages", "images", "documents")]
        found += [f"{api}/pages/?slug={mark}", f"{api}/pages/?tag={mark}札"]
    found += [f"/media/{name}" for name in world.files]
    return found


def admin_addresses(world: World) -> list[str]:
    found = []
    for pks in world.pages.values():
        for page in Page.objects.filter(pk__in=pks):
            found += [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in ("edit", "view_draft", "history")]
            found.append(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, page.latest_revision_id]))
            found.append(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))
    found += [reverse("wagtailimages:edit", args=[pk]) for pk in world.images]
    return found


def shown(world: World) -> Any:
    """What an answer means that does not say it in words: a picture shows what is on it, and a count counts."""

    def marks(path: str, text: str) -> str:
        if path.startswith("/images/"):
            return f" {world.images.get(int(path.split('/')[3]), '')}"
        for mark in MARKS.values():
            if mark in path and path.startswith("/api/v2/") and '"total_count":0' not in text and '"total": 0' not in text:
                return f" something about [{mark[:2]}]{mark[2:]}".replace("[", "").replace("]", "") + "|found"
        return ""

    return marks


@pytest.mark.parametrize("name", THINGS)
def test_what_is_hidden_is_nowhere(looks: Looks, name: str) -> None:
    assert looks.after.addresses_with(MARKS[name]) == []


@pytest.mark.parametrize("name", sorted(NEVER_SHOWN))
def test_what_never_was_public_is_nowhere_before_either(looks: Looks, name: str) -> None:
    assert looks.before.addresses_with(MARKS[name]) == []
