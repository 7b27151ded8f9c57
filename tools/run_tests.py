"""`make test`'s tests: the suite on SQLite, again on PostgreSQL, then the share of lines that they ran."""

import os
import subprocess
import sys
from pathlib import Path

from postgresql import PostgresNotFoundError, server

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--cov", "--cov-report="]
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
    report = subprocess.run([sys.executable, "-m", "coverage", "report", "--skip-covered"], cwd=ROOT, check=False)
    return int(failed or bool(report.returncode))


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Whether the run failed."""
    print(f"\n== The suite on {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
