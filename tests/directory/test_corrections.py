"""What became of a correction, as whoever sent it follows it by their own link."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.confirming import following, proposing, reporting, states
from directory.confirming.correction_links import LINKS
from directory.confirming.states import TRANSITIONS as T
from directory.models import Place, PlaceProposal
from tests.core.editorial import client_of, fresh, person, set_up
from tests.directory.confirming import place

pytestmark = pytest.mark.django_db
State = PlaceProposal.State
MAIL = "haha@example.jp"


@pytest.fixture
def entry() -> Place:
    set_up()
    return place()


@pytest.fixture
def office(entry: Place) -> Any:
    return person("事務", "secretariat")


def tell(client: Client, entry: Place, prefix: str = "", **said: str) -> str:
    """Reports by the form; the address of one's own page."""
    data = {"topic": "phone", "right_value": "042-387-9999", **said}
    return client.post(f"{prefix}/places/{entry.pk}/report/", data)["Location"].partition("?")[0]


def only() -> PlaceProposal:
    return PlaceProposal.objects.get()


def of_log() -> list[str]:
    lines = ModelLogEntry.objects.filter(object_id=str(only().pk), action__startswith="nobinobi.correction")
    return list(lines.order_by("pk").values_list("action", flat=True))


def test_with_an_address_it_waits_for_its_confirmation_and_then_for_whoever_decides(
    client: Client, entry: Place, office: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mine = tell(client, entry, contact=MAIL, remark="現在使われていません")
    assert only().state == State.UNCONFIRMED
    queue, one = reverse("confirming:proposals"), reverse("confirming:proposal", args=[only().pk])
    inside = client_of(office)
    assert "現在使われていません" not in inside.get(queue).content.decode()
    assert inside.get(one).status_code == 404
    with pytest.raises(proposing.DecidedError):
        proposing.accept(only(), office, {"phones"})
    (asked,) = mail.outbox
    assert asked.to == [MAIL]
    link = re.findall(r"/corrections/mail/\S+", str(asked.body))[0]
    assert client.get(link).status_code == 200
    assert only().state == State.UNCONFIRMED
    assert client.post(link)["Location"] == mine
    assert client.post(link)["Location"] == mine
    assert only().state == State.WAITING
    assert of_log() == [states.SENT, T["confirm"].action]
    assert "現在使われていません" in inside.get(queue).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        proposing.accept(only(), office, {"phones"}, "ありがとうございました")
    assert mail.outbox[1].to == [MAIL]
    assert mine in str(mail.outbox[1].body)
    told = client.get(mine).content.decode()
    assert "必要なところを直しました" in told
    assert "ありがとうございました" in told


def test_without_an_address_it_waits_at_once_and_is_followed_all_the_same(client: Client, entry: Place, office: Any) -> None:
    mine = tell(client, entry)
    assert only().state == State.WAITING
    assert "確かめるのを待っています" in client.get(mine).content.decode()
    proposing.decline(only(), office, "電話がつながりました")
    assert "電話がつながりました" in client.get(mine).content.decode()


def test_a_reply_to_what_was_declined_makes_it_wait_again_and_is_read(
    client: Client, entry: Place, office: Any, django_capture_on_commit_callbacks: Any
) -> None:
    mine = tell(client, entry)
    proposing.decline(only(), office, "電話がつながりました")
    assert "返事を書いてください" in client.post(mine, {"reply": "1", "text": " "}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(mine, {"reply": "1", "text": "きのうも鳴りませんでした"})
    assert only().state == State.WAITING
    assert [change.is_accepted for change in only().changes.all()] == [None]
    (told,) = mail.outbox
    assert (told.to, "きのうも鳴りませんでした" in str(told.body)) == ([office.email], True)
    shown = client_of(office).get(reverse("confirming:proposal", args=[only().pk])).content.decode()
    assert "きのうも鳴りませんでした" in shown
    proposing.accept(only(), office, {"phones"})
    client.post(mine, {"reply": "1", "text": "ありがとう"})
    assert only().state == State.ACCEPTED
    for _n in range(following.MOST_REPLIES - 2):
        following.reply(only(), "もう一つ")
    assert client.post(mine, {"reply": "1", "text": "まだある"}).status_code == 409


def test_withdrawn_nothing_is_left_of_it_and_it_is_decided_no_more(client: Client, entry: Place, office: Any) -> None:
    mine = tell(client, entry, contact=MAIL, remark="現在使われていません")
    client.get(mine)
    assert only().state == State.UNCONFIRMED
    client.post(mine, {"withdraw": "1"})
    found = only()
    assert (found.state, found.contact, found.remark, found.right_value) == (State.WITHDRAWN, "", "", "")
    assert not found.changes.exists()
    assert "取り下げました" in client.get(mine).content.decode()
    assert client.post(mine, {"withdraw": "1"}).status_code == 409
    with pytest.raises(proposing.DecidedError):
        proposing.decline(found, office, "理由")
    for act in (following.confirm, following.release, lambda each: following.reply(each, "返事")):
        with pytest.raises(proposing.DecidedError):
            act(found)
    assert of_log() == [states.SENT, T["withdraw"].action]


def test_what_was_decided_is_not_withdrawn(client: Client, entry: Place, office: Any) -> None:
    mine = tell(client, entry)
    proposing.accept(only(), office, {"phones"})
    assert client.post(mine, {"withdraw": "1"}).status_code == 409
    assert only().state == State.ACCEPTED


def test_an_address_that_nobody_confirmed_goes_and_what_was_said_is_looked_into(client: Client, entry: Place) -> None:
    tell(client, entry, contact=MAIL)
    call_command("directory", "forget", verbosity=0)
    assert only().state == State.UNCONFIRMED
    PlaceProposal.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    call_command("directory", "forget", verbosity=0)
    assert (only().state, only().contact) == (State.WAITING, "")
    assert of_log() == [states.SENT, T["release"].action]


def test_the_page_is_theirs_alone(client: Client, entry: Place) -> None:
    mine = tell(client, entry)
    answer = client.get(mine)
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex' in answer.content.decode()
    token = LINKS.token_of(only())
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.get(reverse("directory:correction", args=[forged])).status_code == 404
    assert client.get(reverse("directory:correction_confirm", args=[token])).status_code == 410
    keepers = proposing.propose(entry, PlaceProposal.Sender.KEEPER, {"fees": "無料"})
    assert client.get(reverse("directory:correction", args=[LINKS.token_of(keepers)])).status_code == 404


def test_a_place_that_went_out_of_sight_is_not_named(client: Client, entry: Place) -> None:
    mine = tell(client, entry)
    found = fresh(entry)
    found.unpublish()
    assert "ひまわり広場" not in client.get(mine).content.decode()


def test_it_is_answered_in_the_language_in_which_it_was_said(
    client: Client, entry: Place, office: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mine = tell(client, entry, "/en", contact=MAIL)
    assert mine.startswith("/en/corrections/mine/")
    assert "/en/corrections/mail/" in str(mail.outbox[0].body)
    assert "ください" not in str(mail.outbox[0].body)


def test_unconfirmed_ones_count_against_floods(entry: Place) -> None:
    for number in range(reporting.MOST_OF_A_PLACE):
        reporting.report(entry, f"m{number}", {"topic": "other", "remark": f"{number}", "contact": f"{number}@example.jp"}, "ja")
    with pytest.raises(reporting.TooManyError):
        reporting.report(entry, "m", {"topic": "other", "remark": "x", "contact": MAIL}, "ja")
