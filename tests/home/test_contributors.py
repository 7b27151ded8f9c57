"""The page of somebody who writes columns."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.models import ColumnPage, Contributor, HomePage, SectionPage
from tests.core.editorial import client_of, person, set_up
from tests.site.factories import add, front, links, locale, read, translated, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
MAY = datetime.datetime(2026, 5, 1, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def columns() -> SectionPage:
    return add(front(HomePage), SectionPage, "子育てコラム", slug="columns")


@pytest.fixture
def writer() -> Contributor:
    return Contributor.objects.create(name="見本 花子", affiliation="大学の教員", profile="乳幼児の研究者です。", locale=locale())


def write(section: SectionPage, writer: Contributor, count: int, first: int = 0, **fields: object) -> None:
    for number in range(first, first + count):
        day = MAY + datetime.timedelta(days=number)
        add(section, ColumnPage, f"コラム{number}", slug=f"c{number}", contributor=writer, first_published_at=day, **fields)


def test_everything_that_somebody_wrote_stands_on_one_page(client: Client, columns: SectionPage, writer: Contributor) -> None:
    write(columns, writer, 23)
    other = Contributor.objects.create(name="例示 太郎", locale=locale())
    add(columns, ColumnPage, "ほかの人のコラム", slug="other", contributor=other)
    address = links(read(client, "/columns/c0/"), ".byline")["見本 花子"]
    soup = read(client, address)
    assert words(soup, "h1") == "見本 花子"
    assert "乳幼児の研究者です。" in words(soup)
    titles = [card.get_text() for card in soup.select(".card h2")]
    assert (titles[0], len(titles)) == ("コラム22", 20)
    assert [card.get_text() for card in read(client, f"{address}?page=2").select(".card h2")] == ["コラム2", "コラム1", "コラム0"]
    assert "ほかの人のコラム" not in words(soup)
    assert links(soup, ".breadcrumbs")["子育てコラム"] == "/columns/"


def test_who_wrote_nothing_public_has_no_page(client: Client, columns: SectionPage, writer: Contributor) -> None:
    write(columns, writer, 1, live=False)
    read(client, writer.get_absolute_url(), status=404)
    assert writer.get_absolute_url() not in client.get("/sitemap.xml").content.decode()


def test_the_page_is_in_the_sitemap_in_each_language(client: Client, columns: SectionPage, writer: Contributor) -> None:
    english = writer.copy_for_translation(locale("en"))
    english.name = "Hanako Mihon"
    english.save()
    write(columns, writer, 1)
    for page, title in ((columns.get_parent().specific, "Nobinobi"), (columns, "Columns"), (ColumnPage.objects.get(), "One")):
        translated(page, title)
    sitemap = client.get("/sitemap.xml").content.decode()
    for each in (writer, english):
        assert f"<loc>{settings.PUBLIC_URL}{each.get_absolute_url()}</loc>" in sitemap
    soup = read(client, english.get_absolute_url())
    assert [card.get_text() for card in soup.select(".card h2")] == ["One"]


def test_an_english_column_names_its_contributor_in_english(client: Client, columns: SectionPage, writer: Contributor) -> None:
    write(columns, writer, 2)
    for page, title in ((columns.get_parent().specific, "Nobinobi"), (columns, "Columns")):
        translated(page, title)
    first, second = ColumnPage.objects.order_by("path")
    translated(first, "One")
    translated(second, "Two")
    assert words(read(client, "/en/columns/c0/"), ".byline") == "見本 花子 大学の教員"
    english = writer.copy_for_translation(locale("en"))
    english.name, english.affiliation, english.profile = "Hanako Mihon", "University lecturer", "She studies small children."
    english.save()
    soup = read(client, "/en/columns/c0/")
    assert words(soup, ".byline") == "Hanako Mihon University lecturer"
    assert "She studies small children." in words(soup, ".profile")
    assert links(soup, ".byline")["Hanako Mihon"] == f"/en/contributors/{english.pk}/"
    assert [card.get_text() for card in soup.select(".card h3")] == ["Two"]


def test_the_page_costs_the_same_for_two_columns_and_for_nineteen(
    client: Client, columns: SectionPage, writer: Contributor
) -> None:
    write(columns, writer, 10, tags=["気持ち"])
    client.get(writer.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        read(client, writer.get_absolute_url())
    write(columns, writer, 9, first=10, tags=["気持ち"])
    with CaptureQueriesContext(connection) as many:
        read(client, writer.get_absolute_url())
    assert len(many) == len(few)


def test_a_translator_writes_a_contributors_texts_at_once_and_never_the_original() -> None:
    writer = Contributor.objects.create(name="見本 花子", profile="乳幼児の研究者です。", locale=set_up().locale)
    client = client_of(person("翻訳", "translator"))
    assert "見本 花子" in client.get(reverse("translations_of", args=["home.contributor", "en"])).content.decode()
    address = reverse("translate", args=["home.contributor", "en", writer.pk])
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    originals, inputs = soup.select(".translated-text blockquote"), soup.select("[name^=text_]")
    fields = {text.get_text(strip=True): str(field["name"]) for text, field in zip(originals, inputs, strict=True)}
    client.post(address, {fields["見本 花子"]: "Hanako Mihon", fields["乳幼児の研究者です。"]: "Studies infants."})
    english = writer.get_translation(locale("en"))
    assert (english.name, english.profile) == ("Hanako Mihon", "Studies infants.")
    for each in (writer, english):
        edit = reverse(Contributor.snippet_viewset.get_url_name("edit"), args=[each.pk])
        assert client.get(edit).headers["Location"] == address
        client.post(edit, {"name": "書きかえ", "affiliation": "", "portrait": "", "profile": ""})
        client.post(reverse(Contributor.snippet_viewset.get_url_name("delete"), args=[each.pk]))
    assert set(Contributor.objects.values_list("name", flat=True)) == {"見本 花子", "Hanako Mihon"}


def test_an_editor_corrects_a_contributor_as_before_and_translates_none() -> None:
    writer = Contributor.objects.create(name="見本 花子", locale=set_up().locale)
    client = client_of(person("編集", "editor"))
    assert client.get(reverse(Contributor.snippet_viewset.get_url_name("edit"), args=[writer.pk])).status_code == 200
    assert client.get(reverse("translate", args=["home.contributor", "en", writer.pk])).status_code == 302
