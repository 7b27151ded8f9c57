"""What can be asked of the ground: the rules that every road to the public shares."""

import datetime
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

from cms.core.models import BasePage

P = TypeVar("P", bound=Page)


def public_pages(model: type[P] = BasePage, at: datetime.datetime | None = None) -> "PageQuerySet[P]":
    """The pages of a type that anybody may see at a moment (aware; now by default).

    Live, not past their expiry whether or not `publish_scheduled` has run, and restricted neither by themselves nor by
    an ancestor. Costs one query for the restrictions besides its own. The one rule for site, API, feeds, sitemap and
    search.
    """
    at = at or timezone.now()
    return model.objects.live().public().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=at))
