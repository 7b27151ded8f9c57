"""What a test needs and does not find is a skip with its reason, and a failure where everything is required."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
NOWHERE = {
    "CHROMIUM": "/nowhere/chromium",
    "POSTGRESQL_BIN": "/nowhere/bin",
    "DATABASE_URL": "",
    "PIP_INDEX_URL": "http://127.0.0.1:1/simple/",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
}
NEEDS = {
    "chromium": "no Chromium is installed",
    "browser": "no Chromium is installed",
    "package_index": "pip reaches no package index",
}


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of its own, whose coverage data does not mix with ours."""
    kept = {name: value for name, value in os.environ.items() if name not in {"REQUIRE_ALL", "TESTS", "PYTEST_XDIST_WORKER"}}
    everything = {**kept, **NOWHERE, "COVERAGE_FILE": str(folder / "coverage"), **environment}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=everything, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("fixture", NEEDS)
def test_a_test_without_what_it_needs_is_skipped_with_the_reason(tmp_path, fixture):
    test = tmp_path / "test_it.py"
    test.write_text(f"def test_it({fixture}): pass\n")
    command = ["-m", "pytest", "-q", "-p", "tests.conftest", "--rootdir", str(ROOT), "-c", "pyproject.toml", str(test)]
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
    assert NEEDS[fixture] in done.stdout
    done = run(command, tmp_path, REQUIRE_ALL="1")
    assert done.returncode == 1, done.stdout
    assert f"REQUIRE_ALL=1, and {NEEDS[fixture]}" in done.stdout


def test_a_run_without_postgresql_says_so_and_fails_where_everything_is_required(tmp_path):
    command = ["tools/run_tests.py"]
    done = run(command, tmp_path, TESTS="tests/core/test_ages.py -k month")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SKIPPED: the suite on PostgreSQL: " in done.stdout
    assert "POSTGRESQL_BIN=/nowhere/bin does not hold them" in done.stdout
    done = run(command, tmp_path, TESTS="tests/core/test_ages.py -k month", REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "FAILED: the suite on PostgreSQL: " in done.stdout
