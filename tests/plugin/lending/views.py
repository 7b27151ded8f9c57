from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cms.core.navigation import Crumb
from tests.plugin.lending.models import Toy


def toy(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Toy, pk=pk)
    return render(request, "lending/toy.html", {"toy": found, "heading": found.name, "crumbs": [Crumb(found.name)]})
