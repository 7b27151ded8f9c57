"""What follows from Wagtail's audit log, which every road writes to: a delegation that was used, a page or entry taken down."""

from typing import Any
from uuid import uuid4

from django.db.models.signals import post_save
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry, TaskState

from cms.core.models import BasePage, ReviewedEntry
from cms.core.reviews import delegation_of, is_own

HANDED_OVER = "nobinobi.review.hand_over"
DELEGATION_USED = "nobinobi.delegation.use"
PUBLISHED = {"wagtail.publish", "wagtail.publish.schedule"}
APPROVED = "wagtail.workflow.approve"
UNPUBLISHED = "wagtail.unpublish"


def connect() -> None:
    for entries in (PageLogEntry, ModelLogEntry):
        post_save.connect(follow, sender=entries, dispatch_uid=f"core: follow the audit log of {entries.__name__}")


def follow(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    if not created or instance.user is None or instance.action not in {*PUBLISHED, APPROVED, UNPUBLISHED}:
        return
    thing = _concerned(instance)
    if thing is None:
        return
    if instance.action == UNPUBLISHED:
        from cms.core import mails

        mails.unpublished(thing, instance.user)
    elif _is_past_the_rule(instance, thing):
        note_delegation(instance, thing)


def _concerned(entry: Any) -> Any:
    """The page or reviewed entry that was acted on; None where it is neither."""
    if isinstance(entry, PageLogEntry):
        return BasePage.objects.filter(pk=entry.page_id).first()
    model = entry.content_type.model_class()
    is_ours = model is not None and issubclass(model, ReviewedEntry)
    return model._default_manager.filter(pk=entry.object_id).first() if is_ours else None


def _is_past_the_rule(entry: Any, page: Any) -> bool:
    """Whether the act was one's own approval, or publishing without a review."""
    if entry.action == APPROVED:
        return is_own(page, entry.user)
    reviewed = TaskState.objects.filter(
        revision_id=entry.revision_id, status=TaskState.STATUS_APPROVED, finished_by=entry.user
    ).exists()
    return not reviewed


def note_delegation(entry: Any, page: Any) -> None:
    """Writes down that what this line of the log tells was done under a delegation.

    Code that publishes in a person's name without a delegation leaves no such entry: none was used.
    """
    delegation = delegation_of(entry.user)
    if delegation is None:
        return
    data = {
        "delegation": {
            "id": delegation.pk,
            "title": str(delegation),
            "reason": delegation.reason,
            "until": delegation.ends_at.isoformat(),
        },
        "for": entry.action,
    }
    log(instance=page, action=DELEGATION_USED, user=entry.user, data=data, revision=entry.revision)
    log(
        instance=delegation,
        action=DELEGATION_USED,
        user=entry.user,
        data={**data, "page": {"id": page.pk, "title": str(page)}},
        # Of one act's lines of the same kind and table, a history shows the last alone.
        uuid=uuid4(),
    )
