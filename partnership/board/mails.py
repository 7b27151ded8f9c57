"""The board's mails: is this your address, what became of what you wrote, and what waits."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cms.core.dates import day_in_words
from cms.core.mails import deliver, written
from cms.core.navigation import absolute
from partnership.board import links
from partnership.mails import holders_of
from partnership.models import BoardPost


def confirm_address(post: BoardPost) -> None:
    """Asks whether the address is theirs, once the transaction has held; nothing where nobody left one."""
    if post.contact:
        context = {"url": links.mail_address_of(post), "days": links.MAIL_DAYS}
        _send("partnership/mails/board_confirm", post, context, post.contact)


def tell(post: BoardPost, act: str, reason: str) -> None:
    """Tells the author what became of their post, where they have said whither."""
    address = _address_of(post)
    if address:
        context = {
            "act": act,
            "reason": reason,
            "mine": links.address_of(post),
            "url": absolute(post.get_absolute_url()) if post.is_published else "",
        }
        _send("partnership/mails/board_answer", post, context, address)


def remind(waiting: int, reported: int) -> int:
    """Tells those who moderate that something waits; to how many of them."""
    people = moderators()
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "waiting": waiting,
            "reported": reported,
            "site_name": settings.SITE_NAME,
            "url": settings.PUBLIC_URL + reverse("board:posts"),
        }
        for person in people:
            deliver.enqueue(*written("partnership/mails/board_waiting", context, settings.LANGUAGE_CODE), person.email)
    return len(people)


def moderators() -> list[Any]:
    return holders_of("moderate_board")


def _address_of(post: BoardPost) -> str:
    if post.contact:
        return post.contact if post.is_contact_confirmed else ""
    return post.user.email if post.user and post.user.is_active else ""


def _send(template: str, post: BoardPost, context: dict[str, Any], address: str) -> None:
    language = post.language if post.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        said = {**context, "site_name": settings.SITE_NAME, "title": str(post.topic), "date": day_in_words(post.created_at)}
        mail = written(template, said, language)
    transaction.on_commit(partial(deliver.enqueue, *mail, address))
