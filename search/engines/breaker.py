"""After a failure the engine is left alone for a while, so that no searcher waits for it in vain."""

import threading
import time
from collections.abc import Callable

SHORTEST = 2.0
LONGEST = 30.0


class Breaker:
    """Closed: the engine is asked. Open: it is not, for a time that doubles with every failure; then one call may try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0
        self.error = ""

    def may_ask(self) -> bool:
        """Whether this caller may ask the engine. While it is being tried again, only one may."""
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                return False
            if self._failures:
                self._open_until = now + SHORTEST
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._open_until, self.error = 0, 0.0, ""

    def failed(self, error: Exception) -> None:
        with self._lock:
            self._failures += 1
            self._open_until = self._clock() + min(SHORTEST * 2 ** (self._failures - 1), LONGEST)
            self.error = f"{type(error).__name__}: {error}"

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until
