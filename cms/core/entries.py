"""What is written of reviewed entries and pages past their drafts: by an import, a keeper, or an original for its translations.

A draft of somebody's stays a draft; but what became public meanwhile goes into it, so that publishing it undoes nothing.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms.core.models import ReviewedEntry

OF_THE_ROW = frozenset(
    (
        "pk", "translation_key", "locale", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
        "live_revision", "latest_revision", "expired", "locked", "locked_at", "locked_by", "updated_at",
    )
)  # fmt: skip
"""What a row says of itself and not of the thing: a revision brings none of it."""
UNDER_WAY = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields in which two states of an entry (`serializable_data()`) differ."""
    return [name for name, value in after.items() if name not in OF_THE_ROW and value != before.get(name)]


def open_revisions(model: type[ReviewedEntry] | type[Page], pks: Collection[int]) -> "QuerySet[Revision]":
    """Of these entries or pages, what may go public yet: drafts, what is in review or was returned, what is scheduled."""
    base = ContentType.objects.get_for_model(Page) if issubclass(model, Page) else model.get_base_content_type()
    of_these = {"base_content_type": base, "object_id__in": [str(pk) for pk in pks]}
    drafts = model._default_manager.filter(pk__in=pks, has_unpublished_changes=True).values("latest_revision")
    in_review = TaskState.objects.filter(
        **{f"workflow_state__{name}": value for name, value in of_these.items()}, workflow_state__status__in=UNDER_WAY
    ).values("revision")
    open_ = Q(pk__in=drafts) | Q(pk__in=in_review) | Q(approved_go_live_at__isnull=False)
    return Revision.objects.filter(open_, **of_these)


def put_into_drafts(model: type[ReviewedEntry] | type[Page], changed: Mapping[int, Collection[str]]) -> None:
    """Writes what is public now of these entries, by their keys, into what may go public of them yet: these fields of it.

    A draft stays where it is, with its author and its review. It is newest again, so that an editor that was opened before
    notices.
    """
    drafts = list(open_revisions(model, changed.keys()))
    if not drafts:
        return
    children = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    entries = model._default_manager.prefetch_related(*children).in_bulk({int(draft.object_id) for draft in drafts})
    for draft in drafts:
        entry = entries[int(draft.object_id)]
        public: dict[str, Any] = entry.serializable_data()
        names = [name for name in changed[entry.pk] if name in public and name not in OF_THE_ROW]
        draft.content = {**draft.content, **{name: public[name] for name in names}}
        if draft.pk == entry.latest_revision_id:
            draft.created_at = timezone.now()
    Revision.objects.bulk_update(drafts, ["content", "created_at"])
