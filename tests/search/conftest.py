"""The engines that the search's tests run on."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from elasticsearch import Elasticsearch

from search import outbox
from search.backends import base as database_backend
from search.backends import elasticsearch as engine_backend
from search.engines import choice
from search.engines.breaker import Breaker
from search.engines.database import DatabaseEngine
from search.sources import Source

PATIENCE = 20.0
"""Seconds."""


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def each_engine(request: pytest.FixtureRequest) -> str:
    """Runs a test on the database alone, and again with Elasticsearch beside it, which then has to answer all by itself."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_answers")
    return request.param


@pytest.fixture
def planned(request: pytest.FixtureRequest) -> int:
    """Statements more that a search costs by itself: PostgreSQL is asked first how frequent the words are."""
    asked = request.getfixturevalue("each_engine") if "each_engine" in request.fixturenames else "database"
    return int(asked == "database" and connection.vendor == "postgresql")


@pytest.fixture
def beside(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], choice.Engine]]:
    """Puts the Elasticsearch at an address beside the database; what it was told is dropped afterwards."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    addresses: list[str] = []

    def put(url: str) -> choice.Engine:
        addresses.append(url)
        settings.ELASTICSEARCH = {"hosts": url.split(","), "prefix": prefix}
        settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
        settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.elasticsearch"}}
        # These tests are about what is answered; a loaded machine may take its time.
        settings.SEARCH_ENGINE_BUDGET = PATIENCE
        choice._engine_at.cache_clear()
        monkeypatch.setattr(choice, "breaker", Breaker())
        engine = choice.external()
        assert engine
        return engine

    yield put
    choice._engine_at.cache_clear()
    for address in addresses:
        with Elasticsearch(address.split(",")) as client:
            names = client.options(request_timeout=30).indices.get_settings(index=f"{prefix}-*")
            if names:
                client.options(request_timeout=30).indices.delete(index=list(names))


@pytest.fixture
def elasticsearch_answers(
    elasticsearch: str, beside: Callable[[str], choice.Engine], monkeypatch: pytest.MonkeyPatch
) -> choice.Engine:
    """Elasticsearch hears of every change before it is asked, and the database's index answers nothing."""
    engine = beside(elasticsearch)
    of_choice, note = choice.of_choice, outbox.note
    changes: list[object] = [True]

    def noted(source: Source, ids: Any) -> None:
        changes.append(source)
        note(source, ids)

    def told_first(engine: choice.Engine, source: Source, question: Callable[[str], Any]) -> Any:
        if changes:
            assert outbox.deliver(engine)
            changes.clear()
        found = of_choice(engine, source, question)
        assert found is not None, choice.breaker.error
        return found

    def never(*args: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(outbox, "note", noted)
    monkeypatch.setattr(choice, "of_choice", told_first)
    monkeypatch.setattr(engine_backend, "of_choice", told_first)
    monkeypatch.setattr(DatabaseEngine, "search", never)
    monkeypatch.setattr(database_backend, "sql_of", never)
    return engine
