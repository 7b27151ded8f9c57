"""Grants by fiscal year: amounts that agree with each other, and what of them anybody may see."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from directory.models import Organisation
from partnership.grants.queries import years
from partnership.models import CitizenReportPage, GrantPaper, GrantProject, GrantRound, GrantsPage, NetworkPage
from search.models import Entry
from tests.core.api.arrange import get, site_root
from tests.core.factories import DocumentFactory, restricted_collection
from tests.site.factories import add, front, hide, links, locale, read, translated, words

pytestmark = pytest.mark.django_db
State = GrantProject.State


def organisation(name: str = "遊びの会", **fields: Any) -> Organisation:
    return Organisation.objects.get_or_create(name=name, locale=locale(), defaults=fields)[0]


def fiscal_year(year: int = 2012, **fields: Any) -> GrantRound:
    return GrantRound.objects.create(fiscal_year=year, locale=locale(), **fields)


def project(of: GrantRound, title: str = "遊びの出前", group: Organisation | None = None, **fields: Any) -> GrantProject:
    fields.setdefault("state", State.FINISHED)
    return GrantProject(round=of, organisation=group or organisation(), title=title, locale=locale(), **fields)


def granted(of: GrantRound, title: str = "遊びの出前", group: Organisation | None = None, **fields: Any) -> GrantProject:
    made = project(of, title, group, **fields)
    made.full_clean()
    made.save()
    return made


def refused(wrong: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    return error.value.message_dict


# Amounts that agree


def test_grants_beyond_the_budget_are_refused_with_the_difference() -> None:
    year = fiscal_year(budget_yen=1_000_000)
    granted(year, granted_yen=700_000)
    assert refused(project(year, "二つめ", granted_yen=312_000)) == {
        "granted_yen": ["この年度の交付額の合計（1,012,000円）が、予算（1,000,000円）を12,000円超えます。"]
    }
    granted(year, "二つめ", granted_yen=300_000)


def test_a_grant_that_is_changed_is_not_counted_twice() -> None:
    year = fiscal_year(budget_yen=1_000_000)
    made = granted(year, granted_yen=700_000)
    made.granted_yen = 1_000_000
    made.full_clean()


def test_a_translation_is_no_second_grant() -> None:
    year = fiscal_year(budget_yen=1_000_000)
    made = granted(year, granted_yen=700_000)
    english = made.copy_for_translation(locale("en"))
    english.title = "Play delivered"
    english.full_clean()
    english.save()
    granted(year, "二つめ", granted_yen=300_000)
    assert year.granted_yen() == 1_000_000


def test_a_budget_below_what_is_granted_is_refused_with_the_difference() -> None:
    year = fiscal_year(budget_yen=1_000_000)
    granted(year, granted_yen=700_000)
    year.budget_yen = 600_000
    assert "100,000円超えます" in refused(year)["budget_yen"][0]


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"granted_yen": 100, "spent_yen": 120}, "spent_yen", "交付額を20円超えています"),
        ({"spent_yen": 120}, "spent_yen", "先に、交付額"),
        ({"applied_yen": 1000, "granted_yen": 3000}, "granted_yen", "申請額を2,000円超えています"),
        ({"granted_yen": 100, "state": State.APPLIED}, "granted_yen", "採択、実施中、完了のときだけ"),
    ],
)
def test_amounts_that_do_not_agree_are_refused_by_the_form_and_by_the_database(
    fields: dict[str, Any], field: str, message: str
) -> None:
    wrong = project(fiscal_year(), **fields)
    assert message in refused(wrong)[field][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_there_is_one_round_a_year_and_it_closes_after_it_opens() -> None:
    fiscal_year(2012)
    assert "すでに登録" in str(refused(GrantRound(fiscal_year=2012, locale=locale())))
    late = GrantRound(fiscal_year=2013, locale=locale(), opens_on=datetime.date(2013, 5, 1), closes_on=datetime.date(2013, 4, 30))
    assert "募集を始める日か、それより後" in refused(late)["closes_on"][0]


def test_sums_are_those_of_every_project_or_none() -> None:
    year = fiscal_year(budget_yen=1_000_000)
    granted(year, "一つめ", granted_yen=400_000, spent_yen=390_000)
    granted(year, "二つめ", granted_yen=300_000)
    (found,) = years(locale())
    assert (found.granted_yen, found.left_yen, found.spent_yen) == (700_000, 300_000, None)


# What anybody may see


def secrets_of(year: GrantRound) -> None:
    granted(year, "落ちた事業", organisation("落ちた会"), state=State.REJECTED, applied_yen=77_000)
    granted(year, "待つ事業", organisation("待つ会"), state=State.APPLIED)
    granted(year, "見える事業", organisation("隠れた会", is_public=False))
    granted(fiscal_year(2030, is_public=False), "来年の事業")


def test_who_applied_in_vain_is_nowhere(client: Client) -> None:
    page = add(add(front(), NetworkPage, "活動", slug="network"), GrantsPage, "助成", slug="grants")
    secrets_of(fiscal_year())
    site, api = read(client, "/network/grants/"), client.get("/api/v2/grants").content.decode()
    assert "見える事業" in words(site)
    for text in (words(site), api, Entry.objects.get(url=page.url).text.body):
        for secret in ("落ちた", "待つ", "隠れた", "来年", "77,000", "77000"):
            assert secret not in text


def test_a_page_shows_each_year_with_its_totals(client: Client) -> None:
    network = add(front(), NetworkPage, "活動", slug="network")
    add(network, GrantsPage, "助成", slug="grants")
    report = add(network, CitizenReportPage, "出前の報告", slug="report")
    year = fiscal_year(
        2024,
        budget_yen=1_000_000,
        call="一事業50万円まで。",
        opens_on=datetime.date(2024, 4, 1),
        closes_on=datetime.date(2024, 5, 31),
    )
    granted(year, granted_yen=400_000, spent_yen=390_000, report=report)
    granted(fiscal_year(2023), "前の年", state=State.RUNNING)
    soup = read(client, "/network/grants/")
    assert [heading.get_text() for heading in soup.select("main section h2")] == [
        "令和6年度（2024年度）",
        "令和5年度（2023年度）",
    ]
    text = words(soup)
    for part in ("1,000,000円", "予算の残り 600,000円", "400,000円", "390,000円", "未公表", "一事業50万円まで。", "実施中"):
        assert part in text
    table = next(each for each in soup.select("table.amounts") if words(each, "caption") == "年度ごとの合計")
    assert [each.get_text() for each in table.select("thead th")] == ["年度", "団体", "事業", "予算", "交付額", "実績額"]
    assert links(soup, "section table")["遊びの出前"] == "/network/report/"
    hide(report)
    assert "遊びの出前" not in links(read(client, "/network/grants/"), "section table")


def test_amounts_that_nobody_knows_take_no_column_on_a_phone(client: Client) -> None:
    add(add(front(), NetworkPage, "活動", slug="network"), GrantsPage, "助成", slug="grants")
    for year in (2011, 2012):
        granted(fiscal_year(year), f"事業{year}")
    soup = read(client, "/network/grants/")
    table = next(each for each in soup.select("table.amounts") if words(each, "caption") == "年度ごとの合計")
    assert [each.get_text() for each in table.select("thead th")] == ["年度", "団体", "事業"]
    assert "金額は公表されていません。" in words(soup)


def test_a_page_without_grants_says_so(client: Client) -> None:
    add(add(front(), NetworkPage, "活動", slug="network"), GrantsPage, "助成", slug="grants")
    assert "助成の記録は、まだありません。" in words(read(client, "/network/grants/"))


def test_papers_in_a_closed_collection_are_not_offered(client: Client) -> None:
    site_root()
    year = fiscal_year()
    for title, fields in (("募集要項", {}), ("審査の記録", {"collection": restricted_collection("審査")})):
        document = DocumentFactory.create(title=title, **fields)
        GrantPaper.objects.create(round=year, document=document, locale=locale())
    assert [paper["title"] for paper in get(client, "grants/2012")["papers"]] == ["募集要項"]


# The API


def test_the_api_tells_a_year_with_its_projects(client: Client) -> None:
    root = site_root()
    report = add(root, CitizenReportPage, "出前の報告")
    group = organisation()
    made = granted(fiscal_year(2012, budget_yen=500_000), granted_yen=400_000, spent_yen=400_000, report=report)
    answer = get(client, "grants")
    assert answer["meta"] == {"total_count": 1}
    (year,) = answer["items"]
    assert year == get(client, "grants/2012")
    assert {name: year[name] for name in ("fiscal_year", "label", "budget_yen", "granted_yen", "spent_yen")} == {
        "fiscal_year": 2012,
        "label": "平成24年度（2012年度）",
        "budget_yen": 500_000,
        "granted_yen": 400_000,
        "spent_yen": 400_000,
    }
    (shown,) = year["projects"]
    assert (shown["id"], shown["title"], shown["state"]) == (made.pk, "遊びの出前", "finished")
    assert shown["organisation"]["id"] == group.pk
    assert shown["report"]["title"] == "出前の報告"
    made.title = "遊びの届けもの"
    made.save()
    assert get(client, "grants/2012")["projects"][0]["title"] == "遊びの届けもの"


def test_the_api_speaks_the_readers_language_where_it_is_translated(client: Client) -> None:
    translated(site_root(), "Nobinobi")
    group = organisation()
    english_group = group.copy_for_translation(locale("en"))
    english_group.name = "The play society"
    english_group.save()
    made = granted(fiscal_year(2012))
    granted(made.round, "訳のない事業")
    english = made.copy_for_translation(locale("en"))
    english.title = "Play delivered"
    english.save()
    year = get(client, "grants/2012?locale=en")
    assert year["label"] == "fiscal 2012 (Heisei 24)"
    assert {each["title"] for each in year["projects"]} == {"Play delivered", "訳のない事業"}
    assert {each["organisation"]["name"] for each in year["projects"]} == {"The play society"}


@pytest.mark.parametrize(("address", "status"), [("grants/2013", 404), ("grants/1", 400), ("grants?year=2012", 400)])
def test_the_api_refuses_with_a_reason(client: Client, address: str, status: int) -> None:
    site_root()
    answer = client.get(f"/api/v2/{address}")
    assert answer.status_code == status
    assert answer.json()["message"]


def test_grants_cost_the_same_queries_however_many(client: Client) -> None:
    root = site_root()
    costs = []
    for count in (1, 6):
        for number in range(count):
            year = fiscal_year(2000 + count * 10 + number)
            report = add(root, CitizenReportPage, f"報告{count}{number}")
            granted(year, f"事業{number}", organisation(f"会{number}"), granted_yen=100, report=report)
        Page.objects.exists()
        with CaptureQueriesContext(connection) as captured:
            get(client, "grants")
        costs.append(len(captured))
    assert costs[0] == costs[1], costs
