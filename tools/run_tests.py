"""`make test`'s tests: the suite on SQLite, again on PostgreSQL, in parts, the share of lines that they ran, and what failed.

TESTS="tests/search -k kana" runs a choice of them, in pytest's words, on both databases.
"""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
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
# What lies below the rooms knows none of them. So its own tests run without any on SQLite, and with all of them on PostgreSQL.
WITHOUT_ROOMS = "cms.core,search,directory"
BEGUN_HERE = f"not below or not ({AGAIN})"
# The suite is one of plugins: each of these choices of apps (SUITE_APPS) has to pass the tests of what it holds.
# Another's plugin comes in by INSTALLED_APPS alone, which is what its settings hold.
ROOMS = ("--ignore=tests/core", "--ignore=tests/search", "--ignore=tests/directory")
PARTS = {
    "without partnership": ("SUITE_APPS", f"{WITHOUT_ROOMS},home", ROOMS),
    "without home": ("SUITE_APPS", f"{WITHOUT_ROOMS},partnership", ROOMS),
    "with a plugin of another's making": (
        "DJANGO_SETTINGS_MODULE",
        "tests.plugin.settings",
        ("tests/plugin", "tests/test_suite.py", "tests/core/test_setup.py"),
    ),
}


def main() -> int:
    required = os.environ.get("REQUIRE_ALL") == "1"
    RESULTS.mkdir(parents=True, exist_ok=True)
    for stale in RESULTS.glob("*.xml"):
        stale.unlink()
    try:
        with server() as url:
            failed = on_sqlite(COUNTED if CHOICE else [])
            failed |= run("PostgreSQL", [*PYTEST, *([] if CHOICE else COUNTED), "-m", AGAIN], os.environ | {"DATABASE_URL": url})
    except PostgresNotFoundError as reason:
        failed = on_sqlite(COUNTED)
        print(f"{'FAILED' if required else 'SKIPPED'}: the suite on PostgreSQL: {reason}")
        failed |= required
    if not CHOICE:
        failed |= parts(without_url())
    failed |= coverage()
    for line in failures():
        print(line)
    print("FAILED" if failed else "Everything passed." if not CHOICE else f"What was chosen passed: {shlex.join(CHOICE)}")
    return int(failed)


def on_sqlite(options: Sequence[str]) -> bool:
    if CHOICE:
        return run("SQLite", [*PYTEST, *options], without_url())
    failed = run("SQLite", [*PYTEST, *options, "-m", BEGUN_HERE], without_url())
    # Both count into one figure, where lines are counted here at all.
    options = [*options, "--cov-append"] if options else []
    below = [*PYTEST, *options, "-m", AGAIN, "-p", "no:cacheprovider"]
    return run("SQLite without rooms", below, without_url() | {"SUITE_APPS": WITHOUT_ROOMS}) or failed


def without_url() -> dict[str, str]:
    """Our surroundings, without a database that somebody named."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


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


def parts(environment: Mapping[str, str]) -> bool:
    """Whether a part of the suite fails its tests. They run side by side; each says a line, and all it has when it fails."""
    print("\n== The suite in parts, on SQLite", flush=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda name: run_part(name, *PARTS[name], environment), PARTS)
        return any([*outcomes])


def run_part(name: str, variable: str, value: str, choice: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether the tests of a choice, in pytest's words, fail with a variable set so; if they do, what they said is printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", AGAIN, *choice, report_to(name)]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**environment, variable: value}, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    outcome = "FAILED" if done.returncode else "passed"
    last = said.splitlines()[-1] if said else ""
    if done.returncode:
        print(said)
    print(f"{outcome}: {name} ({value}), {time.monotonic() - began:.0f} s: {last}", flush=True)
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
