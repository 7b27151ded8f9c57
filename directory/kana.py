"""The kana syllabary: in which row a reading belongs, and in which order readings stand."""

import unicodedata

import jaconv

ROWS = {
    "あ": "あいうえおぁぃぅぇぉ",
    "か": "かきくけこ",
    "さ": "さしすせそ",
    "た": "たちつてとっ",
    "な": "なにぬねの",
    "は": "はひふへほ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わゐゑをんゎ",
}
VOWELS = {
    "あ": "あかさたなはまやらわ",
    "い": "いきしちにひみりゐ",
    "う": "うくすつぬふむゆる",
    "え": "えけせてねへめれゑ",
    "お": "おこそとのほもよろを",
}
LONG = {letter: vowel for vowel, letters in VOWELS.items() for letter in letters}
LARGE = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
ORDER = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん"
VOICED, HALF_VOICED = "\u3099", "\u309a"

FIRST, LAST = "a", "zz"
"""What ends a reading in its key, so that もり stands before もりの; and the key of what has no reading."""


def hiragana(text: str) -> str:
    """A reading in one spelling: hiragana, full-width, without spaces around it."""
    return jaconv.kata2hira(unicodedata.normalize("NFKC", text)).strip()


def row_of(kana: str) -> str:
    """The row that a reading belongs to (が → か, パ → は), or an empty string if it begins with no kana."""
    first = unicodedata.normalize("NFD", hiragana(kana)[:1])[:1]
    return next((row for row, letters in ROWS.items() if first and first in letters), "")


def order_key(kana: str) -> str:
    """A key by which readings stand in the order of a Japanese dictionary, in whatever collation a database has.

    Small kana count as large, ー as the vowel it lengthens, が as か; only between readings that are then alike does か
    stand before が, and っ before つ. The key is of lower-case Latin letters alone, which binary, English and Japanese collations
    order alike.
    Readings that begin with no kana stand last.
    """
    letters: list[tuple[str, str]] = []
    for sign in unicodedata.normalize("NFD", hiragana(kana)):
        if sign in (VOICED, HALF_VOICED) and letters:
            letters[-1] = (letters[-1][0], "d" if sign == VOICED else "e")
        elif sign == "ー" and letters:
            letters.append((LONG.get(letters[-1][0], letters[-1][0]), "b"))
        elif LARGE.get(sign, sign) in ORDER:
            letters.append((LARGE.get(sign, sign), "b" if sign in LARGE else "c"))
    if not letters or not row_of(kana):
        return LAST
    places = (divmod(ORDER.index(letter), 24) for letter, _mark in letters)
    alike = "".join(chr(ord("b") + high) + chr(ord("b") + low) for high, low in places)
    return alike + FIRST + "".join(mark for _letter, mark in letters)
