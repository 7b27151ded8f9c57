"""What is new in this room, for the front door."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.home_panels import HomePanel, newest
from home.models import ColumnPage, NewsPage


def news(locale: Locale) -> HomePanel | None:
    return newest(NewsPage, locale, _("新しいお知らせ"), count=4)


def columns(locale: Locale) -> HomePanel | None:
    return newest(ColumnPage, locale, _("子育てコラム"), looks="pictures")
