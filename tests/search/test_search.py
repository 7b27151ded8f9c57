"""What somebody who searches gets."""

import datetime

import pytest

from search.highlight import plain
from tests.search.factories import PlaceFactory, found, page, root, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]


def test_what_has_the_word_in_its_title_comes_before_what_mentions_it():
    page("図書館のおはなし会", text="離乳食の話もします。" * 3)
    page("離乳食のはじめ方", text="五か月ごろから。")
    assert titles("離乳食") == ["離乳食のはじめ方", "図書館のおはなし会"]


def test_all_the_words_first():
    page("プールとひろば")
    page("プール")
    assert titles("プール ひろば") == ["プールとひろば"]
    assert not found("プール ひろば").relaxed


def test_where_nothing_holds_all_the_words_those_with_some_are_shown_and_it_says_so():
    page("プール")
    results = found("プール 宇宙船")
    assert [hit.entry.title for hit in results.hits] == ["プール"]
    assert results.relaxed


def test_a_sentence_is_answered_by_any_of_its_words_and_says_where_nothing_holds_them_all():
    page("おむつ替えの台", text="おむつを替える場所です。")
    page("おむつの配付")
    results = found("おむつはどこで替えられますか")
    assert [hit.entry.title for hit in results.hits] == ["おむつ替えの台", "おむつの配付"]
    assert not found("おむつを替える？").relaxed
    assert found("おむつを宇宙で替える？").relaxed


def test_how_many_hold_all_the_words_is_told_beside_how_many_hold_any():
    page("おむつ替えの台", text="おむつを替える場所です。")
    page("おむつの配付")
    page("プール")
    counted = {text: (found(text).total, found(text).holding_all) for text in ("おむつを替える？", "おむつ", "おむつ 替える", "")}
    assert counted == {"おむつを替える？": (2, 1), "おむつ": (2, 2), "おむつ 替える": (1, 1), "": (0, None)}
    assert found("おむつを宇宙で替える？").holding_all == 0
    assert found("プール 宇宙船").holding_all == 0
    assert found("", kinds=["directory"]).holding_all is None
    assert found("おむつを替える？").is_partly
    assert not found("おむつ").is_partly


def test_a_filter_counts_among_those_that_hold_all_the_words_too():
    page("おむつ替えの台", text="おむつを替える場所です。", tags=["駅"])
    page("おむつの配付", tags=["雨の日"])
    results = found("おむつを替える？", tags=["雨の日"])
    assert (results.total, results.holding_all, results.relaxed) == (1, 0, False)


def test_full_width_half_width_and_capital_letters_are_one():
    page("イベントのお知らせ NPO")
    for text in ("イベント", "ｲﾍﾞﾝﾄ", "ＮＰＯ", "npo"):
        assert titles(text) == ["イベントのお知らせ NPO"], text


@pytest.mark.parametrize("text", ["歯", "歳", "1歳", "１歳", "1歳のこと", "虫歯"])
def test_a_single_character_finds_what_holds_it_wherever_it_stands(text):
    page("1歳のこと", text="歯と、むし歯、虫歯のこと。")
    page("プール")
    assert titles(text) == ["1歳のこと"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "　",
        '"',
        '""',
        "'",
        "*",
        "AND",
        "OR NOT",
        "(",
        "a AND (",
        "^",
        "tokens:x",
        "%",
        "\\",
        "\x00",
        "-",
        "🐣",
        "あ" * 10_000,
        "NEAR(",
    ],
)
def test_nothing_that_can_be_typed_is_an_error(text):
    page("頁")
    found(text)


def test_a_blank_search_finds_nothing_but_a_filter_alone_finds_all_it_lets_through():
    page("頁")
    PlaceFactory.create(name="公園", kind="park")
    assert found("").total == 0
    assert titles("", kinds=["park"]) == ["公園"]


def test_facets_count_what_there_would_be_with_their_own_filter_lifted():
    page("ひろば一", age_min=0, age_max=11, tags=["雨の日"])
    page("ひろば二", age_min=12, age_max=23)
    PlaceFactory.create(name="ひろば三", kind="park", age_min=0, age_max=11)
    results = found("ひろば", kinds=["park"])
    assert results.total == 1
    assert {f.value: (f.count, f.chosen) for f in results.facets["kind"]} == {"directory": (2, False), "park": (1, True)}
    assert {f.value: f.count for f in results.facets["age"]} == {"0": 1}
    assert results.facets["tag"] == []
    assert {f.value: f.count for f in found("ひろば").facets["tag"]} == {"雨の日": 1}


def test_an_age_finds_what_is_for_that_age_and_what_is_for_all():
    page("ひろば乳児", age_min=0, age_max=11)
    page("ひろば学童", age_min=72)
    page("ひろば全員")
    assert set(titles("ひろば", age=6)) == {"ひろば乳児", "ひろば全員"}


def test_only_what_carries_all_the_tags():
    page("ひろば一", tags=["雨の日", "無料"])
    page("ひろば二", tags=["雨の日"])
    assert titles("ひろば", tags=["雨の日", "無料"]) == ["ひろば一"]


def test_near_a_point_the_nearest_first():
    PlaceFactory.create(name="公園遠", latitude=35.71, longitude=139.50)
    PlaceFactory.create(name="公園近", latitude=35.7005, longitude=139.50)
    PlaceFactory.create(name="公園外", latitude=36.5, longitude=139.50)
    PlaceFactory.create(name="公園不明")
    assert titles("", near=(35.7, 139.5), radius=2000) == ["公園近", "公園遠"]
    assert found("公園", near=(35.7, 139.5), radius=100).hits[0].distance == pytest.approx(55.6, abs=1)


def test_dates_find_what_happens_on_a_day_of_the_span():
    from django.contrib.contenttypes.models import ContentType

    from search.models import Entry
    from search.registry import Content
    from search.services import write

    day = datetime.date
    spans = {"1": (day(2026, 4, 1), day(2026, 4, 3)), "2": (day(2026, 5, 1), None), "3": (None, None)}
    write(
        ContentType.objects.get_for_model(Entry),
        {key: Content(title=f"まつり{key}", kind="event", locale="ja", dates=dates) for key, dates in spans.items()},
    )
    assert titles("まつり", dates=(day(2026, 4, 3), day(2026, 4, 30))) == ["まつり1"]
    assert titles("まつり", dates=(day(2026, 4, 4), None)) == ["まつり2"]
    assert titles("まつり", dates=(None, day(2026, 4, 1))) == ["まつり1"]


def test_pages_of_results_hold_everything_once():
    for number in range(25):
        page(f"ひろば {number}")
    pages = [titles("ひろば", page=number) for number in (1, 2, 3)]
    assert [len(p) for p in pages] == [10, 10, 5]
    assert len({t for p in pages for t in p}) == 25
    assert found("ひろば").total == 25
    assert found("ひろば").pages == 3


def test_excerpts_come_from_the_original_text_with_the_words_marked():
    page("頁", text="はじめに。" * 40 + "ファミサポの登録会があります。" + "おわりに。" * 40)
    (hit,) = found("ﾌｧﾐｻﾎﾟ").hits
    assert [piece.text for piece in hit.excerpt if piece.marked] == ["ファミサポ"]
    assert plain(hit.excerpt).startswith("…")
    assert "登録会" in plain(hit.excerpt)
    assert len(plain(hit.excerpt)) < 130


@pytest.mark.parametrize("typed", ["保育園", "ほいくえん", "ﾎｲｸｴﾝ", "hoikuen"])
def test_what_was_meant_is_marked_and_no_part_of_it_elsewhere(typed):
    page("ひまわり保育園と幼稚園", text="保育園のとなりに幼稚園があります。")
    (hit,) = found(typed).hits
    assert [piece.text for piece in hit.title if piece.marked] == ["保育園"]


def test_words_that_are_only_for_finding_are_never_shown():
    PlaceFactory.create(name="図書室", kind="facility", note="絵本があります。")
    (hit,) = found("施設").hits
    assert hit.entry.title == "図書室"
    assert "施設" not in plain(hit.excerpt)


def test_a_search_takes_the_same_few_queries_however_much_it_finds(django_assert_num_queries, planned):
    for number in range(30):
        page(f"ひろば {number}", tags=["雨の日"], text="ひろばの文")
    found("ひろば")
    with django_assert_num_queries(5 + planned):
        found("ひろば", per_page=50)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("いくら", "ほいくくらぶ"),
        ("ママ", "ベビーカーのまま"),
        ("ワンオペ", "ワンワン公園のおべんとう"),
        ("つわり", "ひまわり保育園"),
        ("ベビーシッター", "パートナーシップの準備"),
        ("お医者さん", "おかあさん教室"),
    ],
)
def test_what_only_shares_a_few_sounds_is_not_found(typed, title):
    page(title)
    results = found(typed)
    assert (results.total, results.relaxed, results.did_you_mean) == (0, False, "")


@pytest.mark.parametrize(
    "typed",
    ["4歳", "四歳", "４才", "4歳児", "年中", "幼児", "3歳半 ひろば"],
)
def test_an_age_that_is_typed_meets_the_ages_that_a_thing_is_for(typed):
    page("ひろば", age_min=36, age_max=71)
    page("学童", age_min=72, age_max=143)
    page("みんなの広場まつり")
    assert titles(typed)[:1] == ["ひろば"]
    assert "学童" not in titles(typed)


@pytest.mark.parametrize(
    ("typed", "title"), [("小1", "小"), ("小学一年生", "小"), ("中２", "中"), ("高校生", "高"), ("妊婦", "妊")]
)
def test_a_year_of_school_is_an_age_too(typed, title):
    page("小", age_min=72, age_max=143)
    page("中", age_min=144, age_max=179)
    page("高", age_min=180, age_max=216)
    page("妊", age_min=-10, age_max=-1)
    assert titles(typed) == [title]


@pytest.mark.parametrize("typed", ["4 years old", "four-year-old", "age 4", "preschool"])
def test_an_age_in_english_meets_it_as_well(typed):
    page("Square", parent=root("en"), age_min=36, age_max=71)
    page("Club", parent=root("en"), age_min=72, age_max=143)
    assert titles(typed, locale="en") == ["Square"]


def test_an_age_that_is_found_is_not_counted_as_text():
    page("ひろば", text="お茶があります", age_min=36, age_max=71)
    (hit,) = found("4歳").hits
    assert "4歳" not in plain([*hit.title, *hit.excerpt])


@pytest.mark.parametrize(
    ("typed", "written"),
    [("見本町1-1-1", "見本町１丁目１番１号"), ("見本町一丁目1番1号", "見本町1-1-1"), ("見本町１丁目１－１", "見本町1丁目1番地1")],
)
def test_the_number_of_a_house_is_one_in_every_spelling(typed, written):
    page("となり", text="見本町1-1-11、見本町11-1-1")
    page("ここ", text=written)
    assert titles(typed)[:1] == ["ここ"]


def test_a_number_is_found_with_and_without_its_counter():
    page("救急", text="命にかかわるときは 119 番へ")
    assert titles("119番") == titles("１１９番") == titles("119") == ["救急"]


def test_a_sentence_takes_one_question_more_and_no_other(django_assert_num_queries, planned):
    page("おむつ替えの台", text="おむつを替える場所です。")
    found("おむつを替える？")
    with django_assert_num_queries(5 + 2 * planned):
        found("おむつを替える？")
