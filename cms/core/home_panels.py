"""What a plugin puts on the front door: a heading, what is newest, and where the rest is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from wagtail.models import Locale

from cms.core import plugins
from cms.core.models import BasePage
from cms.core.queries import public_pages

Looks = Literal["rows", "pictures"]
"""What is read for its news, one below the other; what is chosen by its picture, side by side where there is room."""


@dataclass(frozen=True)
class HomePanel:
    """A part of the front door. `url` leads to the rest, empty where there is nowhere to go."""

    heading: str | Promise
    pages: list[BasePage]
    url: str = ""
    looks: Looks = "rows"

    @property
    def sizes(self) -> str:
        """How wide a card's picture is shown (the `sizes` of an <img>)."""
        return "(min-width: 40rem) 20rem, 6rem" if self.looks == "pictures" else ""


def newest(
    model: type[BasePage], locale: Locale, heading: str | Promise, count: int = 3, looks: Looks = "rows"
) -> HomePanel | None:
    """A panel of the newest public pages of a type; None where there are none. The rest is on the page above the newest."""
    pages = list(public_pages(model).filter(locale=locale).for_lists().order_by("-first_published_at", "-pk")[:count])
    if not pages:
        return None
    section = public_pages(BasePage).parent_of(pages[0]).select_related("locale").first()
    return HomePanel(heading, pages, section.url if section else "", looks)


def panels(locale: Locale) -> Iterable[HomePanel]:
    """What the installed plugins put on the front door, the topmost app's first."""
    brought: dict[str, list[HomePanel | None]] = {}
    for plugin, _name, panel in plugins.brought("home_panels"):
        brought.setdefault(plugin.label, []).append(panel(locale))
    return [panel for label in reversed(brought) for panel in brought[label] if panel]
