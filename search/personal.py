"""Whether what somebody searched may tell of a person. Pure functions of a folded text (`search.analysis.fold`)."""

import re
from itertools import pairwise

from search import analysis
from search.analysis.morphemes import GIVEN_NAME, PLACE_NAME, SURNAME

NAMES = {SURNAME, GIVEN_NAME}
TITLES = {"さん", "様", "さま", "氏", "君", "くん", "ちゃん", "先生"}

D = r"[\d〇一二三四五六七八九十百]"
DASH = r"\s*[-ーの]\s*"
# What follows figures that count something: 1-2歳, 0-1-2歳児, 10-11月.
COUNTED = r"[歳才月年日時分週回人名組児個枚円万度階期%a-z]|か月|[ヶカヵケ箇]月|学期|クラス"
END = rf"(?!{D})(?!{DASH}{D})(?!\s*(?:{COUNTED}))"

# Apart, lest a day be taken for a telephone number or a house: 2026-11-24.
DAY = re.compile(r"(?<![\d-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![\d-])")
NUMBER = re.compile(r"[\d〇一二三四五六七八九](?:[\s().,/+ーの-]*[\d〇一二三四五六七八九]){6,}")
MAIL_OR_WEB = re.compile(r"@|://|www\.|[a-z0-9]\.[a-z]{2,}")
HOUSE = re.compile(
    rf"(?<!{D})(?:{D}+{DASH}{D}+{DASH}{D}+{END}"  # 1-2-3
    rf"|{D}+\s*番地"
    rf"|{D}+\s*番\s*{D}+(?:\s*号|{END}))"  # 3番4号
    rf"|丁目\s*の?\s*{D}+{END}"  # 2丁目3
)
HALF_A_HOUSE = re.compile(rf"(?<![\d-]){D}+{DASH}{D}+{END}")
PLACE = re.compile(r"[町村市区字]\s*$")
TOWNS = ("町", "丁目")
# What makes of a name that stands alone somebody: where they live, when they were born.
HINT = re.compile(rf"{D}+月{D}+日|生まれ|誕生日|丁目|住所|電話|連絡先|自宅")


def tells_of_a_person(text: str) -> bool:
    """Whether it holds, or seems to, a telephone number, a mail or web address, the number of a house, or somebody's name.

    A name by itself is no one's (鈴木; 田中小児科 even less): it takes a given name with a surname, a title (さん), or a name
    that stands alone beside a town, a day or the like.
    """
    dayless = DAY.sub("日", text)
    return bool(
        NUMBER.search(dayless)
        or MAIL_OR_WEB.search(text)
        or HOUSE.search(dayless)
        or _has_house_after_place(dayless)
        or _names_somebody(text)
    )


def _has_house_after_place(text: str) -> bool:
    """前原町2-3; not 11-24 by itself, which may be a day."""
    for found in HALF_A_HOUSE.finditer(text):
        before = text[: found.start()]
        words = analysis.morphemes(before)
        if PLACE.search(before) or (words and words[-1].proper == PLACE_NAME):
            return True
    return False


def _names_somebody(text: str) -> bool:
    words = analysis.morphemes(text)
    for one, after in pairwise(words):
        if {one.proper, after.proper} == NAMES or (one.proper in NAMES and after.surface in TITLES):
            return True
    stands_alone = any(_is_a_name(segment) for segment in text.split())
    in_town = any(word.proper == PLACE_NAME and word.surface.endswith(TOWNS) for word in words)
    return stands_alone and (in_town or any(hint.search(text) for hint in (DAY, HINT, HALF_A_HOUSE)))


def _is_a_name(segment: str) -> bool:
    words = analysis.morphemes(segment)
    return bool(words) and all(word.proper in NAMES for word in words)
