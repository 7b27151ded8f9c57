"""The official client, within a budget of time, and with every failure an EngineError."""

import itertools
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.utils import timezone
from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    SerializationError,
    TransportError,
)

from search.engines.base import Answer, Engine, EngineError, IndexGoneError, Request
from search.engines.elasticsearch import documents, requests
from search.matching import Matching
from search.sources import Source

T = TypeVar("T")

WRITING = 20.0
"""Seconds that a request which nobody waits for may take."""
MOST_MATCHES = 10_000
"""Hits that one answer can hold (`index.max_result_window`)."""
SURVEYED = 5_000
LETTERS_A_REQUEST = 2_000_000
"""Of tokens in one bulk request: far below the 100 MB that a server takes."""
MOST_NODES = 3
"""How many nodes are asked for one answer."""
REST = 2.0
"""Seconds for which the others are asked before a node that has failed."""
AT_ONCE = 32
"""Questions that one process has open at most."""
NOT_NOW = {429, 502, 503, 504}
CONFLICT = 409
GONE = 404


class ElasticsearchEngine(Engine):
    """`settings.ELASTICSEARCH`: hosts (URLs, with user and password if need be), prefix, ca_certs, api_key."""

    name: ClassVar[str] = "elasticsearch"

    def __init__(self) -> None:
        self._hosts: list[str] = settings.ELASTICSEARCH["hosts"]
        self._prefix: str = settings.ELASTICSEARCH["prefix"]
        self._turns = itertools.count()
        self._unwell: dict[Elasticsearch, float] = {}
        """Node → until when the others are asked first, in seconds of the monotonic clock."""

    @cached_property
    def _nodes(self) -> list[Elasticsearch]:
        """A client for each address, made when they are first needed, and so by the process that needs them.

        A client that knows several chooses by itself, a thread at a time, and may choose the one again that has just failed.
        """
        options: dict[str, Any] = {
            name: settings.ELASTICSEARCH[name] for name in ("ca_certs", "api_key") if settings.ELASTICSEARCH.get(name)
        }
        # It never tries again by itself: only here is it known how much time is left.
        options |= {"max_retries": 0, "retry_on_timeout": False, "connections_per_node": AT_ONCE}
        return [Elasticsearch([host], **options) for host in self._hosts]

    def _in_turn(self) -> list[Elasticsearch]:
        """The nodes, each as often the first as any other, but those that failed a moment ago last."""
        first, now = next(self._turns), time.monotonic()
        order = [self._nodes[(first + n) % len(self._nodes)] for n in range(len(self._nodes))]
        return sorted(order, key=lambda node: self._unwell.get(node, 0.0) > now)[:MOST_NODES]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="elasticsearch")

    def search(self, request: Request, index: str) -> Answer:
        body = requests.search_body(request)
        same = requests.preference((request.expression, request.filters))
        response = self._question(index, body, same)
        with translated():
            return requests.answer(response, request)

    def match(self, matching: Matching, content_types: Sequence[int], index: str) -> dict[int, float] | None:
        body = requests.match_body(matching, content_types, MOST_MATCHES)
        response = self._question(index, body, requests.preference(matching), filter_path="timed_out,hits.total,hits.hits.sort")
        with translated():
            return requests.matches(response) if requests.total(response) <= MOST_MATCHES else None

    def check(self) -> None:
        # Neither info() nor ping(): not every server answers at its root.
        health = self._write(lambda client: client.cluster.health(timeout="1s"))
        with translated():
            if health["status"] == "red":
                raise EngineError("its cluster is red")

    def put(self, source: Source, versions: Mapping[int, int], index: str) -> dict[int, int]:
        found = documents.documents(source, list(versions))
        refused: list[int] = []
        for batch in portions(found):
            operations: list[Mapping[str, Any]] = []
            for pk in batch:
                operations += [
                    {"index": {"_id": str(pk), "version": versions[pk], "version_type": "external_gte"}},
                    found[pk],
                ]
            refused += self._bulk(index, operations)
        return self._versions(index, refused) if refused else {}

    def refresh(self, index: str) -> None:
        self._write(lambda client: client.indices.refresh(index=index))

    def survey(self, source: Source, index: str) -> dict[int, str]:
        self.refresh(index)
        opened = self._write(lambda client: client.open_point_in_time(index=index, keep_alive="1m"))
        with translated():
            point = {"id": opened["id"], "keep_alive": "1m"}
        try:
            return dict(self._surveyed(point))
        finally:
            self._write(lambda client: client.close_point_in_time(id=opened["id"]))

    def _surveyed(self, point: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
        after: list[Any] = []
        while True:
            body = {
                **requests.HITS,
                "track_total_hits": False,
                "pit": point,
                "size": SURVEYED,
                "query": {"bool": {"filter": [requests.PRESENT]}},
                "sort": [{"id": "asc"}],
                "docvalue_fields": ["id", "digest"],
                **({"search_after": after} if after else {}),
            }
            response = self._write(lambda client, body=body: client.search(**search_arguments(body)))  # type: ignore[misc]
            with translated():
                hits = response["hits"]["hits"]
                for found in hits:
                    yield int(found["fields"]["id"][0]), str(found["fields"]["digest"][0])
                if len(hits) < SURVEYED:
                    return
                after = hits[-1]["sort"]

    def build(self, source: Source, keep: str) -> str:
        for index in self._indexes(source):
            if index != keep:
                self._drop(index)
        index = f"{self._prefix}-{source}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        self._write(
            lambda client: client.indices.create(
                index=index,
                settings=documents.SETTINGS,
                mappings=documents.mappings(source),
                # Written to by this alias only: where the index is gone, nothing makes a new one by writing.
                aliases={writing(index): {}},
            )
        )
        return index

    def swap(self, source: Source, index: str) -> None:
        self.refresh(index)
        alias = f"{self._prefix}-{source}"
        others = [other for other in self._indexes(source) if other != index]
        actions: list[Mapping[str, Any]] = [{"add": {"index": index, "alias": alias}}]
        actions += [{"remove_index": {"index": other}} for other in others]
        self._write(lambda client: client.indices.update_aliases(actions=actions))

    def _indexes(self, source: Source) -> list[str]:
        pattern = f"{self._prefix}-{source}-*"
        found = self._write(lambda client: client.indices.get_settings(index=pattern, expand_wildcards="all"))
        with translated():
            return sorted(found)

    def _drop(self, index: str) -> None:
        self._write(lambda client: client.indices.delete(index=index, ignore_unavailable=True))

    def _bulk(self, index: str, operations: Sequence[Mapping[str, Any]]) -> list[int]:
        """The ids of what was left alone, because the index has newer versions."""
        response = self._write(
            lambda client: client.bulk(index=writing(index), operations=operations, require_alias=True, filter_path="items.*")
        )
        refused = []
        with translated():
            for item in response["items"]:
                outcome = item["index"]
                if outcome["status"] == CONFLICT:
                    refused.append(int(outcome["_id"]))
                elif outcome["status"] == GONE:
                    raise IndexGoneError(f"{index} is not there")
                elif "error" in outcome:
                    raise EngineError(f"it refuses {index} {outcome['_id']}: {outcome['error'].get('reason')}")
        return refused

    def _versions(self, index: str, ids: Sequence[int]) -> dict[int, int]:
        wanted = [str(pk) for pk in ids]
        response = self._write(lambda client: client.mget(index=index, ids=wanted, source=False))
        with translated():
            return {int(found["_id"]): int(found["_version"]) for found in response["docs"] if found["found"]}

    def _question(self, index: str, body: dict[str, Any], preference: str, **options: Any) -> Mapping[str, Any]:
        """A search that somebody waits for: an answer within the budget, from whichever node gives one."""
        budget = settings.SEARCH_ENGINE_BUDGET

        def ask(client: Elasticsearch, seconds: float) -> Any:
            arguments = search_arguments({**body, "timeout": f"{max(1, round(seconds * 1000))}ms"})
            return client.search(index=index, preference=preference, allow_partial_search_results=False, **arguments, **options)

        def bounded(attempt: Callable[[], Any], seconds: float) -> Any:
            # In a thread, as nothing else bounds a name that is not resolved, or an answer that comes drop by drop.
            return self._threads.submit(attempt).result(seconds)

        with translated():
            response = self._attempts(ask, budget, bounded)
            if response["timed_out"]:
                raise EngineError("it ran out of time")
            return response

    def _write(self, call: Callable[[Elasticsearch], Any]) -> Any:
        with translated():
            return self._attempts(lambda client, seconds: call(client), WRITING, lambda attempt, seconds: attempt())

    def _attempts(
        self,
        call: Callable[[Elasticsearch, float], T],
        budget: float,
        run: Callable[[Callable[[], T], float], T],
    ) -> T:
        """What a node answers; where one does not, the next is asked while there is time."""
        deadline = time.monotonic() + budget
        nodes = self._in_turn()
        for left, node in zip(range(len(nodes) - 1, -1, -1), nodes, strict=True):
            remaining = deadline - time.monotonic()
            # The last one may take all the time that is left, those before it half of it.
            seconds = max(remaining / 2 if left else remaining, 0.001)
            client = node.options(request_timeout=seconds)
            try:
                return run(partial(call, client, seconds), seconds)
            except (TransportError, TimeoutError, ApiError) as error:
                if isinstance(error, ApiError) and error.status_code not in NOT_NOW:
                    raise
                self._unwell[node] = time.monotonic() + REST
                if not left:
                    raise
        raise EngineError("it has no address")


class translated:  # noqa: N801 (reads as what it is: a context)
    """Whatever goes wrong with the server inside is an EngineError."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, EngineError):
            return
        if isinstance(error, NotFoundError):
            raise IndexGoneError(reason(error)) from error
        if isinstance(error, TimeoutError | ConnectionTimeout):
            raise EngineError("it does not answer in time") from error
        if isinstance(error, ApiError | TransportError | SerializationError | OSError | RuntimeError):
            raise EngineError(reason(error)) from error
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError | IndexError):
            raise EngineError(f"it answers what nobody can read: {error!r}") from error


def reason(error: Exception) -> str:
    """One line of what the client says."""
    said = str(error)
    if isinstance(error, TransportError) and error.message not in said:
        said += f": {error.message}"
    return " ".join(said.split())[:300] or type(error).__name__


def writing(index: str) -> str:
    return f"{index}-write"


def search_arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the client's arguments, which have other names for what Python reserves."""
    names = {"from": "from_", "_source": "source"}
    return {names.get(name, name): value for name, value in body.items()}


def portions(found: Mapping[int, documents.Document]) -> Iterator[list[int]]:
    """Ids, no more at a time than fit into one request."""
    batch: list[int] = []
    letters = 0
    for pk, document in found.items():
        batch.append(pk)
        letters += len(document.get("tokens", "")) + len(document.get("autocomplete", ""))
        if letters > LETTERS_A_REQUEST:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch
