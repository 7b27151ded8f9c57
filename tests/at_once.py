"""Several acts at the same moment, each in a thread and on a connection of its own."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection

PATIENCE = 30
"""Seconds."""


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What became of each, begun together: what it returned, or the error that refused it."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        gate.wait(timeout=PATIENCE)
        results[number] = _outcome(acts[number])
        connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=4 * PATIENCE)
    return results


def _outcome(act: Callable[[], Any]) -> Any:
    """SQLite in memory refuses at once where its files would wait for their turn: it is asked again."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except OperationalError as error:
            if connection.vendor != "sqlite" or "lock" not in str(error) or time.monotonic() > until:
                return error
            time.sleep(0.05)
        except Exception as error:
            return error


def refusals(results: list[Any]) -> list[type[Exception]]:
    """The errors among what became of acts."""
    return [type(result) for result in results if isinstance(result, Exception)]
