"""The two commands, as somebody finds them who has just cloned the repository: nothing installed, nobody's settings.

`make test` would run this file again, so in the clone it is given one file of tests; it goes through every check, both
databases and the coverage figure all the same.
"""

import http.cookiejar
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import missing

pytestmark = pytest.mark.network

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = {"/": "text/html", "/en/": "text/html", "/admin/login/": "text/html", "/api/v2/pages/": "application/json"}
ACCOUNTS = ("admin", "secretariat", "editor", "approver", "translator", "lead", "member")
PASSWORD = "nobinobi"
INSTALLING = 900
SECONDS = 60
"""A second start takes about five; the test's machine may have other things to do."""


def minimal_environment(home: Path) -> dict[str, str]:
    """The way to programs and to the registry, and an empty home."""
    ways = ("PATH", "LANG", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE")
    kept = {name: value for name, value in os.environ.items() if name in ways or name.startswith("PIP_")}
    return {**kept, "HOME": str(home)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(clone: Path, environment: dict[str, str], patience: int) -> Iterator[tuple[str, Path]]:
    """`make run` until it has said where it is, then Ctrl+C: (address, file of its output)."""
    port = free_port()
    output = clone.parent / f"run-{port}.txt"
    with output.open("w") as file:
        command = ["make", "run", f"PORT={port}"]
        # Who runs the tests in the background ignores Ctrl+C, and so would all that they start.
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        make = subprocess.Popen(command, cwd=clone, env=environment, stdout=file, stderr=file, start_new_session=True)
        signal.signal(signal.SIGINT, before)
        try:
            until = time.monotonic() + patience
            while "Ctrl+C" not in output.read_text():
                assert make.poll() is None, output.read_text()
                assert time.monotonic() < until, output.read_text()
                time.sleep(0.2)
            yield f"http://localhost:{port}", output
        finally:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(30)


def fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own address)
            return answer.status, answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def signed_in(address: str, name: str) -> tuple[int, str]:
    """Where the admin's sign-in sends this account: (status, address)."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{address}/admin/login/").read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = urllib.parse.urlencode({"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token, "next": "/admin/"})
    try:
        with browser.open(f"{address}/admin/login/", form.encode()) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location", "")


def everything_kept(clone: Path) -> dict[str, list[str]]:
    """Every row of every table, and every file that was uploaded or drawn."""
    database = sqlite3.connect(clone / "var" / "nobinobi.sqlite3")
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    tables = {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608 (its own names)
    database.close()
    media = clone / "var" / "media"
    files = sorted(f"{path.relative_to(media)} {path.stat().st_size}" for path in media.rglob("*") if path.is_file())
    return {**tables, "media": files}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, package_index: None) -> Path:
    """What git would give somebody else: the files that belong to the repository, as they are now, and no more."""
    if not (ROOT / ".git").exists():
        missing("this is no git checkout, so nothing says which files belong to it")
    folder = tmp_path_factory.mktemp("fresh") / "nobinobi"
    # The checkout may be another user's, as it is in many a CI.
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def environment(clone: Path) -> dict[str, str]:
    home = clone.parent / "home"
    home.mkdir()
    # What the checks of this checkout have found of the same files need not be found out again.
    caches = {f"{name.upper()}_CACHE_DIR": str(ROOT / f".{name}_cache") for name in ("mypy", "ruff")}
    return minimal_environment(home) | caches


@pytest.fixture(scope="module")
def first_start(clone: Path, environment: dict[str, str]) -> tuple[str, dict[str, tuple[int, str]]]:
    """What the first `make run` said, and what its addresses answered."""
    with running(clone, environment, INSTALLING) as (address, output):
        answers = {path: fetched(address + path) for path in ADDRESSES}
        answers |= {name: signed_in(address, name) for name in ACCOUNTS}
        return output.read_text(), answers


def test_make_run_installs_and_serves_the_site_the_admin_and_the_api(first_start):
    _said, answers = first_start
    assert {path: answers[path] for path in ADDRESSES} == {path: (200, kind) for path, kind in ADDRESSES.items()}


def test_make_run_says_where_it_is_and_who_may_sign_in(first_start):
    said, _answers = first_start
    assert "管理画面 http://localhost:" in said
    assert "/api/v2/" in said
    assert [name for name in ACCOUNTS if f"    {name} " not in said] == []
    assert "Traceback" not in said


def test_every_account_that_is_named_signs_in_with_the_password_that_is_named(first_start):
    said, answers = first_start
    assert f"パスワードはどれも {PASSWORD} " in said
    assert {name: answers[name] for name in ACCOUNTS} == dict.fromkeys(ACCOUNTS, (302, "/admin/"))


def test_a_second_make_run_starts_in_seconds_and_changes_nothing(clone, environment, first_start):
    before = everything_kept(clone)
    began = time.monotonic()
    with running(clone, environment, SECONDS) as (address, output):
        took = time.monotonic() - began
        assert fetched(address + "/") == (200, "text/html")
        said = output.read_text()
    assert took < SECONDS
    assert "Installing" not in said
    assert everything_kept(clone) == before


def test_make_test_goes_through_every_check_and_a_file_of_tests(clone, environment, first_start):
    command = ["make", "test", "TESTS=tests/core/test_ages.py"]
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, timeout=INSTALLING, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for sign in ("All checks passed!", "Success: no issues found", "0 broken", "No changes detected", "no issues", "TOTAL"):
        assert sign in said
    assert "What was chosen passed: tests/core/test_ages.py" in said
