"""Everything that a plugin of another's making brings works, and INSTALLED_APPS alone tells the suite of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from wagtail.models import Locale, Page, Site

from cms.core import version
from cms.core.models import Role
from search import queries
from tests.plugin.lending.models import LendingPage, Toy

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A site with its samples, filled once for the module: each test's own changes are rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("setup", verbosity=0)
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def root(filled: None) -> Page:
    return Site.objects.get(is_default_site=True).root_page


@pytest.fixture
def toy(filled: None) -> Toy:
    return Toy.objects.create(name="虹色の積み木", note="角のまるい三十個です。", locale=Locale.objects.get(language_code="ja"))


def test_no_file_of_the_suite_knows_it() -> None:
    folders = ("cms", "home", "partnership", "directory", "search")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".yaml"}]
    assert len(sources) > 100
    assert not [path for path in sources if "lending" in path.read_text(encoding="utf-8") and path.name != "plugins.py"]


def test_its_migrations_are_complete_and_applied() -> None:
    call_command("makemigrations", "lending", check=True, dry_run=True, verbosity=0)
    call_command("migrate", "lending", check_unapplied=True, verbosity=0)


def test_no_check_complains_of_it() -> None:
    call_command("check", fail_level="WARNING")


def test_a_page_of_its_type_is_made_in_the_admin_and_read_on_the_site_and_in_the_api(
    client: Client, admin_client: Client, root: Page
) -> None:
    create = reverse("wagtailadmin_pages:add", args=["lending", "lendingpage", root.pk])
    assert "貸し出しの日数" in admin_client.get(create).content.decode()
    page = root.add_child(instance=LendingPage(title="借りかた", slug="how", days=21, locale=root.locale))
    page.save_revision().publish()
    shown = client.get("/how/").content.decode()
    assert "借りかた" in shown
    assert "21日まで借りられます（最長14日）" in shown
    listed = client.get("/api/v2/pages/", {"type": "lending.LendingPage", "fields": "days", "slug": "how"}).json()
    assert [item["days"] for item in listed["items"]] == [21]
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["days"] == 21


def test_its_model_is_found_by_the_search_of_site_and_api(client: Client, toy: Toy) -> None:
    hits = client.get("/api/v2/search", {"q": "積み木", "kind": "toy"}).json()
    assert [hit["title"] for hit in hits["hits"]] == ["虹色の積み木"]
    shown = client.get("/search/", {"q": "虹色"}).content.decode()
    assert toy.get_absolute_url() in shown


def test_what_it_deletes_is_found_no_more(toy: Toy) -> None:
    assert queries.search("虹色", locale="ja").total == 1
    toy.delete()
    assert queries.search("虹色", locale="ja").total == 0


def test_its_route_answers_and_is_in_the_apis_description(client: Client, toy: Toy) -> None:
    assert "虹色の積み木" in [each["name"] for each in client.get("/api/v2/toys").json()]
    described = client.get("/api/v2/openapi.json").json()
    assert described["paths"]["/api/v2/toys"]["get"]["summary"] == "Toys that can be borrowed"
    assert "lending.LendingPage" in described["components"]["schemas"]
    assert client.get("/api/v2/").json()["endpoints"]["toys"].endswith("/api/v2/toys")


def test_a_change_of_its_model_moves_the_version_of_public_answers(toy: Toy) -> None:
    before = version.current().number
    toy.note = "角のまるい四十個です。"
    toy.save()
    assert version.current().number > before


def test_its_address_is_there_under_each_language(client: Client, toy: Toy) -> None:
    assert "虹色の積み木" in client.get(f"/toys/{toy.pk}/").content.decode()
    assert client.get(f"/en/toys/{toy.pk}/").status_code == 200


def test_setup_gives_editors_its_permissions_and_nobody_else(filled: None) -> None:
    held = {
        role.key: set(role.group.permissions.filter(content_type__app_label="lending").values_list("codename", flat=True))
        for role in Role.objects.select_related("group")
    }
    assert held.pop("editor") == {"add_toy", "change_toy"}
    assert set().union(*held.values()) == set()


def test_an_editor_looks_after_toys_in_the_admin(client: Client, toy: Toy) -> None:
    client.force_login(get_user_model().objects.get(username="editor"))
    assert "虹色の積み木" in client.get(reverse("wagtailsnippets_lending_toy:list")).content.decode()
    assert client.get(reverse("wagtailsnippets_lending_toy:delete", args=[toy.pk])).status_code == 302


def test_its_section_menu_item_and_front_door_panel_are_on_the_site(client: Client, filled: None) -> None:
    front = client.get("/").content.decode()
    assert 'href="/lending/"' in front
    assert "新しいおもちゃ" in front
    if "home" in settings.INSTALLED_APPS:
        assert "おもちゃを借りる" in front


def test_its_samples_are_loaded_once_and_in_english_too(client: Client, filled: None) -> None:
    call_command("demo", verbosity=0)
    assert set(Toy.objects.values_list("name", flat=True)) == {"見本の木琴", "見本の汽車"}
    assert "見本の木琴" in client.get("/lending/").content.decode()
    assert "Toy library" in client.get("/en/lending/").content.decode()


def test_its_feed_and_its_sitemap_are_served(client: Client, toy: Toy) -> None:
    assert "おもちゃの貸し出し" in client.get("/feeds/lending.xml").content.decode()
    assert toy.get_absolute_url() in client.get("/sitemap.xml").content.decode()


def test_the_site_is_not_ready_while_its_health_check_fails(
    client: Client, filled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/health/ready").status_code == 200

    def shelves() -> None:
        raise RuntimeError("the shelves are locked")

    monkeypatch.setattr("tests.plugin.lending.health.shelves", shelves)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["lending"]


def test_a_setting_it_reads_has_its_default() -> None:
    assert settings.LENDING_DAYS == 14  # type: ignore[misc]
