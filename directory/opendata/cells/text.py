"""Text, as it should be spelt."""

import re
import unicodedata

import jaconv

from directory.opendata.cells.doubts import Doubt, Reading, doubt
from directory.opendata.columns import DASHES

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b]")
HALF_KANA = re.compile(r"[\uff66-\uff9f]+")
LONG = re.compile(rf"(?<=[ァ-ヺぁ-ゖー])[{re.escape(DASHES.replace('-', ''))}](?=[ァ-ヺぁ-ゖー]|\b|$)")
"""A dash after kana, where only ー makes sense. The ASCII hyphen is left alone: it joins words."""


def flat(text: str) -> str:
    """For the reading of figures: NFKC without spaces around, every dash "-" (ー too between figures) and every wave "~"."""
    text = re.sub(r"(?<=\d)ー(?=\d)", "-", unicodedata.normalize("NFKC", text))
    return re.sub(r"[〜～∼˜]", "~", re.sub(rf"[{re.escape(DASHES)}]", "-", text)).strip()


def read_text(text: str) -> Reading[str]:
    """Prose or a name: no spaces around it, full-width kana, ー where it belongs. Everything else as it was written."""
    value, doubts = text, []
    for code, pattern, replacement in (
        ("control_signs", CONTROL, ""),
        ("half_width_kana", HALF_KANA, None),
        ("dash_for_long", LONG, "ー"),
    ):
        tidied = pattern.sub(replacement if replacement is not None else lambda match: jaconv.h2z(match[0]), value)
        if tidied != value:
            doubts.append(doubt(code, text.strip(), tidied.strip()))
            value = tidied
    lines = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return Reading(lines, tuple(doubts))


def read_list(text: str, weak: str = "・･") -> Reading[list[str]]:
    """The words of a list. The standards separate by ";" alone; others by ； ： ・ 、 , or a new line.

    `weak` separators part words only where no stronger one does: 糖尿病・代謝内科 is one word.
    """
    spelt = read_text(text)
    for separators in (";；:：\n", "、,，", weak):
        pieces = [piece.strip() for piece in re.split(f"[{separators}]", spelt.value)] if separators else []
        if len(pieces) > 1:
            foreign = set(spelt.value) & set(separators) - {";"}
            doubts: tuple[Doubt, ...] = (doubt("separator", text),) if foreign else ()
            return Reading([piece for piece in pieces if piece], (*spelt.doubts, *doubts))
    return Reading([spelt.value] if spelt.value else [], spelt.doubts)
