"""Links that stand beside the sections and are no pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from wagtail.models import Locale

from cms.core import plugins


@dataclass(frozen=True)
class MenuItem:
    label: str | Promise
    url: str


def items(locale: Locale) -> Iterable[MenuItem]:
    """What the installed plugins add to the menu, in their order."""
    return [item for _plugin, _name, menu in plugins.brought("menu") for item in menu(locale)]
