"""What an engine is asked and what it answers. An engine gives ids; the texts come from the database."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cms.core.ages import EVERY_AGE, AgeRange
from search.expression import Expression


class EngineError(Exception):
    """The engine cannot answer now: refused, too slow, too busy, its index gone."""


@dataclass(frozen=True)
class Near:
    """Within `radius` metres of a point (degrees, WGS 84)."""

    latitude: float
    longitude: float
    radius: float


@dataclass(frozen=True)
class Filters:
    """What narrows a search. Empty means everything."""

    locale: str = ""
    kinds: tuple[str, ...] = ()
    ages: AgeRange = EVERY_AGE
    tags: tuple[str, ...] = ()
    """All of them."""
    near: Near | None = None
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    """Things that happen on at least one day of the span, both ends included."""


@dataclass(frozen=True)
class Request:
    """`expression` None asks for everything, newest first, or nearest first where `filters.near` is given."""

    expression: Expression | None
    filters: Filters
    now: datetime.datetime
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True)
class EngineHit:
    id: int
    """The entry's primary key."""
    score: float
    distance: float | None = None
    """Metres."""


@dataclass(frozen=True)
class Answer:
    """`hits` is the page asked for. A facet counts what would be found if only its own filter were lifted."""

    hits: list[EngineHit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    locales: dict[str, int] = field(default_factory=dict)
    ages: dict[str, int] = field(default_factory=dict)
    """Life stage key → count (`cms.core.ages.LIFE_STAGES`)."""
    tags: dict[str, int] = field(default_factory=dict)
    found_in_locale: int = 0
    """How many there are of `filters.locale` when kind, age and tag are not asked for."""


class Engine:
    """Something that finds entries. Every method raises EngineError when the engine cannot, and nothing else."""

    name: ClassVar[str]

    def search(self, request: Request) -> Answer:
        """Answers, or raises, within `settings.SEARCH_ENGINE_BUDGET` seconds. Touches no database."""
        raise NotImplementedError

    def check(self) -> None:
        """Raises when it is not ready to answer."""
        raise NotImplementedError

    def put(self, versions: Mapping[int, int], into: str = "") -> None:
        """Make the engine hold these entries as the database has them now; those it has no more are taken out.

        Args:
            versions: entry id → version. What the engine already has of a higher version is left alone.
            into: an index out of `build`; empty is the one that answers.

        On return a search sees the change. Where it raises, nothing may be taken as done.
        """
        raise NotImplementedError

    def survey(self, index: str = "") -> dict[int, str]:
        """What it holds: entry id → `Entry.digest`."""
        raise NotImplementedError

    def build(self) -> str:
        """Make an empty index beside the one that answers; its name. Left-overs of builds that were killed are dropped."""
        raise NotImplementedError

    def swap(self, index: str) -> None:
        """From now on this index answers; the one before is dropped."""
        raise NotImplementedError
