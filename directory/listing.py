"""The list of a DirectoryPage: places, narrowed by what the page offers, in the order people look them up."""

from collections.abc import Mapping
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.core.listing import Choice, Listing
from directory.kana import ROWS, row_of
from directory.models.hours import open_at
from directory.models.pages import DirectoryPage
from directory.models.place import Place
from directory.queries import public_places
from directory.vocabularies import SERVICES

PER_PAGE = 50
IN_A_TABLE = 500
"""A phone book is leafed through by its rows of kana, so it is not cut into pages unless it is a thick one."""
NOW = "now"


class PlaceListing(Listing):
    """A listing of places, which may also be narrowed by kind, by service, and to those that are open now."""

    def __init__(self, page: DirectoryPage, asked: QueryDict | Mapping[str, str]) -> None:
        self.locale = page.locale
        self.offered = set(page.filters)
        self.now = timezone.now()
        several = len(page.kinds) != 1 and "kind" in self.offered
        self.listed_kinds = page.kinds
        listed = page.kinds or Place.Kind.values
        self.kind = asked.get("kind", "") if several and asked.get("kind", "") in listed else ""
        self.offers_kinds = several
        self.service = asked.get("service", "") if "service" in self.offered and asked.get("service", "") in SERVICES else ""
        self.open = asked.get("open", "") == NOW and "open" in self.offered
        others = {"kind": self.kind, "service": self.service, "open": NOW if self.open else ""}
        self.is_table = page.layout == page.Layout.TABLE
        per_page = IN_A_TABLE if self.is_table else PER_PAGE
        super().__init__(public_places(page.locale, page.kinds), asked, others=others, tagged=False, per_page=per_page)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.service or self.open) or super().is_narrowed

    @property
    def all_url(self) -> str:
        return self.url(kind=None, age=None, service=None, open=None)

    @property
    def offers_ages(self) -> bool:
        return "age" in self.offered

    @cached_property
    def kinds(self) -> list[Choice]:
        """The kinds there are, each with its count; none where the page shows a single kind."""
        if not self.offers_kinds:
            return []
        counts = dict(self.everything.order_by().values_list("kind").annotate(count=Count("pk")))
        return [
            Choice(label, self.url(kind=kind), chosen=kind == self.kind, count=counts[kind])
            for kind, label in Place.Kind.choices
            if kind in counts
        ]

    @cached_property
    def services(self) -> list[Choice]:
        """The services that any of the places offers, each with its count."""
        if "service" not in self.offered:
            return []
        counts: dict[str, int] = {}
        for offered, count in self.everything.order_by().values_list("services").annotate(count=Count("pk")):
            for code in offered:
                counts[code] = counts.get(code, 0) + count
        return [
            Choice(label, self.url(service=code), chosen=code == self.service, count=counts[code])
            for code, label in SERVICES.items()
            if code in counts
        ]

    @cached_property
    def opens(self) -> list[Choice]:
        """Whether to see only what is open now; nothing where of no place anybody knows."""
        if "open" not in self.offered or not self.everything.exclude(opening_hours="").exists():
            return []
        return [
            Choice(_("すべて"), self.url(open=None), chosen=not self.open),
            Choice(
                _("今開いている"),
                self.url(open=NOW),
                chosen=self.open,
                count=self.everything.filter(open_at(self.everything, self.now)).count(),
            ),
        ]

    @property
    def map_source(self) -> str:
        """The API's address of what the list holds, as points; its pages are no matter there."""
        asked: list[tuple[str, str]] = [("locale", self.locale.language_code), ("service", self.service)]
        asked += [("kind", kind) for kind in ([self.kind] if self.kind else self.listed_kinds)]
        if self.open:
            asked.append(("open_at", self.now.replace(second=0, microsecond=0).isoformat()))
        if self.age:
            asked += [("age_from", str(self.age.ages.lower)), ("age_to", str(self.age.ages.upper))]
        return f"/api/v2/places.geojson?{urlencode([(name, value) for name, value in asked if value])}"

    @property
    def any_kind_url(self) -> str:
        return self.url(kind=None)

    @property
    def any_service_url(self) -> str:
        return self.url(service=None)

    @cached_property
    def rows(self) -> list[tuple[str, list[Place]]]:
        """The places of this page of the list by the row of their kana; one row without a name in other languages."""
        if self.locale.language_code != settings.LANGUAGE_CODE:
            return [("", list(self.page))]
        return [(row, list(places)) for row, places in groupby(self.page, key=lambda place: row_of(place.kana))]

    @property
    def index(self) -> list[tuple[str, bool]]:
        """あかさたな…, each with whether there is a place of that row on this page; nothing in other languages."""
        there = {row for row, _places in self.rows if row}
        return [(row, row in there) for row in ROWS] if there else []

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        found = queryset
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.service:
            found = found.filter(services__has=self.service)
        return found.filter(open_at(found, self.now)) if self.open else found
