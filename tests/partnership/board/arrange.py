"""What the board's tests are arranged with: categories, topics, posts in every state, and people."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from directory.models import Affiliation, Organisation
from partnership.board import services, states
from partnership.board.services import Words
from partnership.models import BoardCategory, BoardPost, BoardTopic
from tests.site.factories import locale

State = BoardPost.State
ACTIONS = {act: move.action for act, move in states.TRANSITIONS.items()}


def category(name: str = "おしゃべり", **fields: Any) -> BoardCategory:
    return BoardCategory.objects.create(name=name, locale=locale(), **fields)


def user(name: str, **fields: Any) -> Any:
    return get_user_model()._default_manager.create_user(name, f"{name}@example.jp", "pw", last_name=name, **fields)


def moderator(name: str = "担当") -> Any:
    person = user(name)
    of_the_board = Permission.objects.filter(content_type__app_label="partnership", codename="moderate_board")
    entering = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    person.user_permissions.set([*of_the_board, *entering])
    return type(person)._default_manager.get(pk=person.pk)


def member(name: str = "会員") -> Any:
    person = user(name)
    group, _created = Organisation.objects.get_or_create(name="ひだまり", locale=locale())
    Affiliation.objects.create(organisation=group, user=person)
    return person


def topic(title: str = "雨の日の遊び場", *, within: BoardCategory | None = None, by: Any = None, **sender: Any) -> BoardTopic:
    """A public topic with its first post."""
    words = Words(name="あめふりくま", text=f"{title}を教えてください。", title=title)
    first = services.begin_topic(within or category(), words, **sender)
    return services.approve(first, by or moderator(f"担当{first.pk}")).topic


def written(on: BoardTopic, text: str = "児童館がおすすめです。", name: str = "みどりのかさ", **sender: Any) -> BoardPost:
    """A post that waits."""
    return services.reply(on, Words(name=name, text=text), **sender)


def fresh(thing: Any) -> Any:
    return type(thing)._default_manager.get(pk=thing.pk)


def log_of(thing: Any) -> list[str]:
    """What the audit log says of a thing, the oldest first."""
    found = ModelLogEntry.objects.for_instance(thing).order_by("timestamp", "pk")
    return [entry.action for entry in found]
