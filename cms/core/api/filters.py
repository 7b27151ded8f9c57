"""Filters for lists of pages, beside Wagtail's own."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2 import filters
from wagtail.api.v2.utils import BadRequestError
from wagtail.search.backends import get_search_backend

from cms.core.api import parameters
from cms.core.models import PageTag, Tag
from cms.core.queries import public_pages

MOST_FOUND = 1000
"""How many hits of a search are looked at when other filters narrow it."""


class AgeFilter(BaseFilterBackend):
    """?age=MONTHS and ?stage=KEY: pages for that age; pages for all ages belong to each."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        months = parameters.age(request)
        if months is not None:
            queryset = queryset.for_age(months)
        key = request.GET.get("stage")
        if key is not None:
            queryset = queryset.for_ages(parameters.stage(key).ages)
        return queryset


class TagFilter(BaseFilterBackend):
    """?tag=NAME, by its name in any language or its slug; given more than once, all must be there."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in request.GET.getlist("tag"):
            queryset = queryset.filter(pk__in=tagged(name))
        return queryset


def tagged(name: str) -> "QuerySet[Any, Any]":
    """The keys of the pages that have a tag of this name, in any language, or of this slug."""
    named = Q(name=name) | Q(slug=name)
    for code, _language in settings.WAGTAIL_CONTENT_LANGUAGES:
        named |= Q(**{f"translations__{code}": name})
    return PageTag.objects.filter(tag__in=Tag.objects.filter(named)).values("content_object")


class SectionFilter(BaseFilterBackend):
    """?section=ID or SLUG: what stands below that page, in whatever language it is; a slug may name one in several."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        name = request.GET.get("section")
        if name is None:
            return queryset
        by_id = name.isascii() and name.isdigit()
        if by_id:
            parameters.whole(request, "section")
        sections = public_pages().filter(**({"pk": name} if by_id else {"slug": name}))
        below = Q()
        for path in sections.values_list("path", flat=True):
            below |= Q(path__startswith=path) & ~Q(path=path)
        if not below:
            raise BadRequestError(f"section: there is no public page {name[:80]!r}")
        return queryset.filter(below)


class ChangedFilter(BaseFilterBackend):
    """?updated_since= and ?updated_until=: when the published content last changed (from the first, before the second)."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        since, until = (parameters.moment(request, name) for name in ("updated_since", "updated_until"))
        if since:
            queryset = queryset.filter(last_published_at__gte=since)
        if until:
            queryset = queryset.filter(last_published_at__lt=until)
        return queryset


class LocaleFilter(BaseFilterBackend):
    """?locale=CODE."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        code = request.GET.get("locale")
        return queryset if code is None else queryset.filter(locale=parameters.locale(code))


class FieldsFilter(BaseFilterBackend):
    """Exact values of the few fields that are worth a filter: the endpoint's, and those that a single page type names."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in view.filterable() & request.GET.keys():
            queryset = queryset.filter(**self._condition(request, queryset.model, name))
        return queryset

    @staticmethod
    def _condition(request: HttpRequest, model: type[models.Model], name: str) -> dict[str, Any]:
        column: Any = model._meta.get_field(name)
        if isinstance(column, models.BooleanField):
            return {name: parameters.flag(request, name)}
        if isinstance(column, models.ForeignKey):
            # Whatever is translated is one thing in all its languages.
            related = column.related_model._default_manager.filter(pk=parameters.whole(request, name))
            return {f"{name}__translation_key__in": related.values("translation_key")}
        if isinstance(column, models.IntegerField):
            return {name: parameters.whole(request, name)}
        value = request.GET[name]
        keys = [str(key) for key, _label in column.flatchoices]
        if keys and value not in keys:
            raise BadRequestError(f"{name} must be one of {', '.join(keys)}")
        return {name: value}


class RelationFilter(BaseFilterBackend):
    """Wagtail's ?child_of=, ?ancestor_of=, ?descendant_of= and ?translation_of=, after a look at the number."""

    filters: ClassVar = {
        "child_of": filters.ChildOfFilter,
        "ancestor_of": filters.AncestorOfFilter,
        "descendant_of": filters.DescendantOfFilter,
        "translation_of": filters.TranslationOfFilter,
    }
    in_tree = frozenset({"child_of", "ancestor_of", "descendant_of", "section"})

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in self.filters.keys() & request.GET.keys():
            if request.GET[name] != "root" or name == "ancestor_of":
                parameters.whole(request, name)
            try:
                queryset = self.filters[name]().filter_queryset(request, queryset, view)
            except BadRequestError as error:
                raise BadRequestError(f"{name}: {error}") from error
        return queryset


class OrderingFilter(BaseFilterBackend):
    """?order=: fields that have an order, "-" before one for the other way round, or random.

    By default: as the editors arranged the pages where a part of the tree was asked for, else by id.
    """

    kinds = (models.CharField, models.DateField, models.IntegerField, models.BooleanField)

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        order = request.GET.get("order")
        if order is None:
            in_tree = RelationFilter.in_tree & request.GET.keys()
            return queryset.order_by("path") if in_tree else queryset
        if order == "random":
            if "offset" in request.GET:
                raise BadRequestError("order=random has no offset: each answer is another order")
            return queryset.order_by("?")
        known = self.known(view, queryset.model)
        names = order.split(",")
        for name in names:
            if name.removeprefix("-") not in known:
                raise BadRequestError(f"order: cannot order by {name[:80]!r}; possible are {', '.join(known)}, random")
        # The id decides between equals, so that no page of a list repeats or skips anything.
        return queryset.order_by(*names, *({"id", "-id"}.isdisjoint(names) * ["id"]))

    @classmethod
    def known(cls, view: Any, model: type[models.Model]) -> list[str]:
        """The names that a list of this model can be ordered by."""
        offered = set(view.get_available_fields(model, db_fields_only=True))
        return [column.name for column in model._meta.concrete_fields if column.name in offered and isinstance(column, cls.kinds)]


class SearchFilter(BaseFilterBackend):
    """?search=: Wagtail's search backend over the public pages, best first, then narrowed by the other filters."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        text = parameters.search_text(request)
        if text is None:
            return queryset
        found = get_search_backend().search(text, view.searched(), operator=view.search_operator)
        ranked = [result.pk for result in found[:MOST_FOUND]]
        allowed = set(queryset.filter(pk__in=ranked).values_list("pk", flat=True))
        ranked = [pk for pk in ranked if pk in allowed]
        if "order" in request.GET:
            return queryset.filter(pk__in=ranked)
        return Ranked(queryset, ranked)


class Ranked:
    """A queryset's rows in the order of a list of keys; sliced and counted as a queryset is."""

    def __init__(self, queryset: QuerySet[Any], keys: list[int]) -> None:
        self.queryset = queryset
        self.model = queryset.model
        self.keys = keys

    def count(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> list[Any]:
        rows = self.queryset.in_bulk(self.keys[part])
        return [rows[key] for key in self.keys[part]]
