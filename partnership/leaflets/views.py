"""The sheet of a page, to print and to hand out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from partnership.leaflets.queries import sheet_page
from partnership.leaflets.sheet import LeafletSheet


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A public page as a sheet in its own language: ?size=a4|a5, ?part=whole|summary."""
    page = sheet_page(pk)
    if page is None:
        raise Http404
    with translation.override(page.locale.language_code):
        context = {"page": page, "sheet": LeafletSheet.lenient(page, request.GET)}
        response = render(request, "partnership/leaflet_sheet.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
