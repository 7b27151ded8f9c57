"""Wagtail's own search, as the admin's listings and choosers and `?search=` use it."""

import pytest
from django.core.management import call_command
from django.db.models import F
from modelsearch.backends import get_search_backend
from modelsearch.backends.base import SearchFieldError
from modelsearch.query import MATCH_ALL, And, Boost, Fuzzy, Not, Or, Phrase, PlainText
from wagtail.models import Page

from cms.core.models import Image
from directory.models import DirectoryPage
from search.models import IndexedObject, SynonymGroup
from tests.core.factories import ImageFactory
from tests.search.factories import page, root

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]


@pytest.fixture
def backend():
    return get_search_backend()


@pytest.fixture
def pages():
    root()
    return {
        "nursery": page("保育園の入園案内", text="申し込みは市役所です。"),
        "square": page("子育てひろば", text="保育園に入る前の親子が集まります。"),
        "pool": page("市民プール", text="夏だけ開きます。"),
    }


def names(results):
    return [result.title for result in results]


def test_japanese_is_found_with_the_title_before_the_text(backend, pages):
    assert names(backend.search("保育園", Page)) == ["保育園の入園案内", "子育てひろば"]
    assert names(backend.search("入園", Page)) == ["保育園の入園案内"]


def test_half_width_and_full_width_are_one(backend, pages):
    assert names(backend.search("ﾌﾟｰﾙ", Page)) == ["市民プール"]


def test_all_the_words_first_and_some_of_them_where_nothing_has_all(backend, pages):
    both = backend.search("保育園 市役所", Page)
    assert names(both) == ["保育園の入園案内"]
    assert not both.relaxed
    some = backend.search("プール 宇宙船", Page)
    assert names(some) == ["市民プール"]
    assert some.relaxed
    assert some.count() == 1


def test_an_operator_that_is_given_holds(backend, pages):
    assert names(backend.search("プール 宇宙船", Page, operator="and")) == []
    assert names(backend.search("プール 宇宙船", Page, operator="or")) == ["市民プール"]


def test_the_querysets_own_filters_hold_whatever_they_are(backend, pages):
    assert names(backend.search("保育園", DirectoryPage.objects.filter(slug=pages["square"].slug))) == ["子育てひろば"]
    assert names(backend.search("保育園", Page.objects.filter(basepage__summary="").exclude(title__startswith="保"))) == [
        "子育てひろば"
    ]
    assert names(backend.search("保育園", Page.objects.none())) == []
    assert names(backend.search("保育園", Page.objects.live().public().descendant_of(root()))) == [
        "保育園の入園案内",
        "子育てひろば",
    ]


def test_a_draft_is_found_by_those_whose_queryset_holds_it(backend):
    page("孔雀羊歯", live=False)
    assert names(backend.search("孔雀羊歯", Page)) == ["孔雀羊歯"]
    assert names(backend.search("孔雀羊歯", Page.objects.live())) == []


def test_any_order_by(backend, pages):
    for order in ("title", "-title", F("title").desc(nulls_last=True), "basepage__summary", "?"):
        assert len(backend.search("保育園", Page.objects.order_by(order), order_by_relevance=False)) == 2
    by_title = backend.search("保育園", Page.objects.order_by("-title"), order_by_relevance=False)
    assert names(by_title) == sorted(["保育園の入園案内", "子育てひろば"], reverse=True)


def test_every_kind_of_query(backend, pages):
    nursery, pool = PlainText("保育園"), PlainText("プール")
    assert names(backend.search(Or([nursery, pool]), Page.objects.filter(pk=pages["pool"].pk))) == ["市民プール"]
    assert names(backend.search(And([nursery, PlainText("市役所")]), Page)) == ["保育園の入園案内"]
    assert names(backend.search(nursery & ~PlainText("市役所"), Page)) == ["子育てひろば"]
    assert names(backend.search(Phrase("入園案内"), Page)) == ["保育園の入園案内"]
    assert names(backend.search(Boost(pool, 100) | nursery, Page))[0] == "市民プール"
    assert names(backend.search(Fuzzy("保育えん"), Page))[0] == "保育園の入園案内"
    assert set(names(backend.search(MATCH_ALL, DirectoryPage))) >= {"市民プール", "子育てひろば"}
    assert names(backend.search(Not(MATCH_ALL), Page)) == []


def test_only_in_certain_fields(backend, pages):
    assert names(backend.search("保育園", Page, fields=["title"])) == ["保育園の入園案内"]
    assert list(backend.search("保育園", Page, fields=[])) == []
    with pytest.raises(SearchFieldError):
        backend.search("保育園", Page, fields=["no_such_field"])


def test_half_typed_words(backend, pages):
    for text in ("保", "保育", "保育園の", "入園案", "ほご" * 0 + "プー", "ぷー"):
        assert names(backend.autocomplete(text, Page)), text
    assert names(backend.autocomplete("プー", Page)) == ["市民プール"]
    assert names(backend.autocomplete("夏", Page)) == []


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("一時預かり", ["一時預かり", "一時あずかり", "いちじあずかり", "ｲﾁｼﾞｱｽﾞｶﾘ", "ichijiazukari", "一時預"]),
        ("保育園の入園案内", ["hoikuen", "ほいく園", "ﾎｲｸｴﾝ", "ﾎｲｸ", "保育えん 入園", "hoikuen あんない"]),
        ("引っ越しの手続き", ["引越し", "ひっこし", "hikkoshi", "引越しの手続"]),
    ],
)
def test_whole_words_are_found_half_typed_or_in_any_spelling(backend, pages, title, texts):
    if title not in names(pages.values()):
        page(title)
    for text in texts:
        assert title in names(backend.autocomplete(text, Page)), text
    assert title not in names(backend.autocomplete("市民プール", Page))


def test_what_is_typed_is_looked_for_in_the_fields_made_for_it_alone(backend, pages):
    assert names(backend.autocomplete("申し込み", Page)) == []
    assert names(backend.autocomplete("puuru", Page, fields=["title"])) == ["市民プール"]
    with pytest.raises(SearchFieldError):
        backend.autocomplete("プール", Page, fields=["body_text"])


def test_the_editors_synonyms_hold_here_too(backend, pages):
    assert names(backend.search("すいえい場", Page, operator="and")) == names(backend.autocomplete("すいえい場", Page)) == []
    SynonymGroup.objects.create(words="すいえい場\nプール")
    assert names(backend.search("すいえい場", Page)) == ["市民プール"]
    assert names(backend.search("すいえい場", Page, fields=["title"])) == ["市民プール"]
    assert names(backend.autocomplete("すいえい場", Page)) == ["市民プール"]


def test_slices_counts_and_scores(backend):
    for number in range(12):
        page(f"ひろば {number}")
    results = backend.search("ひろば", Page)
    assert results.count() == len(results) == 12
    first, rest = names(results[:5]), names(results[5:])
    assert len(first) == 5
    assert len(rest) == 7
    assert set(first).isdisjoint(rest)
    assert results[5:100].count() == 7
    assert results[3].title == names(results)[3]
    assert all(found.score > 0 for found in results.annotate_score("score"))


def test_facets(backend, pages):
    facet = backend.search("保育園", DirectoryPage).facet("live")
    assert dict(facet) == {True: 2}


@pytest.mark.parametrize("text", ["", " ", "　", '"', "'", "*", "AND", "(", "\x00", "-", "^", "あ" * 10_000, "title:x", "%"])
def test_nothing_that_can_be_typed_is_an_error(backend, pages, text):
    for results in (backend.search(text, Page), backend.autocomplete(text, Page), backend.search(Fuzzy(text), Page)):
        list(results)
        results.count()


def test_pictures_are_found_by_their_japanese_titles(backend):
    image = ImageFactory.create(title="運動会の写真")
    assert list(backend.search("運動会", Image)) == [image]
    image.delete()
    assert list(backend.search("運動会", Image)) == []


def test_a_save_costs_the_same_however_large_the_index_is(django_assert_max_num_queries):
    made = page("頁")
    with django_assert_max_num_queries(60):
        made.save()


def test_a_rebuild_mends_what_is_missing_and_drops_what_is_gone(backend, pages):
    IndexedObject.objects.filter(object_id=str(pages["pool"].pk)).delete()
    some = IndexedObject.objects.all()[0]
    IndexedObject.objects.create(content_type=some.content_type, object_id="99999999", tokens="保育園", autocomplete="")
    call_command("update_index", verbosity=0)
    assert names(backend.search("プール", Page)) == ["市民プール"]
    assert not IndexedObject.objects.filter(object_id="99999999").exists()


def test_searching_is_four_statements_at_most_and_one_more_to_see_whether_an_engine_may_answer(
    backend, pages, django_assert_max_num_queries, each_engine, planned
):
    backend.search("保育園", Page).count()
    for results in (backend.search("保育園", Page), backend.autocomplete("保育", Page)):
        # The synonyms, the keys, the objects, and how many where all the words may be too much (planned like the keys).
        with django_assert_max_num_queries(4 + 2 * planned if each_engine == "database" else 5):
            list(results[:10])
