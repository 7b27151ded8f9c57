from typing import ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cms.core.models import AgedModel, AgedQuerySet


class EntryQuerySet(AgedQuerySet):
    def current(self) -> Self:
        """Those whose time has not run out."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))


class Entry(AgedModel):
    """One public thing in one language, as it can be found.

    Rows are narrow, so that counting facets over many of them stays quick; the long text is `EntryText`. Only
    `search.services` writes here, from what an adapter (`search.registry`) says about a thing.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=50)
    title = models.TextField()
    reading = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    url = models.TextField(blank=True)
    place = models.TextField(blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    stages = models.IntegerField(default=0)
    """The life stages that it is for (`search.ages.mask_of`)."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    updated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id", "locale"], name="one_entry_a_thing")
        ]
        indexes: ClassVar = [
            # Everything that filters and facets look at, so that they need not touch the rows themselves.
            models.Index(
                fields=["id", "locale", "kind", "stages", "age_min", "age_max", "expires_at"], name="search_entry_facets"
            ),
            models.Index(fields=["latitude", "longitude"], name="search_entry_position"),
            models.Index(fields=["updated_at"], name="search_entry_updated"),
        ]

    def __str__(self) -> str:
        return self.title


class EntryText(models.Model):
    """An entry's long text: the original for excerpts, the tokens for the index.

    The database's index (`search.index`) follows this table by triggers, so that no road to it can be forgotten.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField(blank=True)
    tokens = models.TextField()

    def __str__(self) -> str:
        return str(self.entry_id)


class EntryTag(models.Model):
    """A tag that an entry carries."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "name"], name="one_tag_an_entry")]
        indexes: ClassVar = [models.Index(fields=["name", "entry"], name="search_entrytag_name")]

    def __str__(self) -> str:
        return self.name
