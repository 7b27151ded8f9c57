"""The mail digest: nobody gets it who has not confirmed, everybody gets each period's once, and it ends by one press."""

import datetime
import re
import time
from io import StringIO
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.core.announcing.digest import links, sending, services
from cms.core.models import BasePage, DigestSubscription
from tests.site.factories import add, front, hide, locale, one, read, translated, words

pytestmark = pytest.mark.django_db
READER = "hanako@example.jp"
DAY = datetime.timedelta(days=1)
MONDAY = datetime.datetime(2026, 11, 30, 7, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def root() -> Any:
    return front()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def reader(address: str = READER, since: datetime.datetime = MONDAY - 7 * DAY, **fields: Any) -> DigestSubscription:
    """Somebody who has confirmed, and knows what was public by then."""
    return DigestSubscription.objects.create(address=address, confirmed_at=since, covered_until=since, **fields)


def published(parent: Any, title: str, at: datetime.datetime = MONDAY - DAY, **fields: Any) -> Any:
    return add(parent, BasePage, title, first_published_at=at, **fields)


def sent_to(address: str = READER) -> list[Any]:
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message: Any) -> str:
    return re.findall(r"https?://[^/\s]+(/\S+/)", str(message.body))[0]


# Asking and confirming ----------------------------------------------------------------------------------------------------


def test_a_reader_asks_confirms_by_the_mailed_link_and_ends_it_by_the_link_of_a_digest(root: Any, committed: Any) -> None:
    client = Client()
    with committed():
        response = client.post("/follow/", {"address": "Hanako@Example.jp", "rhythm": "weekly", "stages": ["0", "1"]})
    assert response.headers["Location"] == "/follow/asked/"
    (question,) = sent_to()
    subscription = DigestSubscription.objects.get()
    assert (subscription.confirmed_at, subscription.stages) == (None, ["0", "1"])
    link = link_in(question)
    assert "読みたいもの：すべて（0歳、1歳）\n届く回数：週に1回" in str(question.body)
    asked = words(read(client, link))
    assert "受け取る" in asked
    assert "すべて（0歳、1歳）" in asked
    assert DigestSubscription.objects.get().confirmed_at is None, "a mail program opens links by itself"
    assert client.post(link).status_code == 200
    assert DigestSubscription.objects.get().confirmed_at is not None
    assert "登録しました" in words(read(client, link)), "pressed twice"
    leave = links.leave_url(subscription).removeprefix("http://localhost:8000")
    assert READER in words(read(client, leave))
    assert DigestSubscription.objects.exists()
    client.post(leave)
    assert not DigestSubscription.objects.exists()
    assert "もう届きません" in words(read(client, leave))


def test_a_mail_program_ends_it_by_itself_without_cookie_or_token(root: Any) -> None:
    """RFC 8058."""
    subscription = reader()
    published(root, "新しいひろば")
    sending.send(now=MONDAY)
    headers = sent_to()[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = headers["List-Unsubscribe"].strip("<>")
    response = Client(enforce_csrf_checks=True).post(url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not DigestSubscription.objects.filter(pk=subscription.pk).exists()


@pytest.mark.parametrize("url", ["/follow/leave/{}/", "/follow/confirm/{}/"])
def test_a_link_that_nobody_made_does_nothing(root: Any, url: str) -> None:
    subscription = reader()
    for token in (subscription.key.hex, f"{subscription.key.hex}.1.x", links.CONFIRM.sign("x"), "x"):
        assert Client().post(url.format(token)).status_code in {404, 410}
    swapped = links.CONFIRM.sign(subscription.key.hex) if "leave" in url else links.LEAVE.sign(subscription.key.hex)
    assert Client().post(url.format(swapped)).status_code in {404, 410}
    assert DigestSubscription.objects.count() == 1


def test_a_link_to_confirm_ends(root: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = DigestSubscription.objects.create(address=READER)
    url = links.confirm_url(subscription).removeprefix("http://localhost:8000")
    later = time.time() + 8 * DAY.total_seconds()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: later)
        assert Client().post(url).status_code == 410
    assert DigestSubscription.objects.get().confirmed_at is None


def test_the_answer_is_the_same_whoever_reads_already_and_their_choice_stays(root: Any, committed: Any) -> None:
    reader(rhythm="daily", kinds=["reports"])
    DigestSubscription.objects.update(asked_at=timezone.now() - DAY)
    answers = []
    for address in (READER, "taro@example.jp"):
        with committed():
            response = Client().post("/follow/", {"address": address, "rhythm": "weekly"})
        answers.append((response.status_code, response.headers["Location"]))
    assert answers[0] == answers[1]
    known = DigestSubscription.objects.get(address=READER)
    assert (known.rhythm, known.kinds, known.confirmed_at is not None) == ("daily", ["reports"], True)
    assert "もう登録されて" in str(sent_to()[0].body)


def test_nobody_is_pestered_by_anothers_hand(root: Any, committed: Any) -> None:
    for _attempt in range(8):
        with committed():
            Client().post("/follow/", {"address": READER, "rhythm": "weekly"})
        DigestSubscription.objects.update(asked_at=timezone.now() - datetime.timedelta(hours=1))
    assert len(sent_to()) == services.MOST_QUESTIONS


def test_a_flood_from_one_sender_is_stopped_and_says_so(root: Any) -> None:
    for number in range(services.MOST_OF_A_SENDER):
        Client().post("/follow/", {"address": f"a{number}@example.jp", "rhythm": "weekly"})
    response = Client().post("/follow/", {"address": "last@example.jp", "rhythm": "weekly"})
    assert response.status_code == 429
    assert "書いたものは残っています" in response.content.decode()
    assert 'value="last@example.jp"' in response.content.decode()
    assert Client().post("/follow/", {"address": "b@example.jp", "rhythm": "weekly"}, REMOTE_ADDR="10.1.2.3").status_code == 302


def test_a_program_that_fills_in_everything_gets_nothing(root: Any) -> None:
    response = Client().post("/follow/", {"address": READER, "rhythm": "weekly", "more": "spam"})
    assert response.status_code == 302
    assert not DigestSubscription.objects.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"address": "", "rhythm": "weekly"}, "メールアドレスを入れてください"),
        ({"address": "hanako", "rhythm": "weekly"}, "形になっていません"),
        ({"address": READER}, "届く回数を選んでください"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(root: Any, said: dict[str, str], told: str) -> None:
    page = Client().post("/follow/", {**said, "stages": ["3-5"]}).content.decode()
    assert told in page
    assert re.search(r'value="3-5"[^>]*checked', page)
    assert not DigestSubscription.objects.exists()


def test_addresses_that_never_confirm_and_marks_of_senders_are_erased(root: Any) -> None:
    Client().post("/follow/", {"address": READER, "rhythm": "weekly"})
    Client().post("/follow/", {"address": "new@example.jp", "rhythm": "weekly"})
    reader("kept@example.jp")
    old = DigestSubscription.objects.exclude(address="new@example.jp")
    old.update(asked_at=timezone.now() - 8 * DAY, mark="x")
    call_command("digest", "forget", stdout=StringIO())
    assert set(DigestSubscription.objects.values_list("address", flat=True)) == {"new@example.jp", "kept@example.jp"}
    assert DigestSubscription.objects.get(address="kept@example.jp").mark == ""
    assert DigestSubscription.objects.get(address="new@example.jp").mark != ""


# Sending --------------------------------------------------------------------------------------------------------------------


def test_everybody_who_confirmed_gets_what_became_public_once(root: Any) -> None:
    for name in ("a", "b"):
        reader(f"{name}@example.jp")
    DigestSubscription.objects.create(address="unconfirmed@example.jp", covered_until=MONDAY - 7 * DAY)
    published(root, "新しいひろば", summary="だれでも来られます。")
    published(root, "前からあるひろば", MONDAY - 30 * DAY)
    first, second = sending.send(now=MONDAY), sending.send(now=MONDAY + DAY)
    assert (first.mails, second.mails) == (2, 0)
    assert sorted(message.to[0] for message in mail.outbox) == ["a@example.jp", "b@example.jp"]
    body = str(mail.outbox[0].body)
    assert "新しいひろば" in body
    assert "だれでも来られます。" in body
    assert "前からある" not in body
    published(root, "次のひろば", MONDAY + 2 * DAY)
    sending.send(now=MONDAY + 7 * DAY)
    assert "新しいひろば" not in str(sent_to("a@example.jp")[1].body)
    assert "次のひろば" in str(sent_to("a@example.jp")[1].body)


def test_nothing_private_withdrawn_or_expired_is_in_it(root: Any) -> None:
    reader()
    published(root, "見せるひろば")
    hide(published(root, "会員だけのひろば"))
    section = published(root, "会員の部屋")
    hide(section)
    published(section, "部屋の中のひろば")
    published(root, "下書きのひろば", live=False)
    published(root, "終わったひろば", expire_at=MONDAY - 900 * DAY)
    sending.send(now=MONDAY)
    body = str(sent_to()[0].body)
    assert body.count("■") == 1
    assert "見せるひろば" in body


def test_it_is_in_the_readers_language_of_the_ages_and_kinds_that_they_chose(root: Any) -> None:
    translated(root, "Nobi")
    page = published(root, "赤ちゃんのひろば", age_min=0, age_max=11)
    translated(page, "For babies", first_published_at=MONDAY - DAY)
    published(root, "小学生のひろば", age_min=72, age_max=143)
    published(root, "みんなのひろば")
    reader("en@example.jp", language="en")
    reader("baby@example.jp", stages=["0"])
    reader("reports@example.jp", kinds=["reports"])
    sending.send(now=MONDAY)
    english = str(sent_to("en@example.jp")[0].body)
    assert "For babies" in english
    assert "ひろば" not in english
    assert "/en/follow/leave/" in english
    baby = str(sent_to("baby@example.jp")[0].body)
    assert ("赤ちゃん" in baby, "みんな" in baby, "小学生" in baby) == (True, True, False)
    assert sent_to("reports@example.jp") == []


def test_a_day_with_nothing_new_brings_no_mail(root: Any) -> None:
    reader(rhythm="daily")
    assert (sending.send(now=MONDAY).mails, sending.send(now=MONDAY).nothing_new) == (0, 0)
    published(root, "新しいひろば", MONDAY + datetime.timedelta(hours=3))
    assert sending.send(now=MONDAY + DAY).mails == 1


def test_what_became_public_this_very_moment_is_in_the_next_mail_and_only_there(root: Any) -> None:
    reader(rhythm="daily")
    published(root, "前のひろば")
    published(root, "今のひろば", MONDAY - datetime.timedelta(seconds=30))
    sending.send(now=MONDAY)
    sending.send(now=MONDAY + DAY)
    first, second = (str(message.body) for message in sent_to())
    assert ("今のひろば" in first, "今のひろば" in second, "前のひろば" in second) == (False, True, False)


def test_a_run_that_is_killed_is_finished_by_the_next_and_nobody_gets_two(root: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcd":
        reader(f"{name}@example.jp")
    published(root, "新しいひろば")
    real = EmailBackend.send_messages

    def dies_at_c(self: Any, messages: Any) -> int:
        if messages[0].to == ["c@example.jp"]:
            raise KeyboardInterrupt
        return real(self, messages)

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", dies_at_c)
        with pytest.raises(KeyboardInterrupt):
            sending.send(now=MONDAY)
    assert sending.send(now=MONDAY).mails == 2
    assert sorted(message.to[0][0] for message in mail.outbox) == ["a", "b", "c", "d"]


def test_what_a_dead_process_took_is_left_alone_first_and_then_sent(root: Any) -> None:
    subscription = reader()
    published(root, "新しいひろば")
    DigestSubscription.objects.update(claimed_at=timezone.now())
    assert sending.send(now=MONDAY).mails == 0
    DigestSubscription.objects.update(claimed_at=timezone.now() - sending.LEASE * 2)
    assert sending.send(now=MONDAY).mails == 1
    assert sent_to()[0].extra_headers["Message-ID"] == f"<digest.{subscription.key.hex}.2026-W49@localhost>"


def test_a_run_sends_no_more_than_it_may_and_the_next_goes_on(root: Any) -> None:
    for number in range(3):
        reader(f"{number}@example.jp")
    published(root, "新しいひろば")
    first = sending.send(most=2, now=MONDAY)
    assert (first.mails, first.left) == (2, 1)
    assert sending.send(now=MONDAY).mails == 1


def test_an_address_that_is_refused_again_and_again_is_erased_and_others_go_on(
    root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("gone@example.jp")
    reader()
    real = EmailBackend.send_messages

    def refuses(self: Any, messages: Any) -> int:
        if messages[0].to == ["gone@example.jp"]:
            raise SMTPRecipientsRefused({"gone@example.jp": (550, b"no such user")})
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    for week in range(sending.MOST_REFUSALS):
        published(root, f"ひろば{week}", MONDAY + week * 7 * DAY - DAY)
        done = sending.send(now=MONDAY + week * 7 * DAY)
        assert done.failed == 1
    assert len(sent_to()) == sending.MOST_REFUSALS
    assert not DigestSubscription.objects.filter(address="gone@example.jp").exists()


def test_a_server_that_takes_nothing_ends_the_run_and_everything_waits(root: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        reader(f"{number}@example.jp")
    published(root, "新しいひろば")

    def down(self: Any, messages: Any) -> int:
        raise SMTPException("down")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", down)
        done = sending.send(now=MONDAY)
    assert (done.failed, done.left) == (3, 3)
    assert sending.send(now=MONDAY).mails == 6


def test_many_new_pages_are_a_short_mail_with_the_way_to_the_rest(root: Any) -> None:
    reader()
    for number in range(sending.LONGEST + 4):
        published(root, f"ひろば{number}")
    sending.send(now=MONDAY)
    body = str(sent_to()[0].body)
    assert body.count("■") == sending.LONGEST
    assert "ほかに4件" in body
    assert "/browse/" in body


def test_the_command_says_what_it_did_and_no_address(root: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = reader(since=timezone.now() - 10 * DAY)
    published(root, "新しいひろば", timezone.now() - DAY)
    out = StringIO()
    call_command("digest", "send", stdout=out)
    call_command("digest", "send", stdout=out)
    assert out.getvalue().count("1  digests sent") == 1
    assert READER not in out.getvalue()
    assert READER not in str(subscription)


def test_an_address_is_erased_by_command(root: Any) -> None:
    reader()
    call_command("digest", "leave", READER.upper(), stdout=StringIO())
    assert not DigestSubscription.objects.exists()
    with pytest.raises(CommandError):
        call_command("digest", "leave", READER)


# The page -------------------------------------------------------------------------------------------------------------------


def test_the_footer_leads_to_every_way_to_follow(root: Any) -> None:
    link = one(read(Client(), "/"), ".site-footer a[href='/follow/']")
    page = read(Client(), str(link["href"]))
    assert one(page, "h1").get_text() == "フォローする"
    assert page.select("form [name=address]")
    assert all(read_feed.status_code == 200 for read_feed in (Client().get(str(a["href"])) for a in page.select("#feeds a")))
    locale("en")
    translated(root, "Nobi")
    english = read(Client(), "/en/follow/")
    assert one(english, "html")["lang"] == "en"
    assert not re.search("[ぁ-ん]", words(english)), "something is not translated"
