"""Whatever happens to Elasticsearch under a load of reads and writes: nobody is refused, nothing withdrawn shows, nothing lost.

The site runs as in production (gunicorn, PostgreSQL where there is one) beside three nodes. What each fault did is printed
and written to build/bench/search-faults.json.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.elasticsearch.proxy import Proxy
from tests.elasticsearch.server import Node
from tests.elasticsearch.writer import PAGES, word

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))
from postgresql import PostgresNotFoundError  # noqa: E402
from postgresql import server as postgresql  # noqa: E402

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.long]
REPORT = ROOT / "build" / "bench" / "search-faults.json"
READERS = 3
CALM, FAULT = 2.0, 5.0
"""Seconds of load before a fault and after it, and of the fault itself."""
PATIENCE = 180.0
PER_PAGE = 40
OK = 200


@dataclass
class Phase:
    """What readers saw in a stretch of time."""

    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    """Hits that were no longer public when they were asked for."""
    degraded: int = 0

    @property
    def p95_ms(self) -> float:
        ordered = sorted(self.times)
        return round(ordered[int(len(ordered) * 0.95)] * 1000, 1) if ordered else 0.0


class Truth:
    """What the writer has committed, and when it said so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._history: dict[int, list[tuple[float, int]]] = {}
        self.changes = 0

    def hear(self, lines: Iterator[str]) -> None:
        for line in lines:
            page, version = json.loads(line)
            with self._lock:
                self._history.setdefault(page, []).append((time.monotonic(), version))
                self.changes += 1

    def versions(self, page: int) -> list[int]:
        """Those of a page that were ever public, the newest last; and what is public now, 0 for nothing."""
        with self._lock:
            return [version for _, version in self._history.get(page, ()) if version]

    def public(self) -> dict[int, int]:
        with self._lock:
            return {page: history[-1][1] for page, history in self._history.items()}

    def was_gone(self, page: int, version: int, at: float) -> bool:
        """Whether a version had been replaced or taken away by then."""
        with self._lock:
            history = list(self._history.get(page, ()))
        came = next((n for n, (_, other) in enumerate(history) if other == version), None)
        return came is not None and came + 1 < len(history) and history[came + 1][0] < at


class Load:
    """The site with its readers and its writer."""

    def __init__(self, url: str, environment: dict[str, str]) -> None:
        self.url = url
        self.environment = environment
        self.truth = Truth()
        self.phase = Phase()
        self.stop = threading.Event()

    def get(self, path: str, **query: str | int) -> tuple[int, Any]:
        address = f"{self.url}{path}?{urllib.parse.urlencode(query)}"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 (our own address)
                data = answer.read()
                return answer.status, json.loads(data) if "json" in answer.headers["Content-Type"] else data
        except urllib.error.HTTPError as error:
            return error.code, error.read()[:300]

    def find(self, page: int, version: int) -> tuple[int, Any]:
        """Whoever asks with another number of hits a page gets an answer of its own, not one that is kept."""
        return self.get("/api/v2/search", q=word(page, version), locale="ja", per_page=1 + time.monotonic_ns() // 1000 % PER_PAGE)

    def read(self, number: int) -> None:
        """One reader: the search page, and searches for what one version of one page holds."""
        for count in range(number, 10**9, READERS):
            if self.stop.is_set():
                return
            phase, began = self.phase, time.monotonic()
            try:
                self._ask(count, phase, began)
            except Exception as error:
                phase.failures.append(repr(error))
            phase.times.append(time.monotonic() - began)

    def _ask(self, count: int, phase: Phase, began: float) -> None:
        versions = self.truth.versions(count % PAGES)
        if count % 4 == 0 or not versions:
            status, answer = self.get("/search", q="子育て 広場", page=1 + count % 2)
            if status != OK:
                phase.failures.append(f"{status}: {answer!r}")
            return
        # The newest that was public, or one before it: neither is found once it is gone.
        version = versions[-1 - min(count % 3, len(versions) - 1)]
        status, answer = self.find(count % PAGES, version)
        if status != OK:
            phase.failures.append(f"{status}: {answer!r}")
            return
        phase.degraded += answer["degraded"]
        if answer["total"] and self.truth.was_gone(count % PAGES, version, began):
            phase.withdrawn.append(f"{word(count % PAGES, version)} by {answer['engine']}")

    def watch(self, seconds: float) -> Phase:
        """What readers see from now on, for so long."""
        self.phase = phase = Phase()
        time.sleep(seconds)
        return phase

    def recovery(self) -> float:
        """Seconds until Elasticsearch answers again, having heard of everything that was written so far."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            status, answer = self.find(0, 1)
            if status == OK and answer["engine"] == "elasticsearch" and not answer["degraded"]:
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"Elasticsearch does not answer again within {PATIENCE:g} s: {self.manage('search', 'status')}")

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        ).stdout

    def answer_of_the_engine(self, page: int, version: int) -> Any:
        """What Elasticsearch finds: on a busy machine an answer may be late, and the database's comes instead."""
        until = time.monotonic() + PATIENCE
        while True:
            _, answer = self.find(page, version)
            if answer["engine"] == "elasticsearch" or time.monotonic() > until:
                return answer
            time.sleep(0.2)

    def lost(self) -> list[str]:
        """Where what Elasticsearch finds differs from what is public, nothing being written any more."""
        until = time.monotonic() + PATIENCE
        while json.loads(self.manage("search", "status", "--json").splitlines()[-1])["lag"]["waiting"]:
            assert time.monotonic() < until, "changes still wait for Elasticsearch"
        self.recovery()
        wrong = []
        for page, public in self.truth.public().items():
            for version in {public, *self.truth.versions(page)[-10:]} - {0}:
                answer = self.answer_of_the_engine(page, version)
                if answer["engine"] != "elasticsearch" or answer["total"] != (version == public):
                    wrong.append(f"{word(page, version)}: {answer['total']} found by {answer['engine']}, public is {public}")
        drift = json.loads(self.manage("search", "status", "--json").splitlines()[-1])
        return [*wrong, f"drift: {drift}"] if wrong else []


@contextmanager
def loaded_site(urls: str) -> Iterator[Load]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nobinobi-faults-"))
        Path(folder, "static").mkdir()
        database = f"sqlite:///{folder}/site.sqlite3"
        with suppress(PostgresNotFoundError):
            database = stack.enter_context(postgresql())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))} | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            "DATABASE_URL": database,
            "VAR_DIR": folder,
            "SECRET_KEY": "f" * 60,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ELASTICSEARCH_URL": urls,
            "PYTHONPATH": str(ROOT),
        }
        load = Load(f"http://127.0.0.1:{port}", environment)
        for command in ("migrate", "setup", "collectstatic"):
            subprocess.run(
                [sys.executable, "manage.py", command, *(["--no-input"] if command != "setup" else [])],
                cwd=ROOT,
                env=environment,
                check=True,
                capture_output=True,
            )
        log = stack.enter_context(Path(folder, "log").open("wb"))
        site = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "cms.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4", "-t", "60"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        stack.callback(site.wait, 30)
        stack.callback(site.terminate)
        until = time.monotonic() + 60
        while True:
            with suppress(OSError):
                if load.get("/api/v2/search", q="子育て")[0] == OK:
                    break
            if site.poll() is not None or time.monotonic() > until:
                raise RuntimeError(Path(folder, "log").read_text(errors="replace")[-4000:])
            time.sleep(0.2)
        yield load


@contextmanager
def writing(load: Load) -> Iterator[None]:
    """Edits go on, and readers read, while the context lasts."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.elasticsearch.writer"],
        cwd=ROOT,
        env=load.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdin is not None
    threads = [threading.Thread(target=load.truth.hear, args=(iter(writer.stdout),), daemon=True)]
    threads += [threading.Thread(target=load.read, args=(number,), daemon=True) for number in range(READERS)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PATIENCE
    while load.truth.changes <= PAGES and time.monotonic() < until and writer.poll() is None:
        time.sleep(0.1)
    try:
        assert writer.poll() is None, "the writer has ended"
        yield
        assert writer.poll() is None, "the writer has ended"
    finally:
        writer.stdin.close()
        writer.wait(60)
        load.stop.set()
        for thread in threads:
            thread.join(60)


class Faults:
    """Each fault: what begins it, and what ends it."""

    def __init__(self, nodes: list[Node], proxies: list[Proxy], load: Load) -> None:
        self.nodes = nodes
        self.proxies = proxies
        self.load = load

    def one_node_killed(self) -> Iterator[None]:
        self.nodes[2].kill()
        yield
        self.nodes[2].start()
        self.nodes[0].wait(status="green", nodes=3)

    def answers_503(self) -> Iterator[None]:
        yield from self._answers(503)

    def answers_429(self) -> Iterator[None]:
        yield from self._answers(429)

    def _answers(self, status: int) -> Iterator[None]:
        for proxy in self.proxies:
            proxy.status = status
        yield
        for proxy in self.proxies:
            proxy.status = 0

    def stopped(self) -> Iterator[None]:
        for node in self.nodes:
            node.pause()
        yield
        for node in self.nodes:
            node.resume()

    def index_deleted(self) -> Iterator[None]:
        for name in self._indexes():
            self._ask("DELETE", f"/{name}")
        yield

    def rebuild_killed_half_way(self) -> Iterator[None]:
        before = self._indexes()
        rebuild = subprocess.Popen(
            [sys.executable, "manage.py", "search", "rebuild"],
            cwd=ROOT,
            env=self.load.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE
        while self._indexes() == before and rebuild.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        rebuild.kill()
        rebuild.wait()
        yield

    def rebuilt(self) -> Iterator[None]:
        """A whole rebuild, which reads everything anew while it is edited."""
        self.load.manage("search", "rebuild")
        yield

    def all_killed(self) -> Iterator[None]:
        for node in self.nodes:
            node.kill()
        yield
        for node in self.nodes:
            node.start()
        self.nodes[0].wait(nodes=3)

    def _indexes(self) -> set[str]:
        return {
            row["index"]
            for row in self._ask("GET", "/_cat/indices?format=json&expand_wildcards=all")
            if "nobinobi" in row["index"]
        }

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(self.nodes[0].url + path, method=method)  # noqa: S310 (our own address)
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


FAULTS = (
    Faults.one_node_killed,
    Faults.answers_503,
    Faults.answers_429,
    Faults.stopped,
    Faults.index_deleted,
    Faults.rebuild_killed_half_way,
    Faults.rebuilt,
    Faults.all_killed,
)


def test_nobody_is_refused_nothing_withdrawn_shows_and_nothing_is_lost(elasticsearch_nodes, capsys):
    nodes = elasticsearch_nodes
    with ExitStack() as stack:
        proxies = [Proxy(node.url) for node in nodes]
        load = stack.enter_context(loaded_site(",".join(proxy.url for proxy in proxies)))
        rows = []
        with writing(load):
            load.recovery()
            faults = Faults(nodes, proxies, load)
            for fault in FAULTS:
                rows.append(under(fault.__name__, fault(faults), load))
        lost = load.lost()
    report = {"faults": rows, "changes": load.truth.changes, "readers": READERS, "lost": lost}
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    with capsys.disabled():
        lines = [*table(rows), f"{load.truth.changes} changes written; afterwards {len(lost)} differ from what is public."]
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert [row["failures"] for row in rows] == [[]] * len(rows)
    assert [row["withdrawn"] for row in rows] == [[]] * len(rows)
    assert lost == []
    assert all(row["requests"] for row in rows)


def under(name: str, fault: Iterator[None], load: Load) -> dict[str, Any]:
    """What readers saw before, during and after a fault."""
    before = load.watch(CALM)
    load.phase = Phase()
    next(fault)
    during = load.phase
    time.sleep(FAULT)
    with suppress(StopIteration):
        next(fault)
    seconds = load.recovery()
    after = load.watch(CALM)
    phases = (before, during, after)
    return {
        "fault": name.replace("_", " "),
        "requests": sum(len(phase.times) for phase in phases),
        "failures": [each for phase in phases for each in phase.failures][:20],
        "withdrawn": [each for phase in phases for each in phase.withdrawn][:20],
        "degraded": sum(phase.degraded for phase in phases),
        "p95_ms": [phase.p95_ms for phase in phases],
        "seconds_to_recover": round(seconds, 1),
    }


def table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| Fault | Requests | Failures | Withdrawn hits | By the database | p95 ms before / during / after | s to recover |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        p95 = " / ".join(f"{value:g}" for value in row["p95_ms"])
        counts = f"{row['requests']} | {len(row['failures'])} | {len(row['withdrawn'])} | {row['degraded']}"
        lines.append(f"| {row['fault']} | {counts} | {p95} | {row['seconds_to_recover']} |")
    return lines
