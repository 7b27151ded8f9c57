"""Pairs of characters, for finding what is only half typed: a morpheme is not there before its last letter."""

from search.analysis.spelling import fold, hiragana
from search.analysis.tokens import RUNS, pairs


def grams(text: str) -> list[str]:
    """Words in Latin letters, and pairs of characters (as well as the last one) of everything else, in one spelling."""
    found: list[str] = []
    for run in _runs(text):
        found += [run] if run.isascii() else dict.fromkeys([*pairs(run), run[-1]])
    return found


def query_grams(text: str) -> list[tuple[str, bool]]:
    """What is looked for of a text half typed: (gram, whether only its beginning is known)."""
    found: list[tuple[str, bool]] = []
    for run in _runs(text):
        found += [(gram, False) for gram in ([run] if run.isascii() else pairs(run))]
    if found and (found[-1][0].isascii() or len(found[-1][0]) == 1):
        found[-1] = (found[-1][0], True)
    return found


def _runs(text: str) -> list[str]:
    return RUNS.findall(hiragana(fold(text)))
