"""How long a text is, as the service that takes it counts; and how it is made to fit."""

import re
import unicodedata
from collections.abc import Callable

X = frozenset({"twitter", "tweet", "x"})
MASTODON = frozenset({"mastodon", "mastodons", "toot", "toots"})
BLUESKY = frozenset({"bluesky", "bsky"})
LINE = frozenset({"line"})

URL = re.compile(r"https?://[^\s<>\"'、。，．「」『』（）]+", re.IGNORECASE)
SHORT_URL = 23
"""What X and Mastodon count for any address, however long."""
# https://docs.x.com/resources/fundamentals/counting-characters (configuration v3): these count 1, all else 2.
LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
X_LIMIT, MASTODON_LIMIT, BLUESKY_LIMIT = 280, 500, 300
JOINER, LAST_REGION = "\u200d", range(0x1F1E6, 0x1F200)


def limit_of(kind: str, usual: int) -> int:
    """The service's own limit where it counts otherwise than the library, else the library's."""
    if kind in X:
        return X_LIMIT
    return BLUESKY_LIMIT if kind in BLUESKY else usual


def length(text: str, kind: str) -> int:
    """As the service counts: X by weight, Mastodon and X every address alike, Bluesky what is seen as one, LINE in UTF-16."""
    if kind in X:
        return _without_urls(text, lambda rest: sum(map(_weight, graphemes(unicodedata.normalize("NFC", rest)))))
    if kind in MASTODON:
        return _without_urls(text, lambda rest: len(graphemes(rest)))
    if kind in BLUESKY:
        return len(graphemes(text))
    if kind in LINE:
        return len(text.encode("utf-16-le")) // 2
    return len(text)


def _without_urls(text: str, count: Callable[[str], int]) -> int:
    return len(URL.findall(text)) * SHORT_URL + count(URL.sub("", text))


def _weight(grapheme: str) -> int:
    """An emoji counts 2, of however many signs it is made; other signs each by where they stand in Unicode."""
    if _is_emoji(grapheme):
        return 2
    return sum(1 if any(first <= ord(sign) <= last for first, last in LIGHT) else 2 for sign in grapheme)


def _is_emoji(grapheme: str) -> bool:
    first = ord(grapheme[0])
    return first >= 0x1F000 or (len(grapheme) > 1 and ("\ufe0f" in grapheme or JOINER in grapheme))


def graphemes(text: str) -> list[str]:
    """What is seen as one sign, near enough to Unicode's rules: marks, variants, joined emoji and flags stay together."""
    found: list[str] = []
    for sign in text:
        if found and _goes_with(found[-1], sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _goes_with(before: str, sign: str) -> bool:
    if before == "\r" and sign == "\n":
        return True
    if before[-1] in "\r\n":
        return False
    code = ord(sign)
    if sign == JOINER or unicodedata.category(sign) in {"Mn", "Me", "Mc"} or 0x1F3FB <= code <= 0x1F3FF:
        return True
    if before[-1] == JOINER:
        return True
    return code in LAST_REGION and len(before) == 1 and ord(before) in LAST_REGION


def fitted(text: str, kind: str, limit: int) -> str:
    """The text, cut with … where it is too long; an address at its end stays whole."""
    if not limit or length(text, kind) <= limit:
        return text
    addresses = list(URL.finditer(text))
    end = text[addresses[-1].start() :] if addresses and not text[addresses[-1].end() :].strip() else ""
    words = graphemes(text[: len(text) - len(end)].rstrip())
    while words:
        words.pop()
        short = "".join(words).rstrip() + "…" + (f"\n{end}" if end else "")
        if length(short, kind) <= limit:
            return short
    return end or text[:limit]
