from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """An entry has changed, and the engine has yet to hear of it.

    Written in the transaction of the change; its key is the change's version. What is delivered is the entry as it
    stands then, so several rows of one entry are one delivery.
    """

    entry_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(auto_now_add=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="search_delivery_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} ({self.attempts})"
