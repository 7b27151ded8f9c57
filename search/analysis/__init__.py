"""Text to tokens, the same for every engine. Pure functions, no Django."""

import re
import unicodedata

VERSION = "bigrams-1"
"""Changes when stored tokens must be made again."""

RUNS = re.compile(r"[a-z0-9]+|[^\W_]+")


def tokens(text: str) -> list[str]:
    """The tokens that an index holds of a text: words in Latin letters, pairs of characters in Japanese."""
    found: list[str] = []
    for run in RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def query_tokens(text: str) -> list[str]:
    """The tokens that are looked for."""
    return tokens(text)


def reading(text: str) -> str:
    """How a text is read, in hiragana."""
    return unicodedata.normalize("NFKC", text)
