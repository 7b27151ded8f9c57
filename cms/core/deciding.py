"""The answers to what is under review, as a form brings them: by the admin, by a phone, by the link in a mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.core import services
from cms.core.forms import ApprovalForm, ReturnForm
from cms.core.models import CannedReply, Delegation
from cms.core.reviews import (
    colleagues_of,
    commentable,
    delegation_of,
    draft_of,
    is_own,
    name_of,
    taken_by_of,
    under_review,
)

MOST = 2000
"""Characters of a comment."""
BESIDE = "comment-beside-"
"""Begins the name of what is written beside a field."""


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: what is told to whoever gave it, or what is wrong with it."""

    told: str = ""
    error: str = ""


@dataclass(frozen=True)
class Answering:
    """What the form of the answers shows; after a refusal, all that was filled in."""

    replies: list[CannedReply]
    colleagues: list[AbstractUser]
    comment: str = ""
    ticked: list[int] = field(default_factory=list)
    chosen: str = ""
    note: str = ""
    beside: list["Beside"] = field(default_factory=list)
    delegation: Delegation | None = None
    """That under which somebody decides about their own work."""
    handed_to: str = ""
    """The name of somebody else to whom it was handed over, and who is expected to decide."""

    @property
    def has_comments(self) -> bool:
        return any(each.text for each in self.beside)


@dataclass(frozen=True)
class Beside:
    """A field of what is under review, and the comment that was written beside it."""

    path: str
    label: str
    text: str = ""

    @property
    def name(self) -> str:
        return BESIDE + self.path


def answering(state: TaskState, user: AbstractUser, data: Mapping[str, Any]) -> Answering:
    ticked = [int(pk) for pk in data.getlist("reply") if pk.isdecimal()] if isinstance(data, QueryDict) else []
    taken_by = taken_by_of(state)
    own = is_own(under_review(state.workflow_state), user)
    return Answering(
        replies=list(CannedReply.objects.all()),
        colleagues=colleagues_of(state, user),
        comment=data.get("comment", ""),
        ticked=ticked,
        chosen=data.get("to", ""),
        note=data.get("note", ""),
        beside=_beside(state, data),
        delegation=delegation_of(user) if own else None,
        handed_to=name_of(taken_by) if taken_by and taken_by != user else "",
    )


def _beside(state: TaskState, data: Mapping[str, Any]) -> list[Beside]:
    fields = commentable(under_review(state.workflow_state)).items()
    return [Beside(path, label, data.get(BESIDE + path, "").strip()[:MOST]) for path, label in fields]


def is_answer(data: Mapping[str, Any]) -> bool:
    return any(name in data for name in ("approve", "return", "hand_over"))


def decide(state: TaskState, user: AbstractUser, data: QueryDict) -> Outcome:
    """Carries out what a form asks for: `approve`, `return` (with ticked `reply` and `comment`) or `hand_over` (`to`, `note`)."""
    title = str(draft_of(under_review(state.workflow_state)))
    try:
        if "hand_over" in data:
            return _hand_over(state, user, data, title)
        if "approve" in data:
            form = ApprovalForm(data)
            form.is_valid()
            services.approve(state, user, form.cleaned_data["comment"])
            return Outcome(_("「%(title)s」を承認しました。") % {"title": title})
        reason = with_replies(data)
        comments = {each.path: each.text for each in _beside(state, data) if each.text}
        if not comments and not ReturnForm({"comment": reason}).is_valid():
            return Outcome(
                error=_(
                    "差し戻すときは、理由を選ぶか、書くか、欄ごとにコメントしてください。書いた人が、何を直せばよいか分かるようにするためです。"
                )
            )
        services.return_with_reason(state, user, reason, comments)
    except services.ReviewError as refused:
        return Outcome(error=str(refused))
    return Outcome(_("「%(title)s」を差し戻しました。書いた人に、理由をメールで知らせます。") % {"title": title})


def with_replies(data: QueryDict) -> str:
    """The reason in full: the replies that were ticked, in their order, and what was written beside them."""
    ticked = [pk for pk in data.getlist("reply") if pk.isdecimal()]
    replies = CannedReply.objects.filter(pk__in=ticked).values_list("text", flat=True)
    return "\n".join([*replies, data.get("comment", "").strip()]).strip()


def _hand_over(state: TaskState, user: AbstractUser, data: QueryDict, title: str) -> Outcome:
    colleague = next((person for person in colleagues_of(state, user) if str(person.pk) == data.get("to")), None)
    if colleague is None:
        return Outcome(error=_("引き継ぐ人を選んでください。"))
    services.hand_over(state, user, colleague, data.get("note", ""))
    return Outcome(
        _("「%(title)s」の確認を、%(name)sさんに引き継ぎました。メールで知らせます。")
        % {"title": title, "name": name_of(colleague)}
    )
