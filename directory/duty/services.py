"""What can be done about duty: several changes in one transaction, each in the log."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.log_actions import log

from directory.models import DutySlot


@transaction.atomic
def change_duty(saved: Sequence[DutySlot], deleted: Iterable[DutySlot] = (), user: "AbstractUser | None" = None) -> None:
    """Saves and deletes duties, all or none. What is deleted goes first, so that its time is free.

    Raises:
        IntegrityError: a hospital would have two duties of a kind that begin at one time.
    """
    for slot in deleted:
        log(instance=slot, action="wagtail.delete", user=user, deleted=True)
        slot.delete()
    for slot in saved:
        action: Any = "wagtail.create" if slot.pk is None else "wagtail.edit"
        slot.save()
        log(instance=slot, action=action, user=user)
