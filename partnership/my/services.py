"""What senders do with what they write: begin, keep, send, answer, take back. Each is one transaction.

A draft is a Wagtail revision, as an editor's is. Each step first locks the page's row, so that photos that arrive at the
same time as words lose none of them.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, Locale, Page, TaskState

from cms.core import services as reviews
from cms.core.languages.taken_down import public_translations
from cms.core.member_kinds import MemberKind
from cms.core.reviews import specific
from cms.core.slugs import free_slug, proposed_slug
from partnership.my import photos
from partnership.my.senders import Sender

UNTITLED = "（題名のない下書き）"
TAKEN_BACK = "nobinobi.report.take_back"
DISCARDED = "nobinobi.report.discard"


class MyError(PermissionDenied):
    """A step that is refused; the text says why, to the person who tried."""


class NotYoursError(MyError):
    """It is somebody else's, or there is no such thing: both are answered alike."""


class NoPlaceError(MyError):
    """This site has no section for what was to be written."""


class LockedError(MyError):
    """It is under review, or somebody has locked it."""


class ChangedElsewhereError(MyError):
    """It was written elsewhere since it was read here; nothing was overwritten."""


class NotMemberError(MyError):
    """The sender belongs to the organisation no longer."""


class IncompleteError(MyError):
    """Something is missing. `gaps` says what, by field."""

    def __init__(self, gaps: Mapping[str, str]) -> None:
        super().__init__("".join(gaps.values()))
        self.gaps = dict(gaps)


def draft_of(page: Any) -> Any:
    """What is being written: the newest revision, as the page it will be."""
    return specific(page).get_latest_revision_as_object()


def seen(kind: MemberKind, draft: Any) -> str:
    """A mark of what a draft says: who writes sends it along, so that nobody overwrites what they have not seen."""
    said = json.dumps(kind.said(draft), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def begin(kind: MemberKind, sender: Sender, values: Mapping[str, Any], locale: Locale) -> Any:
    """A new draft; the page.

    Raises:
        NotMemberError, NoPlaceError
    """
    if not sender.speaks_for(sender.organisation):
        raise NotMemberError(_("この団体の名前で書くことはできません。"))
    parent = kind.parent(locale)
    if parent is None:
        raise NoPlaceError(_("このサイトには、まだ置き場所がありません。事務局にお知らせください。"))
    page = kind.model()(title=UNTITLED, locale=parent.locale, owner=sender.user, live=False)
    kind.give_to(page, sender.organisation)
    kind.write(page, values)
    page.title = page.title or UNTITLED
    page.draft_title = page.title
    page.slug = free_slug(proposed_slug("", kind.model(), timezone.localdate()), parent, page)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=sender.user, clean=False)
    return page


@transaction.atomic
def write(kind: MemberKind, page: Any, sender: Sender, values: Mapping[str, Any], seen_by: str = "") -> Any:
    """Keeps what was written in these fields; the draft.

    Raises:
        NotYoursError, LockedError
        ChangedElsewhereError: the draft is not what `seen_by` (a mark of `seen`) says any more.
    """
    page = writable(page, sender)
    draft = draft_of(page)
    before = seen(kind, draft)
    if seen_by and seen_by != before:
        raise ChangedElsewhereError(_("ほかの画面で書き直されています。ここで書いたものは、この端末に残っています。"))
    kind.write(draft, values)
    draft.title = draft.title or UNTITLED
    if seen(kind, draft) != before:
        keep(page, draft, sender)
    return draft


def writable(page: Any, sender: Sender) -> Any:
    """The page as it is now, locked for this transaction, if the sender may write it.

    Raises:
        NotYoursError, LockedError
    """
    page = owned(page, sender)
    lock = page.get_lock()
    if page.workflow_in_progress:
        raise LockedError(_("確認を待っているあいだは直せません。直すときは、先に取り下げてください。"))
    if lock is not None and (sender.user is None or lock.for_user(sender.user)):
        raise LockedError(_("事務局がロックしているため、今は直せません。"))
    return page


def owned(page: Any, sender: Sender) -> Any:
    """The page as it is now, locked for this transaction, if it is the sender's.

    Raises:
        NotYoursError
    """
    found = reviews.locked(page)
    if found is None or not sender.owns(found):
        raise NotYoursError
    return found


def keep(page: Any, draft: Any, sender: Sender) -> None:
    """Writes the draft down: into its newest revision, where that is the sender's and nobody was asked about it; else anew."""
    newest = page.latest_revision
    is_own = newest is not None and newest.user_id == (sender.user.pk if sender.user else None)
    is_free = is_own and newest.pk != page.live_revision_id and not TaskState.objects.filter(revision=newest).exists()
    # That what is public has a draft now is a step of its own; what is written into the draft after that is not.
    is_begun = page.live and not page.has_unpublished_changes
    draft.save_revision(user=sender.user, clean=False, log_action=is_begun, overwrite_revision=newest if is_free else None)
    if not page.live:  # what lists of drafts call it; the rest of the row waits for the approval
        type(page)._default_manager.filter(pk=page.pk).update(title=draft.title)


@transaction.atomic
def submit(kind: MemberKind, page: Any, sender: Sender, answer: str = "") -> Any:
    """Sends a draft on its way: to the organisation's lead, then to an approver.

    Args:
        answer: what the sender says to those who decide.

    Raises:
        NotYoursError, NotMemberError, IncompleteError, cms.core.services.ReviewError
    """
    page = owned(page, sender)
    draft = draft_of(page)
    if not sender.speaks_for(kind.organisation_of(draft)):
        raise NotMemberError(_("この団体のメンバーではなくなったため、出せません。団体リーダーにお知らせください。"))
    missing = gaps(kind, draft)
    if missing:
        raise IncompleteError(missing)
    if sender.user is None:
        reviews.submit_for_writer(page, answer)
    else:
        reviews.submit_for_review(page, sender.user, answer)
    return page


def gaps(kind: MemberKind, draft: Any) -> dict[str, str]:
    """What is missing or wrong, by field; of photos under `photo-ID`."""
    found = {} if draft.title and draft.title != UNTITLED else {"title": _("題名を書いてください。")}
    found |= kind.gaps(draft)
    if kind.has_photos:
        found |= photos.gaps(draft)
    if not found:
        try:
            draft.full_clean()
        except ValidationError as error:
            found = {name: messages[0] for name, messages in error.message_dict.items()}
    return found


@transaction.atomic
def take_back(kind: MemberKind, page: Any, sender: Sender, reason: str = "") -> str:
    """Takes back what was sent: out of its review, or, with its translations and its photos, off the site. It stays a draft.

    Returns:
        What it was: "review", "returned" or "public".

    Raises:
        NotYoursError
        cms.core.services.NotInReviewError: it was neither in review nor public.
    """
    page = owned(page, sender)
    state = page.current_workflow_state
    was = ""
    if state is not None:
        was = "review" if page.workflow_in_progress else "returned"
        state.cancel(user=sender.user)
    if page.live:
        was = "public"
        for each in [*public_translations(page), page]:
            UnpublishPageAction(each, user=sender.user).execute(skip_permission_checks=True)
    if not was:
        raise reviews.NotInReviewError(_("出していないか、もう取り下げたものです。"))
    log(instance=page, action=TAKEN_BACK, user=sender.user, data={"was": was, "reason": reason.strip()})
    return was


@transaction.atomic
def discard(kind: MemberKind, page: Any, sender: Sender) -> None:
    """Deletes a draft that was never public, with the photos that were sent for it.

    Raises:
        NotYoursError
        LockedError: it is under review, or was public: then its history stays.
    """
    page = writable(page, sender)
    if page.live or page.first_published_at:
        raise LockedError(_("公開したことのあるものは消せません。公開をやめるときは、取り下げてください。"))
    draft = draft_of(page)
    log(instance=page, action=DISCARDED, user=sender.user, data={"title": draft.title}, deleted=True)
    if kind.has_photos:
        photos.forget(draft, sender)
    page.delete()


@transaction.atomic
def reply(page: Any, comment_id: int, sender: Sender, text: str) -> None:
    """Answers a comment that stands beside the text.

    Raises:
        NotYoursError
    """
    page = owned(page, sender)
    comment = Comment.objects.filter(page_id=page.pk, pk=comment_id, resolved_at__isnull=True).first()
    if comment is None:
        raise NotYoursError
    if text.strip() and sender.user is None:  # Beside the text only accounts may answer: it goes to those who decide.
        told = _("「%(comment)s」への返事：%(text)s")
        reviews.answer_of_writer(page, told % {"comment": comment.text[:200], "text": text.strip()[:2000]})
    elif text.strip():
        CommentReply.objects.create(comment=comment, user=sender.user, text=text.strip()[:2000])
