"""One query under two thesauruses, side by side."""

from dataclasses import dataclass
from functools import cached_property

from search.queries import MOST_PER_PAGE, Hit, Results, search
from search.thesaurus import Thesaurus

SHOWN = 10


@dataclass(frozen=True)
class Comparison:
    """The results of a query before and after a change."""

    before: Results
    after: Results

    @property
    def text(self) -> str:
        return self.after.text

    @cached_property
    def columns(self) -> tuple[list[tuple[Hit, bool]], list[tuple[Hit, bool]]]:
        """The first hits before and after, each with whether the other side does not have it."""
        return _beside(self.before, self.after), _beside(self.after, self.before)

    @cached_property
    def is_same(self) -> bool:
        """Whether the change makes no difference to what is found, nor to its order."""
        ids = [[hit.entry.pk for hit in results.hits] for results in (self.before, self.after)]
        return ids[0] == ids[1] and self.before.total == self.after.total


def compare(text: str, locale: str, before: Thesaurus, after: Thesaurus) -> Comparison:
    """As many hits are laid side by side as a search gives at a time, so that one that only moves up is not called new."""
    found = [search(text, locale=locale, per_page=MOST_PER_PAGE, thesaurus=thesaurus) for thesaurus in (before, after)]
    return Comparison(*found)


def _beside(one: Results, other: Results) -> list[tuple[Hit, bool]]:
    others = {hit.entry.pk for hit in other.hits}
    return [(hit, hit.entry.pk not in others) for hit in one.hits[:SHOWN]]
