"""Which of the engine's indexes holds a source, and filling a new one: by one process at a time, whichever comes first."""

import datetime
import logging
import secrets
from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from search.engines.base import Engine, EngineError
from search.models import Delivery, EngineIndex
from search.sources import Source, rows

logger = logging.getLogger("search")

BATCH = 500
LEASE = datetime.timedelta(seconds=60)
"""For how long a builder has an index to itself after each batch; if it dies, another begins anew after that."""
SHORTEST_WAIT = 1.0
LONGEST_WAIT = 10.0
OLDEST = 0
"""The version of what fills an index: any change goes before it."""


class LostError(EngineError):
    """Another process has begun to fill the index meanwhile."""


def wait_after(attempts: int) -> datetime.timedelta:
    """How long to leave the engine alone after so many failures."""
    return datetime.timedelta(seconds=min(SHORTEST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT))


def current(source: Source) -> str:
    """The index that may answer: it has heard of every change. Empty while there is none. One query."""
    heard_all = ~Exists(Delivery.objects.filter(source=source))
    return EngineIndex.objects.filter(heard_all, pk=source).values_list("name", flat=True).first() or ""


def index_of(source: Source) -> EngineIndex:
    return EngineIndex.objects.filter(pk=source).first() or EngineIndex(source=source)


def forget(source: Source, name: str) -> None:
    """The engine does not hold this index any more, or what is in it cannot be trusted."""
    EngineIndex.objects.filter(pk=source, name=name).update(name="", not_before=None, attempts=0)
    EngineIndex.objects.filter(pk=source, building=name).update(building="")


def forget_all() -> None:
    """Changes are made of which no engine is told: what it holds is old from now on."""
    EngineIndex.objects.exclude(name="", building="").update(name="", building="", builder="", not_before=None)


def build(engine: Engine, source: Source, say: Callable[[str], object] = logger.info) -> bool:
    """Fill a new index from the database, and let it answer. False when another process is at it, or failed just now.

    Killed at any point, it leaves what answered before as it was. Changes meanwhile go to both (`outbox.deliver`): what
    fills is of the oldest version, so it never takes the place of a change.

    Raises:
        EngineError: the engine cannot.
    """
    builder = _lease(source)
    if not builder:
        return False
    try:
        name = engine.build(source, keep=index_of(source).name)
        _hold(source, builder, building=name)
        count = _fill(engine, source, name, builder)
        engine.refresh(name)
        _hold(source, builder, name=name, building="", attempts=0, error="")
    except EngineError as error:
        _put_off(source, builder, error)
        raise
    EngineIndex.objects.filter(pk=source, builder=builder).update(builder="", not_before=None)
    say(f"The search engine {engine.name} was filled with {count} {source}.")
    try:
        engine.swap(source, name)
    except EngineError as error:
        logger.warning("The search engine keeps an index that nobody needs, until the next is built: %s", error)
    return True


def _fill(engine: Engine, source: Source, name: str, builder: str) -> int:
    """In order of the keys: what comes later than the last one is a change, and is told as such."""
    count = last = 0
    while ids := list(rows(source).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        _hold(source, builder)
        engine.put(source, dict.fromkeys(ids, OLDEST), name)
        count, last = count + len(ids), ids[-1]
    return count


def _lease(source: Source) -> str:
    """A name for whoever may build now; empty where another may."""
    builder = secrets.token_hex(16)
    now = timezone.now()
    EngineIndex.objects.bulk_create([EngineIndex(source=source)], ignore_conflicts=True)
    free = EngineIndex.objects.filter(Q(not_before=None) | Q(not_before__lte=now), pk=source)
    return builder if free.update(builder=builder, building="", not_before=now + LEASE) else ""


def _hold(source: Source, builder: str, **fields: object) -> None:
    """Go on having the index to oneself, and note what has come of it."""
    mine = EngineIndex.objects.filter(pk=source, builder=builder)
    if not mine.update(not_before=timezone.now() + LEASE, **fields):
        raise LostError("another process builds the index")


def _put_off(source: Source, builder: str, error: EngineError) -> None:
    with transaction.atomic():
        mine = EngineIndex.objects.filter(pk=source, builder=builder)
        attempts = mine.values_list("attempts", flat=True).first() or 0
        mine.update(
            builder="",
            building="",
            attempts=F("attempts") + 1,
            not_before=timezone.now() + wait_after(attempts),
            error=f"{type(error).__name__}: {error}"[:1000],
        )
