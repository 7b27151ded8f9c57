"""What is suggested, and what is known as a word: written with the entries, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

from search.analysis.half_typed import keys_of
from search.analysis.nearest import Known, words_of
from search.models import Entry, KnownWord, Suggestion, SuggestionKey
from search.registry import Content
from search.suggesting import LEAST_WEIGHT, MOST_WEIGHT, tier_of

RULES = "suggestions-1"
"""Changes when the rows of entries that stand must be made again."""
BATCH = 500
TITLE_WEIGHT = LEAST_WEIGHT
WORD_WEIGHT = QUERY_WEIGHT = LEAST_WEIGHT + 1
OFTEN = 10
"""Times that something was searched, from which it is what most people mean."""
LONGEST = 100
"""Characters of a text that is worth suggesting: longer than a line on a phone helps nobody."""

Kind = Suggestion.Kind
T = TypeVar("T")


def write(written: Sequence[tuple[Entry, Content]], changed: Sequence[Entry]) -> None:
    """Make the suggestions of entries those of their contents.

    Args:
        changed: those that had suggestions before.
    """
    if changed:
        Suggestion.objects.filter(entry__in=[entry.pk for entry in changed]).delete()
    titles = [
        Suggestion(text=content.title, locale=content.locale, kind=_kind(content), weight=TITLE_WEIGHT, entry_id=entry.pk)
        for entry, content in written
        if len(content.title) <= LONGEST
    ]
    readings = {entry.pk: content.reading for entry, content in written}
    _save(titles, readings)
    contents = [content for _, content in written]
    _save(list(_new_words(contents)))
    remember_words(contents)


def _kind(content: Content) -> str:
    happens = any(content.dates)
    return Kind.PLACE if (content.place or content.position) and not happens else Kind.TITLE


def _new_words(contents: Iterable[Content]) -> Iterator[Suggestion]:
    """The tags of which there is no suggestion yet.

    Two that write the same at once write it twice, rather than wait for one another; it is shown once.
    """
    tags: dict[str, set[str]] = defaultdict(set)
    for content in contents:
        tags[content.locale].update(content.tags)
    for locale, names in tags.items():
        standing = Suggestion.objects.filter(entry__isnull=True, locale=locale)
        known = {text for part in _parts(list(names)) for text in standing.filter(text__in=part).values_list("text", flat=True)}
        for name in sorted(names - known):
            yield Suggestion(text=name, locale=locale, kind=Kind.WORD, weight=WORD_WEIGHT)


def _save(suggestions: Sequence[Suggestion], readings: Mapping[int, str] | None = None) -> None:
    """Write suggestions with their keys.

    Args:
        readings: entry id → how its title is read, in kana; may be empty.
    """
    Suggestion.objects.bulk_create(suggestions, batch_size=BATCH)
    SuggestionKey.objects.bulk_create(
        (
            SuggestionKey(suggestion=each, locale=each.locale, tier=tier_of(each.weight, begins), key=key)
            for each in suggestions
            for key, begins in keys_of(each.text, (readings or {}).get(each.entry_id or 0, "")).items()
        ),
        batch_size=BATCH,
    )


def remember_words(contents: Iterable[Content]) -> None:
    """Add the words of titles, places and tags that are not known yet."""
    found: dict[str, dict[str, Known]] = defaultdict(dict)
    for content in contents:
        for text in (content.title, content.place, *content.tags):
            found[content.locale].update((known.word, known) for known in words_of(text[:LONGEST]))
    for locale, words in found.items():
        standing = KnownWord.objects.filter(locale=locale)
        known_words = {w for part in _parts(list(words)) for w in standing.filter(word__in=part).values_list("word", flat=True)}
        KnownWord.objects.bulk_create(
            [
                KnownWord(locale=locale, word=word, reading=known.reading, sound=known.sound)
                for word, known in sorted(words.items())
                if word not in known_words
            ],
            batch_size=BATCH,
        )


def write_past_queries(locale: str) -> int:
    """Suggest what was searched before, as long as it is found; how many.

    Each hangs on the first thing that it finds, and goes with it: what was found of something that is withdrawn says nothing
    any more, whoever had searched for it.
    """
    from search.queries import good_queries, search

    Suggestion.objects.filter(locale=locale, kind=Kind.QUERY).delete()
    suggestions = []
    for text, count in good_queries(locale):
        results = search(text, locale=locale, per_page=1)
        if results.hits and not results.relaxed and len(results.text) <= LONGEST:
            weight = MOST_WEIGHT if count >= OFTEN else QUERY_WEIGHT
            entry = results.hits[0].entry
            suggestions.append(Suggestion(text=results.text, locale=locale, kind=Kind.QUERY, weight=weight, entry=entry))
    _save(suggestions)
    return len(suggestions)


def weed() -> None:
    """Take out what nothing holds any more: tags that no entry carries, words that stand in no title, place or tag."""
    for locale in Suggestion.objects.order_by().values_list("locale", flat=True).distinct():
        tags = set(Entry.objects.filter(locale=locale, tag_set__isnull=False).values_list("tag_set__members__name", flat=True))
        words = Suggestion.objects.filter(entry__isnull=True, locale=locale)
        _delete(words, [pk for pk, text in words.values_list("pk", "text") if text not in tags])
    for locale in KnownWord.objects.order_by().values_list("locale", flat=True).distinct():
        held: set[str] = set()
        texts = Entry.objects.filter(locale=locale).order_by().values_list("title", "place", "tag_set__members__name").distinct()
        for row in texts.iterator():
            held.update(known.word for text in row if text for known in words_of(text[:LONGEST]))
        known_words = KnownWord.objects.filter(locale=locale)
        _delete(known_words, [pk for pk, word in known_words.values_list("pk", "word") if word not in held])


def _delete(rows: QuerySet[Any], pks: Sequence[int]) -> None:
    for part in _parts(pks):
        rows.filter(pk__in=part).delete()


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """No database takes any number of parameters."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
