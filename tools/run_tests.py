"""`make test`'s tests: the suite on SQLite, again on PostgreSQL, its parts, then the share of lines that they ran."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from postgresql import PostgresNotFoundError, server

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--cov", "--cov-report="]
# What does not depend on the database runs once.
ON_ONE_DATABASE = "not browser and not network and not elasticsearch"
# The suite is one of plugins: each of these choices of apps (SUITE_APPS) has to pass the tests of what it holds.
# Another's plugin comes in by INSTALLED_APPS alone, which is what its settings hold.
PARTS = {
    "without partnership": ("SUITE_APPS", "cms.core,search,directory,home", ()),
    "without home": ("SUITE_APPS", "cms.core,search,directory,partnership", ()),
    "without home and partnership": ("SUITE_APPS", "cms.core,search,directory", ()),
    "with a plugin of another's making": (
        "DJANGO_SETTINGS_MODULE",
        "tests.plugin.settings",
        ("tests/plugin", "tests/test_suite.py", "tests/core/test_setup.py"),
    ),
}


def main() -> int:
    required = os.environ.get("REQUIRE_ALL") == "1"
    without_url = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    failed = run("SQLite", PYTEST, without_url)
    try:
        with server() as url:
            command = [*PYTEST, "--cov-append", "-m", ON_ONE_DATABASE]
            failed |= run("PostgreSQL", command, os.environ | {"DATABASE_URL": url})
    except PostgresNotFoundError as reason:
        print(f"{'FAILED' if required else 'SKIPPED'}: the suite on PostgreSQL: {reason}")
        failed |= required
    failed |= parts(without_url)
    report = subprocess.run([sys.executable, "-m", "coverage", "report", "--skip-covered"], cwd=ROOT, check=False)
    return int(failed or bool(report.returncode))


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Whether the run failed."""
    print(f"\n== The suite on {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0


def parts(environment: Mapping[str, str]) -> bool:
    """Whether a part of the suite fails its tests. They run side by side; each says a line, and all it has when it fails."""
    print("\n== The suite in parts, on SQLite", flush=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda name: run_part(name, *PARTS[name], environment), PARTS)
        return any([*outcomes])


def run_part(name: str, variable: str, value: str, paths: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether the tests (all, or those under `paths`) fail with a variable set so; if they do, what they said is printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", ON_ONE_DATABASE, *paths]
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
