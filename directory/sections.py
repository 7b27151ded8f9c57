"""What other apps know of an organisation, for its page: each names functions in `Plugin.organisation_sections`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from wagtail.models import Locale

from cms.core import plugins
from directory.models import Organisation


@dataclass(frozen=True)
class Line:
    """One thing: its name, where it is (empty for no page of its own), and what is said beside it."""

    name: str
    url: str = ""
    notes: tuple[str, ...] = ()
    language: str = ""
    """Of the name, where it is not the reader's."""


@dataclass(frozen=True)
class OrganisationSection:
    """A part of an organisation's page. Its lines are public, in the reader's language where they are translated."""

    key: str
    """Unique on the page; its anchor."""
    heading: str | Promise
    lines: list[Line]
    rest_url: str = ""
    """Where there is more, if that is cut short."""


Section = Callable[[Organisation, Locale], OrganisationSection | None]


def sections_of(organisation: Organisation, locale: Locale) -> list[OrganisationSection]:
    """What the installed plugins know of an organisation, in their order; nothing of those that know nothing."""
    found = (section(organisation, locale) for _plugin, _name, section in plugins.brought("organisation_sections"))
    return [section for section in found if section and section.lines]
