"""Did you mean: what a query with a slip in it was meant for."""

import threading
from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, Max

from search.analysis.nearest import Known, Vocabulary, corrections, words_of
from search.models import KnownWord

MOST = 3
"""Corrections of one query that are worth a search each."""

_lock = threading.Lock()
State = tuple[int, int, Sequence[str]]
_held: dict[str, tuple[State, Vocabulary]] = {}
"""Locale → (how many words there are, the last of them, synonyms), and the words: in this process, until there are others."""


def corrected(text: str, locale: str, synonyms: Sequence[str] = ()) -> list[str]:
    """What a query may have been meant for, best first. None of these need find anything: the caller tries.

    Args:
        text: cleaned (`asking.clean`).
        synonyms: words that mean others, and so find something though they stand nowhere.
    """
    return corrections(text, vocabulary(locale, synonyms), MOST)


def vocabulary(locale: str, synonyms: Sequence[str] = ()) -> Vocabulary:
    """The words that are known in a language, and synonyms. One query, and another one after new words have been written."""
    words = KnownWord.objects.filter(locale=locale)
    row = words.aggregate(count=Count("pk"), last=Max("pk"))
    state = (row["count"], row["last"] or 0, synonyms)
    held = _held.get(locale)
    # What a transaction under way has written may be taken back, and its numbers given to other words.
    if held is not None and held[0] == state and not connection.in_atomic_block:
        return held[1]
    rows = words.order_by("pk").values_list("word", "reading", "sound")
    known = (Known(word, reading, sound) for word, reading, sound in rows)
    made = Vocabulary([*known, *(known for word in synonyms for known in words_of(word))])
    if not connection.in_atomic_block:
        with _lock:
            _held[locale] = (state, made)
    return made
