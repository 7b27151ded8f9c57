from search.models.entry import Entry, EntryText, Schedule, TagSet, TagSetMember
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
    "EntryText",
    "IndexedObject",
    "JudgedQuery",
    "KnownWord",
    "Schedule",
    "SearchedQuery",
    "Suggestion",
    "SuggestionKey",
    "SynonymGroup",
    "TagSet",
    "TagSetMember",
]
