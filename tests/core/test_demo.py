"""The sample site: openly a sample, whole in both languages, and true to what is known of the network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.core.demo import load
from cms.core.models import BasePage, Image
from cms.core.setup import run
from directory.models import Organisation, Place
from tests.site.factories import read
from tests.suite import tidied_up

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("demo"),  # loaded once
    pytest.mark.skipif(
        not (apps.is_installed("home") and apps.is_installed("partnership")), reason="the sample site is the whole suite's"
    ),
]

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "koganei.yaml"
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
KINDS = {
    "行政": "government",
    "大学": "university",
    "NPO": "npo",
    "社会福祉法人": "welfare",
    "中間支援組織": "intermediary",
    "子育て活動団体": "group",
}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The site set up and its samples loaded, for this module's tests; what was said of it."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        run(said.append)
        load(said.append)
        tidied_up()
        yield said
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def facts() -> Any:
    if not FACTS.exists():
        pytest.skip(f"the facts of the network are not beside this checkout (looked for {FACTS.name} in ../shared/facts)")
    return yaml.safe_load(FACTS.read_text(encoding="utf-8"))


def addresses(code: str) -> list[str]:
    pages = [page.url for page in BasePage.objects.live().filter(locale__language_code=code)]
    things: list[Any] = [
        *Organisation.objects.filter(locale__language_code=code),
        *Place.objects.filter(locale__language_code=code),
    ]
    prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
    return [*pages, *[thing.get_absolute_url() for thing in things], f"{prefix}/members/", f"{prefix}/organisations/"]


@pytest.fixture(scope="module")
def japanese(demo: list[str], django_db_blocker: Any) -> dict[str, BeautifulSoup]:
    """What a Japanese reader can read, by address."""
    with django_db_blocker.unblock():
        return {address: read(Client(), address) for address in addresses("ja")}


def body(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def rows(soup: BeautifulSoup, caption: str) -> list[tuple[str, ...]]:
    """The rows of a table below its head."""
    table = next(table for table in soup.select("table") if table.caption and caption in table.caption.get_text())
    found = [tuple(cell.get_text(strip=True) for cell in row.select("th, td")) for row in table.select("tr")]
    return [row for row in found if row]


# What is known of the network


def test_the_network_is_named_with_its_motto_its_size_and_its_site(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    network = facts["network"]
    council = body(japanese["/network/council/"])
    for words in (network["name"], network["slogan"], network["secretariat"], f"{network['member_organisations']}団体"):
        assert words in council
    assert network["site"] in body(japanese["/network/site/"])
    assert network["name"] in body(japanese["/"])


def test_its_committees_and_officers_are_told_as_they_are(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    council = japanese["/network/council/"]
    assert [item.get_text() for item in council.select("[aria-labelledby=committees] .entry__name")] == facts["network"][
        "committees"
    ]
    officers = [(each["office"], each["organisation"], each["held_by"]) for each in facts["network"]["officers"]]
    assert sorted(rows(council, "役員")[1:]) == sorted(officers)


def test_every_organisation_named_is_a_member_of_its_kind(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    named = {each["name"]: KINDS[each["kind"]] for each in facts["network"]["organisations_named"]}
    known = Organisation.objects.filter(locale__language_code="ja").exclude(name__startswith="見本")
    assert dict(known.values_list("name", "kind")) == named
    members = [each.get_text() for each in japanese["/members/"].select(".entry__name")]
    assert sorted(members) == sorted(named)


def test_nothing_but_facts_is_said_of_how_to_reach_them() -> None:
    assert not Organisation.objects.exclude(phone="", email="", url="").exists()


def test_the_declaration_is_told_with_its_aims_and_its_adoption(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    declaration = facts["declaration"]
    soup = japanese["/network/declaration/"]
    day = declaration["adopted_on"]
    assert declaration["name"] in body(soup)
    assert f"{day.year}年{day.month}月{day.day}日" in body(soup)
    assert declaration["adopted_at"] in body(soup)
    headings = [heading.get_text(" ", strip=True).split(" ", 1)[1] for heading in soup.select(".articles h2")]
    assert headings == declaration["aims"]


def test_the_sites_sections_are_there_or_it_is_said_what_became_of_them(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    sections = facts["site_sections"]
    about = body(japanese["/network/site/"])
    titles = set(Page.objects.live().in_menu().filter(locale__language_code="ja").values_list("title", flat=True))
    for title in [*sections["basic"], *sections["more"]]:
        assert title in about
        assert title in titles or f"「{title}」" in about
    assert sections["column"]["authors"] in body(japanese["/columns/"])
    assert "ほぼ毎月更新" in body(japanese["/columns/"])


def test_grants_are_told_year_by_year(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    for grants in facts["grants"]:
        told = rows(japanese["/network/grants/"], f"{grants['fiscal_year']}年度")[1:]
        facts_of_year = [(project["organisation"], project["title"]) for project in grants["projects"]]
        assert sorted(told) == sorted(facts_of_year)
        organisations = len({organisation for organisation, _title in facts_of_year})
        assert f"{organisations}団体 {len(facts_of_year)}事業" in body(japanese["/network/grants/"])


def test_lectures_are_told_with_their_fiscal_years(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    told = rows(japanese["/network/lectures/"], "講演会")[1:]
    assert [(int(re.findall(r"\d{4}", year)[0]), kind, title) for year, kind, title in told] == [
        (lecture["fiscal_year"], lecture["kind"], lecture["title"]) for lecture in facts["lectures"]
    ]


def test_the_outcome_report_adds_up_as_it_did(facts: Any, japanese: dict[str, BeautifulSoup]) -> None:
    report = facts["outcome_report"]
    soup = japanese["/network/outcome-2011-2012/"]
    about = body(soup)
    for words in (report["form"], report["project"], report["category"], *report["sections"], "支援額"):
        assert words in about
    for day in report["period"]:
        assert f"平成{day.year - 1988}年{day.month}月{day.day}日" in about
    assert f"☑ {report['rank']}：特に優れた成果が得られた" in about
    assert "50万円以上の機械及び器具等" in about
    for caption, amounts in (("年度別", report["by_fiscal_year"]), ("費目別", report["by_item"])):
        told = [(label, int(amount.replace(",", "").removesuffix("円"))) for label, amount in rows(soup, caption)[1:]]
        assert told[-1] == ("合計", report["amount_yen"])
        assert sum(amount for _label, amount in told[:-1]) == report["amount_yen"]
        for (label, amount), (key, known) in zip(told[:-1], amounts.items(), strict=True):
            assert str(key) in label
            assert amount == known


# What is not known is a sample


def test_a_page_that_holds_no_fact_says_that_it_is_a_sample() -> None:
    kinds = ("AgeGuidePage", "TopicPage", "NewsPage", "ColumnPage", "CitizenReportPage")
    for code, word in (("ja", "見本"), ("en", "sample")):
        pages = [page for page in BasePage.objects.filter(locale__language_code=code).specific() if type(page).__name__ in kinds]
        assert pages
        assert [page.title for page in pages if word not in page.title] == []


def test_numbers_are_of_nobody() -> None:
    numbers = {phone.number for place in Place.objects.all() for phone in place.phones.all()}
    assert {number for number in numbers if not re.fullmatch(r"00-0000-\d{4}", number)} == {"#8000"}


def test_nobody_is_on_the_pictures() -> None:
    assert set(Image.objects.values_list("people", flat=True)) == {Image.People.NONE}
    assert not Image.objects.filter(translations={}).exists()


# Both languages


def test_every_page_type_is_there_in_both_languages() -> None:
    ours = {"home", "partnership", "directory"}
    types = {model for model in apps.get_models() if issubclass(model, BasePage) and model._meta.app_label in ours}
    for code in ("ja", "en"):
        assert {type(page) for page in BasePage.objects.live().filter(locale__language_code=code).specific()} == types


def test_the_english_is_a_translation_of_every_text() -> None:
    translations = Translation.objects.filter(target_locale__language_code="en")
    assert translations.count() == Translation.objects.count() > 70
    assert {str(each): each.get_progress() for each in translations if len(set(each.get_progress())) > 1} == {}
    assert not Locale.objects.exclude(language_code__in=["ja", "en"]).exists()


def test_no_japanese_is_left_on_the_english_site_but_what_is_marked_as_such() -> None:
    left = {}
    for address in addresses("en"):
        soup = read(Client(), address)
        for marked in soup.select("[lang=ja], [lang|=ja], [hreflang=ja], script"):
            marked.decompose()
        words = {text for text in soup.stripped_strings if JAPANESE.search(text)}
        if words - {"申し込みの用紙（見本）"}:
            left[address] = words
    assert left == {}


# Loaded once


def test_a_second_load_changes_and_says_nothing(demo: list[str]) -> None:
    def state() -> list[tuple]:
        models = [model for model in apps.get_models() if model._meta.app_label in {"core", "directory", "home", "partnership"}]
        return [(model._meta.label, tuple(model._default_manager.order_by("pk").values_list())) for model in models]

    before = state()
    said: list[str] = []
    run(said.append)
    load(said.append)
    assert said == []
    assert state() == before
