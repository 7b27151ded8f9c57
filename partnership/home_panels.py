"""What is new in the network, for the front door."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.home_panels import HomePanel, newest
from cms.core.queries import public_pages
from partnership.events.queries import next_events
from partnership.models import CitizenReportPage, EventCalendarPage


def reports(locale: Locale) -> HomePanel | None:
    return newest(CitizenReportPage, locale, _("市民レポート"), looks="pictures")


def events(locale: Locale) -> HomePanel | None:
    """The events that come next; the rest is in the calendar."""
    pages = next_events(locale)
    if not pages:
        return None
    calendar = public_pages(EventCalendarPage).filter(locale=locale).select_related("locale").order_by("path").first()
    return HomePanel(_("これからのイベント"), list(pages), calendar.url if calendar else "")
