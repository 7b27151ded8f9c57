from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from search.expression import Expression
from search.index.base import K1, LEAST_IDF, B, TokenIndex

LONGEST_TERM = 200
LAST = "\U0010ffff"
MOST_DELTAS = 200


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
        terms = expression.terms
        params: list[Any] = []
        reads = []
        for number, term in enumerate(terms):
            text = term.text[:LONGEST_TERM]
            if term.prefix:
                reads.append(
                    f"SELECT {number} AS n, id, sum(tf) AS tf, max(length) AS length FROM {self.postings}"
                    " WHERE term >= %s AND term < %s GROUP BY id"
                )
                params += [text, text + LAST]
            else:
                reads.append(f"SELECT {number} AS n, id, tf, length FROM {self.postings} WHERE term = %s")
                params.append(text)
        condition = _condition(expression)
        # Ranking is for those alone that can meet every group: a frequent word stands in many that do not hold the others.
        among, join = _among(expression), ""
        if among:
            among, join = f"among AS MATERIALIZED ({among}),", "JOIN among USING (id)"
        sql = f"""
            WITH hit AS MATERIALIZED ({" UNION ALL ".join(reads)}),
            {among}
            collection AS MATERIALIZED (
                SELECT greatest(sum(entries), 1)::float8 AS entries,
                       greatest(sum(tokens), 1)::float8 / greatest(sum(entries), 1) AS length
                FROM {self.statistics}
            ),
            frequency AS MATERIALIZED (SELECT n, count(*) AS count FROM hit GROUP BY n),
            weight AS MATERIALIZED (
                SELECT n, greatest(ln((c.entries - f.count + 0.5) / (f.count + 0.5)), {LEAST_IDF})::float8 AS idf, c.length
                FROM frequency f, collection c
            )
            SELECT hit.id, sum(
                w.idf * hit.tf * {K1 + 1} / (hit.tf + {K1} * ({1 - B} + {B} * hit.length / w.length))
            )::float8 AS score
            FROM hit {join} JOIN weight w USING (n) GROUP BY hit.id {f"HAVING {condition}" if condition else ""}
        """
        return sql, params

    def _tables(self) -> str:
        return f"""
            CREATE TABLE {self.postings} (
                term text COLLATE "C" NOT NULL, id bigint NOT NULL, tf real NOT NULL, length real NOT NULL,
                PRIMARY KEY (term, id) INCLUDE (tf, length)
            );
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


def _among(expression: Expression) -> str:
    """The ids that hold a term of every group, as a SELECT from `hit`; empty where one group, or any, will do."""
    if not expression.every or len(expression.groups) < 2:
        return ""
    numbers = {term: number for number, term in enumerate(expression.terms)}
    groups = [sorted({numbers[term] for term in group.terms}) for group in expression.groups]
    return " INTERSECT ".join(f"SELECT id FROM hit WHERE n IN ({', '.join(map(str, group))})" for group in groups)


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
