"""An Elasticsearch for the tests: the one that ELASTICSEARCH_URL names, or nodes of our own out of Elastic's distribution.

    with server() as url: ...
    with cluster(3) as nodes: nodes[0].kill()

`python -m tests.elasticsearch.server java` prints the Java that would run it, or says what is missing.
"""

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from tests.elasticsearch.lock import Lock

HERE = Path(__file__).resolve().parent
OLDEST_JAVA = 21
JAVA_FOLDERS = ("/usr/lib/jvm", "/usr/local/lib/jvm")
HEAP = "512m"
PATIENCE = 180
"""Seconds for a node to answer: it takes 15 on two idle cores."""


class ElasticsearchNotFoundError(Exception):
    """There is no Elasticsearch here; the message says what was looked for."""


def version() -> str:
    """The version that the tests run against, which is the pom's."""
    pom = ElementTree.parse(HERE / "pom.xml")  # noqa: S314 (our own file)
    found = pom.findtext("{*}properties/{*}elasticsearch.version")
    assert found
    return found


def java_home() -> Path:
    """The folder of a Java that Elasticsearch starts with.

    Raises:
        ElasticsearchNotFoundError: there is none that is new enough.
    """
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    installed = sorted(path.parent for folder in JAVA_FOLDERS for path in Path(folder).glob("*/release"))
    for home in [*named, *installed]:
        if java_version(home) >= OLDEST_JAVA and (home / "bin/java").exists():
            return home
    seen = ", ".join(f"{home} ({java_version(home) or 'unknown'})" for home in [*named, *installed]) or "none"
    raise ElasticsearchNotFoundError(
        f"Elasticsearch needs Java {OLDEST_JAVA} or newer, looked for by ES_JAVA_HOME, JAVA_HOME and in"
        f" {' and '.join(JAVA_FOLDERS)}: found {seen}"
    )


def java_version(home: Path) -> int:
    """The feature release of a Java, 0 where the folder does not say."""
    try:
        found = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def distribution() -> Path:
    """The folder of the unpacked distribution, fetched the first time and kept for all checkouts.

    Raises:
        ElasticsearchNotFoundError: Maven is not installed, or cannot fetch it.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nobinobi" / "elasticsearch"
    folder = cache / version()
    home = folder / f"elasticsearch-{version()}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not home.exists():
            maven = shutil.which("mvn")
            if maven is None:
                raise ElasticsearchNotFoundError("Maven (mvn), which fetches Elasticsearch for the tests, is not installed")
            partial = Path(tempfile.mkdtemp(prefix="partial-", dir=cache))
            command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Dfolder={partial}", "package"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                shutil.rmtree(partial, ignore_errors=True)
                said = (done.stdout + done.stderr).strip().splitlines() or ["it said nothing"]
                raise ElasticsearchNotFoundError(f"Maven cannot fetch Elasticsearch {version()}: {said[0]}")
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
    return home


class Node:
    """One node in a folder of its own, on ports of its own. What it holds outlives `kill` and `start`."""

    def __init__(
        self, folder: Path, ports: tuple[int, int], java: Path, settings: Sequence[str], lock: "Lock | None" = None
    ) -> None:
        """`ports`: for HTTP, and for other nodes. `settings`: further lines of elasticsearch.yml."""
        self.folder = folder
        self.port = ports[0]
        self.java = java
        self.lock = lock
        self._process: subprocess.Popen[bytes] | None = None
        shutil.copytree(distribution(), folder / "home", symlinks=True)
        lines = [
            "cluster.name: nobinobi-tests",
            f"node.name: {folder.name}",
            "network.host: 127.0.0.1",
            f"http.port: {ports[0]}",
            f"transport.port: {ports[1]}",
            f"xpack.security.enabled: {json.dumps(lock is not None)}",
            "cluster.routing.allocation.disk.threshold_enabled: false",
            *settings,
        ]
        if lock is not None:
            lines += lock.fit(folder / "home", java)
        (folder / "home/config/elasticsearch.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._user = as_user(folder)

    @property
    def url(self) -> str:
        return f"{'https' if self.lock else 'http'}://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Begin; `wait` says when it is ready."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(self.java),
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
        }
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [*self._user, str(self.folder / "home/bin/elasticsearch")],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait(self, seconds: float = PATIENCE, status: str = "yellow", nodes: int = 1) -> None:
        """Until the cluster of `nodes` is as healthy as `status` says. Raises RuntimeError with what the node said."""
        until = time.monotonic() + seconds
        address = f"{self.url}/_cluster/health?wait_for_status={status}&wait_for_nodes=%3E%3D{nodes}&timeout=1s"
        request = urllib.request.Request(address, headers=self.lock.headers if self.lock else {})  # noqa: S310 (our own address)
        trust = self.lock.trust if self.lock else None
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                break
            with (
                suppress(OSError, urllib.error.URLError, ValueError),
                urllib.request.urlopen(request, timeout=5, context=trust) as answer,  # noqa: S310
            ):
                if not json.load(answer)["timed_out"]:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"Elasticsearch is not there: {(self.folder / 'output').read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """Cleanly; it gives everything to the disk first."""
        if self._process is not None:
            self.resume()
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """At once, as a power failure does."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(30)
            self._process = None

    def pause(self) -> None:
        """It goes on taking connections, and answers none."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()
        self.wait()

    def _signal(self, number: signal.Signals) -> None:
        # The launcher and the server that it starts are one process group.
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


@contextmanager
def cluster(size: int, lock: "Callable[[Path], Lock] | None" = None) -> Iterator[list[Node]]:
    """So many nodes that know each other, on loopback, green when given. `lock`: what one alone gets of TLS and accounts.

    Raises:
        ElasticsearchNotFoundError: there is no Java, or no Elasticsearch, to run them.
    """
    java = java_home()
    folder = Path(tempfile.mkdtemp(prefix="nobinobi-elasticsearch-"))
    folder.chmod(0o711)
    nodes: list[Node] = []
    try:
        ports = free_ports(size * 2)
        names = [f"node-{number}" for number in range(size)]
        locked = lock(folder) if lock else None
        if size == 1:
            settings = ["discovery.type: single-node"]
        else:
            settings = [
                f"discovery.seed_hosts: {json.dumps([f'127.0.0.1:{port}' for port in ports[size:]])}",
                f"cluster.initial_master_nodes: {json.dumps(names)}",
            ]
        for number, name in enumerate(names):
            (folder / name).mkdir()
            nodes.append(Node(folder / name, (ports[number], ports[size + number]), java, settings, locked))
            nodes[-1].start()
        for node in nodes:
            node.wait(status="green", nodes=size)
        yield nodes
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """An address that is good while the context lasts: ELASTICSEARCH_URL, or that of a node of our own.

    Raises:
        ElasticsearchNotFoundError: neither is to be had.
    """
    named = os.environ.get("ELASTICSEARCH_URL", "")
    if named:
        yield named
        return
    with cluster(1) as (node,):
        yield node.url


@contextmanager
def shared_server(folder: Path, users: int) -> Iterator[str]:
    """One server for all processes of a test run: the first to come starts it, and it goes when `users` is gone.

    Args:
        folder: the same for all of them; holds the lock and the address.
        users: the id of the process that all of them belong to.
    """
    if os.environ.get("ELASTICSEARCH_URL"):
        with server() as url:
            yield url
        return
    java_home()
    distribution()
    address = folder / "elasticsearch-url"
    with (folder / "elasticsearch-lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not address.exists():
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.elasticsearch.server", "keep", str(address), str(users)],
                cwd=HERE.parents[1],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=(folder / "elasticsearch-output").open("wb"),
                start_new_session=True,
            )
            until = time.monotonic() + PATIENCE
            while not address.exists():
                if keeper.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "elasticsearch-output").read_text(errors="replace")[-4000:])
                time.sleep(0.2)
    yield address.read_text()


def keep(address: Path, users: int) -> None:
    """Run a node while a process lives, whatever becomes of it; its address is written down once it answers."""
    with cluster(1) as (node,):
        partial = address.with_suffix(".partial")
        partial.write_text(node.url)
        partial.rename(address)
        while is_alive(users):
            time.sleep(0.5)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def as_user(folder: Path) -> list[str]:
    """Elasticsearch refuses to run as root: the words before its command that make it somebody else's, and the folder theirs."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def free_ports(count: int) -> list[int]:
    """Different ones: all are held until the last is found."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def main(action: str, *arguments: str) -> int:
    if action == "keep":
        keep(Path(arguments[0]), int(arguments[1]))
        return 0
    try:
        found = java_home() if action == "java" else distribution()
    except ElasticsearchNotFoundError as reason:
        print(reason, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
