"""What HSDS asks of the directory. Everything is public, and in the source language."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Avg, Prefetch, Q, QuerySet

from cms.core.ages import STAGES
from cms.core.geography import Point
from directory.hsds.taxonomies import AGES, KINDS, OFFERS, PROGRAM, TAXONOMIES, Term, terms
from directory.models import Organisation, Place, SupportProgram
from directory.models.organisation import OrganisationQuerySet
from directory.models.place import PlaceQuerySet
from directory.models.program import SupportProgramQuerySet
from search.queries import MOST_PER_PAGE, search

MOST_FOUND = 500
"""Of a search, the best; who wants more has to narrow it down."""


@dataclass(frozen=True)
class Asked:
    """The filters of a list. A term or taxonomy that is not ours lets nothing through."""

    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: datetime.datetime | None = None
    postcode: str = ""
    proximity: float | None = None


def places() -> PlaceQuerySet:
    """Of those that are run by what is not public, the organisation is None."""
    found: PlaceQuerySet = Place.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    run_by_public = Prefetch("organisation", queryset=Organisation.objects.public().select_related("locale"))
    return found.select_related("locale").prefetch_related("phones", run_by_public).order_by("pk")


def programs() -> SupportProgramQuerySet:
    found = SupportProgram.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return found.select_related("locale").order_by("pk")


def organisations() -> OrganisationQuerySet:
    found = Organisation.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return found.select_related("locale").order_by("pk")


@dataclass(frozen=True)
class Rows:
    """Several querysets, one behind the other, as one list."""

    parts: Sequence["QuerySet[Any]"]

    def count(self) -> int:
        return sum(part.count() for part in self.parts)

    def slice(self, start: int, end: int) -> list[Any]:
        found: list[Any] = []
        for part in self.parts:
            count = part.count()
            if start < count and end > 0:
                found += part[max(start, 0) : end]
            start, end = start - count, end - count
        return found


def services(asked: Asked) -> Rows:
    """The places, then the programmes."""
    return Rows((_narrowed(places(), asked), _narrowed(programs(), asked)))


def at_locations(asked: Asked) -> Rows:
    """The places that are somewhere."""
    found = _narrowed(places(), asked).filter(~Q(address="") | Q(latitude__isnull=False))
    if asked.postcode:
        found = _near_postcode(found, asked.postcode, asked.proximity)
    return Rows((found,))


def service(key: UUID) -> Place | SupportProgram | None:
    return places().filter(translation_key=key).first() or programs().filter(translation_key=key).first()


def run_by_each(found: Sequence[Organisation]) -> dict[UUID, list[Place]]:
    """The places of several organisations, in one go."""
    keys = [organisation.translation_key for organisation in found]
    told: dict[UUID, list[Place]] = {key: [] for key in keys}
    for place in places().filter(organisation__translation_key__in=keys):
        if place.organisation:
            told[place.organisation.translation_key].append(place)
    return told


def searched(queryset: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Those that the site's own search finds, the best MOST_FOUND of them."""
    kind_of = ContentType.objects.get_for_model(queryset.model, for_concrete_model=False).pk
    kinds = _kinds(queryset.model)
    found: list[str] = []
    page = 1
    while page <= MOST_FOUND // MOST_PER_PAGE:
        results = search(text, locale=settings.LANGUAGE_CODE, kinds=kinds, page=page, per_page=MOST_PER_PAGE)
        found += [hit.entry.object_id for hit in results.hits if hit.entry.content_type_id == kind_of]
        if not results.has_next:
            break
        page += 1
    return queryset.filter(pk__in=found)


def _kinds(model: type[Any]) -> list[str]:
    if model is Place:
        return [str(kind) for kind in Place.Kind.values]
    return [PROGRAM] if model is SupportProgram else ["organisation"]


def _narrowed(queryset: Any, asked: Asked) -> Any:
    found = queryset
    if asked.search:
        found = searched(found, asked.search)
    if asked.taxonomy_term_id:
        term = terms().get(asked.taxonomy_term_id)
        found = _OF_TERM[term.taxonomy.code](found, term) if term else found.none()
    if asked.taxonomy_id:
        taxonomy = next((each for each in TAXONOMIES if each.id == asked.taxonomy_id), None)
        found = _OF_TAXONOMY[taxonomy.code](found) if taxonomy else found.none()
    if asked.organization_id:
        found = _of_organisation(found, asked.organization_id)
    if asked.modified_after is not None:
        found = found.filter(updated_at__gte=asked.modified_after)
    return found


def _of_organisation(queryset: Any, key: str) -> Any:
    if queryset.model is not Place:
        return queryset.none()
    public = Organisation.objects.public().filter(translation_key=key)
    return queryset.filter(organisation__translation_key__in=public.values("translation_key"))


def _of_kind(queryset: Any, term: Term) -> Any:
    if queryset.model is Place:
        return queryset.filter(kind=term.code)
    return queryset if term.code == PROGRAM else queryset.none()


def _offering(queryset: Any, term: Term) -> Any:
    return queryset.offering(term.code) if queryset.model is Place else queryset.none()


def _for_stage(queryset: Any, term: Term) -> Any:
    """As `terms_of` has it: what is for every age has no term of it."""
    return _with_ages(queryset).for_ages(STAGES[term.code].ages)


def _with_ages(queryset: Any) -> Any:
    return queryset.exclude(age_min__isnull=True, age_max__isnull=True)


_OF_TERM: dict[str, Callable[[Any, Term], Any]] = {KINDS.code: _of_kind, OFFERS.code: _offering, AGES.code: _for_stage}
_OF_TAXONOMY: dict[str, Callable[[Any], Any]] = {
    KINDS.code: lambda queryset: queryset,
    OFFERS.code: lambda queryset: queryset.exclude(services="") if queryset.model is Place else queryset.none(),
    AGES.code: _with_ages,
}


def _near_postcode(found: PlaceQuerySet, postcode: str, metres: float | None) -> PlaceQuerySet:
    """Those of a postcode; with a distance, those around the middle of the places that have it."""
    digits = postcode.replace("-", "")
    same = Q(postal_code__in=[digits, f"{digits[:3]}-{digits[3:]}"])
    if metres is None:
        return found.filter(same)
    middle = Place.objects.public().filter(same, latitude__isnull=False).aggregate(north=Avg("latitude"), east=Avg("longitude"))
    if middle["north"] is None:
        return found.none()
    return found.around(Point(middle["north"], middle["east"]), metres)
