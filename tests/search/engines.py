"""An engine in memory, with every fault an engine can have."""

import time

from search.engines.base import Answer, Engine, EngineError, EngineHit, Request
from search.models import Entry


class MemoryEngine(Engine):
    name = "memory"

    def __init__(self):
        self.indexes: dict[str, dict[int, tuple[int, str, list[str]]]] = {"live": {}}
        self.live = "live"
        self.fault = ""
        self.asked = 0

    def _break(self):
        self.asked += 1
        if self.fault:
            raise EngineError(self.fault)

    def search(self, request: Request) -> Answer:
        self._break()
        terms = [term.text for term in request.expression.terms] if request.expression else []
        found = [pk for pk, (_, _, tokens) in self.indexes[self.live].items() if all(t in tokens for t in terms)]
        hits = [EngineHit(pk, 1.0) for pk in found][request.offset : request.offset + request.limit]
        return Answer(hits, len(found), found_in_locale=len(found))

    def check(self):
        self._break()

    def put(self, versions, into=""):
        self._break()
        index = self.indexes[into or self.live]
        entries = Entry.objects.select_related("text").in_bulk(list(versions))
        for pk, version in versions.items():
            if index.get(pk, (0,))[0] > version:
                continue
            if pk in entries:
                index[pk] = (version, entries[pk].digest, entries[pk].text.tokens.split())
            else:
                index.pop(pk, None)

    def survey(self, index=""):
        self._break()
        return {pk: digest for pk, (_, digest, _) in self.indexes[index or self.live].items()}

    def build(self):
        self._break()
        name = f"built-{len(self.indexes)}-{time.monotonic_ns()}"
        self.indexes[name] = {}
        return name

    def swap(self, index):
        self._break()
        self.live = index


engine = MemoryEngine
