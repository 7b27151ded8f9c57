"""The content version: one number that moves, inside the same transaction, with every change of what the public can see.

Whoever reads the number first and the content after it never keeps an old answer under a new number.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import F, Max, Min, Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import post_page_move

from cms.core import plugins
from cms.core.models import BasePage, ContentVersion, Document, Image, PageTag, Tag

# What saving a draft writes on the page's own row. None of it is public.
DRAFT_FIELDS = frozenset({"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"})


class Version(NamedTuple):
    number: int
    changed_at: datetime.datetime


def current() -> Version:
    """The version now. One query."""
    row = ContentVersion.objects.values_list("number", "changed_at").first()
    return Version(*row) if row else Version(0, datetime.datetime.fromtimestamp(0, tz=datetime.UTC))


def bump() -> None:
    """The public content changed. Call it in the transaction of the change; the signals below do for what is saved."""
    now = timezone.now()
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=now):
        ContentVersion.objects.get_or_create(pk=1, defaults={"changed_at": now})


def last_and_next_change_by_time(now: datetime.datetime) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """When something last went out of sight, and next will, by the clock alone: a page expires, a consent ends. Two queries."""
    pages = BasePage.objects.filter(live=True, expire_at__isnull=False)
    images = Image.objects.filter(consent_until__isnull=False)
    today = timezone.localdate(now)
    past, ahead = _bounds(pages, "expire_at", now)
    past_day, ahead_day = _bounds(images, "consent_until", today, inclusive=True)
    return (
        max((moment for moment in (past, past_day and _day_ends(past_day)) if moment), default=None),
        min((moment for moment in (ahead, ahead_day and _day_ends(ahead_day)) if moment), default=None),
    )


def _bounds(queryset: Any, field: str, at: Any, inclusive: bool = False) -> tuple[Any, Any]:
    ahead = Q(**{f"{field}__gte" if inclusive else f"{field}__gt": at})
    row = queryset.aggregate(past=Max(field, filter=~ahead), ahead=Min(field, filter=ahead))
    return row["past"], row["ahead"]


def _day_ends(day: datetime.date) -> datetime.datetime:
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(midnight)


def content_models() -> Iterator[type[Model]]:
    """The models besides pages whose rows show up in public answers."""
    yield from (Image, Document, Tag, PageTag, PageViewRestriction, Collection, CollectionViewRestriction, Locale, Site)
    for _plugin, _label, model in plugins.brought("content_models"):
        yield model


def follow_changes() -> None:
    """Connects the signals; called once, when the apps are ready."""
    models = tuple(content_models())

    def changed(sender: type[Model], **kwargs: Any) -> None:
        if issubclass(sender, Page):
            update_fields = kwargs.get("update_fields")
            if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
                bump()
        elif issubclass(sender, models):
            bump()

    for signal in (post_save, post_delete):
        signal.connect(changed, weak=False, dispatch_uid="content-version")
    post_page_move.connect(lambda **kwargs: bump(), weak=False, dispatch_uid="content-version")
    m2m_changed.connect(
        lambda sender, instance, **kwargs: bump() if isinstance(instance, (Page, *models)) else None,
        weak=False,
        dispatch_uid="content-version",
    )
