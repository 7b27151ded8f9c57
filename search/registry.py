"""How a model becomes searchable: one small adapter each, named by its app's `Plugin.search_adapters`.

    class ColumnAdapter(PageAdapter):
        model = "home.ColumnPage"
        kinds = {"column": _("コラム")}

An adapter says which objects anybody may find (`public`), what is found of each (`content`), and whose change makes it
another (`depends`). Everything else, keeping the entries true above all, is done here.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from cms.core import plugins
from cms.core.ages import EVERY_AGE, AgeRange
from cms.core.models import BasePage, Tag
from cms.core.openness import OpenState
from cms.core.queries import public_pages


@dataclass(frozen=True)
class Content:
    """What can be found of one thing. Texts are plain, in the thing's own language."""

    title: str
    kind: str
    locale: str
    url: str = ""
    """Path on this site, from the root."""
    summary: str = ""
    body: str = ""
    keywords: str = ""
    """Words by which it is found and which are never shown: other spellings of a number, what kind of thing it is."""
    reading: str = ""
    """How the title is read, in kana, where somebody wrote it down."""
    ages: AgeRange = EVERY_AGE
    tags: tuple[str, ...] = ()
    place: str = ""
    """Where: an address or the name of a place."""
    position: tuple[float, float] | None = None
    """(latitude, longitude) in degrees, WGS 84."""
    dates: tuple[datetime.date | None, datetime.date | None] = (None, None)
    """First and last day on which it happens, both included."""
    schedule: str = ""
    """When it is open, in whatever writing its adapter reads (`Adapter.open_state`). Empty: nobody knows."""
    confirmed_on: datetime.date | None = None
    updated_at: datetime.datetime | None = None
    expires_at: datetime.datetime | None = None


class Adapter:
    """One model in the search."""

    model: ClassVar[str]
    """`app.Model`"""

    kinds: ClassVar[Mapping[str, str | Promise]]
    """Kind → name in the words of those who search. Most models have one kind."""

    depends: ClassVar[Mapping[str, Callable[[Any], Iterable[Any]]]] = {}
    """`app.Model` → the objects (a queryset, or a list) of this adapter's model that a change of such an object touches."""

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def public(self) -> QuerySet[Any]:
        """The objects that anybody may find now, with what `content` needs of them."""
        raise NotImplementedError

    def content(self, obj: Any) -> Content | None:
        """What can be found of an object out of `public`; None when it cannot be reached."""
        raise NotImplementedError

    def is_open(self, schedule: str, moment: datetime.datetime) -> bool:
        """Whether what has this schedule is surely open at an aware moment; of an adapter whose contents have one."""
        return False

    def open_state(self, schedule: str, now: datetime.datetime, other: datetime.datetime | None = None) -> OpenState | None:
        """What a reader is told of that now, in the language that is active; or of another moment that they asked for."""
        return None


def tagged_pages(tag: Tag) -> QuerySet[BasePage]:
    return BasePage.objects.filter(tagged_items__tag=tag)


class PageAdapter(Adapter):
    """A page type: everything that `BasePage` holds. Give `model` and `kinds`, and `extra_text` for further fields."""

    def public(self) -> QuerySet[Any]:
        return public_pages(self.model_class).select_related("locale").prefetch_related("tagged_items__tag")

    def extra_text(self, page: Any) -> list[str]:
        """Plain texts of the page type's own fields."""
        return []

    def dates(self, page: Any) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and last day on which the thing happens."""
        return (None, None)

    def content(self, page: Any) -> Content | None:
        parts = page.get_url_parts()
        if parts is None or parts[2] is None:
            return None
        return Content(
            title=page.title,
            kind=next(iter(self.kinds)),
            locale=page.locale.language_code,
            url=parts[2],
            summary=page.summary or page.search_description,
            body="\n".join(filter(None, [*self.extra_text(page), page.body_text()])),
            ages=page.ages,
            tags=tuple(sorted(item.tag.in_language(page.locale.language_code) for item in page.tagged_items.all())),
            dates=self.dates(page),
            confirmed_on=page.confirmed_on,
            updated_at=page.last_published_at,
            expires_at=page.expire_at,
        )


def plain_text(rich_text: str) -> str:
    """Rich text without its markup."""
    return get_text_for_indexing(rich_text)


@cache
def adapters() -> dict[type[Model], Adapter]:
    """The adapters of the installed plugins, by model.

    Raises:
        ImproperlyConfigured: two adapters want the same model, or one kind has two names.
    """
    found: dict[type[Model], Adapter] = {}
    for plugin, path, adapter_class in plugins.brought("search_adapters"):
        adapter = adapter_class()
        if adapter.model_class in found:
            raise ImproperlyConfigured(f"{plugin.name}: {path} adapts {adapter.model}, which has an adapter.")
        found[adapter.model_class] = adapter
    return found


def adapter_of(model: type[Model]) -> Adapter | None:
    return adapters().get(model)


@cache
def kinds() -> dict[str, str | Promise]:
    """Every kind of thing that can be found, with its name."""
    return {key: label for adapter in adapters().values() for key, label in adapter.kinds.items()}


@cache
def dependents() -> dict[type[Model], list[tuple[Adapter, Callable[[Any], Iterable[Any]]]]]:
    """Model → the adapters that must look again when an object of it changes."""
    found: dict[type[Model], list[tuple[Adapter, Callable[[Any], Iterable[Any]]]]] = {}
    for adapter in adapters().values():
        for label, touched in adapter.depends.items():
            if apps.is_installed(apps.get_app_config(label.split(".")[0]).name):
                found.setdefault(apps.get_model(label), []).append((adapter, touched))
    return found


def searchable_page_types() -> list[type[Page]]:
    """Page types that must say how they are found: all that exist, but for the ground that others are made of."""
    ground = {Page, BasePage}
    return [m for m in apps.get_models() if issubclass(m, Page) and m not in ground and not m._meta.abstract]
