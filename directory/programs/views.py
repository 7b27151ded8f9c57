"""Pages of support programmes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.navigation import Crumb, absolute
from directory import queries
from directory.models import SupportProgram
from directory.programs.listing import ProgramListing
from directory.vocabularies import THEMES


def program(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: whom it is for, what it gives, how to apply, whom to ask."""
    found = SupportProgram.objects.public().select_related("locale").filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.locale != Locale.get_active():
        return redirect(found.get_absolute_url())
    context = {
        "program": found,
        "heading": found.name,
        "description": found.summary,
        "facts": facts(found),
        "themes": [(label, f"{reverse('directory:programs')}?theme={theme}") for theme, label in themes_in_words(found)],
        "crumbs": [Crumb(gettext("制度の一覧"), reverse("directory:programs")), Crumb(found.name)],
        "alternates": {each.locale.language_code: each.get_absolute_url() for each in queries.translations_of(found)},
        "structured_data": [program_data(found)],
    }
    return render(request, "directory/program.html", context)


def programs(request: HttpRequest) -> HttpResponse:
    """The public programmes, narrowed by age and theme."""
    heading = gettext("制度の一覧")
    listing = ProgramListing(Locale.get_active(), request.GET)
    return render(request, "directory/programs.html", {"listing": listing, "heading": heading, "crumbs": [Crumb(heading)]})


def themes_in_words(program: SupportProgram) -> list[tuple[str, str]]:
    """The themes that it has, each with its name."""
    return [(theme, str(THEMES[theme])) for theme in program.themes if theme in THEMES]


def facts(program: SupportProgram) -> list[tuple[str, str]]:
    """What is said of a programme besides its description, each with its heading; what is empty is left out."""
    told = (
        (gettext("対象になる人"), program.target),
        (gettext("受けられる支援"), program.support),
        (gettext("かかるお金"), program.cost),
        (gettext("申し込み方"), program.how_to_apply),
        (gettext("時期"), program.period),
        (gettext("場所"), program.place),
        (gettext("根拠になる法令"), program.law),
    )
    return [(name, text) for name, text in told if text]


def program_data(thing: SupportProgram) -> dict[str, Any]:
    """A programme in the words of schema.org."""
    provider = {"@type": "GovernmentOrganization", "name": thing.contact_name, "telephone": thing.phone, "email": thing.email}
    found: dict[str, Any] = {
        "@type": "GovernmentService",
        "name": thing.name,
        "url": absolute(thing.get_absolute_url()),
        "alternateName": thing.short_name,
        "description": thing.summary,
        "sameAs": thing.url,
    }
    if thing.contact_name:
        found["provider"] = {name: value for name, value in provider.items() if value}
    return {name: value for name, value in found.items() if value}
