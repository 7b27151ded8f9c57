"""`/api/v2/board`: what is published, for another front end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnership.board import services
from partnership.board.services import Words
from tests.core.api.arrange import get
from tests.partnership.board.arrange import category, moderator, topic, written
from tests.site.factories import front, locale

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return moderator()


def test_categories_say_how_much_is_in_them_in_the_language_asked_for(client, by):
    front()
    first = category("おしゃべり", description="なんでも")
    english = first.copy_for_translation(locale("en"))
    english.name = "Talk"
    english.save()
    topic(within=first, by=by)
    category("ゆずります", sort_order=1)
    category("見せない", is_public=False)
    (talk, give) = get(client, "board/categories")["items"]
    assert (talk["id"], talk["name"], talk["topic_count"]) == (first.pk, "おしゃべり", 1)
    assert (give["name"], give["topic_count"], give["last_post_at"]) == ("ゆずります", 0, None)
    assert [each["name"] for each in get(client, "board/categories?locale=en")["items"]] == ["Talk", "ゆずります"]


def test_topics_and_posts_are_those_that_are_published(client, by):
    on = topic(by=by)
    answer = services.approve(written(on, "児童館です。"), by)
    written(on, "待っています。")
    services.begin_topic(on.category, Words("くま", "待っています。", "待つ題"))
    (shown,) = get(client, "board/topics")["items"]
    assert (shown["title"], shown["post_count"], shown["is_closed"], shown["locale"]) == ("雨の日の遊び場", 2, False, "ja")
    assert shown["url"].endswith(f"/board/topics/{on.pk}/")
    posts = get(client, f"board/posts?topic={on.pk}")
    assert posts["meta"]["total_count"] == 2
    assert [each["text"] for each in posts["items"]][1] == "児童館です。"
    assert set(posts["items"][1]) == {"id", "topic", "is_first", "name", "text", "published_at", "is_edited", "url"}
    newest = get(client, "board/posts")["items"]
    assert newest[0]["id"] == answer.pk
    assert get(client, f"board/topics?category={on.category_id}")["meta"]["total_count"] == 1
    assert get(client, "board/topics?category=999999")["meta"]["total_count"] == 0
    assert get(client, f"board/topics/{on.pk}")["title"] == "雨の日の遊び場"


def test_a_topic_that_is_not_public_is_like_one_that_is_not_there(client, by):
    hidden = services.begin_topic(category(), Words("くま", "ひみつ", "題")).topic_id
    assert get(client, f"board/topics/{hidden}", 404) == get(client, "board/topics/999999", 404)
    assert get(client, f"board/posts?topic={hidden}")["items"] == []


@pytest.mark.parametrize("address", ["board/topics?colour=red", "board/posts?topic=x", "board/topics?limit=1000"])
def test_wrong_parameters_are_refused_by_name(client, address):
    assert address.split("?")[1].split("=")[0] in get(client, address, 400)["message"]


def test_an_answer_is_kept_until_something_is_published(client, by):
    on = topic(by=by)
    before = client.get("/api/v2/board/topics")
    again = client.get("/api/v2/board/topics", headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 304
    services.approve(written(on), by)
    assert client.get("/api/v2/board/topics", headers={"If-None-Match": before["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", ["categories", "topics", "posts"])
def test_the_number_of_queries_does_not_depend_on_the_length(client, by, name):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(client, f"board/{name}?limit=100")
        return len(queries)

    topic("はじめ", by=by)
    get(client, f"board/{name}")
    few = count()
    for number in range(8):
        services.approve(written(topic(f"題{number}", by=by)), by)
    assert count() <= few
