"""The index in the database: whatever way it takes, it finds what holds the words, and weighs them alike."""

import random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from search import index
from search.expression import Expression, Group, Term
from search.index import postgresql
from search.models import Entry, EntryText, TagSet
from search.registry import Content
from search.services import write

pytestmark = pytest.mark.django_db

FREQUENT = [f"w{number:02d}" for number in range(12)]
"""The first stands in nearly every entry, the last in few."""


@pytest.fixture
def entries() -> dict[int, set[str]]:
    """Id → the words it holds."""
    kind = ContentType.objects.get_for_model(Entry)
    write(kind, {str(number): Content(title="x", kind="topic", locale="ja") for number in range(300)})
    chance = random.Random(7)  # noqa: S311 (only to vary)
    held = {}
    for text in EntryText.objects.order_by("pk"):
        words = [word for place, word in enumerate(FREQUENT) if chance.random() < 0.95 / (place + 1) ** 1.4]
        text.tokens = " ".join(words + words[:1] * chance.randrange(3)) or "nothing"
        text.save(update_fields=["tokens"])
        held[text.pk] = set(words)
    return held


def asked(chance: random.Random) -> Expression:
    """One to three groups of one to three alternatives of one to three words, now and then the beginning of one."""

    def term() -> Term:
        return Term("w1", prefix=True) if chance.random() < 0.1 else Term(chance.choice(FREQUENT))

    alternatives = [
        [tuple(dict.fromkeys(term() for _ in range(chance.choice((1, 1, 2, 3))))) for _ in range(chance.choice((1, 1, 2, 3)))]
        for _ in range(chance.choice((1, 2, 2, 3)))
    ]
    return Expression.of((Group(tuple(each)) for each in alternatives), every=chance.random() < 0.7)


def meets(words: set[str], expression: Expression) -> bool:
    def holds(term: Term) -> bool:
        return any(word.startswith(term.text) if term.prefix else word == term.text for word in words)

    met = [any(all(map(holds, alternative)) for alternative in group.alternatives) for group in expression.groups]
    return all(met) if expression.every else any(met)


def found(expression: Expression) -> dict[int, float]:
    sql, params = index.index_of(index.ENTRIES).matched(expression)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, score FROM ({sql}) matched", params)  # noqa: S608 (our own statement)
        return dict(cursor.fetchall())


@pytest.mark.parametrize("look_up", [0, 1, 8, 1_000_000], ids=lambda most: f"lists-{most}-times-as-long-are-read")
def test_it_finds_what_holds_the_words_and_nothing_else(
    entries: dict[int, set[str]], look_up: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(11)  # noqa: S311 (only to vary)
    expressions = [asked(chance) for _ in range(40)]
    usual = [found(expression) for expression in expressions]
    monkeypatch.setattr(postgresql, "LOOK_UP", look_up)
    for expression, scores in zip(expressions, usual, strict=True):
        assert set(scores) == {pk for pk, words in entries.items() if meets(words, expression)}
        assert found(expression) == pytest.approx(scores)


def test_a_common_word_is_weighed_by_the_databases_own_statistics(
    entries: dict[int, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(13)  # noqa: S311 (only to vary)
    expressions = [asked(chance) for _ in range(20)]
    counted = [found(expression) for expression in expressions]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # So small a table is sampled whole, and the estimate is the count.
    monkeypatch.setattr(postgresql, "COMMON", 0)
    postgresql.common_words.cache_clear()
    for expression, scores in zip(expressions, counted, strict=True):
        assert found(expression) == pytest.approx(scores, rel=1e-3)


def test_entries_with_the_same_tags_share_one_set(django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        first = TagSet.objects.stored([["食", "健康"], ["健康", "食"], ["食"], []])
    with django_assert_num_queries(1):
        again = TagSet.objects.stored([["健康", "食"], ["食"]])
    assert first == again
    assert set(first) == {frozenset({"食", "健康"}), frozenset({"食"})}
    members = TagSet.objects.get(pk=first[frozenset({"食", "健康"})]).members
    assert sorted(members.values_list("name", flat=True)) == ["健康", "食"]
