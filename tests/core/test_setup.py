import pytest
from django.apps import apps
from django.core.mail import send_mail
from django.core.management import call_command
from django.test import override_settings
from wagtail.models import GroupPagePermission, Locale, Page, Site

from cms.core import plugins
from cms.core.demo import load
from cms.core.models import SetupRecord
from cms.core.setup import run
from directory.models import DirectoryPage
from tests.suite import needs

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return []


@pytest.fixture
def site(said):
    return run(said.append).site


def tree() -> list[tuple]:
    return list(Page.objects.order_by("path").values_list("path", "slug", "title", "live", "show_in_menus"))


def test_the_languages_are_there_with_japanese_as_the_source(site):
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"ja", "en"}
    assert site.root_page.locale.language_code == "ja"


def test_the_welcome_page_gives_way_to_the_suites_own_root(site):
    assert site.root_page.live
    assert site.root_page.specific_class is not Page
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert Site.objects.count() == 1


@needs("home")
def test_the_root_is_the_highest_apps(site):
    assert site.root_page.specific._meta.label == "home.HomePage"


def test_the_site_answers_where_the_settings_say():
    with override_settings(PUBLIC_URL="https://kosodate.example.jp", SITE_NAME="見本の子育てサイト"):
        site = run(lambda text: None).site
    assert (site.hostname, site.port, site.site_name) == ("kosodate.example.jp", 443, "見本の子育てサイト")
    assert site.root_page.title == "見本の子育てサイト"


def test_every_section_is_live_and_in_the_menu(site):
    sections = site.root_page.get_children()
    assert sections
    assert all(section.live and section.show_in_menus for section in sections)


def test_the_directorys_sections_show_their_kinds(site):
    pages = DirectoryPage.objects.child_of(site.root_page)
    shown = {page.slug: (page.kinds, page.layout) for page in pages}
    assert shown == {
        "circles": (("circle",), "list"),
        "map": ((), "map"),
        "phonebook": ((), "table"),
        "hospitals": (("hospital",), "emergency"),
    }


@needs("home")
def test_what_parents_ask_for_first_stands_first(site):
    slugs = list(site.root_page.get_children().values_list("slug", flat=True))
    assert slugs[:2] == ["ages", "topics"]
    assert {"news", "columns"} <= set(slugs)


@needs("partnership")
def test_reports_events_and_leaflets_stand_below_the_network(site):
    network = site.root_page.get_children().get(slug="network")
    assert list(network.get_children().values_list("slug", flat=True)) == ["reports", "events", "leaflets"]


def test_a_second_run_changes_and_says_nothing(site, said):
    before, records = tree(), set(SetupRecord.objects.values_list("key", "done_at"))
    said.clear()
    call_command("setup")
    run(said.append)
    assert tree() == before
    assert set(SetupRecord.objects.values_list("key", "done_at")) == records
    assert said == []


def test_the_command_tells_what_it_did_and_that_nothing_was_left_to_do(capsys):
    call_command("setup")
    told = capsys.readouterr().out
    assert "セクションを作りました：総合電話帳（/phonebook/）" in told
    assert "/admin/" in told
    call_command("setup")
    assert capsys.readouterr().out == "サイトの準備はできています。変えたものはありません。\n"


def test_a_permission_that_was_taken_back_stays_away_in_every_language(site):
    english = Locale.objects.get(language_code="en")
    root = site.root_page.specific.copy_for_translation(english)
    taken_along = GroupPagePermission.objects.filter(page=root)
    assert taken_along.count() == GroupPagePermission.objects.filter(page=site.root_page).count() > 0
    taken_along.delete()
    run(lambda text: None)
    assert not GroupPagePermission.objects.filter(page=root).exists()


def test_what_people_removed_or_renamed_is_not_made_again(site):
    Page.objects.get(slug="circles").delete()
    phonebook = Page.objects.get(slug="phonebook")
    phonebook.title, phonebook.slug = "電話の一覧", "denwa"
    phonebook.save()
    run(lambda text: None)
    assert not Page.objects.filter(slug__in=["circles", "phonebook"]).exists()
    assert Page.objects.get(slug="denwa").title == "電話の一覧"


def test_a_slug_that_is_taken_stays_with_the_page_that_has_it(said):
    root = run(said.append).root
    SetupRecord.objects.filter(key="section:map").delete()
    run(said.append)
    assert root.get_children().filter(slug="map").count() == 1
    assert any("map" in text for text in said)


def test_a_project_that_was_there_before_keeps_its_front_page():
    welcome = Page.objects.get(depth=2)
    welcome.add_child(instance=Page(title="わたしたちのページ", slug="ours"))
    site = run(lambda text: None).site
    assert site.root_page_id == welcome.pk
    assert site.root_page.get_children().filter(slug="ours").exists()
    assert site.root_page.get_children().filter(slug="map").exists()


def test_samples_send_no_mail_and_real_work_does_afterwards(site, monkeypatch, mailoutbox):
    def write(demo):
        send_mail("見本", "見本", None, ["member@example.com"])

    monkeypatch.setattr(plugins, "brought", lambda name: [(apps.get_app_config("core"), "", write)] if name == "demo" else [])
    load(lambda text: None)
    assert mailoutbox == []
    write(None)
    assert [each.subject for each in mailoutbox] == ["見本"]
