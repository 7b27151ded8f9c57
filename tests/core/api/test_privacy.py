"""What is not public is to be had by no road through the API, by nobody: not even by somebody who is logged in."""

import datetime

import pytest
from django.utils import timezone

from directory.models import DirectoryPage
from tests.core.api.arrange import get, site_root
from tests.core.factories import UserFactory
from tests.site.factories import add, hide

pytestmark = pytest.mark.django_db

SECRET = "孔雀羊歯"


@pytest.fixture
def root():
    return site_root()


@pytest.fixture
def secrets(root):
    """A draft, an expired page, a private one, one below it; and the draft of a page that is live."""
    past = timezone.now() - datetime.timedelta(minutes=1)
    private = add(root, DirectoryPage, f"{SECRET}限定", slug="private")
    live = add(root, DirectoryPage, "公開", slug="live")
    live.title = f"{SECRET}の下書き"
    live.save_revision()
    pages = [
        add(root, DirectoryPage, f"{SECRET}下書き", slug="draft", live=False),
        add(root, DirectoryPage, f"{SECRET}期限切れ", slug="expired", expire_at=past),
        private,
        add(private, DirectoryPage, f"{SECRET}限定の下", slug="below"),
    ]
    hide(private)
    return pages


@pytest.fixture(params=["anonymous", "logged in"])
def caller(request, client):
    if request.param == "logged in":
        client.force_login(UserFactory.create(is_superuser=True))
    return client


def test_lists_hold_what_is_public_alone(caller, root, secrets):
    for query in (
        "",
        "?fields=*",
        f"?search={SECRET}",
        f"?title={secrets[0].title}",
        f"?id={secrets[0].pk}",
        "?type=directory.DirectoryPage&fields=*",
        f"?descendant_of={root.pk}",
        f"?translation_of={root.pk}",
        "?order=-title",
    ):
        answer = get(caller, f"pages/{query}")
        assert SECRET not in str(answer), query
        assert answer["meta"]["total_count"] == len(answer["items"])


def test_no_page_is_to_be_had_by_its_id_or_path(caller, secrets):
    for page in secrets:
        get(caller, f"pages/{page.pk}/", 404)
        get(caller, f"pages/find/?id={page.pk}", 404)
        get(caller, f"pages/find/?html_path={page.url_path.removeprefix('/front')}", 404)


def test_nothing_can_be_asked_about_a_page_that_is_not_public(caller, secrets):
    for page in secrets:
        for name in ("child_of", "descendant_of", "ancestor_of", "translation_of", "section"):
            assert SECRET not in str(get(caller, f"pages/?{name}={page.pk}", 400))


def test_search_and_site_do_not_tell_either(caller, secrets):
    assert get(caller, f"search?q={SECRET}")["hits"] == []
    assert SECRET not in str(get(caller, "site"))


def test_the_parent_of_a_public_page_is_named_only_if_it_is_public(client, root):
    hidden = add(root, DirectoryPage, SECRET, slug="hidden", live=False)
    page = add(hidden, DirectoryPage, "公開", slug="open")
    assert get(client, f"pages/{page.pk}/")["meta"]["parent"] is None


def test_an_expired_page_is_gone_at_its_minute_though_its_answer_was_kept(client, root, monkeypatch):
    from cms.core.api import middleware

    now = timezone.now()
    page = add(root, DirectoryPage, "今日まで", expire_at=now + datetime.timedelta(hours=1))
    get(client, f"pages/{page.pk}/")
    later = now + datetime.timedelta(hours=1, seconds=1)
    monkeypatch.setattr(middleware.timezone, "now", lambda: later)
    get(client, f"pages/{page.pk}/", 404)
    assert get(client, "pages/")["meta"]["total_count"] == 1
