"""Small views of the admin that forms ask while they are filled in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.hours import HoursError
from directory.hours_form import data_from, faults_in_words, hours_from, note_of, understood


def hours_in_words(request: HttpRequest) -> HttpResponse:
    """What was understood of the opening hours in a form, as items of a list."""
    data = data_from(request.GET, request.GET.get("name", ""))
    context: dict[str, Any] = {"note": note_of(data)}
    try:
        context["understood"] = understood(hours_from(data))
    except HoursError as error:
        context["faults"] = faults_in_words(error)
    return render(request, "directory/admin/hours_words.html", context)
