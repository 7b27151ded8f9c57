"""The doubts of an import as a person reads them: by how much they weigh, then by kind, each kind once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.opendata.cells.doubts import CODES, KEPT, LEVELS, LOST, READ, TIDIED

HEADINGS: dict[str, str | Promise] = {
    LOST: _("読めなかったもの（空欄にしたか、取り込んでいません）"),
    READ: _("意味を選んで読んだもの（たしかめてください）"),
    KEPT: _("編集者の直しを残したもの"),
    TIDIED: _("書き方だけを整えたもの"),
}


@dataclass(frozen=True)
class DoubtsOfKind:
    """All doubts of one kind, in the order of the rows."""

    found: str
    rows: list[Mapping[str, Any]]

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class DoubtLevel:
    """The kinds of one weight, the most frequent first."""

    level: str
    heading: str
    kinds: list[DoubtsOfKind]

    @property
    def count(self) -> int:
        return sum(kind.count for kind in self.kinds)


def grouped(doubts: Iterable[Mapping[str, Any]]) -> list[DoubtLevel]:
    """The doubts of a plan or a run ({row, column, value, code, found, done}), the heaviest first; no level is empty."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for each in doubts:
        kinds.setdefault(each["code"], []).append(each)
    levels: dict[str, list[DoubtsOfKind]] = {level: [] for level in LEVELS}
    for code, rows in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        level = CODES[code].level if code in CODES else READ
        levels[level].append(DoubtsOfKind(rows[0]["found"] or code, rows))
    return [DoubtLevel(level, str(HEADINGS[level]), found) for level, found in levels.items() if found]
