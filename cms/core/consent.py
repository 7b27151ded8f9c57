"""Taking back, and giving again, the consent of the people on a picture. Both are in the audit log."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.core.models import Image

WITHDRAWN = "core.consent_withdrawn"
RESTORED = "core.consent_restored"


@transaction.atomic
def withdraw_consent(image: Image, user: AbstractUser | None, reason: str = "") -> Image:
    """From now on the picture is nowhere to be had, and no smaller copy of it is kept. A second time changes nothing."""
    image = Image.objects.select_for_update().get(pk=image.pk)
    if image.consent_withdrawn_at is not None:
        return image
    image.consent_withdrawn_at = timezone.now()
    image.save(update_fields=["consent_withdrawn_at"])
    copies = list(image.renditions.all())
    image.renditions.all().delete()
    # Wagtail leaves the files to a background task, which may come late.
    transaction.on_commit(lambda: [copy.file.storage.delete(copy.file.name) for copy in copies])
    log(instance=image, action=WITHDRAWN, user=user, data={"reason": reason})
    return image


@transaction.atomic
def restore_consent(image: Image, user: AbstractUser | None, reason: str = "") -> Image:
    """The withdrawal was a mistake, or consent was given anew. What else the rule asks for must still hold."""
    image = Image.objects.select_for_update().get(pk=image.pk)
    if image.consent_withdrawn_at is None:
        return image
    image.consent_withdrawn_at = None
    image.save(update_fields=["consent_withdrawn_at"])
    log(instance=image, action=RESTORED, user=user, data={"reason": reason})
    return image
