"""What may be meant by what is half typed: read from the keys that `search.services` wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from search import asking, registry
from search.analysis.half_typed import prefixes_of, squeezed, typed_in
from search.analysis.spelling import is_kana
from search.highlight import Piece, mark, needles_of
from search.models import Suggestion

MOST = 8
LAST = "\U0010ffff"
"""Behind every letter: the end of the range of keys that begin with something."""
LEAST_WEIGHT, MOST_WEIGHT = 1, 3
TIERS = 2 * (MOST_WEIGHT - LEAST_WEIGHT + 1)
READ = 100
"""Keys that are read in each tier: an upper limit of the work, however many begin so."""
READ_OF_SEVERAL = 1200
"""The same where other words must occur as well, for all the words together."""
KEPT = 40
"""Of those, how many are looked at more closely."""
MOST_WORDS = 5
NAMED = (Suggestion.Kind.TITLE, Suggestion.Kind.PLACE)
"""Kinds of suggestions beside which stands what sort of thing they are."""


@dataclass(frozen=True)
class Suggested:
    text: str
    kind: str
    """`Suggestion.Kind`"""
    entry_kind: str
    """The entry's kind, of a title or a place; else empty."""
    pieces: list[Piece]
    """The text; what was typed is marked."""

    @property
    def label(self) -> str:
        """The name of the kind of thing that a title is."""
        return str(registry.kinds().get(self.entry_kind, self.entry_kind)) if self.entry_kind else ""


def tier_of(weight: int, begins: bool) -> int:
    """Where a key stands: by weight, and of equal weight before those that only go on so."""
    return 2 * (MOST_WEIGHT - weight) + (0 if begins else 1)


def suggest(text: str, locale: str, limit: int = MOST) -> list[Suggested]:
    """What may be meant by a text half typed, best first. One query.

    Args:
        text: kana, kanji, Latin letters; of several words the last may be half typed, those before must occur.
        locale: language code.
    """
    typed = asking.clean(text)
    whole = prefixes_of(typed)
    if not whole:
        return []
    words = [prefixes for word in typed.split()[-MOST_WORDS:] if (prefixes := prefixes_of(word))]
    if len(words) < 2:
        reads = list(_reads(locale, whole, [], READ))
    else:
        reads = list(_reads(locale, whole[:2], [], READ))
        # Each leads once, so that the rarest is read to its end; of one letter alone too many begin so.
        leading = [number for number, prefixes in enumerate(words) if len(prefixes) <= 2] or range(len(words))
        for number in leading:
            reads += _reads(locale, words[number], words[:number] + words[number + 1 :], READ_OF_SEVERAL // len(leading))
    rows = _rows(reads)
    best: dict[str, tuple[tuple[int, int, int, int, str], str, str]] = {}
    written = [squeezed(word) for word in typed.split()]
    in_kanji = any(not is_kana(word) and not word.isascii() for word in written)
    for shown, kind, entry_kind, tier in rows:
        # What holds the very letters comes before what only sounds so; to whoever chose the kanji, before all else (母子, 募集).
        plain = squeezed(shown)
        missing = sum(word not in plain for word in written)
        rank = (missing if in_kanji else 0, tier, missing, len(shown), shown)
        if shown not in best or rank < best[shown][0]:
            best[shown] = (rank, kind, entry_kind or "")
    ordered = sorted(best.items(), key=lambda item: item[1][0])[:limit]
    typed_words = needles_of(typed.split())
    found = [whole, *(words if len(words) > 1 else [])]
    return [
        Suggested(shown, kind, entry_kind if kind in NAMED else "", _marked(shown, typed_words, found))
        for shown, (_, kind, entry_kind) in ordered
    ]


Read = tuple[str, list[Any]]


def _reads(locale: str, prefixes: Sequence[str], others: Sequence[Sequence[str]], most: int) -> Iterator[Read]:
    """A SELECT for each tier and prefix, of suggestions under a key that begins so, and under one of each of the others'."""
    occurs = " AND ".join(
        "EXISTS (SELECT 1 FROM search_suggestionkey o WHERE o.suggestion_id = k.suggestion_id AND ("
        + " OR ".join("o.key >= %s AND o.key < %s" for _ in each)
        + "))"
        for each in others
    )
    occurring = [end for each in others for prefix in each for end in (prefix, prefix + LAST)]
    sql = f"""
        SELECT k.suggestion_id, k.tier FROM (
            SELECT k.suggestion_id, k.tier, k.key FROM search_suggestionkey k
            WHERE k.locale = %s AND k.tier = %s AND k.key >= %s AND k.key < %s ORDER BY k.key LIMIT {most // len(prefixes)}
        ) k {f"WHERE {occurs} LIMIT {KEPT}" if occurs else ""}
    """
    for tier in range(TIERS):
        for prefix in prefixes:
            yield sql, [locale, tier, prefix, prefix + LAST, *occurring]


def _shown() -> tuple[str, list[Any]]:
    """What anybody may be told of now: the entry's time has not run out; of a word, that of one that carries it."""
    now = timezone.now()
    current = "({0}.expires_at IS NULL OR {0}.expires_at > %s)"
    sql = f"""(
        (s.entry_id IS NOT NULL AND {current.format("e")})
        OR (s.entry_id IS NULL AND EXISTS (
            SELECT 1 FROM search_tagsetmember t JOIN search_entry c ON c.tag_set_id = t.tag_set_id
            WHERE t.name = s.text AND c.locale = s.locale AND {current.format("c")}
        ))
    )"""
    return sql, [now, now]


def _rows(reads: Sequence[Read]) -> list[tuple[str, str, str | None, int]]:
    """(text, kind of suggestion, kind of entry, tier) of what anybody may be told of; the same text may come several times."""
    shown, now = _shown()
    begun = " UNION ALL ".join(f"SELECT * FROM ({each}) r{number}" for number, (each, _) in enumerate(reads))
    sql = f"""
        SELECT s.text, s.kind, e.kind AS entry_kind, k.tier
        FROM ({begun}) k JOIN search_suggestion s ON s.id = k.suggestion_id LEFT JOIN search_entry e ON e.id = s.entry_id
        WHERE {shown}
    """
    params = [*(param for _, each in reads for param in each), *now]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _marked(text: str, words: Sequence[str], found: Sequence[Sequence[str]]) -> list[Piece]:
    """The text with what was typed marked, or what sounds so."""
    pieces = mark(text, words)
    if any(piece.marked for piece in pieces):
        return pieces
    return mark(text, needles_of(part for prefixes in found for part in typed_in(text, prefixes)))
