"""The roof's API: what the installed plugins bring, under one root and in one OpenAPI document."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, re_path, resolve
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError, ValidationErrorContext
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError

from cms.core import plugins
from cms.core.api import openapi
from cms.core.api.docs import docs
from cms.core.api.preview import page_preview
from cms.core.api.refusals import reasons
from cms.core.api.routes import LenientParser, read_only, strict, takes_nothing


class PagesRouter(WagtailAPIRouter):
    """Wagtail's router, whose views are only ever asked."""

    def wrap_view(self, func: Any) -> Any:
        return read_only(super().wrap_view(func))


endpoints = PagesRouter("wagtailapi")
for _plugin, name, viewset in plugins.brought("api_endpoints"):
    endpoints.register_endpoint(name, viewset)


class Routes(NinjaAPI):
    """Ninja's API, which says in our own words what is wrong with a parameter."""

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext[Any]]) -> ValidationError:
        return ValidationError([{"msg": reason} for reason in reasons(error_contexts)])


routes = Routes(
    title="Nobinobi",
    version="2",
    description="What the public of this site may read: pages, pictures, files, search and the directory.",
    urls_namespace="public_api",
    parser=LenientParser(),
    docs_url=None,
    openapi_url=None,
)
routes.add_decorator(strict, mode="view")
for _plugin, prefix, router in plugins.brought("api_routers"):
    routes.add_router(prefix, router)


@routes.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> JsonResponse:
    return JsonResponse({"message": str(error)}, status=error.status_code)


@routes.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    answer = JsonResponse({"message": "this takes a valid token: Authorization: Bearer …"}, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@routes.exception_handler(BadRequestError)
def bad_request(request: HttpRequest, error: BadRequestError) -> JsonResponse:
    return JsonResponse({"message": str(error)}, status=400)


@routes.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    """As the pages' endpoints refuse: 400, and a reason that names the parameter."""
    return JsonResponse({"message": "; ".join(each["msg"] for each in error.errors)}, status=400)


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of everything below /api/v2/."""
    return openapi.complete(routes.get_openapi_schema(path_prefix="/api/v2/"), endpoints)


@read_only
@takes_nothing
def openapi_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


@read_only
@takes_nothing
def index(request: HttpRequest) -> JsonResponse:
    """What there is."""
    root = request.build_absolute_uri("/api/v2/")
    listed = {name: root + name + "/" for name in endpoints._endpoints}
    listed |= {prefix.strip("/"): root + prefix.strip("/") for _plugin, prefix, _router in plugins.brought("api_routers")}
    return JsonResponse({"openapi": root + "openapi.json", "docs": root + "docs/", "endpoints": listed})


@read_only
def nothing_here(request: HttpRequest) -> HttpResponse:
    """The way to the address with or without its last slash, where that leads somewhere; else a 404."""
    path = request.path[:-1] if request.path.endswith("/") else request.path + "/"
    if resolve(path).func is not nothing_here:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(path + (query and f"?{query}"))
    return JsonResponse({"message": "there is nothing here; /api/v2/ lists what there is"}, status=404)


urlpatterns = [
    path("", index, name="api_index"),
    path("openapi.json", openapi_json, name="api_openapi"),
    path("docs/", read_only(takes_nothing(docs(document))), name="api_docs"),
    path("page_preview/", endpoints.wrap_view(page_preview), name="api_page_preview"),
    path("", endpoints.urls),
    path("", routes.urls),
    re_path(r"", nothing_here),
]
