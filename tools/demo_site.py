"""The site with its demo in a process of its own, for whatever looks at it from outside: screenshots, tests in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds: migrating, setting up and drawing the demo's pictures take half a minute on a small machine


class SiteNotUpError(Exception):
    """The site did not answer; the text is the end of what it printed."""


@contextmanager
def demo_site(var_dir: Path) -> Iterator[str]:
    """Serves the demo as `make run` does, with its database and files in `var_dir`, which is filled the first time.

    Yields the address, without a slash at its end.

    Raises:
        SiteNotUpError: it ended, or did not answer within PATIENCE.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PUBLIC_URL"}}
    environment |= {"PORT": str(port), "VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "cms.settings.development"}
    log = var_dir / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "tools/serve.py"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://localhost:{port}"
        wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=5):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SiteNotUpError(log.read_text(errors="replace")[-2000:])
