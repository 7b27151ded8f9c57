"""From what somebody typed to what an index is asked."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from search import analysis
from search.analysis.morphemes import in_one_piece
from search.analysis.spelling import fold, from_romaji, is_kana, is_romaji, sound
from search.analysis.tokens import LETTER_PAIR, SOUND, SOUND_PAIR, letter_pairs, sound_pairs
from search.expression import Expression, Group, Term
from search.thesaurus import NO_SYNONYMS, Thesaurus

LONGEST_QUERY = 200
"""Characters of a query that are looked at; nobody types more in earnest."""
FEW_WORDS = 6
"""Up to so many words a query is a name or a few, and pairs of letters help; beyond it is a sentence."""
KATAKANA = re.compile("[ァ-ヺー]+")
PAIRS = (SOUND_PAIR, LETTER_PAIR)
PREDICATES = {"動詞", "形容詞", "助動詞"}
QUESTION = re.compile(r"[?？]\s*$|(ですか|ますか|でしょうか|のか)[。\s]*$")
SHORTEST_ROMAJI = 4
"""Letters; what is shorter (npo, pta) is hardly Japanese."""
LONGEST_PAIRED = 12
SHORTEST_PAIRED = 4
"""Kana from which a word's pairs may stand for it: those of a shorter one are in many (いく, くら of いくら in ほいくくらぶ)."""
LONGEST_NAMESAKE = 3
"""Kana of a word that has namesakes: まま (as it is) of ママ (mum), けが (injury) …"""
SHORTEST_NAME = 3
"""Figures that mean something by themselves: 119."""
FITTING = 2 / 3
"""The part of a word that has to stand somewhere in a row, for it to be told apart from chance."""

Alternative = tuple[Term, ...]


@dataclass(frozen=True)
class Word:
    """One thing the searcher named."""

    normals: tuple[str, ...]
    """Its words in normalised form."""
    alternatives: tuple[Alternative, ...]
    sound: str = ""
    """How it sounds, where it was written by its sound: in kana, or in Latin letters."""
    is_empty: bool = False
    """A word that a question holds and an answer need not."""

    @property
    def in_a_sentence(self) -> Iterator[Alternative]:
        """The word itself, and a name in kana that was taken apart as if it were a sentence."""
        yield self.alternatives[0]
        if self.sound:
            yield (Term(SOUND + self.sound),)


def clean(text: str) -> str:
    """One line, without control characters, no longer than LONGEST_QUERY."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: LONGEST_QUERY * 4]).split())[:LONGEST_QUERY]


def expression_of(text: str, thesaurus: Thesaurus = NO_SYNONYMS, half_heard: bool = False) -> Expression:
    """All the words of a query, each with whatever means the same. Of a sentence any word: hardly an answer holds them all.

    Args:
        half_heard: a word that was written by its sound is also met by what only holds it within a longer one.
    """
    sentence = is_sentence(text)
    named = [word for segment in in_one_piece(fold(text)).split() for word in _words(segment, half_heard)]
    if sentence:
        words = [replace(word, alternatives=tuple(word.in_a_sentence)) for word in named]
    else:
        # What only makes it a question need not be met, unless there is nothing else.
        words = [word for word in named if not word.is_empty] or named
    groups = (Group(tuple(dict.fromkeys(alternatives))) for alternatives in with_synonyms(words, thesaurus))
    return Expression.of(groups, every=not sentence)


@dataclass(frozen=True)
class Meaning:
    """What a whole query says, however it is written."""

    normals: tuple[str, ...]
    """Its words in normalised form, in the order of the alphabet."""
    sound: str
    is_heard: bool
    """It was written by its sound alone, in kana or in Latin letters."""


def meaning(text: str) -> Meaning:
    """What stays of a query when two are compared as wholes."""
    folded = fold(text)
    words = [m for m in analysis.morphemes(folded) if not m.is_grammar] or list(analysis.morphemes(folded))
    segments = folded.split()
    heard = [_reading_of(segment) for segment in segments]
    return Meaning(
        normals=tuple(sorted(m.counted or m.normal for m in words)),
        sound=sound("".join(heard) if all(heard) else analysis.reading(folded)),
        is_heard=bool(heard) and all(heard),
    )


def are_one(one: Meaning, other: Meaning) -> bool:
    """Whether two queries say the same: the same words, or, where one was written by its sound, the same sound."""
    if one.normals and one.normals == other.normals:
        return True
    return (one.is_heard or other.is_heard) and one.sound != "" and one.sound == other.sound


def _reading_of(segment: str) -> str:
    """In kana, of a word written by its sound; else empty."""
    if is_kana(segment):
        return segment
    return from_romaji(segment) if len(segment) >= SHORTEST_ROMAJI and is_romaji(segment) else ""


def is_sentence(text: str) -> bool:
    """Whether somebody asked in a sentence rather than by words: a question, a clause (赤ちゃんが泣く), or many words."""
    morphemes = analysis.morphemes(text)
    meant = sum(not m.is_grammar for m in morphemes)
    particles = sum(m.speech == "助詞" for m in morphemes)
    if meant < 2:
        return False
    is_clause = particles > 0 and morphemes[-1].speech in PREDICATES
    return meant > FEW_WORDS or particles > 1 or is_clause or QUESTION.search(text) is not None


def looser(expression: Expression, own: Expression) -> Iterator[Expression]:
    """What to ask when nothing holds all the words: any of them; then most of what one of them is made of.

    Args:
        own: the same without synonyms: half of one (the センター of ファミリー・サポート・センター) is nothing asked for.
    """
    if len(expression.groups) > 1 and expression.every:
        yield expression.relaxed
    if len(own.terms) > len(own.groups):
        yield Expression.of((Group((part,)) for part in _parts(own)), every=False)


def _parts(expression: Expression) -> Iterator[Alternative]:
    """Each word and unit that is asked for, and of those that are told by pairs, so many pairs in a row as are no chance."""
    for alternative in (alternative for group in expression.groups for alternative in group.alternatives):
        if not all(term.text.startswith(PAIRS) for term in alternative):
            # The お and さん of お医者さん, and the 園 of 保育園, say nothing by themselves.
            yield from (
                (term,) for term in alternative if len(alternative) == 1 or len(term.text) > (2 if is_kana(term.text) else 1)
            )
            continue
        size = max(2, math.ceil(len(alternative) * FITTING))
        for start in range(max(1, len(alternative) - size + 1)):
            yield alternative[start : start + size]


def _words(segment: str, half_heard: bool) -> Iterator[Word]:
    morphemes = [m for m in analysis.morphemes(segment) if not m.is_grammar] or list(analysis.morphemes(segment))
    sounds = sound(segment) if is_kana(segment) else ""
    if len(sounds) > 1:
        normals = tuple(m.normal for m in morphemes)
        alternatives = [_all(normals), *([] if all(map(_is_plain, morphemes)) else _heard(sounds, half_heard))]
        yield Word(normals, tuple(alternatives), sounds, all(m.is_empty for m in morphemes))
        return
    words: list[Word] = []
    for m in morphemes:
        if m.number and words:
            named = [(Term(m.number),)] if len(m.number) >= SHORTEST_NAME else []
            words[-1] = Word((m.number, m.normal), (_all([m.counted]), *named))
        elif m.is_latin:
            words.append(_latin(m, half_heard))
        else:
            words.append(Word((m.normal,), tuple(_alternatives(m)), is_empty=m.is_empty))
    yield from words


def _latin(m: analysis.Morpheme, half_heard: bool) -> Word:
    if len(m.surface) < SHORTEST_ROMAJI or not is_romaji(m.surface):
        parts = [_all(normal for _, normal, _ in m.parts)] if m.parts else []
        return Word((m.normal,), (_all([m.normal]), *parts))
    sounds = sound(from_romaji(m.surface))
    return Word((m.normal,), (_all([m.normal]), *_heard(sounds, half_heard)), sounds)


def _alternatives(m: analysis.Morpheme) -> Iterator[Alternative]:
    if len(m.normal) == 1 and len(m.surface) == 1:
        yield (Term(m.normal),)
        yield (Term(m.normal, prefix=True),)
        return
    yield (Term(m.normal),)
    if len(m.parts) > 1:
        yield _all(normal for _, normal, _ in m.parts)
    in_kana = is_kana(m.surface)
    if in_kana and not _is_plain(m):
        yield (Term(SOUND + sound(m.surface)),)
    if (SHORTEST_PAIRED if in_kana else 2) <= len(m.surface) <= LONGEST_PAIRED:
        yield _all(letter_pairs(m.surface))


def _is_plain(m: analysis.Morpheme) -> bool:
    """Whether it is a short word that is known as it stands, in katakana: what only sounds like it is another."""
    return m.is_known and len(m.surface) <= LONGEST_NAMESAKE and KATAKANA.fullmatch(m.surface) is not None


def _heard(sounds: str, half: bool) -> list[Alternative]:
    pairs = [_all(sound_pairs(sounds))] if half and SHORTEST_PAIRED < len(sounds) <= LONGEST_PAIRED * 2 else []
    return [(Term(SOUND + sounds),), *pairs]


def _all(texts: Iterable[str]) -> Alternative:
    return tuple(Term(text) for text in dict.fromkeys(texts))


def with_synonyms(words: Sequence[Word], thesaurus: Thesaurus) -> Iterator[tuple[Alternative, ...]]:
    """The alternatives of each word; words in a row that have synonyms together become one."""
    at = 0
    while at < len(words):
        size, synonyms = _longest(words[at:], thesaurus)
        together = words[at : at + size]
        own = together[0].alternatives if size == 1 else (_all(n for word in together for n in word.normals),)
        yield (*own, *(_all(tokens) for tokens in synonyms))
        at += size


def _longest(words: Sequence[Word], thesaurus: Thesaurus) -> tuple[int, Sequence[tuple[str, ...]]]:
    """How many of the first words mean something else as well, and what: tuples of normalised forms."""
    for size in range(min(len(words), thesaurus.longest), 0, -1):
        synonyms = thesaurus.of(tuple(n for word in words[:size] for n in word.normals))
        if synonyms:
            return size, synonyms
    return 1, thesaurus.of_sound(words[0].sound) if words[0].sound else ()
