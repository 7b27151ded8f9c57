"""Which engine answers."""

from dataclasses import dataclass

from search.engines.base import Answer, Request
from search.engines.database import DatabaseEngine


@dataclass(frozen=True)
class Asked:
    answer: Answer
    engine: str
    degraded: bool = False


def ask(request: Request) -> Asked:
    """The answer of the engine of choice."""
    engine = DatabaseEngine()
    return Asked(engine.search(request), engine.name)
