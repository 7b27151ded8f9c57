"""The editors' board of what was searched, and the ways from a row of it to an answer."""

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.core.models import BasePage
from search import drafts
from search.board import Narrowing, searched
from search.models import SearchedQuery, SynonymGroup
from tests.core.editorial import client_of, person, set_up
from tests.search.factories import page, root
from tests.suite import needs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]

BOARD = "/admin/searched/"
COMPARE = "/admin/searched/compare/"


def asked(text: str, days_ago: int = 0, **fields: Any) -> None:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    values = {"locale": "ja", "searches": 1, "results": 1, **fields}
    SearchedQuery.objects.create(day=day, text=text, **values)


def listed(**narrowing: str) -> list[str]:
    return [row["text"] for row in searched(Narrowing(**narrowing))]


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200, response
    return BeautifulSoup(response.content.decode(), "html.parser")


def one(html: BeautifulSoup | Tag, selector: str) -> Tag:
    found = html.select_one(selector)
    assert found is not None, selector
    return found


@pytest.fixture
def editor() -> Client:
    set_up()
    return client_of(person("編集", "editor"))


# What is listed -----------------------------------------------------------------------------------------------------------


def test_what_was_not_found_comes_first_then_what_was_half_found_then_the_rest_by_how_often() -> None:
    asked("公園", searches=90)
    asked("地図", searches=99)
    asked("プール 宇宙船", searches=5, relaxed=True)
    asked("宇宙船", searches=2, results=0)
    asked("恐竜", searches=3, results=0)
    assert listed() == ["恐竜", "宇宙船", "プール 宇宙船", "地図", "公園"]
    assert listed(found="nothing") == ["恐竜", "宇宙船"]
    assert listed(found="partly") == ["プール 宇宙船"]


def test_a_query_is_one_row_however_many_days_asked_it_and_the_last_search_says_what_is_found() -> None:
    asked("ひろば", days_ago=6, searches=5, results=0)
    asked("ひろば", days_ago=1, searches=2, results=3)
    (row,) = searched(Narrowing())
    assert (row["times"], row["found"], row["last_day"]) == (7, 3, timezone.localdate() - datetime.timedelta(days=1))
    assert listed(found="nothing") == []


def test_days_language_and_text_narrow_it_down() -> None:
    asked("きのう", days_ago=1)
    asked("先週", days_ago=7)
    asked("先月", days_ago=30)
    asked("park", locale="en")
    assert set(listed(days="7")) == {"きのう", "park"}
    assert set(listed(days="30")) == {"きのう", "先週", "park"}
    assert set(listed(days="90")) == {"きのう", "先週", "先月", "park"}
    assert listed(locale="en") == listed(text="ＰＡＲＫ") == ["park"]


def test_an_address_that_makes_no_sense_shows_the_usual() -> None:
    data = QueryDict("days=x&found=y&locale=zz&q=%00+a+")
    assert Narrowing.lenient(data) == Narrowing(text="a")
    assert Narrowing.lenient(QueryDict("")) == Narrowing(days="30")


# The page -----------------------------------------------------------------------------------------------------------------


def test_the_board_shows_what_was_searched_how_often_and_how_it_fared(editor: Client) -> None:
    asked("宇宙船", searches=4, results=0)
    asked("プール 宇宙船", searches=2, results=12, relaxed=True)
    rows = soup(editor.get(BOARD)).select("table.searched tbody tr")
    texts = [" ".join(row.get_text(" ").split()) for row in rows]
    assert [text.split(" ")[0] for text in texts] == ["宇宙船", "プール"]
    assert "0件 4回 日本語" in texts[0]
    assert "一部の言葉だけで12件 2回" in texts[1]


def test_the_board_takes_the_same_few_queries_however_much_was_searched(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    asked("語")
    editor.get(BOARD)
    with django_assert_max_num_queries(60) as few:
        editor.get(BOARD)
    for number in range(60):
        asked(f"語{number}", results=number % 2)
    with django_assert_max_num_queries(len(few)):
        html = soup(editor.get(BOARD))
    assert len(html.select("table.searched tbody tr")) == 50
    assert html.select("nav.pagination")
    assert len(soup(editor.get(f"{BOARD}?p=2")).select("table.searched tbody tr")) == 11


def test_an_empty_board_says_what_to_expect_and_a_narrow_one_how_to_widen_it(editor: Client) -> None:
    assert "まだ何も検索されていません" in editor.get(BOARD).content.decode()
    narrowed = soup(editor.get(f"{BOARD}?days=7&found=nothing"))
    assert narrowed.select(f'a[href="{BOARD}?days=7"]')


def test_what_was_typed_is_escaped(editor: Client) -> None:
    asked("<script>alert(1)</script>&\"'")
    html = editor.get(BOARD).content.decode()
    assert "<script>alert(1)" not in html
    row = one(BeautifulSoup(html, "html.parser"), "table.searched tbody tr")
    form = soup(editor.get(str(one(row, "a.button")["href"])))
    assert one(form, "textarea[name=words]").get_text().strip() == "<script>alert(1)</script>&\"'"


def test_nobody_else_sees_it() -> None:
    set_up()
    for user in (None, person("翻訳", "translator")):
        client = client_of(user)
        for address in (BOARD, "/admin/searched/results/?q=x"):
            assert client.get(address).status_code == 302, address
        for address in (COMPARE, "/admin/searched/draft/"):
            assert client.post(address, {"title": "x"}).status_code == 302, address
    assert not Page.objects.filter(title="x").exists()


# To a synonym -------------------------------------------------------------------------------------------------------------


def test_a_row_leads_to_a_synonym_with_the_query_filled_in_and_saving_leads_back_with_a_way_to_the_results(
    editor: Client,
) -> None:
    page("ひろばの予定", parent=root())
    asked("あそびば", results=0)
    link = str(one(soup(editor.get(f"{BOARD}?days=7")), "table.searched a.button")["href"])
    form = soup(editor.get(link))
    assert one(form, "textarea[name=words]").get_text().strip() == "あそびば"
    assert one(form, "[name=trial-q]")["value"] == "あそびば"
    sent = {name: one(form, f"[name={name}]")["value"] for name in ("trial-q", "trial-back")}
    response = editor.post(
        reverse("wagtailsnippets_search_synonymgroup:add"),
        {**sent, "trial-in": "ja", "words": "あそびば\nひろば", "direction": "two_way"},
        follow=True,
    )
    assert response.redirect_chain == [(f"{BOARD}?days=7", 302)]
    group = SynonymGroup.objects.get(words__startswith="あそびば")
    (way,) = [a for a in soup(response).select("a") if "どう変わったか" in a.get_text()]
    seen = soup(editor.get(str(way["href"])))
    before, after = seen.select(".comparison section")
    assert "見つかりません" in before.get_text()
    assert "ひろばの予定" in after.get_text()
    assert "新しく見つかる" in after.get_text()
    assert str(group) in seen.get_text()


def test_a_word_that_another_synonym_holds_leads_to_that_one_with_the_new_word_written_in(editor: Client) -> None:
    page("入所の手引き", parent=root())
    group = SynonymGroup.objects.get(words="入園\n入所")
    add = reverse("wagtailsnippets_search_synonymgroup:add")
    values = {"words": "保活\n入園", "direction": "two_way", "trial-q": "保活", "trial-in": "ja", "trial-back": BOARD}
    html = soup(editor.post(add, values))
    (way,) = [a for a in html.select("a") if a.get_text(strip=True) == "「保活」を「入園＝入所」に書き足す"]
    form = soup(editor.get(str(way["href"])))
    assert "「保活」を書き足しました。まだ保存していません" in form.get_text()
    assert one(form, "textarea[name=words]").get_text().split() == ["入園", "入所", "保活"]
    assert one(form, "[name=trial-q]")["value"] == "保活"
    assert form.select("[data-trial-at-once]")
    group.refresh_from_db()
    assert group.words == "入園\n入所"
    # The form's own comparison, and the saving.
    before, after = compared(editor, q="保活", words="入園\n入所\n保活", pk=group.pk).select(".comparison section")
    assert "見つかりません" in before.get_text()
    assert "入所の手引き" in after.get_text()
    sent = {name: one(form, f"[name={name}]")["value"] for name in ("trial-q", "trial-back")}
    edit = reverse("wagtailsnippets_search_synonymgroup:edit", args=[group.pk])
    saved = editor.post(edit, {**sent, "words": "入園\n入所\n保活", "direction": "two_way"})
    assert (saved.status_code, saved["Location"]) == (302, BOARD)
    assert SynonymGroup.objects.get(pk=group.pk).words.split() == ["入園", "入所", "保活"]


def test_the_same_way_is_offered_where_results_are_compared_before_anything_is_saved(editor: Client) -> None:
    html = compared(editor, q="保活", words="保活\n入園")
    way = one(html, "a.button")
    assert way.get_text() == "「保活」を「入園＝入所」に書き足す"
    assert "保活" in one(soup(editor.get(str(way["href"]))), "textarea[name=words]").get_text()


def test_only_what_no_synonym_holds_is_added_and_of_one_way_both_sides(editor: Client) -> None:
    both = compared(editor, words="入園\n入学\n保活")
    assert [a.get_text() for a in both.select("a.button")] == [
        "「保活」を「入園＝入所」に書き足す",
        "「保活」を「入学＝就学」に書き足す",
    ]
    whole = compared(editor, words="入園\n就学")
    assert [a.get_text() for a in whole.select("a.button")] == ["同義語「入園＝入所」を開く", "同義語「入学＝就学」を開く"]
    one_way = compared(editor, words="こども病院", targets="小児科\nかかりつけ医", direction="one_way")
    form = soup(editor.get(str(one(one_way, "a.button")["href"])))
    assert one(form, "textarea[name=words]").get_text().split() == ["こども病院"]
    assert one(form, "textarea[name=targets]").get_text().split() == ["小児科", "かかりつけ医"]


def test_who_may_not_change_synonyms_is_not_led_to_their_forms() -> None:
    user = person("登録だけ")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_synonymgroup"]))
    SynonymGroup.objects.create(words="入園\n入所")
    html = compared(client_of(user), words="保活\n入園")
    assert "もう入っています" in html.get_text()
    assert not html.select("a")


def test_a_way_back_to_another_site_is_not_followed(editor: Client) -> None:
    values = {"words": "あそびば\nひろば", "direction": "two_way", "trial-back": "https://example.com/"}
    response = editor.post(reverse("wagtailsnippets_search_synonymgroup:add"), values)
    assert response["Location"] == reverse("wagtailsnippets_search_synonymgroup:list")


# Before and after ---------------------------------------------------------------------------------------------------------


def compared(client: Client, **values: Any) -> BeautifulSoup:
    return soup(client.post(COMPARE, {"direction": "two_way", "targets": "", "pk": "", "in": "ja", **values}))


def test_the_form_shows_what_a_query_would_find_before_anything_is_saved(editor: Client) -> None:
    page("ひろばの予定", parent=root())
    html = compared(editor, q="あそびば", words="あそびば\nひろば")
    before, after = html.select(".comparison section")
    assert "見つかりません" in before.get_text()
    assert [li.get_text(" ", strip=True) for li in after.select("li")] == ["ひろばの予定 施設・窓口の一覧 新しく見つかる"]
    assert one(after, "li a")["href"]
    assert not SynonymGroup.objects.filter(words__startswith="あそびば").exists()


def test_an_edit_is_compared_with_the_group_as_it_is_stored(editor: Client) -> None:
    page("ひろば", parent=root())
    page("プレーパーク", parent=root())
    group = SynonymGroup.objects.create(words="あそびば\nひろば")
    html = compared(editor, q="あそびば", words="あそびば\nプレーパーク", pk=group.pk)
    before, after = html.select(".comparison section")
    assert "ひろば 施設・窓口の一覧 見つからなくなる" in before.get_text(" ", strip=True)
    assert "プレーパーク 施設・窓口の一覧 新しく見つかる" in after.get_text(" ", strip=True)
    same = compared(editor, q="あそびば", words="あそびば\nひろば", pk=group.pk)
    assert "どちらも同じ結果です" in same.get_text()


def test_without_a_query_the_first_word_is_tried(editor: Client) -> None:
    assert "「あそびば」で検索したとき" in compared(editor, q="", words="あそびば\nひろば").get_text()


def test_a_form_that_could_not_be_saved_says_so_in_words_instead(editor: Client) -> None:
    html = compared(editor, q="あそびば", words="あそびば")
    assert "2つ以上書いてください" in html.get_text()
    assert not html.select(".comparison")
    assert compared(editor, words="").get_text()
    assert "保育園＝保育所" in compared(editor, words="保育所\n託児所").get_text()
    assert editor.post(COMPARE, {"words": "あ\nい", "direction": "two_way", "pk": "999999"}).status_code == 404


def test_a_comparison_is_no_search_of_a_reader(editor: Client) -> None:
    compared(editor, q="あそびば", words="あそびば\nひろば")
    editor.get("/admin/searched/results/?q=あそびば&in=ja")
    assert not SearchedQuery.objects.exists()


def test_what_a_query_finds_now_is_shown_where_no_synonym_is_named(editor: Client) -> None:
    page("ひろばの予定", parent=root())
    html = soup(editor.get("/admin/searched/results/?q=ひろば&in=zz"))
    assert "ひろばの予定" in one(html, ".comparison").get_text()
    assert editor.get("/admin/searched/results/?q=ひろば&group=999999").status_code == 404
    assert editor.get("/admin/searched/results/").status_code == 200


# To a draft ---------------------------------------------------------------------------------------------------------------


def begun(client: Client, **values: str) -> Any:
    return client.post("/admin/searched/draft/", values)


def test_one_click_on_a_row_opens_a_draft_of_that_title_which_nobody_outside_sees(editor: Client) -> None:
    asked("雨の日の遊び場", results=0)
    form = one(soup(editor.get(BOARD)), "table.searched form")
    title = str(one(form, "[name=title]")["value"])
    response = begun(editor, title=title, way=str(one(form, "button[name=way]")["value"]))
    made = BasePage.objects.get(title="雨の日の遊び場")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert editor.get(response["Location"]).status_code == 200
    assert not made.live
    assert made.owner is not None
    assert made.owner.username == "編集"
    assert made.latest_revision is not None
    assert made.slug.isascii()
    assert PageLogEntry.objects.filter(page=made.pk, action="wagtail.create").exists()
    assert begun(editor, title=title, way=made.specific_class._meta.label_lower).status_code == 302


@needs("home")  # the directory alone has one type of page
def test_the_other_types_are_one_button_away(editor: Client) -> None:
    asked("雨の日の遊び場", results=0)
    first, second, *_others = drafts.ways(person("ほかの編集", "editor"))
    button = one(soup(editor.get(BOARD)), "table.searched form button[name=choose]")
    choice = soup(begun(editor, title="雨の日の遊び場", choose=str(button["value"])))
    assert not BasePage.objects.filter(title="雨の日の遊び場").exists()
    assert [str(radio["value"]) for radio in choice.select("input[name=way]")][:2] == [first.key, second.key]
    assert begun(editor, title="雨の日の遊び場", way=second.key).status_code == 302
    assert isinstance(BasePage.objects.get(title="雨の日の遊び場").specific, second.model)


def test_the_types_offered_are_those_that_this_person_may_make(editor: Client) -> None:
    assert drafts.ways(person("ほかの編集", "editor"))
    assert drafts.ways(person("翻訳", "translator")) == []
    assert drafts.ways(AnonymousUser()) == []


def test_a_type_that_was_not_offered_or_an_empty_title_makes_nothing(editor: Client) -> None:
    before = Page.objects.count()
    response = begun(editor, title="題", way="wagtailcore.page")
    assert response.status_code in (200, 302)
    begun(editor, title=" \x00 ")
    assert Page.objects.filter(title="題").count() == (response.status_code == 302)
    assert Page.objects.count() == before + (response.status_code == 302)
    assert editor.get("/admin/searched/draft/").status_code == 405
