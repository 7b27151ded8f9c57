"""The board as readers and writers find it, without a script."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from partnership.board import links, services
from partnership.board.services import Words
from partnership.models import BoardPost, BoardWord
from tests.core.api.arrange import get
from tests.partnership.board.arrange import State, category, fresh, member, moderator, topic, written
from tests.site.factories import attribute, front, one, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _front():
    front()


@pytest.fixture
def on():
    return topic()


def send(client, url: str, **fields: str):
    """What somebody writes, looked at and then sent; the last response."""
    page = client.post(url, {"name": "みどりのかさ", "text": "児童館です。", **fields})
    assert page.status_code == 200
    html = BeautifulSoup(page.content, "html.parser")
    data = {each["name"]: each.get("value", "") for each in html.select("form.sheet input[type=hidden]")}
    return client.post(url, {**data, "send": "1"})


def main(soup) -> str:
    return " ".join(soup.select_one("main").get_text(" ").split())


def test_who_writes_looks_at_it_first_and_it_waits_after(client, on):
    url = reverse("partnership:board_reply", args=[on.pk])
    page = client.post(url, {"name": "みどりのかさ", "text": "児童館です。"})
    assert "このように載ります" in page.content.decode()
    assert not BoardPost.objects.waiting().exists()
    response = send(client, url)
    post = BoardPost.objects.waiting().get()
    assert response.url.startswith(reverse("partnership:board_mine", args=[links.token_of(post)]))
    assert "担当者が読むのを待っています" in main(read(client, response.url))
    assert "児童館です。" not in main(read(client, reverse("partnership:board_topic", args=[on.pk])))


def test_a_new_topic_needs_a_title_and_loses_nothing_without(client):
    url = reverse("partnership:board_new", args=[category().pk])
    soup = BeautifulSoup(client.post(url, {"name": "くま", "text": "長い文章です。"}).content, "html.parser")
    assert "題を書いてください。" in main(soup)
    assert one(soup, "textarea").text.strip() == "長い文章です。"
    send(client, url, title="遊び場")
    assert BoardPost.objects.get().topic.title == "遊び場"


def test_what_is_pointed_out_is_shown_before_it_can_be_sent_and_can_be_sent_all_the_same(client, on):
    BoardWord.objects.create(word="園の名前", note="だれのことか分かります。")
    url = reverse("partnership:board_reply", args=[on.pk])
    told = {"name": "くま", "text": "園の名前は042-387-0001に、haha@example.jp まで。"}
    page = client.post(url, {**told, "send": "1"})
    text = main(BeautifulSoup(page.content, "html.parser"))
    for word in ("042-387-0001", "haha@example.jp", "だれのことか分かります。", "このまま送る"):
        assert word in text
    assert not BoardPost.objects.waiting().exists()
    send(client, url, **told)
    assert BoardPost.objects.waiting().get().text == told["text"]


def test_what_was_changed_after_it_was_looked_at_is_looked_at_again(client, on):
    url = reverse("partnership:board_reply", args=[on.pk])
    page = BeautifulSoup(client.post(url, {"name": "くま", "text": "児童館です。"}).content, "html.parser")
    seen = attribute(page, "[name=seen]", "value")
    client.post(url, {"name": "くま", "text": "090-1234-5678", "seen": seen, "send": "1"})
    assert not BoardPost.objects.waiting().exists()


def test_one_can_go_back_and_write_it_otherwise(client, on):
    url = reverse("partnership:board_reply", args=[on.pk])
    page = client.post(url, {"name": "くま", "text": "児童館です。", "contact": "a@example.jp", "rewrite": "1"})
    soup = BeautifulSoup(page.content, "html.parser")
    assert one(soup, "textarea").text.strip() == "児童館です。"
    assert attribute(soup, "#id_contact", "value") == "a@example.jp"


def test_a_program_that_fills_in_everything_writes_nothing(client, on):
    client.post(reverse("partnership:board_reply", args=[on.pk]), {"name": "a", "text": "b", "more": "x", "send": "1"})
    client.post(reverse("partnership:board_report", args=[on.posts.get().pk]), {"topic": "other", "more": "x"})
    assert BoardPost.objects.count() == 1
    assert not on.posts.get().reports.exists()


def test_too_many_are_refused_without_losing_the_text(client, on):
    url = reverse("partnership:board_reply", args=[on.pk])
    for number in range(services.MOST_OF_A_SENDER):
        send(client, url, text=f"{number}番です。")
    refused = send(client, url, text="もう一つ書きます。")
    assert refused.status_code == 429
    soup = BeautifulSoup(refused.content, "html.parser")
    assert "まだ送っていません" in main(soup)
    assert "もう一つ書きます。" in main(soup)


def test_no_address_of_a_sender_is_kept(client, on):
    send(client, reverse("partnership:board_reply", args=[on.pk]))
    mark = BoardPost.objects.waiting().get().mark
    assert len(mark) == 64
    assert "127.0.0.1" not in mark


def test_a_topic_shows_what_is_published_page_by_page(client, on, django_assert_max_num_queries):
    by = moderator()
    for number in range(25):
        services.approve(written(on, f"{number}番の返事"), by)
    written(on, "まだ待っている")
    url = reverse("partnership:board_topic", args=[on.pk])
    read(client, url)
    with django_assert_max_num_queries(25):
        first = read(client, url)
    assert len(first.select(".post")) == 20
    second = read(client, f"{url}?page=2")
    assert len(second.select(".post")) == 6
    last = on.posts.filter(state=State.PUBLISHED).order_by("-published_at").first()
    assert client.get(last.get_absolute_url()).url == f"{url}?page=2#post-{last.pk}"
    assert client.get(f"/board/posts/{on.posts.get(text='まだ待っている').pk}/").status_code == 404
    assert "まだ待っている" not in main(first) + main(second)


def test_text_is_shown_as_text(client, on):
    services.approve(written(on, "<script>alert(1)</script>\n次の行"), moderator())
    soup = read(client, reverse("partnership:board_topic", args=[on.pk]))
    assert not soup.select(".post script")
    assert "<script>alert(1)</script>" in main(soup)


def test_a_closed_topic_is_read_and_not_answered(client, on):
    services.close_topic(on, moderator())
    soup = read(client, reverse("partnership:board_topic", args=[on.pk]))
    assert "締め切りました" in main(soup)
    assert not soup.select(f"[href='{reverse('partnership:board_reply', args=[on.pk])}']")
    assert client.get(reverse("partnership:board_reply", args=[on.pk])).status_code == 302


def test_a_topic_closed_while_somebody_writes_loses_nothing(client, on):
    url = reverse("partnership:board_reply", args=[on.pk])
    form = {"name": "くま", "text": "書いている途中でした。", "send": "1"}
    services.close_topic(on, moderator())
    response = client.post(url, form)
    assert response.status_code == 409
    text = main(BeautifulSoup(response.content, "html.parser"))
    assert "この話題は締め切られたので" in text
    assert "書いている途中でした。" in text


@pytest.mark.parametrize("state", ["waiting", "hidden", "rejected", "deleted"])
def test_what_is_not_published_has_no_address(client, on, state):
    by = moderator()
    first = services.begin_topic(on.category, Words("くま", "ひみつ", "ひみつの題"))
    if state == "rejected":
        services.reject(first, by, "理由")
    if state == "hidden":
        services.hide(services.approve(first, by), by, "理由")
    if state == "deleted":
        services.delete(first)
    for name, key in (("board_topic", first.topic_id), ("board_reply", first.topic_id), ("board_report", first.pk)):
        assert client.get(reverse(f"partnership:{name}", args=[key])).status_code == 404
    assert "ひみつ" not in main(read(client, reverse("partnership:board")))


# The author's own page --------------------------------------------------------------------------------------------------


def test_the_author_reads_the_reason_and_both_texts(client, on):
    by = moderator()
    post = written(on, "みどり保育園です。")
    services.edit(post, by, Words(post.name, "保育園です。"), "園の名前を除きました。")
    services.reject(post, by, "宣伝のため。")
    response = client.get(reverse("partnership:board_mine", args=[links.token_of(post)]))
    text = main(BeautifulSoup(response.content, "html.parser"))
    for words in ("公開しませんでした", "宣伝のため。", "みどり保育園です。", "保育園です。", "園の名前を除きました。"):
        assert words in text
    assert "no-store" in response["Cache-Control"]


def test_the_author_takes_it_away_after_being_asked(client, on):
    post = services.approve(written(on, "消すことば"), moderator())
    url = reverse("partnership:board_mine", args=[links.token_of(post)])
    assert "元には戻せません" in main(read(client, f"{url}?delete=1"))
    assert fresh(post).state == State.PUBLISHED
    client.post(url, {"delete": "1"})
    assert fresh(post).state == State.DELETED
    assert "消しました" in main(read(client, url))
    assert "消すことば" not in main(read(client, reverse("partnership:board_topic", args=[on.pk])))
    assert client.post(url, {"delete": "1"}).status_code == 302


@pytest.mark.parametrize("name", ["board_mine", "board_confirm"])
def test_a_link_that_we_never_made_opens_nothing(client, on, name):
    post = written(on)
    wrong = links.mail_token_of(post) if name == "board_mine" else links.token_of(post)
    assert client.get(reverse(f"partnership:{name}", args=[wrong])).status_code in (404, 410)
    assert client.get(reverse(f"partnership:{name}", args=[post.key.hex])).status_code in (404, 410)


def test_looking_at_the_link_of_the_mail_confirms_nothing_and_the_button_does(client, on):
    post = written(on, contact="haha@example.jp")
    url = reverse("partnership:board_confirm", args=[links.mail_token_of(post)])
    read(client, url)
    assert not fresh(post).is_contact_confirmed
    client.post(url)
    assert fresh(post).is_contact_confirmed


# Reports ----------------------------------------------------------------------------------------------------------------


def test_a_reader_says_that_a_post_should_not_stand_there(client, on):
    post = on.posts.get()
    url = reverse("partnership:board_report", args=[post.pk])
    assert "一つ選んでください。" in main(BeautifulSoup(client.post(url, {}).content, "html.parser"))
    response = client.post(url, {"topic": "personal", "remark": "園が分かります。"})
    assert "ありがとうございます" in main(BeautifulSoup(response.content, "html.parser"))
    assert post.reports.get().remark == "園が分かります。"


# Everywhere else --------------------------------------------------------------------------------------------------------


def test_a_member_where_members_are_trusted_is_told_that_it_is_public(client):
    trusting = category(trusts_members=True)
    client.force_login(member())
    response = send(client, reverse("partnership:board_new", args=[trusting.pk]), title="集まり")
    assert "公開しています" in main(read(client, response.url))


def test_the_front_and_an_empty_category_say_what_to_do(client):
    assert "トップページへ" in main(read(client, reverse("partnership:board")))
    empty = category("からっぽ", description="なにもない")
    assert "からっぽ" in main(read(client, reverse("partnership:board")))
    soup = read(client, reverse("partnership:board_category", args=[empty.pk]))
    assert "はじめの話題を書いてみませんか" in main(soup)
    assert soup.select_one(f"[href='{reverse('partnership:board_new', args=[empty.pk])}']")


def test_the_feed_holds_what_is_published_and_nothing_that_opens_it(client, on):
    written(on, "待っている")
    feed = client.get("/feeds/board.xml").content.decode()
    assert "雨の日の遊び場" in feed
    assert "待っている" not in feed
    assert on.posts.get(is_first=True).key.hex not in feed.replace("-", "")


def test_the_sitemap_leads_to_public_topics(client, on):
    hidden = services.begin_topic(on.category, Words("くま", "ひみつ", "ひみつの題"))
    text = client.get("/sitemap.xml").content.decode() + "".join(
        client.get(url).content.decode()
        for url in re.findall(r"<loc>https?://[^/]+(/sitemap[^<]+)", client.get("/sitemap.xml").content.decode())
    )
    assert f"/board/topics/{on.pk}/" in text
    assert f"/board/topics/{hidden.topic_id}/" not in text
    assert f"/board/{on.category_id}/" in text


def test_a_topic_is_found_by_what_is_published_in_it(client, django_capture_on_commit_callbacks):
    def found(word: str) -> list[str]:
        return [each["title"] for each in get(client, f"search?q={word}")["hits"]]

    by = moderator()
    with django_capture_on_commit_callbacks(execute=True):
        on = topic(by=by)
        post = services.approve(written(on, "かきつばたの広場"), by)
        written(on, "ぬばたまのことば")
    assert found("かきつばた") == ["雨の日の遊び場"]
    assert found("ぬばたま") == []
    with django_capture_on_commit_callbacks(execute=True):
        services.hide(post, by, "理由")
    assert found("かきつばた") == []
    assert found("遊び場") == ["雨の日の遊び場"]
    with django_capture_on_commit_callbacks(execute=True):
        services.hide(on.posts.get(is_first=True), by, "理由")
    assert found("遊び場") == []


def test_in_english_the_page_speaks_english_and_marks_what_is_japanese(client, on):
    soup = read(client, f"/en/board/topics/{on.pk}/")
    assert attribute(soup, "h1", "lang") == "ja"
    assert attribute(soup, ".post__text", "lang") == "ja"
    assert not re.search(r"[ぁ-ん]", one(soup, ".post__foot").get_text())
