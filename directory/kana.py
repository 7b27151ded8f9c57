"""The rows of the kana syllabary, by which a Japanese list is looked through."""

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
    "わ": "わをんゎ",
}


def row_of(kana: str) -> str:
    """The row that a reading belongs to (が → か, パ → は), or an empty string if it begins with no kana."""
    first = unicodedata.normalize("NFD", jaconv.kata2hira(unicodedata.normalize("NFKC", kana.strip()[:1])))[:1]
    return next((row for row, letters in ROWS.items() if first and first in letters), "")
