"""A sample of the board: topics with posts in every state, decided by the demo's secretariat."""

import datetime
from typing import Any

from django.utils import timezone

from cms.core.demo import Demo
from cms.core.roles import SECRETARIAT, users_of
from partnership.board import services
from partnership.board.services import Words
from partnership.models import BoardCategory, BoardPost, BoardTopic, BoardWord

State = BoardPost.State


def load(demo: Demo, content: dict[str, Any]) -> None:
    BoardWord.objects.bulk_create(BoardWord(**word) for word in content["words"])
    for order, entry in enumerate(content["categories"]):
        category = BoardCategory.objects.create(
            name=entry["name"],
            description=entry["description"],
            trusts_members=entry.get("trusts_members", False),
            sort_order=order,
            locale=demo.source,
        )
        demo.translate(category, entry)
        for topic in entry["topics"]:
            _topic(category, topic)


def _topic(category: BoardCategory, entry: dict[str, Any]) -> None:
    moderator = users_of(SECRETARIAT).first()
    topic = None
    for line in entry["posts"]:
        words = Words(name=line["name"], text=line["text"], title=entry["title"])
        post = services.reply(topic, words) if topic else services.begin_topic(category, words)
        topic = post.topic
        if moderator:
            _reach(post, line, moderator)
        at = timezone.now() - datetime.timedelta(days=line["days_ago"])
        written = BoardPost.objects.filter(pk=post.pk)
        written.update(created_at=at)
        written.exclude(published_at=None).update(published_at=at + datetime.timedelta(hours=3))
    if topic and moderator and entry.get("closed"):
        services.close_topic(topic, moderator)
    if topic:
        newest = topic.posts.filter(state=State.PUBLISHED).order_by("-published_at").first()
        first = topic.posts.get(is_first=True)
        last = newest.published_at if newest else None
        BoardTopic.objects.filter(pk=topic.pk).update(created_at=first.created_at, last_post_at=last)


def _reach(post: BoardPost, line: dict[str, Any], moderator: Any) -> None:
    """Brings a post into the state that the file names, by the road that people take."""
    if line["state"] in (State.PUBLISHED, State.HIDDEN):
        services.approve(post, moderator)
    if line["state"] == State.HIDDEN:
        services.hide(post, moderator, line["reason"])
    elif line["state"] == State.REJECTED:
        services.reject(post, moderator, line["reason"])
    elif line["state"] == State.DELETED:
        services.delete(post)
