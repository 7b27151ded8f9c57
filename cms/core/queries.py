"""What can be asked of the ground: the rules that every road to the public shares."""

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page, PageQuerySet, TranslatableMixin

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


T = TypeVar("T", bound=TranslatableMixin)


def in_locale(things: Iterable[T], locale: Locale) -> list[T]:
    """The same things in the same order, each in its translation into `locale` where the public may see one, else as it is.

    For what stands in a page but is looked up: organisations, places, contributors, linked pages. The number of queries
    grows with the models, not with the things.
    """
    originals = list(things)
    translated: dict[tuple[type, object], T] = {}
    by_model: dict[type, set] = {}
    for thing in originals:
        if thing.locale_id != locale.pk:
            by_model.setdefault(thing.get_translation_model(), set()).add(thing.translation_key)
    for model, keys in by_model.items():
        for found in _public_of(model).filter(translation_key__in=keys, locale=locale):
            translated[model, found.translation_key] = found
    return [translated.get((thing.get_translation_model(), thing.translation_key), thing) for thing in originals]


def _public_of(model: type[Model]) -> "QuerySet":
    return public_pages(BasePage).specific() if issubclass(model, Page) else public(model._default_manager.all())


def public(things: "QuerySet") -> "QuerySet":
    """Those of things that are looked up which anybody may see: all, where their model makes no difference."""
    return things.public() if hasattr(things, "public") else things
