"""Leaflets: files by language, and the sheet of any public page with the code that leads to it."""

import datetime
from typing import Any

import pytest
import segno
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.core.models import Document
from partnership.models import EventPage, LeafletEdition, LeafletPage, NetworkPage
from search.models import Entry
from tests.core.api.arrange import get, site_root
from tests.core.editorial import client_of, person, set_up
from tests.core.factories import DocumentFactory, restricted_collection
from tests.partnership.events.arrange import calendar_page, event
from tests.site.factories import add, attribute, front, hide, links, locale, read, translated, words

pytestmark = pytest.mark.django_db
SITE = "https://kosodate.example.jp"


@pytest.fixture
def network() -> NetworkPage:
    return add(front(), NetworkPage, "パートナーシップ", slug="network")


def leaflet(parent: Any, editions: dict[str, Document] | None = None, **fields: Any) -> LeafletPage:
    fields.setdefault("slug", "guide")
    rows = [
        LeafletEdition(locale=locale(), language=language, document=document, sort_order=order)
        for order, (language, document) in enumerate((editions or {}).items())
    ]
    return add(parent, LeafletPage, "ご案内", editions=rows, **fields)


def editions() -> dict[str, Document]:
    names = {"ja": "ご案内の紙", "ja-x-easy": "やさしい紙", "zh-hans": "指南"}
    return {language: DocumentFactory.create(title=title) for language, title in names.items()}


# The files


def test_a_reader_finds_the_file_in_each_language(client: Client, network: NetworkPage) -> None:
    files = editions()
    leaflet(network, files)
    soup = read(client, "/network/guide/")
    found = {a["hreflang"]: a["href"] for a in soup.select(".documents a")}
    assert found == {"ja": files["ja"].url, "ja-x-easy": files["ja-x-easy"].url, "zh-Hans": files["zh-hans"].url}
    assert "简体中文 指南" in words(soup, ".documents li:last-child")
    assert attribute(soup, ".documents li:last-child .kind", "lang") == "zh-Hans"


def test_a_file_that_is_not_for_everybody_is_neither_named_nor_found(client: Client, network: NetworkPage) -> None:
    files = editions()
    page = leaflet(network, files)
    files["ja"].collection = restricted_collection()
    files["ja"].save()
    assert "ご案内の紙" not in read(client, "/network/guide/").get_text()
    assert "ご案内の紙" not in read(client, f"/leaflet/{page.pk}/").get_text()
    text = Entry.objects.get(object_id=str(page.pk), kind="leaflet").text.body
    assert "ご案内の紙" not in text
    assert "指南" in text


def test_a_language_has_one_file(network: NetworkPage) -> None:
    lines = [{"language": "ja", "document": document.pk, "label": ""} for document in editions().values()]
    data = {
        "title": "ご案内",
        "about": "",
        "body": streamfield([]),
        "editions": inline_formset(lines[:2]),
        "comments": inline_formset([]),
    }
    form_class = LeafletPage.get_edit_handler().get_form_class()
    form = form_class(
        nested_form_data(data),
        instance=LeafletPage(locale=network.locale),
        parent_page=network,
        for_user=person("editor", is_superuser=True),
    )
    assert not form.is_valid()
    assert "もう選ばれています" in str(form.formsets["editions"].forms[1].errors["language"])


def test_the_api_gives_the_files_and_the_sheet(client: Client) -> None:
    section = add(site_root(), NetworkPage, "活動", slug="network")
    files = editions()
    files["zh-hans"].collection = restricted_collection()
    files["zh-hans"].save()
    page = leaflet(section, files)
    answer = get(client, f"pages/{page.pk}/")
    assert [(each["language"], each["label"], each["document"]["id"]) for each in answer["editions"]] == [
        ("ja", "ご案内の紙", files["ja"].pk),
        ("ja-x-easy", "やさしい紙", files["ja-x-easy"].pk),
    ]
    assert answer["sheet_url"].endswith(f"/leaflet/{page.pk}/")


def test_a_list_of_leaflets_costs_the_same_however_many_there_are(client: Client) -> None:
    section = add(site_root(), NetworkPage, "活動", slug="network")
    costs = []
    for number in range(2):
        for each in range(3):
            leaflet(section, editions(), slug=f"guide-{number}-{each}")
        with CaptureQueriesContext(connection) as captured:
            get(client, "pages/?type=partnership.LeafletPage&fields=*")
        costs.append(len(captured))
    assert costs[0] == costs[1], costs


# The sheet


def code_of(soup: BeautifulSoup) -> Any:
    """The squares of the code that is drawn."""
    return [path["d"] for path in soup.select(".leaflet__code path")]


def squares(address: str) -> Any:
    drawn = segno.make(address, error="q", micro=False).svg_inline(omitsize=True)
    return [path["d"] for path in BeautifulSoup(drawn, "html.parser").select("path")]


@override_settings(PUBLIC_URL=SITE)
def test_the_code_leads_to_the_page(client: Client, network: NetworkPage) -> None:
    page = add(network, NetworkPage, "講演会", slug="lectures", summary="開いた講演会です。")
    soup = read(client, f"/leaflet/{page.pk}/?size=a5")
    assert code_of(soup) == squares(f"{SITE}/network/lectures/")
    assert words(soup, ".leaflet__address") == "kosodate.example.jp/network/lectures/"
    assert "開いた講演会です。" in words(soup)
    assert [link["href"] for link in soup.select("link[href*='leaflet-']")] == ["/static/partnership/leaflet-a5.css"]


@override_settings(PUBLIC_URL=SITE)
def test_an_address_in_japanese_is_read_by_people_and_by_telephones(client: Client, network: NetworkPage) -> None:
    page = add(network, NetworkPage, "講演会", slug="講演会")
    soup = read(client, f"/leaflet/{page.pk}/")
    assert words(soup, ".leaflet__address") == "kosodate.example.jp/network/講演会/"
    assert code_of(soup) == squares(f"{SITE}/network/%E8%AC%9B%E6%BC%94%E4%BC%9A/")


@override_settings(PUBLIC_URL=SITE)
def test_the_code_of_a_leaflet_leads_to_what_it_is_about_while_that_is_public(client: Client, network: NetworkPage) -> None:
    target = add(network, NetworkPage, "講演会", slug="lectures")
    page = leaflet(network, about=target)
    assert code_of(read(client, f"/leaflet/{page.pk}/")) == squares(f"{SITE}/network/lectures/")
    assert links(read(client, "/network/guide/"))["講演会"] == "/network/lectures/"
    hide(target)
    assert code_of(read(client, f"/leaflet/{page.pk}/")) == squares(f"{SITE}/network/guide/")
    assert "講演会" not in read(client, "/network/guide/").get_text()


@pytest.mark.parametrize(
    ("asked", "has_body"), [("", True), ("?part=whole&size=A5", True), ("?part=summary", False), ("?size=b3&part=x", True)]
)
def test_whoever_chooses_gets_the_text_or_the_summary_alone(
    client: Client, network: NetworkPage, asked: str, has_body: bool
) -> None:
    body = [{"type": "text", "value": "<p>本文の言葉。</p>"}]
    page = leaflet(network, summary="要約の言葉。", body=body)
    text = words(read(client, f"/leaflet/{page.pk}/{asked}"))
    assert "要約の言葉。" in text
    assert ("本文の言葉。" in text) is has_body


def test_the_sheet_of_an_event_says_when_where_and_how_much(client: Client) -> None:
    where_and_how_much = {"place_text": "2階 和室", "price": 0, "fee_note": "オイル代100円"}
    page = event(calendar_page(), "ベビーマッサージ", datetime.date(2031, 1, 7), slug="baby", **where_and_how_much)
    text = words(read(client, f"/leaflet/{page.pk}/"))
    for said in ("2031年1月7日（火）", "10:00", "2階 和室", "無料", "オイル代100円"):
        assert said in text


def test_the_sheet_is_in_the_language_of_its_page(client: Client, network: NetworkPage) -> None:
    translated(network.get_parent().specific, "Nobinobi")
    english = translated(network, "Partnership", slug="network")
    soup = read(client, f"/en/leaflet/{english.pk}/")
    assert attribute(soup, "html", "lang") == "en"
    assert "Read it on your phone" in words(soup)


def test_what_is_not_public_has_no_sheet(client: Client, network: NetworkPage) -> None:
    drafted = add(network, NetworkPage, "下書き", slug="draft", live=False)
    closed = add(network, NetworkPage, "会員だけ", slug="closed")
    hide(closed)
    for pk in (drafted.pk, closed.pk, 999_999):
        assert client.get(f"/leaflet/{pk}/").status_code == 404


def test_the_sheet_is_for_printing_and_not_for_search_engines(client: Client, network: NetworkPage) -> None:
    answer = client.get(f"/leaflet/{network.pk}/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select("script, style, [style], [onclick]") == []


def test_an_editor_finds_the_way_to_the_sheet_of_a_public_page() -> None:
    root = set_up()
    section = root.get_descendants().get(slug="network").specific
    client = client_of(person("書子", "editor"))
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[section.pk])).content.decode()
    assert f'href="/leaflet/{section.pk}/"' in shown
    drafted = add(section, NetworkPage, "下書き", slug="draft", live=False)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[drafted.pk])).content.decode()
    assert f"/leaflet/{drafted.pk}/" not in shown


@override_settings(PUBLIC_URL=SITE)
def test_a_sheet_on_the_wall_says_what_does_not_take_place(client: Client) -> None:
    day = timezone.localdate() + datetime.timedelta(days=7)
    calendar = calendar_page()
    off = event(calendar, "中止の会", day, slug="off", state=EventPage.State.CANCELLED)
    later = event(calendar, "延期の会", day, slug="later", state=EventPage.State.POSTPONED)
    on = event(calendar, "開く会", day, slug="on")
    told = {page.slug: words(read(client, f"/leaflet/{page.pk}/"), ".data-list dd") for page in (off, later, on)}
    assert told["off"].endswith("【中止】")
    assert told["later"].endswith("【延期】")
    assert "【" not in told["on"]
