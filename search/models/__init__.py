from search.models.entry import Entry, EntryTag, EntryText
from search.models.indexed import IndexedObject
from search.models.outbox import Delivery
from search.models.suggestion import KnownWord, Suggestion, SuggestionKey

__all__ = [
    "Delivery",
    "Entry",
    "EntryTag",
    "EntryText",
    "IndexedObject",
    "KnownWord",
    "Suggestion",
    "SuggestionKey",
]
