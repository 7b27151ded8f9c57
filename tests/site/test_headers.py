"""What a browser is told along with a page."""

import re

import pytest
from django.test import Client, RequestFactory

from cms.core.headers import policy
from cms.core.views import server_error
from tests.site.factories import front

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
