"""What benchmarks share that compare in one run: each contender in a process of its own, with its servers, and how it is told."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tools"))


def compared(module: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The figures of each, as `python -m module NAME` prints them in its last line, JSON."""
    figures = {}
    for name in names:
        print(f"{name} …", flush=True)
        with ExitStack() as stack:
            done = subprocess.run(
                [sys.executable, "-m", module, name],
                env=surroundings(name, stack),
                cwd=ROOT,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    return figures


def surroundings(name: str, stack: ExitStack) -> dict[str, str]:
    """Environment variables for sqlite, postgresql or elasticsearch (beside PostgreSQL), whose servers the stack stops."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nobinobi-bench-"))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "DEBUG": "0",
        "VAR_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
    }
    environment.pop("ELASTICSEARCH_URL", None)
    if name != "sqlite":
        from postgresql import server as postgresql

        environment["DATABASE_URL"] = stack.enter_context(postgresql())
    if name == "elasticsearch":
        from tests.elasticsearch.server import server as elasticsearch

        environment["ELASTICSEARCH_URL"] = stack.enter_context(elasticsearch())
    return environment


def tell(name: str, report: dict[str, Any], table: Iterable[str], missed: Iterable[str]) -> int:
    """Prints the table, writes the same to build/bench/NAME.json, and says what was missed: 1 if anything was, else 0."""
    file = ROOT / "build" / "bench" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    print("\n".join(table))
    print(f"\nThe same as JSON: {file.relative_to(ROOT)}")
    missed = list(missed)
    for line in missed:
        print(f"MISSED: {line}", file=sys.stderr)
    return 1 if missed else 0
