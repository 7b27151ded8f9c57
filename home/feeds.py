"""The feeds of this room."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.core.feeds import PageFeed
from home.models import ColumnPage, NewsPage


class NewsFeed(PageFeed):
    model = NewsPage
    heading = _("お知らせ")


class ColumnFeed(PageFeed):
    model = ColumnPage
    heading = _("子育てコラム")

    related = ("contributor",)

    def item_author_name(self, item: ColumnPage) -> str:
        return item.contributor.name if item.contributor else settings.SITE_NAME
