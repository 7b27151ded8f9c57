"""The installed suite as a whole, whichever apps SUITE_APPS chose: it is set up, filled twice, and serves what it brings."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from cms.core import plugins
from cms.core.models import BasePage, Image, SetupRecord
from directory.models import Place
from tests.suite import needs, tidied_up

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A site with its samples, filled once for the module: each test's own changes are rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("setup", verbosity=0)
        call_command("demo", verbosity=0)
        tidied_up()
        yield
        transaction.set_rollback(True)


def contents() -> dict[str, Any]:
    """Every object of the suite's apps, and every page."""
    models = [model for plugin in plugins.installed() for model in plugin.get_models()]
    counted = {model._meta.label: model._default_manager.count() for model in models}
    return counted | {"pages": list(Page.objects.order_by("path").values_list("path", "url_path", "live", "latest_revision"))}


def test_no_model_has_changed_without_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_check_of_the_installed_apps_complains() -> None:
    call_command("check", fail_level="WARNING")


def test_setup_and_demo_run_again_change_nothing(filled: None) -> None:
    before, records = contents(), set(SetupRecord.objects.values_list("key", "done_at"))
    call_command("setup", verbosity=0)
    call_command("demo", verbosity=0)
    assert contents() == before
    assert set(SetupRecord.objects.values_list("key", "done_at")) == records


def test_every_app_brings_samples_that_readers_see(filled: None, client: Client) -> None:
    assert Place.objects.public().exists()
    assert Image.objects.exists()
    shown = {page.specific_class._meta.app_label for page in BasePage.objects.live()}
    rooms = {plugin.label for plugin in plugins.installed()} - {"core", "search"}
    assert rooms <= shown


def test_every_public_page_opens_in_every_language(filled: None, client: Client) -> None:
    pages = list(BasePage.objects.live().select_related("locale"))
    assert {page.locale.language_code for page in pages} == {"ja", "en"}
    answers = {page.url: client.get(page.url or "").status_code for page in pages}
    assert {url: status for url, status in answers.items() if status != 200} == {}


def test_the_api_serves_pages_search_and_its_own_description(filled: None, client: Client) -> None:
    listed = client.get("/api/v2/pages/", {"limit": 1}).json()
    assert listed["meta"]["total_count"] == BasePage.objects.live().count()
    hits = client.get("/api/v2/search", {"q": "小金井"}).json()
    assert hits["total"] > 0
    described = client.get("/api/v2/openapi.json").json()
    assert {"/api/v2/pages/", "/api/v2/search"} <= set(described["paths"])
    types = {model._meta.label for model in apps.get_models() if issubclass(model, BasePage) and model is not BasePage}
    assert types <= set(described["components"]["schemas"])


def test_the_sites_search_finds_a_place_by_its_japanese_name(filled: None, client: Client) -> None:
    place = Place.objects.public().filter(locale__language_code="ja").order_by("pk").first()
    assert place is not None
    answer = client.get("/search/", {"q": place.name})
    assert place.name in answer.content.decode()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt", "/health/ready", "/browse/", "/organisations/", "/api/v2/"])
def test_what_belongs_to_no_room_is_there_in_any_case(filled: None, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@needs("home")
def test_the_front_page_is_the_rooms_own_where_there_is_one(filled: None, client: Client) -> None:
    assert client.get("/api/v2/pages/", {"type": "home.HomePage", "locale": "ja"}).json()["meta"]["total_count"] == 1
