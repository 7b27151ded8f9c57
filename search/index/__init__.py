"""An index of ready tokens inside the database, ranked by BM25, one class a vendor.

An index hangs on a source table (key, tokens separated by spaces) and follows it by triggers. It answers with SQL that
gives (id, score) for an expression, to be used as a common table expression in one set-based query.
"""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from search.expression import Expression, Group
from search.index.base import AUTOCOMPLETE, ENTRIES, OBJECTS, Source, TokenIndex
from search.index.postgresql import PostgresqlIndex
from search.index.sqlite import SqliteIndex

PROBE = Expression((Group.of("probe"),))
"""What a health check asks: no matter the answer."""
SOURCES = (ENTRIES, OBJECTS, AUTOCOMPLETE)
VENDORS: dict[str, type[TokenIndex]] = {"sqlite": SqliteIndex, "postgresql": PostgresqlIndex}


def index_of(source: Source, using: str = "default") -> TokenIndex:
    """The index of a source in this database.

    Raises:
        KeyError: the database is neither SQLite nor PostgreSQL.
    """
    return VENDORS[connections[using].vendor](source)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing of every index: tables and triggers. Changes nothing where all is there."""
    existing = connection.introspection.table_names()
    for source in SOURCES:
        if source.table in existing:
            VENDORS[connection.vendor](source).install(connection)


__all__ = ["AUTOCOMPLETE", "ENTRIES", "OBJECTS", "PROBE", "SOURCES", "Source", "TokenIndex", "index_of", "install"]
