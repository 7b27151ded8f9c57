"""What a reader sees of the network."""

import datetime

import pytest
from django.test import Client

from directory.models import DirectoryPage, Organisation
from partnership.models import (
    CitizenReportPage,
    DeclarationArticle,
    DeclarationPage,
    DeclarationVersion,
    Membership,
    NetworkPage,
    ReportPhoto,
)
from tests.core.factories import ImageFactory, PortraitFactory
from tests.site.factories import add, attribute, front, links, locale, read, structured_data, translated, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> NetworkPage:
    return add(front(), NetworkPage, "パートナーシップ", slug="network")


def test_a_declaration_is_read_article_by_article(client: Client, network: NetworkPage) -> None:
    page = DeclarationPage(
        title="宣言",
        slug="declaration",
        locale=locale(),
        preamble="<p>私たちは宣言します。</p>",
        adopted_on=datetime.date(2012, 7, 3),
        adopted_at="総会",
    )
    page.articles.set(
        [
            DeclarationArticle(locale=locale(), heading="めざすまち", text="子育てしやすいまち。", sort_order=0),
            DeclarationArticle(locale=locale(), text="子どもらしい育ちのできるまち。", sort_order=1),
        ]
    )
    page.versions.set(
        [DeclarationVersion(locale=locale(), label="原案", text="<p>はじめの案</p>", adopted_on=datetime.date(2012, 3, 1))]
    )
    network.add_child(instance=page)
    soup = read(client, "/network/declaration/")
    assert "採択: 2012年7月3日（火） 平成24年度（2012年度） 総会" in words(soup, ".meta")
    assert "私たちは宣言します。" in words(soup, ".preamble")
    assert [words(item, "h2") for item in soup.select(".articles li")] == ["第1条 めざすまち", "第2条"]
    assert words(soup, "main details summary") == "原案 （ 2012年3月1日（木） ）"
    assert "はじめの案" in words(soup, "main details")


def test_a_report_says_who_when_and_where_and_shows_what_may_be_shown(client: Client, network: NetworkPage) -> None:
    group = Organisation.objects.create(name="子育てサロン", locale=locale())
    page = CitizenReportPage(
        title="遊び場の一日",
        slug="day",
        locale=locale(),
        organisation=group,
        happened_on=datetime.date(2026, 10, 4),
        place="梶野公園",
    )
    page.photos.set(
        [
            ReportPhoto(
                locale=locale(), image=ImageFactory.create(), alt="落ち葉の山", caption="みんなで集めました", sort_order=0
            ),
            ReportPhoto(
                locale=locale(), image=PortraitFactory.create(consent_by=""), alt="笑う子", caption="秘密の子", sort_order=1
            ),
        ]
    )
    network.add_child(instance=page)
    soup = read(client, "/network/day/")
    assert "2026年10月4日（日） 梶野公園 報告: 子育てサロン" in words(soup, ".meta")
    assert links(soup, ".meta") == {"子育てサロン": f"/organisations/{group.pk}/"}
    assert [image["alt"] for image in soup.select(".gallery img")] == ["落ち葉の山"]
    assert "秘密の子" not in soup.get_text()
    assert structured_data(soup)["@graph"][-1]["author"]["name"] == "子育てサロン"


def test_an_organisation_that_is_not_public_is_not_named_under_its_report(client: Client, network: NetworkPage) -> None:
    group = Organisation.objects.create(name="内部の団体", locale=locale(), is_public=False)
    add(network, CitizenReportPage, "遊び場の一日", slug="day", organisation=group)
    assert "内部の団体" not in read(client, "/network/day/").get_text()


def test_the_network_leads_to_its_sections_and_lists_what_is_below(client: Client, network: NetworkPage) -> None:
    reports = add(network, NetworkPage, "市民レポート", slug="reports")
    add(reports, CitizenReportPage, "遊び場の一日", slug="day")
    soup = read(client, "/network/")
    assert [tile["href"] for tile in soup.select(".tiles a")] == ["/network/reports/"]
    assert [card.get_text() for card in soup.select(".card h2")] == ["遊び場の一日"]


def test_members_are_those_of_today_and_public(client: Client, network: NetworkPage) -> None:
    names = {
        "あおぞら会": {},
        "退いた会": {"left_on": "2020-03-31"},
        "内部の会": {},
        "いずみ会": {"role": "事務局", "joined_on": "2011-07-01"},
    }
    for name, fields in names.items():
        organisation = Organisation.objects.create(name=name, kana=name, locale=locale(), is_public=name != "内部の会")
        Membership.objects.create(organisation=organisation, **fields)
    soup = read(client, "/members/")
    assert list(links(soup)) == ["あおぞら会", "いずみ会"]
    assert words(soup, ".results__count") == "2団体"
    assert "加入: 平成23年度（2011年度）" in words(soup)
    assert links(soup, ".site-sections")["参加団体"] == "/members/"


def test_members_are_named_in_the_readers_language_where_they_have_a_name_in_it(client: Client, network: NetworkPage) -> None:
    root = network.get_parent().specific
    assert isinstance(root, DirectoryPage)
    translated(root, "Nobinobi")
    first = Organisation.objects.create(name="あおぞら会", kana="あおぞらかい", locale=locale())
    second = Organisation.objects.create(name="いずみ会", kana="いずみかい", locale=locale())
    english = first.copy_for_translation(locale("en"))
    english.name = "Blue Sky"
    english.save()
    for organisation in (first, second):
        Membership.objects.create(organisation=organisation)
    soup = read(client, "/en/members/")
    assert links(soup) == {"Blue Sky": f"/en/organisations/{english.pk}/", "いずみ会": f"/organisations/{second.pk}/"}
    assert attribute(soup, f"a[href='/organisations/{second.pk}/']", "lang") == "ja"
    assert words(soup, ".results__count") == "2 organisations"
