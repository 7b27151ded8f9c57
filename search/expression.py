"""What is asked of an index, once a query's words are analysed: groups that must (or may) all be met."""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_TERMS = 48
"""Terms beyond these say nothing more, and a mask of them fits a 64-bit integer."""


@dataclass(frozen=True)
class Term:
    """One token as the index holds it; with `prefix`, every token that begins so."""

    text: str
    prefix: bool = False


@dataclass(frozen=True)
class Group:
    """One thing the searcher named: any of the alternatives meets it, an alternative by all of its terms."""

    alternatives: tuple[tuple[Term, ...], ...]

    @classmethod
    def of(cls, text: str, prefix: bool = False) -> "Group":
        return cls(((Term(text, prefix),),))

    def within(self, most: int) -> "Group":
        """The group with no more terms than these: the alternatives that fit, in order."""
        kept: list[tuple[Term, ...]] = []
        for alternative in self.alternatives:
            most -= len(alternative)
            if most < 0:
                break
            kept.append(alternative)
        return Group(tuple(kept))

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for alternative in self.alternatives for term in alternative)


@dataclass(frozen=True)
class Expression:
    """Groups joined by AND (`every`) or OR."""

    groups: tuple[Group, ...]
    every: bool = True

    @classmethod
    def of(cls, groups: Iterable[Group], every: bool = True) -> "Expression":
        """The groups, without those that repeat another, and no more terms than MAX_TERMS.

        A group with more alternatives than fit keeps the first: one that many words explain is still looked for.
        """
        kept: list[Group] = []
        left = MAX_TERMS
        for group in dict.fromkeys(groups):
            fitting = group.within(left)
            if not fitting.alternatives:
                break
            kept.append(fitting)
            left -= len(fitting.terms)
        return cls(tuple(kept), every)

    @property
    def strict(self) -> "Expression":
        return Expression(self.groups)

    @property
    def relaxed(self) -> "Expression":
        return Expression(self.groups, every=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Each term once, in order."""
        return tuple(dict.fromkeys(term for group in self.groups for term in group.terms))

    def __bool__(self) -> bool:
        return bool(self.groups)
