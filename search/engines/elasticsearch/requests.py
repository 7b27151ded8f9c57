"""What is asked, in Elasticsearch's query language, and what its answers mean. Talks to nobody."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cms.core.ages import LIFE_STAGES, AgeRange
from search.engines.base import Answer, EngineHit, Near, Request
from search.engines.database import MOST_TAGS
from search.engines.elasticsearch.documents import microseconds
from search.expression import Expression, Group, Term
from search.matching import Either, Every, Everything, Matching, Weighted, Without, Words

Body = dict[str, Any]

MOST_ENDINGS = 512
"""How many of the tokens that begin as asked count for the score; all of them are found."""
MOST_KINDS = 1000
PRESENT: Body = {"term": {"present": True}}
HITS: Body = {"_source": False, "stored_fields": "_none_", "track_total_hits": True}
NEAREST = 0.01
"""Metres: Elasticsearch wants a circle to have some size."""


def search_body(request: Request) -> Body:
    """Hits, total and facets in one request.

    What no facet lifts is the query; what facets choose comes after it, so that each can count without its own.
    """
    f = request.filters
    chosen: dict[str, list[Body]] = {
        "locale": [{"term": {"locale": f.locale}}] if f.locale else [],
        "kind": [{"terms": {"kind": list(f.kinds)}}] if f.kinds else [],
        "age": overlapping(f.ages),
        "tag": [{"term": {"tags": name}} for name in f.tags],
    }

    def without(*names: str) -> Body:
        return met(test for name, tests in chosen.items() if name not in names for test in tests)

    body: Body = {
        **HITS,
        "from": request.offset,
        "size": request.limit,
        "query": {"bool": {"must": scored(request), "filter": hard(request)}},
        "post_filter": without(),
        "sort": order(request),
        "docvalue_fields": ["id", "latitude", "longitude"],
        "aggs": {
            "kinds": {"filter": without("kind"), "aggs": {"values": {"terms": {"field": "kind", "size": MOST_KINDS}}}},
            "locales": {"filter": without("locale"), "aggs": {"values": {"terms": {"field": "locale", "size": MOST_KINDS}}}},
            "ages": {
                "filter": without("age"),
                "aggs": {"values": {"filters": {"filters": {s.key: met(overlapping(s.ages)) for s in LIFE_STAGES}}}},
            },
            "tags": {
                "filter": without("tag"),
                "aggs": {
                    "values": {"terms": {"field": "tags", "size": MOST_TAGS, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
                },
            },
            "found_in_locale": {"filter": without("kind", "age", "tag")},
        },
    }
    if request.expression is not None:
        body["track_scores"] = True
    return body


def met(tests: Any) -> Body:
    return {"bool": {"filter": list(tests)}}


def overlapping(ages: AgeRange) -> list[Body]:
    if ages.is_everyone:
        return []
    return [{"range": {"age_from": {"lte": ages.upper}}}, {"range": {"age_to": {"gte": ages.lower}}}]


def scored(request: Request) -> list[Body]:
    return [] if request.expression is None else [expression_query(request.expression, "tokens")]


def hard(request: Request) -> list[Body]:
    """Conditions that no facet lifts: time, hours, dates, place."""
    f = request.filters
    now = microseconds(request.now)
    tests: list[Body] = [PRESENT, {"bool": {"must_not": [{"range": {"expires_at": {"lte": now}}}]}}]
    if f.schedules is not None:
        tests.append({"terms": {"schedule": list(f.schedules)}})
    if f.first_day or f.last_day:
        tests.append({"exists": {"field": "starts_on"}})
    if f.first_day:
        tests.append({"range": {"ends_on": {"gte": f.first_day.toordinal()}}})
    if f.last_day:
        tests.append({"range": {"starts_on": {"lte": f.last_day.toordinal()}}})
    if f.near:
        distance = f"{max(f.near.radius, NEAREST)}m"
        tests.append({"geo_distance": {"distance": distance, "position": point(f.near)}})
    return tests


def point(near: Near) -> Body:
    return {"lat": near.latitude, "lon": near.longitude}


def order(request: Request) -> list[Body]:
    if request.expression is not None:
        return [{"_score": "desc"}, {"id": "asc"}]
    if request.filters.near:
        return [{"_geo_distance": {"position": point(request.filters.near), "order": "asc", "unit": "m"}}, {"id": "asc"}]
    return [{"updated_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]


def expression_query(expression: Expression, field: str) -> Body:
    """What meets the expression; every term of it that a document holds adds to the score, as in the database's index."""
    terms = [term_query(term, field) for term in expression.terms]
    if all(len(group.terms) == 1 for group in expression.groups) and not any(term.prefix for term in expression.terms):
        return {"bool": {"must": terms}} if expression.every else {"bool": {"should": terms, "minimum_should_match": 1}}
    groups = [group_filter(group, field) for group in expression.groups]
    condition = met(groups) if expression.every else {"bool": {"should": groups, "minimum_should_match": 1}}
    return {"bool": {"filter": [condition], "should": terms, "minimum_should_match": 0}}


def group_filter(group: Group, field: str) -> Body:
    alternatives = [met(term_filter(term, field) for term in alternative) for alternative in group.alternatives]
    return {"bool": {"should": alternatives, "minimum_should_match": 1}}


def term_filter(term: Term, field: str) -> Body:
    return {"prefix": {field: {"value": term.text}}} if term.prefix else {"term": {field: {"value": term.text}}}


def term_query(term: Term, field: str) -> Body:
    if not term.prefix:
        return {"term": {field: {"value": term.text}}}
    # Tokens that begin alike are scored as if they were as frequent as the most frequent of them: none is a rare find.
    return {"prefix": {field: {"value": term.text, "rewrite": f"top_terms_blended_freqs_{MOST_ENDINGS}"}}}


def preference(asked: object) -> str:
    """The same question is put to the same copy of the index: copies score a little differently, and pages must not overlap."""
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]


def answer(response: Mapping[str, Any], request: Request) -> Answer:
    """What a response to `search_body` says. Raises KeyError, TypeError or ValueError where it is none."""
    facets = response["aggregations"]

    def counts(name: str) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in facets[name]["values"]["buckets"]}

    stages = {key: bucket["doc_count"] for key, bucket in facets["ages"]["values"]["buckets"].items()}
    return Answer(
        hits=[hit(found, request) for found in response["hits"]["hits"]],
        total=total(response),
        kinds=counts("kinds"),
        locales=counts("locales"),
        ages={key: n for key, n in stages.items() if n},
        tags=counts("tags"),
        found_in_locale=facets["found_in_locale"]["doc_count"],
    )


def hit(found: Mapping[str, Any], request: Request) -> EngineHit:
    fields = found["fields"]
    near = request.filters.near
    distance = near.distance_to(fields["latitude"][0], fields["longitude"][0]) if near else None
    return EngineHit(int(fields["id"][0]), float(found["_score"] or 0) if request.expression else 0.0, distance)


def total(response: Mapping[str, Any]) -> int:
    count = response["hits"]["total"]
    if count["relation"] != "eq":
        raise ValueError("the total is not exact")
    return int(count["value"])


def match_body(matching: Matching, content_types: Sequence[int], most: int) -> Body:
    """Ids and scores of all that match, `most` at most."""
    types = {"terms": {"content_type": list(content_types)}}
    return {
        **HITS,
        "size": most,
        "query": {"bool": {"must": [matching_query(matching)], "filter": [PRESENT, types]}},
        "sort": [{"_score": "desc"}, {"id": "asc"}],
    }


def matching_query(matching: Matching) -> Body:  # noqa: PLR0911 (one line a kind of matching)
    match matching:
        case Words(expression, column):
            return expression_query(expression, column)
        case Everything():
            return {"match_all": {"boost": 0}}
        case Without(inner):
            return {"bool": {"must": [{"match_all": {"boost": 0}}], "must_not": [matching_query(inner)]}}
        case Every(parts) if parts:
            return {"bool": {"must": [matching_query(part) for part in parts]}}
        case Either(parts) if parts:
            return {"bool": {"should": [matching_query(part) for part in parts], "minimum_should_match": 1}}
        case Weighted(inner, weight):
            # A boost of a query must not be negative; one of nothing or less ranks last.
            return {"bool": {"must": [matching_query(inner)], "boost": max(weight, 0.0)}}
    return {"match_none": {}}


def matches(response: Mapping[str, Any]) -> dict[int, float]:
    """Row id → score, the best first. What they are sorted by says it all: to fetch fields of thousands takes long."""
    return {int(pk): float(score) for score, pk in (found["sort"] for found in response["hits"].get("hits", ()))}
