"""The dashboard's first panel: what this person can begin here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from cms.core.models import BasePage, Document, Image
from cms.core.models.listing import ListingPage


@dataclass(frozen=True)
class Beginning:
    """Something to begin: its name, and the address where one begins."""

    label: str
    url: str


def pages_to_write(user: AbstractUser) -> Iterator[Beginning]:
    """What this person may begin: first what sections are kept for, in the menu's order, then what has no section of its own."""
    offered = set()
    for model, parent in (*_held_by_sections(user), *_without_section(user)):
        if (model, parent.pk) not in offered:
            offered.add((model, parent.pk))
            address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
            yield Beginning(str(model._meta.verbose_name), address)


def _held_by_sections(user: AbstractUser) -> Iterator[tuple[type[Page], Page]]:
    """The page type that a section holds, for each section where this person may add one."""
    sections = Page.objects.filter(locale=Locale.get_default()).type(ListingPage).live().order_by("path")
    for section in sections.specific():
        if not section.holds or not section.permissions_for_user(user).can_add_subpage():
            continue
        for model in section.creatable_subpage_models():
            if model.can_create_at(section):
                yield model, section


def _without_section(user: AbstractUser) -> Iterator[tuple[type[Page], Page]]:
    """The page types that are kept beside others, each at the first place that takes it, in its own order of places."""
    for model in apps.get_models():
        if issubclass(model, BasePage) and model.is_begun_from_home:
            place = next(_places_of(model, user), None)
            if place:
                yield model, place


def _places_of(model: type[BasePage], user: AbstractUser) -> Iterator[Page]:
    for kind in model.allowed_parent_page_models():
        for place in kind.objects.filter(locale=Locale.get_default()).live().order_by("path"):
            held = getattr(place, "holds", "")
            if (
                held in ("", model._meta.label)
                and place.permissions_for_user(user).can_add_subpage()
                and model.can_create_at(place)
            ):
                yield place


FILES = ((Image, _("画像"), "wagtailimages:add_multiple"), (Document, _("資料"), "wagtaildocs:add_multiple"))


def files_to_add(user: AbstractUser) -> Iterator[Beginning]:
    """Pictures and documents, as far as this person may add them."""
    for model, label, name in FILES:
        if policy_registry.get_by_type(model).user_has_permission(user, "add"):
            yield Beginning(str(label), reverse(name))


class StartPanel(Component):
    """Shown to those who can begin anything."""

    name = "start"
    template_name = "core/admin/start_panel.html"
    order = 240

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"pages": list(pages_to_write(user)), "files": list(files_to_add(user))} if user else {}
