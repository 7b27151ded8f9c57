"""One spelling of what can be written in several ways: widths, capitals, dashes, kana."""

import re
import unicodedata
from functools import lru_cache

import jaconv

# What is typed or scanned for the sound mark ー, after a kana: hyphens, dashes, half-width and box-drawing ones, a wave.
LENGTH_MARKS = "-－﹣﹘‐‑‒–—―−─━ｰ〜～~"
AFTER_KANA = re.compile(f"(?<=[ぁ-ゖァ-ヺー])[{re.escape(LENGTH_MARKS)}]+")
OTHER_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━", "-"))

# What is folded by itself: letters of which each stays one; marks that draw out the kana before them; a character with what
# combines with it.
COMBINING = "\u0300-\u036f\u3099\u309aﾞﾟ"
PIECES = re.compile(
    f"(?P<plain>[ぁ-ゖァ-ヺー一-鿿々、。「」a-z0-9 \\n]+)(?![{COMBINING}])"
    f"|(?<=[ぁ-ゖァ-ヺーｦ-ﾟ\u3099\u309a])(?P<drawn>[{re.escape(LENGTH_MARKS)}]+)"
    f"|.[{COMBINING}]*",
    re.DOTALL,
)

SMALL = str.maketrans("ぁぃぅぇぉゃゅょゎゕゖ", "あいうえおやゆよわかけ")
ALIKE = str.maketrans("ぢづをゐゑ", "じずおいえ")
VOWELS = dict.fromkeys("あかさたなはまやらわがざだばぱ", "a")
VOWELS |= dict.fromkeys("いきしちにひみりぎじびぴ", "i")
VOWELS |= dict.fromkeys("うくすつぬふむゆるぐずぶぷゔ", "u")
VOWELS |= dict.fromkeys("えけせてねへめれげぜでべぺ", "e")
VOWELS |= dict.fromkeys("おこそとのほもよろごぞどぼぽ", "o")
# A vowel that only lengthens the one before it: とうきょう, おおきい, せいと.
LENGTHENS = {("o", "う"), ("o", "お"), ("u", "う"), ("e", "い")}

KANA = re.compile(r"[ぁ-ゖァ-ヺー・ ]+")
SYLLABLE = r"(?:sh|ch|ts|[jf]|[kstnhmrgzdbp]y|[kstnhmyrwgzdbp])?[aiueo]|n(?![aiueoy])"
ROMAJI = re.compile(rf"(?:{SYLLABLE}|([kstpgdbzjf])(?=\1)|t(?=ch)|m(?=[bmp]))+")


def fold(text: str) -> str:
    """NFKC, small letters, no marks on Latin letters, and ー wherever a kana is drawn out."""
    text = unicodedata.normalize("NFKC", AFTER_KANA.sub("ー", text)).lower()
    text = AFTER_KANA.sub("ー", text).translate(OTHER_DASHES)
    return text if text.isascii() else _without_accents(text)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text in hiragana, and for each of its characters the place in the text given."""
    folded: list[str] = []
    places: list[int] = []
    for piece in PIECES.finditer(text):
        if piece.lastgroup == "plain":
            folded.append(jaconv.kata2hira(piece.group()))
            places += range(*piece.span())
            continue
        letters = "ー" if piece.lastgroup == "drawn" else _folded_piece(piece.group())
        folded.append(letters)
        places += [piece.start()] * len(letters)
    return "".join(folded), places


@lru_cache(65_536)
def _folded_piece(piece: str) -> str:
    return hiragana(fold(piece))


def _without_accents(text: str) -> str:
    # Japanese voicing marks are combining characters too, so only what stands on a Latin letter goes.
    if not any("\u00c0" <= c < "\u0250" or "\u0300" <= c < "\u0370" for c in text):
        return text
    bare: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char) and bare and bare[-1].isascii():
            continue
        bare.append(char)
    return unicodedata.normalize("NFC", "".join(bare))


@lru_cache(65_536)
def hiragana(text: str) -> str:
    """Katakana as hiragana; everything else as it is."""
    return jaconv.kata2hira(text)


def is_kana(text: str) -> bool:
    """Whether a folded text is nothing but kana."""
    return KANA.fullmatch(text) is not None


def from_romaji(text: str) -> str:
    """Hiragana of a word in Latin letters that `is_romaji`. Long vowels may be missing."""
    plain = text.replace("'", "").replace("’", "").replace("-", "").replace("mb", "nb").replace("mp", "np")
    return hiragana(jaconv.alphabet2kana(plain))


def half_romaji(text: str) -> tuple[str, str]:
    """Of a word half typed what can be read, in hiragana, and the letters after it: hoik → ほい, k."""
    read = ROMAJI.match(text)
    end = read.end() if read else 0
    # A last n may become な, and a first letter of two a っ.
    while end and text[end - 1] not in "aiueo":
        end -= 1
    return from_romaji(text[:end]), text[end:]


def is_romaji(text: str) -> bool:
    """Whether a word in Latin letters can be read as Japanese to its end."""
    return ROMAJI.fullmatch(text) is not None and is_kana(from_romaji(text))


@lru_cache(65_536)
def sound(reading: str) -> str:
    """What stays of a reading in hiragana when it is compared: no long vowels, no small letters, no double spellings.

    とうきょう, とーきょー and ときょ (from tokyo) are one.
    """
    sounds: list[str] = []
    last = ""
    for char in hiragana(reading).translate(SMALL).translate(ALIKE):
        if char == "ー" or not char.isalnum() or (last, char) in LENGTHENS:
            continue
        sounds.append(char)
        last = VOWELS.get(char, "")
    return "".join(sounds)
