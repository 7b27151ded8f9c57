"""From a query that found nothing to the draft of a page that it will find."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Field
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.core.models import BasePage
from cms.core.models.listing import listing_types
from cms.core.slugs import free_slug, proposed_slug


@dataclass(frozen=True)
class Way:
    """A type of page that somebody may begin, and the page below which it will stand."""

    model: type[BasePage]
    parent: Page

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)


def ways(user: Any) -> list[Way]:
    """Each page type that this person may make below a live section in the source language, with its best place.

    First what is read whatever the day, and is written most often here: an answer that was missing is hardly news. Lists of
    other pages are among them only where nothing else is.
    """
    sections = Page.objects.filter(locale=Locale.get_default(), live=True, content_type__in=listing_types())
    best: dict[type[BasePage], tuple[tuple[bool, int, str], Way]] = {}
    for section in sections.order_by("path").specific():
        if not section.permissions_for_user(user).can_add_subpage():
            continue
        for model in section.creatable_subpage_models():
            if not issubclass(model, BasePage) or not model.can_create_at(section) or needs_more_than_a_title(model):
                continue
            # The section that is kept for this type, else the one nearest to the root.
            rank = (getattr(section, "holds", "") != model._meta.label, section.depth, section.path)
            if model not in best or rank < best[model][0]:
                best[model] = (rank, Way(model, section))
    found = [way for _rank, way in best.values()]
    found = [way for way in found if not way.model.is_list] or found
    written = Counter(Page.objects.values_list("content_type__model", flat=True))
    return sorted(found, key=lambda way: (way.model.is_dated, -written[way.model._meta.model_name or ""], way.parent.path))


def needs_more_than_a_title(model: type[BasePage]) -> bool:
    """Whether a row of this type cannot even be stored before somebody has filled in more."""
    own = set(model._meta.concrete_fields) - set(BasePage._meta.concrete_fields)
    return any(_has_to_be_given(field) for field in own)


def _has_to_be_given(field: "Field[Any, Any]") -> bool:
    is_link_to_parent = bool(field.remote_field and getattr(field.remote_field, "parent_link", False))
    return not (field.null or field.has_default() or field.empty_strings_allowed or is_link_to_parent)


@transaction.atomic
def begin(way: Way, title: str, user: Any) -> BasePage:
    """The draft of a page of this title, which is public nowhere, with its first revision."""
    parent = Page.objects.get(pk=way.parent.pk)
    page = way.model(title=title, locale=parent.locale, owner=user, live=False)
    page.slug = free_slug(proposed_slug(title, way.model, timezone.localdate()), parent, page)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    return page
