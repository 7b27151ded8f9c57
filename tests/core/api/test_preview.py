"""A draft in another front end: FRONTEND_URL, and the token that the editor's browser carries there."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.signing import TimestampSigner
from django.utils import timezone
from wagtail_headless_preview.models import PagePreview

from cms.core.api import preview as module
from directory.models import DirectoryPage
from tests.core.api.arrange import get, site_root
from tests.core.factories import PortraitFactory
from tests.site.factories import add, attribute

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(settings):
    settings.FRONTEND_URL = "https://front.example.jp"
    return site_root()


def token_of(page, rf):
    """The query with which an editor's browser is sent to the front end."""
    response = page.serve_preview(rf.get("/"), "")
    address = urlsplit(attribute(BeautifulSoup(response.content, "html.parser"), "iframe", "src"))
    assert f"{address.scheme}://{address.netloc}" == "https://front.example.jp"
    return dict(parse_qsl(address.query))


def preview(client, query, status=200):
    return get(client, f"page_preview/?{urlencode(query)}", status)


def test_the_draft_has_the_form_of_the_page_and_is_kept_by_nobody(client, root, rf):
    page = add(root, DirectoryPage, "公開", slug="map", live=False)
    page.title = "下書き"
    page.body = [("heading", {"text": "新しい", "level": "2"})]
    query = token_of(page, rf)
    answer = preview(client, query)
    assert (answer["id"], answer["title"]) == (page.pk, "下書き")
    assert answer["body"][0]["value"] == {"text": "新しい", "level": 2}
    assert answer["meta"]["parent"]["id"] == root.pk
    response = client.get("/api/v2/page_preview/", query)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_a_page_that_was_never_saved_can_be_previewed(client, root, rf):
    page = DirectoryPage(title="まだない", slug="new", locale=root.locale)
    root.add_child(instance=page)
    unsaved = DirectoryPage(title="まだない", slug="new2", locale=root.locale, path=page.path[:-4] + "9999", depth=page.depth)
    unsaved.set_url_path(root)
    assert preview(client, token_of(unsaved, rf))["title"] == "まだない"


def test_a_draft_does_not_show_pictures_that_may_not_be_shown(client, root, rf):
    portrait = PortraitFactory.create(consent_withdrawn_at=timezone.now(), description="笑う子")
    page = add(root, DirectoryPage, "公開", cover=portrait)
    answer = preview(client, token_of(page, rf))
    assert answer["cover"] is None
    assert "笑う子" not in str(answer)


def test_without_a_token_of_ours_there_is_no_draft(client, root, rf):
    page = add(root, DirectoryPage, "公開", live=False)
    query = token_of(page, rf)
    forged = TimestampSigner(key="other", salt="headlesspreview.token").sign(f"id={page.pk}")
    assert "not one of ours" in preview(client, {**query, "token": forged}, 403)["message"]
    assert "not one of ours" in preview(client, {**query, "token": ""}, 403)["message"]
    assert "content_type" in preview(client, {**query, "content_type": "auth.user"}, 400)["message"]
    assert "unknown parameter" in preview(client, {**query, "x": "1"}, 400)["message"]


def test_a_token_is_good_for_an_hour(client, root, rf, monkeypatch):
    query = token_of(add(root, DirectoryPage, "公開"), rf)
    monkeypatch.setattr(module, "LIFETIME", -1)
    assert "too old" in preview(client, query, 403)["message"]


def test_a_token_opens_its_own_draft_alone(client, root, rf):
    first, second = (add(root, DirectoryPage, title, live=False) for title in ("一", "二"))
    query = token_of(first, rf)
    assert preview(client, query)["title"] == "一"
    token_of(second, rf)
    assert preview(client, query)["title"] == "一"
    PagePreview.objects.all().delete()
    assert "gone" in preview(client, query, 404)["message"]


def test_with_a_front_end_addresses_lead_there(client, root):
    page = add(root, DirectoryPage, "地図", slug="map")
    assert get(client, f"pages/{page.pk}/")["meta"]["html_url"] == "https://front.example.jp/map/"
    assert get(client, "site")["sections"][0]["url"] == "https://front.example.jp/map/"
    assert client.get("/map/")["Location"] == "https://front.example.jp/map/"
