"""Links that stand beside the sections and are no pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from wagtail.models import Locale

from cms.core import plugins


@dataclass(frozen=True)
class MenuItem:
    label: str | Promise
    url: str


def items(locale: Locale) -> list[MenuItem]:
    """What the installed plugins add to the menu, in their order."""
    return _brought("menu", locale)


def doors(locale: Locale) -> list[MenuItem]:
    """What they offer to those who take part."""
    return _brought("taking_part", locale)


def _brought(attribute: str, locale: Locale) -> list[MenuItem]:
    return [item for _plugin, _name, links in plugins.brought(attribute) for item in links(locale)]
