"""`make test`'s tests: the suite and its parts on SQLite and on PostgreSQL, the share of lines that they ran, and what failed.

TESTS="tests/search -k kana" runs a choice of them, in pytest's words, on both databases.
"""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from postgresql import PostgresNotFoundError, server

ROOT = Path(__file__).resolve().parent.parent
# What each run found, as JUnit's XML: the end of the output names every failure again, where a log's last lines are read first.
RESULTS = ROOT / "build" / "tests"
PROCESSES = min(os.cpu_count() or 1, 4)
# A file's tests share what they prepared, so they stay in one process; conftest.py puts first what takes longest.
SIDE_BY_SIDE = ["-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"] if PROCESSES > 1 else []
CHOICE = shlex.split(os.environ.get("TESTS", ""))
PYTEST = [sys.executable, "-m", "pytest", "-q", *SIDE_BY_SIDE, *CHOICE]
# Counting lines makes a run half as long again, so the shorter one counts: that on PostgreSQL, where there is one. A choice of
# tests may hold nothing for it, and is counted on SQLite.
COUNTED = ["--cov", "--cov-report=", "--cov-fail-under=0"]
# What depends neither on the database nor on the choice of apps runs in the first run alone. So does what is about
# Elasticsearch: beside PostgreSQL it stands under load (tests/elasticsearch/test_faults.py).
AGAIN = "not browser and not network and not once and not elasticsearch"


class Run(NamedTuple):
    """Tests to run, in pytest's words, and what is said about the installed apps: a variable and its value.

    The suite is one of plugins: each choice of apps (SUITE_APPS) has to pass the tests of what it holds. Another's plugin comes
    in by INSTALLED_APPS alone, which is what its settings hold.
    """

    name: str
    choice: Sequence[str]
    apps: tuple[str, str] | None = None


GROUND = "cms.core,search,directory"
NOT_BELOW = ("--ignore=tests/core", "--ignore=tests/search", "--ignore=tests/directory")
# Everything runs on both databases. But what knows nothing of an app need not run with it and without it on each: what lies
# below the rooms runs without them on SQLite and with all of them on PostgreSQL; a room the other way round.
ON_SQLITE: tuple[Run, ...] = (
    Run("SQLite", ("-m", f"not below or not ({AGAIN})")),
    Run("SQLite without rooms", ("-m", AGAIN, "-p", "no:cacheprovider"), ("SUITE_APPS", GROUND)),
    Run(
        "SQLite with a plugin of another's making",
        ("-m", AGAIN, "-p", "no:cacheprovider", "tests/plugin", "tests/test_suite.py", "tests/core/test_setup.py"),
        ("DJANGO_SETTINGS_MODULE", "tests.plugin.settings"),
    ),
)
ON_POSTGRESQL: tuple[Run, ...] = (
    Run("PostgreSQL", ("-m", f"{AGAIN} and not room")),
    Run("PostgreSQL without home", ("-m", AGAIN, *NOT_BELOW), ("SUITE_APPS", f"{GROUND},partnership")),
    Run("PostgreSQL without partnership", ("-m", AGAIN, *NOT_BELOW), ("SUITE_APPS", f"{GROUND},home")),
)
if CHOICE:
    ON_SQLITE, ON_POSTGRESQL = (Run("SQLite", ()),), (Run("PostgreSQL", ("-m", AGAIN)),)


def main() -> int:
    required = os.environ.get("REQUIRE_ALL") == "1"
    RESULTS.mkdir(parents=True, exist_ok=True)
    for stale in RESULTS.glob("*.xml"):
        stale.unlink()
    here = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    failed = False
    try:
        with server() as url:
            failed |= all_of(ON_SQLITE, here, is_counted=bool(CHOICE))
            failed |= all_of(ON_POSTGRESQL, here | {"DATABASE_URL": url}, is_counted=not CHOICE)
    except PostgresNotFoundError as reason:
        failed |= all_of(ON_SQLITE, here, is_counted=True)
        print(f"{'FAILED' if required else 'SKIPPED'}: the suite on PostgreSQL: {reason}")
        failed |= required
    failed |= coverage()
    for line in failures():
        print(line)
    print("FAILED" if failed else "Everything passed." if not CHOICE else f"What was chosen passed: {shlex.join(CHOICE)}")
    return int(failed)


def all_of(runs: Iterable[Run], environment: Mapping[str, str], *, is_counted: bool) -> bool:
    """Whether one of the runs failed. The lines that they run are counted into one figure."""
    failed = False
    for number, each in enumerate(runs):
        options = [*COUNTED, *(["--cov-append"] if number else [])] if is_counted else []
        failed |= run(each.name, [*PYTEST, *options, *each.choice], {**environment, **dict([each.apps] if each.apps else [])})
    return failed


def run(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Whether the run failed. A choice may hold nothing for the second database."""
    print(f"\n== The suite on {name}", flush=True)
    began = time.monotonic()
    status = subprocess.run([*command, report_to(name)], cwd=ROOT, env=environment, check=False).returncode
    print(f"({time.monotonic() - began:.0f} s)", flush=True)
    return status != 0 and not (CHOICE and "-m" in command and status == pytest.ExitCode.NO_TESTS_COLLECTED)


def report_to(name: str) -> str:
    """The option that has pytest write down what a run found."""
    return f"--junitxml={RESULTS / name.replace(' ', '-')}.xml"


def failures() -> Iterator[str]:
    """A line for each test that failed or could not begin: the run, the test, and how its message begins."""
    for report in sorted(RESULTS.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (our own file)
            for kind in ("failure", "error"):
                for found in case.findall(kind):
                    reason = (found.get("message") or "").strip().split("\n")[0][:300]
                    yield f"{kind}: {report.stem}: {case.get('classname')}.{case.get('name')}: {reason}"


def coverage() -> bool:
    """Prints the share of lines that ran. Whether it is too small; that of a choice of tests cannot be."""
    print("\n== Coverage", flush=True)
    command = [sys.executable, "-m", "coverage", "report", "--skip-covered", *(["--fail-under=0"] if CHOICE else [])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
