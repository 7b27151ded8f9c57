"""A slip of one or two kana, or of a letter: what was meant is said, and is among the first that is shown."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from directory.models import DirectoryPage
from search import asking, correcting
from search.analysis.nearest import Vocabulary, corrections, one_spelling, words_of
from search.models import Entry
from tests.search.factories import MARKER, PlaceFactory, found, page, root, titles

pytestmark = pytest.mark.django_db

TITLES = (
    "保育園の入園案内",
    "予防接種のご案内",
    "プレーパークの秋まつり",
    "一時預かり",
    "図書館のおはなし会",
    "離乳食講座",
    "子育てひろば",
)


@pytest.fixture
def pages():
    for title in TITLES:
        page(title)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ほいくえい", "保育園の入園案内"),
        ("ほいくへん", "保育園の入園案内"),
        ("よぼうせっしゃ", "予防接種のご案内"),
        ("プレーバーク", "プレーパークの秋まつり"),
        ("いちじあずかろ", "一時預かり"),
        ("一時あずかろ", "一時預かり"),
        ("としょあかん", "図書館のおはなし会"),
        ("りにゅうしゅく", "離乳食講座"),
        ("こそだてびろは", "子育てひろば"),
        ("hoikuem", "保育園の入園案内"),
        ("hoikuan", "保育園の入園案内"),
        ("toshokam", "図書館のおはなし会"),
        ("yobousesshi", "予防接種のご案内"),
        ("よぼうせっしゃ 案内", "予防接種のご案内"),
    ],
)
def test_with_a_slip_in_it_the_right_thing_comes_first(pages, typed, title):
    assert titles(typed)[:1] == [title]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("よぼうせっしゃ", "予防接種"),
        ("プレーバーク", "プレーパーク"),
        ("いちじあずかろ", "一時預かり"),
        ("toshokam", "図書館"),
        ("よぼうせっしゃ 案内", "予防接種 案内"),
    ],
)
def test_where_nothing_holds_the_words_what_was_meant_is_said_and_finds_all(pages, typed, meant):
    results = found(typed)
    assert results.did_you_mean == meant
    assert results.relaxed
    assert not found(meant).relaxed


def test_where_the_search_was_fine_nothing_is_looked_up(pages, monkeypatch):
    monkeypatch.setattr("search.queries.corrected", lambda *asked: pytest.fail("it was looked up"))
    for text in ("保育園", "ほいくえん", "hoikuen", "案内 予防"):
        assert found(text).did_you_mean == ""


@pytest.mark.parametrize("typed", ["うちゅうせん", "宇宙船", "xyzzy", "あお", "0423831111", "ん", "エベレスト登山"])
def test_what_resembles_nothing_is_left_as_it_is(pages, typed):
    assert found(typed).did_you_mean == ""


def test_words_of_another_language_are_not_meant():
    page("Nursery guide", parent=root("en"))
    assert found("nursary").did_you_mean == ""
    assert found("nursary", locale="en").did_you_mean == "nursery"


def test_words_that_do_not_stand_together_are_no_correction(pages):
    page("市民プール")
    assert found("よぼうせっしゃ プール").did_you_mean == ""
    assert "市民プール" in titles("よぼうせっしゃ プール")


def test_tags_and_names_of_places_are_known_too():
    page("催しもの", tags=["紙芝居"])
    PlaceFactory.create(name="けやきの木児童館")
    assert found("かみしはい").did_you_mean == "紙芝居"
    assert found("じどうかぬ").did_you_mean == "児童館"


def test_it_is_shown_as_a_link_that_keeps_what_was_chosen_and_told_by_the_api(pages, client):
    html = client.get("/search/?q=プレーバーク&kind=directory").content.decode()
    assert "もしかして：" in html
    assert 'href="?q=%E3%83%97%E3%83%AC%E3%83%BC%E3%83%91%E3%83%BC%E3%82%AF&amp;kind=directory"' in html
    assert client.get("/api/v2/search", {"q": "プレーバーク"}).json()["did_you_mean"] == "プレーパーク"
    assert client.get("/api/v2/search", {"q": "プレーパーク"}).json()["did_you_mean"] == ""


def test_a_slip_costs_few_queries_more(pages, django_assert_max_num_queries, planned):
    with django_assert_max_num_queries(10 + 4 * planned):
        found("よぼうせっしゃ")


def marked_by_a_slip() -> bool:
    """Whether the marker word (くじゃくしだ) is given away to somebody who nearly types it."""
    results = [found(typed, locale=code) for typed in ("くじゃくしな", "kujakushita", "くしゃくしだ") for code in ("ja", "")]
    return any(MARKER[:2] in each.did_you_mean or each.hits for each in results)


def test_a_word_of_what_is_not_public_is_never_meant():
    draft = page(MARKER, live=False, tags=[f"{MARKER}の札"])
    assert not marked_by_a_slip()
    draft.save_revision().publish()
    assert marked_by_a_slip()
    restriction = PageViewRestriction.objects.create(page=draft, restriction_type=PageViewRestriction.LOGIN)
    assert not marked_by_a_slip()
    restriction.delete()
    assert marked_by_a_slip()
    entries = Entry.objects.filter(title=MARKER)
    entries.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert not marked_by_a_slip()
    entries.update(expires_at=None)
    assert marked_by_a_slip()
    DirectoryPage.objects.get(pk=draft.pk).unpublish()
    assert not marked_by_a_slip()


def test_the_words_are_kept_in_memory_until_there_are_others(django_assert_num_queries, monkeypatch):
    page("保育園")
    # As outside of a transaction: each test is one.
    monkeypatch.setattr(correcting, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(correcting, "_held", {})
    held = correcting.vocabulary("ja")
    with django_assert_num_queries(1):
        assert correcting.vocabulary("ja") is held
    page("図書館")
    assert "図書館" in [known.word for known in correcting.vocabulary("ja").words]


# --- words and letters ----------------------------------------------------------------------------------------------


def vocabulary(*texts: str) -> Vocabulary:
    return Vocabulary(known for text in texts for known in words_of(text))


def test_a_voiced_sound_for_an_unvoiced_one_is_the_smaller_slip():
    assert vocabulary("パンダ", "バンド", "パンチ").near("ばんだ")[0] == "パンダ"


def test_short_words_forgive_one_slip_and_shorter_ones_none():
    words = vocabulary("さくら", "うみ")
    assert words.near("さくり") == ["さくら"]
    assert words.near("さりる") == words.near("うに") == []


@pytest.mark.parametrize(
    ("one", "other"), [("yobou", "yobo"), ("sha", "sya"), ("gakkou", "gako"), ("chi", "ti"), ("fuji", "huzi")]
)
def test_letters_have_one_spelling(one, other):
    assert one_spelling(one) == one_spelling(other)


@pytest.mark.parametrize(
    "typed", ["", "%", "あ" * 200, "a" * 200, "か\u3099" * 20, "🍼🍼🍼🍼", "ー" * 10, "あ い う え お " * 10]
)
def test_anything_can_be_corrected_without_an_error(typed):
    corrections(asking.clean(typed), vocabulary(*TITLES))
