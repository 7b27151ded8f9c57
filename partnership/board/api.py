"""`/api/v2/board`: what is published on the board."""

import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from cms.core.api import parameters
from cms.core.api.routes import ListOut, ListQuery, part
from cms.core.navigation import absolute
from partnership.board import queries
from partnership.models import BoardPost, BoardTopic

TopicId = Annotated[int, Path(ge=1, le=parameters.LARGEST, description="The topic's id")]

router = Router(tags=["board"])


class CategoryOut(Schema):
    id: int
    name: str = Field(description="In the language asked for, where it is translated")
    description: str
    topic_count: int
    last_post_at: datetime.datetime | None


class TopicOut(Schema):
    id: int
    category: int = Field(description="The category's id")
    title: str = Field(description="Empty where its author took the topic away after others had answered")
    locale: str = Field(description="The language of the page on which it was begun")
    is_closed: bool = Field(description="Whether it takes no more posts")
    post_count: int
    last_post_at: datetime.datetime | None
    url: str


class PostOut(Schema):
    id: int
    topic: int = Field(description="The topic's id")
    is_first: bool = Field(description="Whether the topic began with it")
    name: str = Field(description="A name of the author's choice. Nobody has looked at whose it is")
    text: str = Field(description="Plain text, with line breaks")
    published_at: datetime.datetime
    is_edited: bool = Field(description="Whether the moderators changed something of it")
    url: str


class PartQuery(Schema):
    limit: int = Field(20, ge=0, le=100, description="How many at most")
    offset: int = Field(0, ge=0, le=parameters.LARGEST, description="How many to skip")


class TopicsQuery(PartQuery):
    category: int | None = Field(None, ge=1, le=parameters.LARGEST, description="Of this category alone, by its id")


class PostsQuery(PartQuery):
    topic: int | None = Field(None, ge=1, le=parameters.LARGEST, description="Of this topic alone, by its id")


class CategoriesQuery(ListQuery):
    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code: that of the names")


@router.get("/categories", response=ListOut[CategoryOut], summary="The board's categories", auth=None)
def categories(request: HttpRequest, query: Query[CategoriesQuery]) -> dict[str, Any]:
    """In the editors' order."""
    return part(queries.categories(parameters.locale(query.locale)), query, category_out)


@router.get("/topics", response=ListOut[TopicOut], summary="The board's topics", auth=None)
def topics(request: HttpRequest, query: Query[TopicsQuery]) -> dict[str, Any]:
    """In every language; those in which something was published last come first."""
    return part(queries.topics(query.category), _window(query), topic_out)


@router.get("/topics/{topic_id}", response=TopicOut, summary="One topic", auth=None)
def topic(request: HttpRequest, topic_id: TopicId) -> dict[str, Any]:
    """Its posts are at `/posts?topic=ID`."""
    found = queries.topics().filter(pk=topic_id).first()
    if found is None:
        raise HttpError(404, "there is no public topic of this id")
    return topic_out(found)


@router.get("/posts", response=ListOut[PostOut], summary="What was written on the board", auth=None)
def posts(request: HttpRequest, query: Query[PostsQuery]) -> dict[str, Any]:
    """Of a topic in the order in which they were published; without one, the newest first."""
    found = BoardPost.objects.public()
    if query.topic is None:
        found = found.order_by("-published_at", "-pk")
    else:
        found = found.filter(topic=query.topic).order_by("published_at", "pk")
    return part(found, _window(query), post_out)


def _window(query: PartQuery) -> ListQuery:
    return ListQuery(locale=settings.LANGUAGE_CODE, limit=query.limit, offset=query.offset)


def category_out(each: queries.Category) -> dict[str, Any]:
    names = ("name", "description", "topic_count", "last_post_at")
    return {"id": each.pk, **{name: getattr(each, name) for name in names}}


def topic_out(each: BoardTopic) -> dict[str, Any]:
    """A topic with its count, out of `queries.topics`."""
    return {
        "id": each.pk,
        "category": each.category_id,
        "title": each.title,
        "locale": each.language,
        "is_closed": each.is_closed,
        "post_count": each.post_count or 0,  # type: ignore[attr-defined]
        "last_post_at": each.last_post_at,
        "url": absolute(each.get_absolute_url()),
    }


def post_out(each: BoardPost) -> dict[str, Any]:
    return {
        "id": each.pk,
        "topic": each.topic_id,
        **{name: getattr(each, name) for name in ("is_first", "name", "text", "published_at", "is_edited")},
        "url": absolute(each.get_absolute_url()),
    }
