"""What an engine beside the database is told of: two tables, each an index of its own."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from search.models import Entry, IndexedObject


class Source(models.TextChoices):
    ENTRIES = "entries"
    """Public things, for the site's search: `search.Entry`."""
    OBJECTS = "objects"
    """Whatever Wagtail itself searches, drafts too: `search.IndexedObject`."""


def rows(source: Source) -> "models.QuerySet[Entry, Any] | models.QuerySet[IndexedObject, Any]":
    """What the engine should hold. Every row has a `digest`, which changes with what the engine is told of it."""
    from search.models import Entry, IndexedObject

    return Entry.objects.all() if source == Source.ENTRIES else IndexedObject.objects.all()
