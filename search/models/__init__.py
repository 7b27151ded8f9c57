from search.models.entry import Entry, EntryTag, EntryText
from search.models.indexed import IndexedObject
from search.models.judged import JudgedQuery
from search.models.outbox import Delivery
from search.models.searched import SearchedQuery
from search.models.synonym import SynonymGroup

__all__ = ["Delivery", "Entry", "EntryTag", "EntryText", "IndexedObject", "JudgedQuery", "SearchedQuery", "SynonymGroup"]
