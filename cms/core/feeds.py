"""Atom feeds of pages. A plugin names its own in `feeds`; each is served in every language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import get_language

from cms.core import plugins
from cms.core.models import BasePage
from cms.core.navigation import absolute, surroundings
from cms.core.queries import public_pages

NEWEST = 30


class SiteFeed(Feed):
    """A feed of the site, in the language of the address."""

    feed_type = Atom1Feed
    heading: ClassVar[str | Promise]

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return f"{self.heading}｜{surroundings(request).site_name}"

    def author_name(self, request: HttpRequest) -> str:
        """Atom asks for an author; an entry may name its own."""
        return surroundings(request).site_name

    def link(self, request: HttpRequest) -> str:
        return absolute(surroundings(request).home_url)

    def feed_url(self, request: HttpRequest) -> str:
        return absolute(request.path)

    def feed_guid(self, request: HttpRequest) -> str:
        return self.feed_url(request)


class PageFeed(SiteFeed):
    """The newest public pages of a type."""

    model: ClassVar[type[BasePage]]
    related: ClassVar[tuple[str, ...]] = ()
    """What an entry shows besides the page itself: foreign keys, fetched with it."""

    def items(self, request: HttpRequest) -> Iterable[BasePage]:
        pages = public_pages(self.model).filter(locale__language_code=get_language()).for_lists()
        pages = pages.select_related("locale", *self.related)
        return pages.order_by("-first_published_at", "-pk")[:NEWEST]

    def item_title(self, item: BasePage) -> str:
        return item.title

    def item_description(self, item: BasePage) -> str:
        """As HTML, which Atom takes it for."""
        return escape(item.summary)

    def item_link(self, item: BasePage) -> str:
        return absolute(item.url or "")

    def item_guid(self, item: BasePage) -> str:
        """Stays when the page moves: a reader who has seen an entry is not shown it again."""
        return uuid5(item.translation_key, item.locale.language_code).urn

    def item_pubdate(self, item: BasePage) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: BasePage) -> datetime | None:
        return item.last_published_at or item.first_published_at


@dataclass(frozen=True)
class FeedLink:
    heading: str | Promise
    url: str


def links() -> list[FeedLink]:
    """The installed plugins' feeds in the active language."""
    return [FeedLink(feed.heading, reverse("site_feed", args=[name])) for _plugin, name, feed in plugins.brought("feeds")]


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """The feed of this name, whichever plugin brings it."""
    for _plugin, key, feed in plugins.brought("feeds"):
        if key == name:
            return feed()(request)
    raise Http404
