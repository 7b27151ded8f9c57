"""Our tables as taxonomies: kinds of place, services, life stages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cms.core.ages import LIFE_STAGES
from directory import kinds
from directory.fitting import looked_for
from directory.hsds.ids import named_id
from directory.models import Place
from directory.vocabularies import SERVICES

PROGRAM = "program"
"""The kind of what is no place: a support programme."""


@dataclass(frozen=True)
class Term:
    """A term: its taxonomy, code, name in the source language, and what it says more."""

    taxonomy: "Taxonomy"
    code: str
    name: str
    description: str

    @property
    def id(self) -> str:
        return named_id(self.taxonomy.code, self.code)

    def out(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "code": f"{self.taxonomy.code}:{self.code}",
            "name": self.name,
            "description": self.description,
            "taxonomy": self.taxonomy.name,
            "taxonomy_detail": self.taxonomy.out(),
            "taxonomy_id": self.taxonomy.id,
            "language": "ja",
        }


@dataclass(frozen=True)
class Taxonomy:
    code: str
    name: str
    description: str

    @property
    def id(self) -> str:
        return named_id(self.code)

    def out(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "description": self.description, "version": "1"}


KINDS = Taxonomy("kinds", "施設・窓口・グループの種別", "何をするところか")
OFFERS = Taxonomy("services", "サービスと設備", "そこで受けられること、使えるもの")
AGES = Taxonomy("ages", "対象の年齢", "どの年齢の子どもと家庭のためのものか")
TAXONOMIES = (KINDS, OFFERS, AGES)


def _terms() -> Iterator[Term]:
    for kind in kinds.KINDS:
        yield Term(KINDS, kind.code, _text(kind.name), kind.english)
    yield Term(KINDS, PROGRAM, "制度", "Support programme")
    for code, name in SERVICES.items():
        yield Term(OFFERS, code, _text(name), _text(name))
    for stage in LIFE_STAGES:
        yield Term(AGES, stage.key, _text(stage.label), f"{stage.minimum}…{stage.maximum} months")


def _text(words: str | Promise) -> str:
    return str(words)


def terms() -> dict[str, Term]:
    """Every term, by its id."""
    return {term.id: term for term in _terms()}


def terms_of(thing: Any, kind: str) -> list[Term]:
    """The terms of a place or a programme."""
    found = {(term.taxonomy.code, term.code): term for term in _terms()}
    codes = [(KINDS.code, kind), *((OFFERS.code, code) for code in getattr(thing, "services", ()))]
    # As services are looked for by them: a nursery "from 0" is none for teenagers. What says nothing of ages has no term of any.
    ages = looked_for(thing) if isinstance(thing, Place) and not thing.ages.is_everyone else thing.ages
    codes += [(AGES.code, stage.key) for stage in ages.stages]
    return [found[code] for code in codes if code in found]
