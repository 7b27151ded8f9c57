"""What can be done on the board. Each act is one transaction, happens once, and leaves a line in the audit log."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from partnership.board import mails, states
from partnership.board.findings import findings
from partnership.board.queries import MODERATE, is_member
from partnership.models import BoardCategory, BoardPost, BoardPostVersion, BoardReport, BoardTopic

MOST_OF_A_SENDER = 10
"""Within PARTNERSHIP_BOARD_SENDER_HOURS. Several telephones may share an address."""
MOST_REPORTS_OF_A_SENDER = 20
MOST_WAITING = 500
"""Altogether: whoever decides knows by then."""
MOST_REPORTS_OF_A_POST = 20
TWICE = datetime.timedelta(minutes=30)
"""The same words of the same sender within this time are the same post."""

State = BoardPost.State


class BoardError(PermissionDenied):
    """Something that cannot be done on the board; the text says why, to the person who tried."""


class NotModeratorError(BoardError):
    """This is for those who moderate."""


class OwnPostError(BoardError):
    """Nobody decides about what they wrote themselves."""


class DecidedError(BoardError):
    """The post is in another state by now: somebody else decided, or its author took it away."""


class ReasonMissingError(BoardError):
    """The author is told why."""


class ClosedError(BoardError):
    """The topic takes no more posts, or is not there any more."""


class TooManyError(BoardError):
    """More than is taken for now."""


class EmptyError(BoardError):
    """A post has a name and a text, and a topic a title."""


@dataclass(frozen=True)
class Words:
    """What somebody writes: a name of their choice, the text, and for a new topic its title."""

    name: str
    text: str
    title: str = ""


# Writing ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_topic(category: BoardCategory, words: Words, **sender: Any) -> BoardPost:
    """A new topic with its first post; `sender` as in `reply`.

    Raises:
        ClosedError, TooManyError, EmptyError: nothing was kept.
    """
    category = BoardCategory.objects.select_for_update().get(pk=category.pk)
    if not category.is_public:
        raise ClosedError(_("この分類には、今は書き込めません。"))
    if not words.title.strip():
        raise EmptyError(_("題を書いてください。"))
    same = _same(words, sender.get("mark", ""), is_first=True, topic__category=category, topic__title=words.title.strip())
    if same:
        return same
    _refuse_floods(sender.get("mark", ""))
    language = sender.get("language") or settings.LANGUAGE_CODE
    topic = BoardTopic.objects.create(category=category, title=words.title.strip(), language=language)
    return _write(topic, words, is_first=True, **sender)


@transaction.atomic
def reply(topic: BoardTopic, words: Words, **sender: Any) -> BoardPost:
    """A post in a topic.

    Args:
        sender: `user` (who is signed in, or None), `contact` (a mail address or nothing), `mark` (whence it comes, hashed),
            `language` (in which they read).

    Raises:
        ClosedError, TooManyError, EmptyError: nothing was kept.
    """
    topic = BoardTopic.objects.select_for_update(of=("self",)).select_related("category").get(pk=topic.pk)
    if topic.is_closed:
        raise ClosedError(_("この話題は締め切られたので、書き込めません。"))
    if not BoardTopic.objects.public().filter(pk=topic.pk).exists():
        raise ClosedError(_("この話題は、今は公開していません。"))
    same = _same(words, sender.get("mark", ""), is_first=False, topic=topic)
    if same:
        return same
    _refuse_floods(sender.get("mark", ""))
    return _write(topic, words, is_first=False, **sender)


def _write(
    topic: BoardTopic,
    words: Words,
    *,
    is_first: bool,
    user: Any = None,
    contact: str = "",
    mark: str = "",
    language: str = "",
) -> BoardPost:
    if not words.name.strip() or not words.text.strip():
        raise EmptyError(_("名前と本文を書いてください。"))
    post = BoardPost(
        topic=topic,
        is_first=is_first,
        name=words.name.strip(),
        text=words.text.strip(),
        language=language or settings.LANGUAGE_CODE,
        user=user,
        contact=contact,
        mark=mark,
    )
    trusted = topic.category.trusts_members and is_member(user) and not findings(words.title, words.name, words.text)
    if trusted:
        post.state, post.published_at = State.PUBLISHED, timezone.now()
    post.save()
    _log(post, states.WRITTEN_AND_TRUSTED if trusted else states.WRITTEN, user)
    if trusted:
        _date(topic)
    mails.confirm_address(post)
    return post


def _same(words: Words, mark: str, **where: Any) -> BoardPost | None:
    """The post that a button pressed twice has made already."""
    lately = timezone.now() - TWICE
    same = BoardPost.objects.filter(mark=mark, created_at__gt=lately, text=words.text.strip(), name=words.name.strip(), **where)
    return same.exclude(state=State.DELETED).select_related("topic__category").first() if mark else None


def _refuse_floods(mark: str) -> None:
    since = timezone.now() - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    of_this_sender = BoardPost.objects.filter(mark=mark, created_at__gt=since).exclude(mark="")
    if of_this_sender.count() >= MOST_OF_A_SENDER or BoardPost.objects.waiting().count() >= MOST_WAITING:
        raise TooManyError(_("短いあいだにたくさん届いたため、今は受け取れません。あとでもう一度送ってください。"))


@transaction.atomic
def confirm_contact(post: BoardPost) -> None:
    """The address is its author's: answers go there from now on. A second time changes nothing."""
    BoardPost.objects.exclude(contact="").filter(pk=post.pk).update(is_contact_confirmed=True)


# Deciding ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve(post: BoardPost, user: Any) -> BoardPost:
    """Makes a waiting post public.

    Raises:
        NotModeratorError, OwnPostError, DecidedError
    """
    post = _moved(post, "approve", user)
    post.published_at = post.published_at or timezone.now()
    return _decided(post, "approve", user, "")


@transaction.atomic
def reject(post: BoardPost, user: Any, reason: str) -> BoardPost:
    """Does not make a waiting post public, and says why.

    Raises:
        NotModeratorError, OwnPostError, DecidedError, ReasonMissingError
    """
    return _decided(_moved(post, "reject", user, _needed(reason)), "reject", user, reason)


@transaction.atomic
def reopen(post: BoardPost, user: Any) -> BoardPost:
    """A post that was not made public waits again: somebody was mistaken. Its author is told nothing before it is decided.

    Raises:
        NotModeratorError, OwnPostError, DecidedError
    """
    return _decided(_moved(post, "reopen", user), "reopen", user, "", tell=False)


@transaction.atomic
def hide(post: BoardPost, user: Any, reason: str) -> BoardPost:
    """Takes a published post out of sight, and says why. What readers reported of it is handled by that.

    Raises:
        NotModeratorError, OwnPostError, DecidedError, ReasonMissingError
    """
    post = _decided(_moved(post, "hide", user, _needed(reason)), "hide", user, reason)
    _handle_reports(post, user)
    return post


@transaction.atomic
def restore(post: BoardPost, user: Any) -> BoardPost:
    """Makes a hidden post public again.

    Raises:
        NotModeratorError, OwnPostError, DecidedError
    """
    return _decided(_moved(post, "restore", user), "restore", user, "")


@transaction.atomic
def edit(post: BoardPost, user: Any, words: Words, reason: str) -> BoardPost:
    """Changes what a post says; what it said is kept, and its author can see both. The title is a first post's.

    Raises:
        NotModeratorError, OwnPostError, DecidedError, ReasonMissingError, EmptyError
    """
    _needed(reason)
    post = _movable(post, "edit", user)
    topic = post.topic
    title = words.title.strip() if post.is_first else ""
    if not words.name.strip() or not words.text.strip() or (post.is_first and not title):
        raise EmptyError(_("題、名前、本文は、空にできません。"))
    before = (topic.title if post.is_first else "", post.name, post.text)
    if before == (title, words.name.strip(), words.text.strip()):
        return post
    BoardPostVersion.objects.create(
        post=post, title=before[0], name=post.name, text=post.text, replaced_by=user, reason=reason.strip()
    )
    if post.is_first and topic.title != title:
        topic.title = title
        topic.save()
    post.name, post.text, post.is_edited = words.name.strip(), words.text.strip(), True
    post.save()
    _log(post, states.TRANSITIONS["edit"].action, user, reason=reason.strip())
    mails.tell(post, "edit", reason.strip())
    return post


@dataclass(frozen=True)
class Outcome:
    """Of a decision about several: the posts about which it was made, and why not about the others."""

    done: list[BoardPost]
    refused: list[tuple[BoardPost, str]]


def decide_about_all(posts: Iterable[BoardPost], act: Callable[[BoardPost], BoardPost]) -> Outcome:
    """The same decision about several posts, each in a transaction of its own: one that is refused holds up no other."""
    outcome = Outcome([], [])
    for post in posts:
        try:
            outcome.done.append(act(post))
        except BoardError as error:
            outcome.refused.append((post, str(error)))
    return outcome


# Topics -----------------------------------------------------------------------------------------------------------------


def close_topic(topic: BoardTopic, user: Any) -> BoardTopic:
    """The topic stays to be read, and takes no more posts. What waits in it is still decided.

    Raises:
        NotModeratorError, DecidedError
    """
    return _set_closed(topic, user, is_closed=True)


def open_topic(topic: BoardTopic, user: Any) -> BoardTopic:
    """The topic takes posts again.

    Raises:
        NotModeratorError, DecidedError
    """
    return _set_closed(topic, user, is_closed=False)


@transaction.atomic
def _set_closed(topic: BoardTopic, user: Any, *, is_closed: bool) -> BoardTopic:
    _refuse_others(user)
    topic = BoardTopic.objects.select_for_update().get(pk=topic.pk)
    if topic.is_closed == is_closed:
        raise DecidedError(_("この話題は、もう締め切られています。") if is_closed else _("この話題は、締め切られていません。"))
    topic.is_closed = is_closed
    topic.save()
    action = states.CLOSED if is_closed else states.OPENED
    log(topic, action, user=user, uuid=uuid4(), title=f"{topic._meta.verbose_name} {topic.pk}")
    return topic


# What the author and readers do -----------------------------------------------------------------------------------------


@transaction.atomic
def delete(post: BoardPost, user: Any = None) -> BoardPost:
    """Takes a post away for good at its author's request: its words are erased, in their earlier versions too.

    Whoever calls this has seen that it is the author, by the link or by who is signed in. The words of a first post go with
    the topic's title; the answers of others stay.

    Raises:
        DecidedError: it was taken away already.
    """
    post = _locked(post)
    move = states.TRANSITIONS["delete"]
    if post.state not in move.before:
        raise DecidedError(_("この書き込みは、もう消してあります。"))
    before = post.state
    post.state = State.DELETED
    post.name = post.text = post.contact = post.mark = post.reason = ""
    post.is_contact_confirmed = False
    post.user = None
    post.save()
    post.versions.all().delete()
    _handle_reports(post, None)
    if post.is_first:
        post.topic.title = ""
        post.topic.save()
    _date(post.topic)
    _log(post, move.action, user, before=before)
    return post


@transaction.atomic
def report(post: BoardPost, topic: str, remark: str, mark: str = "") -> BoardReport:
    """A reader says that a post should not stand there. The same once more is the same.

    Raises:
        DecidedError: it is not public.
        TooManyError: nothing was kept.
    """
    post = _locked(post)
    if not BoardPost.objects.public().filter(pk=post.pk).exists():
        raise DecidedError(_("この書き込みは、今は公開していません。"))
    same = post.reports.filter(mark=mark, handled_at=None).exclude(mark="").first()
    if same:
        return same
    since = timezone.now() - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)
    of_this_sender = BoardReport.objects.filter(mark=mark, created_at__gt=since).exclude(mark="")
    open_ones = post.reports.filter(handled_at=None)
    if of_this_sender.count() >= MOST_REPORTS_OF_A_SENDER or open_ones.count() >= MOST_REPORTS_OF_A_POST:
        raise TooManyError(_("短いあいだにたくさん届いたため、今は受け取れません。あとでもう一度送ってください。"))
    found = BoardReport.objects.create(post=post, topic=topic, remark=remark.strip(), mark=mark)
    _log(post, states.REPORTED, None, topic=topic)
    return found


@transaction.atomic
def dismiss_reports(post: BoardPost, user: Any) -> int:
    """The post stands in spite of what readers reported; how many reports that were.

    Raises:
        NotModeratorError, OwnPostError
    """
    _refuse_others(user)
    post = _locked(post)
    _refuse_author(post, user)
    count = _handle_reports(post, user)
    if count:
        _log(post, states.DISMISSED, user, count=count)
    return count


# Below ------------------------------------------------------------------------------------------------------------------


def _handle_reports(post: BoardPost, user: Any) -> int:
    return post.reports.filter(handled_at=None).update(handled_at=timezone.now(), handled_by=user)


def _locked(post: BoardPost) -> BoardPost:
    """The post as it is now, which nobody else changes meanwhile."""
    return BoardPost.objects.select_for_update(of=("self",)).select_related("topic__category", "user").get(pk=post.pk)


def _refuse_others(user: Any) -> None:
    if user is None or not user.is_active or not user.has_perm(MODERATE):
        raise NotModeratorError(_("掲示板の書き込みについて決められるのは、掲示板の担当者だけです。"))


def _refuse_author(post: BoardPost, user: Any) -> None:
    if post.user_id is not None and post.user_id == user.pk:
        raise OwnPostError(_("自分で書いたものについては、自分では決められません。ほかの担当者に頼んでください。"))


def _movable(post: BoardPost, act: str, user: Any) -> BoardPost:
    """The post, locked, if this person may do this with it now."""
    _refuse_others(user)
    post = _locked(post)
    _refuse_author(post, user)
    if post.state not in states.TRANSITIONS[act].before:
        told = _("この書き込みは今「%(state)s」なので、できません。ほかの人が先に決めたか、書いた人が消したのかもしれません。")
        raise DecidedError(told % {"state": post.get_state_display()})
    return post


def _moved(post: BoardPost, act: str, user: Any, reason: str = "") -> BoardPost:
    post = _movable(post, act, user)
    post.state, post.reason = states.TRANSITIONS[act].after or post.state, reason
    post.decided_by, post.decided_at = user, timezone.now()
    return post


def _decided(post: BoardPost, act: str, user: Any, reason: str, *, tell: bool = True) -> BoardPost:
    post.save()
    _date(post.topic)
    _log(post, states.TRANSITIONS[act].action, user, reason=reason.strip())
    if tell:
        mails.tell(post, act, reason.strip())
    return post


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissingError(_("理由を書いてください。書いた人への返事になります。"))
    return reason.strip()


def _date(topic: BoardTopic) -> None:
    """Keeps when the newest of the topic's posts was published."""
    newest = topic.posts.filter(state=State.PUBLISHED).order_by("-published_at").values_list("published_at", flat=True).first()
    if topic.last_post_at != newest:
        topic.last_post_at = newest
        topic.save()


def _log(post: BoardPost, action: str, user: Any, **data: Any) -> None:
    # Of one act's lines of the same kind and table, a history shows the last alone: each has its own uuid. The log outlives
    # what an author takes away, so that it names the post without its words.
    said = {name: value for name, value in data.items() if value}
    log(post, action, user=user, uuid=uuid4(), data=said, title=f"{post._meta.verbose_name} {post.pk}")
