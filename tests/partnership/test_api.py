"""What the pages of the network give another front end, and `/api/v2/members`."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Organisation
from partnership.models import (
    CitizenReportPage,
    DeclarationArticle,
    DeclarationPage,
    DeclarationVersion,
    Membership,
    ReportPhoto,
)
from tests.core.api.arrange import absolute, get, items, link, site_root
from tests.core.factories import ImageFactory, PortraitFactory
from tests.site.factories import add, locale, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return site_root()


def organisation(name: str = "の会", **fields) -> Organisation:
    return Organisation.objects.create(name=name, locale=locale(), **fields)


def member(name: str, **fields) -> Membership:
    kana = fields.pop("kana", "")
    return Membership.objects.create(organisation=organisation(name, kana=kana), locale=locale(), **fields)


def test_the_declaration_comes_article_by_article_with_its_earlier_versions(client, root):
    page = add(
        root,
        DeclarationPage,
        "宣言",
        preamble=f"<p>{link(root)}</p>",
        adopted_on=datetime.date(2008, 1, 26),
        adopted_at="見本の会議",
    )
    for number, text in enumerate(("育ちあう", "支えあう")):
        DeclarationArticle.objects.create(page=page, heading="", text=text, sort_order=number, locale=page.locale)
    DeclarationVersion.objects.create(page=page, label="初版", text=f"<p>{link(root)}</p>", locale=page.locale)
    answer = get(client, f"pages/{page.pk}/")
    home = f'<p><a href="{absolute("/")}">のびのび</a></p>'
    assert {name: answer[name] for name in ("preamble", "adopted_on", "adopted_at", "articles", "versions")} == {
        "preamble": home,
        "adopted_on": "2008-01-26",
        "adopted_at": "見本の会議",
        "articles": [
            {"number": 1, "heading": "", "text": "育ちあう"},
            {"number": 2, "heading": "", "text": "支えあう"},
        ],
        "versions": [{"label": "初版", "adopted_on": None, "text": home}],
    }


def test_an_article_that_is_changed_by_itself_shows_at_once(client, root):
    page = add(root, DeclarationPage, "宣言")
    article = DeclarationArticle.objects.create(page=page, text="育ちあう", locale=page.locale)
    get(client, f"pages/{page.pk}/")
    article.text = "支えあう"
    article.save()
    assert get(client, f"pages/{page.pk}/")["articles"][0]["text"] == "支えあう"


def test_a_report_says_who_where_and_when_and_shows_the_photos_that_may_be_shown(client, root):
    group = organisation("の会")
    page = add(root, CitizenReportPage, "広場の日", organisation=group, happened_on=datetime.date(2026, 4, 1), place="見本公園")
    shown, hidden = ImageFactory.create(), PortraitFactory.create(consent_withdrawn_at=timezone.now())
    for image, alt in ((shown, "芝生"), (hidden, "笑う子")):
        ReportPhoto.objects.create(page=page, image=image, alt=alt, caption=f"{alt}の写真", locale=page.locale)
    answer = get(client, f"pages/{page.pk}/")
    assert answer["organisation"] == {"id": group.pk, "name": "の会"}
    assert (answer["happened_on"], answer["place"]) == ("2026-04-01", "見本公園")
    assert [(photo["alt"], photo["caption"]) for photo in answer["photos"]] == [("芝生", "芝生の写真")]
    assert answer["photos"][0]["srcset"]
    assert "笑う子" not in str(answer)


def test_an_organisation_that_is_not_public_signs_no_report(client, root):
    page = add(root, CitizenReportPage, "広場の日", organisation=organisation("秘密の会", is_public=False))
    answer = get(client, f"pages/{page.pk}/")
    assert answer["organisation"] is None
    assert "秘密の会" not in str(answer)


def test_reports_are_narrowed_by_organisation_in_whatever_language(client, root):
    group = organisation("の会")
    english_group = group.copy_for_translation(locale("en"))
    english_group.save()
    report = add(root, CitizenReportPage, "広場の日", organisation=group)
    add(root, CitizenReportPage, "よその日", organisation=organisation("よその会"))
    translated(root, "Nobinobi")
    translated(report, "A day at the park")
    of_group = "pages/?type=partnership.CitizenReportPage&organisation="
    assert items(client, f"{of_group}{group.pk}&locale=ja") == ["広場の日"]
    assert items(client, f"{of_group}{english_group.pk}&locale=en") == ["A day at the park"]


def test_lists_of_reports_cost_the_same_queries_however_long(client, root):
    for number in range(8):
        page = add(root, CitizenReportPage, f"報告{number}", organisation=organisation(f"会{number}"))
        ReportPhoto.objects.create(page=page, image=ImageFactory.create(), alt="芝生", locale=page.locale)
    costs = []
    for limit in (2, 8):
        with CaptureQueriesContext(connection) as captured:
            answer = get(client, f"pages/?type=partnership.CitizenReportPage&fields=*&limit={limit}")
        assert len(answer["items"]) == limit
        costs.append(len(captured))
    assert costs[0] == costs[1], costs


def test_members_are_those_of_today_in_the_order_of_the_syllabary(client, root):
    today = timezone.localdate()
    member("ろの会", kana="ろのかい", role="事務局", joined_on=today - datetime.timedelta(days=1))
    member("いの会", kana="いのかい")
    member("これからの会", joined_on=today + datetime.timedelta(days=1))
    member("やめた会", joined_on=today - datetime.timedelta(days=9), left_on=today)
    answer = get(client, "members")
    assert answer["meta"] == {"total_count": 2}
    assert [(each["organisation"]["name"], each["role"]) for each in answer["items"]] == [("いの会", ""), ("ろの会", "事務局")]
    assert answer["items"][1]["joined_on"] == (today - datetime.timedelta(days=1)).isoformat()
    assert [each["organisation"]["name"] for each in get(client, "members?limit=1&offset=1")["items"]] == ["ろの会"]


def test_who_joins_is_there_at_once_and_an_organisation_that_is_not_public_never(client, root):
    assert get(client, "members")["items"] == []
    group = member("いの会").organisation
    assert group
    assert len(get(client, "members")["items"]) == 1
    group.is_public = False
    group.save()
    assert get(client, "members")["items"] == []


def test_members_cost_the_same_queries_however_many(client, root, django_assert_num_queries):
    for number in range(8):
        member(f"会{number}")
    for limit in (2, 8):
        with django_assert_num_queries(5):
            assert len(get(client, f"members?limit={limit}")["items"]) == limit
