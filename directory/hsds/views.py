"""`/api/hsds/`: the endpoints of the HSDS API 3.0, read only."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.api.v2.utils import BadRequestError

from cms.core.api import parameters
from cms.core.api.routes import choice, read_only
from directory.hsds import queries, shapes
from directory.hsds.ids import at_location_id, uuid_of
from directory.hsds.taxonomies import TAXONOMIES, terms

VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/3.0/"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
PER_PAGE, MOST_PER_PAGE, MOST_MINIMAL = 20, 100, 5000
CHUNK = 500
NDJSON = "application/x-ndjson"
PAGING = ("page", "per_page", "format")
NARROWING = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
LARGEST_RADIUS = 50_000

JAPANESE = {"ensure_ascii": False}

View = Callable[..., HttpResponse]
Form = Callable[[Any], dict[str, Any]]


def takes(*names: str) -> Callable[[View], View]:
    """A view that is asked with these parameters and no others."""

    def around(view: View) -> View:
        @read_only
        @wraps(view)
        def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                parameters.check(request, names)
                return view(request, **kwargs)
            except BadRequestError as error:
                return JsonResponse({"message": str(error)}, status=400)

        return checked

    return around


@takes()
def index(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI})


@takes(*NARROWING, *PAGING, "minimal", "full")
def services(request: HttpRequest) -> HttpResponse:
    """Places and support programmes."""
    form: Form = shapes.full_service if parameters.flag(request, "full") else shapes.service
    most, usual = MOST_PER_PAGE, PER_PAGE
    if parameters.flag(request, "minimal"):
        form, most, usual = _minimal, MOST_MINIMAL, MOST_MINIMAL
    return _list(request, queries.services(_asked(request)), _each(form), most, usual)


def _minimal(thing: Any) -> dict[str, Any]:
    """What it is asked for, and what a service has to have."""
    whole = shapes.service(thing)
    return {name: whole[name] for name in ("id", "name", "status", "last_modified")}


@takes()
def service(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 (the name in the address)
    key = uuid_of(id)
    found = queries.service(key) if key else None
    return JsonResponse(shapes.full_service(found), json_dumps_params=JAPANESE) if found else _nothing()


@takes("search", "full", "full_service", *PAGING)
def organizations(request: HttpRequest) -> HttpResponse:
    found: QuerySet[Any] = queries.organisations()
    if text := _search(request):
        found = queries.searched(found, text)
    full_service = bool(parameters.flag(request, "full_service"))
    if full_service or parameters.flag(request, "full"):
        return _list(request, queries.Rows((found,)), lambda things: _with_services(things, full_service))
    return _list(request, queries.Rows((found,)), _each(shapes.basic_organization))


@takes("full_service")
def organization(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    key = uuid_of(id)
    found = queries.organisations().filter(translation_key=key).first() if key else None
    if found is None:
        return _nothing()
    [told] = _with_services([found], bool(parameters.flag(request, "full_service")))
    return JsonResponse(told, json_dumps_params=JAPANESE)


def _with_services(things: Sequence[Any], is_full: bool) -> list[dict[str, Any]]:
    """Organizations with the services that they provide."""
    run = queries.run_by_each(things)
    form = (
        shapes.full_service
        if is_full
        else lambda place: {"id": str(place.translation_key), "name": place.name, "status": "active"}
    )
    return [{**shapes.organization(each), "services": [form(place) for place in run[each.translation_key]]} for each in things]


@takes(*NARROWING, *PAGING, "full", "postcode", "proximity")
def at_locations(request: HttpRequest) -> HttpResponse:
    form = shapes.full_at_location if parameters.flag(request, "full") else shapes.basic_at_location
    return _list(request, queries.at_locations(_asked(request)), _each(form))


@takes()
def at_location(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    key = uuid_of(id)
    found = queries.places().filter(translation_key=at_location_id(key)).first() if key else None
    if found is None or not shapes.is_somewhere(found):
        return _nothing()
    return JsonResponse(shapes.full_at_location(found), json_dumps_params=JAPANESE)


@takes("search", *PAGING)
def taxonomies(request: HttpRequest) -> HttpResponse:
    return _list(request, _Listed(_matching((each.out() for each in TAXONOMIES), request)), list)


@takes()
def taxonomy(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    found = next((each for each in TAXONOMIES if each.id == id), None)
    return JsonResponse(found.out(), json_dumps_params=JAPANESE) if found else _nothing()


@takes("search", "taxonomy_id", "top_only", "parent_id", *PAGING)
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    """No term has one below it, so each is a top one, and none has a parent."""
    parameters.flag(request, "top_only")
    wanted, parent = request.GET.get("taxonomy_id", ""), request.GET.get("parent_id", "")
    found = [term.out() for term in terms().values() if not parent and wanted in ("", term.taxonomy.id)]
    return _list(request, _Listed(_matching(found, request)), list)


@takes()
def taxonomy_term(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    found = terms().get(id)
    return JsonResponse(found.out(), json_dumps_params=JAPANESE) if found else _nothing()


@read_only
def nothing_here(request: HttpRequest) -> HttpResponse:
    return _nothing()


def _nothing() -> HttpResponse:
    return JsonResponse({"message": "there is no such public thing"}, status=404)


class _Listed:
    """A list that is all there, as `queries.Rows` are."""

    def __init__(self, things: Sequence[dict[str, Any]]) -> None:
        self.things = things

    def count(self) -> int:
        return len(self.things)

    def slice(self, start: int, end: int) -> Sequence[Any]:
        return self.things[start:end]


def _matching(things: Iterable[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    text = _search(request).casefold()
    return [each for each in things if text in f"{each['name']} {each['description']}".casefold()]


def _search(request: HttpRequest) -> str:
    return parameters.search_text(request) or ""


def _asked(request: HttpRequest) -> queries.Asked:
    """Raises:
    BadRequestError: an id is no UUID, a distance no number, a moment none; the parameter is named.
    """
    ids = {name: _id(request, name) for name in ("taxonomy_term_id", "taxonomy_id", "organization_id")}
    metres = request.GET.get("proximity", "")
    if metres and not (metres.isascii() and metres.isdigit() and 0 < int(metres) <= LARGEST_RADIUS):
        raise BadRequestError(f"proximity must be a whole number of metres from 1 to {LARGEST_RADIUS}")
    if metres and not request.GET.get("postcode"):
        raise BadRequestError("proximity needs postcode")
    return queries.Asked(
        search=_search(request),
        modified_after=parameters.moment(request, "modified_after"),
        postcode=request.GET.get("postcode", ""),
        proximity=float(metres) if metres else None,
        **ids,
    )


def _id(request: HttpRequest, name: str) -> str:
    text = request.GET.get(name, "")
    key = uuid_of(text) if text else None
    if text and key is None:
        raise BadRequestError(f"{name} must be a UUID")
    return str(key) if key else ""


def _each(form: Form) -> Callable[[Sequence[Any]], list[dict[str, Any]]]:
    return lambda things: [form(thing) for thing in things]


def _list(
    request: HttpRequest,
    rows: Any,
    told: Callable[[Sequence[Any]], list[dict[str, Any]]],
    most: int = MOST_PER_PAGE,
    usual: int = PER_PAGE,
) -> HttpResponse:
    """A page of a list; with format=ndjson all of it, a line each."""
    page = parameters.whole(request, "page", 1, at_least=1)
    per_page = parameters.whole(request, "per_page", usual, at_least=1, at_most=most)
    total = rows.count()
    if choice("format", request.GET.get("format", ""), ("json", "ndjson")) == "ndjson":
        chunks = (told(rows.slice(start, start + CHUNK)) for start in range(0, total, CHUNK))
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for chunk in chunks for each in chunk)
        return HttpResponse("".join(lines), content_type=NDJSON)
    contents = told(rows.slice((page - 1) * per_page, page * per_page))
    pages = max(-(-total // per_page), 1)
    answer = {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }
    return JsonResponse(answer, json_dumps_params=JAPANESE)
