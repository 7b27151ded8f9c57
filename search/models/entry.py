import hashlib
from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cms.core.models import AgedModel, AgedQuerySet


class Schedule(models.Model):
    """When something is open, as its adapter writes it: a row for all things that are open at the same times.

    What is open at a moment is so asked once a schedule, of the adapter (`search.schedules`), and engines are told numbers. A row
    stays when nobody keeps its times any more: another process may be about to point to it.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["content_type", "digest"], name="one_schedule_a_text")]

    def __str__(self) -> str:
        return self.text


class EntryQuerySet(AgedQuerySet):
    def current(self) -> Self:
        """Those whose time has not run out."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))


class TagSetManager(models.Manager):
    def stored(self, sets: Iterable[Iterable[str]]) -> dict[frozenset[str], int]:
        """The primary keys of these sets of tags, which are stored where they are new; of none is asked for no tags."""
        wanted = {_digest(names): names for names in map(frozenset, sets) if names}
        known = self._known(wanted)
        new = wanted.keys() - known.keys()
        if new:
            # Somebody else may write the same set at this moment: who comes second takes the first one's.
            self.bulk_create([self.model(digest=digest) for digest in sorted(new)], ignore_conflicts=True)
            known = self._known(wanted)
            members = [TagSetMember(tag_set_id=known[digest], name=name) for digest in new for name in sorted(wanted[digest])]
            TagSetMember.objects.bulk_create(members, ignore_conflicts=True)
        return {wanted[digest]: pk for digest, pk in known.items()}

    def _known(self, digests: Iterable[str]) -> dict[str, int]:
        return dict(self.filter(digest__in=list(digests)).values_list("digest", "pk"))


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(sorted(names)).encode()).hexdigest()


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
    tag_set = models.ForeignKey("search.TagSet", null=True, on_delete=models.PROTECT, related_name="entries")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    updated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    schedule = models.ForeignKey(Schedule, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id", "locale"], name="one_entry_a_thing")
        ]
        indexes: ClassVar = [
            # Everything that filters and facets look at, so that they need not touch the rows themselves.
            models.Index(
                fields=["id", "locale", "kind", "stages", "tag_set", "age_min", "age_max", "expires_at"],
                name="search_entry_facets",
            ),
            models.Index(fields=["latitude", "longitude"], name="search_entry_position"),
            models.Index(fields=["updated_at"], name="search_entry_updated"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tags(self) -> list[str]:
        """The names of its tags, in order. Readers of many entries select `tag_set` and prefetch `tag_set__members`."""
        return sorted(member.name for member in self.tag_set.members.all()) if self.tag_set else []


class EntryText(models.Model):
    """An entry's long text: the original for excerpts, the tokens for the index.

    The database's index (`search.index`) follows this table by triggers, so that no road to it can be forgotten.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField(blank=True)
    tokens = models.TextField()

    def __str__(self) -> str:
        return str(self.entry_id)


class TagSet(models.Model):
    """Tags that go together. Entries that carry the same tags share one, so that the tags of thousands are counted by sets."""

    digest = models.CharField(max_length=64, unique=True)

    objects = TagSetManager()

    def __str__(self) -> str:
        return self.digest


class TagSetMember(models.Model):
    """A tag of a set."""

    tag_set = models.ForeignKey(TagSet, on_delete=models.CASCADE, related_name="members", db_index=False)
    name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag_set", "name"], name="one_tag_a_set")]
        indexes: ClassVar = [models.Index(fields=["name", "tag_set"], name="search_tagsetmember_name")]

    def __str__(self) -> str:
        return self.name
