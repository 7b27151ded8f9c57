"""What becomes public through review: a page, and what is looked up and has drafts as a page has."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from cms.core.permissions import ReviewedEntryPermissionTester
from cms.core.reviews import ReviewStage, approver_stage, was_approved

ANNOUNCING = "announcing"


class Announceable:
    """Something whose drafts keep where it shall be announced when they go public, and with which words.

    The choice is part of a revision, so it goes through review and schedule with what it announces. A copy of something begins
    without one.
    """

    _announcing: Mapping[str, Any] = MappingProxyType({})

    @property
    def announcing(self) -> Mapping[str, Any]:
        """`channels` (keys), `text` (for all), `texts` (by key); empty where nobody chose anything."""
        return self._announcing

    @announcing.setter
    def announcing(self, chosen: Mapping[str, Any]) -> None:
        self._announcing = chosen

    def serializable_data(self) -> dict[str, Any]:
        data: dict[str, Any] = super().serializable_data()  # type: ignore[misc]
        chosen, pk = self._announcing, self.pk  # type: ignore[attr-defined]
        if pk and any(chosen.values()):
            data[ANNOUNCING] = {**chosen, "of": pk}
        return data

    def with_content_json(self, content: dict[str, Any]) -> Any:
        found: Any = super().with_content_json(content)  # type: ignore[misc]
        found.announcing = chosen_in(content, found)
        return found


def chosen_in(content: Mapping[str, Any], thing: Any) -> dict[str, Any]:
    """What a revision says about announcing this very thing."""
    chosen = content.get(ANNOUNCING) or {}
    if chosen.get("of") != thing.pk:
        return {}
    return {name: value for name, value in chosen.items() if name != "of"}


class ReviewedMixin(Announceable):
    """Something that asks who has to approve it, and that goes public when they have."""

    def get_reviewers(self) -> list[ReviewStage]:
        """Who has to approve this, stage by stage. What belongs to an organisation adds its lead."""
        return [approver_stage()]

    def writer(self) -> str:
        """How somebody without an account is called whose own this is; empty where it is one of ours."""
        return ""

    def tell_writer(self, kind: str, **context: Any) -> None:
        """Tells somebody without an account what became of their own: `kind` and context as in `cms.core.mails`."""

    def check_complete(self) -> None:
        """Looks at what a draft may lack and what is sent to be reviewed may not.

        Raises:
            ValidationError: in words for whoever wrote it. Nothing is asked of most.
        """

    def publish(self, revision: Revision, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publishes a revision; one whose review is complete asks its last approver for no permission to publish."""
        if user is not None and was_approved(revision):
            kwargs["skip_permission_checks"] = True
        return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]


def shown(prefix: str = "", at: datetime.datetime | None = None) -> Q:
    """The condition that anybody may see an entry at a moment (aware; now by default).

    Live, and not past its expiry whether or not `publish_scheduled` has run. `prefix` leads to the entry: `place__`.
    """
    lasts = Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": at or timezone.now()})
    return Q(**{f"{prefix}live": True}) & lasts


KEPT = "nobinobi.keep"
STATES = {
    "public": _("公開中"),
    "changed": _("公開中（変更あり）"),
    "draft": _("下書き"),
    "review": _("確認待ち"),
    "scheduled": _("公開の予定"),
    "ended": _("公開終了"),
}
"""What is said of where an entry stands. What is in review, or has changes, may be public too."""


def in_state(state: str) -> Q:
    """The condition that an entry of `with_states` stands there."""
    ended = Q(expired=True, live=False) | Q(live=True, expire_at__lte=timezone.now())
    return {
        "public": shown(),
        "changed": shown() & Q(has_unpublished_changes=True),
        "draft": Q(live=False, expired=False),
        "review": Q(is_in_review=True),
        "scheduled": Q(is_scheduled=True),
        "ended": ended,
    }[state]


def with_states(entries: QuerySet) -> QuerySet:
    """The same, each with what its state asks for, and no query more."""
    of_this = {
        "base_content_type": entries.model.get_base_content_type(),
        "object_id": Cast(OuterRef("pk"), models.CharField(max_length=255)),
    }
    scheduled = Revision.objects.filter(**of_this, approved_go_live_at__isnull=False)
    in_review = WorkflowState.objects.filter(**of_this, status=WorkflowState.STATUS_IN_PROGRESS)
    return entries.annotate(is_scheduled=Exists(scheduled), is_in_review=Exists(in_review))


class TakeDownAction(UnpublishAction):
    """Taking down needs no second pair of eyes, so it is asked for by its own name (`ReviewedEntryPolicy`)."""

    permission_policy_action = "unpublish"


class ReviewedEntry(ReviewedMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """Something that is looked up, with drafts, revisions, history and review as pages have them.

    Its row is what is public; what is being written is a revision. Code may write the row (an import): it leaves
    `live_revision` empty then, and sees to drafts itself.
    """

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it now; the rule of `shown`."""
        return self.live and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def state_in_words(self) -> str:
        """Where it stands. Costs queries, unless it comes out of `with_states`."""
        ended = self.expired or (self.expire_at is not None and self.expire_at <= timezone.now())
        words = [STATES["public"] if self.is_public else STATES["ended"] if ended else STATES["draft"]]
        if getattr(self, "is_in_review", None) or (not hasattr(self, "is_in_review") and self.workflow_in_progress):
            words.append(STATES["review"])
        elif getattr(self, "is_scheduled", None) or (not hasattr(self, "is_scheduled") and self.approved_schedule):
            words.append(STATES["scheduled"])
        elif self.is_public and self.has_unpublished_changes:
            words = [STATES["changed"]]
        return "・".join(map(str, [*words, *([_("ロック中")] if self.locked else [])]))

    def facts(self) -> Iterable[tuple[str, str]]:
        """What it says, field by field: the field's name, and its value in the words of those who read it."""
        return ()

    def permissions_for_user(self, user: Any) -> ReviewedEntryPermissionTester:
        return ReviewedEntryPermissionTester(user, self)

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        self.keep_what_is_public()
        return super().save_revision(*args, **kwargs)

    def keep_what_is_public(self) -> None:
        """What is public and stands in no revision (code wrote it) becomes one, before something else is written over it.

        So the history holds it; and Wagtail, which takes down what has no live revision when it schedules the next, leaves it.
        """
        if self.live_revision_id is not None:
            return
        stored = type(self)._default_manager.filter(pk=self.pk, live=True).first()
        said = {name: value for name, value in self.serializable_data().items() if name != ANNOUNCING}
        if stored is None or stored.serializable_data() == said:
            return
        self.live_revision = revision_of(stored)
        type(self)._default_manager.filter(pk=self.pk).update(live_revision=self.live_revision)
        log(instance=stored, action=KEPT, revision=self.live_revision, content_changed=True)

    def publish(self, revision: Revision, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """As any. What was taken down with its translations comes back with them."""
        from cms.core.languages.follow import bring_back

        was_public = self.live
        published = super().publish(revision, user, *args, **kwargs)
        stored = type(self)._default_manager.get(pk=self.pk)
        if stored.live and not was_public:
            bring_back(stored)
        return published

    def unpublish(self, set_expired: bool = False, commit: bool = True, user: Any = None, log_action: Any = True) -> Any:
        return TakeDownAction(self, set_expired=set_expired, commit=commit, user=user, log_action=log_action).execute()

    def copy_for_translation(self, locale: Locale, exclude_fields: list[str] | None = None) -> Self:
        """As Wagtail's own, but of what is at hand, not of a draft on top of it; without revisions, schedule and lock."""
        has_draft: bool = self.has_unpublished_changes  # type: ignore[has-type]
        self.has_unpublished_changes = False
        try:
            translation: Any = super().copy_for_translation(locale, exclude_fields)
        finally:
            self.has_unpublished_changes = has_draft
        for name in ("live_revision", "latest_revision", "go_live_at", "first_published_at", "last_published_at"):
            setattr(translation, name, None)
        translation.locked, translation.locked_at, translation.locked_by = False, None, None
        translation.has_unpublished_changes = False
        return translation


def revision_of(entry: ReviewedEntry, user: Any = None) -> Revision:
    """A new revision that holds an entry as it is at hand; nothing else changes."""
    return Revision.objects.create(
        content_object=entry,
        base_content_type=entry.get_base_content_type(),
        user=user,
        content=entry.serializable_data(),
        object_str=str(entry),
    )


@cache
def reviewed_entries() -> tuple[type[ReviewedEntry], ...]:
    """The installed models of reviewed entries."""
    return tuple(model for model in apps.get_models() if issubclass(model, ReviewedEntry))
