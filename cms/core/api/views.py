"""Wagtail's API v2, subclassed: pages, images and documents as the public may have them.

What it gives is the same for everybody, logged in or not: what `cms.core.queries.public_pages`, `Image.objects.public` and
`Document.objects.public` say. Lists cost a number of queries that does not grow with the number of things on them.
"""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import get_language_from_path
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.fields import SkipField
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.utils import get_base_url
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.serializers import DetailUrlField
from wagtail.api.v2.serializers import PageSerializer as WagtailPageSerializer
from wagtail.api.v2.utils import BadRequestError, page_models_from_string, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.api.v2.views import PagesAPIViewSet as WagtailPagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet as WagtailDocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet as WagtailImagesAPIViewSet
from wagtail.models import Page, Site

from cms.core.api import fields, filters, parameters
from cms.core.api.body import page_form, picture_form
from cms.core.api.fields import WholeField
from cms.core.api.references import References
from cms.core.models import BasePage, Document, Image
from cms.core.navigation import roots
from cms.core.queries import public_pages
from cms.core.version import page_types

LIMIT_MAX = 100


class Pagination(WagtailPagination):
    """?limit= (at most 100) and ?offset=."""

    def paginate_queryset(self, queryset: Any, request: HttpRequest, view: Any = None) -> Any:
        limit = parameters.whole(request, "limit", 20, at_most=LIMIT_MAX)
        offset = parameters.whole(request, "offset", 0)
        self.view = view
        self.total_count = queryset.count()
        return queryset[offset : offset + limit]


class JSONAlways(BaseContentNegotiation):
    """Nothing to choose from here; `cms.core.api.middleware` looks at what the caller takes."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class PublicViewSet(BaseAPIViewSet):
    """What the three endpoints share: JSON only, nobody is logged in, nothing is ignored in silence."""

    renderer_classes = [JSONRenderer]
    content_negotiation_class = JSONAlways
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    pagination_class = Pagination
    known_query_parameters = frozenset({"limit", "offset", "fields", "order", "search", "search_operator"})
    filter_fields = frozenset({"id"})

    def check_query_parameters(self, queryset: Any = None) -> None:
        parameters.check(self.request, self.known_query_parameters | self.filterable())

    def filterable(self) -> frozenset[str]:
        """The fields that a list may be filtered by with exact values."""
        return self.filter_fields

    @property
    def search_operator(self) -> str | None:
        operator = self.request.GET.get("search_operator")
        if operator not in (None, "and", "or"):
            raise BadRequestError("search_operator must be and or or")
        return operator

    @property
    def base_url(self) -> str:
        """What stands before addresses: WAGTAILAPI_BASE_URL, or the site's own root."""
        return get_base_url(self.request) or self.request.build_absolute_uri("/")[:-1]

    def searched(self) -> Any:
        """What ?search= looks through; the other filters narrow what it finds."""
        return self.get_queryset().model.objects.all()

    def listing_view(self, request: HttpRequest) -> Response:
        self.check_query_parameters()
        return super().listing_view(request)

    def detail_view(self, request: HttpRequest, pk: int) -> Response:
        parameters.check(request, {"fields"})
        if pk > parameters.LARGEST:
            return self.handle_exception(BadRequestError("id is too large"))
        return super().detail_view(request, pk)

    def find_view(self, request: HttpRequest) -> Response:
        parameters.check(request, self.find_query_parameters | {"fields"})
        if not self.find_query_parameters & request.GET.keys():
            raise BadRequestError(f"one of {', '.join(sorted(self.find_query_parameters))} is needed")
        parameters.whole(request, "id")
        response = super().find_view(request)
        response["Location"] = response["Location"].removesuffix("?")
        return response

    def get_serializer_class(self) -> Any:
        config = self._fields_config()
        overridden = set(self.get_field_serializer_overrides(self._serialized_model()))
        for name, _negated, sub_fields in config:
            if sub_fields and name in overridden:
                raise BadRequestError(f"'{name}' does not support nested fields")
        return super().get_serializer_class()

    def _fields_config(self) -> list[Any]:
        try:
            return parse_fields_parameter(self.request.GET["fields"]) if "fields" in self.request.GET else []
        except ValueError as error:
            raise BadRequestError(f"fields error: {error}") from error

    def _serialized_model(self) -> Any:
        return self.get_queryset().model if self.action == "listing_view" else type(self.get_object())

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, APIException):
            return Response({"message": str(exc.detail)}, status=exc.status_code)
        response = super().handle_exception(exc)
        if response.status_code == status.HTTP_404_NOT_FOUND:
            response.data = {"message": "there is no such public thing"}
        return response


class TypeField(WholeField):
    def to_representation(self, value: Page) -> str:
        return value.cached_content_type.model_class()._meta.label


class PageUrlField(DetailUrlField):
    """Left out of a draft that was never saved (a preview)."""

    def get_attribute(self, instance: Page) -> str:
        if instance.pk is None:
            raise SkipField
        return super().get_attribute(instance)


class ParentField(WholeField):
    def to_representation(self, value: Page) -> Any:
        parent = public_pages().filter(path=value.path[: -value.steplen]).select_related("locale").first()
        return page_form(parent) if parent else None


class AliasOfField(WholeField):
    def to_representation(self, value: Page) -> Any:
        alias_of = value.alias_of_id and public_pages().filter(pk=value.alias_of_id).select_related("locale").first()
        return page_form(alias_of) if alias_of else None


class PageSerializer(WagtailPageSerializer):
    detail_url = PageUrlField(read_only=True)
    type = TypeField(read_only=True)
    parent = ParentField(read_only=True)
    alias_of = AliasOfField(read_only=True)


class PagesAPIViewSet(PublicViewSet, WagtailPagesAPIViewSet):
    base_serializer_class = PageSerializer
    model = BasePage
    filter_backends = [
        filters.FieldsFilter,
        filters.RelationFilter,
        filters.LocaleFilter,
        filters.AgeFilter,
        filters.TagFilter,
        filters.SectionFilter,
        filters.ChangedFilter,
        filters.OrderingFilter,
        filters.SearchFilter,
    ]
    known_query_parameters = PublicViewSet.known_query_parameters | {
        "type",
        "child_of",
        "ancestor_of",
        "descendant_of",
        "translation_of",
        "locale",
        "age",
        "stage",
        "tag",
        "section",
        "updated_since",
        "updated_until",
    }
    filter_fields = frozenset({"id", "slug", "title", "show_in_menus"})
    find_query_parameters = frozenset({"id", "html_path"})
    body_fields = [
        *WagtailPagesAPIViewSet.body_fields,
        APIField("summary"),
        APIField("cover", fields.CoverField()),
        APIField("body", fields.BodyField()),
        APIField("ages", fields.AgesField()),
        APIField("tags", fields.TagsField()),
        APIField("confirmed_on"),
    ]
    # alias_of and parent cost a query each, so a list leaves them out.
    detail_only_fields = ["parent", "alias_of"]
    meta_fields = [
        *WagtailPagesAPIViewSet.meta_fields,
        "last_published_at",
        "expire_at",
        APIField("translations", fields.TranslationsField()),
    ]

    @cached_property
    def _base_queryset(self) -> Any:
        return public_pages(BasePage).select_related("locale", "content_type")

    def get_base_queryset(self) -> Any:
        return self._base_queryset

    @cached_property
    def types(self) -> list[type[BasePage]]:
        """The page types that ?type= names."""
        names = self.request.GET.get("type")
        if names is None:
            return []
        try:
            models = page_models_from_string(names)
        except (LookupError, ValueError):
            models = None
        if not models or not all(issubclass(model, BasePage) for model in models):
            known = ", ".join(model._meta.label for model in page_types())
            raise BadRequestError(f"type: there is no page type {names[:80]!r}. There are {known}")
        return list(models)

    def filterable(self) -> frozenset[str]:
        own = getattr(self.types[0], "api_filters", ()) if len(self.types) == 1 else ()
        return self.filter_fields | frozenset(own)

    def get_queryset(self) -> Any:
        if len(self.types) == 1:
            return public_pages(self.types[0]).select_related("locale", "content_type").order_by("id")
        queryset = self.get_base_queryset().order_by("id")
        return queryset.type(*self.types) if self.types else queryset

    def get_root_page(self) -> Any:
        site = Site.find_for_request(self.request)
        if site is None:
            raise BadRequestError("this host has no site, so that there is no root")
        return site.root_page

    def searched(self) -> Any:
        return super().searched().filter(live=True)

    def get_object(self) -> Any:
        if not hasattr(self, "_cached_object"):
            page = super(WagtailPagesAPIViewSet, self).get_object()
            self._cached_object = page.specific
        return self._cached_object

    @classmethod
    def draft(cls, request: HttpRequest, page: BasePage) -> dict[str, Any]:
        """A page's detail view from an object that need not be saved."""
        view = cls(action="detail_view", args=(), kwargs={}, format_kwarg=None)
        view.request = request
        view._cached_object = page
        return view.get_serializer(page).data

    def paginate_queryset(self, queryset: Any) -> Any:
        return list(super().paginate_queryset(queryset))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        pages = args[0] if kwargs.get("many") else [args[0]]
        self.references = References(pages, self.base_url)
        return super().get_serializer(*args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "references": self.references}

    def find_object(self, queryset: Any, request: HttpRequest) -> Any:
        """By id, or by the path of its address on the site, in whatever language ("/en/ages/")."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        path = "/" + request.GET["html_path"].strip("/") + "/"
        code = get_language_from_path(path) or settings.LANGUAGE_CODE
        names = [name for name in path.split("/") if name]
        if code != settings.LANGUAGE_CODE:
            del names[0]
        root = roots(request).get(code)
        try:
            page = root.specific.route(request, names)[0] if root else None
        except Http404:
            return None
        return page and queryset.filter(pk=page.pk).first()


class SourcesField(WholeField):
    """The picture in all its sizes."""

    def to_representation(self, value: Image) -> Any:
        return picture_form(self.context["references"].picture(value, None, settings.LANGUAGE_CODE))


class TagNamesField(WholeField):
    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.tags.all())


class DownloadUrlField(WholeField):
    def to_representation(self, value: Any) -> str:
        if isinstance(value, Image):
            return self.context["references"].picture(value, None, settings.LANGUAGE_CODE).src
        return self.context["references"].base_url + value.url


class FilesViewSet(PublicViewSet):
    """Images and documents."""

    filter_backends = [filters.FieldsFilter, filters.OrderingFilter, filters.SearchFilter]
    filter_fields = frozenset({"id", "title"})

    def get_queryset(self) -> Any:
        return self.model.objects.public().prefetch_related("tags").order_by("id")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "references": References((), self.base_url)}


class ImagesAPIViewSet(FilesViewSet, WagtailImagesAPIViewSet):
    model = Image
    body_fields = [*WagtailImagesAPIViewSet.body_fields, APIField("credit"), APIField("picture", SourcesField())]
    meta_fields = [
        *BaseAPIViewSet.meta_fields,
        APIField("tags", TagNamesField()),
        APIField("download_url", DownloadUrlField()),
    ]
    known_query_parameters = PublicViewSet.known_query_parameters


class DocumentsAPIViewSet(FilesViewSet, WagtailDocumentsAPIViewSet):
    model = Document
    meta_fields = [
        *BaseAPIViewSet.meta_fields,
        APIField("tags", TagNamesField()),
        APIField("download_url", DownloadUrlField()),
    ]
    known_query_parameters = PublicViewSet.known_query_parameters
