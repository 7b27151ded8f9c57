"""`WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.elasticsearch"}}`

Elasticsearch says what matches and how well; the database applies the queryset to that, with all its filters and orders.
Where Elasticsearch cannot say, the database's own index does.
"""

import json
from functools import cached_property

from django.db import connections

from search.backends.base import AutocompleteCompiler, Compiler, DatabaseSearchBackend, Sql
from search.engines.choice import external, of_choice
from search.sources import Source


class EngineCompiler(Compiler):
    """A Wagtail query, put to the engine of choice."""

    def sql(self) -> Sql:
        scores = self._scores
        return super().sql() if scores is None else table_of(scores, self.queryset.db)

    @cached_property
    def _scores(self) -> dict[int, float] | None:
        """Row id → score. Asked once, so that a page and its count agree."""
        engine = external()
        if engine is None:
            return None
        matching, types = self.matching(), self.content_types
        return of_choice(engine, Source.OBJECTS, lambda index: engine.match(matching, types, index))


class EngineAutocompleteCompiler(EngineCompiler, AutocompleteCompiler):
    """The same of words half typed."""


def table_of(scores: dict[int, float], using: str) -> Sql:
    """(id, score), as the database reads them out of one parameter."""
    if connections[using].vendor == "postgresql":
        ids, values = list(scores), list(scores.values())
        return "SELECT id, score FROM unnest(%s::bigint[], %s::double precision[]) AS found(id, score)", [ids, values]
    pairs = json.dumps(list(scores.items()))
    return "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS score FROM json_each(%s)", [pairs]


class SearchBackend(DatabaseSearchBackend):
    """The database's index is kept as ever; the engine hears of its changes (`search.outbox`)."""

    query_compiler_class = EngineCompiler
    autocomplete_query_compiler_class = EngineAutocompleteCompiler
    vendor = ""
