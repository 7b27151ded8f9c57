"""Words that no dictionary knows: a site's own names, kept in one piece wherever they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis.spelling import fold, hiragana


@dataclass(frozen=True)
class OwnWord:
    surface: str
    reading: str
    """In hiragana."""


class OwnWords:
    """A user dictionary: the longest word that stands at a place is taken before the text is cut up."""

    def __init__(self, words: Iterable[tuple[str, str]] = ()) -> None:
        """
        Args:
            words: (word, reading in kana); an empty reading is the word itself.
        """
        self.words: dict[str, OwnWord] = {}
        for surface, reading in words:
            folded = fold(surface)
            self.words[folded] = OwnWord(folded, hiragana(fold(reading or surface)))
        longest_first = sorted(self.words, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def cut(self, text: str) -> list[str | OwnWord]:
        """A folded text as own words and what lies between them."""
        if self._pattern is None:
            return [text] if text else []
        pieces: list[str | OwnWord] = []
        at = 0
        for match in self._pattern.finditer(text):
            if match.start() > at:
                pieces.append(text[at : match.start()])
            pieces.append(self.words[match.group()])
            at = match.end()
        if at < len(text):
            pieces.append(text[at:])
        return pieces

    @property
    def version(self) -> str:
        return ",".join(f"{word.surface}:{word.reading}" for _, word in sorted(self.words.items()))
