"""A real Elasticsearch that fails in every way it can: readers get an answer in time, and nothing is lost."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from elasticsearch import Elasticsearch
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from search import building, outbox, upkeep
from search.engines import choice
from search.engines.base import EngineError, Filters, IndexGoneError, Request
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.expression import Expression, Group
from search.models import Delivery, EngineIndex, Entry
from search.sources import Source
from tests.search.factories import MARKER, found, page

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

BUDGET = 0.8
ALLOWANCE = 1.0
"""Seconds beyond the budget: for the database's answer, and a test's machine that has other things to do."""


@pytest.fixture
def node(elasticsearch_node):
    """The module's node, well again after each test."""
    yield elasticsearch_node
    elasticsearch_node.resume()
    if not elasticsearch_node.is_running:
        elasticsearch_node.start()
    elasticsearch_node.wait()


@pytest.fixture
def engine(node, beside):
    made = beside(node.url)
    page("ひろば")
    deliver_all(made)
    assert found("ひろば").engine == "elasticsearch"
    return made


def deliver_all(engine):
    """As if every wait were over."""
    Delivery.objects.update(due_at=timezone.now(), claimed_until=None)
    EngineIndex.objects.update(not_before=None)
    return outbox.deliver(engine)


def assert_the_database_answers_in_time(settings):
    patience, settings.SEARCH_ENGINE_BUDGET = settings.SEARCH_ENGINE_BUDGET, BUDGET
    began = time.monotonic()
    results = found("ひろば")
    took = time.monotonic() - began
    settings.SEARCH_ENGINE_BUDGET = patience
    assert (results.engine, results.degraded, results.total) == ("database", True, 1)
    assert took < BUDGET + ALLOWANCE
    assert [hit.title for hit in get_search_backend().search("ひろば", Page)] == ["ひろば"]


def assert_nothing_is_lost(engine):
    """Once it is back, the edits that were made meanwhile are there, and what was withdrawn is not."""
    choice.breaker.succeeded()
    assert deliver_all(engine)
    new, gone = found("あたらしい頁"), found(MARKER)
    assert (new.engine, new.total, gone.engine, gone.total) == ("elasticsearch", 1, "elasticsearch", 0)
    drift = upkeep.status().drift
    assert drift
    assert [source for source, of_source in drift.items() if of_source is None or of_source.rows] == []


@contextmanager
def edits(engine) -> Iterator[None]:
    """Something is withdrawn and something published while it lasts; neither waits for the engine."""
    withdrawn = page(MARKER)
    deliver_all(engine)
    yield
    began = time.monotonic()
    type(withdrawn).objects.get(pk=withdrawn.pk).unpublish()
    page("あたらしい頁")
    assert time.monotonic() - began < 2
    assert found(MARKER).total == 0
    assert found("あたらしい頁").total == 1


def test_stopped(node, engine, settings):
    with edits(engine):
        node.kill()
        assert_the_database_answers_in_time(settings)
    assert not deliver_all(engine)
    node.start()
    node.wait()
    assert_nothing_is_lost(engine)


def test_hanging(node, engine, settings, monkeypatch):
    monkeypatch.setattr("search.engines.elasticsearch.engine.WRITING", 1.0)
    with edits(engine):
        node.pause()
        assert_the_database_answers_in_time(settings)
    assert not deliver_all(engine)
    node.resume()
    node.wait()
    assert_nothing_is_lost(engine)


@pytest.mark.parametrize("lost_when", ["searching", "delivering"])
def test_its_indexes_deleted(node, engine, settings, lost_when):
    with edits(engine):
        client = Elasticsearch(node.url)
        client.indices.delete(index=[building.index_of(source).name for source in Source])
        if lost_when == "searching":
            assert_the_database_answers_in_time(settings)
    assert_nothing_is_lost(engine)


def test_a_rebuild_killed_half_way(node, engine, settings, monkeypatch):
    class KilledError(BaseException):
        """As SIGKILL: nobody tidies up after it."""

    def killed(self, *args):
        raise KilledError

    with edits(engine):
        live = building.index_of(Source.ENTRIES).name
        with monkeypatch.context() as patched:
            patched.setattr(ElasticsearchEngine, "put", killed)
            with pytest.raises(KilledError):
                building.build(engine, Source.ENTRIES)
        assert building.index_of(Source.ENTRIES).name == live
        assert found("ひろば").engine == "elasticsearch"
    assert_nothing_is_lost(engine)
    upkeep.rebuild()
    assert_nothing_is_lost(engine)
    assert len(Elasticsearch(node.url).indices.get_settings(index=f"{live.rsplit('-', 2)[0]}-*")) == 1


def test_nothing_is_made_by_writing_to_an_index_that_is_gone(node, engine):
    with pytest.raises(IndexGoneError):
        engine.put(Source.ENTRIES, {Entry.objects.all()[0].pk: 1}, "test-never-built")
    assert Elasticsearch(node.url).indices.get_settings(index="test-never-built*").body == {}


def test_an_older_version_is_left_alone_and_named(node, engine):
    pk = Entry.objects.all()[0].pk
    index = building.index_of(Source.ENTRIES).name
    assert engine.put(Source.ENTRIES, {pk: 10**6}, index) == {}
    assert engine.put(Source.ENTRIES, {pk: 10**6}, index) == {}
    assert engine.put(Source.ENTRIES, {pk: 5}, index) == {pk: 10**6}


Respond = Callable[[http.server.BaseHTTPRequestHandler], None]


def status(code: int) -> Respond:
    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        send(handler, code, b'{"error": {"type": "busy", "reason": "busy"}, "status": 0}')

    return respond


def send(handler: http.server.BaseHTTPRequestHandler, code: int, body: bytes, product: str = "Elasticsearch") -> None:
    handler.send_response(code)
    handler.send_header("X-Elastic-Product", product)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def drop_by_drop(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Each byte comes in time, the answer never."""
    handler.send_response(200)
    handler.send_header("X-Elastic-Product", "Elasticsearch")
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(20):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.2)


def hang_up(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def partial(handler: http.server.BaseHTTPRequestHandler) -> None:
    send(handler, 200, b'{"timed_out": true, "hits": {"hits": [], "total": {"value": 0, "relation": "eq"}}}')


RESPONSES: dict[str, Respond] = {
    "too many requests": status(429),
    "unavailable": status(503),
    "a gateway's own page": lambda handler: send(handler, 502, b"<html>"),
    "forbidden": status(403),
    "refused": status(400),
    "drop by drop": drop_by_drop,
    "hung up": hang_up,
    "out of time": partial,
    "no JSON": lambda handler: send(handler, 200, b"<html>"),
    "JSON of another kind": lambda handler: send(handler, 200, b'{"hits": 1}'),
    "another product": lambda handler: send(handler, 200, b"{}", product="something else"),
}


@pytest.fixture
def serving() -> Iterator[Callable[[Respond], str]]:
    """A server that answers everything in one way; its address."""
    servers = []

    def serve(respond: Respond) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    respond(self)
                except OSError:
                    self.close_connection = True

            do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 (the base class's names)

            def log_message(self, *args: object) -> None:
                """Nobody wants to know."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


QUESTION = Request(Expression.of([Group.of("ひろ")]), Filters(), timezone.now())


@pytest.mark.parametrize("name", RESPONSES)
def test_every_bad_answer_is_one_error_in_time(serving, settings, name):
    settings.ELASTICSEARCH = {"hosts": [serving(RESPONSES[name])], "prefix": "test"}
    engine = ElasticsearchEngine()
    began = time.monotonic()
    with pytest.raises(EngineError) as raised:
        engine.search(QUESTION, "test")
    assert time.monotonic() - began < BUDGET + ALLOWANCE
    assert not isinstance(raised.value, IndexGoneError)
    assert str(raised.value)


@pytest.mark.parametrize("name", ["unavailable", "hung up", "no JSON", "JSON of another kind", "another product"])
def test_no_bad_answer_is_taken_for_a_delivery(serving, settings, beside, monkeypatch, name):
    page("ひろば")
    settings.ELASTICSEARCH = {"hosts": [serving(RESPONSES[name])], "prefix": "test"}
    engine = ElasticsearchEngine()
    EngineIndex.objects.create(source=Source.ENTRIES, name="test-1")
    outbox.note(Source.ENTRIES, [1])
    Delivery.objects.create(source=Source.ENTRIES, row_id=1)
    assert not outbox.deliver(engine)
    assert Delivery.objects.filter(row_id=1).exists()
    with pytest.raises(EngineError):
        engine.check()
    with pytest.raises(EngineError):
        engine.survey(Source.ENTRIES, "test-1")


def test_a_name_that_is_not_resolved_costs_no_more_than_the_budget(settings, monkeypatch):
    def slow(*args, **kwargs):
        time.sleep(3)
        raise OSError("no such host")

    monkeypatch.setattr("socket.getaddrinfo", slow)
    settings.ELASTICSEARCH = {"hosts": ["http://search.example:9200"], "prefix": "test"}
    began = time.monotonic()
    with pytest.raises(EngineError):
        ElasticsearchEngine().search(QUESTION, "test")
    assert time.monotonic() - began < BUDGET + ALLOWANCE


@pytest.mark.parametrize("name", ["unavailable", "too many requests", "hung up", "drop by drop"])
def test_of_several_nodes_one_that_is_well_answers(elasticsearch, elasticsearch_answers, serving, settings, name):
    page("ひろば")
    assert found("ひろば").engine == "elasticsearch"
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "hosts": [serving(RESPONSES[name]), elasticsearch]}
    settings.SEARCH_ENGINE_BUDGET = 4.0
    engine = ElasticsearchEngine()
    index = building.index_of(Source.ENTRIES).name
    for _ in range(4):
        engine.search(QUESTION, index)
