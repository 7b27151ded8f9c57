"""What is half typed, and what it may become: keys of a title on one side, prefixes of keys on the other. Pure functions.

A key is a text from the beginning of a word to its end, once as it is written and once as it sounds, without blanks and
marks. Whatever is typed (kana, kanji, Latin letters, all at once while an input method composes) is turned into prefixes.

keys_of("市立 保育園")     → {"市立保育園": True, "しりつほいくえん": True, "保育園": False, "ほいくえん": False}
prefixes_of("hoik")       → ["hoik", "ほいか", "ほいき", "ほいく", "ほいけ", "ほいこ"]
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search import analysis
from search.analysis.spelling import fold, half_romaji, hiragana, is_kana, sound

LONGEST_KEY = 24
"""Characters of a key; who has typed so many needs no suggestion."""
MOST_KEYS = 24
LEAST_PART = 2
"""Letters of a unit inside a longer word from which somebody may begin to type: 支援 of 子育て支援."""
LAST_LATIN = re.compile(r"[a-z]+$")

LINES = (
    "k=かきくけこ s=さしすせそ t=たちつてと n=なにぬねのん h=はひふへほ m=まみむめも y=やゆよ r=らりるれろ w=わ"
    " g=がぎぐげご z=ざじずぜぞ d=だじずでど b=ばびぶべぼ p=ぱぴぷぺぽ f=ふ j=じ c=ち v=ゔ sh=し ch=ち ts=つ"
    " ky=き gy=ぎ sy=し ty=ち zy=じ jy=じ ny=に hy=ひ my=み ry=り by=び py=ぴ"
)
ROWS = dict(each.split("=") for each in LINES.split())
"""Consonants at the end of what is typed → the sounds that may follow them, in the spelling of `spelling.sound`."""


@dataclass(frozen=True)
class Unit:
    """A piece of a text from which somebody may begin to type."""

    start: int
    """Where it begins in the folded text."""
    surface: str
    reading: str
    """In hiragana; the surface itself where it is Latin."""
    begins: bool
    """Whether a word begins here; else it only goes on."""


def squeezed(text: str) -> str:
    """Letters and figures alone, in one spelling, katakana as hiragana."""
    return "".join(c for c in hiragana(fold(text)) if c.isalnum() or c == "ー")


def units(text: str) -> list[Unit]:
    """The words of a text and the units of longer ones, in order."""
    folded = fold(text)
    found: list[Unit] = []
    at = 0
    for m in analysis.morphemes(text):
        start = folded.find(m.surface, at)
        if start < 0:
            continue
        at = start + len(m.surface)
        parts = [(surface, reading) for surface, _, reading in m.parts]
        if "".join(surface for surface, _ in parts) != m.surface:
            parts = [(m.surface, m.reading or m.surface)]
        for number, (surface, reading) in enumerate(parts):
            begins = not m.is_grammar and (number == 0 or len(surface) >= LEAST_PART)
            found.append(Unit(start, surface, reading or surface, begins))
            start += len(surface)
    return found


def keys_of(text: str, reading: str = "") -> dict[str, bool]:
    """The keys of a text → whether it begins so.

    Args:
        reading: how the whole is read, in kana, where somebody wrote it down.
    """
    pieces = units(text)
    keys: dict[str, bool] = {}

    def add(key: str, first: bool) -> None:
        key = key[:LONGEST_KEY]
        if key and len(keys) < MOST_KEYS:
            keys[key] = first or keys.get(key, False)

    add(squeezed(text), True)
    read = [sound(word) for word in hiragana(fold(reading)).split()]
    add("".join(read) or _sound_of(pieces), True)
    for number in range(1, len(read)):
        add("".join(read[number:]), False)
    folded = fold(text)
    for number, piece in enumerate(pieces):
        if number and piece.begins:
            add(squeezed(folded[piece.start :]), False)
            add(_sound_of(pieces[number:]), False)
    return keys


def prefixes_of(text: str) -> list[str]:
    """What the key of something meant begins with: as it was typed first, then as it sounds. Empty where nothing is typed."""
    typed = squeezed(text)
    if not typed:
        return []
    latin = LAST_LATIN.search(typed)
    head, tail = (typed[: latin.start()], latin.group()) if latin else (typed, "")
    sounds: Sequence[str] = ()
    if tail and (tail == typed or not head.isascii()):
        kana, consonants = half_romaji(tail)
        begun = sound(read(head) + kana)
        if consonants:
            sounds = [begun + each for each in following(consonants)]
        elif kana:
            sounds = [begun]
    elif len(typed) > 1 or is_kana(typed):
        sounds = [sound(read(typed))]
    prefixes = (prefix[:LONGEST_KEY] for prefix in (typed, *sounds))
    return list(dict.fromkeys(prefix for prefix in prefixes if prefix))


def following(consonants: str) -> list[str]:
    """The sounds that letters without their vowel may become: k → か, き …; kk → っか …; nk → んか …; none where none."""
    if consonants in ROWS:
        return list(ROWS[consonants])
    first, rest = consonants[0], consonants[1:]
    if consonants == "nn":
        return ["ん"]
    if rest in ROWS:
        if first in "nm":
            return ["ん" + each for each in ROWS[rest]]
        if first == rest[0] or consonants in ("tc", "tch"):
            return ["っ" + each for each in ROWS[rest]]
    return []


def read(text: str) -> str:
    """How a squeezed text is read, in hiragana. Kana are their own reading, however few of them there are yet."""
    return text if is_kana(text) else analysis.reading(text)


def typed_in(text: str, prefixes: Sequence[str]) -> list[str]:
    """The part of a text that has been typed by its sound, whole words of it: what to mark where no letter is the same."""
    pieces = units(text)
    for prefix in prefixes:
        for number, piece in enumerate(pieces):
            if piece.begins and _sound_of(pieces[number:]).startswith(prefix):
                return ["".join(_covering(pieces[number:], len(prefix)))]
    return []


def _covering(pieces: Sequence[Unit], length: int) -> Iterator[str]:
    """The surfaces of as many units as make so many sounds."""
    heard = ""
    for piece in pieces:
        if len(sound(heard)) >= length:
            return
        heard += piece.reading
        yield piece.surface


def _sound_of(pieces: Sequence[Unit]) -> str:
    return sound("".join(piece.reading for piece in pieces))
