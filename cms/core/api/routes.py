"""What the suite's own routes (Django Ninja) share: shapes, paging, and how parameters are refused."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, Path, Schema
from ninja.parser import Parser
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Page

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES, AgeRange
from cms.core.api import parameters

LIMIT_MAX = 100
T = TypeVar("T")

Id = Annotated[int, Path(ge=1, le=parameters.LARGEST)]


class Problem(Schema):
    """Why not. `message` names the parameter at fault."""

    message: str


class MetaOut(Schema):
    total_count: int


class ListOut(Schema, Generic[T]):
    """A part of a list, and how long it is altogether: the form that Wagtail's own endpoints have."""

    meta: MetaOut
    items: list[T]


class LenientParser(Parser):
    """Reads an empty value as none, and leaves it out among several."""

    empty_says: ClassVar = frozenset({"locale"})
    """Those whose empty value says something."""

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        given = super().parse_querydict(data, list_fields, request)
        full = {
            name: [each for each in value if each != ""] if isinstance(value, list) else value for name, value in given.items()
        }
        return {name: value for name, value in full.items() if value != "" or name in self.empty_says}


class ListQuery(Schema):
    """What every list of the routes takes."""

    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")
    limit: int = Field(20, ge=0, le=LIMIT_MAX, description="How many at most")
    offset: int = Field(0, ge=0, le=parameters.LARGEST, description="How many to skip")


class AgesOut(Schema):
    """For whom, in months; null is open."""

    min: int | None
    max: int | None
    stages: list[str] = Field(description="The keys of the life stages that it touches; none for every age")
    label: str = Field(description="In words, in the language asked for")


class PageLinkOut(Schema):
    id: int
    type: str
    locale: str
    title: str
    url: str | None


def ages_out(ages: AgeRange) -> AgesOut:
    """In the words of the active language."""
    return AgesOut(min=ages.minimum, max=ages.maximum, stages=[stage.key for stage in ages.stages], label=str(ages))


def page_link_out(page: Page) -> PageLinkOut:
    return PageLinkOut(
        id=page.pk,
        type=page.cached_content_type.model_class()._meta.label,
        locale=page.locale.language_code,
        title=page.title,
        url=page.full_url,
    )


class AgeQuery(Schema):
    age: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="For a child of this age in months")
    stage: str = Field("", max_length=20, description=f"For this life stage: {', '.join(STAGES)}")

    def narrow(self, queryset: Any) -> Any:
        """The rows of an AgedQuerySet that are for the age and the stage."""
        if self.age is not None:
            queryset = queryset.for_age(self.age)
        if self.stage:
            queryset = queryset.for_ages(parameters.stage(self.stage).ages)
        return queryset


def choice(name: str, value: str, known: Iterable[str]) -> str:
    """The value, if it is one of those known.

    Raises:
        BadRequestError: names the parameter and lists what is known.
    """
    known = list(known)
    if value and value not in known:
        raise BadRequestError(f"{name} must be one of {', '.join(known)}")
    return value


def part(things: "QuerySet[Any] | list[Any]", query: ListQuery, form: Callable[[Any], Any]) -> dict[str, Any]:
    """The part of a list that was asked for, each thing in its form."""
    count = len(things) if isinstance(things, list) else things.count()
    return {
        "meta": {"total_count": count},
        "items": [form(thing) for thing in things[query.offset : query.offset + query.limit]],
    }


def strict(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a route's operation: refuses unknown, repeated, over-long and unprintable parameters, as the pages do."""
    operation = inspect.unwrap(run).__self__
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = {name for model in asked for name in model.__ninja_flatten_map__}
    repeatable = {name for model in asked for name in model.__ninja_collection_fields__}

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            parameters.check(request, known, repeatable)
        except BadRequestError as error:
            return JsonResponse({"message": str(error)}, status=400)
        return run(request, **kwargs)

    return checked


def read_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that is asked and never told: another method than GET is refused in JSON, before any question of tokens."""

    @csrf_exempt
    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET":
            return view(request, *args, **kwargs)
        message = f"{str(request.method)[:20]} is not possible here; GET, HEAD and OPTIONS are"
        return JsonResponse({"message": message}, status=405, headers={"Allow": "GET, HEAD, OPTIONS"})

    return read


def takes_nothing(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view without parameters: those that come all the same are refused by name."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET:
            names = ", ".join(sorted(request.GET))[:200]
            return JsonResponse({"message": f"unknown parameter: {names}. This takes none"}, status=400)
        return view(request, *args, **kwargs)

    return checked
