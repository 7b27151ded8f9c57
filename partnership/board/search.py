"""How the board is found: a topic, by its title and by what is published in it."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from partnership.models import BoardCategory, BoardPost, BoardTopic
from search.registry import Adapter, Content


def _topics_of(category: BoardCategory) -> Any:
    return BoardTopic.objects.filter(category__translation_key=category.translation_key)


class BoardTopicAdapter(Adapter):
    model = "partnership.BoardTopic"
    kinds: ClassVar = {"board": _("子育て掲示板")}
    depends: ClassVar = {"partnership.BoardPost": lambda post: [post.topic], "partnership.BoardCategory": _topics_of}

    def public(self) -> Any:
        published = BoardPost.objects.filter(state=BoardPost.State.PUBLISHED).order_by("published_at", "pk")
        topics = BoardTopic.objects.public().select_related("category")
        return topics.prefetch_related(Prefetch("posts", published, to_attr="published_posts"))

    def content(self, topic: BoardTopic) -> Content:
        posts: list[BoardPost] = topic.published_posts  # type: ignore[attr-defined]
        return Content(
            title=str(topic),
            kind="board",
            locale=topic.language,
            url=topic.get_absolute_url(),
            summary=posts[0].text[:200] if posts else "",
            body="\n".join(post.text for post in posts),
            keywords=topic.category.name,
            updated_at=topic.last_post_at,
        )
