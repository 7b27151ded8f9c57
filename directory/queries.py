"""What can be asked of the directory: places and organisations, as a reader of one language finds them."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Locale

from cms.core.openness import NOW
from cms.core.queries import public, public_pages
from directory.duty.queries import duty_gaps, duty_overlaps, next_duty, on_duty  # noqa: F401 (asked for here, as all is)
from directory.duty.times import at, local
from directory.models import Affiliation, DirectoryPage, DutySlot, Organisation, Place, SupportProgram, Vacancy
from directory.models.duty import DutySlotQuerySet
from directory.models.organisation import OrganisationQuerySet
from directory.models.pages import KINDS, listing
from directory.models.place import PlaceQuerySet
from directory.models.program import SupportProgramQuerySet

M = TypeVar("M", Place, Organisation)
L = TypeVar("L", bound=QuerySet[Any])


def duty_of(place: Place) -> DutySlotQuerySet:
    """The turns of duty of a place that are not over when today begins, the next first; in whatever language it is read."""
    slots = DutySlot.objects.filter(place__translation_key=place.translation_key, ends_at__gt=at(local(timezone.now()).date()))
    return slots.order_by("starts_at", "ends_at")


def public_places(locale: Locale, kinds: Sequence[str] = ()) -> PlaceQuerySet:
    """Public places for readers of a language, of these kinds or of all, in kana order (names where there is no kana).

    A place that is not translated is there in the source language: a parent who cannot read its name can still call its number.
    """
    places = in_or_for(Place.objects.public(), locale).select_related("locale", "organisation").prefetch_related("phones")
    return _in_order(places.filter(kind__in=kinds) if kinds else places, locale)


def public_organisations(locale: Locale) -> OrganisationQuerySet:
    """Public organisations for readers of a language, by the same rules."""
    return _in_order(in_or_for(Organisation.objects.public(), locale).select_related("locale"), locale)


def public_programs(locale: Locale) -> SupportProgramQuerySet:
    """Public support programmes for readers of a language, by the same rules."""
    return _in_order(in_or_for(SupportProgram.objects.public(), locale).select_related("locale"), locale)


def places_of(organisation: Organisation, locale: Locale) -> PlaceQuerySet:
    """The public places that an organisation runs, in whatever language the tie was made."""
    return public_places(locale).filter(organisation__translation_key=organisation.translation_key)


def vacancies_of(place: Place) -> "QuerySet[Vacancy]":
    """The free places of a nursery, class by class, that are not too old to be told; the same in every language."""
    source = Q(place__locale__language_code=settings.LANGUAGE_CODE) | Q(place=place)
    return Vacancy.objects.current().filter(source, place__translation_key=place.translation_key)


def with_vacancies(places: Iterable[Place]) -> list[Place]:
    """The same places, each with its `told_vacancies`: those that `vacancies_of` gives, class by class. One query."""
    found = list(places)
    source = Q(place__locale__language_code=settings.LANGUAGE_CODE) | Q(place__in=[place.pk for place in found])
    keys = {place.translation_key for place in found}
    told = Vacancy.objects.current().filter(source, place__translation_key__in=keys).annotate(key=F("place__translation_key"))
    by_key: dict[Any, list[Vacancy]] = {}
    for vacancy in told:
        by_key.setdefault(vacancy.key, []).append(vacancy)
    for place in found:
        place.told_vacancies = by_key.get(place.translation_key, [])
    return found


def run_by(places: PlaceQuerySet, organisation_id: int) -> PlaceQuerySet:
    """Of these places, those that the organisation of this id runs, in whatever language the tie was made."""
    keys = Organisation.objects.public().filter(pk=organisation_id).values("translation_key")
    return places.filter(organisation__translation_key__in=keys)


def directory_page(locale: Locale, kind: str = "") -> DirectoryPage | None:
    """The public page that lists places of a kind: its own, else one of every kind; the site's root only if there is no other.

    Of pages of several kinds, the one of the fewest.
    """
    pages = public_pages(DirectoryPage).filter(listing(kind), locale=locale).for_lists().order_by("-depth", "path")
    return min(pages, key=lambda page: len(page.kinds) or len(KINDS), default=None)


def open_now_url(locale: Locale) -> str:
    """Where one sees what is open now, of every kind: on a map before a list. Empty where no page lets choose it, or nobody
    knows of any place when it is open.
    """
    if not public_places(locale).exclude(opening_hours="").exists():
        return ""
    order = [DirectoryPage.Layout.MAP, DirectoryPage.Layout.LIST, DirectoryPage.Layout.TABLE]
    pages = public_pages(DirectoryPage).filter(locale=locale, kinds="", filters__has="open", layout__in=order).for_lists()
    found = min(pages.order_by("-depth", "path"), key=lambda page: order.index(page.layout), default=None)
    return f"{found.url}?open={NOW}#choices" if found else ""


def translations_of(thing: Place | Organisation | SupportProgram) -> "QuerySet[Any]":
    """The same thing in the other languages, where it is public."""
    return (
        type(thing).objects.public().filter(translation_key=thing.translation_key).exclude(pk=thing.pk).select_related("locale")
    )


def in_language(thing: M, locale: Locale) -> M | None:
    """The public translation of a place or organisation into a language, else itself if it is public, else None."""
    same = type(thing).objects.public().filter(translation_key=thing.translation_key).select_related("locale")
    found = {each.locale_id: each for each in same}
    return found.get(locale.pk) or found.get(thing.locale_id)


def leads_of(organisation: Organisation) -> "QuerySet[AbstractUser]":
    """The active users who lead an organisation, in whatever language their affiliation was entered."""
    affiliations = Affiliation.objects.filter(
        organisation__translation_key=organisation.translation_key, role=Affiliation.Role.LEAD
    )
    return get_user_model()._default_manager.filter(pk__in=affiliations.values("user"), is_active=True)


def in_or_for(things: L, locale: Locale) -> L:
    """Those in the language, and the source's own where they have no translation into it."""
    translated = public(type(things)(things.model)).filter(translation_key=OuterRef("translation_key"), locale=locale)
    source = Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(translated)
    return things.filter(Q(locale=locale) | source)


def _in_order(things: L, locale: Locale) -> L:
    if locale.language_code != settings.LANGUAGE_CODE:
        return things.order_by("name", "pk")
    return things.order_by("kana_order", "name", "pk")
