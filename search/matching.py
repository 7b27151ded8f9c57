"""What is looked for among Wagtail's objects, as a tree that the database and the engine each read in their own way."""

from dataclasses import dataclass
from typing import TypeAlias

from search.expression import Expression


@dataclass(frozen=True)
class Words:
    """Objects whose `column` (tokens or autocomplete) meets the expression."""

    expression: Expression
    column: str


@dataclass(frozen=True)
class Everything:
    """All objects, no one better than another."""


@dataclass(frozen=True)
class Without:
    """All objects but these, no one better than another."""

    matching: "Matching"


@dataclass(frozen=True)
class Every:
    """What is in all of these; the scores add up."""

    parts: "tuple[Matching, ...]"


@dataclass(frozen=True)
class Either:
    """What is in any of these; the scores add up. Nothing, if there are none."""

    parts: "tuple[Matching, ...]"


@dataclass(frozen=True)
class Weighted:
    """The same objects, their scores multiplied."""

    matching: "Matching"
    weight: float


Matching: TypeAlias = Words | Everything | Without | Every | Either | Weighted
NOTHING = Either(())
