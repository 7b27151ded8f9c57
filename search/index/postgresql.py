import math
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from search.expression import Expression, Group, Term
from search.index.base import K1, LEAST_IDF, B, TokenIndex

LONGEST_TERM = 200
LAST = "\U0010ffff"
MOST_DELTAS = 200
COMMON = 5_000
"""Entries that hold a word, from which on an estimate will do: it hardly moves the word's weight."""
COMMON_WORDS = 1_000
"""Words of which PostgreSQL is to keep how common they are."""


class PostgresqlIndex(TokenIndex):
    """A table of postings (term, id, tf, length) and BM25 in SQL; PostgreSQL's own ranking knows no rarity of words.

    The number of entries and of tokens is a sum over delta rows: writers only ever add one, so none waits for another.
    """

    @property
    def postings(self) -> str:
        return f"{self.source.index}_posting"

    @property
    def statistics(self) -> str:
        return f"{self.source.index}_statistics"

    def install(self, connection: BaseDatabaseWrapper) -> None:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [self.postings])
            existed = cursor.fetchone()[0]
            if not existed:
                cursor.execute(self._tables())
            cursor.execute(self._triggers())
            if not existed:
                cursor.execute(self._fill())

    def rebuild(self, connection: BaseDatabaseWrapper) -> None:
        # Other readers go on seeing the committed rows: nothing is truncated.
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {self.source.table} IN SHARE MODE")
            cursor.execute(f"DELETE FROM {self.postings}; DELETE FROM {self.statistics};" + self._fill())

    def matched(self, expression: Expression) -> tuple[str, list[Any]]:
        """Asks how frequent the words are, so that the lists of the rare ones are read whole and the others looked up."""
        return Plan(self, expression, *self._frequencies(expression.terms)).statement()

    def _frequencies(self, terms: Sequence[Term]) -> tuple[dict[Term, int], int, float]:
        """In how many entries each term stands, the entries, and their mean length.

        Nobody counts thousands of entries for every search: of a word that more than COMMON of them hold, PostgreSQL's own
        statistics say nearly how many.
        """
        entries, length, counts = self._counted(terms, COMMON)
        if many := [term for term, count in counts.items() if count > COMMON and not term.prefix]:
            shares = common_words(connection.alias, str(connection.settings_dict["NAME"]), self.postings, _minute())
            counts |= {term: min(shares[term.text], entries) for term in many if term.text in shares}
            if unknown := [term for term in many if term.text not in shares]:
                counts |= self._counted(unknown)[2]
        return counts, entries, length

    def _counted(self, terms: Sequence[Term], most: int | None = None) -> tuple[int, float, dict[Term, int]]:
        """The entries, their mean length, and how many of them hold each term: of a whole word counted only to `most` + 1."""
        counts: list[str] = []
        params: list[Any] = []
        for term in terms:
            where, values = self.standing(term)
            held = f"SELECT {'DISTINCT id' if term.prefix else 'id'} FROM {self.postings} WHERE {where}"
            limit = "" if most is None or term.prefix else f"LIMIT {most + 1}"
            counts.append(f", (SELECT count(*) FROM ({held} {limit}) held)")
            params += values
        total = "greatest(sum(entries), 1)::bigint, greatest(sum(tokens), 1)::float8"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {total} {''.join(counts)} FROM {self.statistics}", params)
            entries, tokens, *found = cursor.fetchone()
        return entries, tokens / entries, dict(zip(terms, found, strict=True))

    def standing(self, term: Term) -> tuple[str, list[Any]]:
        """The condition on a posting that it is of this term, and its parameters."""
        text = term.text[:LONGEST_TERM]
        return ("term >= %s AND term < %s", [text, text + LAST]) if term.prefix else ("term = %s", [text])

    def _tables(self) -> str:
        return f"""
            CREATE TABLE {self.postings} (
                term text COLLATE "C" NOT NULL, id bigint NOT NULL, tf real NOT NULL, length real NOT NULL,
                PRIMARY KEY (term, id) INCLUDE (tf, length)
            );
            ALTER TABLE {self.postings} ALTER COLUMN term SET STATISTICS {COMMON_WORDS};
            CREATE INDEX {self.postings}_id ON {self.postings} (id);
            CREATE TABLE {self.statistics} (entries bigint NOT NULL, tokens bigint NOT NULL);
        """

    def _read(self, table: str, where: str = "") -> str:
        """Postings of the rows of a table: (term, id, tf, length)."""
        s = self.source
        # Materialized: each text is taken apart once, not once for every word of it.
        return f"""
            WITH r AS MATERIALIZED (
                SELECT {s.key} AS id, words, cardinality(words) AS length
                FROM (SELECT {s.key}, string_to_array({s.column}, ' ') AS words FROM {table} {where}) split
            )
            SELECT left(word, {LONGEST_TERM}), r.id, count(*), r.length
            FROM r, unnest(r.words) word WHERE word <> '' GROUP BY 1, r.id, r.length
        """

    def _sum(self, table: str, where: str = "") -> str:
        return f"""SELECT count(*), coalesce(sum(cardinality(string_to_array({self.source.column}, ' '))), 0)
            FROM {table} {where}"""

    def _fill(self) -> str:
        table = self.source.table
        return f"INSERT INTO {self.postings} {self._read(table)}; INSERT INTO {self.statistics} {self._sum(table)};"

    def _triggers(self) -> str:
        s, postings, statistics = self.source, self.postings, self.statistics
        # Statement-level: one pass for a bulk insert. An UPDATE that leaves the tokens alone leaves the postings alone.
        changed = f"WHERE {s.key} NOT IN (SELECT a.{s.key} FROM gone a JOIN fresh b USING ({s.key}, {s.column}))"
        blank = f"INSERT INTO {statistics} SELECT -count, -sum FROM"
        add = f"INSERT INTO {postings} {{read}}; INSERT INTO {statistics} {{sum}};"
        drop = f"DELETE FROM {postings} p USING (SELECT {s.key} FROM gone {{where}}) g WHERE p.id = g.{s.key};"
        compact = f"""
            IF (SELECT count(*) FROM {statistics}) > {MOST_DELTAS} THEN
                WITH old AS (DELETE FROM {statistics} WHERE ctid = ANY (
                    ARRAY(SELECT ctid FROM {statistics} FOR UPDATE SKIP LOCKED)) RETURNING entries, tokens)
                INSERT INTO {statistics} SELECT sum(entries), sum(tokens) FROM old HAVING count(*) > 0;
            END IF;"""
        bodies = {
            "insert": ("NEW TABLE AS fresh", add.format(read=self._read("fresh"), sum=self._sum("fresh")) + compact),
            "delete": (
                "OLD TABLE AS gone",
                drop.format(where="") + f"{blank} ({self._sum('gone')}) AS old(count, sum);" + compact,
            ),
            "update": (
                "OLD TABLE AS gone NEW TABLE AS fresh",
                drop.format(where=changed)
                + f"{blank} ({self._sum('gone', changed)}) AS old(count, sum);"
                + add.format(read=self._read("fresh", changed), sum=self._sum("fresh", changed)),
            ),
            "truncate": ("", f"TRUNCATE {postings}, {statistics};"),
        }
        statements = []
        for event, (transition, body) in bodies.items():
            name = f"{s.index}_{event}"
            referencing = f"REFERENCING {transition}" if transition else ""
            statements.append(f"""
                CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN {body} RETURN NULL; END $body$;
                DROP TRIGGER IF EXISTS {name} ON {s.table};
                CREATE TRIGGER {name} AFTER {event} ON {s.table} {referencing}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}();
            """)
        return "".join(statements)


@lru_cache(maxsize=8)
def common_words(alias: str, database: str, postings: str, minute: int) -> dict[str, int]:
    """About how many entries hold each of the most common words, as PostgreSQL's statistics say; asked once a minute."""
    sql = """
        SELECT value.term, (value.share * c.reltuples)::bigint
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = 'term',
        unnest(s.most_common_vals::text::text[], s.most_common_freqs) value (term, share)
        WHERE c.oid = %s::regclass
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, [postings])
        return dict(cursor.fetchall())


def _minute() -> int:
    return int(time.monotonic() // 60)


LOOK_UP = 14
"""One posting found by its key costs as much as so many that are read in a row."""


class Plan:
    """How an expression is asked of the postings.

    Whatever meets a group holds the rarest term of one of its alternatives: these are its keys. Where every group has to be
    met, only what holds a key of each is looked at any further, and the list of a frequent word is never read for its own sake.
    """

    def __init__(
        self, index: PostgresqlIndex, expression: Expression, frequencies: Mapping[Term, int], entries: int, length: float
    ) -> None:
        self.index = index
        self.expression = expression
        self.frequencies = frequencies
        self.entries = entries
        self.length = length
        self.numbers = {term: number for number, term in enumerate(expression.terms)}
        self.params: list[Any] = []

    def statement(self) -> tuple[str, list[Any]]:
        """A SELECT of (id, score), and its parameters."""
        keys = sorted((self._keys(group) for group in self.expression.groups), key=self._most)
        if not self.expression.every:
            keys = [list(dict.fromkeys(term for group in keys for term in group))]
        if len(keys) == 1 and len(keys[0]) == len(self.numbers):
            with_ids, ids = "", None
        else:
            with_ids, ids = f"WITH among AS MATERIALIZED ({self._among(keys)})", self._most(keys[0])
        parts = [self._part(term, ids) for term in self.numbers]
        condition = _condition(self.expression)
        having = f"HAVING {condition}" if condition else ""
        union = " UNION ALL ".join(parts)
        return f"{with_ids} SELECT id, sum(part)::float8 AS score FROM ({union}) hit GROUP BY id {having}", self.params

    def _keys(self, group: Group) -> list[Term]:
        return list(dict.fromkeys(min(alternative, key=self._frequency) for alternative in group.alternatives))

    def _frequency(self, term: Term) -> int:
        return self.frequencies[term]

    def _most(self, terms: Iterable[Term]) -> int:
        """No more entries than this hold any of the terms."""
        return sum(map(self._frequency, terms))

    def _where(self, term: Term) -> str:
        where, values = self.index.standing(term)
        self.params += values
        return where

    def _among(self, keys: Sequence[Sequence[Term]]) -> str:
        """The ids that hold a key of every group, the rarest first."""
        first, *others = keys
        fewest = self._most(first)
        sql = self._ids(first)
        for terms in others:
            if self._most(terms) <= LOOK_UP * fewest or any(term.prefix for term in terms):
                sql = f"SELECT id FROM ({sql}) narrow WHERE id IN ({self._ids(terms)})"
            else:
                any_of = " OR ".join(self._where(term) for term in terms)
                sql = f"""SELECT narrow.id FROM ({sql}) narrow, LATERAL (
                    SELECT 1 FROM {self.index.postings} p WHERE p.id = narrow.id AND ({any_of}) LIMIT 1) held"""
        return f"SELECT DISTINCT id FROM ({sql}) narrowest"

    def _ids(self, terms: Sequence[Term]) -> str:
        """The ids that hold any of the terms; one that holds several comes several times."""
        any_of = " UNION ALL ".join(f"SELECT id FROM {self.index.postings} WHERE {self._where(term)}" for term in terms)
        return f"SELECT id FROM ({any_of}) holding"

    def _part(self, term: Term, among: int | None) -> str:
        """What a term adds to the scores: (n, id, part). `among` is about how many ids matter; None where all do."""
        n, postings = self.numbers[term], self.index.postings
        if term.prefix:
            only = "" if among is None else "AND id IN (SELECT id FROM among)"
            read = f"SELECT id, sum(tf) AS tf, max(length) AS length FROM {postings} WHERE {self._where(term)} {only} GROUP BY id"
        elif among is None:
            read = f"SELECT id, tf, length FROM {postings} WHERE {self._where(term)}"
        elif self.frequencies[term] <= LOOK_UP * among:
            read = f"SELECT id, tf, length FROM {postings} WHERE {self._where(term)} AND id IN (SELECT id FROM among)"
        else:
            # OFFSET keeps the planner, which knows no single word's frequency, from reading the list after all.
            read = f"""SELECT among.id, p.tf, p.length FROM among, LATERAL (
                SELECT tf, length FROM {postings} p WHERE {self._where(term)} AND p.id = among.id OFFSET 0) p"""
        return f"SELECT {n} AS n, id, {self._weight(term)} * tf / (tf + {self._damping()}) AS part FROM ({read}) r{n}"

    def _weight(self, term: Term) -> str:
        count = self.frequencies[term]
        rarity = math.log((self.entries - count + 0.5) / (count + 0.5)) if 2 * count <= self.entries else 0.0
        return repr(max(rarity, LEAST_IDF) * (K1 + 1)) + "::float8"

    def _damping(self) -> str:
        return f"{K1 * (1 - B)!r}::float8 + {K1 * B / self.length!r}::float8 * length"


def _condition(expression: Expression) -> str:
    """What the terms that an entry holds must be, as a test of their bit mask; empty when any term will do."""
    bits = {term: 1 << number for number, term in enumerate(expression.terms)}
    groups = [[sum({bits[t] for t in alternative}) for alternative in group.alternatives] for group in expression.groups]
    if not expression.every and all(mask.bit_count() == 1 for group in groups for mask in group):
        return ""
    if len(groups) == 1 and all(mask.bit_count() == 1 for mask in groups[0]):
        return ""
    held = "bit_or(1::bigint << hit.n)"
    tests = ["(" + " OR ".join(f"{held} & {mask} = {mask}" for mask in group) + ")" for group in groups]
    return (" AND " if expression.every else " OR ").join(tests)
