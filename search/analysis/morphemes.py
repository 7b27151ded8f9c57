"""Text cut into words: Japanese by Sudachi, Latin words and figures by their letters."""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sudachipy import Config, Dictionary, SplitMode, Tokenizer

from search.analysis.latin import FIGURES as LATIN_FIGURES
from search.analysis.latin import normal as latin_normal
from search.analysis.own_words import OwnWord, OwnWords
from search.analysis.spelling import fold, hiragana

# Sudachi takes 49,149 bytes at a time, three a character at most times.
LONGEST_PIECE = 12_000
ENDS = re.compile(r"(?<=[。!?\n])")
# Words in Latin letters, and figures unless a Japanese word follows, by which Sudachi knows how that is read: 1歳.
LATIN = r"[0-9]*[a-z][a-z0-9]*|[0-9]+(?![0-9]*[^\W_a-z0-9])"
# A year of school: 小1 (but not 小1時間), 中三.
GRADE = r"(?P<school>[小中高])(?P<grade>[1-6一二三四五六])(?![0-9一-鿿々])"
# 1丁目2番3号, which others write as 1-2-3.
HOUSE = re.compile(r"([0-9]+|[一二三四五六七八九十])丁目([0-9]+(?:-[0-9]+)*)(?:番地?の?([0-9]+)?号?)?")
HOUSE_NUMBER = r"(?<![0-9-])(?P<house>[0-9]{1,3}(?:-[0-9]{1,3})+)(?![0-9-]|[^\W_a-z0-9])"
# An age in English: 4 years old, a four-year-old, age 4, 18-month-old.
NUMBER = f"[0-9]+|{'|'.join(LATIN_FIGURES)}"
AGE = rf"\b(?P<old>{NUMBER})[- ]?(?P<unit>years?|months?|yrs?)[- ]olds?\b|\b(?:ages?|aged) (?P<aged>[0-9]+)\b"
FIGURES = dict(zip("一二三四五六七八九十〇零", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "0", "0"], strict=True))
FIGURES["ゼロ"] = "0"
APART = re.compile(rf"(?<![一-鿿々]){GRADE}|{AGE}|{HOUSE_NUMBER}|{LATIN}")
ENGLISH_AGE = re.compile(AGE)
WORD = re.compile(r"\w")
# Sudachi takes 歳 for a year where it stands alone.
AGES = {"歳": "歳", "才": "歳", "歳児": "歳"}
AGES |= dict.fromkeys(["ヶ月", "ヵ月", "カ月", "か月", "ケ月", "箇月"], "か月")

SURNAME, GIVEN_NAME, PLACE_NAME = "姓", "名", "地名"
GRAMMAR = {"助詞", "助動詞", "補助記号", "空白", "記号"}
"""Parts of speech that carry no meaning of their own."""
EMPTY_WORDS = {
    *("為る", "居る", "有る", "成る", "出来る", "行く", "来る", "下さる", "貰う", "遣る", "仕舞う", "言う", "知る", "教える"),
    *("事", "物", "所", "何", "何処", "何時", "何れ", "誰", "どう", "どんな", "何故", "此れ", "其れ", "有無", "等", "様"),
    *("どこ", "いつ", "なに", "こと", "もの", "ところ", "する", "ある", "いる", "なる", "方", "ため", "為", "時", "無い", "良い"),
    *("ください", "下さい", "ほしい", "欲しい", "たい", "できる", "どれ", "どちら", "幾ら", "いくら", "場合", "誰か", "何か"),
    *("御", "さん", "ちゃん", "君", "達"),
}
"""Words that a question holds and an answer need not, in normalised form."""


@dataclass(frozen=True)
class Morpheme:
    surface: str
    """As it stands in the folded text."""
    normal: str
    """Sudachi's normalised form, folded: 引越し → 引っ越し."""
    reading: str
    """In hiragana; empty for Latin words and figures."""
    parts: tuple[tuple[str, str, str], ...] = ()
    """(surface, normalised form, reading) of the shortest units, where it is made of several: 保育園 → 保育, 園."""
    speech: str = "名詞"
    """Its part of speech, as Sudachi names it."""
    is_empty: bool = False
    """A word that a question holds and an answer need not."""
    is_noun: bool = False
    is_known: bool = True
    """Whether Sudachi's dictionary holds it."""
    number: str = ""
    """The figure that stands directly before it: 1 of 1歳."""
    proper: str = ""
    """What it is the name of, as Sudachi says it: SURNAME, GIVEN_NAME, PLACE_NAME or another; empty for common words."""

    @property
    def is_grammar(self) -> bool:
        """Whether it carries no meaning of its own."""
        return self.speech in GRAMMAR

    @property
    def counted(self) -> str:
        """The word with its figure, where it has one: 1歳."""
        return self.number + self.normal if self.number else ""

    @property
    def is_latin(self) -> bool:
        return self.surface.isascii()


class Analyser:
    """Cuts text up, with the own words of one site. Safe to share between threads: each has a tokenizer of its own."""

    def __init__(self, own_words: OwnWords | None = None) -> None:
        self.own_words = own_words or OwnWords()
        self._local = threading.local()
        # What people type comes again and again, and each query is looked at several times.
        self.short = lru_cache(4096)(self._short)

    def morphemes(self, text: str) -> Iterator[Morpheme]:
        """The words of a text, in order, those without any letter left out."""
        for piece in self.own_words.cut(HOUSE.sub(_house, fold(text))):
            if isinstance(piece, OwnWord):
                yield Morpheme(piece.surface, piece.surface, piece.reading, is_noun=True, is_known=False)
                continue
            at = 0
            for found in APART.finditer(piece):
                yield from self._japanese(piece[at : found.start()])
                yield _apart(found)
                at = found.end()
            yield from self._japanese(piece[at:])

    def _short(self, text: str) -> tuple[Morpheme, ...]:
        return tuple(self.morphemes(text))

    def _japanese(self, text: str) -> Iterator[Morpheme]:
        if not WORD.search(text):
            return
        tokenizer = self._tokenizer()
        for piece in pieces(text):
            number = ""
            for found in tokenizer.tokenize(piece):
                surface = found.surface()
                if not WORD.search(surface):
                    number = ""
                    continue
                speech = found.part_of_speech()
                if speech[1] == "数詞":
                    number = FIGURES.get(surface, surface)
                    yield Morpheme(surface, number, "" if surface.isascii() else hiragana(found.reading_form()), is_noun=True)
                    continue
                normal = AGES.get(surface) or one_token(found.normalized_form())
                units = found.split(SplitMode.A, add_single=False)
                yield Morpheme(
                    surface=surface,
                    normal=normal,
                    reading=hiragana(found.reading_form()),
                    parts=tuple((u.surface(), one_token(u.normalized_form()), hiragana(u.reading_form())) for u in units),
                    speech=speech[0],
                    is_empty=normal in EMPTY_WORDS or (speech[0] == "動詞" and speech[1] == "非自立可能"),
                    is_noun=speech[0] in ("名詞", "接尾辞", "接頭辞", "形状詞"),
                    is_known=not found.is_oov(),
                    number="" if speech[0] in GRAMMAR else number,
                    proper=proper(speech),
                )
                number = ""

    def _tokenizer(self) -> Tokenizer:
        tokenizer: Tokenizer | None = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            tokenizer = self._local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
        return tokenizer


def _apart(found: re.Match[str]) -> Morpheme:
    """What Sudachi need not see: a Latin word, a figure, an age in English, the number of a house, a year of school."""
    if found["school"]:
        normal = found["school"] + FIGURES.get(found["grade"], found["grade"])
        return Morpheme(found.group(), normal, "", is_noun=True)
    if house := found["house"]:
        return Morpheme(house, house, "", tuple((part, part, "") for part in house.split("-")))
    if found["old"] or found["aged"]:
        return Morpheme(found.group(), _age(found), "", is_noun=True)
    return Morpheme(found.group(), latin_normal(found.group()), "")


def in_one_piece(text: str) -> str:
    """A folded text with ages in English as they are said in Japanese, without a blank."""
    return ENGLISH_AGE.sub(_age, text)


def _age(found: re.Match[str]) -> str:
    age = found["old"] or found["aged"]
    return LATIN_FIGURES.get(age, age) + ("か月" if (found["unit"] or "").startswith("month") else "歳")


def _house(found: re.Match[str]) -> str:
    """The number of a house with hyphens."""
    return "-".join(FIGURES.get(part, part) for part in found.groups() if part)


def proper(speech: Sequence[str]) -> str:
    """What a part of speech, in Sudachi's order of detail, says a word to be the name of."""
    if speech[1] != "固有名詞":
        return ""
    return speech[3] if speech[2] == "人名" else speech[2]


@lru_cache(65_536)
def one_token(text: str) -> str:
    return "".join(fold(text).split())


_lock = threading.Lock()
_loaded: list[Dictionary] = []


def _dictionary() -> Dictionary:
    with _lock:
        if not _loaded:
            _loaded.append(Dictionary(config=Config(system="core")))
        return _loaded[0]


def pieces(text: str, longest: int = LONGEST_PIECE) -> Iterator[str]:
    """A text as pieces that Sudachi takes, cut where sentences end; a longer sentence is cut hard."""
    if len(text) <= longest:
        yield text
        return
    held = ""
    for sentence in ENDS.split(text):
        if held and len(held) + len(sentence) > longest:
            yield held
            held = ""
        held += sentence
        while len(held) > longest:
            yield held[:longest]
            held = held[longest:]
    if held:
        yield held
