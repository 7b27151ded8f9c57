"""The queue of those who moderate: what waits, decisions about several, edits, and what the dashboard says."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partnership.board import erasing, queries, services
from partnership.models import BoardPost, BoardReport
from tests.core.editorial import client_of
from tests.partnership.board.arrange import State, fresh, moderator, topic, user, written
from tests.site.factories import one

pytestmark = pytest.mark.django_db
QUEUE = "/admin/board/"


@pytest.fixture
def by():
    return moderator()


@pytest.fixture
def on(by):
    return topic(by=by)


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_the_queue_shows_what_waits_and_what_to_note_in_it(on, by):
    written(on, "042-387-0001 まで電話ください。")
    shown = text_of(client_of(by).get(QUEUE))
    assert "042-387-0001 電話番号のようです" in shown
    assert "確認待ち（1）" in shown


def test_the_number_of_queries_does_not_depend_on_the_length(on, by, django_assert_max_num_queries):
    for number in range(30):
        written(on, f"{number}番")
    client = client_of(by)
    client.get(QUEUE)
    with django_assert_max_num_queries(40):
        client.get(QUEUE)


def test_several_are_refused_at_once_with_a_usual_reason_that_their_authors_are_sent(on, by, django_capture_on_commit_callbacks):
    posts = [written(on, f"{number}番", contact=f"{number}@example.jp") for number in range(3)]
    for post in posts:
        services.confirm_contact(post)
    data = {"post": [post.pk for post in posts[:2]], "act": "reject", "canned": "2", "reason": "またどうぞ。"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(by).post(QUEUE, data, follow=True)
    assert "2件を公開しないことにしました。" in text_of(response)
    assert [fresh(post).state for post in posts] == [State.REJECTED, State.REJECTED, State.WAITING]
    assert {message.to[0] for message in mail.outbox} == {"0@example.jp", "1@example.jp"}
    assert "宣伝や勧誘" in mail.outbox[0].body
    assert "またどうぞ。" in mail.outbox[0].body


def test_without_a_reason_nothing_is_refused_and_the_choice_stays(on, by):
    post = written(on)
    response = client_of(by).post(QUEUE, {"post": [post.pk], "act": "reject"})
    assert "理由を書いてください" in text_of(response)
    soup = BeautifulSoup(response.content, "html.parser")
    assert one(soup, f"#post-{post.pk}").has_attr("checked")
    assert fresh(post).state == State.WAITING


def test_one_that_somebody_else_has_decided_about_is_named(on, by):
    post = written(on)
    services.approve(post, moderator("ほか"))
    response = client_of(by).post(QUEUE, {"post": [post.pk], "act": "approve"}, follow=True)
    assert "ほかの人が先に決めたか" in text_of(response)


def test_an_edit_shows_the_difference(on, by):
    post = written(on, "みどり保育園の先生です。")
    url = reverse("board:post", args=[post.pk])
    client = client_of(by)
    fields = {"edit": "1", "edit-name": post.name, "edit-text": "先生です。"}
    assert "直した理由を書いてください" in text_of(client.post(url, fields))
    client.post(url, {**fields, "edit-why": "園の名前を除きました。"})
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    assert "みどり保育園の" in "".join(each.text for each in soup.select(".comparison .deletion"))
    assert fresh(post).text == "先生です。"
    assert post.versions.get().text == "みどり保育園の先生です。"


def test_ones_own_is_shown_without_the_buttons(on, by):
    post = written(on, user=by)
    url = reverse("board:post", args=[post.pk])
    client = client_of(by)
    assert not BeautifulSoup(client.get(url).content, "html.parser").select("[name=act]")
    client.post(url, {"act": "approve"})
    client.post(QUEUE, {"post": [post.pk], "act": "approve"})
    assert fresh(post).state == State.WAITING


@pytest.mark.parametrize("act", ["approve", "reject", "close", "dismiss"])
def test_whoever_does_not_moderate_is_shown_nothing(on, act):
    post = written(on)
    client = client_of(user("編集", is_staff=True))
    assert client.get(QUEUE).status_code == 302
    assert client.post(reverse("board:post", args=[post.pk]), {"act": act, "reason": "理由"}).status_code == 302
    assert fresh(post).state == State.WAITING
    assert not fresh(on).is_closed


def test_reports_are_read_and_left(on, by):
    post = on.posts.get()
    services.report(post, "hurtful", "ひどいことば", "m")
    client = client_of(by)
    assert "読んだ人からの知らせ 1件" in text_of(client.get(f"{QUEUE}?state=reported"))
    url = reverse("board:post", args=[post.pk])
    assert "ひどいことば" in text_of(client.get(url))
    client.post(url, {"act": "dismiss"})
    assert queries.queue().is_empty
    assert fresh(post).state == State.PUBLISHED


def test_a_topic_is_closed_and_opened_from_a_post(on, by):
    client = client_of(by)
    url = reverse("board:post", args=[on.posts.get().pk])
    client.post(url, {"act": "close"})
    assert fresh(on).is_closed
    client.post(url, {"act": "open"})
    assert not fresh(on).is_closed


def test_the_dashboard_counts_what_waits_for_those_who_moderate(on, by):
    home = reverse("wagtailadmin_home")
    client = client_of(by)
    assert "確認を待っている書き込み" not in text_of(client.get(home))
    post = written(on)
    services.report(on.posts.get(is_first=True), "other", "", "m")
    BoardPost.objects.filter(pk=post.pk).update(created_at=timezone.now() - datetime.timedelta(days=3))
    shown = text_of(client.get(home))
    assert "確認を待っている書き込み 1件（2日より長く待っているもの 1件）" in shown
    assert "知らせがある書き込み 1件" in shown


def test_every_view_opens_for_every_state(on, by):
    client = client_of(by)
    hidden, rejected, deleted = (written(on, f"{number}番") for number in range(3))
    services.hide(services.approve(hidden, by), by, "理由")
    services.reject(rejected, by, "理由")
    services.delete(deleted)
    for key in ("", "reported", "published", "hidden", "rejected", "deleted", "xyz"):
        assert client.get(f"{QUEUE}?state={key}&category={on.category_id}&p=9").status_code == 200
    for post in BoardPost.objects.all():
        assert client.get(reverse("board:post", args=[post.pk])).status_code == 200


# Jobs -------------------------------------------------------------------------------------------------------------------


def test_addresses_and_marks_are_erased_when_they_have_served(on, capsys):
    old, new = (written(on, f"{number}番", contact="haha@example.jp", mark="m") for number in range(2))
    report = services.report(on.posts.get(is_first=True), "other", "", "m")
    BoardPost.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=91))
    BoardReport.objects.filter(pk=report.pk).update(created_at=timezone.now() - datetime.timedelta(hours=25))
    call_command("partnership", "forget")
    assert (fresh(old).contact, fresh(old).mark, fresh(report).mark) == ("", "", "")
    assert (fresh(new).contact, fresh(new).mark) == ("haha@example.jp", "m")
    assert "1  board contacts erased" in capsys.readouterr().out


def test_those_who_moderate_are_reminded_once_in_a_while(on, by):
    assert erasing.remind() == {"posts waiting": 0, "mails": 0}
    post = written(on)
    assert erasing.remind()["mails"] == 0
    BoardPost.objects.filter(pk=post.pk).update(created_at=timezone.now() - datetime.timedelta(days=3))
    call_command("partnership", "remind")
    (told,) = mail.outbox
    assert told.to == [by.email]
    assert "1件が" in told.body
    call_command("partnership", "remind")
    assert len(mail.outbox) == 1
    BoardPost.objects.filter(pk=post.pk).update(reminded_at=timezone.now() - datetime.timedelta(days=3))
    call_command("partnership", "remind")
    assert len(mail.outbox) == 2


def test_a_post_that_its_author_took_away_names_nobody_who_decided_before(on, by):
    post = written(on, "けしてください。")
    services.reject(post, by, "理由")
    services.delete(fresh(post))
    page = BeautifulSoup(client_of(by).get(reverse("board:post", args=[post.pk])).content, "html.parser")
    assert one(page, ".board-facts dd").get_text() == "書いた人が消した"
