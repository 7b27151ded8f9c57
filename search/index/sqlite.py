from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from search.expression import Expression, Group, Term
from search.index.base import TokenIndex

# Tokens come ready made: everything but blanks belongs to a token, and no mark is taken off a letter.
TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* N* M* P* S* Co''"


class SqliteIndex(TokenIndex):
    """An FTS5 table whose content is the source table; its own bm25() ranks."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        s = self.source
        existing = set(connection.introspection.table_names())
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if s.index not in existing:
                cursor.execute(
                    f"CREATE VIRTUAL TABLE {s.index} USING fts5("
                    f"{s.column}, content='{s.table}', content_rowid='{s.key}', tokenize='{TOKENIZER}')"
                )
                cursor.execute(f"INSERT INTO {s.index}({s.index}) VALUES ('rebuild')")
            # A migration that remakes the source table loses its triggers; they are put back here.
            add = f"INSERT INTO {s.index}(rowid, {s.column}) VALUES (new.{s.key}, new.{s.column});"
            drop = f"INSERT INTO {s.index}({s.index}, rowid, {s.column}) VALUES ('delete', old.{s.key}, old.{s.column});"
            for event, body in (("INSERT", add), ("DELETE", drop), (f"UPDATE OF {s.key}, {s.column}", drop + add)):
                name = f"{s.index}_{event.split()[0].lower()}"
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {s.table} BEGIN {body} END")

    def rebuild(self, connection: BaseDatabaseWrapper) -> None:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.source.index}({self.source.index}) VALUES ('rebuild')")

    def matched(self, expression: Expression) -> tuple[str, list[Any]]:
        index = self.source.index
        return (
            f"SELECT rowid AS id, -bm25({index}) AS score FROM {index} WHERE {index} MATCH %s",
            [match(expression)],
        )


def match(expression: Expression) -> str:
    """The expression in FTS5's query language; every token is quoted, so none can be an operator."""
    return (" AND " if expression.every else " OR ").join(_group(group) for group in expression.groups)


def _group(group: Group) -> str:
    return "(" + " OR ".join("(" + " AND ".join(_term(t) for t in alternative) + ")" for alternative in group.alternatives) + ")"


def _term(term: Term) -> str:
    quoted = '"' + term.text.replace('"', '""') + '"'
    return quoted + " *" if term.prefix else quoted
