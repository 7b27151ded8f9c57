from django.db import models


class ContentVersion(models.Model):
    """One row that moves with every change of what the public can see: the key of every cached public answer."""

    number = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)
