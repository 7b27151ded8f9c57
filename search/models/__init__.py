from search.models.entry import Entry, EntryTag, EntryText
from search.models.indexed import IndexedObject

__all__ = ["Entry", "EntryTag", "EntryText", "IndexedObject"]
