"""The list of a DirectoryPage: places, narrowed by kind and age, in the order people look them up."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from cms.core.listing import Choice, Listing
from directory.kana import row_of
from directory.models.pages import DirectoryPage
from directory.models.place import Place
from directory.queries import public_places

PER_PAGE = 50


class PlaceListing(Listing):
    """A listing of places, which may also be narrowed by kind where the page shows all kinds."""

    def __init__(self, page: DirectoryPage, asked: QueryDict | Mapping[str, str]) -> None:
        self.locale = page.locale
        self.fixed_kind = page.kind
        self.kind = asked.get("kind", "") if not page.kind and asked.get("kind", "") in Place.Kind.values else ""
        super().__init__(
            public_places(page.locale, page.kind), asked, others={"kind": self.kind}, tagged=False, per_page=PER_PAGE
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind) or super().is_narrowed

    @property
    def all_url(self) -> str:
        return self.url(kind=None, age=None)

    @cached_property
    def kinds(self) -> list[Choice]:
        """The kinds there are, each with its count; none where the page shows a single kind."""
        if self.fixed_kind:
            return []
        counts = dict(self.everything.order_by().values_list("kind").annotate(count=Count("pk")))
        return [
            Choice(label, self.url(kind=kind), chosen=kind == self.kind, count=counts[kind])
            for kind, label in Place.Kind.choices
            if kind in counts
        ]

    @property
    def any_kind_url(self) -> str:
        return self.url(kind=None)

    @property
    def rows(self) -> Iterable[tuple[str, list[Place]]]:
        """The places of this page of the list by the row of their kana; one row without a name in other languages."""
        if self.locale.language_code != settings.LANGUAGE_CODE:
            return [("", list(self.page))]
        return [(row, list(places)) for row, places in groupby(self.page, key=lambda place: row_of(place.kana))]

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.kind) if self.kind else queryset
