"""The thesaurus that editors wrote. It is read at every search, so a change is in effect at once and nothing is reindexed."""

from functools import lru_cache

from search import analysis
from search.models import SynonymGroup
from search.thesaurus import Thesaurus

Row = tuple[str, str, str]


def stored() -> Thesaurus:
    """The synonyms as they are now. One query; what they mean is worked out again only when a row has changed."""
    rows = SynonymGroup.objects.order_by("pk").values_list("direction", "words", "targets")
    return _made_of(tuple(rows), analysis.version())


def without(group: SynonymGroup) -> Thesaurus:
    """The synonyms as they would be if this group were not there."""
    return Thesaurus(each.pair for each in _others(group))


def having(group: SynonymGroup) -> Thesaurus:
    """The synonyms as they would be if this group, saved or not, stood as it is in memory."""
    return Thesaurus([*(each.pair for each in _others(group)), group.pair])


def _others(group: SynonymGroup) -> list[SynonymGroup]:
    return list(SynonymGroup.objects.order_by("pk").exclude(pk=group.pk))


@lru_cache(maxsize=4)
def _made_of(rows: tuple[Row, ...], analysis_version: str) -> Thesaurus:
    """Cached by the rows' content, in each process; the analysis, by which words are told apart, is part of the key."""
    return Thesaurus(SynonymGroup(direction=direction, words=words, targets=targets).pair for direction, words, targets in rows)
