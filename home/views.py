"""Addresses of what parents read that belong to no page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.models import Locale

from cms.core.listing import Listing
from cms.core.navigation import Crumb
from cms.core.queries import public_pages
from home import queries
from home.models import ColumnPage, SectionPage


def contributor(request: HttpRequest, pk: int) -> HttpResponse:
    """Who writes, and everything that they wrote here."""
    found = queries.public_contributors().filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.locale != Locale.get_active():
        return redirect(found.get_absolute_url())
    columns = queries.columns_of(found, found.locale)
    same = queries.public_contributors().filter(translation_key=found.translation_key).exclude(pk=found.pk)
    context = {
        "contributor": found,
        "heading": found.name,
        "description": found.profile,
        "listing": Listing(columns, request.GET),
        "crumbs": [*_crumbs(columns.first()), Crumb(found.name)],
        "alternates": {each.locale.language_code: each.get_absolute_url() for each in same},
    }
    return render(request, "home/contributor.html", context)


def _crumbs(column: ColumnPage | None) -> list[Crumb]:
    """The section that the newest column stands in."""
    section = column and public_pages(SectionPage).parent_of(column).select_related("locale").first()
    return [Crumb(section.title, section.url or "")] if section and section.depth > 2 else []
