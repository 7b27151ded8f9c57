from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models


class IndexedObject(models.Model):
    """One object in Wagtail's own search: the admin's listings and choosers, and `?search=` of the API.

    Holds drafts and private things too: whoever searches brings a queryset of what they may see. Written by
    `search.backends`; the database's index follows by triggers, as it does for entries.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    tokens = models.TextField()
    autocomplete = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_index_row_an_object")]

    def __str__(self) -> str:
        return f"{self.content_type_id} {self.object_id}"
