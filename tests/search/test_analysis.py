"""One spelling, one form, one sound: whatever is typed meets whatever was written."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis, asking
from search.analysis.latin import stem
from search.analysis.morphemes import Analyser, pieces
from search.analysis.own_words import OwnWords
from search.analysis.spelling import fold, fold_with_places, half_romaji, hiragana, is_romaji, sound
from search.own_words import read
from search.thesaurus import Thesaurus

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ｲﾍﾞﾝﾄ", "イベント"),
        ("ＮＰＯ", "npo"),
        ("サーバ－", "サーバー"),
        ("ベビーカ―", "ベビーカー"),
        ("コ‐ス", "コース"),
        ("らーめん〜", "らーめんー"),
        ("042−383−1111", "042-383-1111"),
        ("Café", "cafe"),
        ("が", "が"),
    ],
)
def test_widths_capitals_and_dashes_are_one(typed, meant):
    assert fold(typed) == meant
    folded, places = fold_with_places(f"頁ハﾞー{typed}")
    assert folded == hiragana(fold(f"頁ハﾞー{typed}"))
    assert (len(places), places[:3], places == sorted(places)) == (len(folded), [0, 1, 3], True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引越し", "引っ越し"),
        ("サーバ", "サーバー"),
        ("子ども", "こども"),
        ("1歳", "１才"),
        ("一歳", "1歳"),
        ("６ヶ月", "6か月"),
        ("nurseries", "Nursery"),
        ("バイオリン", "ヴァイオリン"),
    ],
)
def test_two_ways_of_writing_have_one_token(one, other):
    first, second = (asking.expression_of(text).groups[0].alternatives[0] for text in (one, other))
    assert first == second


@pytest.mark.parametrize("typed", ["ほいくえん", "ホイクエン", "ﾎｲｸｴﾝ", "hoikuen", "Hoikuen"])
def test_what_is_typed_by_its_sound_meets_the_word(typed):
    tokens = set(analysis.tokens("保育園"))
    (group,) = asking.expression_of(typed).groups
    assert any(all(term.text in tokens for term in alternative) for alternative in group.alternatives)


@pytest.mark.parametrize(
    "kana", [("とうきょう", "とーきょー", "ときょ"), ("しょうにか", "しょーにか"), ("おおきい", "おーきい"), ("つづき", "つずき")]
)
def test_long_vowels_and_double_spellings_sound_alike(kana):
    assert len({sound(text) for text in kana}) == 1


@pytest.mark.parametrize("word", ["hoikuen", "shounika", "matcha", "gakkou", "shimbun", "kosodate"])
def test_romaji_is_read(word):
    assert is_romaji(word)


@pytest.mark.parametrize("word", ["nursery", "library", "sandwich", "kids", "room", "x"])
def test_english_is_not_taken_for_romaji(word):
    assert not is_romaji(word)


def test_romaji_half_typed_keeps_its_last_letters():
    assert half_romaji("hoik") == ("ほい", "k")
    assert half_romaji("shin") == ("し", "n")
    assert half_romaji("gakk") == ("が", "kk")
    assert half_romaji("xy") == ("", "xy")


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("nurseries", "nursery"), ("parks", "park"), ("classes", "class"), ("buses", "bus"), ("bus", "bus"), ("this", "this")],
)
def test_english_plurals(plural, singular):
    assert stem(plural) == stem(singular)


def test_own_words_stay_in_one_piece():
    analyser = Analyser(OwnWords([("のびのびーの", ""), ("のび", "")]))
    assert [m.normal for m in analyser.morphemes("「のびのびーの！」へ")] == ["のびのびーの", "へ"]


def test_own_words_come_from_a_file(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("\ufeffのびのびーの,ノビノビーノ\n\nけやき\n", encoding="utf-8")
    assert read(path) == [("のびのびーの", "ノビノビーノ"), ("けやき", "")]


@pytest.mark.parametrize(("content", "what"), [(",よみ\n".encode(), "row 1"), ("語".encode("utf-16"), "cannot be read")])
def test_a_bad_file_of_own_words_stops_the_start_with_its_name(tmp_path, content, what):
    from django.core.exceptions import ImproperlyConfigured

    path = tmp_path / "words.csv"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=what):
        read(path)


def test_a_long_text_is_cut_at_sentences_and_loses_nothing():
    text = "ひろばで遊びます。" * 5_000
    cut = list(pieces(text))
    assert "".join(cut) == text
    assert all(piece.endswith("。") for piece in cut)
    assert "".join(pieces("あ" * 50_000)) == "あ" * 50_000
    assert analysis.tokens(text).count("広場") == 5_000


def test_threads_do_not_disturb_one_another():
    text = "子育て支援センターで一時預かりを受け付けています。" * 50
    expected = analysis.tokens(text)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(analysis.tokens(text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 8


@given(st.text(max_size=300))
def test_any_text_has_tokens_that_an_index_can_hold(text):
    for token in (*analysis.tokens(text), *analysis.pairs(text)):
        assert token
        assert token.split() == [token]
    asking.expression_of(asking.clean(text))


def test_grammar_and_question_words_need_not_be_met():
    assert [group.alternatives[0][0].text for group in asking.expression_of("病院はどこ").groups] == ["病院"]
    assert len(asking.expression_of("どこ").groups) == 1


def test_a_sentence_asks_for_any_of_its_words():
    assert not asking.expression_of("おむつはどこで替えられますか").every
    assert asking.expression_of("保育園 一時預かり").every


FAMISAPO = ["ファミサポ", "ファミリー・サポート・センター"]
TWO_WAY = (FAMISAPO, FAMISAPO)


@pytest.mark.parametrize("typed", ["ファミサポ", "ふぁみさぽ", "famisapo"])
def test_synonyms_of_several_words_are_looked_for_as_well(typed):
    (group,) = asking.expression_of(typed, Thesaurus([TWO_WAY])).groups
    assert "ファミリー サポート センター" in [" ".join(t.text for t in alternative) for alternative in group.alternatives]


@pytest.mark.parametrize("typed", ["ファミリー・サポート・センター", "ﾌｧﾐﾘｰ ｻﾎﾟｰﾄ ｾﾝﾀｰ", "ファミリーサポートセンター 小金井"])
def test_words_in_a_row_have_synonyms_together(typed):
    group = asking.expression_of(typed, Thesaurus([TWO_WAY])).groups[0]
    assert "ファミサポ" in [" ".join(t.text for t in alternative) for alternative in group.alternatives]


def test_a_one_way_synonym_works_one_way():
    thesaurus = Thesaurus([(["病院"], ["小児科"])])
    assert len(asking.expression_of("病院", thesaurus).groups[0].alternatives) > len(
        asking.expression_of("病院").groups[0].alternatives
    )
    assert asking.expression_of("小児科", thesaurus) == asking.expression_of("小児科")
