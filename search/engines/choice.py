"""Which engine answers: the one of choice where it can, the database always."""

import logging
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search import outbox
from search.engines.base import Answer, Engine, EngineError, Request
from search.engines.breaker import Breaker
from search.engines.database import DatabaseEngine

logger = logging.getLogger("search")
breaker = Breaker()


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
    """The answer of the engine of choice.

    The database answers instead while the engine is down, and while it has not yet heard of every change: an engine
    that is behind could count what has been withdrawn.
    """
    engine = external()
    if engine is None:
        return _ask_database(request, degraded=False)
    if outbox.is_behind():
        outbox.wake()
        return _ask_database(request, degraded=True)
    if not breaker.may_ask():
        return _ask_database(request, degraded=True)
    try:
        answer = engine.search(request)
    except EngineError as error:
        breaker.failed(error)
        logger.warning("The search engine %s cannot answer, the database does: %s", engine.name, error)
        return _ask_database(request, degraded=True)
    breaker.succeeded()
    return Asked(answer, engine.name)


def _ask_database(request: Request, degraded: bool) -> Asked:
    engine = DatabaseEngine()
    return Asked(engine.search(request), engine.name, degraded)
