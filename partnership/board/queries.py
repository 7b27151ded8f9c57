"""What can be asked of the board."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Locale

from directory.models import Affiliation
from directory.queries import in_or_for
from partnership.models import BoardCategory, BoardPost, BoardReport, BoardTopic
from partnership.models.board import BoardPostQuerySet, BoardTopicQuerySet

MODERATE = "partnership.moderate_board"
LONG_WAIT_DAYS = 2


@dataclass(frozen=True)
class Category:
    """A category in a reader's words, with what is public in it. `source` is the one that topics belong to."""

    source: BoardCategory
    name: str
    description: str
    topic_count: int = 0
    last_post_at: datetime.datetime | None = None

    @property
    def pk(self) -> int:
        return self.source.pk


def is_member(user: Any) -> bool:
    """Whether somebody is signed in who belongs to an organisation."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    return Affiliation.objects.filter(user=user).exists()


def may_moderate(user: Any) -> bool:
    return user.has_perm(MODERATE)


def categories(locale: Locale) -> list[Category]:
    """The public categories in order, in a language's words where they are translated. Three queries."""
    words = {each.translation_key: each for each in in_or_for(BoardCategory.objects.public(), locale)}
    counts = (
        BoardTopic.objects.public()
        .order_by()
        .values("category__translation_key")
        .annotate(n=Count("pk"), last=Max("last_post_at"))
    )
    found = {row["category__translation_key"]: (row["n"], row["last"]) for row in counts}
    rows = []
    for source in _sources():
        said = words.get(source.translation_key, source)
        rows.append(Category(source, said.name, said.description, *found.get(source.translation_key, (0, None))))
    return rows


def _sources() -> QuerySet[BoardCategory]:
    return BoardCategory.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("sort_order", "pk")


def category(pk: int, locale: Locale) -> Category | None:
    """One of them, by the id of its source; None where there is none."""
    return next((each for each in categories(locale) if each.pk == pk), None)


def topics(category_pk: int | None = None) -> BoardTopicQuerySet:
    """The public topics, the newest talk first; each with how many posts it has (`post_count`)."""
    found = BoardTopic.objects.public().select_related("category")
    if category_pk is not None:
        found = found.filter(category=category_pk)
    published = BoardPost.objects.filter(topic=OuterRef("pk"), state=BoardPost.State.PUBLISHED).order_by()
    first = BoardPost.objects.filter(topic=OuterRef("pk"), is_first=True, state=BoardPost.State.PUBLISHED)
    return found.annotate(
        post_count=Subquery(published.values("topic").annotate(n=Count("pk")).values("n")),
        first_name=Subquery(first.values("name")[:1]),
        first_text=Subquery(first.values("text")[:1]),
    ).order_by("-last_post_at", "-pk")


def posts(topic: BoardTopic) -> BoardPostQuerySet:
    """The published posts of a topic, in the order in which they were published."""
    return topic.posts.filter(state=BoardPost.State.PUBLISHED).order_by("published_at", "pk")


def newest_posts(count: int) -> list[BoardPost]:
    return list(BoardPost.objects.public().select_related("topic__category").order_by("-published_at", "-pk")[:count])


# For those who moderate -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """What waits: posts, how many of them for long, and posts that readers reported."""

    waiting: int
    waiting_long: int
    reported: int

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.reported)


def queue() -> Queue:
    long_ago = timezone.now() - datetime.timedelta(days=LONG_WAIT_DAYS)
    counts = BoardPost.objects.waiting().aggregate(n=Count("pk"), long=Count("pk", filter=Q(created_at__lt=long_ago)))
    return Queue(counts["n"], counts["long"], reported().count())


def reported() -> BoardPostQuerySet:
    """The posts about which readers said something that nobody has looked at."""
    return BoardPost.objects.filter(pk__in=BoardReport.objects.filter(handled_at=None).values("post"))


def for_moderators() -> BoardPostQuerySet:
    """Every post, with what a list of them shows."""
    related = BoardPost.objects.select_related("topic__category", "user", "decided_by")
    return related.annotate(open_reports=Count("reports", filter=Q(reports__handled_at=None)))
