from typing import ClassVar

from django.db import models

from search.models.entry import Entry


class Suggestion(models.Model):
    """What may be suggested to somebody who types.

    A title, and a past query, belongs to the entry that it leads to and goes with it. A word is a tag's name: it is shown
    while an entry that anybody may find carries it (`search.suggesting` looks), so a row may stay behind unseen.
    """

    class Kind(models.TextChoices):
        TITLE = "title"
        PLACE = "place"
        WORD = "word"
        QUERY = "query"

    text = models.TextField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    weight = models.PositiveSmallIntegerField()
    """1 to 3: what more people mean is more."""
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="suggestions")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["locale", "text"], condition=models.Q(entry__isnull=True), name="search_suggestion_word")
        ]

    def __str__(self) -> str:
        return self.text


class SuggestionKey(models.Model):
    """A beginning under which a suggestion is looked up (`search.analysis.half_typed`).

    The index is read by range, one tier after the other, so that a look-up costs the same however many begin so.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="keys", db_index=False)
    locale = models.CharField(max_length=20)
    tier = models.PositiveSmallIntegerField()
    """0 is the best: by weight, and of equal weight those that begin with the key."""
    key = models.CharField(max_length=24)
    """Compared by code points (the migration sees to it on PostgreSQL)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["locale", "tier", "key"], name="search_suggestionkey_prefix"),
            # Whether a suggestion holds another word as well.
            models.Index(fields=["suggestion", "key"], name="search_suggestionkey_held"),
        ]

    def __str__(self) -> str:
        return self.key


class KnownWord(models.Model):
    """A word of a title, a tag or a place, once a language: what a word with a slip in it may have been meant for.

    It says nothing about what can be found: a correction is shown only where a search for it finds something.
    """

    locale = models.CharField(max_length=20)
    word = models.CharField(max_length=30)
    reading = models.CharField(max_length=100)
    sound = models.CharField(max_length=100)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["locale", "word"], name="search_knownword_word")]

    def __str__(self) -> str:
        return self.word
