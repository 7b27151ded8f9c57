"""Text to tokens, the same for every engine. Pure functions, no Django."""

import re
import unicodedata

VERSION = "bigrams-3"
"""Changes when stored tokens must be made again."""

RUNS = re.compile(r"[a-z0-9]+|[^\W_]+")
# Katakana that have a hiragana: ァ to ヶ stand as far above them as ァ above ぁ.
HIRAGANA = {code: code - (ord("ァ") - ord("ぁ")) for code in range(ord("ァ"), ord("ヶ") + 1)}


def tokens(text: str) -> list[str]:
    """The tokens that an index holds of a text: words in Latin letters; in Japanese pairs of characters, and each run's last.

    With the last one too, every single character (歯, the 歳 of 1歳) begins some token.
    """
    return [token for run in _runs(text) for token in _index_tokens(run)]


def query_tokens(text: str) -> list[tuple[str, bool]]:
    """(token that is looked for, whether it is but the beginning of one in the index)."""
    return [(token, len(run) == 1 and not run.isascii()) for run in _runs(text) for token in _pairs(run)]


def _index_tokens(run: str) -> list[str]:
    return _pairs(run) if run.isascii() or len(run) == 1 else [*_pairs(run), run[-1]]


def _runs(text: str) -> list[str]:
    return RUNS.findall(unicodedata.normalize("NFKC", text).lower().translate(HIRAGANA))


def _pairs(run: str) -> list[str]:
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]


def reading(text: str) -> str:
    """How a text is read, in hiragana."""
    return unicodedata.normalize("NFKC", text)
