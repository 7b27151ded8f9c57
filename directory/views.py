"""Pages of one place or organisation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.navigation import Crumb, absolute
from directory import queries
from directory.models import DirectoryPage, Organisation, Place


def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: where it is, whom to call, for whom it is."""
    found = (
        Place.objects.public().select_related("locale", "organisation__locale").prefetch_related("phones").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    if found.locale != Locale.get_active():
        return redirect(found.get_absolute_url())
    listed_on = queries.directory_page(found.locale, found.kind)
    context = {
        "place": found,
        "heading": found.name,
        "description": found.note,
        "listed_on": listed_on,
        "crumbs": [*_crumbs(listed_on), Crumb(found.name)],
        "alternates": _alternates(found),
        "structured_data": [place_data(found)],
    }
    return render(request, "directory/place.html", context)


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
PLACE_TYPES = {
    Place.Kind.NURSERY: "Preschool",
    Place.Kind.HOSPITAL: "MedicalClinic",
    Place.Kind.PARK: "Park",
    Place.Kind.FACILITY: "CivicStructure",
}
"""What each kind is in the words of schema.org; the others are an Organization and a Place."""


def organisation_data(thing: Organisation) -> dict[str, Any]:
    """An organisation in the words of schema.org."""
    found: dict[str, Any] = {
        "@type": ORGANISATION_TYPES.get(Organisation.Kind(thing.kind), "Organization"),
        "name": thing.name,
        "url": absolute(thing.get_absolute_url()),
    }
    pairs = {"description": thing.description, "telephone": thing.phone, "email": thing.email, "sameAs": thing.url}
    return found | {name: value for name, value in pairs.items() if value}


def place_data(thing: Place) -> dict[str, Any]:
    """A place in the words of schema.org."""
    found: dict[str, Any] = {
        "@type": PLACE_TYPES.get(Place.Kind(thing.kind), "Place"),
        "name": thing.name,
        "url": absolute(thing.get_absolute_url()),
    }
    if thing.address:
        found["address"] = thing.address
    if thing.note:
        found["description"] = thing.note
    numbers = [phone.number for phone in thing.phones.all()]
    if numbers:
        found["telephone"] = numbers[0]
    if thing.latitude is not None and thing.longitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": thing.latitude, "longitude": thing.longitude}
    return found
