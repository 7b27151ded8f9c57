"""The roof's API: what the installed plugins bring, under one root and in one OpenAPI document."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from wagtail.api.v2.router import WagtailAPIRouter

from cms.core import plugins
from cms.core.api import openapi
from cms.core.api.preview import page_preview

endpoints = WagtailAPIRouter("wagtailapi")
for _plugin, name, viewset in plugins.brought("api_endpoints"):
    endpoints.register_endpoint(name, viewset)

routes = NinjaAPI(
    title="Nobinobi",
    version="2",
    description="What the public of this site may read: pages, pictures, files, search and the directory.",
    urls_namespace="public_api",
    docs_url=None,
    openapi_url=None,
)
for _plugin, prefix, router in plugins.brought("api_routers"):
    routes.add_router(prefix, router)


@routes.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> JsonResponse:
    return JsonResponse({"message": str(error)}, status=error.status_code)


@routes.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = [{"field": ".".join(map(str, each["loc"][1:])), "message": each["msg"]} for each in error.errors]
    message = "; ".join(f"{each['field']}: {each['message']}" for each in errors)
    return JsonResponse({"message": message, "errors": errors}, status=422)


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of everything below /api/v2/."""
    return openapi.complete(routes.get_openapi_schema(path_prefix="/api/v2/"), endpoints)


def openapi_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


def index(request: HttpRequest) -> JsonResponse:
    """What there is."""
    root = request.build_absolute_uri("/api/v2/")
    listed = {name: root + name + "/" for name in endpoints._endpoints}
    listed |= {prefix.strip("/"): root + prefix.strip("/") for _plugin, prefix, _router in plugins.brought("api_routers")}
    return JsonResponse({"openapi": root + "openapi.json", "docs": root + "docs/", "endpoints": listed})


def nothing_here(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"message": "there is nothing here; /api/v2/ lists what there is"}, status=404)


urlpatterns = [
    path("", index, name="api_index"),
    path("openapi.json", openapi_json, name="api_openapi"),
    path("docs/", openapi.docs(document), name="api_docs"),
    path("page_preview/", endpoints.wrap_view(page_preview), name="api_page_preview"),
    path("", endpoints.urls),
    path("", routes.urls),
    re_path(r"", nothing_here),
]
