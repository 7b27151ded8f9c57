"""Counting what is searched: what it was and how much was found, by day, and nothing of who searched.

A reader never waits for it: searches are counted in memory, and a thread writes the counts down every few seconds.
"""

import datetime
import logging
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from search.analysis import fold
from search.models import SearchedQuery
from search.models.searched import LONGEST_TEXT
from search.personal import tells_of_a_person

logger = logging.getLogger("search")

SECONDS = 3.0
"""Between two writings; a server that is killed forgets no more than that."""
MOST_WAITING = 2_000
"""Different queries between two writings; a flood of others is not counted."""
KEPT_DAYS = 396
"""Thirteen months: a month can be laid beside the same one of the year before."""

Key = tuple[datetime.date, str, str]
"""Day, locale, text."""


def kept_form(text: str) -> str:
    """A query in one spelling, as it is kept; empty where it is not to be.

    What may tell of a person is not, and what is longer than LONGEST_TEXT is no search but a letter.
    """
    folded = " ".join(fold(text).split())
    return "" if len(folded) > LONGEST_TEXT or tells_of_a_person(folded) else folded


@dataclass
class Count:
    """Searches of one query; what the last of them found."""

    searches: int = 0
    results: int = 0
    relaxed: bool = False


class Recorder:
    """Counts in memory, and a thread that writes; it goes home when there is nothing left to write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Key, Count] = {}
        self._thread: threading.Thread | None = None

    def note(self, locale: str, text: str, results: int, relaxed: bool) -> None:
        """A search of a text in `kept_form` that found so much. Takes microseconds, and raises nothing."""
        if not text:
            return
        key = (timezone.localdate(timezone=timezone.get_default_timezone()), locale, text)
        with self._lock:
            count = self._counts.get(key)
            if count is None:
                if len(self._counts) >= MOST_WAITING:
                    return
                count = self._counts[key] = Count()
            count.searches += 1
            count.results, count.relaxed = results, relaxed
        if settings.SEARCH_DELIVERY == "inline":
            self.flush()
        elif self._thread is None or not self._thread.is_alive():
            self._start()

    def flush(self) -> None:
        """Writes down what was counted. What cannot be written is forgotten, and the log says so."""
        with self._lock:
            counts, self._counts = self._counts, {}
        try:
            write(counts)
        except Exception:
            logger.exception("What was searched could not be written down; %d queries are not counted.", len(counts))

    def _start(self) -> None:
        with self._lock:
            # A process that was forked has the thread's object, and not the thread.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="search-recorder", daemon=True)
                try:
                    self._thread.start()
                except RuntimeError:
                    logger.warning("No thread could be started to write down what is searched; the next search tries again.")

    def _work(self) -> None:
        try:
            while True:
                time.sleep(SECONDS)
                close_old_connections()
                self.flush()
                with self._lock:
                    if not self._counts:
                        self._thread = None
                        return
        finally:
            connection.close()


def write(counts: dict[Key, Count]) -> None:
    """Adds counts to those of the database, in one transaction.

    In the order of their keys, so that two processes that write the same queries wait for each other and never crosswise.
    """
    if not counts:
        return
    ordered = sorted(counts.items())
    with transaction.atomic():
        rows = [SearchedQuery(day=day, locale=locale, text=text) for (day, locale, text), _count in ordered]
        SearchedQuery.objects.bulk_create(rows, ignore_conflicts=True)
        for (day, locale, text), count in ordered:
            SearchedQuery.objects.filter(day=day, locale=locale, text=text).update(
                searches=F("searches") + count.searches, results=count.results, relaxed=count.relaxed
            )


def forget(today: datetime.date | None = None) -> int:
    """Deletes what was searched longer than KEPT_DAYS ago; how many rows that were."""
    last = (today or timezone.localdate()) - datetime.timedelta(days=KEPT_DAYS)
    deleted, _by_model = SearchedQuery.objects.filter(day__lt=last).delete()
    return deleted


recorder = Recorder()
