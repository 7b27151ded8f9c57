"""`/api/v2/search` and `/api/v2/suggest`."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router

from cms.core.api import parameters
from cms.core.api.middleware import each_time, of_this_minute
from cms.core.api.routes import choice
from search import queries, registry, suggesting
from search.schemas import SearchAnswer, SearchQuery, Suggestions, SuggestQuery, answer_out, suggestion_out
from search.searched import kept_form, recorder

router = Router(tags=["search"])
suggest_router = Router(tags=["search"])


@router.get("", response=SearchAnswer, summary="Find pages, places, organisations and events", auth=None)
def search(request: HttpRequest, response: HttpResponse, query: Query[SearchQuery]) -> SearchAnswer:
    """All the words first; where nothing holds them all, some of them, and `relaxed` says so.

    A sentence is answered by any of its words from the start; `holding_all` says how many hold them all.

    Without words, everything that the filters let through: the newest first, or the nearest where a position is given.

    What a facet counts can be sent back: its value as the parameter of the facet's name, an age's as `stage`.
    """
    if query.locale:
        parameters.locale(query.locale)
    for kind in query.kind:
        choice("kind", kind, registry.kinds())
    ages, near, dates = query.ages(), query.position(), query.dates()
    of_this_minute(request, query.open_at)
    if query.q or not query.is_narrowed:
        parameters.searchable(query.q, "q")
    with translation.override(query.locale or None):
        results = queries.search(
            query.q,
            locale=query.locale,
            kinds=query.kind,
            ages=ages,
            tags=query.tag,
            near=near,
            radius=query.radius or queries.RADIUS,
            open_at=query.open_at,
            dates=dates,
            page=query.page,
            per_page=query.per_page,
        )
        if query.page == 1 and not query.is_narrowed:
            each_time(request, partial(recorder.note, query.locale, kept_form(results.text), results.total, results.relaxed))
        if results.degraded:
            # The next answer may be better without any content having changed.
            response["Cache-Control"] = "no-store"
        return answer_out(results, query.open_at)


@suggest_router.get("", response=Suggestions, summary="Suggest what may be meant by what is half typed", auth=None)
def suggest(request: HttpRequest, query: Query[SuggestQuery]) -> Suggestions:
    """Titles, places, tags and past searches, from kana, kanji or Latin letters, whatever an input method shows meanwhile.

    Of several words the last may be half typed; those before must occur.
    """
    parameters.locale(query.locale)
    text = parameters.searchable(query.q, "q")
    with translation.override(query.locale):
        found = suggesting.suggest(text, query.locale, query.limit)
        return Suggestions(q=text, suggestions=[suggestion_out(each) for each in found])
