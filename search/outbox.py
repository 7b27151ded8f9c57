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
from search import building
from search.building import BATCH, SHORTEST_WAIT
from search.engines.base import Engine, EngineError, IndexGoneError
from search.models import Delivery
from search.sources import Source

logger = logging.getLogger("search")

CLAIM = datetime.timedelta(seconds=60)
"""For how long a deliverer has a batch to itself; if it dies, another takes over after that."""
NUDGE = 1.0
"""Seconds between two searchers of one process that see to a delivery."""


@dataclass(frozen=True)
class Lag:
    """What waits to be delivered."""

    waiting: int
    oldest_seconds: float
    attempts: int
    error: str


@dataclass(frozen=True)
class Claim:
    """What one deliverer has to itself."""

    deliveries: list[int]
    """Keys of `Delivery`."""
    versions: dict[int, int]
    """Row id → version: the key of the row's newest delivery among them."""


def note(source: Source, ids: Iterable[int]) -> None:
    """These rows have changed, or are gone. Part of the caller's transaction, and after the change in it."""
    if not settings.SEARCH_ENGINE:
        building.forget_all()
        return
    Delivery.objects.bulk_create([Delivery(source=source, row_id=pk) for pk in dict.fromkeys(ids)], batch_size=BATCH)
    transaction.on_commit(wake)


def lag() -> Lag:
    oldest = Delivery.objects.order_by("pk").first()
    if oldest is None:
        return Lag(0, 0.0, 0, "")
    worst = Delivery.objects.order_by("-attempts").first() or oldest
    seconds = (timezone.now() - oldest.created_at).total_seconds()
    return Lag(Delivery.objects.count(), seconds, worst.attempts, worst.error)


def is_finished() -> bool:
    """Whether there is nothing to do: no change waits, and every source has its index."""
    return all(building.current(source) for source in Source)


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


_nudged = float("-inf")


def nudge() -> None:
    """`wake`, by those who only search: not by each of them."""
    global _nudged  # noqa: PLW0603 (a process remembers when)
    now = time.monotonic()
    if settings.SEARCH_DELIVERY != "inline" and now - _nudged >= NUDGE:
        _nudged = now
        wake()


def deliver(engine: Engine) -> bool:
    """Deliver what is due, batch by batch, and fill what has yet to be filled.

    False when the engine could not take it, or another process is filling it; it is then due again later.
    """
    done = {source: _deliver(engine, source) for source in Source}
    return all(done.values())


def _deliver(engine: Engine, source: Source) -> bool:
    if not building.index_of(source).name and not _build(engine, source):
        return False
    while claim := _claim(source):
        # Read after the claim: whatever was claimed before an index began to be filled is in what fills it.
        index = building.index_of(source)
        if not index.name:
            _release(claim)
            return _build(engine, source) and _deliver(engine, source)
        try:
            left_alone = engine.put(source, claim.versions, index.name)
            if index.building:
                _put_beside(engine, source, claim, index.building)
            engine.refresh(index.name)
        except IndexGoneError as error:
            logger.warning("The search engine's index of %s is gone, and is built anew: %s", source, error)
            building.forget(source, index.name)
            _release(claim)
            continue
        except EngineError as error:
            _put_off(claim, error)
            return False
        if left_alone and max(left_alone.values()) > next_version(source):
            logger.warning("The search engine holds a later state of %s than the database, and is filled anew.", source)
            building.forget(source, index.name)
            _release(claim)
            continue
        Delivery.objects.filter(pk__in=claim.deliveries).delete()
        # It takes changes again, so those that were put off need not wait any longer.
        Delivery.objects.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
        if source == Source.ENTRIES:
            # Answers that were found by the engine as it was before are old now.
            version.bump()
    return True


def _put_beside(engine: Engine, source: Source, claim: Claim, index: str) -> None:
    try:
        engine.put(source, claim.versions, index)
    except IndexGoneError:
        building.forget(source, index)


def _build(engine: Engine, source: Source) -> bool:
    try:
        return building.build(engine, source)
    except EngineError as error:
        logger.warning("The search engine's index of %s cannot be built now: %s", source, error)
        return False


def next_version(source: Source) -> int:
    """A version above that of every change noted so far. It uses up a number of the outbox's own."""
    with transaction.atomic():
        row = Delivery.objects.create(source=source, row_id=0)
        number = row.pk
        row.delete()
    return number


def _claim(source: Source) -> Claim | None:
    """Take a batch of what is due."""
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    with transaction.atomic():
        due = Delivery.objects.filter(free, source=source, due_at__lte=now).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = list(due.values_list("pk", "row_id")[:BATCH])
        Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(claimed_until=now + CLAIM)
    return Claim([pk for pk, _ in found], {row_id: pk for pk, row_id in found}) if found else None


def _release(claim: Claim) -> None:
    Delivery.objects.filter(pk__in=claim.deliveries).update(claimed_until=None)


def _put_off(claim: Claim, error: Exception) -> None:
    deliveries = Delivery.objects.filter(pk__in=claim.deliveries)
    tried = deliveries.order_by("-attempts").values_list("attempts", flat=True).first() or 0
    wait = building.wait_after(tried)
    number = len(claim.deliveries)
    logger.warning("The search engine cannot take %d changes (attempt %d), again in %s: %s", number, tried + 1, wait, error)
    deliveries.update(
        claimed_until=None,
        attempts=F("attempts") + 1,
        due_at=timezone.now() + wait,
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
    deliver_task.using(run_after=later or timezone.now() + building.LEASE).enqueue()


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
                    finished = engine is None or is_finished()
                    if finished and not self._more.is_set():
                        self._thread = None
                        return
                time.sleep(0 if finished else SHORTEST_WAIT / 4)
        except Exception:
            logger.exception("The search's courier has stopped; the next change or search starts it again.")
        finally:
            connection.close()


courier = Courier()
