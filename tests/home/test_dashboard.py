"""What a person finds on the dashboard and in the lists, and what they are told after a step."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.forms import get_document_form
from wagtail.models import Locale, Page

from cms.core.models import Document
from directory.models import Place
from home.models import ColumnPage, SectionPage
from tests.core.editorial import client_of, draft, edit, person, set_up
from tests.core.factories import DocumentFactory, ImageFactory
from tests.suite import needs

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture(autouse=True)
def root() -> Page:
    return set_up()


def dashboard(client: Client) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content.decode(), "html.parser")


def beginnings(role: str) -> dict[str, str]:
    links = dashboard(client_of(person("書子", role))).select(".start a")
    return {link.get_text(strip=True): str(link["href"]) for link in links}


def test_an_editor_begins_from_the_dashboard_what_each_section_holds() -> None:
    offered = beginnings("editor")
    columns = SectionPage.objects.get(slug="columns")
    assert offered["子育てコラムを書く"] == reverse("wagtailadmin_pages:add", args=["home", "columnpage", columns.pk])
    assert {"お知らせを書く", "年齢別情報を書く", "知る・相談を書く"} <= offered.keys()
    assert offered["画像を登録する"] == reverse("wagtailimages:add_multiple")


@needs("partnership")
def test_an_editor_begins_there_what_the_network_reports() -> None:
    assert "市民レポートを書く" in beginnings("editor")


@pytest.mark.parametrize("role", ["editor", "secretariat"])
def test_the_dashboard_counts_as_many_files_as_the_list_it_leads_to(role: str) -> None:
    user = person("書子", role)
    for owner in (user, None, None):
        ImageFactory.create(uploaded_by_user=owner)
        DocumentFactory.create(uploaded_by_user=owner)
    client = client_of(user)
    for name in ("wagtailimages:index", "wagtaildocs:index"):
        address = reverse(name)
        listed = client.get(address).context["paginator"].count
        assert listed == (1 if role == "editor" else 3)
        (link,) = dashboard(client).select(f".w-summary a[href='{address}']")
        assert f"{listed}件" in link.get_text()


def test_a_translator_is_offered_nothing_that_they_may_not_begin() -> None:
    assert beginnings("translator") == {}


def test_a_section_takes_only_what_it_holds_and_opens_its_form_at_once() -> None:
    columns = SectionPage.objects.get(slug="columns")
    response = client_of(person("書子", "editor")).get(reverse("wagtailadmin_pages:add_subpage", args=[columns.pk]))
    assert response["Location"] == reverse("wagtailadmin_pages:add", args=["home", "columnpage", columns.pk])
    assert columns.creatable_subpage_models()
    assert [model for model in columns.creatable_subpage_models() if model.can_create_at(columns)] == [ColumnPage]


def test_a_section_that_holds_nothing_in_particular_takes_every_type_that_may_stand_there(root: Page) -> None:
    section = SectionPage(title="そのほか", slug="other", locale=root.locale)
    root.add_child(instance=section)
    assert len([model for model in section.creatable_subpage_models() if model.can_create_at(section)]) > 3


def test_nothing_is_made_below_a_list_of_places(root: Page) -> None:
    places = Page.objects.get(slug="map").specific
    assert not any(model.can_create_at(places) for model in places.creatable_subpage_models())


def test_the_explorer_follows_the_menu_and_news_come_newest_first(root: Page) -> None:
    assert root.specific.get_admin_default_ordering() == "ord"
    assert SectionPage.objects.get(slug="ages").get_admin_default_ordering() == "ord"
    assert SectionPage.objects.get(slug="news").get_admin_default_ordering() == "-latest_revision_created_at"


def told(client: Client) -> str:
    """The messages that the dashboard shows."""
    return " ".join(message.get_text(" ", strip=True) for message in dashboard(client).select(".messages"))


def test_whoever_submits_is_told_whom_it_waits_for_now(root: Page) -> None:
    editor = person("書子", "editor")
    person("認子", "approver")
    client = client_of(editor)
    edit(client, draft(root, editor), **{"action-submit": "1"})
    words = told(client)
    assert "次は認子さんの確認です（承認者の承認）" in words


def test_whoever_submits_where_nobody_can_approve_is_told_so(root: Page) -> None:
    editor = person("書子", "editor")
    client = client_of(editor)
    edit(client, draft(root, editor), **{"action-submit": "1"})
    assert "今は承認できる人がいません" in told(client)


def test_a_list_shows_each_entry_once_and_its_translation_when_that_language_is_asked_for() -> None:
    place = Place.objects.create(name="緑ひろば", locale=Locale.get_default())
    translated = place.copy_for_translation(Locale.objects.get(language_code="en"))
    translated.name = "Green Square"
    translated.save()
    client = client_of(person("務子", "secretariat"))
    address = reverse(Place.snippet_viewset.get_url_name("list"))
    shown = client.get(address).content.decode()
    assert "緑ひろば" in shown
    assert "Green Square" not in shown
    assert "Green Square" in client.get(address, {"locale": "en"}).content.decode()


def test_a_refused_document_gets_one_reason_and_no_second_about_its_missing_name() -> None:
    refused = SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    form = get_document_form(Document)({"title": "申込書"}, {"file": refused}, user=person("書子", "editor"))
    assert len(form.errors["file"]) == 1
    assert "古い形式のOffice" in form.errors["file"][0]


def test_the_login_form_names_its_fields_in_japanese() -> None:
    page = BeautifulSoup(Client().get(reverse("wagtailadmin_login")).content.decode(), "html.parser")
    assert [label.get_text(strip=True).rstrip("*") for label in page.select("label")][:2] == ["ユーザー名", "パスワード"]
