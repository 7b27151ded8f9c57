"""Pairs of characters, for finding what is only half typed: a morpheme is not there before its last letter."""

import re

from search.highlight import fold

RUNS = re.compile(r"[a-z0-9]+|[^\W_]+")


def grams(text: str) -> list[str]:
    """Words in Latin letters, and pairs of characters (as well as single ones) of everything else, in one spelling."""
    found: list[str] = []
    for run in RUNS.findall(fold(text)[0]):
        if run.isascii():
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
            found.append(run[-1])
    return found


def query_grams(text: str) -> list[tuple[str, bool]]:
    """What is looked for of a text half typed: (gram, whether only its beginning is known)."""
    found: list[tuple[str, bool]] = []
    for run in RUNS.findall(fold(text)[0]):
        if run.isascii() or len(run) == 1:
            found.append((run, False))
        else:
            found += [(run[i : i + 2], False) for i in range(len(run) - 1)]
    if found and (found[-1][0].isascii() or len(found[-1][0]) == 1):
        found[-1] = (found[-1][0], True)
    return found
