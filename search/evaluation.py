"""How well the search finds what it should: judged queries, what was found for them, and what to make of that.

A judged query names what would satisfy; one of them is enough. In a file it is a line of JSON:

    {"query": "ほいくえん", "locale": "ja", "wanted": ["保育園の申し込み", "/topics/nursery/", "directory.place:12"]}
"""

import json
import math
import re
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from search import queries
from search.analysis import fold
from search.asking import LONGEST_QUERY, clean, expression_of
from search.engines.choice import Ask, ask
from search.models import Entry
from search.models.judged import LONGEST_WANTED
from search.thesaurus import Thesaurus

DEPTH = 10
"""Hits that are looked at."""
SUCCESS = 5
"""A reader who does not see it among these takes it for not found."""
REFERENCE = re.compile(r"(\w+\.\w+):(\S+)")


@dataclass(frozen=True)
class Judged:
    query: str
    locale: str
    wanted: tuple[str, ...]
    """Titles, URL paths or `app.model:pk`."""
    line: int = field(default=0, compare=False)
    """Where it stands in its file, from 1; 0 where it comes from none."""


@dataclass(frozen=True)
class BadLine:
    number: int
    """From 1."""
    reason: str


@dataclass(frozen=True)
class Missing:
    """Something wanted that cannot be found: nothing public of the query's language has that title, address or number."""

    judged: Judged
    wanted: str


@dataclass(frozen=True)
class Found:
    """One hit: what it is called, and everything by which a judged query may want it, in `wanted_form`."""

    title: str
    names: frozenset[str]


# Reading ------------------------------------------------------------------------------------------------------------------


def read(content: bytes, locales: Collection[str]) -> tuple[list[Judged], list[BadLine]]:
    """The judged queries of a file in UTF-8, and the lines that are none. Blank lines are nothing.

    Args:
        locales: the language codes that there are.
    """
    judged: list[Judged] = []
    bad: list[BadLine] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            try:
                judged.append(replace(judged_of(line, locales), line=number))
            except ValueError as error:
                bad.append(BadLine(number, str(error)))
    return judged, bad


def judged_of(line: bytes, locales: Collection[str]) -> Judged:
    """One line's judged query.

    Raises:
        ValueError: says what is wrong with it, in the active language.
    """
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise ValueError(_("UTF-8ではありません。")) from error
    except (ValueError, RecursionError) as error:
        raise ValueError(_("JSONとして読めません（%(error)s）。") % {"error": error}) from error
    if not isinstance(row, dict):
        raise ValueError(_('{"query": …, "locale": …, "wanted": […]} の形ではありません。'))
    query, locale, wanted = (row.get(name) for name in ("query", "locale", "wanted"))
    if not _is_text(query) or not clean(query):
        raise ValueError(_("query（検索することば）がありません。"))
    if len(query) > LONGEST_QUERY:
        raise ValueError(_("query（検索することば）が%(longest)d文字より長いです。") % {"longest": LONGEST_QUERY})
    if locale is None or locale == "":
        raise ValueError(_("locale（言語）がありません。"))
    if not isinstance(locale, str) or locale not in locales:
        raise ValueError(_("locale（言語）は %(known)s のどれかです。") % {"known": _("、").join(locales)})
    if not isinstance(wanted, list) or not wanted or not all(_is_text(each) and len(each) <= LONGEST_WANTED for each in wanted):
        told = _(
            "wanted（見つかってほしいもの）は、題、アドレス、app.model:番号 を一つ以上並べた [ ] で、"
            "それぞれ%(longest)d文字までです。"
        )
        raise ValueError(told % {"longest": LONGEST_WANTED})
    return Judged(clean(query), locale, tuple(dict.fromkeys(" ".join(each.split()) for each in wanted)))


def _is_text(value: Any) -> TypeGuard[str]:
    """Whether it is a string that says something, and that a database takes: no NUL, no half of a character."""
    return isinstance(value, str) and bool(value.strip()) and not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value)


def written(judged: Iterable[Judged]) -> str:
    """The lines of a file that `read` reads."""
    rows = ({"query": each.query, "locale": each.locale, "wanted": list(each.wanted)} for each in judged)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# Measures: ranks are from 1; None is not among the first DEPTH -------------------------------------------------------------


def rank_of(found: Sequence[Found], wanted: Iterable[str]) -> int | None:
    """The rank of the first hit that is wanted."""
    forms = {wanted_form(each) for each in wanted}
    return next((rank for rank, hit in enumerate(found[:DEPTH], start=1) if not forms.isdisjoint(hit.names)), None)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """MRR@10: 1 where every query's first hit is wanted, 0 where none has a wanted hit."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0


def share_within(ranks: Sequence[int | None], depth: int) -> float:
    """The share of queries with a wanted hit among the first `depth`: R@1, success@5, R@10."""
    return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks) if ranks else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def wanted_form(text: str) -> str:
    """What is wanted in the one form in which it is compared."""
    text = " ".join(text.split())
    if match := REFERENCE.fullmatch(text):
        return f"{match[1].lower()}:{match[2]}"
    if text.startswith(("/", "http://", "https://")):
        return unquote(urlsplit(text).path).rstrip("/") + "/"
    return fold(text)


# Running ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One query's."""

    judged: Judged
    rank: int | None
    first: str
    """The title of the first hit; empty where there was none."""
    seconds: float

    @property
    def has_failed(self) -> bool:
        return self.rank is None or self.rank > SUCCESS


@dataclass(frozen=True)
class Evaluation:
    outcomes: Sequence[Outcome]

    @property
    def ranks(self) -> list[int | None]:
        return [outcome.rank for outcome in self.outcomes]

    @property
    def mrr10(self) -> float:
        return mean_reciprocal_rank(self.ranks)

    @property
    def success5(self) -> float:
        return share_within(self.ranks, SUCCESS)

    @property
    def failed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.has_failed]

    def figures(self) -> dict[str, float | int]:
        """Metric → value: shares from 0 to 1, times in milliseconds."""
        times = [outcome.seconds * 1000 for outcome in self.outcomes]
        return {
            "queries": len(self.outcomes),
            "mrr10": self.mrr10,
            "r1": share_within(self.ranks, 1),
            "r10": share_within(self.ranks, DEPTH),
            "success5": self.success5,
            "p50_ms": percentile(times, 0.5),
            "p95_ms": percentile(times, 0.95),
        }


Find = Callable[[Judged], Sequence[Found]]


def evaluate(judged: Iterable[Judged], find: Find) -> Evaluation:
    """Asks each query once, in order. Raises whatever `find` raises."""
    return Evaluation([outcome_of(each, find) for each in judged])


def outcome_of(judged: Judged, find: Find) -> Outcome:
    started = time.perf_counter()
    found = find(judged)
    seconds = time.perf_counter() - started
    return Outcome(judged, rank_of(found, judged.wanted), found[0].title if found else "", seconds)


def by_search(thesaurus: Thesaurus | None = None, ask_engine: Ask = ask) -> Find:
    """Finds as a reader's search does: through `queries.search`.

    Args:
        thesaurus: None is the stored one.
        ask_engine: whichever answers, or one alone (`choice.asking_only`), which raises EngineError where it cannot.
    """

    def find(judged: Judged) -> list[Found]:
        results = queries.search(judged.query, locale=judged.locale, per_page=DEPTH, thesaurus=thesaurus, ask_engine=ask_engine)
        return [Found(hit.entry.title, names_of(hit.entry)) for hit in results.hits]

    return find


def names_of(entry: Entry) -> frozenset[str]:
    kind = entry.content_type
    return _names(entry.title, entry.url, kind.app_label, kind.model, entry.object_id)


def _names(title: str, url: str, app: str, model: str, pk: object) -> frozenset[str]:
    return frozenset(wanted_form(each) for each in (title, url, f"{app}.{model}:{pk}") if each)


def missing(judged: Iterable[Judged]) -> list[Missing]:
    """What is wanted and is not there to be found, in the order of the queries. Reads the names of every entry once."""
    sought = [(Missing(each, wanted), (each.locale, wanted_form(wanted))) for each in judged for wanted in each.wanted]
    left = {key for _missing, key in sought}
    kind = ("content_type__app_label", "content_type__model")
    entries = Entry.objects.current().values_list("locale", "title", "url", *kind, "object_id")
    for locale, *names in entries.iterator() if left else ():
        left.difference_update((locale, name) for name in _names(*names))
    return [each for each, key in sought if key in left]


@dataclass(frozen=True)
class Change:
    """One query whose first wanted hit has moved."""

    before: Outcome
    after: Outcome

    @property
    def is_better(self) -> bool:
        return _place(self.after) < _place(self.before)


def _place(outcome: Outcome) -> int:
    return outcome.rank or DEPTH + 1


def under_both(judged: Iterable[Judged], before: Thesaurus, after: Thesaurus) -> tuple[Evaluation, Evaluation]:
    """The same queries under two thesauruses; a query that both read alike is asked once."""
    first = evaluate(judged, by_search(before))
    find = by_search(after)
    second = [
        outcome if _reads_alike(outcome.judged, before, after) else outcome_of(outcome.judged, find) for outcome in first.outcomes
    ]
    return first, Evaluation(second)


def _reads_alike(judged: Judged, before: Thesaurus, after: Thesaurus) -> bool:
    return expression_of(clean(judged.query), before) == expression_of(clean(judged.query), after)


def changes(before: Evaluation, after: Evaluation) -> list[Change]:
    """The queries that got better or worse, the worse ones first."""
    pairs = [Change(*pair) for pair in zip(before.outcomes, after.outcomes, strict=True)]
    return sorted((pair for pair in pairs if _place(pair.before) != _place(pair.after)), key=lambda pair: pair.is_better)


def as_json(evaluation: Evaluation, engine: str, bad: Sequence[BadLine], gone: Sequence[Missing]) -> dict[str, Any]:
    """The figures with the queries that failed, what is wanted and missing, and the lines that were none, for `json.dumps`."""
    return {
        "engine": engine,
        **evaluation.figures(),
        "failed": [
            {
                "query": outcome.judged.query,
                "locale": outcome.judged.locale,
                "wanted": list(outcome.judged.wanted),
                "rank": outcome.rank,
                "first": outcome.first,
            }
            for outcome in evaluation.failed
        ],
        "missing": [
            {"line": each.judged.line, "query": each.judged.query, "locale": each.judged.locale, "wanted": each.wanted}
            for each in gone
        ],
        "bad_lines": [{"line": line.number, "reason": line.reason} for line in bad],
    }
