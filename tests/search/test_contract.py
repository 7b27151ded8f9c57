"""What every engine answers: the same as one reads off the entries by hand, whatever is asked."""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cms.core.ages import LIFE_STAGES, MAX_MONTHS, MIN_MONTHS, AgeRange
from search.engines import choice
from search.engines.base import Answer, Filters, Near, Request
from search.engines.database import MOST_TAGS
from search.expression import Expression, Group, Term
from search.models import Entry
from search.registry import Content
from search.services import write

pytestmark = pytest.mark.django_db

HOW_MANY = 400
CASES = 60
NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()
CENTRE = (35.7, 139.5)
WORDS = [
    "保育園",
    "幼稚園",
    "公園",
    "図書館",
    "病院",
    "予防接種",
    "離乳食",
    "一時預かり",
    "ひろば",
    "おはなし会",
    "プール",
    "相談",
    "助成",
    "健診",
    "母子手帳",
    "NPO",
]
KINDS = ("page", "place", "event", "topic")
LOCALES = ("ja", "ja", "ja", "en", "vi")
SCHEDULES = ("mornings", "evenings", "always", "never")
TAGS = tuple(f"札{number:02d}" for number in range(MOST_TAGS + 15))


def contents() -> dict[str, Content]:
    """Entries of all sorts, always the same ones."""
    chance = random.Random(2026)  # noqa: S311 (only to vary)

    def some(value: Any, share: float = 0.5) -> Any:
        return value if chance.random() < share else None

    made = {}
    for number in range(HOW_MANY):
        first, last = sorted(chance.randint(MIN_MONTHS, MAX_MONTHS) for _ in range(2))
        starts = some(TODAY + datetime.timedelta(days=chance.randint(-30, 30)))
        ends = some(starts + datetime.timedelta(days=chance.randint(0, 5))) if starts else None
        position = (CENTRE[0] + chance.uniform(-0.05, 0.05), CENTRE[1] + chance.uniform(-0.05, 0.05))
        made[str(number)] = Content(
            title=" ".join(chance.choices(WORDS, k=2)),
            kind=chance.choice(KINDS),
            locale=chance.choice(LOCALES),
            body=" ".join(chance.choices(WORDS, k=chance.randint(0, 30))),
            ages=AgeRange(some(first), some(last)),
            tags=tuple(sorted(chance.sample(TAGS, chance.randint(0, 4)))),
            position=some(position),
            dates=(starts, ends),
            schedule=some(chance.choice(SCHEDULES), 0.6) or "",
            # Few different moments, some of them missing: much has to be ordered by its number.
            updated_at=some(NOW - datetime.timedelta(microseconds=chance.randint(0, 40)), 0.8),
            expires_at=some(NOW + datetime.timedelta(microseconds=chance.randint(-1, 1)), 0.2),
        )
    return made


@dataclass(frozen=True)
class Row:
    """An entry as the tests read it: with its tokens counted, by a naive search."""

    entry: Entry
    tokens: frozenset[str]
    tags: frozenset[str]

    @property
    def ages(self) -> AgeRange:
        return AgeRange(self.entry.age_min, self.entry.age_max)

    def holds(self, term: Term) -> bool:
        return any(token.startswith(term.text) for token in self.tokens) if term.prefix else term.text in self.tokens

    def meets(self, group: Group) -> bool:
        return any(all(self.holds(term) for term in alternative) for alternative in group.alternatives)

    def matches(self, request: Request) -> bool:
        """Words, time, hours, dates and place: what no facet lifts."""
        expression, f, e = request.expression, request.filters, self.entry
        if expression and not (all if expression.every else any)(self.meets(group) for group in expression.groups):
            return False
        if e.expires_at and e.expires_at <= request.now:
            return False
        if (f.first_day or f.last_day) and not (e.starts_on and e.ends_on):
            return False
        if f.first_day and e.ends_on and e.ends_on < f.first_day:
            return False
        if f.last_day and e.starts_on and e.starts_on > f.last_day:
            return False
        within = not f.near or (self.distance(f) or f.near.radius + 1) <= f.near.radius
        return within and (f.schedules is None or e.schedule_id in f.schedules)

    def distance(self, f: Filters) -> float | None:
        if not f.near or self.entry.latitude is None or self.entry.longitude is None:
            return None
        return f.near.distance_to(self.entry.latitude, self.entry.longitude)

    def chosen(self, f: Filters, *without: str) -> bool:
        """Whether the facets' filters let it through; those of some facets lifted."""
        return (
            ("locale" in without or not f.locale or self.entry.locale == f.locale)
            and ("kind" in without or not f.kinds or self.entry.kind in f.kinds)
            and ("age" in without or self.ages.overlaps(f.ages))
            and ("tag" in without or self.tags.issuperset(f.tags))
        )


def expected(rows: list[Row], request: Request) -> tuple[list[Row], Answer]:
    """All that is to be found (without an expression in its order), and the answer but for the hits."""
    f = request.filters
    matching = [row for row in rows if row.matches(request)]
    tags = Counter(tag for row in matching if row.chosen(f, "tag") for tag in row.tags)
    first_tags = sorted(tags.items(), key=lambda item: (-item[1], item[0].encode()))[:MOST_TAGS]
    by_age = {s.key: sum(row.chosen(f, "age") and row.ages.overlaps(s.ages) for row in matching) for s in LIFE_STAGES}
    hits = [row for row in matching if row.chosen(f)]
    if f.near:
        hits.sort(key=lambda row: (row.distance(f) or 0, row.entry.pk))
    else:
        hits.sort(key=lambda row: (row.entry.updated_at is None, -moment(row.entry.updated_at), row.entry.pk))
    return hits, Answer(
        total=len(hits),
        kinds=dict(Counter(row.entry.kind for row in matching if row.chosen(f, "kind"))),
        locales=dict(Counter(row.entry.locale for row in matching if row.chosen(f, "locale"))),
        ages={key: n for key, n in by_age.items() if n},
        tags=dict(first_tags),
        found_in_locale=sum(row.chosen(f, "kind", "age", "tag") for row in matching),
    )


def moment(value: datetime.datetime | None) -> int:
    return (value - NOW) // datetime.timedelta(microseconds=1) if value else 0


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Row]]:
    """The entries, written once for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        content_type = ContentType.objects.get_for_model(ContentType)
        write(content_type, contents())
        entries = Entry.objects.filter(content_type=content_type).select_related("text", "tag_set")
        yield [Row(entry, frozenset(entry.text.tokens.split()), frozenset(entry.tags)) for entry in entries.order_by("pk")]
        transaction.set_rollback(True)


@pytest.fixture
def ask(each_engine: str, rows: list[Row]) -> Callable[[Request], Answer]:
    def asked(request: Request) -> Answer:
        found = choice.ask(request)
        assert (found.engine, found.degraded) == (each_engine, False)
        return found.answer

    return asked


def some_expression(chance: random.Random, known: list[str]) -> Expression | None:
    """Terms that the index holds, some of them begun only, and now and then one that it does not."""
    if chance.random() < 0.25:
        return None

    def term() -> Term:
        text = chance.choice(known) if chance.random() < 0.95 else "宇宙船"
        return Term(text[:1], prefix=True) if chance.random() < 0.2 else Term(text)

    def alternative() -> tuple[Term, ...]:
        return tuple(term() for _ in range(chance.choice((1, 1, 2))))

    groups = [Group(tuple(alternative() for _ in range(chance.choice((1, 1, 3))))) for _ in range(chance.randint(1, 3))]
    return Expression.of(groups, every=chance.random() < 0.6)


def some_request(seed: int, known: list[str], schedules: list[int]) -> Request:
    chance = random.Random(seed)  # noqa: S311 (only to vary)

    def some(value: Any, otherwise: Any, share: float = 0.4) -> Any:
        return value if chance.random() < share else otherwise

    day = TODAY + datetime.timedelta(days=chance.randint(-30, 30))
    youngest = chance.randint(MIN_MONTHS, MAX_MONTHS)
    filters = Filters(
        locale=some("ja", some("en", "")),
        kinds=some(tuple(chance.sample(KINDS, chance.randint(1, 2))), ()),
        ages=some(AgeRange(youngest, min(MAX_MONTHS, youngest + chance.randint(0, 40))), AgeRange()),
        tags=some(tuple(chance.sample(TAGS, chance.choice((1, 1, 2)))), (), 0.3),
        near=some(Near(*CENTRE, chance.uniform(500, 6000)), None, 0.3),
        schedules=some(tuple(chance.sample(schedules, chance.randint(0, 3))), None, 0.3),
        first_day=some(day, None, 0.25),
        last_day=some(day + datetime.timedelta(days=chance.randint(0, 10)), None, 0.25),
    )
    return Request(some_expression(chance, known), filters, NOW, limit=50)


@pytest.mark.parametrize("seed", range(0, CASES, 10))
def test_hits_totals_and_facets_are_those_of_the_entries(ask, rows, seed):
    # Of sounds and pairs thousands begin with one letter, and only the first 512 of a beginning count for a score.
    known = sorted(token for token in frozenset().union(*(row.tokens for row in rows)) if ":" not in token)
    schedules = sorted({row.entry.schedule_id for row in rows if row.entry.schedule_id})
    assert len(schedules) == len(SCHEDULES)
    for number in range(seed, seed + 10):
        request = some_request(number, known, schedules)
        wanted, counts = expected(rows, request)
        found = ask(request)
        assert replace(found, hits=[]) == counts, request
        hits = list(found.hits)
        while len(hits) < found.total:
            page = ask(replace(request, offset=len(hits)))
            assert replace(page, hits=[]) == counts
            hits += page.hits
        ids = [hit.id for hit in hits]
        if request.expression is None:
            assert ids == [row.entry.pk for row in wanted], request
        else:
            assert sorted(ids) == sorted(row.entry.pk for row in wanted), request
            assert ids == [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))]
            assert all(hit.score > 0 for hit in hits)
        distances = {row.entry.pk: row.distance(request.filters) for row in wanted}
        for hit in hits:
            assert hit.distance == (None if distances[hit.id] is None else pytest.approx(distances[hit.id], abs=0.01))


def test_facets_count_tags_in_one_order_where_there_are_too_many(ask, rows):
    answer = ask(Request(None, Filters(), NOW))
    assert len(answer.tags) == MOST_TAGS
    assert list(answer.tags) == list(expected(rows, Request(None, Filters(), NOW))[1].tags)


def test_what_lies_beyond_the_last_hit_is_empty_and_counted_all_the_same(ask, rows):
    request = Request(None, Filters(), NOW, offset=9_950, limit=50)
    assert ask(request).hits == []
    assert ask(request).total == expected(rows, request)[1].total


def test_a_search_that_finds_nothing_counts_nothing(ask):
    answer = ask(Request(Expression.of([Group.of("宇宙船")]), Filters(locale="ja"), timezone.now()))
    assert answer == Answer()
