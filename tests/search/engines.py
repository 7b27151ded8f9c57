"""An engine in memory, with every fault an engine can have."""

from collections.abc import Callable
from itertools import count

from search import building
from search.engines.base import Answer, Engine, EngineError, EngineHit, IndexGoneError, Request
from search.models import Entry, IndexedObject
from search.sources import Source

Held = tuple[int, str, list[str]]
"""Version, digest, tokens; without a digest the row is gone."""


class MemoryEngine(Engine):
    name = "memory"

    def __init__(self):
        self.indexes: dict[str, dict[int, Held]] = {}
        self.sources: dict[str, Source] = {}
        self.fault = ""
        self.asked = 0
        self.before_put: Callable[[str], object] = lambda index: None
        """Called with the index's name, after the rows were read, as a process that is slow would be."""
        self._numbers = count()

    def _break(self):
        self.asked += 1
        if self.fault:
            raise EngineError(self.fault)

    def _index(self, name: str) -> dict[int, Held]:
        self._break()
        if name not in self.indexes:
            raise IndexGoneError(name)
        return self.indexes[name]

    def live(self, source: Source = Source.ENTRIES) -> dict[int, Held]:
        """What is found of a source."""
        index = self.indexes[building.index_of(source).name]
        return {pk: held for pk, held in index.items() if held[1]}

    def search(self, request: Request, index: str) -> Answer:
        held = self._index(index)
        terms = [term.text for term in request.expression.terms] if request.expression else []
        found = [pk for pk, (_, digest, tokens) in held.items() if digest and all(t in tokens for t in terms)]
        hits = [EngineHit(pk, 1.0) for pk in found][request.offset : request.offset + request.limit]
        return Answer(hits, len(found), found_in_locale=len(found))

    def check(self):
        self._break()

    def put(self, source, versions, index):
        rows = states(source, list(versions))
        self.before_put(index)
        held = self._index(index)
        left_alone = {pk: held[pk][0] for pk, version in versions.items() if pk in held and held[pk][0] > version}
        held |= {pk: (version, *rows[pk]) for pk, version in versions.items() if pk not in left_alone}
        return left_alone

    def refresh(self, index):
        self._index(index)

    def survey(self, source, index):
        return {pk: digest for pk, (_, digest, _) in self._index(index).items() if digest}

    def build(self, source, keep):
        self._break()
        self._drop_all(source, keep)
        name = f"{source}-{next(self._numbers)}"
        self.indexes[name] = {}
        self.sources[name] = source
        return name

    def swap(self, source, index):
        self._index(index)
        self._drop_all(source, index)

    def _drop_all(self, source, keep):
        for name in [name for name, of in self.sources.items() if of == source and name != keep]:
            del self.indexes[name], self.sources[name]


def states(source: Source, ids: list[int]) -> dict[int, tuple[str, list[str]]]:
    """Row id → digest and tokens as the database has them."""
    found = dict.fromkeys(ids, ("", list[str]()))
    if source == Source.ENTRIES:
        entries = Entry.objects.select_related("text").in_bulk(ids).values()
        return found | {entry.pk: (entry.digest, entry.text.tokens.split()) for entry in entries}
    return found | {row.pk: (row.digest, row.tokens.split()) for row in IndexedObject.objects.in_bulk(ids).values()}


engine = MemoryEngine
