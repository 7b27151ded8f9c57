"""Events as iCalendar: one to take along, and calendars to subscribe to."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.chips import CHIPS
from cms.core.headers import kept
from cms.core.navigation import absolute, surroundings
from partnership.events import queries
from partnership.events.calendar import CONTENT_TYPE, calendar
from partnership.models import EventPage

KEPT = datetime.timedelta(days=90)
"""How long what is over stays in a subscribed calendar: somebody may look up when it was."""
MOST_DIGITS = 9


def event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One event, for a telephone's calendar."""
    page = queries.public_events().filter(pk=pk).first()
    if page is None:
        raise Http404
    with translation.override(page.locale.language_code):
        url = absolute(reverse("partnership:event_calendar", args=[page.pk]))
        content = calendar(page.title, url, [page], queries.places_of([page], page.locale))
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.ics")
    return kept(request, response)


def events(request: HttpRequest) -> HttpResponseBase:
    """The public events of a language, to subscribe to; `kind`, `age` (a chip) and `organisation` (an id) narrow them.

    What is unknown narrows nothing, as in lists: an old subscription goes on.
    """
    locale = Locale.get_active()
    found = queries.public_occurrences(locale).within(timezone.localdate() - KEPT, None)
    kind, chip = request.GET.get("kind", ""), CHIPS.get(request.GET.get("age", ""))
    organisation = request.GET.get("organisation", "")
    name = [gettext("イベント")]
    if kind in EventPage.Kind.values:
        found = found.filter(kind=kind)
        name.append(str(EventPage.Kind(kind).label))
    if chip:
        found = found.for_ages(chip.ages)
        name.append(str(chip.label))
    if organisation.isascii() and organisation.isdecimal() and len(organisation) <= MOST_DIGITS:
        found = queries.of_organisation(found, int(organisation))
    rows = found.order_by().values("page")
    pages = list(queries.public_events(locale).filter(pk__in=rows).order_by("pk"))
    title = f"{surroundings(request).site_name} {gettext('・').join(name)}"
    content = calendar(title, absolute(request.get_full_path()), pages, queries.places_of(pages, locale))
    return kept(request, HttpResponse(content, content_type=CONTENT_TYPE))
