"""`make test`'s tests: the suite on SQLite, again on PostgreSQL, then the share of lines that they ran.

TESTS="tests/search -k kana" runs a choice of them, in pytest's words, on both databases.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from postgresql import PostgresNotFoundError, server

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = min(os.cpu_count() or 1, 4)
# A file's tests share what they prepared, so they stay in one process; conftest.py puts first what takes longest.
SIDE_BY_SIDE = ["-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"] if PROCESSES > 1 else []
CHOICE = shlex.split(os.environ.get("TESTS", ""))
PYTEST = [sys.executable, "-m", "pytest", "-q", *SIDE_BY_SIDE, "--cov", "--cov-report=", "--cov-fail-under=0", *CHOICE]
# What does not depend on the database runs once.
ON_ONE_DATABASE = "not browser and not network and not elasticsearch"


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
    failed |= coverage()
    print("FAILED" if failed else "Everything passed." if not CHOICE else f"What was chosen passed: {shlex.join(CHOICE)}")
    return int(failed)


def run(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Whether the run failed. A choice may hold nothing for the second database."""
    print(f"\n== The suite on {name}", flush=True)
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return status != 0 and not (CHOICE and "-m" in command and status == pytest.ExitCode.NO_TESTS_COLLECTED)


def coverage() -> bool:
    """Prints the share of lines that ran. Whether it is too small; that of a choice of tests cannot be."""
    print("\n== Coverage", flush=True)
    command = [sys.executable, "-m", "coverage", "report", "--skip-covered", *(["--fail-under=0"] if CHOICE else [])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
