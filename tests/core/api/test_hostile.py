"""Whatever anybody sends, the API says why not in JSON, and nothing of it is an error of ours."""

import re
from urllib.parse import quote

import pytest

from cms.api import document
from directory.models import DirectoryPage
from tests.core.api.arrange import get, site_root
from tests.core.factories import DocumentFactory, ImageFactory
from tests.site.factories import add

pytestmark = pytest.mark.django_db

TEXTS = ["", '"', "  ", "x", "x" * 10_000, "\x00", "a\x00b", "'", "*", "%", "\\", "\ud7ff\uffff", "🍼", "-1", "9" * 30, "1e9", "nan", ",,,", "((("]  # fmt: skip  # noqa: E501
NAMES = ["q", "search", "fields", "order", "limit", "offset", "locale", "type", "age", "stage", "tag", "section", "kind",
         "updated_since", "updated_until", "child_of", "ancestor_of", "descendant_of", "translation_of", "id", "html_path",
         "title", "slug", "search_operator", "page", "per_page", "lat", "lon", "radius", "from", "to", "organisation",
         "content_type", "token", "nonsense", "format", "show_in_menus"]  # fmt: skip


@pytest.fixture
def addresses():
    """Every GET of the document, with things that are there and that are not."""
    root = site_root()
    for number in range(3):
        add(root, DirectoryPage, f"記事{number}", body=[("text", "<p>ひろば</p>")], tags=["x"])
    ImageFactory.create()
    DocumentFactory.create()
    made = ["/api/v2/nothing", "/api/v2/pages/x/", "/api/v2/places/x"]
    for path, methods in document()["paths"].items():
        if "get" not in methods:
            continue
        made += [path.replace("{id}", each) for each in ("1", str(root.pk), "0", "9" * 30)] if "{id}" in path else [path]
    return made


def refused_in_json(response):
    if response.status_code < 400:
        return True
    return response.status_code < 500 and response["Content-Type"] == "application/json" and response.json()["message"]


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_any_parameter_is_an_error_of_ours(client, addresses, name):
    paths = document()["paths"]
    known = {path for path in paths if name in {each["name"] for each in paths[path].get("get", {}).get("parameters", ())}}
    for address in addresses:
        for text in TEXTS if address in known else ("x", "\x00"):
            response = client.get(f"{address}?{name}={quote(text)}")
            assert refused_in_json(response), (address, name, text, response.status_code)
        assert refused_in_json(client.get(f"{address}?{name}=1&{name}=2"))
        assert refused_in_json(client.get(f"{address}?{name}=%ff%fe"))


def test_what_is_unknown_is_refused_by_name(client, addresses):
    for address in addresses:
        response = client.get(f"{address}?nonsense=1")
        if response.status_code != 404:
            assert response.status_code == 400, address
            assert "nonsense" in response.json()["message"], address


def test_what_is_given_twice_is_refused_by_name(client, addresses):
    for path in ("pages/?limit=1&limit=2", "places?limit=1&limit=2", "search?q=a&q=b", "images/?fields=id&fields=title"):
        assert "times" in get(client, path, 400)["message"]


@pytest.mark.parametrize("text", ['"', "  ", "x" * 10_000, "\x00", "、。"])
def test_a_search_for_nothing_or_too_much_is_told_so(client, addresses, text):
    for path in ("pages/?search=", "images/?search=", "documents/?search=", "search?q="):
        message = get(client, path + quote(text), 400)["message"]
        assert message.startswith(path.rpartition("?")[2].rstrip("=")), message


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "NONSENSE"])
def test_another_method_than_get_is_refused(client, addresses, method):
    paths = [path for path, methods in document()["paths"].items() if method.lower() in methods]
    written = [re.compile(re.sub(r"{\w+}", r"\\d+", path)) for path in paths]
    for address in addresses:
        response = client.generic(method, address, b'{"title": "x"}', content_type="application/json")
        if any(each.fullmatch(address) for each in written):
            assert response.status_code == 401, (address, response.status_code)
            continue
        assert response.status_code == 405, (address, response.status_code)
        assert response.json()["message"]
        assert "GET" in response["Allow"]
        assert response["Cache-Control"] == "private, no-store"


def test_options_tells_browsers_of_other_hosts_that_they_may_ask(client, addresses):
    for address in addresses:
        response = client.options(address, headers={"origin": "https://example.jp"})
        assert response.status_code == 204
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("accept", ["image/png", "application/xml", ",,,", "nonsense", "text/plain;q=0.1"])
def test_who_takes_no_json_is_told_what_there_is(client, addresses, accept):
    for path in ("pages/", "site", "search?q=x", "openapi.json"):
        get(client, path, 200)
        assert "application/json" in get(client, path, 406, accept=accept)["message"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*", "text/html,*/*;q=0.8", "*/*;q=nonsense"])
def test_who_takes_json_gets_it(client, addresses, accept):
    for path in ("pages/", "site", "search?q=x"):
        get(client, path, 200, accept=accept)


def test_a_foreign_host_is_refused_in_json(client, addresses, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert get(client, "pages/", 400, host="evil.example")["message"]


def test_an_error_of_ours_is_told_in_json_and_kept_by_nobody(client, addresses, monkeypatch):
    from cms.core.api.views import PagesAPIViewSet

    def broken(self):
        raise RuntimeError("the reason is for our log alone")

    monkeypatch.setattr(PagesAPIViewSet, "get_queryset", broken)
    client.raise_request_exception = False
    response = client.get("/api/v2/pages/")
    assert response.status_code == 500
    assert "our log" not in response.json()["message"]
    assert response["Cache-Control"] == "no-store"


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client, addresses):
    assert client.get("/api/v2/pages?limit=1")["Location"] == "/api/v2/pages/?limit=1"
    assert client.get("/api/v2/search/?q=a")["Location"] == "/api/v2/search?q=a"
    assert "lists what there is" in get(client, "nothing", 404)["message"]
