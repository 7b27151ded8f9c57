"""What can be done on the board, and by whom."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone

from partnership.board import links, queries, services, states
from partnership.board.findings import Kind, findings
from partnership.board.services import Words
from partnership.models import BoardPost, BoardTopic, BoardWord
from tests.partnership.board.arrange import State, category, fresh, log_of, member, moderator, topic, user, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return moderator()


@pytest.fixture
def on(by):
    return topic(by=by)


def shown(on: BoardTopic) -> list[str]:
    return [post.name for post in queries.posts(on)]


def test_nothing_is_public_before_a_moderator_approves(by):
    first = services.begin_topic(category(), Words("くま", "教えてください。", "遊び場"))
    assert first.state == State.WAITING
    assert not BoardTopic.objects.public().exists()
    assert not BoardPost.objects.public().exists()
    services.approve(first, by)
    assert [str(each) for each in BoardTopic.objects.public()] == ["遊び場"]
    assert log_of(first) == [states.WRITTEN, "nobinobi.board.approve"]


def test_a_member_is_public_at_once_where_the_category_trusts_members():
    trusting = category(trusts_members=True)
    post = services.begin_topic(trusting, Words("ひだまり", "集まりをします。", "集まり"), user=member())
    assert fresh(post).state == State.PUBLISHED
    assert log_of(post) == [states.WRITTEN_AND_TRUSTED]
    assert BoardTopic.objects.public().get().last_post_at == post.published_at


@pytest.mark.parametrize(
    ("trusts", "who", "text"),
    [
        (False, "member", "集まります。"),
        (True, "user", "集まります。"),
        (True, "nobody", "集まります。"),
        (True, "member", "042-387-0001 に電話してください。"),
    ],
)
def test_everybody_else_waits(trusts, who, text):
    person = {"member": member, "user": lambda: user("だれか"), "nobody": lambda: None}[who]()
    post = services.begin_topic(category(trusts_members=trusts), Words("ひだまり", text, "集まり"), user=person)
    assert fresh(post).state == State.WAITING


def test_only_those_with_the_permission_decide(on):
    post = written(on)
    for act in (
        lambda: services.approve(post, user("だれか")),
        lambda: services.reject(post, member(), "理由"),
        lambda: services.edit(post, None, Words("a", "b"), "理由"),
        lambda: services.close_topic(on, user("ほか")),
    ):
        with pytest.raises(services.NotModeratorError):
            act()
    assert fresh(post).state == State.WAITING
    assert not fresh(on).is_closed


def test_ones_own_is_neither_approved_nor_edited_nor_restored(on, by):
    post = written(on, user=by)
    with pytest.raises(services.OwnPostError):
        services.approve(post, by)
    with pytest.raises(services.OwnPostError):
        services.edit(post, by, Words("a", "b"), "理由")
    other = moderator("ほかの担当")
    services.approve(post, other)
    services.hide(post, other, "理由")
    with pytest.raises(services.OwnPostError):
        services.restore(post, by)
    assert fresh(post).state == State.HIDDEN


def test_an_administrator_does_not_approve_their_own_either(on):
    admin = user("管理", is_superuser=True)
    post = written(on, user=admin)
    with pytest.raises(services.OwnPostError):
        services.approve(post, admin)


@pytest.mark.parametrize("act", ["reject", "hide"])
def test_without_a_reason_nothing_is_refused_or_hidden(on, by, act):
    post = written(on)
    if act == "hide":
        services.approve(post, by)
    before = fresh(post).state
    with pytest.raises(services.ReasonMissingError):
        getattr(services, act)(post, by, " \n")
    assert fresh(post).state == before


def test_a_hidden_first_post_takes_the_topic_with_it_and_a_restored_one_brings_it_back(on, by):
    services.approve(written(on), by)
    first = on.posts.get(is_first=True)
    services.hide(first, by, "宣伝でした。")
    assert not BoardTopic.objects.public().exists()
    assert not BoardPost.objects.public().exists()
    services.restore(first, by)
    assert BoardPost.objects.public().count() == 2


def test_the_answers_of_others_stay_when_the_first_post_is_taken_away_by_its_author(on, by):
    services.approve(written(on), by)
    services.delete(on.posts.get(is_first=True))
    assert BoardTopic.objects.public().get().title == ""
    assert shown(on) == ["みどりのかさ"]
    services.delete(on.posts.get(is_first=False))
    assert not BoardTopic.objects.public().exists()


def test_a_topic_that_was_never_approved_does_not_become_public_by_its_deletion(by):
    first = services.begin_topic(category(), Words("くま", "教えてください。", "遊び場"))
    services.delete(first)
    assert not BoardTopic.objects.public().exists()


def test_deleting_erases_every_word_and_whose_they_were(on, by):
    post = written(on, "ひみつのことば", contact="haha@example.jp", mark="m", user=user("書いた人"))
    services.edit(post, by, Words("直した名", "直した文"), "名前があったため")
    services.delete(post)
    kept = fresh(post)
    assert (kept.state, kept.name, kept.text, kept.contact, kept.mark, kept.user) == (State.DELETED, "", "", "", "", None)
    assert not kept.versions.exists()
    for entry in log_entries(post):
        assert "ひみつ" not in entry.label
        assert "みどり" not in entry.label


def log_entries(post):
    from wagtail.models import ModelLogEntry

    return ModelLogEntry.objects.for_instance(post)


def test_an_edit_keeps_the_original_and_says_why(on, by):
    post = written(on, "みどり保育園の佐藤先生です。")
    services.edit(post, by, Words(post.name, "園の先生です。"), "名前を除きました。")
    services.edit(post, by, Words(post.name, "先生です。"), "園も除きました。")
    assert [each.text for each in post.versions.all()] == ["みどり保育園の佐藤先生です。", "園の先生です。"]
    assert [each.reason for each in post.versions.all()] == ["名前を除きました。", "園も除きました。"]
    kept = fresh(post)
    assert (kept.text, kept.is_edited, kept.state) == ("先生です。", True, State.WAITING)


def test_an_edit_that_changes_nothing_leaves_no_trace(on, by):
    post = written(on)
    services.edit(post, by, Words(post.name, post.text), "なし")
    assert not fresh(post).is_edited
    assert "nobinobi.board.edit" not in log_of(post)


def test_the_title_is_changed_with_the_first_post(on, by):
    first = on.posts.get(is_first=True)
    services.edit(first, by, Words(first.name, first.text, "遊び場"), "短くしました。")
    assert fresh(on).title == "遊び場"
    assert first.versions.get().title == "雨の日の遊び場"


def test_a_closed_topic_takes_no_posts_until_it_is_opened(on, by):
    waits = written(on)
    services.close_topic(on, by)
    with pytest.raises(services.ClosedError):
        written(on, "もう一つ")
    services.approve(waits, by)
    with pytest.raises(services.DecidedError):
        services.close_topic(on, by)
    services.open_topic(on, by)
    assert written(on, "もう一つ").state == State.WAITING
    assert log_of(on) == [states.CLOSED, states.OPENED]


def test_nobody_answers_in_a_topic_that_is_not_public(by):
    first = services.begin_topic(category(), Words("くま", "教えてください。", "遊び場"))
    with pytest.raises(services.ClosedError):
        written(first.topic)


def test_a_category_out_of_sight_takes_all_of_it_along_and_takes_nothing_new(on):
    on.category.is_public = False
    on.category.save()
    assert not BoardTopic.objects.public().exists()
    with pytest.raises(services.ClosedError):
        services.begin_topic(on.category, Words("くま", "教えてください。", "遊び場"))


def test_a_button_pressed_twice_writes_once(on):
    first, second = written(on, mark="m"), written(on, mark="m")
    assert first.pk == second.pk
    assert written(on, mark="other").pk != first.pk


def test_a_sender_writes_ten_within_the_time_and_others_go_on(on):
    for number in range(services.MOST_OF_A_SENDER):
        written(on, f"{number}番", mark="m")
    with pytest.raises(services.TooManyError):
        written(on, "もう一つ", mark="m")
    assert written(on, "もう一つ", mark="n").pk
    BoardPost.objects.filter(mark="m").update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert written(on, "もう一つ", mark="m").pk


def test_several_are_decided_about_and_one_that_is_refused_holds_up_no_other(on, by):
    posts = [written(on, f"{number}番") for number in range(3)]
    services.approve(posts[1], by)
    own = written(on, "自分の", user=by)
    outcome = services.decide_about_all([*posts, own], lambda post: services.reject(post, by, "宣伝です。"))
    assert [post.pk for post in outcome.done] == [posts[0].pk, posts[2].pk]
    assert [post.pk for post, _why in outcome.refused] == [posts[1].pk, own.pk]
    assert fresh(posts[1]).state == State.PUBLISHED


# Reports ----------------------------------------------------------------------------------------------------------------


def test_a_report_waits_until_the_post_is_hidden_or_left(on, by):
    post = services.approve(written(on), by)
    services.report(post, "hurtful", "ひどい", "m")
    assert services.report(post, "hurtful", "ひどい", "m").pk == post.reports.get().pk
    assert queries.queue().reported == 1
    services.dismiss_reports(post, by)
    assert queries.queue().reported == 0
    services.report(post, "hurtful", "まだある", "m")
    services.hide(post, by, "人を傷つけるため。")
    assert queries.queue().is_empty
    assert log_of(post)[-4:] == [states.REPORTED, states.DISMISSED, states.REPORTED, "nobinobi.board.hide"]


def test_what_is_not_public_cannot_be_reported(on):
    with pytest.raises(services.DecidedError):
        services.report(written(on), "hurtful", "")


# Mails ------------------------------------------------------------------------------------------------------------------


def test_a_mail_goes_nowhere_but_to_an_address_that_was_confirmed(on, by, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post = written(on, contact="haha@example.jp")
    (asked,) = mail.outbox
    assert asked.to == ["haha@example.jp"]
    with django_capture_on_commit_callbacks(execute=True):
        services.approve(post, by)
    assert len(mail.outbox) == 1
    (token,) = re.findall(r"/board/mail/([^/\s]+)/", str(asked.body))
    assert links.read_mail(token) == post
    assert links.token_of(post) not in str(asked.body)
    services.confirm_contact(post)
    with django_capture_on_commit_callbacks(execute=True):
        services.hide(post, by, "電話番号があったため。")
    told = mail.outbox[-1]
    assert "公開をやめました" in told.body
    assert "電話番号があったため。" in told.body
    assert links.token_of(post) in told.body


def test_a_member_who_is_signed_in_is_told_without_asking(on, by, django_capture_on_commit_callbacks):
    person = member()
    post = written(on, user=person)
    with django_capture_on_commit_callbacks(execute=True):
        services.reject(post, by, "宣伝のため。")
    assert mail.outbox[-1].to == [person.email]


def test_a_link_opens_its_own_post_alone(on):
    post = written(on, contact="a@example.jp")
    assert links.read(links.token_of(post)) == post
    for wrong in (post.key.hex, links.mail_token_of(post), links.token_of(post)[:-1], "", "\x00", "あ"):
        assert links.read(wrong) is None
    old = links.mail_token_of(post)
    post.contact = "b@example.jp"
    post.save()
    assert links.read_mail(old) is None


# What is pointed out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("電話は042-387-0001です", Kind.PHONE, "042-387-0001"),
        ("０９０−１２３４−５６７８へ", Kind.PHONE, "090-1234-5678"),
        ("09012345678 まで", Kind.PHONE, "09012345678"),
        ("+81 90 1234 5678", Kind.PHONE, "+81 90 1234 5678"),
        ("haha@example.jpへ", Kind.MAIL, "haha@example.jp"),
        ("ｈａｈａ＠ｅｘａｍｐｌｅ．ｊｐ", Kind.MAIL, "haha@example.jp"),
        ("haha[at]example.jp", Kind.MAIL, "haha[at]example.jp"),
        ("とても ﾊﾞｶみたい", Kind.WORD, "ばか"),
        ("バ カみたい", Kind.WORD, "ばか"),
    ],
)
def test_what_is_better_not_written_is_found(text, kind, found):
    BoardWord.objects.create(word="ばか", note="やさしく")
    assert [(each.kind, each.text) for each in findings(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text", ["2026年4月1日の10:00から", "12000円で10冊", "3歳と5か月です", "午後2時〜4時、1-2-3", "#8000 に聞いた"]
)
def test_dates_prices_and_ages_are_none_of_them(text):
    assert findings(text) == []
