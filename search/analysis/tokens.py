"""The tokens that an index holds of a text.

Four sorts stand in one stream, told apart by how they begin:

    引っ越し      a word in its normalised form, and each shortest unit of a longer one
    r:ほいくえん   how a word, or a few nouns in a row, sounds (`spelling.sound`)
    q:ほい        two sounds in a row, of titles and the like: for what is spelled wrong or half right
    2:保育        two letters in a row, of titles and the like: for what the dictionary cuts up in another way
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from search.analysis.morphemes import Morpheme
from search.analysis.spelling import fold, hiragana, is_kana, sound

SOUND = "r:"
SOUND_PAIR = "q:"
LETTER_PAIR = "2:"
LONGEST_SPAN = 3
"""Nouns in a row whose sound is one token."""
RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def pairs(text: str) -> list[str]:
    return [text] if len(text) == 1 else [text[i : i + 2] for i in range(len(text) - 1)]


def letter_pairs(text: str) -> list[str]:
    """Pairs of letters of a folded text, kana as hiragana; Latin words and figures have none."""
    runs = RUNS.findall(hiragana(text))
    return [LETTER_PAIR + pair for run in runs if not run.isascii() for pair in pairs(run)]


def sound_pairs(sounds: str) -> list[str]:
    return [SOUND_PAIR + pair for pair in pairs(sounds)] if sounds else []


def word_tokens(morphemes: Sequence[Morpheme]) -> Iterator[str]:
    """What a long text is found by: its words, and how they sound."""
    for m in morphemes:
        if m.is_grammar:
            continue
        yield m.normal
        if m.number:
            yield m.counted
        for _, normal, reading in m.parts:
            if normal != m.normal:
                yield normal
                if reading:
                    yield SOUND + sound(reading)
        if m.reading:
            yield SOUND + sound(m.reading)
    for run in _noun_runs(morphemes):
        for size in range(2, LONGEST_SPAN + 1):
            for start in range(len(run) - size + 1):
                yield SOUND + sound("".join(m.reading for m in run[start : start + size]))
        if len(run) > LONGEST_SPAN:
            yield SOUND + sound("".join(m.reading for m in run))


def pair_tokens(text: str, morphemes: Sequence[Morpheme]) -> Iterator[str]:
    """What a title, a tag or a place is found by besides its words: every pair of its letters and of its sounds."""
    yield from letter_pairs(fold(text))
    yield from sound_pairs(sound("".join(m.reading for m in morphemes if m.reading)))


def reading_tokens(text: str) -> Iterator[str]:
    """What a title is found by when somebody wrote down how it is read."""
    for word in hiragana(fold(text)).split():
        if is_kana(word) and (sounds := sound(word)):
            yield SOUND + sounds
            yield from sound_pairs(sounds)


def _noun_runs(morphemes: Iterable[Morpheme]) -> Iterator[list[Morpheme]]:
    """Nouns that follow one another and can be read; those of several units by their units."""
    run: list[Morpheme] = []
    for m in morphemes:
        if m.is_noun and m.reading:
            run.append(m)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run
