from search.models.entry import Entry, EntryTag, EntryText

__all__ = ["Entry", "EntryTag", "EntryText"]
