from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """A row of a source (`search.sources`) has changed, and the engine has yet to hear of it.

    Written in the transaction of the change, while the row is locked by it: so the keys of one row's deliveries are in the
    order of its states, and serve as their versions. What is delivered is the row as it stands then, so several deliveries
    of one row are one.
    """

    source = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(auto_now_add=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "due_at"], name="search_delivery_due")]

    def __str__(self) -> str:
        return f"{self.source} {self.row_id} ({self.attempts})"


class EngineIndex(models.Model):
    """Which of the engine's indexes holds a source. Without a row, or without a name, the engine has yet to be filled.

    It is this row that says which index is asked and told of changes, not the engine's own alias: so what one process
    decides holds for all of them at once, and one that was asleep meanwhile does no harm.
    """

    source = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=255, blank=True)
    building = models.CharField(max_length=255, blank=True)
    """One that is being filled, and told of changes as well."""
    builder = models.CharField(max_length=32, blank=True)
    """Who fills it."""
    not_before = models.DateTimeField(null=True)
    """Until then the builder has it to itself; after a failure, until then nobody tries again."""
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.source}: {self.name or 'none'}"
