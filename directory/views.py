"""Pages of one place or organisation."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.navigation import Crumb, absolute
from directory import kinds, queries
from directory.cards import vcard
from directory.confirming.intervals import is_old
from directory.duty.times import local, merged
from directory.models import DirectoryPage, DutySlot, Organisation, Place, Vacancy
from directory.sections import sections_of
from directory.words import OPEN

MOST_TURNS = 5
"""Of duty, on the page of a place."""


def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: where it is, whom to call, for whom it is."""
    found = _public_place(pk)
    if found.locale != Locale.get_active():
        return redirect(found.get_absolute_url())
    return place_page(request, found, queries.vacancies_of(found))


def place_page(request: HttpRequest, place: Place, vacancies: Iterable[Vacancy]) -> HttpResponse:
    """The page of a place, whether it is public or a draft that has not even been saved."""
    listed_on = queries.directory_page(place.locale, place.kind)
    duty = list(queries.duty_of(place))
    context = {
        "place": place,
        "heading": place.name,
        "description": place.note,
        "listed_on": listed_on,
        "crumbs": [*_crumbs(listed_on), Crumb(place.name)],
        "alternates": _alternates(place),
        "structured_data": [place_data(place, duty)] if place.pk else [],
        "vacancies": vacancies,
        "card_url": reverse("directory:card", args=[place.pk]) if place.pk else "",
        "is_old": is_old(place),
        "duty": duty,
        "next_turns": [slot for slot in duty if slot.ends_at > timezone.now()][:MOST_TURNS],
    }
    return render(request, "directory/place.html", context)


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A place for a telephone's address book."""
    found = _public_place(pk)
    with translation.override(found.locale.language_code):
        response = HttpResponse(vcard(found), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.name}.vcf")
    return response


def _public_place(pk: int) -> Place:
    related = Place.objects.public().select_related("locale", "organisation__locale", "picture").prefetch_related("phones")
    found = related.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it does, how to reach it, what it runs."""
    found = Organisation.objects.public().select_related("locale").filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.locale != Locale.get_active():
        return redirect(found.get_absolute_url())
    context = {
        "organisation": found,
        "heading": found.name,
        "description": found.description,
        "places": queries.places_of(found, found.locale),
        "sections": sections_of(found, found.locale),
        "crumbs": [Crumb(gettext("団体の一覧"), reverse("directory:organisations")), Crumb(found.name)],
        "alternates": _alternates(found),
        "structured_data": [organisation_data(found)],
    }
    return render(request, "directory/organisation.html", context)


def organisations(request: HttpRequest) -> HttpResponse:
    """All public organisations."""
    heading = gettext("団体の一覧")
    found = queries.public_organisations(Locale.get_active())
    return render(
        request, "directory/organisations.html", {"organisations": found, "heading": heading, "crumbs": [Crumb(heading)]}
    )


def _crumbs(page: DirectoryPage | None) -> list[Crumb]:
    return [Crumb(page.title, page.url or "")] if page and page.depth > 2 else []


def _alternates(thing: Place | Organisation) -> dict[str, str]:
    return {each.locale.language_code: each.get_absolute_url() for each in queries.translations_of(thing)}


ORGANISATION_TYPES = {
    Organisation.Kind.GOVERNMENT: "GovernmentOrganization",
    Organisation.Kind.UNIVERSITY: "CollegeOrUniversity",
    Organisation.Kind.NPO: "NGO",
    Organisation.Kind.WELFARE: "NGO",
    Organisation.Kind.INTERMEDIARY: "NGO",
}


def organisation_data(thing: Organisation) -> dict[str, Any]:
    """An organisation in the words of schema.org."""
    found: dict[str, Any] = {
        "@type": ORGANISATION_TYPES.get(Organisation.Kind(thing.kind), "Organization"),
        "name": thing.name,
        "url": absolute(thing.get_absolute_url()),
    }
    pairs = {"description": thing.description, "telephone": thing.phone, "email": thing.email, "sameAs": thing.url}
    return found | {name: value for name, value in pairs.items() if value}


def place_data(thing: Place, duty: Iterable[DutySlot] = ()) -> dict[str, Any]:
    """A place in the words of schema.org; whoever is on duty is open."""
    found: dict[str, Any] = {
        "@type": kinds.BY_CODE[thing.kind].schema_type,
        "name": thing.name,
        "url": absolute(thing.get_absolute_url()),
    }
    if thing.address:
        parts = {
            "@type": "PostalAddress",
            "addressCountry": "JP",
            "postalCode": thing.postal_code,
            "addressRegion": thing.prefecture,
            "addressLocality": thing.city,
            "streetAddress": f"{thing.town}{thing.street}" or thing.address,
        }
        found["address"] = {name: value for name, value in parts.items() if value}
    if thing.note:
        found["description"] = thing.note
    numbers = [phone.number for phone in thing.phones.all()]
    if numbers:
        found["telephone"] = numbers[0]
    pairs = {"faxNumber": thing.fax, "email": thing.email, "sameAs": thing.url, "alternateName": thing.common_name}
    found |= {name: value for name, value in pairs.items() if value}
    opening = hours_data(thing, duty)
    if opening:
        found["openingHoursSpecification"] = opening
    if thing.latitude is not None and thing.longitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": thing.latitude, "longitude": thing.longitude}
    return found


def hours_data(thing: Place, duty: Iterable[DutySlot] = ()) -> list[dict[str, Any]]:
    """When it is open in the next seven days, each day by its date: schema.org has no word for holidays and second Saturdays.

    Duty that begins on a day is among its times. Nothing where nobody knows the hours, as the duty alone would pass for them.
    """
    if not thing.opening_hours:
        return []
    turns = [(slot.starts_at, slot.ends_at) for slot in duty]
    return [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
            "dayOfWeek": f"https://schema.org/{day.date:%A}",
            "opens": f"{local(opens):%H:%M}",
            "closes": f"{local(closes):%H:%M}",
        }
        for day in thing.hours.week(timezone.localdate())
        for opens, closes in merged(
            [
                *((interval.start, interval.end) for interval in day.intervals if interval.state == OPEN),
                *(turn for turn in turns if local(turn[0]).date() == day.date),
            ]
        )
    ]
