"""Telling the engine of changes: noted in the transaction of the change, delivered after it, until it has succeeded."""

import datetime
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from cms.core import version
from search.engines.base import Engine, EngineError
from search.models import Delivery

logger = logging.getLogger("search")

BATCH = 500
CLAIM = datetime.timedelta(seconds=60)
"""For how long a deliverer has a batch to itself; if it dies, another takes over after that."""
SHORTEST_WAIT = 1.0
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Lag:
    """What waits to be delivered."""

    waiting: int
    oldest_seconds: float
    attempts: int
    error: str


def note(entry_ids: Iterable[int]) -> None:
    """These entries have changed, or are gone. Part of the caller's transaction."""
    if not settings.SEARCH_ENGINE:
        return
    Delivery.objects.bulk_create([Delivery(entry_id=pk) for pk in dict.fromkeys(entry_ids)], batch_size=BATCH)
    transaction.on_commit(wake)


def is_behind() -> bool:
    return Delivery.objects.exists()


def lag() -> Lag:
    oldest = Delivery.objects.order_by("pk").first()
    if oldest is None:
        return Lag(0, 0.0, 0, "")
    worst = Delivery.objects.order_by("-attempts").first() or oldest
    seconds = (timezone.now() - oldest.created_at).total_seconds()
    return Lag(Delivery.objects.count(), seconds, worst.attempts, worst.error)


def wake() -> None:
    """See to it that what waits is delivered, without waiting for it."""
    if settings.SEARCH_DELIVERY == "inline":
        from search.engines.choice import external

        engine = external()
        if engine is not None:
            deliver(engine)
    elif isinstance(task_backends["default"], ImmediateBackend):
        courier.wake()
    else:
        deliver_task.enqueue()


def deliver(engine: Engine) -> bool:
    """Deliver what is due, batch by batch. False when the engine could not take it; it is then due again later."""
    while versions := _claim():
        try:
            engine.put(versions)
        except EngineError as error:
            _put_off(versions, error)
            return False
        Delivery.objects.filter(entry_id__in=list(versions), pk__lte=max(versions.values())).filter(_claimed()).delete()
        # Answers that were found by the engine as it was before are old now.
        version.bump()
    return True


def _claimed() -> Q:
    return Q(claimed_until__isnull=False)


def _claim() -> dict[int, int]:
    """Take a batch of what is due: entry id → version."""
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    with transaction.atomic():
        due = Delivery.objects.filter(free, due_at__lte=now).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due.values_list("pk", "entry_id")[:BATCH])
        Delivery.objects.filter(pk__in=[pk for pk, _ in rows]).update(claimed_until=now + CLAIM)
    return {entry_id: pk for pk, entry_id in rows}


def _put_off(versions: dict[int, int], error: Exception) -> None:
    rows = Delivery.objects.filter(_claimed(), entry_id__in=list(versions), pk__lte=max(versions.values()))
    tried = (rows.order_by("-attempts").values_list("attempts", flat=True).first() or 0) + 1
    wait = min(SHORTEST_WAIT * 2 ** (tried - 1), LONGEST_WAIT)
    logger.warning("The search engine cannot take %d changes (attempt %d), again in %g s: %s", len(versions), tried, wait, error)
    rows.update(
        claimed_until=None,
        attempts=F("attempts") + 1,
        due_at=timezone.now() + datetime.timedelta(seconds=wait),
        error=f"{type(error).__name__}: {error}"[:1000],
    )


@task()
def deliver_task() -> None:
    """One round by a worker; where the engine could not take it, another round follows when it is due."""
    from search.engines.choice import external

    engine = external()
    if engine is None or deliver(engine):
        return
    later = Delivery.objects.order_by("due_at").values_list("due_at", flat=True).first()
    if later is not None:
        deliver_task.using(run_after=later).enqueue()


class Courier:
    """A thread that delivers what waits, and goes home when nothing does. For sites without a worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._more = threading.Event()

    def wake(self) -> None:
        with self._lock:
            self._more.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="search-courier", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        from search.engines.choice import external

        try:
            while True:
                self._more.clear()
                close_old_connections()
                engine = external()
                if engine is not None:
                    deliver(engine)
                with self._lock:
                    if not self._more.is_set() and (engine is None or not is_behind()):
                        self._thread = None
                        return
                time.sleep(0 if self._more.is_set() and not is_behind() else SHORTEST_WAIT / 4)
        except Exception:
            logger.exception("The search's courier has stopped; the next change or search starts it again.")
        finally:
            connection.close()


courier = Courier()
