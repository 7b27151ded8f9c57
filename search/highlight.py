"""Excerpts from the original text, with what was searched for marked."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from search import analysis
from search.analysis.spelling import fold, fold_with_places, hiragana, sound
from search.analysis.tokens import LONGEST_SPAN, SOUND

EXCERPT = 120
BEFORE = 30


@dataclass(frozen=True)
class Piece:
    """A stretch of the original text; `marked` when it is what was searched for."""

    text: str
    marked: bool = False


def plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def mark(text: str, needles: Sequence[str]) -> list[Piece]:
    """The whole text, cut into pieces."""
    return _pieces(text, _spans(text, needles))


def excerpt(text: str, needles: Sequence[str], length: int = EXCERPT) -> list[Piece]:
    """About `length` characters around the first place where the most different words stand close together."""
    text = " ".join(text.split())
    spans = _spans(text, needles)
    start = _best_start(spans, length) if spans else 0
    start = max(0, min(start - BEFORE, len(text) - length))
    end = min(len(text), start + length)
    within = [(max(a, start) - start, min(b, end) - start, n) for a, b, n in spans if a < end and b > start]
    pieces = _pieces(text[start:end], within)
    if start > 0:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return pieces


def needles_of(words: Iterable[str]) -> list[str]:
    """What to look for in a text: words folded, the longest first, and stems of those that bend (預ける → 預け)."""
    found: dict[str, None] = {}
    for word in words:
        folded = hiragana(fold(word))
        if not folded:
            continue
        found[folded] = None
        stem = folded
        while len(stem) > 2 and "ぁ" <= stem[-1] <= "ゖ":
            stem = stem[:-1]
        if stem != folded and any(_is_kanji(c) for c in stem):
            found[stem] = None
    return sorted((n for n in found if len(n) > 1 or _is_kanji(n) or n.isdigit()), key=lambda n: -len(n))


def words_behind(text: str, tokens: Set[str]) -> list[str]:
    """The words of a text, units of them, or a few in a row, that are found by one of these tokens, as they are written there."""
    found: dict[str, None] = {}
    words = analysis.words(text)
    for at, word in enumerate(words):
        units = [(word.surface, word.normal, word.reading), *word.parts]
        found.update(dict.fromkeys(u for u, normal, reading in units[:1] if is_met(normal, reading, tokens)))
        if word.surface not in found:
            found.update(dict.fromkeys(u for u, normal, reading in units[1:] if is_met(normal, reading, tokens)))
        for size in range(2, LONGEST_SPAN + 1):
            together = words[at : at + size]
            if len(together) == size and is_met("", "".join(w.reading for w in together), tokens):
                found["".join(w.surface for w in together)] = None
    return list(found)


def is_met(normal: str, reading: str, tokens: Set[str]) -> bool:
    return normal in tokens or (bool(reading) and SOUND + sound(reading) in tokens)


def _spans(text: str, needles: Sequence[str]) -> list[tuple[int, int, int]]:
    """(start, end, number of the needle) in the original, in order, not overlapping; longer needles first served."""
    folded, places = fold_with_places(text)
    places.append(len(text))
    taken = bytearray(len(folded))
    spans: list[tuple[int, int, int]] = []
    for number, needle in enumerate(needles):
        at = folded.find(needle)
        while at >= 0:
            end = at + len(needle)
            if not any(taken[at:end]) and _stands_alone(folded, at, end):
                taken[at:end] = b"\x01" * len(needle)
                stop = places[end]
                spans.append((places[at], max(stop, places[end - 1] + 1), number))
            at = folded.find(needle, end)
    return sorted(spans)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin word is not found inside another."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum())
        or (after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum())
    )


def _best_start(spans: list[tuple[int, int, int]], length: int) -> int:
    best, best_start = 0, spans[0][0]
    for start, _, _ in spans:
        kinds = len({n for a, b, n in spans if start <= a and b <= start + length - BEFORE})
        if kinds > best:
            best, best_start = kinds, start
    return best_start


def _pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end, _ in spans:
        if start < at:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        if pieces and pieces[-1].marked:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], marked=True)
        else:
            pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def _is_kanji(char: str) -> bool:
    return "一" <= char[:1] <= "鿿" or char[:1] == "々"
