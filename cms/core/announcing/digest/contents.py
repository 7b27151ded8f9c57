"""What is new for one reader: pages that became public since the last mail, of the kinds and for the ages that they chose."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext

from cms.core import plugins
from cms.core.ages import STAGES
from cms.core.feeds import PageFeed
from cms.core.models import BasePage
from cms.core.models.ages import touching
from cms.core.models.base import BasePageQuerySet
from cms.core.models.listing import listing_types
from cms.core.queries import public_pages


@dataclass(frozen=True)
class Kind:
    """What one may choose: a feed's name and heading, and the pages in it."""

    key: str
    label: str | Promise
    model: type[BasePage]


def kinds() -> list[Kind]:
    """The installed plugins' feeds: what can be followed by itself."""
    feeds = plugins.brought("feeds")
    return [Kind(name, feed.heading, feed.model) for _plugin, name, feed in feeds if issubclass(feed, PageFeed)]


def wished(chosen: Sequence[str], stages: Sequence[str]) -> str:
    """What one chose, in words: お知らせ、イベント（0歳、1歳）."""
    named = "、".join(str(kind.label) for kind in kinds() if kind.key in chosen) or gettext("すべて")
    ages = "、".join(str(STAGES[key].label) for key in stages if key in STAGES)
    return gettext("%(kinds)s（%(ages)s）") % {"kinds": named, "ages": ages} if ages else named


def new_pages(
    language: str,
    since: datetime.datetime,
    until: datetime.datetime,
    chosen: Sequence[str] = (),
    stages: Sequence[str] = (),
) -> "BasePageQuerySet":
    """What became public in [since, until) and is so now, oldest first; lists, which only lead to other pages, aside."""
    pages = public_pages(BasePage).filter(
        locale__language_code=language, depth__gt=2, first_published_at__gte=since, first_published_at__lt=until
    )
    pages = pages.exclude(content_type__in=listing_types())
    if chosen:
        models = [kind.model for kind in kinds() if kind.key in chosen]
        # Who chose what is not installed any more asked for none of the rest.
        pages = pages.type(*models) if models else pages.none()
    wanted = Q()
    for key in stages:
        if key in STAGES:
            wanted |= touching(STAGES[key].ages)
    return pages.filter(wanted).for_lists().order_by("first_published_at", "pk")
