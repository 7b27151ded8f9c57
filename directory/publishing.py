"""What gets into a place past its drafts, for others than its editor: what a keeper confirms, what was proposed and accepted."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.core.entries import changed_fields, open_revisions, put_into_drafts
from cms.core.models.reviewed import TakeDownAction, revision_of
from directory.history import PUBLISHED
from directory.models import Place


@transaction.atomic
def publish(place: Place, user: AbstractUser | None = None, reason: str = "") -> Revision:
    """Publishes a place as it is at hand, now, without a review. The revision.

    If somebody has a draft of it, the draft stays one, and its review goes on: what changed here changes in it too.

    Args:
        place: as it stands in the database, with fields set anew; not somebody's draft.
        user: who did it, for the history; None where nobody with an account did.
        reason: why, in words for the history: 「施設の方の確認」.

    Raises:
        ValidationError: it cannot be stored so.
    """
    if place.go_live_at and place.go_live_at > timezone.now():
        place.go_live_at = None
    place.full_clean()
    stored = Place.objects.select_for_update().filter(pk=place.pk, live=True).first()
    if stored is not None and open_revisions(Place, [stored.pk]).exists():
        revision = _publish_beside_the_draft(place, stored, user)
    else:
        if stored is None:
            place.live = False
            place.save()
        revision = place.save_revision(user=user, clean=False)
        revision.publish(user=user, log_action=False, skip_permission_checks=True)
        place.refresh_from_db()
    # Of several places that one act publishes, each history shows its own line.
    told = {"action": PUBLISHED, "data": {"reason": reason}, "uuid": uuid4()}
    log(instance=place, user=user, revision=revision, content_changed=True, **told)
    return revision


def _publish_beside_the_draft(place: Place, stored: Place, user: AbstractUser | None) -> Revision:
    before, after = stored.serializable_data(), place.serializable_data()
    place.keep_what_is_public()
    revision = revision_of(place, user)
    place.live, place.live_revision, place.last_published_at = True, revision, timezone.now()
    place.latest_revision, place.has_unpublished_changes = stored.latest_revision, stored.has_unpublished_changes
    place.save()
    put_into_drafts(Place, {place.pk: changed_fields(before, after)})
    return revision


@transaction.atomic
def take_over(place: Place, user: AbstractUser | None = None, reason: str = "") -> None:
    """What was accepted of a proposal: public at once where the place is public, else part of its draft.

    Raises:
        ValidationError: it cannot be stored so.
    """
    if Place.objects.filter(pk=place.pk, live=True).exists():
        publish(place, user, reason)
        return
    place.full_clean()
    place.save()
    put_into_drafts(Place, {place.pk: list(place.serializable_data())})
    log(instance=place, action="wagtail.edit", user=user, data={"reason": reason}, content_changed=True)


@transaction.atomic
def take_down(place: Place, user: AbstractUser | None = None, reason: str = "") -> None:
    """Takes a place that is no more from the site, with its translations; what it said stays in its history."""
    TakeDownAction(place, user=user, log_action=False).execute(skip_permission_checks=True)
    log(instance=place, action="wagtail.unpublish", user=user, data={"reason": reason}, uuid=uuid4())


@transaction.atomic
def set_confirmed(place: Place, day: datetime.date | None, user: AbstractUser | None = None, reason: str = "") -> None:
    """Writes down when somebody last looked whether a place holds what it says, drafts of it included.

    It changes nothing else, and asks nothing of the rest: a place that came in by an import may hold what the editor's form
    would not take, and its keeper could not help it.
    """
    place.confirmed_on, place.live_revision = day, None
    place.save(update_fields=["confirmed_on", "live_revision", "updated_at"])
    put_into_drafts(Place, {place.pk: ["confirmed_on"]})
    log(instance=place, user=user, action="wagtail.edit", data={"reason": reason}, uuid=uuid4())
