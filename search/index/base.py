from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from search.expression import Expression

# BM25 as SQLite's FTS5 computes it, so that every engine ranks alike.
K1 = 1.2
B = 0.75
LEAST_IDF = 1e-6


@dataclass(frozen=True)
class Source:
    """A table with a column of tokens. `index` names what is built beside it."""

    table: str
    key: str
    column: str
    index: str


ENTRIES = Source("search_entrytext", "entry_id", "tokens", "search_entry_index")
OBJECTS = Source("search_indexedobject", "id", "tokens", "search_object_index")
AUTOCOMPLETE = Source("search_indexedobject", "id", "autocomplete", "search_object_autocomplete")


class TokenIndex:
    """The index of one source in one kind of database."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index and its triggers where they are missing, and fill it from the source."""
        raise NotImplementedError

    def rebuild(self, connection: BaseDatabaseWrapper) -> None:
        """Fill the index afresh from the source; readers see the old one until it is done."""
        raise NotImplementedError

    def matched(self, expression: Expression) -> tuple[str, list[Any]]:
        """A SELECT of (id, score) for what meets the expression, and its parameters. A higher score is better."""
        raise NotImplementedError
