"""Datasets whose things an app above this one keeps: it stores what a file holds as pages of its own, and writes them out.

An app names them in `Plugin.opendata`; what it names here is asked like the directory's own places. Whoever takes in places at
once takes in these at once too (`directory.publish_place`); what others bring becomes drafts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms.core import plugins
from directory.models import DataSource
from directory.opendata.fields import Target


class NoParentError(Exception):
    """There is no page below which what a file holds could stand. Its text is for the person who imports."""


@dataclass(frozen=True)
class RoomDataset:
    """What an app stores of a dataset: pages, as `target` describes them."""

    target: Target
    """Its `page` is set, and its `link` is "page"."""
    parent: Callable[[], Page]
    """The page below which new ones stand. Raises NoParentError."""
    held: Callable[[DataSource | None], "QuerySet[Any]"]
    """Its public pages in the source language; of a source, those that its last file had."""
    exporting: Callable[[DataSource | None, bool, str], Any]
    """(source, whether in the standard's columns alone, layout) → a `directory.opendata.exporting.table.Exporting`."""

    def updated_at(self) -> datetime.datetime | None:
        """When one of its public pages was last published."""
        found: datetime.datetime | None = (
            self.held(None).order_by("-last_published_at").values_list("last_published_at", flat=True).first()
        )
        return found


def rooms() -> dict[str, RoomDataset]:
    """The datasets that installed apps store, by their codes."""
    return {code: room for _plugin, code, room in plugins.brought("opendata")}


def room_for(code: str) -> RoomDataset | None:
    return rooms().get(code)
