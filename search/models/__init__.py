from search.models.entry import Entry, EntryTag, EntryText
from search.models.indexed import IndexedObject
from search.models.judged import JudgedQuery
from search.models.outbox import Delivery, EngineIndex
from search.models.searched import SearchedQuery
from search.models.suggestion import KnownWord, Suggestion, SuggestionKey
from search.models.synonym import SynonymGroup

__all__ = [
    "Delivery",
    "EngineIndex",
    "Entry",
    "EntryTag",
    "EntryText",
    "IndexedObject",
    "JudgedQuery",
    "KnownWord",
    "SearchedQuery",
    "Suggestion",
    "SuggestionKey",
    "SynonymGroup",
]
