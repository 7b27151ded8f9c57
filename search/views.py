from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from cms.core.navigation import Crumb
from search import queries, schedules
from search.parameters import SearchParameters
from search.searched import kept_form, recorder


def search(request: HttpRequest) -> HttpResponse:
    """The search page. Anything in the address that makes no sense is left aside: a parent is never shown an error."""
    asked = SearchParameters.lenient(request.GET)
    results = queries.search(**asked.arguments())
    if asked.page == 1 and not asked.is_narrowed:
        recorder.note(queries.current_locale(), kept_form(results.text), results.total, results.relaxed)
    heading = gettext("検索")
    context = {
        "results": results,
        "asked": asked,
        "heading": heading,
        "crumbs": [Crumb(heading)],
        "noindex": True,
        "offers_opening": schedules.are_kept(),
    }
    return render(request, "search/search.html", context)
