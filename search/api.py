"""`/api/v2/search`."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router
from wagtail.api.v2.utils import BadRequestError

from cms.core.api import parameters
from cms.core.api.middleware import each_time
from cms.core.api.routes import choice
from search import queries, registry
from search.schemas import SearchAnswer, SearchQuery, answer_out
from search.searched import kept_form, recorder

router = Router(tags=["search"])


@router.get("", response=SearchAnswer, summary="Find pages, places, organisations and events", auth=None)
def search(request: HttpRequest, response: HttpResponse, query: Query[SearchQuery]) -> SearchAnswer:
    """All the words first; where nothing holds them all, some of them, and `relaxed` says so.

    Without words, everything that the filters let through: the newest first, or the nearest where a position is given.
    """
    if query.locale:
        parameters.locale(query.locale)
    for kind in query.kind:
        choice("kind", kind, registry.kinds())
    if (query.lat is None) != (query.lon is None):
        raise BadRequestError("lat and lon are given together or not at all")
    if query.q or not query.is_narrowed:
        parameters.searchable(query.q, "q")
    near = None if query.lat is None or query.lon is None else (query.lat, query.lon)
    with translation.override(query.locale or None):
        results = queries.search(
            query.q,
            locale=query.locale,
            kinds=query.kind,
            age=query.age,
            tags=query.tag,
            near=near,
            radius=query.radius,
            dates=(query.from_, query.to),
            page=query.page,
            per_page=query.per_page,
        )
        if query.page == 1 and not query.is_narrowed:
            each_time(request, partial(recorder.note, query.locale, kept_form(results.text), results.total, results.relaxed))
        if results.degraded:
            # The next answer may be better without any content having changed.
            response["Cache-Control"] = "no-store"
        return answer_out(results)
