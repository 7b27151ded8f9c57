"""The board's Atom feed: what was published last, whatever the topic."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext_lazy as _

from cms.core.feeds import NEWEST, SiteFeed
from cms.core.navigation import absolute
from partnership.board import queries


class BoardFeed(SiteFeed):
    heading = _("子育て掲示板")

    def items(self, request: HttpRequest) -> Iterable[Any]:
        return queries.newest_posts(NEWEST)

    def item_title(self, item: Any) -> str:
        return str(item.topic)

    def item_description(self, item: Any) -> str:
        return linebreaks(escape(item.text))

    def item_author_name(self, item: Any) -> str:
        return item.name

    def item_link(self, item: Any) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Any) -> str:
        """Stays when the address moves. Not made of the post's key, which is its author's."""
        return uuid5(NAMESPACE_URL, f"board-post:{item.pk}").urn

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.published_at
