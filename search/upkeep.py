"""Seeing whether the index is right, and making it so."""

from dataclasses import dataclass

from django.db import connection, transaction

from search import building, index, outbox, services, suggestion_rows
from search.engines.base import Engine, EngineError, IndexGoneError
from search.engines.choice import breaker, external
from search.models import Entry
from search.sources import Source, rows


@dataclass(frozen=True)
class Drift:
    """Rows of a source by which an engine differs from the database."""

    missing: list[int]
    stale: list[int]
    surplus: list[int]

    @property
    def rows(self) -> list[int]:
        return [*self.missing, *self.stale, *self.surplus]


@dataclass(frozen=True)
class Status:
    entries: int
    objects: int
    engine: str
    healthy: bool
    error: str
    lag: outbox.Lag
    drift: dict[str, Drift | None] | None
    """Source → drift, None while its index has yet to be built. None where no engine stands beside the database, or it cannot
    be asked."""


def status() -> Status:
    engine = external()
    lag = outbox.lag()
    entries, objects = (rows(source).count() for source in (Source.ENTRIES, Source.OBJECTS))
    if engine is None:
        return Status(entries, objects, "database", True, "", lag, None)
    try:
        engine.check()
        drift = {source.value: drift_of(engine, source) for source in Source}
    except EngineError as error:
        return Status(entries, objects, engine.name, False, str(error) or type(error).__name__, lag, None)
    return Status(entries, objects, engine.name, not breaker.is_open, breaker.error, lag, drift)


def drift_of(engine: Engine, source: Source) -> Drift | None:
    """How what an engine holds of a source differs from the database; None while it has no index of it. Raises EngineError."""
    index_name = building.index_of(source).name
    if not index_name:
        return None
    held = engine.survey(source, index_name)
    true = dict(rows(source).values_list("pk", "digest"))
    return Drift(
        missing=sorted(true.keys() - held.keys()),
        stale=sorted(pk for pk in true.keys() & held.keys() if true[pk] != held[pk]),
        surplus=sorted(held.keys() - true.keys()),
    )


def reconcile() -> dict[str, int]:
    """Mend the entries against what they are made of, and the engine against the database.

    Returns entries by model label, and under "mended" how many rows the engine was told of. Raises EngineError.
    """
    counts = services.follow_all()
    engine = external()
    if engine is None:
        return counts
    deliver(engine)
    return {**counts, "mended": sum(mend(engine, source) for source in Source)}


def mend(engine: Engine, source: Source) -> int:
    """Tell the engine of every row by which it differs; how many. Raises EngineError."""
    try:
        drift = drift_of(engine, source)
    except IndexGoneError:
        building.forget(source, building.index_of(source).name)
        deliver(engine)
        drift = drift_of(engine, source)
    ids = drift.rows if drift else []
    for batch in services.batches(ids, building.BATCH):
        with transaction.atomic():
            # Noted while locked: a change that is being made gets its number before this one, or after it is seen here.
            list(rows(source).select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk", flat=True))
            outbox.note(source, batch)
    deliver(engine)
    return len(ids)


def deliver(engine: Engine) -> None:
    """Deliver what waits, now. Raises EngineError where the engine cannot take it."""
    if not outbox.deliver(engine):
        raise EngineError(outbox.lag().error or "another process is filling it; the changes are kept")


def rebuild() -> int:
    """Make every index afresh beside the live one, then swap; how many entries. Raises EngineError.

    Killed half way, it leaves the live index as it was.
    """
    services.follow_all()
    suggestion_rows.weed()
    for table in index.SOURCES:
        index.index_of(table).rebuild(connection)
    engine = external()
    for source in Source:
        if engine is not None and not building.build(engine, source):
            raise EngineError(f"another process is filling its index of {source}, or could not a moment ago")
    return Entry.objects.count()


def check() -> None:
    """The health check: the database's index answers. An engine that is down stops nothing.

    Raises whatever the database raises.
    """
    sql, params = index.index_of(index.ENTRIES).matched(index.PROBE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) probe", params)  # noqa: S608 (no value in it)
