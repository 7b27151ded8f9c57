"""The feeds of the network."""

from django.utils.translation import gettext_lazy as _

from cms.core.feeds import PageFeed
from partnership.models import CitizenReportPage, EventPage


class ReportFeed(PageFeed):
    model = CitizenReportPage
    heading = _("市民レポート")


class EventFeed(PageFeed):
    model = EventPage
    heading = _("イベントのお知らせ")
