"""The known word that is nearest to one that was typed with a slip: by its sound, or by its letters. Pure functions."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.analysis.spelling import VOWELS, fold, from_romaji, hiragana, is_kana, is_romaji, sound
from search.analysis.tokens import LONGEST_SPAN

SHORTEST = 3
"""Sounds of a word in which a slip can be told from another word."""
TWO_SLIPS = 5
"""Sounds from which two slips are forgiven."""
TWO_WRONG_LETTERS = 7
LONGEST_WORD = 30
LONGEST_READING = 100
MOST_LOOKED_AT = 40
LEAST_KANA = 2

KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
LATIN = re.compile(r"[a-z]+")
UNVOICED = str.maketrans("がぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ", "かきくけこさしすせそたてとはひふへほはひふへほ")
VOICING = 0.5
"""A slip of は for ば or ぱ counts half."""

LINES = (
    "k=かきくけこ s=さしすせそ t=たちつてと n=なにぬねの h=はひふへほ m=まみむめも y=やゆよ r=らりるれろ w=わ"
    " g=がぎぐげご z=ざじずぜぞ d=だでど b=ばびぶべぼ p=ぱぴぷぺぽ v=ゔ"
)
CONSONANTS = {kana: line[0] for line in LINES.split() for kana in line[2:]}
ROMAJI = {"っ": "", "ん": "n", **{kana: CONSONANTS.get(kana, "") + vowel for kana, vowel in VOWELS.items()}}
ONE_SPELLING = [each.split("=") for each in ["shi=si", "chi=ti", "tsu=tu", "fu=hu", "sh=siy", "ch=tiy", "ji=zi", "j=ziy"]]
CONTRACTED = re.compile(r"([kgnhbpmrsztd])y(?=[auo])")
LONG = re.compile(r"ou|oo|uu|ei|ee")
DOUBLED = re.compile(r"([kstpgdbzm])\1")


Found = tuple[str, float, int]
"""What rapidfuzz finds: the sounds or letters of a word, how many slips it is away, its place in the list."""


@dataclass(frozen=True)
class Known:
    """A word that stands in a title, a tag or a place."""

    word: str
    reading: str
    """In hiragana; of a Latin word the word itself."""
    sound: str


def words_of(text: str) -> Iterator[Known]:
    """The words of a text that somebody may misspell, and two or three of them in a row."""
    words = analysis.morphemes(text)
    for start, first in enumerate(words):
        for size in range(1, LONGEST_SPAN + 1):
            row = words[start : start + size]
            if len(row) < size or any(m.is_grammar for m in row) or (size > 1 and any(m.is_latin for m in row)):
                break
            known = _known("".join(m.surface for m in row), "".join(m.reading or m.surface for m in row))
            if known is not None and not (size == 1 and first.is_empty):
                yield known
    for m in words:
        for surface, _, reading in m.parts:
            if (known := _known(surface, reading)) is not None:
                yield known


def _known(word: str, reading: str) -> Known | None:
    sounds = sound(reading)
    fits = len(sounds) >= SHORTEST and len(word) <= LONGEST_WORD and len(reading) <= LONGEST_READING
    if not fits or any(c.isdigit() for c in word):
        return None
    return Known(word, reading, sounds)


class Vocabulary:
    """Known words, to be asked which is nearest."""

    def __init__(self, words: Iterable[Known] = ()) -> None:
        """
        Args:
            words: those of one spelling and reading once; of several that sound alike the first is preferred.
        """
        self.words = list(words)

    @cached_property
    def sounds(self) -> list[str]:
        return [known.sound for known in self.words]

    @cached_property
    def known_sounds(self) -> frozenset[str]:
        return frozenset(self.sounds)

    @cached_property
    def letters(self) -> list[str]:
        """How each word is written in Latin letters, in one spelling of them."""
        return [one_spelling("".join(ROMAJI.get(c, c) for c in known.sound)) for known in self.words]

    def near(self, typed: str) -> list[str]:
        """The words that a word with a slip may have been meant for, best first; none where it is known, or nothing is near.

        Args:
            typed: without blanks.
        """
        folded = fold(typed)
        if any(c.isdigit() for c in folded) or len(folded) > LONGEST_WORD:
            return []
        if LATIN.fullmatch(folded):
            return self._by_letters(folded)
        if is_kana(folded) or len(KANA.findall(folded)) >= LEAST_KANA:
            return self._by_sound(hiragana(folded) if is_kana(folded) else analysis.reading(folded))
        return []

    def _by_sound(self, reading: str) -> list[str]:
        typed = sound(reading)
        if len(typed) < SHORTEST or typed in self.known_sounds:
            return []
        most = 2 if len(typed) >= TWO_SLIPS else 1
        near = process.extract(typed, self.sounds, scorer=OSA.distance, score_cutoff=most, limit=MOST_LOOKED_AT)
        plain = typed.translate(UNVOICED)

        def badness(found: Found) -> tuple[float, ...]:
            sounds, distance, place = found
            without_voice = OSA.distance(plain, sounds.translate(UNVOICED))
            return (
                distance - VOICING * (distance - without_voice),
                # How many sounds there are is seldom mistaken, nor is the first.
                OSA.distance(reading, self.words[place].reading),
                sounds[:1] != typed[:1],
                place,
            )

        return self._best(near, typed, badness)

    def _by_letters(self, word: str) -> list[str]:
        if is_romaji(word) and (found := self._by_sound(from_romaji(word))):
            return found
        typed = one_spelling(word)
        if len(typed) <= SHORTEST or typed in self.letters:
            return []
        most = 2 if len(typed) >= TWO_WRONG_LETTERS else 1
        near = process.extract(typed, self.letters, scorer=OSA.distance, score_cutoff=most, limit=MOST_LOOKED_AT)
        return self._best(near, typed, lambda found: (found[1], found[0][:1] != typed[:1], found[2]))

    def _best(self, near: Sequence[Found], typed: str, badness: Callable[[Found], tuple[float, ...]]) -> list[str]:
        # Two slips make another word more easily: then at least the beginning is right.
        right = [found for found in near if found[1] <= 1 or found[0][:1] == typed[:1]]
        best = sorted(right, key=badness)
        return list(dict.fromkeys(self.words[place].word for _, _, place in best))


def one_spelling(letters: str) -> str:
    """Latin letters of a Japanese word with one spelling for each sound, long vowels short: Yōbō, youbou → yobo."""
    for several, one in ONE_SPELLING:
        letters = letters.replace(several, one)
    letters = CONTRACTED.sub(r"\1iy", letters)
    letters = LONG.sub(lambda found: found.group()[0], letters)
    return DOUBLED.sub(r"\1", letters)


def corrections(text: str, vocabulary: Vocabulary, most: int = 3) -> list[str]:
    """What a query may have been meant for: its words with a slip replaced by known ones. At most `most`, best first.

    Which of these finds anything, only a search can say.
    """
    segments = text.split()
    choices = [vocabulary.near(segment) for segment in segments]
    meant = [
        " ".join(near[min(rank, len(near) - 1)] if near else segment for segment, near in zip(segments, choices, strict=True))
        for rank in range(most)
    ]
    return [each for each in dict.fromkeys(meant) if each != text]
