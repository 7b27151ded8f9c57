"""Feeds, sitemap, robots and the like, with the ground and the directory alone."""

import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cms.core import health
from directory.models import DirectoryPage
from tests.site.factories import add, front, hide, translated

pytestmark = pytest.mark.django_db
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """Address → its alternates by language."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own answer)
    return {
        url.find("s:loc", SITEMAP).text.removeprefix(settings.PUBLIC_URL): {  # type: ignore[union-attr]
            link.attrib["hreflang"]: link.attrib["href"].removeprefix(settings.PUBLIC_URL)
            for link in url.findall("x:link", SITEMAP)
        }
        for url in tree.findall("s:url", SITEMAP)
    }


def test_the_sitemap_holds_public_pages_with_their_translations(client: Client) -> None:
    root: DirectoryPage = front()
    section = add(root, DirectoryPage, "電話帳", slug="phones")
    translated(root, "Nobinobi")
    translated(section, "Phone book", slug="phone-book")
    found = sitemap(client)
    assert found["/phones/"] == {"ja": "/phones/", "en": "/en/phone-book/", "x-default": "/phones/"}
    assert found["/en/phone-book/"] == found["/phones/"]


def test_the_sitemap_holds_nothing_that_is_not_public(client: Client) -> None:
    root: DirectoryPage = front()
    add(root, DirectoryPage, "下書き", slug="draft", live=False)
    hide(add(root, DirectoryPage, "内部", slug="private"))
    add(root, DirectoryPage, "期限切れ", slug="expired", expire_at=timezone.now() - datetime.timedelta(minutes=1))
    assert not {"/draft/", "/private/", "/expired/"} & set(sitemap(client))


def test_robots_are_shown_the_sitemap_and_kept_from_the_admin(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines


def test_a_phone_learns_the_sites_name_and_icons(client: Client) -> None:
    manifest = client.get("/site.webmanifest").json()
    assert manifest["name"] == settings.SITE_NAME
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}


def test_who_asks_for_an_icon_blindly_is_led_to_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("core/icon-32.png")


def test_an_unknown_feed_is_not_found(client: Client) -> None:
    front()
    assert client.get("/feeds/nothing.xml").status_code == 404


def test_liveness_asks_nothing_of_the_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/health/live").json() == {"status": "ok"}


def test_readiness_names_what_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health/ready").status_code == 200

    def broken() -> None:
        raise ConnectionError("password=secret")

    monkeypatch.setattr(health, "database", broken)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "failing": ["database"]}
