"""`/api/v2/openapi.json` is valid, covers every address, and says what is really answered; the docs page reads it aloud."""

import datetime
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import URLPattern, URLResolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from cms import api
from directory.models import DirectoryPage, DutySlot, Organisation, Place
from tests.core.api.arrange import body, get, site_root
from tests.core.factories import DocumentFactory, ImageFactory
from tests.site.factories import add, locale, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client):
    return get(client, "openapi.json")


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    validate(document, cls=OpenAPIV31SpecValidator)


def addresses(patterns: list[Any], prefix: str = "") -> set[str]:
    """Every address that the URLconf knows, with {id} for what varies."""
    found = set()
    for pattern in patterns:
        route = prefix + re.sub(r"<(int:)?\w+>|\(\?P<pk>\\d\+\)", "{id}", str(pattern.pattern).strip("^$"))
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and pattern.callback is not api.nothing_here:
            found.add(route)
    return found


def test_every_address_is_in_the_document(document):
    known = {f"/api/v2/{route}" for route in addresses(api.urlpatterns)}
    assert known == {re.sub(r"{\w+}", "{id}", path) for path in document["paths"]}


def test_every_operation_is_told_apart_and_explained(document):
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] == "path" or parameter.get("description") or parameter["schema"].get("description"), parameter


def test_every_shape_that_is_named_is_there(document):
    names = set(re.findall(r"#/components/schemas/([^']+)'", str(document)))
    assert names <= set(document["components"]["schemas"])


@pytest.fixture
def answers(client):
    """Address → the path in the document that describes it."""
    root = site_root()
    translated(root, "Nobinobi")
    image, file = ImageFactory.create(), DocumentFactory.create()
    organisation = Organisation.objects.create(name="の会", locale=locale())
    place = Place.objects.create(name="広場", locale=locale(), organisation=organisation, age_min=0)
    starts_at = datetime.datetime(2026, 12, 6, tzinfo=datetime.UTC)
    DutySlot.objects.create(place=place, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=8))
    page = add(root, DirectoryPage, "広場の記事", cover=image, body=body(image, file, root), tags=["遊び"], age_min=0)
    return {
        "": "",
        "site": "site",
        "pages/?fields=*": "pages/",
        f"pages/{page.pk}/": "pages/{id}/",
        "images/?fields=*": "images/",
        f"images/{image.pk}/": "images/{id}/",
        "documents/?fields=*": "documents/",
        f"documents/{file.pk}/": "documents/{id}/",
        "places": "places",
        f"places/{place.pk}": "places/{id}",
        "duty": "duty",
        "organisations": "organisations",
        f"organisations/{organisation.pk}": "organisations/{id}",
        "search?q=広場": "search",
        "openapi.json": "openapi.json",
    }


def test_what_is_answered_is_what_the_document_says(client, document, answers):
    for address, path in answers.items():
        described = document["paths"][f"/api/v2/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
        errors = list(validator(document, described["schema"]).iter_errors(get(client, address)))
        assert not errors, (address, errors[0].message, list(errors[0].path))


def test_every_example_has_the_shape_that_it_is_an_example_of(document):
    examples = 0
    for path, methods in document["paths"].items():
        responses = [(method, *each) for method, operation in methods.items() for each in operation["responses"].items()]
        for method, status, response in responses:
            for content in response.get("content", {}).values():
                if "example" in content:
                    examples += 1
                    errors = list(validator(document, content["schema"]).iter_errors(content["example"]))
                    assert not errors, (method, path, status, errors[0].message, list(errors[0].path))
    assert examples >= len(document["paths"])


def test_a_refusal_has_the_shape_that_the_document_says(client, document):
    validator(document, document["components"]["schemas"]["Problem"]).validate(get(client, "pages/?x=1", 400))


def test_the_docs_page_tells_of_every_operation_and_needs_nothing_from_elsewhere(client, document):
    response = client.get("/api/v2/docs/")
    soup = BeautifulSoup(response.content, "html.parser")
    words = soup.get_text()
    for path in document["paths"]:
        assert path in words
    assert {"'type'", "{'"}.isdisjoint(words.split())
    assert not soup.select("script, style, [style], [href^=http], [src^=http]")
    anchors = {tag["id"] for tag in soup.select("[id]")}
    assert {str(a["href"]).removeprefix("#") for a in soup.select("a[href^='#']")} <= anchors
