"""What editors recommend for certain words."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction

from cms.core import setup, version
from cms.core.models import Role
from cms.core.navigation import absolute
from directory.models import DirectoryPage
from search import asking
from tests.search.factories import MARKER, found, page, root

pytestmark = pytest.mark.django_db


def promote(words: str, target: Page | None = None, **fields: str | int) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(words), page=target, **fields)


def promoted(text: str, **asked: Any) -> list[str]:
    return [each.title for each in found(text, **asked).promoted]


@pytest.mark.parametrize("typed", ["イベント", "ｲﾍﾞﾝﾄ", "いべんと", "ibento", "ＩＢＥＮＴＯ", "イベント ", "イベントは"])
def test_however_the_words_are_written_they_are_one(typed):
    promote("ｲﾍﾞﾝﾄ", page("今月の催し"))
    assert promoted(typed) == ["今月の催し"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引越し", "引っ越し"),
        ("保育園", "ほいくえん"),
        ("hoikuen", "保育園"),
        ("1歳 健診", "健診 １才"),
        ("npo", "ＮＰＯ"),
        ("とうきょう", "東京"),
    ],
)
def test_two_ways_of_asking_the_same(one, other):
    assert asking.are_one(asking.meaning(one), asking.meaning(other))


@pytest.mark.parametrize(
    ("one", "other"), [("保育園", "保育"), ("保育園 申込", "保育園"), ("用事", "幼児"), ("1歳", "2歳"), ("", ""), ("🍼", "🐣")]
)
def test_two_things_that_are_not_the_same(one, other):
    assert not asking.are_one(asking.meaning(one), asking.meaning(other))


def test_they_come_in_the_editors_order_each_once_and_lead_to_other_sites_as_well():
    first, second = page("はじめの頁"), page("つぎの頁")
    promote("プール", second, sort_order=1)
    promote("プール", first, sort_order=0, description="まずこちら")
    promote("ぷーる", first, sort_order=2)
    promote("プール", external_link_url="https://example.jp/pool", external_link_text="市のプール", sort_order=3)
    results = found("プール").promoted
    assert [(each.title, each.url, each.description, each.is_external) for each in results] == [
        ("はじめの頁", first.get_url_parts()[2], "まずこちら", False),
        ("つぎの頁", second.get_url_parts()[2], "", False),
        ("市のプール", "https://example.jp/pool", "", True),
    ]


def test_they_stand_on_the_first_page_of_a_search_that_no_filter_narrows():
    promote("ひろば", page("ひろばの案内"))
    assert promoted("ひろば") == ["ひろばの案内"]
    assert promoted("ひろば", page=2) == []
    assert promoted("ひろば", kinds=["park"]) == []


def test_they_are_shown_though_nothing_else_is_found():
    promote("宇宙船", page("プラネタリウム"))
    assert promoted("宇宙船") == ["プラネタリウム"]
    assert found("宇宙船").total == 0


def test_a_page_shows_up_in_the_language_asked_for_or_not_at_all():
    original = page("催し")
    promote("event", original)
    root("en")
    assert promoted("event", locale="en") == []
    assert promoted("event", locale="") == ["催し"]
    page("Events", parent=root("en"), translation_key=original.translation_key)
    assert promoted("event", locale="en") == ["Events"]


def test_what_is_not_public_is_not_recommended_before_or_after_any_change():
    draft = page(MARKER, live=False)
    promote("ひみつ", draft)
    assert promoted("ひみつ") == []
    draft.save_revision().publish()
    assert promoted("ひみつ") == [MARKER]
    restriction = PageViewRestriction.objects.create(page=draft, restriction_type=PageViewRestriction.LOGIN)
    assert promoted("ひみつ") == promoted("ひみつ", locale="") == []
    restriction.delete()
    assert promoted("ひみつ") == [MARKER]
    pages = Page.objects.filter(pk=draft.pk)
    pages.update(expire_at=timezone.now() - datetime.timedelta(seconds=1))
    assert promoted("ひみつ") == promoted("ひみつ", locale="") == []
    pages.update(expire_at=None)
    DirectoryPage.objects.get(pk=draft.pk).unpublish()
    assert promoted("ひみつ") == promoted("ひみつ", locale="") == []
    DirectoryPage.objects.get(pk=draft.pk).delete()
    assert promoted("ひみつ") == []


def test_they_take_few_queries_however_many_there_are(django_assert_num_queries, planned):
    for number in range(20):
        promote("ひろば", page(f"ひろばの案内 {number}"))
        promote(f"別の語{number}", page(f"別の頁 {number}"))
    found("ひろば")
    with django_assert_num_queries(6 + planned):
        assert len(found("ひろば").promoted) == 20


def test_the_page_and_the_api_show_them_before_the_hits(client):
    target = page("催しの一覧")
    page("ｲﾍﾞﾝﾄのお知らせ")
    promote("イベント", target, description="今月の <b>ぜんぶ</b>")
    html = client.get("/search/?q=ｲﾍﾞﾝﾄ").content.decode().partition("<main")[2]
    assert "おすすめ" in html
    assert html.index("催しの一覧") < html.index("のお知らせ")
    assert "&lt;b&gt;" in html
    answer = client.get("/api/v2/search", {"q": "ｲﾍﾞﾝﾄ"}).json()
    assert answer["promoted"] == [
        {
            "title": "催しの一覧",
            "url": absolute(target.get_url_parts()[2]),
            "description": "今月の <b>ぜんぶ</b>",
            "is_external": False,
        }
    ]


def test_a_new_recommendation_makes_the_apis_answers_new():
    before = version.current().number
    promotion = promote("ひろば", page("案内"))
    between = version.current().number
    promotion.delete()
    assert before < between < version.current().number


def test_the_secretariat_and_the_approvers_may_recommend_and_editors_may_not(client, django_user_model):
    for _time in range(2):
        setup.run(say=lambda text: None)
    may = {
        role.key: role.group.permissions.filter(content_type__app_label="wagtailsearchpromotions").count()
        for role in Role.objects.all()
    }
    assert may == {"secretariat": 3, "approver": 3, "editor": 0, "translator": 0}
    user = django_user_model.objects.create_user("s", password="s")
    user.groups.add(Group.objects.get(role__key="approver"))
    client.force_login(user)
    with translation.override("ja"):
        html = client.get(reverse("wagtailsearchpromotions:index")).content.decode()
    assert "おすすめ検索結果" in html


def test_the_form_says_that_spellings_make_no_difference(client, admin_user):
    client.force_login(admin_user)
    with translation.override("ja"):
        html = client.get(reverse("wagtailsearchpromotions:add")).content.decode()
    assert "書き方の違いや、言葉の順番は問いません" in html
    assert "そのとおりに検索された" not in html
