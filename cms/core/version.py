"""The content version: one number that moves, inside the same transaction, with every change of what the public can see.

Whoever reads the number first and the content after it never keeps an old answer under a new number.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import F, Max, Min, Model, Q, Value
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from modelcluster.models import get_all_child_relations
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
from cms.core.models.reviewed import reviewed_entries

# What saving a draft writes on the row of the page or entry itself. None of it is public.
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


class ByTime(NamedTuple):
    last: datetime.datetime
    next: datetime.datetime


def change_by_time(now: datetime.datetime) -> ByTime:
    """When public answers last changed by the clock alone, and next will: a page or an entry expires, or a day begins.

    With the day begins and ends whatever is kept by the day: consents, memberships. One query.
    """
    gone = Q(expire_at__lte=now)
    models: tuple[type[Model], ...] = (BasePage, *reviewed_entries())
    asked = [
        model._default_manager.filter(live=True, expire_at__isnull=False)
        .order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(last=Max("expire_at", filter=gone), next=Min("expire_at", filter=~gone))
        .values_list("last", "next")
        for model in models
    ]
    lasts, nexts = zip(*asked[0].union(*asked[1:], all=True) or [(None, None)], strict=True)
    today = timezone.localdate(now, timezone.get_default_timezone())
    midnight, next_midnight = (_beginning(today + datetime.timedelta(days=days)) for days in (0, 1))
    return ByTime(max([midnight, *filter(None, lasts)]), min([next_midnight, *filter(None, nexts)]))


def _beginning(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()), timezone.get_default_timezone())


def content_models() -> Iterator[type[Model]]:
    """The models besides pages whose rows show up in public answers."""
    yield from (Image, Document, Tag, PageTag, PageViewRestriction, Collection, CollectionViewRestriction, Locale, Site)
    for page_type in page_types():
        yield from (relation.related_model for relation in get_all_child_relations(page_type))
    for _plugin, _label, model in plugins.brought("content_models"):
        yield model


def page_types() -> list[type[BasePage]]:
    """Every installed page type, by label."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, BasePage) and model is not BasePage),
        key=lambda model: model._meta.label,
    )


def follow_changes() -> None:
    """Connects the signals; called once, when the apps are ready."""
    models = tuple(content_models())

    def changed(sender: type[Model], **kwargs: Any) -> None:
        update_fields = kwargs.get("update_fields")
        is_draft = update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)
        if issubclass(sender, (Page, *models)) and not is_draft:
            bump()

    for signal in (post_save, post_delete):
        signal.connect(changed, weak=False, dispatch_uid="content-version")
    post_page_move.connect(lambda **kwargs: bump(), weak=False, dispatch_uid="content-version")
    m2m_changed.connect(
        lambda sender, instance, **kwargs: bump() if isinstance(instance, (Page, *models)) else None,
        weak=False,
        dispatch_uid="content-version",
    )
