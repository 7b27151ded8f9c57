"""A sample report of a citizen without an account, by the road that people take."""

from typing import Any

from django.core.files.base import ContentFile

from cms.core.demo import Demo
from cms.core.demo.drawings import draw
from cms.core.models import Image
from partnership.citizens import services
from partnership.citizens.kind import KIND


def load(demo: Demo, entry: dict[str, Any]) -> None:
    """Begun, described, and confirmed; it waits for an approver, where there is a workflow."""
    parent = KIND.parent(demo.source)
    if parent is None or parent.get_workflow() is None:
        return
    sent = services.begin(entry)
    for photo in entry.get("photos", ()):
        added = services.add_photo(sent, ContentFile(draw(photo["image"]), f"{photo['image']}.png"))
        services.describe(sent, {added.pk: {"alt": photo["alt"], "people": Image.People.NONE}})
    services.confirm(services.ask(sent))
    for image, photo in zip(sent.images.order_by("pk"), entry.get("photos", ()), strict=True):
        Image.objects.filter(pk=image.pk).update(translations={"en": {"alt": photo["en"]}})
