"""What is new in the network, for the front door."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.home_panels import HomePanel, newest
from partnership.models import CitizenReportPage


def reports(locale: Locale) -> HomePanel | None:
    return newest(CitizenReportPage, locale, _("市民レポート"), looks="pictures")
