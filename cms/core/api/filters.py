"""Filters for lists of pages, beside Wagtail's own."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2 import filters
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from cms.core.ages import STAGES
from cms.core.api import parameters
from cms.core.models import BasePage
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
            if key not in STAGES:
                raise BadRequestError(f"stage must be one of {', '.join(STAGES)}")
            queryset = queryset.for_ages(STAGES[key].ages)
        return queryset


class TagFilter(BaseFilterBackend):
    """?tag=NAME, by name or slug; given more than once, all must be there."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in request.GET.getlist("tag"):
            tagged = Q(tagged_items__tag__name=name) | Q(tagged_items__tag__slug=name)
            queryset = queryset.filter(pk__in=BasePage.objects.filter(tagged).values("pk"))
        return queryset


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
        if code is None:
            return queryset
        locale = Locale.objects.filter(language_code=code).first()
        if locale is None:
            codes = Locale.objects.values_list("language_code", flat=True)
            raise BadRequestError(f"locale must be one of {', '.join(codes)}")
        return queryset.filter(locale=locale)


class FieldsFilter(filters.FieldsFilter):
    """Wagtail's filters by field, for the few fields that are worth one (`filter_fields`)."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in view.filter_fields & request.GET.keys():
            value = request.GET[name]
            queryset = queryset.filter(**{name: parameters.whole(request, name) if name == "id" else value})
        return queryset


class RelationFilter(BaseFilterBackend):
    """Wagtail's ?child_of=, ?ancestor_of=, ?descendant_of= and ?translation_of=, after a look at the number."""

    filters = (filters.ChildOfFilter, filters.AncestorOfFilter, filters.DescendantOfFilter, filters.TranslationOfFilter)
    names = ("child_of", "ancestor_of", "descendant_of", "translation_of")

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for name in self.names:
            if request.GET.get(name) != "root":
                parameters.whole(request, name)
        for each in self.filters:
            queryset = each().filter_queryset(request, queryset, view)
        return queryset


class OrderingFilter(filters.OrderingFilter):
    """Wagtail's ?order=; by default the order does not depend on the database's mood."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        if "order" not in request.GET:
            return queryset
        return super().filter_queryset(request, queryset, view)


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
