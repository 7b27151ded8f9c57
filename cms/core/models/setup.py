from django.db import models


class SetupRecord(models.Model):
    """One thing that `manage.py setup` did, so that it is never done over what people changed since."""

    key = models.CharField(max_length=255, primary_key=True)
    done_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
