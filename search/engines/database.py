from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection

from cms.core.ages import AgeRange
from cms.core.geography import EARTH_RADIUS, Box, Point
from search import index
from search.ages import keys_of
from search.engines.base import Answer, EngineHit, Filters, Near, Request

MOST_TAGS = 30


class DatabaseEngine:
    """The index in the database: always there, always true. It needs telling of nothing, and is asked where no other can be."""

    name: ClassVar[str] = "database"

    def search(self, request: Request) -> Answer:
        """One statement finds, ranks, filters and counts."""
        sql, params = statement(request)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        return answer(rows, request.filters)


def statement(request: Request) -> tuple[str, list[Any]]:
    """The query, as rows of three sections: groups with counts, tags with counts, and the page of hits.

    Columns: section, kind, locale, stages (a mask), of_age, tags_met, tag, id, score, distance, count (of a hit: its rank).
    """
    filters = request.filters
    params: list[Any] = []
    if request.expression is None:
        matched = "SELECT id, 0.0 AS score FROM search_entry"
        order = "c.distance, c.id" if filters.near else "c.updated_at IS NULL, c.updated_at DESC, c.id"
    else:
        matched, matched_params = index.index_of(index.ENTRIES).matched(request.expression)
        params += matched_params
        order = "c.score DESC, c.id"

    distance, distance_params = _distance(filters.near)
    where, where_params = _hard(request)
    of_age, ages_params = _ages(filters.ages)
    tags_met, tags_params = _tags(filters.tags)
    # What nobody filters by is neither carried along nor grouped by: thousands of rows would be alike in it.
    grouped = ["stages", "kind", "locale", *(["of_age"] if of_age else []), *(["tags_met"] if tags_met else [])]
    params += ages_params + tags_params + distance_params + where_params
    chosen, chosen_params = _chosen(filters)
    others, others_params = _chosen(filters, tags=False)
    params += others_params + chosen_params + [request.limit, request.offset]
    empty = "CAST(NULL AS integer)"
    # Ties as every engine breaks them, whatever language the database sorts by.
    by_code = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    # The updated column rides along only where it orders.
    updated = "e.updated_at" if request.expression is None else "NULL"
    sql = f"""
        WITH matched AS MATERIALIZED ({matched}),
        candidate AS MATERIALIZED (
            SELECT m.id, m.score, e.kind, e.locale, e.stages, e.tag_set_id, {of_age} {tags_met} {updated} AS updated_at,
                   {distance} AS distance
            FROM matched m JOIN search_entry e ON e.id = m.id
            WHERE {where}
        )
        SELECT 'group' AS section, kind, locale, stages, {"of_age" if of_age else "1"} AS of_age,
               {"tags_met" if tags_met else "1"} AS tags_met, CAST(NULL AS text) AS tag, CAST(NULL AS bigint) AS id,
               CAST(NULL AS double precision) AS score, CAST(NULL AS double precision) AS distance, count(*) AS n
        FROM candidate GROUP BY {", ".join(grouped)}
        UNION ALL
        SELECT 'tag', NULL, NULL, {empty}, {empty}, {empty}, t.name, NULL, NULL, NULL, t.n FROM (
            SELECT tag.name, CAST(sum(s.n) AS bigint) AS n
            FROM (SELECT c.tag_set_id, count(*) AS n FROM candidate c WHERE {others} GROUP BY c.tag_set_id) s
            JOIN search_tagsetmember tag ON tag.tag_set_id = s.tag_set_id
            GROUP BY tag.name ORDER BY n DESC, tag.name{by_code} LIMIT {MOST_TAGS}
        ) t
        UNION ALL
        SELECT 'hit', NULL, NULL, {empty}, {empty}, {empty}, NULL, h.id, h.score, h.distance, h.place FROM (
            SELECT c.id, c.score, c.distance, row_number() OVER (ORDER BY {order}) AS place
            FROM (SELECT * FROM candidate c WHERE {chosen} ORDER BY {order} LIMIT %s OFFSET %s) c
        ) h
    """
    return sql, params


def _hard(request: Request) -> tuple[str, list[Any]]:
    """Conditions that no facet lifts: time, hours, dates, place."""
    f = request.filters
    tests = ["(e.expires_at IS NULL OR e.expires_at > %s)"]
    params: list[Any] = [request.now]
    if f.schedules is not None:
        # Numbers of our own, and maybe more of them than a statement takes as parameters.
        tests.append(f"e.schedule_id IN ({', '.join(map(str, f.schedules))})" if f.schedules else "1 = 0")
    if f.first_day or f.last_day:
        tests.append("e.starts_on IS NOT NULL")
    if f.first_day:
        tests.append("e.ends_on >= %s")
        params.append(f.first_day)
    if f.last_day:
        tests.append("e.starts_on <= %s")
        params.append(f.last_day)
    if f.near:
        around = Box.around(Point(f.near.latitude, f.near.longitude), f.near.radius)
        distance, distance_params = _distance(f.near)
        tests.append(f"e.latitude BETWEEN %s AND %s AND e.longitude BETWEEN %s AND %s AND {distance} <= %s")
        params += [around.south, around.north, around.west, around.east, *distance_params, f.near.radius]
    return " AND ".join(tests), params


def _distance(near: Near | None) -> tuple[str, list[Any]]:
    """Metres over the ground, by the haversine formula."""
    if near is None:
        return "CAST(NULL AS double precision)", []
    sql = (
        f"{2 * EARTH_RADIUS} * asin(sqrt(least_one(power(sin(radians(e.latitude - %s) / 2), 2)"
        " + cos(radians(%s)) * cos(radians(e.latitude)) * power(sin(radians(e.longitude - %s) / 2), 2))))"
    )
    least = "min" if connection.vendor == "sqlite" else "least"
    sql = sql.replace("least_one(", f"{least}(1.0, ")
    return sql, [near.latitude, near.latitude, near.longitude]


def _tags(tags: tuple[str, ...]) -> tuple[str, list[Any]]:
    """A column of a candidate, with a comma behind it; none where no tags are asked for."""
    if not tags:
        return "", []
    marks = ", ".join(["%s"] * len(tags))
    sql = f"SELECT tag_set_id FROM search_tagsetmember WHERE name IN ({marks}) GROUP BY tag_set_id HAVING count(*) = {len(tags)}"
    return f"CASE WHEN e.tag_set_id IN ({sql}) THEN 1 ELSE 0 END AS tags_met,", list(tags)


def _chosen(f: Filters, tags: bool = True) -> tuple[str, list[Any]]:
    """What facets choose, as conditions on a candidate."""
    tests: list[str] = ["c.tags_met = 1"] if tags and f.tags else ["1 = 1"]
    params: list[Any] = []
    if f.locale:
        tests.append("c.locale = %s")
        params.append(f.locale)
    if f.kinds:
        tests.append(f"c.kind IN ({', '.join(['%s'] * len(f.kinds))})")
        params += f.kinds
    if not f.ages.is_everyone:
        tests.append("c.of_age = 1")
    return " AND ".join(tests), params


def _ages(ages: AgeRange) -> tuple[str, list[Any]]:
    """A column of a candidate, with a comma behind it; none where every age will do."""
    if ages.is_everyone:
        return "", []
    fits = "(e.age_min IS NULL OR e.age_min <= %s) AND (e.age_max IS NULL OR e.age_max >= %s)"
    return f"CASE WHEN {fits} THEN 1 ELSE 0 END AS of_age,", [ages.upper, ages.lower]


def answer(rows: Iterable[tuple[Any, ...]], f: Filters) -> Answer:
    kinds: Counter[str] = Counter()
    locales: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    tags: dict[str, int] = {}
    hits: list[tuple[int, EngineHit]] = []
    total = found_in_locale = 0
    for section, kind, locale, mask, of_age, tags_met, tag, pk, score, distance, n in rows:
        if section == "hit":
            hits.append((n, EngineHit(pk, score, distance)))
            continue
        if section == "tag":
            tags[tag] = n
            continue
        of_locale = not f.locale or locale == f.locale
        of_kind = not f.kinds or kind in f.kinds
        if of_locale:
            found_in_locale += n
        if of_kind and of_age and tags_met:
            locales[locale] += n
        if of_locale and of_age and tags_met:
            kinds[kind] += n
        if of_locale and of_kind and tags_met:
            for key in keys_of(mask):
                stages[key] += n
            if of_age:
                total += n
    ordered = [hit for _, hit in sorted(hits, key=lambda placed: placed[0])]
    return Answer(ordered, total, dict(kinds), dict(locales), dict(stages), tags, found_in_locale)
