"""What every test may use: real parts where they are found, a reason where they are not."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.utils import translation

from tests.elasticsearch.server import ElasticsearchNotFoundError, Node, cluster, shared_server
from tests.suite import imports_an_absent_app, is_of_one_room, stands_below_the_rooms

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LIBREOFFICE = ("soffice", "libreoffice")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """The tests of an app that SUITE_APPS leaves out are left out with it."""
    # A folder goes with what its tests share.
    module = collection_path / "conftest.py" if collection_path.is_dir() else collection_path
    if module.suffix == ".py" and module.is_file() and imports_an_absent_app(module):
        return True
    return None


def missing(reason: str) -> NoReturn:
    """Skips the test with its reason; under REQUIRE_ALL=1 fails it."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, and {reason}")
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes (packages to install, nodes to kill, a whole site to read), begun first, is done when the others are."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("network", "long")))
    for item in items:
        if stands_below_the_rooms(item):
            item.add_marker("below")
        elif is_of_one_room(item):
            item.add_marker("room")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A request for an English page leaves English to the thread, as on a server: tests begin without it."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keeps what migrations wrote, for tests that commit beside a browser.

    Django's own serialized rollback will not do: the browser's event loop gives this thread now one connection, now another.
    """
    from django.db import connection

    from tests.core import editorial

    with django_db_blocker.unblock():
        editorial.written_by_migrations = connection.creation.serialize_db_to_string()


@pytest.fixture(scope="module")
def set_up_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A site that is set up, for all tests of a module: each begins with it, and its own set_up() has nothing left to do."""
    from django.db import transaction

    from tests.core.editorial import refilled, set_up

    with django_db_blocker.unblock():
        refilled()
    around_all = transaction.atomic()
    with django_db_blocker.unblock():
        around_all.__enter__()
        set_up()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around_all.__exit__(None, None, None)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file's content is no name: it may hold the time at which it was made, and every process must count the same tests."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None


@pytest.fixture(scope="session")
def package_index() -> None:
    """A registry from which pip installs."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "jaconv"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*command, "--dest", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"pip reaches no package index: {done.stderr.strip().splitlines()[-1]}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = os.environ.get("CHROMIUM") or next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if not found or not Path(found).exists():
        missing("no Chromium is installed (looked for CHROMIUM and on the PATH)")
    return found


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """The path of LibreOffice, with the word processor among its parts."""
    found = next((path for name in LIBREOFFICE if (path := shutil.which(name))), None)
    if not found or not (Path(found).resolve().parent / "libswlo.so").exists():
        missing("no LibreOffice Writer is installed (looked for soffice on the PATH; Debian: libreoffice-writer-nogui)")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # Playwright knows no narrower one for a driver that does not start
        missing(f"Playwright's driver does not start: {error} (a bare Debian lacks the package libatomic1)")
    running = playwright.chromium.launch(executable_path=chromium, args=arguments)
    yield running
    running.close()
    playwright.stop()


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Elasticsearch that all processes of this run share: what a test leaves in it is its own affair."""
    folder, run = tmp_path_factory.getbasetemp(), os.getpid()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder, run = folder.parent, os.getppid()
    try:
        with shared_server(folder, run) as url:
            yield url
    except ElasticsearchNotFoundError as reason:
        missing(str(reason))


@pytest.fixture(scope="module")
def elasticsearch_node() -> Iterator[Node]:
    """A node of a module's own, to be stopped and killed."""
    try:
        with cluster(1) as (node,):
            yield node
    except ElasticsearchNotFoundError as reason:
        missing(str(reason))


@pytest.fixture(scope="module")
def elasticsearch_nodes() -> Iterator[list[Node]]:
    """Three nodes of a module's own that know each other, to be stopped and killed."""
    try:
        with cluster(3) as nodes:
            yield nodes
    except ElasticsearchNotFoundError as reason:
        missing(str(reason))
