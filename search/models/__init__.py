from search.models.entry import Entry, EntryTag, EntryText
from search.models.indexed import IndexedObject
from search.models.outbox import Delivery, EngineIndex

__all__ = ["Delivery", "EngineIndex", "Entry", "EntryTag", "EntryText", "IndexedObject"]
