"""What a support programme is about (`directory.vocabularies.THEMES`), told by its words.

The national registry's own codes (`SupportProgram.categories`) come without names in what municipalities publish, so no reader is
shown them. A programme gets its themes from the words of its name and summary when it is imported; editors then change them.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": ("手当", "給付", "助成", "補助", "支給", "減免", "免除", "無償", "貸付", "一時金", "祝金", "ギフト", "クーポン"),
    "pregnancy": ("妊娠", "妊婦", "妊産婦", "出産", "産前", "産後", "新生児", "母子健康手帳", "不妊", "不育"),
    "health": ("健診", "検診", "健康診査", "予防接種", "医療", "歯科", "栄養", "離乳食", "聴覚検査"),
    "care": ("保育", "預かり", "幼稚園", "こども園", "ファミリー・サポート", "ファミリーサポート", "学童", "ショートステイ"),
    "play": ("ひろば", "児童館", "図書館", "絵本", "ブックスタート", "講座", "遊び", "体験", "交流"),
    "consultation": ("相談", "訪問", "支援センター", "こども家庭センター"),
    "single_parent": ("ひとり親", "母子家庭", "父子家庭", "児童扶養手当", "寡婦"),
    "disability": ("障害", "障がい", "発達", "療育", "医療的ケア", "特別児童扶養手当"),
}
"""By which a theme is told; one word is enough. 相談 alone says little of a programme, and is asked of its name only."""
OF_THE_NAME_ALONE = ("consultation",)


def themes_of(name: str, summary: str) -> list[str]:
    """The themes that the words of a programme tell, in the order of their table."""
    title, text = (unicodedata.normalize("NFKC", each) for each in (name, f"{name} {summary}"))
    return [
        theme for theme, words in WORDS.items() if any(word in (title if theme in OF_THE_NAME_ALONE else text) for word in words)
    ]
