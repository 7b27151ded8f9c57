"""Keepers are asked whether their entry still holds, and answer by the link of their mail."""

import datetime
from email.message import EmailMessage
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from directory.confirming import answering, asking, erasing, links
from directory.confirming.intervals import due_on, intervals, is_old, months_after, months_before
from directory.confirming.queries import to_confirm
from directory.models import ConfirmationInterval, ConfirmationRequest, Organisation, Place, PlaceProposal
from tests.directory.confirming import days_ago, form_at, fresh, links_to, place
from tests.site.factories import locale, one, read, words

pytestmark = pytest.mark.django_db
KEEPER = "himawari@example.jp"


@pytest.fixture
def asked() -> tuple[Place, str]:
    """A place whose keeper was asked, and the link of the mail."""
    entry = place()
    asking.confirm()
    return entry, links_to(KEEPER)[0]


def later(days: float, requests: Any = None) -> None:
    """So many days pass for what was asked."""
    for each in requests or ConfirmationRequest.objects.all():
        for name in ("created_at", "sent_at", "reminded_at", "claimed_at"):
            if value := getattr(each, name):
                setattr(each, name, value - datetime.timedelta(days=days))
        each.save()


# When -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [datetime.date(2026, 8, 27) + datetime.timedelta(days=n) for n in range(6)])
@pytest.mark.parametrize("months", [1, 6, 12, 60])
def test_the_first_day_that_is_so_many_months_after_is_the_first_that_reaches_back(start: datetime.date, months: int) -> None:
    due = months_after(start, months)
    assert months_before(due, months) >= start
    assert months_before(due - datetime.timedelta(days=1), months) < start


def test_what_is_due_is_told_by_kind_and_by_the_day_of_confirmation_or_entry() -> None:
    ConfirmationInterval.objects.create(kind=Place.Kind.PARK, months=24)
    ConfirmationInterval.objects.create(kind=Place.Kind.SHOP, months=0)
    old = place("古い施設")
    place("確かめた施設", confirmed_on=days_ago(30))
    place("公園", kind=Place.Kind.PARK)
    older_park = place("古い公園", kind=Place.Kind.PARK, confirmed_on=days_ago(900))
    place("店", kind=Place.Kind.SHOP, confirmed_on=days_ago(2000))
    place("隠した施設", live=False)
    place("登録したばかり", confirmed_on=None)
    entered = place("昔に登録", confirmed_on=None, created_at=timezone.now() - datetime.timedelta(days=400))
    assert set(to_confirm()) == {old, older_park, entered}
    months = intervals()
    assert {each for each in Place.objects.all() if each.is_public and is_old(each)} == {old, older_park, entered}
    assert all((due := due_on(each, months)) and due <= timezone.localdate() for each in to_confirm())


def test_a_translation_is_not_asked_for_beside_its_original() -> None:
    original = place()
    copy = original.copy_for_translation(locale("en"))
    copy.save()
    assert copy.keeper_email == KEEPER
    assert list(to_confirm()) == [original]


# The mail ---------------------------------------------------------------------------------------------------------------


def test_a_keeper_of_several_gets_one_mail_with_a_link_for_each() -> None:
    organisation = Organisation.objects.create(name="ひまわりの会", email="Himawari@example.jp", locale=locale())
    place("あ施設")
    place("い施設", keeper="", organisation=organisation)
    place("もうすぐの施設", confirmed_on=days_ago(165))
    place("まだ先の施設", confirmed_on=days_ago(20))
    place("別の人の施設", keeper="betsu@example.jp")
    place("だれも知らない施設", keeper="")
    done = asking.confirm()
    assert sorted(message.to[0] for message in mail.outbox) == ["betsu@example.jp", KEEPER]
    text = str(next(message for message in mail.outbox if message.to == [KEEPER]).body)
    assert [name in text for name in ("あ施設", "い施設", "もうすぐの施設", "まだ先", "別の人", "だれも")] == [True] * 3 + [
        False
    ] * 3
    assert len(set(links_to(KEEPER))) == 3
    assert (done.due, done.without_keeper, done.mails, done.places) == (4, 1, 2, 4)


def test_the_same_run_again_sends_nothing_again(asked: tuple[Place, str]) -> None:
    mail.outbox.clear()
    assert asking.confirm().mails == 0
    assert mail.outbox == []


def test_who_does_not_answer_is_reminded_once_and_asked_anew_after_the_interval(asked: tuple[Place, str]) -> None:
    entry, _link = asked
    later(20)
    assert asking.confirm().mails == 0
    later(2)
    assert asking.confirm().reminders == 1
    assert "もう一度" in mail.outbox[-1].subject
    later(30)
    assert asking.confirm().mails == 0
    later(160)
    assert asking.confirm().places == 1
    assert ConfirmationRequest.objects.open().get(place=entry).sent_at is not None


def test_what_was_confirmed_meanwhile_is_not_reminded_of(asked: tuple[Place, str]) -> None:
    entry, _link = asked
    later(30)
    Place.objects.filter(pk=entry.pk).update(confirmed_on=timezone.localdate())
    assert asking.confirm().mails == 0
    assert not ConfirmationRequest.objects.open().exists()


def test_a_run_sends_no_more_than_it_may_and_the_next_one_goes_on() -> None:
    for number in range(5):
        place(f"施設{number}", keeper=f"keeper{number}@example.jp")
    assert (asking.confirm(most=2).mails, asking.confirm(most=2).mails, asking.confirm(most=2).left) == (2, 2, 0)
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 5


class Failing(EmailBackend):
    """A mail server that loses its connection, takes some addresses not, and is killed while it sends to others."""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if "lost" in message.to[0]:
                raise ConnectionResetError
            if "nobody" in message.to[0]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
            if "killed" in message.to[0]:
                raise KeyboardInterrupt
        return super().send_messages(messages)


@pytest.fixture
def failing_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"


def test_a_run_that_was_killed_in_the_middle_is_finished_by_the_next(settings: Any, failing_mail: None) -> None:
    place("あ施設", keeper="a@example.jp", kana="あ")
    place("い施設", keeper="killed@example.jp", kana="い")
    place("う施設", keeper="u@example.jp", kana="う")
    with pytest.raises(KeyboardInterrupt):
        asking.confirm()
    sent = [message.to[0] for message in mail.outbox]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asking.confirm()
    # Somebody might still be sending what was claimed, for half an hour.
    assert "killed@example.jp" not in [message.to[0] for message in mail.outbox]
    later(1 / 24)
    asking.confirm()
    assert sorted(message.to[0] for message in mail.outbox) == ["a@example.jp", "killed@example.jp", "u@example.jp"]
    assert len(sent) < 3


def test_a_lost_connection_is_tried_again_and_a_refused_address_is_not(settings: Any, failing_mail: None) -> None:
    lost, nobody = place("あ施設", keeper="lost@example.jp"), place("い施設", keeper="nobody@example.jp")
    assert len(asking.confirm().failures) == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asking.confirm()
    assert [message.to[0] for message in mail.outbox] == ["lost@example.jp"]
    assert [each.failure for each in to_confirm().order_by("pk")] == ["", "550 no such user"]
    assert ConfirmationRequest.objects.get(place=lost).sent_at
    Place.objects.filter(pk=nobody.pk).update(keeper_email="somebody@example.jp")
    asking.confirm()
    assert mail.outbox[-1].to == ["somebody@example.jp"]


def test_who_is_no_longer_the_keeper_is_not_written_to() -> None:
    entry = place()
    asking.confirm(most=0)
    Place.objects.filter(pk=entry.pk).update(keeper_email="new@example.jp")
    asking.confirm()
    asking.confirm()
    assert [message.to[0] for message in mail.outbox] == ["new@example.jp"]


def test_the_command_says_what_it_did_and_a_dry_run_does_nothing() -> None:
    place()
    told = StringIO()
    call_command("directory", "confirm", "--dry-run", stdout=told)
    assert "himawari@example.jp：ひまわり広場" in told.getvalue()
    assert mail.outbox == []
    assert not ConfirmationRequest.objects.exists()
    call_command("directory", "confirm", stdout=told)
    assert len(mail.outbox) == 1
    assert "1  送ったメール（確認をお願いした施設 1、" in told.getvalue()


def test_the_command_ends_badly_where_a_mail_could_not_be_sent(failing_mail: None) -> None:
    place(keeper="lost@example.jp")
    with pytest.raises(SystemExit):
        call_command("directory", "confirm", stdout=StringIO(), stderr=StringIO())


# The answer -------------------------------------------------------------------------------------------------------------


def test_the_link_shows_the_entry_as_readers_see_it_and_looking_changes_nothing(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    soup = read(client, link)
    assert "ひまわり広場" in words(soup)
    assert "042-387-0001" in words(soup)
    assert one(soup, "main button").get_text() == "このとおりです"
    assert soup.select_one("meta[name=robots][content=noindex]")
    for address in (link, f"{link}change/"):
        client.get(address)
        client.head(address)
    assert client.get(f"{link}undo/").status_code == 405
    assert client.get(f"{link}again/").status_code == 405
    assert fresh(entry).confirmed_on == days_ago(365)
    assert ConfirmationRequest.objects.get().answered_at is None
    assert not PlaceProposal.objects.exists()


def test_one_tap_confirms_and_a_second_changes_nothing() -> None:
    entry = place()
    asking.confirm()
    link = links_to(KEEPER)[0]
    # No cookies: the link alone says who they are.
    phone = Client(enforce_csrf_checks=True)
    response = phone.post(link, {"confirm": "1"}, follow=True)
    assert "ありがとうございました" in response.content.decode()
    assert fresh(entry).confirmed_on == timezone.localdate()
    at = ConfirmationRequest.objects.get().answered_at
    phone.post(link, {"confirm": "1"})
    phone.post(link, {"gone": "1"})
    assert ConfirmationRequest.objects.get().answered_at == at
    assert not PlaceProposal.objects.exists()
    assert f"/places/{entry.pk}/" in phone.get(link).content.decode()


def test_a_mistaken_tap_is_taken_back(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    client.post(link, {"confirm": "1"})
    client.post(f"{link}undo/")
    assert fresh(entry).confirmed_on == days_ago(365)
    assert "このとおりです" in words(read(client, link))
    client.post(link, {"gone": "1", "remark": "3月で閉じました"})
    client.post(f"{link}undo/")
    assert PlaceProposal.objects.get().state == PlaceProposal.State.WITHDRAWN
    client.post(link, {"confirm": "1"})
    assert fresh(entry).confirmed_on == timezone.localdate()


def test_whoever_confirmed_may_still_say_what_has_changed(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    thanks = client.post(link, {"confirm": "1"}, follow=True).content.decode()
    assert f"{link.removeprefix('http://testserver')}change/" in thanks
    data = form_at(client, f"{link}change/", "remark") | {"remark": "やはり違う"}
    assert fresh(entry).confirmed_on == timezone.localdate()  # looking at the form takes nothing back
    for _press in range(2):
        client.post(f"{link}change/", data)
    assert PlaceProposal.objects.get().remark == "やはり違う"
    assert ConfirmationRequest.objects.get().answer == ConfirmationRequest.Answer.CHANGES
    assert fresh(entry).confirmed_on == days_ago(365)


def test_what_an_editor_confirmed_since_is_not_taken_back(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    client.post(link, {"confirm": "1"})
    Place.objects.filter(pk=entry.pk).update(confirmed_on=days_ago(3))
    client.post(f"{link}undo/")
    assert fresh(entry).confirmed_on == days_ago(3)


def test_an_entry_that_an_import_left_wrong_is_confirmed_all_the_same(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    Place.objects.filter(pk=entry.pk).update(kana="広場")
    client.post(link, {"confirm": "1"})
    assert fresh(entry).confirmed_on == timezone.localdate()


def test_after_one_answer_the_keepers_other_places_are_at_hand(client: Client) -> None:
    place("あ施設", kana="あ")
    place("い施設", kana="い")
    place("よその施設", keeper="yoso@example.jp")
    asking.confirm()
    first, _second = links_to(KEEPER)
    soup = read(client, client.post(first, {"confirm": "1"})["Location"])
    (other,) = soup.select(".asked__others a")
    assert other.get_text() == "い施設"
    assert "い施設" in words(read(client, str(other["href"])))


def test_changes_are_told_field_by_field_and_wait_for_review(client: Client) -> None:
    entry = place(
        opening_hours="Mo-Fr 09:00-17:00", numbers=["042-387-0001", "042-387-0002"], fees="無料", address="東京都小金井市本町1-1"
    )
    asking.confirm()
    link = links_to(KEEPER)[0]
    data = form_at(client, f"{link}change/", "remark")
    data |= {"phones-0-number": "０４２−３８７−９９９９", "phones-0-purpose": "予約", "phones-1-number": "", "fees": "1回100円"}
    data |= {"opening_hours-days-5-0-start": "10:00", "opening_hours-days-5-0-end": "12:00", "remark": "4月からです"}
    thanks = read(client, client.post(f"{link}change/", data)["Location"])
    assert "042-387-9999（予約）" in words(thanks)
    assert "1回100円" in words(thanks)
    proposal = PlaceProposal.objects.get()
    found: dict[str, Any] = {change.field: (change.old, change.new) for change in proposal.changes.all()}
    assert set(found) == {"phones", "fees", "opening_hours"}
    assert found["phones"][1] == [{"number": "042-387-9999", "extension": "", "purpose": "予約"}]
    assert found["fees"] == ("無料", "1回100円")
    assert "Sa 10:00-12:00" in found["opening_hours"][1]["text"]
    assert (proposal.sender, proposal.remark, proposal.place) == ("keeper", "4月からです", entry)
    assert fresh(entry).fees == "無料"
    assert fresh(entry).confirmed_on == days_ago(365)


def test_a_form_sent_as_it_stands_says_that_nothing_changed(client: Client) -> None:
    place(opening_hours="Mo,We 09:00-12:00,13:00-17:00; PH off", hours_shift="next_day", note="一行目\n二行目", fees=" 無料 ")
    asking.confirm()
    link = links_to(KEEPER)[0]
    soup_of = client.post(f"{link}change/", form_at(client, f"{link}change/", "remark"))
    assert "変わったところがありません" in soup_of.content.decode()
    assert not PlaceProposal.objects.exists()
    assert ConfirmationRequest.objects.get().answered_at is None


def test_hours_that_no_week_can_say_are_told_in_words(client: Client) -> None:
    place(opening_hours="Jan-Mar Mo-Fr 09:00-16:00; Apr-Dec Mo-Fr 09:00-17:00")
    asking.confirm()
    link = links_to(KEEPER)[0]
    soup = read(client, f"{link}change/")
    assert not soup.select("[name^=opening_hours]")
    assert "9:00" in words(soup)
    data = form_at(client, f"{link}change/", "remark") | {"remark": "夏も16時までです"}
    client.post(f"{link}change/", data)
    assert PlaceProposal.objects.get().remark == "夏も16時までです"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"phones-0-number": "なし"}, "数字とハイフンだけ"),
        ({"url": "himawari"}, "https:// から"),
        ({"email": "himawari"}, "name@example.jp"),
        ({"opening_hours-days-0-0-start": "10:00"}, "時刻を"),
        ({"address": "あ" * 301}, "300"),
        ({"fees": "あ" * 3001}, "3000"),
        ({"phones-TOTAL_FORMS": "x"}, "読み取れませんでした"),
    ],
)
def test_what_is_filled_in_wrong_is_said_and_nothing_is_lost(
    client: Client, asked: tuple[Place, str], said: dict[str, str], told: str
) -> None:
    _entry, link = asked
    data = form_at(client, f"{link}change/", "remark") | {"remark": "とても大事なこと"} | said
    response = client.post(f"{link}change/", data)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert "とても大事なこと" in response.content.decode()
    assert not PlaceProposal.objects.exists()


def test_a_place_that_is_no_more_stays_until_somebody_has_looked(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    client.post(link, {"gone": "1", "remark": "3月で閉じました"})
    proposal = PlaceProposal.objects.get()
    assert [(change.field, change.new) for change in proposal.changes.all()] == [("is_public", False)]
    assert fresh(entry).is_public
    assert "もうないと受け取りました" in words(read(client, link))


# A link that is good for nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["", "change/"])
def test_a_link_that_nobody_made_leads_nowhere(client: Client, asked: tuple[Place, str], where: str) -> None:
    _entry, link = asked
    token = link.split("/")[2]
    key, stamp, signature = token.split(".")
    other = "0" * 32
    for forged in (f"{other}.{stamp}.{signature}", f"{key}.{stamp}x.{signature}", f"{key}.{stamp}.{signature[:-1]}", key, "あ"):
        assert client.get(f"/confirm/{forged}/{where}").status_code == 404
        assert client.post(f"/confirm/{forged}/", {"confirm": "1"}).status_code == 404
        assert client.post(f"/confirm/{forged}/again/").status_code == 404
    assert ConfirmationRequest.objects.get().answered_at is None


def test_what_another_part_of_the_site_signed_is_no_link(client: Client, asked: tuple[Place, str]) -> None:
    from django.core.signing import TimestampSigner

    key = ConfirmationRequest.objects.get().key.hex
    assert client.get(f"/confirm/{TimestampSigner(sep='.').sign(key)}/").status_code == 404


def test_an_old_link_says_so_and_offers_a_new_mail_to_the_known_address(
    client: Client, asked: tuple[Place, str], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    entry, link = asked
    later(2)
    settings.DIRECTORY_CONFIRM_LINK_DAYS = -1
    soup = read(client, link, status=410)
    assert "使えなくなりました" in words(soup)
    assert "042-387-0001" not in words(soup)
    client.post(link, {"confirm": "1"})
    client.post(f"{link}change/", {"remark": "あ"})
    assert fresh(entry).confirmed_on == days_ago(365)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        told = client.post(f"{link}again/").content.decode()
    assert KEEPER not in told
    assert [message.to for message in mail.outbox] == [[KEEPER]]
    with django_capture_on_commit_callbacks(execute=True):
        assert "1日以内に" in client.post(f"{link}again/").content.decode()
    assert len(mail.outbox) == 1
    settings.DIRECTORY_CONFIRM_LINK_DAYS = 60
    client.post(links_to(KEEPER)[0], {"confirm": "1"})
    assert fresh(entry).confirmed_on == timezone.localdate()


def test_the_link_of_a_former_keeper_opens_nothing(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    Place.objects.filter(pk=entry.pk).update(keeper_email="new@example.jp")
    read(client, link, status=410)
    client.post(link, {"confirm": "1"})
    assert fresh(entry).confirmed_on == days_ago(365)


def test_a_place_that_was_hidden_meanwhile_is_not_shown_and_not_confirmed(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    Place.objects.filter(pk=entry.pk).update(live=False)
    soup = read(client, link, status=410)
    assert "ひまわり広場" not in soup.get_text()
    client.post(link, {"confirm": "1"})
    mail.outbox.clear()
    assert client.post(f"{link}again/").status_code == 410
    assert (fresh(entry).confirmed_on, mail.outbox) == (days_ago(365), [])


def test_a_place_that_was_deleted_meanwhile_takes_its_links_along(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    entry.delete()
    read(client, link, status=404)


def test_the_pages_are_there_in_english(client: Client, asked: tuple[Place, str]) -> None:
    _entry, link = asked
    assert "This is right" in words(read(client, f"/en{link}"))
    assert "Phone" in words(read(client, f"/en{link}change/"))


# By hand ----------------------------------------------------------------------------------------------------------------


def test_asked_by_hand_an_open_request_is_sent_again_and_keeps_its_link(
    client: Client, asked: tuple[Place, str], django_capture_on_commit_callbacks: Any
) -> None:
    entry, link = asked
    with django_capture_on_commit_callbacks(execute=True):
        done = asking.ask_now([entry, place("だれも", keeper="")])
    assert [each.name for each in done.places] == ["ひまわり広場"]
    assert [each.name for each in done.without_keeper] == ["だれも"]
    assert len(mail.outbox) == 2
    client.post(link, {"confirm": "1"})
    assert links.read(links_to(KEEPER)[0].split("/")[2]).is_answered  # type: ignore[union-attr]


def test_confirmed_by_telephone_a_request_is_answered(client: Client, asked: tuple[Place, str]) -> None:
    entry, link = asked
    answering.note(fresh(entry), None)
    assert fresh(entry).confirmed_on == timezone.localdate()
    assert "もう済んでいます" in words(read(client, link))
    client.post(f"{link}undo/")
    assert fresh(entry).confirmed_on == timezone.localdate()


# Traces -----------------------------------------------------------------------------------------------------------------


def test_whom_we_asked_is_forgotten_once_no_link_works_any_more(asked: tuple[Place, str]) -> None:
    later(80)
    assert erasing.forget()["keepers"] == 0
    later(20)
    assert erasing.forget()["keepers"] == 1
    assert ConfirmationRequest.objects.get().to == ""


def test_the_place_page_says_mildly_that_it_may_be_old(client: Client) -> None:
    old, new = place(), place("新しい", confirmed_on=days_ago(10))
    assert "確認から時間がたっています" in words(read(client, f"/places/{old.pk}/"))
    assert "確認から時間がたっています" not in words(read(client, f"/places/{new.pk}/"))


SECRET = "nubatama-keeper@example.jp"


def test_the_keepers_address_stands_nowhere_that_anybody_sees(client: Client) -> None:
    entry = place(keeper=SECRET, latitude=35.7, longitude=139.5, kind=Place.Kind.HOSPITAL)
    asking.confirm()
    link = links_to(SECRET)[0]
    addresses = [
        f"/places/{entry.pk}/",
        f"/places/{entry.pk}/card.vcf",
        f"/places/{entry.pk}/report/",
        "/api/v2/places",
        f"/api/v2/places/{entry.pk}",
        "/api/v2/places.geojson",
        "/api/v2/places.csv",
        "/api/v2/openapi.json",
        f"/search/?q={SECRET}",
        "/api/v2/search?q=nubatama",
        link,
        f"{link}change/",
        "/sitemap.xml",
    ]
    told = {address: client.get(address) for address in addresses}
    assert {address for address, answer in told.items() if answer.status_code != 200} == set()
    found = {address: answer.content.decode() for address, answer in told.items()}
    echo = found.pop(f"/search/?q={SECRET}")
    assert "ひまわり" not in echo
    assert {address for address, text in found.items() if "nubatama-keeper" in text or "keeper_email" in text} == set()
    assert '"total_count": 1' not in found["/api/v2/search?q=nubatama"]


def test_a_mail_says_it_was_sent_by_a_machine(asked: tuple[Place, str]) -> None:
    message: EmailMessage = mail.outbox[0].message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert "text/html" in message.as_string()
