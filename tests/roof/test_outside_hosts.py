"""The admin fetches nothing from another host, and tells none who works here, on what, with which version."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Site

from cms.core.setup import run

# What a browser fetches by itself; a link (`<a href>`) waits for somebody to follow it.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed|form)\b[^>]*?\b(?:src|srcset|action|poster)=["'](https?:)?//[^"']*"""
    r"""|<link\b[^>]*?\bhref=["'](https?:)?//[^"']*|\burl\(["']?(https?:)?//[^)]*|@import[^;]*//[^;]*""",
    re.IGNORECASE,
)
TELLTALE = ("releases.wagtail.org", "gravatar.com", "google-analytics", "googleapis.com")
ADDRESSES = (
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtaildocs:index",
    "wagtailadmin_account",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_workflows:index",
)


@pytest.fixture
def administrator(client, db):
    client.force_login(get_user_model()._default_manager.create_superuser("管理者", "kanri@example.jp", "のびのび2026"))
    return client


def other_hosts(html: str) -> list[str]:
    return [match.group() for match in FETCHED.finditer(html)] + [sign for sign in TELLTALE if sign in html]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_of_the_admin_fetches_nothing_from_elsewhere(administrator, address):
    answer = administrator.get(reverse(address))
    assert answer.status_code == 200
    assert other_hosts(answer.content.decode()) == []


@pytest.mark.parametrize("address", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_nor_does_a_page_for_those_who_are_not_signed_in_yet(client, db, address):
    answer = client.get(reverse(address))
    assert answer.status_code == 200
    assert other_hosts(answer.content.decode()) == []


def test_nor_does_the_editor(administrator):
    run(lambda said: None)
    root = Site.objects.get(is_default_site=True).root_page
    answer = administrator.get(reverse("wagtailadmin_pages:edit", args=[root.pk]))
    assert answer.status_code == 200
    assert other_hosts(answer.content.decode()) == []


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.com/a.js"></script>',
        '<img alt="" src="//www.gravatar.com/avatar/0">',
        '<link rel="stylesheet" href="https://fonts.googleapis.com/css">',
        '<div data-url="https://releases.wagtail.org/latest.txt"></div>',
        "<style>@font-face { src: url(https://example.com/a.woff2) }</style>",
    ],
)
def test_what_would_be_fetched_is_seen(html):
    assert other_hosts(html)


def test_a_link_that_somebody_may_follow_is_none_of_it():
    assert other_hosts('<a href="https://guide.example.com/">手引き</a><img src="/static/a.svg" alt="">') == []
