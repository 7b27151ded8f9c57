"""`/api/v2/search`."""

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from search import queries
from search.schemas import SearchAnswer, SearchQuery, answer_out

router = Router(tags=["search"])


@router.get("", response=SearchAnswer, summary="Find pages, places, organisations and events", auth=None)
def search(request: HttpRequest, query: Query[SearchQuery]) -> SearchAnswer:
    """All the words first; where nothing holds them all, some of them, and `relaxed` says so."""
    if (query.lat is None) != (query.lon is None):
        raise HttpError(422, "lat and lon are given together or not at all.")
    near = None if query.lat is None or query.lon is None else (query.lat, query.lon)
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
    return answer_out(results)
