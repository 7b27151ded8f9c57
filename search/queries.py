"""What can be asked of the search."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from cms.core.ages import LIFE_STAGES, AgeRange
from cms.core.openness import OpenAt, OpenState
from search import asking, registry, schedules, synonyms
from search.analysis.tokens import SOUND
from search.correcting import corrected
from search.engines.base import Answer, Filters, Near, Request
from search.engines.choice import Ask, ask
from search.expression import Expression
from search.highlight import Piece, excerpt, mark, needles_of, words_behind
from search.models import Entry, SearchedQuery
from search.promotions import Promoted, promoted
from search.thesaurus import NO_SYNONYMS, Thesaurus

PER_PAGE = 10
MOST_PER_PAGE = 50
DEEPEST = 10_000
"""Hits beyond this cannot be paged to; narrow the search instead."""
MOST_READ = 5_000
"""Characters of a text that are read again for what to mark in it."""
RADIUS = 1000.0
"""Metres, where a position comes without a radius."""
LARGEST_RADIUS = 50_000

BEHIND_A_HIT = ("text", "content_type", "tag_set", "schedule__content_type")

GOOD_TIMES = 3
GOOD_DAYS = 2


@dataclass(frozen=True)
class Hit:
    entry: Entry
    title: list[Piece]
    excerpt: list[Piece]
    score: float
    distance: float | None
    tags: list[str]
    open_state: OpenState | None = None
    """Whether it is open at the moment asked for, else now; None where nobody knows when it is."""

    @property
    def kind_label(self) -> str:
        return str(registry.kinds().get(self.entry.kind, self.entry.kind))


@dataclass(frozen=True)
class Facet:
    """A value that the search can be narrowed to, and how many there would be."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Results:
    text: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    holding_all: int | None = None
    """How many of them hold all the words; None where no words were asked for."""
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    """kind, age, tag, locale"""
    relaxed: bool = False
    """Nothing held all the words, so these hold some of them."""
    did_you_mean: str = ""
    """Where nothing held all the words: what was probably meant by them, of which everything is found."""
    engine: str = ""
    degraded: bool = False
    """The engine of choice could not answer, and the database did."""
    page: int = 1
    per_page: int = PER_PAGE
    promoted: list[Promoted] = field(default_factory=list)
    """What editors recommend for these words: on the first page of a search that no filter narrows."""

    @property
    def is_partly(self) -> bool:
        """Some hold all the words, and others do not; or others alone, because a filter leaves out those that do."""
        return not self.relaxed and self.holding_all is not None and self.holding_all < self.total

    @property
    def pages(self) -> int:
        return -(-min(self.total, DEEPEST) // self.per_page)

    @property
    def first(self) -> int:
        """The number of the first hit on this page."""
        return (self.page - 1) * self.per_page + 1

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def is_past_the_end(self) -> bool:
        """There are results, and this page of them is not there."""
        return self.page > self.pages > 0


def search(
    text: str,
    *,
    locale: str | None = None,
    kinds: Sequence[str] = (),
    age: int | None = None,
    ages: AgeRange | None = None,
    tags: Sequence[str] = (),
    near: tuple[float, float] | None = None,
    radius: float = RADIUS,
    open_at: OpenAt | None = None,
    dates: tuple[datetime.date | None, datetime.date | None] = (None, None),
    page: int = 1,
    per_page: int = PER_PAGE,
    thesaurus: Thesaurus | None = None,
    ask_engine: Ask = ask,
) -> Results:
    """Find public things.

    Args:
        text: what somebody typed; anything goes. Blank finds nothing, unless a filter besides the locale is given:
            then it finds everything that the filters let through, newest (or nearest) first.
        locale: language code; None is the active language, "" every language.
        kinds: any of these (`registry.kinds()`); empty is all.
        age: months of one child. `ages` is a range instead.
        tags: all of these.
        near: latitude and longitude; `radius` in metres.
        open_at: what is surely open at this moment. What nobody knows of is not among it.
        dates: first and last day, both included.
        page: from 1.
        thesaurus: the synonyms to use; None is what editors have stored.
        ask_engine: asked and no other, and its EngineError is raised; None is the one of choice, with the database behind it.
    """
    text = asking.clean(text)
    per_page = max(1, min(per_page, MOST_PER_PAGE))
    page = max(1, min(page, DEEPEST // per_page))
    filters = Filters(
        locale=current_locale() if locale is None else locale,
        kinds=tuple(kinds),
        ages=ages or AgeRange(age, age),
        tags=tuple(dict.fromkeys(tags)),
        near=Near(*near, radius) if near else None,
        schedules=None if open_at is None else schedules.open_at(open_at.moment),
        first_day=dates[0],
        last_day=dates[1],
    )
    if thesaurus is None:
        thesaurus = synonyms.stored() if text else NO_SYNONYMS
    expression = asking.expression_of(text, thesaurus)
    narrowed = filters != Filters(locale=filters.locale)
    if not expression and (text or not narrowed):
        return Results(text, page=page, per_page=per_page)
    request = Request(expression or None, filters, timezone.now(), (page - 1) * per_page, per_page)
    asked = ask_engine(request)
    if expression and not asked.answer.found_in_locale:
        half_heard = asking.expression_of(text, thesaurus, half_heard=True)
        if half_heard != expression:
            expression, request = half_heard, replace(request, expression=half_heard)
            asked = ask_engine(request)
    holding_all, relaxed = asked.answer.total if expression else None, False
    if len(expression.groups) > 1 and not expression.every:
        # A sentence is answered by any of its words; what holds them all has to be asked.
        strict = ask_engine(replace(request, expression=expression.strict, offset=0, limit=1)).answer
        holding_all, relaxed = strict.total, not strict.found_in_locale
    did_you_mean, found_by = "", expression
    if expression and not asked.answer.found_in_locale:
        did_you_mean, meant = what_was_meant(text, request, thesaurus, ask_engine)
        for found_by in loosely(expression, asking.expression_of(text, half_heard=True), meant):
            tried = ask_engine(replace(request, expression=found_by))
            if tried.answer.found_in_locale:
                asked, relaxed, holding_all = tried, True, 0
                break
    return Results(
        text=text,
        hits=hits_of(asked.answer, text, found_by, open_at),
        total=asked.answer.total,
        holding_all=holding_all,
        facets=facets_of(asked.answer, filters),
        relaxed=relaxed,
        did_you_mean=did_you_mean,
        engine=asked.engine,
        degraded=asked.degraded,
        page=page,
        per_page=per_page,
        promoted=promoted(text, filters.locale) if text and page == 1 and not narrowed else [],
    )


def any_holds(expression: Expression, request: Request, ask_engine: Ask) -> bool:
    """Whether anything of the language holds what the expression asks for."""
    return ask_engine(replace(request, expression=expression, offset=0, limit=1)).answer.found_in_locale > 0


def what_was_meant(text: str, request: Request, thesaurus: Thesaurus, ask_engine: Ask) -> tuple[str, Expression | None]:
    """The nearest known words of which everything is found, and what they ask for. Empty and None where there are none."""
    for candidate in corrected(text, request.filters.locale or current_locale(), thesaurus.words):
        expression = asking.expression_of(candidate, thesaurus)
        if expression and any_holds(expression, request, ask_engine):
            return candidate, expression
    return "", None


def loosely(expression: Expression, own: Expression, meant: Expression | None) -> Iterator[Expression]:
    """What to ask when nothing holds all the words: what was probably meant, beside whatever holds some of them.

    `own` is the expression without synonyms.
    """
    for looser in asking.looser(expression, own):
        yield Expression.of([*(meant.groups if meant else ()), *looser.groups], every=False)
    if meant is not None:
        yield meant.relaxed


def good_queries(locale: str, limit: int = 1000) -> list[tuple[str, int]]:
    """What people search for in a language and find: (text in one spelling, how often), the most frequent first.

    Asked at least GOOD_TIMES on at least GOOD_DAYS days, each time with something that held all the words: what one person
    typed once is nobody else's business, and a name that stands in no public text is never among them.
    """
    met = SearchedQuery.objects.filter(locale=locale, results__gt=0, relaxed=False)
    asked = met.values("text").annotate(times=Sum("searches"), days=Count("day"))
    good = asked.filter(times__gte=GOOD_TIMES, days__gte=GOOD_DAYS).order_by("-times", "text")
    return list(good.values_list("text", "times")[:limit])


def current_locale() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def own_name(language: str) -> str:
    """What a language calls itself; the code of one that Django does not know."""
    try:
        return str(get_language_info(language)["name_local"])
    except KeyError:
        return language


def hits_of(answer: Answer, text: str, expression: Expression, open_at: OpenAt | None = None) -> list[Hit]:
    """The entries behind an answer, with excerpts. What the database does not hold (any more) is left out."""
    now = timezone.now()
    found_entries = Entry.objects.current().filter(pk__in=[hit.id for hit in answer.hits])
    entries = {entry.pk: entry for entry in found_entries.select_related(*BEHIND_A_HIT).prefetch_related("tag_set__members")}
    asked = {term.text for term in expression.terms}
    needles = needles_of([*text.split(), *words_of(expression)])
    hits = []
    for found in answer.hits:
        entry = entries.get(found.id)
        if entry is None:
            continue
        title, pieces = mark(entry.title, needles), best_excerpt(entry, needles)
        if not any(piece.marked for piece in (*title, *pieces)):
            # Found by its sound or by another form of a word: what was written there is marked.
            heard = needles_of(words_behind("\n".join([entry.title, entry.summary, entry.text.body[:MOST_READ]]), asked))
            title, pieces = mark(entry.title, heard), best_excerpt(entry, heard)
        state = schedules.state_of(entry, now, open_at)
        hits.append(Hit(entry, title, pieces, found.score, found.distance, entry.tags, state))
    return hits


def words_of(expression: Expression) -> Iterator[str]:
    """The words of an expression that may be marked where they stand: not the 園 of 保育園 in a 幼稚園.

    What was typed by its sound was cut up by guess, so the pieces of it are no words.
    """
    for group in expression.groups:
        heard = any(term.text.startswith(SOUND) for term in group.terms)
        for alternative in group.alternatives:
            for term in alternative:
                if ":" not in term.text and (len(alternative) == 1 or (len(term.text) > 1 and not heard)):
                    yield term.text


def best_excerpt(entry: Entry, needles: Sequence[str]) -> list[Piece]:
    """From the text where a word is found there, else the summary."""
    summary = excerpt(entry.summary, needles) if entry.summary else []
    if any(piece.marked for piece in summary):
        return summary
    body = excerpt(entry.text.body, needles)
    if any(piece.marked for piece in body) or not summary:
        return body
    return summary


def facets_of(answer: Answer, filters: Filters) -> dict[str, list[Facet]]:
    kinds = registry.kinds()
    stages = [s for s in LIFE_STAGES if answer.ages.get(s.key)]
    return {
        "kind": [
            Facet(key, str(kinds.get(key, key)), n, key in filters.kinds) for key, n in _by_count(answer.kinds, filters.kinds)
        ],
        "age": [
            Facet(s.key, str(s.label), answer.ages[s.key], not filters.ages.is_everyone and s.ages.overlaps(filters.ages))
            for s in stages
        ],
        "tag": [Facet(name, name, n, name in filters.tags) for name, n in _by_count(answer.tags, filters.tags)],
        "locale": [Facet(code, own_name(code), n, code == filters.locale) for code, n in _by_count(answer.locales, ())],
    }


def _by_count(counts: dict[str, int], chosen: Sequence[str]) -> list[tuple[str, int]]:
    """The most frequent first; what is chosen is listed even where nothing is left of it."""
    full = {**dict.fromkeys(chosen, 0), **counts}
    return sorted(full.items(), key=lambda item: (-item[1], item[0]))
