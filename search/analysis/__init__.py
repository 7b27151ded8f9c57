"""Text to tokens, and what is typed to what is looked for: the same for every engine. Pure functions, no Django.

tokens("引越しの手続き")         → ["引っ越し", "手続き", "r:ひつこし", …]
pairs("引越し")                 → ["2:引越", "2:越し", "q:ひつ", …]
"""

import hashlib
from collections.abc import Iterable

from search.analysis.morphemes import Analyser, Morpheme
from search.analysis.own_words import OwnWords
from search.analysis.spelling import fold, hiragana
from search.analysis.tokens import pair_tokens, reading_tokens, word_tokens

_RULES = "sudachi-2"
_analyser = Analyser()


def use_words(words: Iterable[tuple[str, str]]) -> None:
    """The site's own words, (word, reading in kana): each is kept in one piece. Entries are to be made again after it."""
    global _analyser  # noqa: PLW0603 (one site, one dictionary)
    _analyser = Analyser(OwnWords(words))


def version() -> str:
    """Changes when stored tokens must be made again."""
    return f"{_RULES}:{hashlib.sha256(_analyser.own_words.version.encode()).hexdigest()[:12]}"


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """The words of a short text, as a query or a title is; they are remembered."""
    return _analyser.short(text)


def words(text: str) -> list[Morpheme]:
    """The words of a text of any length."""
    return list(_analyser.morphemes(text))


def tokens(text: str) -> list[str]:
    """The tokens of a text's words."""
    return list(word_tokens(words(text)))


def pairs(text: str) -> list[str]:
    """The tokens of a short text's letters and sounds, two by two: for what is half known, misspelled or cut up otherwise."""
    return list(pair_tokens(text, morphemes(text)))


def tokens_of_reading(text: str) -> list[str]:
    """The tokens of how a title is read, in kana."""
    return list(reading_tokens(text))


def reading(text: str) -> str:
    """How a text is read, in hiragana; Latin words and figures stay."""
    return "".join(m.reading or m.surface for m in morphemes(text))


__all__ = [
    "Morpheme",
    "fold",
    "hiragana",
    "morphemes",
    "pairs",
    "reading",
    "tokens",
    "tokens_of_reading",
    "use_words",
    "version",
    "words",
]
