"""Reviewers decide straight from the mail, hand over, answer with a tick, and are reminded: nothing waits unseen."""

import datetime
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, PageLogEntry, TaskState

from cms.core import review_links, services
from cms.core.audit import HANDED_OVER
from cms.core.models import CannedReply, ReviewCare
from cms.core.reminding import remind
from tests.core.editorial import client_of, draft, fresh, live, person, set_up, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def root() -> Any:
    return set_up()


@pytest.fixture
def editor(root: Any) -> Any:
    return person("書子", "editor")


@pytest.fixture
def approver(root: Any) -> Any:
    return person("認子", "approver")


@pytest.fixture
def page(root: Any, editor: Any) -> Any:
    return draft(root, editor)


@pytest.fixture
def asked(page: Any, editor: Any, approver: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A page that is in review, its reviewer's mail among those sent."""
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(page, editor)
    return page


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found
    return found.group(1)


def sent() -> list[tuple[str, str]]:
    found = sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


def text(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text().split())


# From the mail ----------------------------------------------------------------------------------------------------------


def test_the_mail_opens_the_review_for_one_who_is_not_signed_in(asked: Any) -> None:
    phone = Client()
    answer = phone.get(link_in(mail.outbox[0]))
    assert "「ひろば」の確認" in text(answer)
    assert "認子さんに届いたメールのリンクで開いています" in text(answer)
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert "_auth_user_id" not in phone.session
    [draft_address] = [str(a["href"]) for a in BeautifulSoup(answer.content, "html.parser").select("a.button[href$='/draft/']")]
    assert "ひろば" in text(phone.get(draft_address))


def test_reading_decides_nothing_and_one_tap_approves(asked: Any, approver: Any) -> None:
    link = link_in(mail.outbox[0])
    Client().get(link)
    Client().head(link)
    assert waiting(asked) is not None
    answer = Client().post(link, {"approve": "1"}, follow=True)
    assert fresh(asked).live
    assert "承認されました。（認子さん、" in text(answer)
    assert PageLogEntry.objects.filter(page=asked.pk, action="wagtail.workflow.approve", user=approver).exists()


def test_a_return_from_the_mail_says_what_is_missing_and_keeps_what_was_written(asked: Any) -> None:
    link = link_in(mail.outbox[0])
    person("認二", "approver")
    answer = Client().post(link, {"return": "1", "comment": " ", "note": "あとで"})
    assert "理由を選ぶか、書くか、欄ごとにコメントしてください" in text(answer)
    assert "あとで" in text(answer)
    assert waiting(asked) is not None


@pytest.mark.parametrize("road", ["mail", "admin"])
def test_a_comment_beside_a_field_is_reason_enough(road: str, asked: Any, approver: Any) -> None:
    address = link_in(mail.outbox[0]) if road == "mail" else reverse("review", args=[waiting(asked).pk])
    client = Client() if road == "mail" else client_of(approver)
    client.post(address, {"return": "1", "comment-beside-summary": "もう少し長く", "comment-beside-slug": "ここには書けない"})
    assert waiting(asked) is None
    (comment,) = Comment.objects.filter(page=asked.pk)
    assert (comment.contentpath, comment.text, comment.user, comment.revision_created) == (
        "summary",
        "もう少し長く",
        approver,
        fresh(asked).latest_revision,
    )


def test_a_link_serves_its_person_and_its_stage_only(asked: Any, root: Any, editor: Any) -> None:
    other = draft(root, editor, "公園")
    services.submit_for_review(other, editor)
    Client().post(link_in(mail.outbox[0]), {"approve": "1"})
    assert not fresh(other).live
    stranger = review_links.address_for(waiting(other).pk, editor).partition("/my/")[2]
    answer = Client().get(f"/my/{stranger}")
    assert "公園" not in text(answer)
    Client().post(f"/my/{stranger}", {"approve": "1"})
    assert not fresh(other).live


@pytest.mark.parametrize("spoil", [lambda link: link[:-2], lambda link: link.replace("mail/", "mail/9")])
def test_a_changed_link_opens_nothing(asked: Any, spoil: Any) -> None:
    link = spoil(link_in(mail.outbox[0]).rstrip("/")) + "/"
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "ひろば" not in text(answer)
    assert Client().get(f"{link}draft/").status_code == 302


def test_a_link_ends_with_its_days_and_with_its_persons_account(asked: Any, approver: Any, settings: Any) -> None:
    link = link_in(mail.outbox[0])
    settings.REVIEW_LINK_DAYS = -1
    assert Client().get(link).status_code == 410
    settings.REVIEW_LINK_DAYS = 30
    type(approver).objects.filter(pk=approver.pk).update(is_active=False)
    assert Client().get(link).status_code == 410


def test_after_the_decision_the_link_says_how_it_ended_and_the_draft_is_gone(asked: Any) -> None:
    link = link_in(mail.outbox[0])
    services.return_with_reason(waiting(asked), person("認二", "approver"), "住所")
    answer = Client().get(link)
    assert "差し戻されました。（認二さん、" in text(answer)
    assert Client().get(f"{link}draft/").status_code == 302
    Client().post(link, {"approve": "1"})
    assert not fresh(asked).live


def test_what_a_public_page_changes_is_shown_in_the_mails_page(root: Any, editor: Any, approver: Any) -> None:
    page = live(root, editor)
    page.title = "大きな公園"
    page.save_revision(user=editor)
    services.submit_for_review(fresh(page), editor)
    soup = BeautifulSoup(Client().get(review_links.address_for(waiting(page).pk, approver)).content, "html.parser")
    told = {kind: [each.get_text() for each in soup.select(f".comparison .{kind}")] for kind in ("deletion", "addition")}
    assert told == {"deletion": ["公園"], "addition": ["大きな公園"]}


# Replies at hand --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("road", ["review", "my_review"])
def test_a_ticked_reply_is_the_reason_and_what_is_written_follows_it(road: str, asked: Any, approver: Any) -> None:
    reply = CannedReply.objects.get(title="写真の同意")
    state = waiting(asked)
    client_of(approver).post(reverse(road, args=[state.pk]), {"return": "1", "reply": [reply.pk], "comment": "2枚目です。"})
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_REJECTED
    assert state.comment == f"{reply.text}\n2枚目です。"


def test_replies_are_the_secretariats_and_the_approvers_to_change(root: Any) -> None:
    for role, may in (("secretariat", True), ("approver", True), ("editor", False)):
        data = {"title": f"{role}の返事", "text": "書き足してください。", "sort_order": "9"}
        client_of(person(role, role)).post(reverse("wagtailsnippets_core_cannedreply:add"), data)
        assert CannedReply.objects.filter(title=f"{role}の返事").exists() == may


def test_the_setup_adds_replies_once() -> None:
    CannedReply.objects.filter(title="写真の同意").delete()
    set_up()
    assert not CannedReply.objects.filter(title="写真の同意").exists()


# Handing over -----------------------------------------------------------------------------------------------------------


def test_a_review_is_handed_over_with_a_word(asked: Any, approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    second = person("認二", "approver")
    link = link_in(mail.outbox[0])
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(link, {"hand_over": "1", "to": second.pk, "note": "旅行中です"}, follow=True)
    assert "認二さんに引き継がれています" in text(answer)
    assert "旅行中です" in mail.outbox[0].body
    assert sent() == [("認二", "【のびのびーの！】確認の引き継ぎのお願い：ひろば")]
    assert "認二さんに引き継がれています" in text(client_of(approver).get(reverse("review", args=[waiting(asked).pk])))
    entry = PageLogEntry.objects.get(page=asked.pk, action=HANDED_OVER)
    assert (entry.user, entry.data) == (approver, {"to": "認二", "note": "旅行中です"})
    history = text(client_of(approver).get(reverse("wagtailadmin_pages:history", args=[asked.pk])))
    assert "確認を認二さんに引き継ぎました：旅行中です" in history
    waits = text(client_of(person("事務", "secretariat")).get(reverse("reviews")))
    assert "認二さん" in waits
    assert "認子さん" not in waits


def test_whoever_handed_over_may_still_decide(asked: Any, approver: Any) -> None:
    services.hand_over(waiting(asked), approver, person("認二", "approver"))
    services.approve(waiting(asked), approver)
    assert fresh(asked).live


def test_it_is_handed_to_nobody_who_may_not_decide(asked: Any, editor: Any, approver: Any) -> None:
    for nobody in (editor, person("別の編集者", "editor"), approver):
        with pytest.raises(services.NotReviewerError):
            services.hand_over(waiting(asked), approver, nobody)
        client_of(approver).post(reverse("my_review", args=[waiting(asked).pk]), {"hand_over": "1", "to": nobody.pk})
    assert not ReviewCare.objects.exists()


def test_nobody_hands_over_what_is_not_theirs(asked: Any, editor: Any) -> None:
    with pytest.raises(services.OwnWorkError):
        services.hand_over(waiting(asked), editor, person("認二", "approver"))


# Reminders --------------------------------------------------------------------------------------------------------------


def after(days: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def reminded(days: float, capture: Any) -> list[tuple[str, str]]:
    mail.outbox.clear()
    with capture(execute=True):
        remind(after(days))
    return sent()


def test_reviewers_are_reminded_every_few_days_and_once_a_time(asked: Any, django_capture_on_commit_callbacks: Any) -> None:
    capture = django_capture_on_commit_callbacks
    assert reminded(2.9, capture) == []
    assert reminded(3, capture) == [("認子", "【のびのびーの！】確認をお待ちしています（3日）：ひろば")]
    assert reminded(3.5, capture) == []
    assert reminded(6, capture) == [("認子", "【のびのびーの！】確認をお待ちしています（6日）：ひろば")]


def test_the_reminder_goes_to_whom_it_was_handed(asked: Any, approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    services.hand_over(waiting(asked), approver, person("認二", "approver"))
    assert [to for to, _subject in reminded(3, django_capture_on_commit_callbacks)] == ["認二"]


def test_after_ten_days_the_secretariat_hears_of_it_once(asked: Any, django_capture_on_commit_callbacks: Any) -> None:
    person("事務", "secretariat")
    capture = django_capture_on_commit_callbacks
    told = ("事務", "【のびのびーの！】確認が10日止まっています：ひろば")
    assert told in reminded(10, capture)
    assert [to for to, _subject in reminded(13, capture)] == ["認子"]


def test_where_nobody_may_decide_the_secretariat_is_reminded(
    asked: Any, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person("事務", "secretariat")
    type(approver).objects.filter(pk=approver.pk).update(is_active=False)
    told = [("事務", "【のびのびーの！】承認できる人がいません：ひろば")]
    assert reminded(3, django_capture_on_commit_callbacks) == told


def test_an_author_is_reminded_of_a_return_twice(asked: Any, approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    services.return_with_reason(waiting(asked), approver, "住所を書いてください。")
    capture = django_capture_on_commit_callbacks
    told = [("書子", "【のびのびーの！】差し戻されたままです：ひろば")]
    assert [reminded(days, capture) for days in (2, 3, 6, 9)] == [[], told, told, []]


def test_what_was_decided_is_left_alone(asked: Any, approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    services.approve(waiting(asked), approver)
    assert reminded(20, django_capture_on_commit_callbacks) == []


def test_the_command_says_what_it_did(asked: Any, capsys: Any) -> None:
    TaskState.objects.filter(pk=waiting(asked).pk).update(started_at=after(-4))
    call_command("review", "remind")
    said = capsys.readouterr().out
    assert "1  reviews under way" in said
    assert "1  of them reminded of, 0 told to the secretariat" in said


def test_the_bar_above_the_editor_says_where_comments_are_written(asked: Any, approver: Any, editor: Any) -> None:
    told = {user.last_name: str(fresh(asked).get_lock().get_message(user)) for user in (approver, editor)}
    assert "<b>承認者の承認</b>を待っています" in told["認子"]
    shown = client_of(approver).get(reverse("wagtailadmin_pages:edit", args=[asked.pk])).content.decode()
    assert "&lt;b&gt;" not in shown
    assert "欄ごとに書けます" in told["認子"]
    assert "欄ごとに書けます" not in told["書子"]
