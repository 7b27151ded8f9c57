"""What an engine is asked and what it answers. An engine gives ids; the texts come from the database."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from cms.core.ages import EVERY_AGE, AgeRange
from cms.core.geography import Point, metres_between
from search.expression import Expression
from search.matching import Matching
from search.sources import Source


class EngineError(Exception):
    """The engine cannot answer now: refused, too slow, too busy, its index gone."""


class IndexGoneError(EngineError):
    """The engine answers, but does not have the index."""


@dataclass(frozen=True)
class Near:
    """Within `radius` metres of a point (degrees, WGS 84)."""

    latitude: float
    longitude: float
    radius: float

    def distance_to(self, latitude: float, longitude: float) -> float:
        """Metres over the ground."""
        return metres_between(Point(self.latitude, self.longitude), Point(latitude, longitude))


@dataclass(frozen=True)
class Filters:
    """What narrows a search. Empty means everything."""

    locale: str = ""
    kinds: tuple[str, ...] = ()
    ages: AgeRange = EVERY_AGE
    tags: tuple[str, ...] = ()
    """All of them."""
    near: Near | None = None
    schedules: tuple[int, ...] | None = None
    """What has one of these (`search.models.Schedule`); None asks for none, an empty tuple finds nothing."""
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
    """Something that finds what it was told of, beside the database.

    It holds an index or more of each source; which one to use, it is told (`search.models.EngineIndex`). Every method raises
    EngineError when the engine cannot, IndexGoneError when it does not have that index, and nothing else.
    """

    name: ClassVar[str]

    def search(self, request: Request, index: str) -> Answer:
        """Finds entries, or raises, within `settings.SEARCH_ENGINE_BUDGET` seconds. Touches no database."""
        raise NotImplementedError

    def match(self, matching: Matching, content_types: Sequence[int], index: str) -> dict[int, float] | None:
        """Finds objects of these types, in the same time: id of `IndexedObject` → score. None when there are too many."""
        raise NotImplementedError

    def check(self) -> None:
        """Raises when it is not ready to answer."""
        raise NotImplementedError

    def put(self, source: Source, versions: Mapping[int, int], index: str) -> dict[int, int]:
        """Make an index hold these rows as the database has them now; those it has no more can then not be found.

        Args:
            versions: row id → version. What the index already has of a higher version is left alone.

        Returns what was left alone: row id → its version there. A search sees the change after `refresh`. Where it raises,
        nothing may be taken as done.
        """
        raise NotImplementedError

    def refresh(self, index: str) -> None:
        """From now on a search sees all that was put."""
        raise NotImplementedError

    def survey(self, source: Source, index: str) -> dict[int, str]:
        """What an index holds: row id → `digest`."""
        raise NotImplementedError

    def build(self, source: Source, keep: str) -> str:
        """Make an empty index; its name. Those of builds that were killed are dropped: all of the source's but `keep`."""
        raise NotImplementedError

    def swap(self, source: Source, index: str) -> None:
        """This index is the one that answers now; all others of the source are dropped."""
        raise NotImplementedError
