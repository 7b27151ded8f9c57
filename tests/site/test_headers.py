"""What a browser is told along with a page."""

import re

import pytest
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from cms.core.headers import policy
from cms.core.views import server_error
from directory.models import DirectoryPage
from tests.core.factories import UserFactory
from tests.site.factories import add, front

pytestmark = pytest.mark.django_db


def directives(header: str) -> dict[str, str]:
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in header.split("; ")}


@pytest.mark.parametrize("path", ["/", "/search/", "/nowhere/", "/members/", "/api/v2/docs/"])
def test_a_public_page_lets_nothing_in_but_what_is_ours(client: Client, path: str) -> None:
    front()
    response = client.get(path)
    found = directives(response["Content-Security-Policy"])
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["connect-src"] == "'self'"
    assert found["frame-ancestors"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"].startswith("camera=()")


def test_the_admin_keeps_its_own_way(client: Client) -> None:
    front()
    response = client.get("/admin/login/")
    assert response.status_code == 200
    assert "Content-Security-Policy" not in response


def test_what_is_no_page_carries_no_policy(client: Client) -> None:
    front()
    assert "Content-Security-Policy" not in client.get("/sitemap.xml")
    assert "Content-Security-Policy" not in client.get("/site.webmanifest")


def test_the_apology_brings_its_own_style_and_allows_that_alone(rf: RequestFactory) -> None:
    one, other = (server_error(rf.get("/")) for _time in range(2))
    allowed = directives(one["Content-Security-Policy"])["style-src"]
    nonce = re.search(r'<style nonce="([^"]+)">', one.content.decode())
    assert nonce
    assert allowed == f"'nonce-{nonce[1]}'"
    assert one["Content-Security-Policy"] != other["Content-Security-Policy"]


def test_a_directive_may_be_said_otherwise() -> None:
    assert directives(policy(img_src="'self' https://tiles.example")) | {"img-src": "'self' data:"} == directives(policy())


@pytest.mark.parametrize("path", ["/", "/phones/", "/browse/", "/search/?q=x"])
def test_who_has_a_page_already_is_told_that_it_still_holds(client: Client, path: str) -> None:
    page = add(front(), DirectoryPage, "電話帳", slug="phones")
    first = client.get(path)
    assert first["Cache-Control"] == "no-cache"
    assert {"Cookie", "Authorization"} <= set(first["Vary"].split(", "))
    assert not first.cookies
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "no-cache"
    page.title = "総合電話帳"
    page.save()
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "総合電話帳" in changed.content.decode()


def test_the_sitemap_too_is_asked_for_anew(client: Client) -> None:
    front()
    first = client.get("/sitemap.xml")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/sitemap.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_head_is_told_the_same(client: Client) -> None:
    front()
    head, get = client.head("/"), client.get("/")
    assert head["ETag"] == get["ETag"]
    assert head["Cache-Control"] == get["Cache-Control"]


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/sitemap.xml", 200), ("/", 200)])
def test_whatever_somebody_known_is_answered_is_kept_by_nobody(client: Client, path: str, status: int) -> None:
    front()
    client.force_login(UserFactory.create())
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")


def test_a_page_for_somebody_who_is_known_is_kept_by_nobody(client: Client) -> None:
    front()
    tag = client.get("/")["ETag"]
    client.force_login(UserFactory.create())
    response = client.get("/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    known = Client().get("/", headers={"If-None-Match": tag, "Authorization": "Bearer x"})
    assert (known.status_code, known["Cache-Control"]) == (200, "private, no-store")


def test_a_form_with_a_secret_of_its_own_is_kept_by_nobody(client: Client) -> None:
    page = add(front(), DirectoryPage, "内部", slug="inside")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")
    for _time in range(2):  # without the cookie that guards the form, and with it
        response = client.get("/inside/")
        assert response.status_code == 200
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert "ETag" not in response


@pytest.mark.parametrize("path", ["/admin/login/", "/nowhere/"])
def test_what_is_no_public_page_is_left_as_it_is(client: Client, path: str) -> None:
    front()
    assert "ETag" not in client.get(path)
