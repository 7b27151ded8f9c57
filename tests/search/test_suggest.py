"""What is suggested to somebody who has typed the beginning of something."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.core.models import Tag
from directory.models import DirectoryPage
from search import queries, services, upkeep
from search.analysis.half_typed import keys_of, prefixes_of
from search.models import Entry, KnownWord, Suggestion
from search.suggesting import suggest
from tests.search.factories import MARKER, PlaceFactory, locale, page, root

pytestmark = pytest.mark.django_db


def texts(typed: str, code: str = "ja", **asked: int) -> list[str]:
    return [each.text for each in suggest(typed, code, **asked)]


@pytest.mark.parametrize(
    "typed", ["ほ", "ほい", "ほいく", "保", "保育", "hoiku", "hoik", "ho", "HOIKU", "ﾎｲｸ", "ホイクエ", "保育え", "ほいくえn"]
)
def test_kana_kanji_and_latin_letters_lead_to_the_same(typed):
    page("保育園の入園案内")
    page("市民プール")
    assert texts(typed) == ["保育園の入園案内"]


@pytest.mark.parametrize("typed", ["ほいｋ", "ほいｋｕ", "ｈｏｉｋ", "保育ｅ", "保育ｅｎ"])
def test_what_an_input_method_shows_while_it_composes_is_enough(typed):
    page("保育園の入園案内")
    assert texts(typed) == ["保育園の入園案内"]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("予防接種", "yobous"),
        ("予防接種", "よぼーせ"),
        ("学校", "gakk"),
        ("新聞", "shimb"),
        ("東京", "toky"),
        ("ファミリー・サポート・センター", "ふぁみりーさぽ"),
        ("ファミリー・サポート・センター", "famir"),
        ("引っ越しの手続き", "引越"),
        ("Play group", "pl"),
        ("Play group", "play gr"),
    ],
)
def test_long_vowels_double_consonants_and_marks_need_not_be_right(title, typed):
    page(title)
    assert texts(typed) == [title]


def test_a_word_inside_a_title_is_a_beginning_too_but_its_middle_is_not():
    page("子育て支援センター")
    assert texts("しえん") == texts("支援") == texts("センター") == ["子育て支援センター"]
    assert texts("えん") == texts("育て") == []


def test_a_title_is_found_as_somebody_wrote_down_that_it_is_read():
    PlaceFactory.create(name="美空公園", kana="みくう こうえん")
    assert texts("みくう") == texts("mik") == texts("こうえん") == ["美空公園"]


def test_tags_come_first_then_titles_that_begin_so_the_shorter_before_the_longer():
    page("一時保育のこと", tags=["保育料"])
    page("保育園の入園案内のながい題")
    page("保育園")
    assert texts("ほいく") == ["保育料", "保育園", "保育園の入園案内のながい題", "一時保育のこと"]


def test_the_same_text_is_suggested_once():
    page("おしらせ")
    page("おしらせ")
    page("あ", tags=["おしらせ"])
    assert texts("おし") == ["おしらせ"]


def test_no_more_than_was_asked_for():
    for number in range(12):
        page(f"ひろば {number}")
    assert len(texts("ひろ")) == 8
    assert len(texts("ひろ", limit=3)) == 3


def test_of_several_words_the_last_is_half_typed_and_those_before_occur():
    page("小金井市の図書館")
    page("図書館のおはなし会")
    page("小金井市のプール")
    assert texts("小金井 とし") == ["小金井市の図書館"]
    assert texts("としょかん koga") == ["小金井市の図書館"]
    assert texts("宇宙 とし") == []


def test_only_in_the_language_that_was_asked_for():
    page("Nursery", parent=root("en"))
    assert texts("nur") == []
    assert texts("nur", "en") == ["Nursery"]


def test_a_title_says_what_sort_of_thing_it_is_and_what_was_typed_is_marked():
    PlaceFactory.create(name="けやき公園", kind="park", address="本町1-1")
    page("けやき通信", tags=["けやきの木"])
    by_text = {each.text: each for each in suggest("けや", "ja")}
    assert {text: (each.kind, each.label) for text, each in by_text.items()} == {
        "けやきの木": ("word", ""),
        "けやき公園": ("place", "公園"),
        "けやき通信": ("title", "施設・窓口の一覧"),
    }
    assert [(p.text, p.marked) for p in by_text["けやき公園"].pieces] == [("けや", True), ("き公園", False)]


def test_where_no_letter_is_the_same_the_words_that_sound_so_are_marked():
    page("子育て支援センター")
    (found,) = suggest("しえ", "ja")
    assert [piece.text for piece in found.pieces if piece.marked] == ["支援"]


@pytest.mark.parametrize(
    "typed", ["", " ", "、。", "\x00", "%", "_", "あ" * 1000, "\U0010ffff", "a b c d e f g h", "ん", "ー", "🍼"]
)
def test_nothing_that_can_be_typed_is_an_error(typed):
    page("頁")
    texts(typed)


def test_signs_of_the_query_language_are_letters_like_any_other():
    page("保育園")
    assert texts("%") == texts("_") == []


@pytest.mark.parametrize("typed", ["ひ", "ひろ 1", "hir", "hi ro ba"])
def test_suggesting_takes_one_query_however_many_begin_so(typed, django_assert_num_queries):
    for number in range(30):
        page(f"ひろば {number}", tags=[f"ひろい{number}"])
    with django_assert_num_queries(1):
        assert len(texts(typed)) in range(9)


def test_writing_takes_the_same_few_queries_however_many_are_written(django_assert_max_num_queries):
    from django.contrib.contenttypes.models import ContentType

    from search.registry import Content

    contents = {str(n): Content(title=f"ひろば{n}", kind="page", locale="ja", tags=(f"札{n}",)) for n in range(100)}
    content_type = ContentType.objects.get_for_model(Entry)
    with django_assert_max_num_queries(30):
        services.write(content_type, contents)
    assert len(texts("ひろば")) == 8


# --- what must not be suggested -------------------------------------------------------------------------------------


def hidden() -> bool:
    return not any(texts(typed) for typed in (MARKER, MARKER[:1], "くじゃく", "kuj"))


def test_a_draft_is_suggested_from_its_publication_to_its_withdrawal():
    draft = page(MARKER, live=False, tags=[f"{MARKER}の札"])
    assert hidden()
    draft.save_revision().publish()
    assert texts("kuj") == [f"{MARKER}の札", MARKER]
    draft = DirectoryPage.objects.get(pk=draft.pk)
    draft.title = f"{MARKER}下書き"
    draft.save_revision()
    assert texts(MARKER) == [f"{MARKER}の札", MARKER]
    DirectoryPage.objects.get(pk=draft.pk).unpublish()
    assert hidden()


def test_what_is_private_is_not_suggested():
    section = page("部会")
    page(MARKER, parent=section, tags=[f"{MARKER}の札"])
    assert not hidden()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert hidden()
    restriction.delete()
    assert not hidden()
    Page.objects.get(pk=section.pk).delete()
    assert hidden()


def test_what_has_expired_is_not_suggested_though_nothing_has_unpublished_it():
    page(MARKER, tags=[f"{MARKER}の札"], expire_at=timezone.now() + datetime.timedelta(days=1))
    assert not hidden()
    Entry.objects.filter(title=MARKER).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert hidden()


def test_a_renamed_title_and_a_renamed_tag_are_suggested_by_their_new_names_only():
    renamed = page(MARKER, tags=[f"{MARKER}の札"])
    renamed.title = "べつの題"
    renamed.save()
    tag = Tag.objects.get(name=f"{MARKER}の札")
    tag.name = "べつの札"
    tag.save()
    assert hidden()
    assert set(texts("べつ")) == {"べつの題", "べつの札"}


def test_a_place_that_is_not_public_any_more_is_not_suggested():
    place = PlaceFactory.create(name=MARKER)
    assert not hidden()
    place.live = False
    place.save()
    assert hidden()


def test_a_page_that_changes_its_language_is_suggested_in_the_new_one():
    moved = page(MARKER, tags=["ひろばの札"])
    moved.locale = locale("en")
    moved.save()
    assert hidden()
    assert texts(MARKER, "en") == [MARKER]
    assert texts("ひろばの", "ja") == []


def test_a_past_query_is_suggested_while_what_it_finds_is_there(monkeypatch):
    found = page("催しもの", text=f"{MARKER}を見ます。")
    monkeypatch.setattr(queries, "good_queries", lambda code: [(MARKER, 12), ("どこにもない語", 50)])
    services.follow_all()
    assert texts("kuj") == [MARKER]
    assert texts("どこに") == []
    DirectoryPage.objects.get(pk=found.pk).unpublish()
    assert hidden()


def test_a_past_query_goes_when_the_words_that_it_found_are_taken_out(monkeypatch):
    found = page("催しもの", text=f"{MARKER}を見ます。")
    monkeypatch.setattr(queries, "good_queries", lambda code: [(MARKER, 1)])
    services.follow_all()
    assert texts(MARKER) == [MARKER]
    found.body = [("text", "<p>見ません。</p>")]
    found.save()
    assert hidden()


def test_a_rebuild_takes_out_what_nothing_holds_any_more_and_nothing_else():
    page("保育園", tags=["雨の日"])
    page(MARKER, tags=[f"{MARKER}の札"]).delete()
    assert KnownWord.objects.filter(word=MARKER).exists() or KnownWord.objects.filter(word__contains=MARKER[:2]).exists()
    upkeep.rebuild()
    assert not Suggestion.objects.filter(text__contains=MARKER).exists()
    assert not KnownWord.objects.filter(word__contains=MARKER[:2]).exists()
    assert texts("あめ") == ["雨の日"]
    assert KnownWord.objects.filter(word="保育園").exists()


# --- keys and prefixes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [("ほいくえん", "ほいくえん"), ("gakkou", "がっこ"), ("hoik", "ほいく"), ("shinb", "しんば"), ("matc", "まっち")],
)
def test_what_is_typed_becomes_the_beginning_of_a_key(typed, key):
    assert any(key.startswith(prefix) for prefix in prefixes_of(typed))


def test_keys_begin_at_each_word_and_say_whether_the_text_begins_so():
    keys = keys_of("市立 保育園")
    assert {key for key, begins in keys.items() if begins} == {"市立保育園", "しりつほいくえん"}
    assert {"保育園", "ほいくえん"} <= {key for key, begins in keys.items() if not begins}


# --- the API --------------------------------------------------------------------------------------------------------


def test_the_api_answers_with_pieces_and_kinds(client):
    PlaceFactory.create(name="けやき公園", kind="park", address="本町1-1")
    answer = client.get("/api/v2/suggest", {"q": "けやき"}).json()
    assert answer == {
        "q": "けやき",
        "suggestions": [
            {
                "text": "けやき公園",
                "pieces": [{"text": "けやき", "marked": True}, {"text": "公園", "marked": False}],
                "kind": "place",
                "label": "公園",
            }
        ],
    }


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=%E3%80%81", "q=a&locale=xx", "q=a&locale=", "q=a&limit=0", "q=a&limit=21", "q=a&q=b", "q=a&x=1"],
)
def test_the_api_says_what_is_wrong_with_a_question(client, query):
    root()
    response = client.get(f"/api/v2/suggest?{query}")
    assert response.status_code == 400
    assert response.json()["message"]


def test_the_api_takes_few_queries(client, django_assert_max_num_queries):
    page("保育園")
    with django_assert_max_num_queries(4):
        client.get("/api/v2/suggest?q=ほ")


def test_who_typed_kanji_is_shown_those_before_others_that_sound_so():
    page("参加を募集します")
    page("妊娠中の母子手帳")
    assert texts("母子") == ["妊娠中の母子手帳", "参加を募集します"]
