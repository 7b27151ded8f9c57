"""Seeing whether the index is right, and making it so."""

from dataclasses import dataclass

from django.db import connection

from search import index, outbox, services, suggestion_rows
from search.engines.base import Engine, EngineError
from search.engines.choice import breaker, external
from search.models import Delivery, Entry


@dataclass(frozen=True)
class Drift:
    """Entries by which an engine differs from the database."""

    missing: list[int]
    stale: list[int]
    surplus: list[int]

    @property
    def entries(self) -> list[int]:
        return [*self.missing, *self.stale, *self.surplus]


@dataclass(frozen=True)
class Status:
    entries: int
    engine: str
    healthy: bool
    error: str
    lag: outbox.Lag
    drift: Drift | None
    """None where there is no engine beside the database, or it cannot be asked."""


def status() -> Status:
    engine = external()
    lag = outbox.lag()
    entries = Entry.objects.count()
    if engine is None:
        return Status(entries, "database", True, "", lag, None)
    try:
        engine.check()
        drift = drift_of(engine)
    except EngineError as error:
        return Status(entries, engine.name, False, str(error) or type(error).__name__, lag, None)
    return Status(entries, engine.name, not breaker.is_open, breaker.error, lag, drift)


def drift_of(engine: Engine, built: str = "") -> Drift:
    """How what an engine holds differs from the database. Raises EngineError."""
    held = engine.survey(built)
    true = dict(Entry.objects.values_list("pk", "digest"))
    return Drift(
        missing=sorted(true.keys() - held.keys()),
        stale=sorted(pk for pk in true.keys() & held.keys() if true[pk] != held[pk]),
        surplus=sorted(held.keys() - true.keys()),
    )


def reconcile() -> dict[str, int]:
    """Mend the entries against what they are made of, and the engine against the entries.

    Returns entries by model label, and under "mended" how many the engine was told of. Raises EngineError.
    """
    counts = services.follow_all()
    engine = external()
    if engine is None:
        return counts
    outbox.deliver(engine)
    return {**counts, "mended": mend(engine)}


def mend(engine: Engine, built: str = "") -> int:
    """Tell the engine of every entry by which it differs; how many. Raises EngineError."""
    entries = drift_of(engine, built).entries
    for batch in services.batches(entries, outbox.BATCH):
        engine.put(dict.fromkeys(batch, next_version()), built)
    return len(entries)


def rebuild() -> int:
    """Make every index afresh beside the live one, then swap; how many entries. Raises EngineError.

    Killed half way, it leaves the live index as it was.
    """
    services.follow_all()
    suggestion_rows.weed()
    for source in index.SOURCES:
        index.index_of(source).rebuild(connection)
    engine = external()
    if engine is not None:
        built = engine.build()
        mend(engine, built)
        # What has changed meanwhile went to the index that answered then.
        mend(engine, built)
        engine.swap(built)
        mend(engine)
    return Entry.objects.count()


def next_version() -> int:
    """A version above that of every change noted so far. It uses up a number of the outbox's own."""
    row = Delivery.objects.create(entry_id=0)
    row.delete()
    return row.pk or 0


def check() -> None:
    """The health check: the database's index answers. An engine that is down stops nothing.

    Raises whatever the database raises.
    """
    sql, params = index.index_of(index.ENTRIES).matched(index.PROBE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) probe", params)  # noqa: S608 (no value in it)
