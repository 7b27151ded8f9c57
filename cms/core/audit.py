"""What follows from Wagtail's audit log, which every road writes to: a delegation that was used, a page taken down."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, TaskState

from cms.core.models import BasePage
from cms.core.reviews import author_of, delegation_of

DELEGATION_USED = "nobinobi.delegation.use"
PUBLISHED = {"wagtail.publish", "wagtail.publish.schedule"}
APPROVED = "wagtail.workflow.approve"
UNPUBLISHED = "wagtail.unpublish"


def connect() -> None:
    post_save.connect(follow, sender=PageLogEntry, dispatch_uid="core: follow the audit log")


def follow(sender: Any, instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    if not created or instance.user is None or instance.action not in {*PUBLISHED, APPROVED, UNPUBLISHED}:
        return
    page = BasePage.objects.filter(pk=instance.page_id).first()
    if page is None:
        return
    if instance.action == UNPUBLISHED:
        from cms.core import mails

        mails.unpublished(page, instance.user)
    elif _is_past_the_rule(instance, page):
        _record_delegation(instance, page)


def _is_past_the_rule(entry: PageLogEntry, page: BasePage) -> bool:
    """Whether the act was one's own approval, or publishing without a review."""
    if entry.action == APPROVED:
        return author_of(page) == entry.user
    reviewed = TaskState.objects.filter(
        revision_id=entry.revision_id, status=TaskState.STATUS_APPROVED, finished_by=entry.user
    ).exists()
    return not reviewed


def _record_delegation(entry: PageLogEntry, page: BasePage) -> None:
    """Code that publishes in a person's name without a delegation leaves no such entry: none was used."""
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
        data={**data, "page": {"id": page.pk, "title": page.title}},
    )
