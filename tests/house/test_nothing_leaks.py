"""Nothing that is hidden can be had from outside by any road: a demo with secrets in it, read whole by an anonymous visitor.

Twice: while what can be public is public, which shows that each road would give a secret away; and after it was hidden, with
every address and every ETag that the first look gave.
"""

import re
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
from home.models import Contributor
from partnership.models import BoardCategory, BoardPost, BoardTopic, DeclarationPage, EventPage
from tests.core.editorial import person, set_up
from tests.house.crawl import Crawl, Meaning, crawl
from tests.house.hidden import LATER, PROBE, THINGS, World
from tests.suite import tidied_up

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.long, pytest.mark.usefixtures("set_up_once")]
MARKS = {name: f"zq{number:02}secret" for number, name in enumerate(THINGS)}
RELATIONS = ("child_of", "descendant_of", "ancestor_of", "translation_of")
NEVER_SHOWN = {
    "a person of the council who did not agree to be named",
    "who keeps a place, and what somebody says is wrong with it",
    "what a member says that the entry of their group should say",
    "who reads by mail, and what was announced in which channel",
    "a draft",
    "a live page's next version",
    "a page in review",
    "a page that was returned, and the reason",
    "a page that is approved for a day to come",
    "a translation that is not published yet",
    "a place that was never published",
    "what is being written of a public place",
    "an event that was never published",
    "what is being written of a public event",
    "who wrote a page, and how to reach them",
    "who consented to a picture",
    "a post of the board that waits",
    "a post of the board that was not made public, and the reason",
    "what somebody wrote on the board before it was changed, and who they are",
    "an endorsement that waits, for its address or for a moderator",
    "an endorsement that was not accepted, and the reason",
    "who endorses and does not wish to be named",
    "a member's draft with a photo",
    "a member's report in review, and what was said to those who decide",
    "a citizen's report that nobody has confirmed",
    "a citizen's report in review, and what was said to those who decide",
    "the mail address of a citizen whose report is public",
    "a correction that nobody has confirmed, and what its sender replied to the answer",
}
PAGE = {
    "pages",
    "search page",
    "browse",
    "sitemap",
    "api pages",
    "api pages/ID",
    "api pages/find by html_path",
    "api pages by search",
    "api pages by slug",
    "api search by per_page, q",
    "api search by q",
}
COLUMN = PAGE | {"feeds", "api pages by tag", "api pages by child_of", "api pages by section"}
PICTURE = {"picture files", "api images", "api images/ID", "api images by search", "api pages/ID"}
PLACE = {"places", "organisations", "pages", "api search by q", "api search by per_page, q"}
COUNCIL = ("members", "committees", "officers", "grants")
BOARD = {"board", "feeds", "api board/topics", "api board/posts", "api board/topics/ID", "api board/posts by topic"}
ENDORSED = {"pages", "api declaration/ID/endorsements"}
FOUND = {"search page", "api search by q"}
NETWORK = {"pages", "api search by q"}
SHOWN_ON: dict[str, set[str]] = {
    "a page that was unpublished": COLUMN,
    "a page that was deleted": COLUMN,
    "an announcement that expired by the clock alone": COLUMN | {"front door"},
    "a page for those who sign in": COLUMN,
    "a page for those who know the password": COLUMN,
    "a page for a group": COLUMN,
    "a page below a private section": COLUMN | {"api pages by ancestor_of", "api pages by descendant_of"},
    "a private section in the menu": PAGE | {"front door", "members", "organisations", "places"},
    "a page that was moved below a private section": COLUMN,
    "a translation that was unpublished": PAGE - {"api pages/find by html_path"}
    | {"feeds", "front door", "api pages by translation_of"},
    "a report that its member took back after it was public, with its photo": PAGE
    - {"sitemap", "api pages/find by html_path", "api pages by slug"}
    | {"feeds", "picture files", "api images"},
    "a report that its citizen withdrew after it was public, with its photo": PAGE
    - {"sitemap", "api pages/find by html_path", "api pages by slug"}
    | {"feeds", "picture files", "api images"},
    "a picture whose consent was withdrawn": PICTURE | {"pages", "api pages"},
    "a picture whose consent ended by the clock alone": PICTURE | {"pages", "api pages"},
    "a picture of people without consent": PICTURE | {"pages", "api pages", "api search by per_page, q"},
    "a picture that nobody has checked": PICTURE | {"pages", "api pages", "api search by per_page, q"},
    "a picture in a private collection": PICTURE | {"pages", "api pages", "api search by per_page, q"},
    "a picture whose collection was closed": PICTURE | {"pages", "api pages", "api search by per_page, q"},
    "a contributor's portrait whose consent was withdrawn": PICTURE,
    "a report's photo whose consent was withdrawn": PICTURE | {"pages"},
    "a contributor of hidden columns": {"contributors", "pages", "api pages/ID"},
    "a document in a private collection": {
        "document files",
        "pages",
        "api documents",
        "api documents/ID",
        "api documents by search",
        "api pages",
        "api pages/ID",
    },
    "an organisation that is not public": {"organisations", "members", "places", "pages", "search page", "api pages/ID"},
    "a committee that was taken out of sight": NETWORK | {"api committees"},
    "a meeting's record that was unpublished": PAGE - {"browse", "api search by per_page, q"},
    "an outcome report that was unpublished, with its Word file": PAGE - {"browse", "api search by per_page, q"}
    | {"outcome files", "leaflet sheets"},
    "a leaflet's file that was put into a private collection": {
        "document files",
        "pages",
        "leaflet sheets",
        "api documents",
        "api documents/ID",
        "api documents by search",
        "api pages/ID",
    },
    "a grant that was not granted after all": NETWORK | {"api grants", "api grants/ID"},
    "a year's grants that were taken out of sight": NETWORK | {"api grants", "api grants/ID"},
    "an event for those who sign in": PAGE | {"feeds", "api events", "api events/ID", "api opendata/events.csv"},
    "the place of an event that was taken down, and an organiser who is not public any more": {
        "pages",
        "places",
        "organisations",
        "api events",
        "api events/ID",
        "api events.geojson",
        "api opendata/events.csv",
    },
    "a topic of the board that was taken out of sight": BOARD | FOUND,
    "an answer on the board that was taken out of sight": {"board", "feeds", "api board/posts", "api board/posts by topic"},
    "a topic of the board that its author deleted": BOARD | FOUND,
    "a category of the board that was taken out of sight": BOARD | FOUND | {"api board/categories"},
    "an endorsement that was taken out of sight": ENDORSED,
    "an endorsement that was withdrawn": ENDORSED,
    "a place that was taken down, and its translation": PLACE,
    "a place that has expired, though nobody has taken it down": PLACE,
}


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
    tidied_up()

    def of_ours(link: str) -> bool:
        """The demo's own pictures, tags and ages show what ours show, and are left alone."""
        if link.startswith("/images/"):
            return int(link.split("/")[3]) in world.images
        return ("age=" not in link or link.startswith("/browse/?age=0")) and ("tag=" not in link or "secret" in link)

    before = crawl(client, addresses(world), meaning(world), of_ours)
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
        after = crawl(client, addresses(world), meaning(world), of_ours, before)
        admin = {path: client.get(path) for path in admin_addresses(world)}
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
    found += [f"/search/?q={PROBE}&page={number}" for number in (2, 3, 4)]
    found += [f"{prefix}/feeds/{name}.xml" for prefix in ("", "/en") for name in ("news", "columns", "reports", "board")]
    found += [f"{prefix}/{name}/" for prefix in ("", "/en") for name in ("organisations", "members")]
    found += [reverse("directory:place", args=[pk]) for pk in Place.objects.values_list("pk", flat=True)]
    found += [reverse("directory:organisation", args=[pk]) for pk in Organisation.objects.values_list("pk", flat=True)]
    found += [reverse("home:contributor", args=[pk]) for pk in Contributor.objects.values_list("pk", flat=True)]
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
        found += [f"{prefix}/{name}" for prefix in ("", "/en") for name in (f"leaflet/{page.pk}/", f"outcomes/{page.pk}.docx")]
    for slug in ("columns", "news", "topics", "reports"):
        section = world.section(slug)
        found += [section.url, f"{api}/pages/?child_of={section.pk}&limit=100", f"{api}/pages/?section={slug}&limit=100"]
    found += [f"{api}/search?q={PROBE}&per_page=50&locale={locale}&page={page}" for locale in ("", "en") for page in (1, 2)]
    for mark in MARKS.values():
        found += [f"{api}/search?q={mark}&locale=", f"/browse/?tag={mark}札"]
        found += [f"{api}/{name}/?search={mark}" for name in ("pages", "images", "documents")]
        found += [f"{api}/pages/?slug={mark}", f"{api}/pages/?tag={mark}札"]
    found += [f"{api}/{name}?limit=100&locale={locale}" for name in COUNCIL for locale in ("ja", "en")]
    found += [f"{api}/{name}locale={locale}" for name in ("events?limit=100&", "events.geojson?") for locale in ("ja", "en")]
    found += [f"{api}/declaration/{pk}/endorsements" for pk in DeclarationPage.objects.values_list("pk", flat=True)]
    found += [f"{api}/events/{pk}" for pk in EventPage.objects.values_list("pk", flat=True)]
    found += [f"{api}/opendata", f"{api}/opendata/events.csv", "/events.ics"]
    topics = BoardTopic.objects.values_list("pk", flat=True)
    found += [f"{api}/board/{name}?limit=100" for name in ("categories", "topics", "posts")]
    found += [f"{api}/board/{name}" for pk in topics for name in (f"topics/{pk}", f"posts?topic={pk}&limit=100")]
    found += [f"{prefix}/board/" for prefix in ("", "/en")] + [reverse("partnership:board_topic", args=[pk]) for pk in topics]
    posts = BoardPost.objects.values_list("pk", flat=True)
    found += [reverse(f"partnership:{name}", args=[pk]) for pk in posts for name in ("board_post", "board_report")]
    found += [reverse("partnership:board_category", args=[pk]) for pk in BoardCategory.objects.values_list("pk", flat=True)]
    found += [f"{api}/grants/{year}" for year in range(2011, 2026)]
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


def meaning(world: World) -> Meaning:
    """A picture shows what is on it; a count above nothing, and an address found, say that the thing is there."""

    def means(path: str, status: int, text: str) -> str:
        asked = next((mark for mark in MARKS.values() if mark in path), "")
        if path.startswith("/images/"):
            return world.images.get(int(path.split("/")[3]), "") if status == 200 else ""
        if path.startswith("/media/"):
            return asked if status == 200 else ""
        if path.startswith("/api/v2/pages/find/"):
            return asked if status in (200, 302) else ""
        if path.startswith("/api/v2/") and status == 200:
            return "" if re.search(r'"total(_count)?": ?0\b', text) else asked
        return ""

    return means


@pytest.mark.parametrize("name", THINGS)
def test_what_is_hidden_is_nowhere(looks: Looks, name: str) -> None:
    assert looks.after.addresses_with(MARKS[name]) == []


@pytest.mark.parametrize("name", SHOWN_ON)
def test_while_it_was_public_each_road_would_have_shown_it(looks: Looks, name: str) -> None:
    assert SHOWN_ON[name] - looks.before.found(MARKS[name]) == set()


@pytest.mark.parametrize("name", sorted(NEVER_SHOWN))
def test_what_never_was_public_was_nowhere_before_either(looks: Looks, name: str) -> None:
    assert looks.before.addresses_with(MARKS[name]) == []


def test_each_thing_was_either_shown_first_or_never() -> None:
    assert set(THINGS) == NEVER_SHOWN | set(SHOWN_ON)


def test_a_file_never_leaves_from_where_it_lies(looks: Looks) -> None:
    assert looks.files
    statuses = {answer.status for path, answer in looks.before.answers.items() if path.startswith("/media/")}
    assert statuses == {404}


def test_the_admin_sends_a_stranger_to_its_login(looks: Looks) -> None:
    assert looks.admin
    for path, answer in looks.admin.items():
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/admin/login/"), path
