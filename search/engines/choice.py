"""Which engine answers: the one of choice where it can, the database always."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from search import building, outbox
from search.engines.base import Answer, Engine, EngineError, IndexGoneError, Request
from search.engines.breaker import Breaker
from search.engines.database import DatabaseEngine
from search.sources import Source

logger = logging.getLogger("search")
breaker = Breaker()

T = TypeVar("T")
Ask = Callable[[Request], "Asked"]


@dataclass(frozen=True)
class Asked:
    answer: Answer
    engine: str
    degraded: bool = False
    """The engine of choice was not asked, or failed."""


@cache
def _engine_at(path: str) -> Engine:
    return import_string(path)()


def external() -> Engine | None:
    """The engine of choice beside the database; None where the database is the choice."""
    return _engine_at(settings.SEARCH_ENGINE) if settings.SEARCH_ENGINE else None


def ask(request: Request) -> Asked:
    """The answer of the engine of choice; the database's instead, while that cannot be had (`of_choice`)."""
    engine = external()
    if engine is None:
        return _ask_database(request, degraded=False)
    found = of_choice(engine, Source.ENTRIES, lambda index: engine.search(request, index))
    return _ask_database(request, degraded=True) if found is None else Asked(found, engine.name)


def asking_only(name: str) -> Ask:
    """Asks one engine alone; what it gives raises EngineError where that one cannot answer.

    Raises:
        LookupError: the site has none of that name.
    """
    if name == DatabaseEngine.name:
        return lambda request: _ask_database(request, degraded=False)
    engine = external()
    if engine is None or engine.name != name:
        raise LookupError(f"This site has no {name}: {engine.name if engine else 'the database'} answers.")

    def alone(request: Request) -> Asked:
        index = building.current(Source.ENTRIES)
        if not index:
            raise EngineError("it has not heard of every change yet")
        return Asked(engine.search(request, index), engine.name)

    return alone


def of_choice(engine: Engine, source: Source, question: Callable[[str], T | None]) -> T | None:
    """What the engine answers to a question about an index of a source; None where the database has to.

    That is so while the engine is down, and while it has not yet heard of every change: an engine that is behind could
    count what has been withdrawn.
    """
    index = building.current(source)
    if not index:
        outbox.nudge()
        return None
    if not breaker.may_ask():
        return None
    try:
        found = question(index)
    except IndexGoneError as error:
        breaker.succeeded()
        building.forget(source, index)
        outbox.nudge()
        logger.warning("The search engine %s has lost its index of %s, the database answers: %s", engine.name, source, error)
        return None
    except EngineError as error:
        breaker.failed(error)
        logger.warning("The search engine %s cannot answer, the database does: %s", engine.name, error)
        return None
    breaker.succeeded()
    return found


def _ask_database(request: Request, degraded: bool) -> Asked:
    engine = DatabaseEngine()
    return Asked(engine.search(request), engine.name, degraded)
