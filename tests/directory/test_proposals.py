"""What keepers, visitors and members say is wrong: it waits where somebody decides, and only then changes an entry."""

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.confirming import asking, proposing, reporting
from directory.confirming.fields import faults, value_of, words_of, write
from directory.models import Affiliation, ConfirmationRequest, Organisation, Place, PlaceProposal
from tests.core.editorial import client_of, person, set_up
from tests.directory.confirming import days_ago, form_at, fresh, links_to, place
from tests.site.factories import attribute, links, locale, read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
PROXY = ("HTTP_X_FORWARDED_PROTO", "https")
State, Sender = PlaceProposal.State, PlaceProposal.Sender


def proposed(entry: Place, values: dict[str, Any], sender: str = Sender.VISITOR, **details: Any) -> PlaceProposal:
    return proposing.propose(entry, sender, values, **details)


@pytest.fixture
def office(db: None) -> Client:
    set_up()
    return client_of(person("事務", "secretariat"))


# Visitors ---------------------------------------------------------------------------------------------------------------


def tell(client: Client, entry: Place, **said: str) -> Any:
    return client.post(f"/places/{entry.pk}/report/", {"topic": "other", **said}, follow=True)


def test_a_visitor_says_what_is_wrong_from_the_place_page_without_a_script(client: Client) -> None:
    entry = place()
    report = links(read(client, f"/places/{entry.pk}/"))["情報の誤りを知らせる"]
    careful = Client(enforce_csrf_checks=True)
    data = form_at(careful, report, "topic")
    data |= {"topic": "phone", "right_value": "０４２-387-9999", "remark": "現在使われていません", "contact": "haha@example.jp"}
    told = words(read(careful, careful.post(report, data)["Location"]))
    assert "メールを送りました" in told
    proposal = PlaceProposal.objects.get()
    assert (proposal.sender, proposal.topic, proposal.contact) == ("visitor", "phone", "haha@example.jp")
    (change,) = proposal.changes.all()
    assert change.new == [{"number": "042-387-9999", "extension": "", "purpose": ""}]
    assert value_of(fresh(entry), "phones") == change.old
    for address in (f"/places/{entry.pk}/", report, f"/api/v2/places/{entry.pk}"):
        assert "現在使われていません" not in client.get(address).content.decode()
        assert "9999" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("prefix", "language", "said"), [("", "ja", "まだどこにも届いていません"), ("/en", "en", "has not reached anybody")]
)
def test_a_form_without_its_cookie_is_refused_with_what_to_do(prefix: str, language: str, said: str) -> None:
    entry = place()
    address = f"{prefix}/places/{entry.pk}/report/"
    answer = Client(enforce_csrf_checks=True).post(address, {"topic": "gone"})
    assert answer.status_code == 403
    soup = BeautifulSoup(answer.content, "html.parser")
    assert attribute(soup, "html", "lang") == language
    assert said in words(soup)
    assert address in links(soup).values()
    assert not PlaceProposal.objects.exists()


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ({"topic": "phone", "right_value": "042-387-9999"}, {"phones": ["042-387-9999"]}),
        ({"topic": "phone", "right_value": "たぶん042-387-9999"}, {}),
        ({"topic": "phone"}, {}),
        ({"topic": "where", "right_value": "東京都小金井市本町2-2"}, {"address": "東京都小金井市本町2-2"}),
        ({"topic": "where", "right_value": "東京都小金井市本町1-1"}, {}),
        ({"topic": "hours", "right_value": "土曜も開いています"}, {}),
        ({"topic": "gone"}, {"is_public": False}),
        ({"topic": "other", "remark": "入口は裏です"}, {}),
    ],
)
def test_a_report_changes_the_field_that_it_is_clearly_about(client: Client, said: dict[str, str], changes: Any) -> None:
    entry = place(address="東京都小金井市本町1-1")
    assert "受け取りました" in tell(client, entry, **said).content.decode()
    found: dict[str, Any] = {change.field: change.new for change in PlaceProposal.objects.get().changes.all()}
    if "phones" in found:
        found["phones"] = [phone["number"] for phone in found["phones"]]
    assert found == changes


def test_of_several_numbers_the_visitor_says_which(client: Client) -> None:
    entry = place(numbers=["042-387-0001", "042-387-0002"])
    tell(client, entry, topic="phone", wrong_value="042-387-0002", right_value="042-387-9999")
    (change,) = PlaceProposal.objects.get().changes.all()
    assert change.new
    assert [phone["number"] for phone in change.new] == ["042-387-0001", "042-387-9999"]
    tell(client, entry, topic="phone", right_value="042-387-9999")
    assert not PlaceProposal.objects.last().changes.exists()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"topic": ""}, "一つ選んでください"),
        ({"topic": "nonsense"}, "nonsense"),
        ({"topic": "other"}, "何が違っていたかを書いてください"),
        ({"contact": "haha", "remark": "入口"}, "name@example.jp"),
        ({"remark": "あ" * 1001}, "1000"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client: Client, said: dict[str, str], told: str) -> None:
    response = tell(client, place(), right_value="だいじなこと", **said) if "topic" in said else tell(client, place(), **said)
    assert told in response.content.decode() or "topic" in said
    assert response.redirect_chain == [] or said == {"topic": "other"}
    assert not PlaceProposal.objects.exists() or said == {"topic": "other"}


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client: Client) -> None:
    response = tell(client, place(), remark="buy now", more="https://spam.example")
    assert "受け取りました" in response.content.decode()
    assert not PlaceProposal.objects.exists()


def test_a_second_tap_is_the_same_report(client: Client) -> None:
    entry = place()
    for _n in range(3):
        tell(client, entry, remark="入口は裏です")
    assert PlaceProposal.objects.count() == 1


def test_from_one_sender_only_so_many_are_taken(client: Client, settings: Any) -> None:
    entry = place()
    for number in range(reporting.MOST_OF_A_SENDER):
        tell(client, entry, remark=f"知らせ{number}")
    response = tell(client, entry, remark="もう一つのだいじなこと")
    assert response.status_code == 429
    assert "もう一つのだいじなこと" in response.content.decode()
    assert "しばらくたってから" in response.content.decode()
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert tell(other, entry, remark="別の人").status_code == 200
    assert PlaceProposal.objects.count() == reporting.MOST_OF_A_SENDER + 1


def test_a_place_has_only_so_many_reports_waiting(client: Client) -> None:
    entry = place()
    for number in range(reporting.MOST_OF_A_PLACE):
        proposed(entry, {}, remark=f"{number}")
    assert tell(client, entry, remark="もう一つ").status_code == 429
    assert tell(client, place("別の施設"), remark="もう一つ").status_code == 200


@pytest.mark.parametrize(
    ("proxy", "given", "same"),
    [
        (None, {"HTTP_X_FORWARDED_FOR": "192.0.2.9", "REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
        (PROXY, {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 192.0.2.9", "REMOTE_ADDR": "127.0.0.1"}, "192.0.2.9"),
        (PROXY, {"REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
    ],
)
def test_a_sender_is_told_by_what_the_proxy_says_and_not_by_what_they_say(
    rf: Any, settings: Any, proxy: Any, given: dict[str, str], same: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = proxy
    mark = reporting.mark_of(rf.get("/", **given))
    settings.SECURE_PROXY_SSL_HEADER = None
    assert mark == reporting.mark_of(rf.get("/", REMOTE_ADDR=same))
    assert same not in mark


def test_a_household_has_one_mark(rf: Any) -> None:
    one, two, far = (reporting.mark_of(rf.get("/", REMOTE_ADDR=f"2001:db8:{part}")) for part in ("1:2::3", "1:2:0:9::4", "7::1"))
    assert one != far
    assert reporting.mark_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2::99")) == one
    assert two == one


def test_a_report_from_the_english_page_reaches_the_original(client: Client) -> None:
    original = place(address="東京都小金井市本町1-1")
    copy = original.copy_for_translation(locale("en"))
    copy.save()
    client.post(f"/en/places/{copy.pk}/report/", {"topic": "phone", "right_value": "042-387-9999"})
    client.post(f"/en/places/{copy.pk}/report/", {"topic": "where", "right_value": "2-2 Honcho"})
    phone, where = PlaceProposal.objects.order_by("pk")
    assert {phone.place, where.place} == {original}
    assert [change.field for change in phone.changes.all()] == ["phones"]
    assert not where.changes.exists()
    assert (where.right_value, where.language) == ("2-2 Honcho", "en")


def test_nothing_can_be_said_of_a_place_that_is_not_public(client: Client) -> None:
    entry = place(live=False)
    assert client.get(f"/places/{entry.pk}/report/").status_code == 404
    assert client.post(f"/places/{entry.pk}/report/", {"topic": "gone"}).status_code == 404
    assert client.get(f"/places/{entry.pk}/report/thanks/").status_code == 404


# Fields -----------------------------------------------------------------------------------------------------------------


def test_a_number_that_stays_keeps_its_row(db: None) -> None:
    entry = place(numbers=["042-387-0001", "042-387-0002"])
    rows = {phone.number: phone.pk for phone in entry.phones.all()}
    new = [{"number": number, "extension": "", "purpose": ""} for number in ("042-387-0002", "042-387-9999", "#8000")]
    write(entry, "phones", new)
    entry.save()
    found = {phone.number: phone.pk for phone in fresh(entry).phones.all()}
    assert list(found) == ["042-387-0002", "042-387-9999", "#8000"]
    assert found["042-387-0002"] == rows["042-387-0002"]
    assert found["042-387-9999"] == rows["042-387-0001"]


def test_a_new_address_brings_its_parts_along(db: None) -> None:
    entry = place(address="東京都小金井市本町1-1", prefecture="東京都", city="小金井市", town="本町", street="1-1")
    write(entry, "address", "東京都国分寺市南町3-3-3")
    assert (entry.city, entry.town, entry.street, entry.postal_code) == ("国分寺市", "南町", "3-3-3", "")


def test_what_was_wrong_before_is_not_the_proposals_fault(db: None) -> None:
    entry = place(kana="広場")
    assert faults(entry, {"fees": "無料"}) == {}
    assert set(faults(entry, {"url": "himawari", "phones": [{"number": "なし", "extension": "", "purpose": ""}]})) == {
        "url",
        "phones",
    }


def test_values_are_read_in_words(db: None) -> None:
    assert words_of("phones", [{"number": "042-387-0001", "extension": "12", "purpose": "予約"}]) == [
        "042-387-0001 内線 12（予約）"
    ]
    assert words_of("opening_hours", {"text": "Mo 09:00-12:00", "shift": ""}) == ["月曜 9:00〜12:00"]
    assert words_of("opening_hours", {"text": "what", "shift": ""}) == ["what"]
    assert words_of("fees", "") == []


# Deciding ---------------------------------------------------------------------------------------------------------------


def decide(client: Client, proposal: PlaceProposal, answer: str, **fields: Any) -> Any:
    url = reverse("confirming:proposal", args=[proposal.pk])
    shown = form_at(client, url, answer)
    data = {name: value for name, value in shown.items() if name.startswith(("seen-", "field"))}
    return client.post(url, data | {answer: "1"} | fields, follow=True)


def test_the_chosen_fields_are_taken_over_and_the_sender_is_told(office: Client, django_capture_on_commit_callbacks: Any) -> None:
    entry = place(fees="無料", note="説明")
    proposal = proposed(entry, {"fees": "1回100円", "note": "新しい説明"}, contact="haha@example.jp")
    shown = office.get(reverse("confirming:proposal", args=[proposal.pk])).content.decode()
    assert all(word in shown for word in ("無料", "1回100円", "新しい説明"))
    with django_capture_on_commit_callbacks(execute=True):
        decide(office, proposal, "accept", field=["fees"], reason="説明は今のままにしました。")
    entry = fresh(entry)
    assert (entry.fees, entry.note) == ("1回100円", "説明")
    assert entry.confirmed_on == days_ago(365)
    proposal = fresh(proposal)
    assert (proposal.state, proposal.decided_by.last_name) == (State.PARTLY, "事務")
    assert {change.field: change.is_accepted for change in proposal.changes.all()} == {"fees": True, "note": False}
    (message,) = mail.outbox
    assert message.to == ["haha@example.jp"]
    assert "一部を直しました" in str(message.body)
    assert "説明は今のままにしました。" in str(message.body)
    assert f"/places/{entry.pk}/" in str(message.body)


def test_declined_the_entry_stays_and_a_reason_is_asked_for(office: Client, django_capture_on_commit_callbacks: Any) -> None:
    entry = place(fees="無料")
    proposal = proposed(entry, {"fees": "1回100円"}, contact="mom@example.jp", language="en")
    assert "見送る理由を書いてください" in decide(office, proposal, "decline").content.decode()
    assert fresh(proposal).state == State.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        decide(office, proposal, "decline", canned="0")
    assert fresh(entry).fees == "無料"
    assert fresh(proposal).state == State.DECLINED
    assert "Thank you" in str(mail.outbox[0].body)


def test_a_report_in_words_is_marked_as_seen_to(office: Client) -> None:
    entry = place()
    proposal = proposed(entry, {}, remark="入口は裏です")
    decide(office, proposal, "accept")
    assert fresh(proposal).state == State.ACCEPTED
    assert "確認を待っている提案はありません" in office.get(reverse("confirming:proposals")).content.decode()


def test_what_a_keeper_sent_confirms_the_rest(office: Client, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    entry = place(fees="無料")
    asking.confirm()
    link = links_to("himawari@example.jp")[0]
    client.post(f"{link}change/", form_at(client, f"{link}change/", "remark") | {"fees": "1回100円"})
    proposal = PlaceProposal.objects.get()
    PlaceProposal.objects.update(created_at=timezone.now() - datetime.timedelta(days=3))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(office, proposal, "accept")
    assert (fresh(entry).fees, fresh(entry).confirmed_on) == ("1回100円", days_ago(3))
    assert mail.outbox[0].to == ["himawari@example.jp"]
    client.post(f"{link}undo/")
    assert fresh(proposal).state == State.ACCEPTED


def keepers_page(client: Client, link: str) -> str:
    return words(read(client, link))


@pytest.fixture
def sent(office: Client, client: Client) -> tuple[str, PlaceProposal]:
    """The link of a keeper who has sent two changes, and what waits of it."""
    place(fees="無料", note="説明")
    asking.confirm()
    link = links_to("himawari@example.jp")[0]
    client.post(f"{link}change/", form_at(client, f"{link}change/", "remark") | {"fees": "1回100円", "note": "新しい説明"})
    return link, PlaceProposal.objects.get()


def test_the_keepers_page_says_that_what_they_sent_stands_on_the_site_now(
    office: Client, client: Client, sent: tuple[str, PlaceProposal]
) -> None:
    link, proposal = sent
    assert "結果はメールでお知らせします" in keepers_page(client, link)
    decide(office, proposal, "accept", reason="助かりました。")
    told = keepers_page(client, link)
    assert "結果はメールでお知らせします" not in told
    assert all(said in told for said in ("ページに反映しました", "助かりました。", "1回100円"))


def test_the_keepers_page_says_which_of_it_stands_on_the_site(
    office: Client, client: Client, sent: tuple[str, PlaceProposal]
) -> None:
    link, proposal = sent
    decide(office, proposal, "accept", field=["fees"])
    told = keepers_page(client, link)
    assert "一部をページに反映しました" in told
    assert "料金 （反映しました）" in told
    assert "説明 （反映していません）" in told


def test_the_keepers_page_says_why_nothing_was_changed(office: Client, client: Client, sent: tuple[str, PlaceProposal]) -> None:
    link, proposal = sent
    decide(office, proposal, "decline", reason="電話で聞いたところ、まだ無料だそうです。")
    told = keepers_page(client, link)
    assert "掲載内容を変えていません" in told
    assert "まだ無料だそうです" in told
    assert "取り消す" not in told
    assert "We looked into it" in keepers_page(client, f"/en{link}")


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [("accept", 410, "掲載をやめました"), ("decline", 200, "掲載は続けています")],
)
def test_whoever_said_that_a_place_is_no_more_reads_what_became_of_it(
    office: Client, client: Client, answer: str, status: int, said: str
) -> None:
    place()
    asking.confirm()
    link = links_to("himawari@example.jp")[0]
    client.post(link, {"gone": "1", "remark": ""})
    decide(office, PlaceProposal.objects.get(), answer, reason="張り紙を見てきました。")
    shown = client.get(link)
    assert shown.status_code == status
    assert said in shown.content.decode()
    assert "張り紙を見てきました。" in shown.content.decode()


def test_a_place_that_is_no_more_goes_from_the_site(office: Client, client: Client) -> None:
    entry = place()
    decide(office, proposed(entry, {"is_public": False}, sender=Sender.KEEPER), "accept")
    assert client.get(f"/places/{entry.pk}/").status_code == 404
    assert fresh(entry).confirmed_on == days_ago(365)


def test_what_changed_since_the_proposal_is_pointed_out_and_not_chosen(office: Client) -> None:
    entry = place(fees="無料", note="説明")
    proposal = proposed(entry, {"fees": "1回100円", "note": "新しい説明"})
    Place.objects.filter(pk=entry.pk).update(fees="1回50円", note="新しい説明")
    soup = BeautifulSoup(office.get(reverse("confirming:proposal", args=[proposal.pk])).content, "html.parser")
    told = " ".join(soup.get_text(" ").split())
    assert "提案のあとで変わりました。今の内容： 1回50円" in told
    assert "もう同じ内容になっています" in told
    assert [str(box["value"]) for box in soup.select("input[name=field][checked]")] == ["note"]
    decide(office, proposal, "accept")
    assert fresh(entry).fees == "1回50円"


def test_what_changes_while_somebody_decides_stops_them(office: Client) -> None:
    entry = place(fees="無料")
    proposal = proposed(entry, {"fees": "1回100円"})
    url = reverse("confirming:proposal", args=[proposal.pk])
    data = form_at(office, url, "accept")
    Place.objects.filter(pk=entry.pk).update(fees="1回50円")
    assert "もう一度ご覧ください" in office.post(url, data | {"accept": "1"}).content.decode()
    assert (fresh(entry).fees, fresh(proposal).state) == ("1回50円", State.WAITING)


def test_an_entry_that_would_be_wrong_is_not_published_and_the_field_is_named(office: Client) -> None:
    entry = place(fees="無料")
    Place.objects.filter(pk=entry.pk).update(kana="広場")
    proposal = proposed(entry, {"fees": "1回100円"})
    told = decide(office, proposal, "accept").content.decode()
    assert "ふりがな：" in told
    assert (fresh(entry).fees, fresh(proposal).state) == ("無料", State.WAITING)


def test_nothing_chosen_is_not_accepted(office: Client) -> None:
    proposal = proposed(place(), {"fees": "1回100円"})
    assert "反映する項目を選んで" in decide(office, proposal, "accept", field=[]).content.decode()
    assert fresh(proposal).state == State.WAITING


def test_two_deciders_do_not_decide_twice(office: Client) -> None:
    entry = place(fees="無料")
    proposal = proposed(entry, {"fees": "1回100円"})
    url = reverse("confirming:proposal", args=[proposal.pk])
    data = form_at(office, url, "accept")
    proposing.decline(proposal, person("別の人", "secretariat"), "ちがいます")
    assert "もうほかの人が決めた" in office.post(url, data | {"accept": "1"}).content.decode()
    assert fresh(entry).fees == "無料"


def test_a_members_proposal_is_not_taken_over_by_themselves(db: None) -> None:
    set_up()
    member, other = person("会員", "secretariat"), person("別の人", "secretariat")
    entry = place(fees="無料")
    proposal = proposed(entry, {"fees": "1回100円"}, sender=Sender.MEMBER, user=member)
    with pytest.raises(proposing.OwnProposalError):
        proposing.accept(proposal, member, {"fees"})
    proposing.accept(proposal, other, {"fees"})
    assert fresh(entry).fees == "1回100円"


def test_what_stands_already_is_no_change(db: None) -> None:
    entry = place(fees="無料")
    assert not proposed(entry, {"fees": "無料", "phones": value_of(entry, "phones")}).changes.exists()


def test_accepting_code_is_told_what_it_may_not(db: None) -> None:
    with pytest.raises(KeyError):
        write(place(), "keeper_email", "x@example.jp")
    entry = place()
    Place.objects.filter(pk=entry.pk).update(kana="広場")
    with pytest.raises(ValidationError):
        proposing.accept(proposed(entry, {"fees": "無料"}), None, {"fees"})


# The lists --------------------------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_overdue_and_why_nobody_answers(office: Client) -> None:
    place("たずねた施設", keeper="a@example.jp")
    asking.confirm()
    place("まだの施設", keeper="b@example.jp")
    place("だれも知らない施設", keeper="")
    place("公園", keeper="c@example.jp", kind=Place.Kind.PARK)
    place("確かめた施設", confirmed_on=days_ago(3))

    def named(**asked: str) -> list[str]:
        soup = BeautifulSoup(office.get(reverse("confirming:overdue"), asked).content, "html.parser")
        return sorted(link.get_text(strip=True) for link in soup.select("td.title > a"))

    assert named() == ["たずねた施設", "だれも知らない施設", "まだの施設", "公園"]
    assert named(state="never") == ["まだの施設", "公園"]
    assert named(state="unanswered") == ["たずねた施設"]
    assert named(state="no_keeper") == ["だれも知らない施設"]
    assert named(state="refused") == []
    assert named(kind="park") == ["公園"]
    assert named(state="nonsense", kind="nonsense") == named()
    home = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "確認の期限を過ぎた施設 4件" in home
    assert "連絡先の分からない施設 1件" in home


def test_no_mail_is_offered_where_nobody_can_be_written_to(office: Client) -> None:
    place("だれも知らない施設", keeper="")
    shown = read(office, reverse("confirming:overdue"))
    assert not shown.select("button[name=ask]")
    assert "アドレスが分からないため、メールを送れません" in words(shown)
    place("まだの施設", keeper="b@example.jp")
    shown = read(office, reverse("confirming:overdue"))
    assert shown.select("button[name=ask]")
    assert "メールを送れません" not in words(shown)


def test_the_lists_ask_no_more_for_more_rows(office: Client) -> None:
    organisation = Organisation.objects.create(name="会", locale=locale())

    def queries(name: str) -> int:
        office.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as found:
            office.get(reverse(name))
        return len(found)

    entry = place(organisation=organisation)
    proposed(entry, {"fees": "無料"})
    before = queries("confirming:overdue"), queries("confirming:proposals")
    for number in range(8):
        proposed(place(f"施設{number}", organisation=organisation), {"fees": "無料"})
    assert (queries("confirming:overdue"), queries("confirming:proposals")) == before


def test_keepers_are_asked_at_once_and_a_call_confirms_in_one_click(
    office: Client, django_capture_on_commit_callbacks: Any
) -> None:
    one, two, three = place("あ"), place("い", keeper="i@example.jp"), place("う", keeper="")
    with django_capture_on_commit_callbacks(execute=True):
        told = office.post(
            reverse("confirming:overdue"), {"place": [one.pk, two.pk, three.pk, "x", 10**25], "ask": "1"}, follow=True
        )
    assert "2件の確認をメールでお願いしました" in told.content.decode()
    assert "送っていません：う" in told.content.decode()
    assert sorted(message.to[0] for message in mail.outbox) == ["himawari@example.jp", "i@example.jp"]
    told = office.post(reverse("confirming:overdue"), {"confirm": three.pk}, follow=True)
    assert "「う」を、今日確認したことにしました" in told.content.decode()
    assert fresh(three).confirmed_on == timezone.localdate()
    office.post(reverse("confirming:overdue"), {"confirm": "999999"})
    office.post(reverse("confirming:overdue"), {"ask": "1"})
    assert ConfirmationRequest.objects.count() == 2


def test_the_secretariat_sets_the_months_of_each_kind(office: Client) -> None:
    url = reverse("confirming:intervals")
    entry = place(kind=Place.Kind.PARK)
    wrong = office.post(url, form_at(office, url, "park") | {"park": "-1"})
    assert wrong.status_code == 200
    assert asking.planned()
    office.post(url, form_at(office, url, "park") | {"park": "24"})
    assert not asking.planned()
    Place.objects.filter(pk=entry.pk).update(confirmed_on=days_ago(800))
    assert asking.planned()
    office.post(url, form_at(office, url, "park") | {"park": "0"})
    assert not asking.planned()


def test_somebody_of_a_group_sees_what_concerns_its_own_places_and_decides_nothing(db: None) -> None:
    set_up()
    group = Organisation.objects.create(name="ひまわりの会", locale=locale())
    own, other = place("自分の施設", organisation=group), place("よその施設")
    mine, theirs = proposed(own, {"fees": "無料"}), proposed(other, {"fees": "無料"})
    member = person("翻訳", "translator")
    client = client_of(member)
    assert client.get(reverse("confirming:overdue")).status_code == 302
    assert "確認の期限" not in client.get(reverse("wagtailadmin_home")).content.decode()
    Affiliation.objects.create(organisation=group, user=member)
    told = client.get(reverse("confirming:overdue")).content.decode()
    assert "自分の施設" in told
    assert "よその施設" not in told
    assert "himawari@example.jp" not in told
    queue = client.get(reverse("confirming:proposals")).content.decode()
    assert "自分の施設" in queue
    assert "よその施設" not in queue
    assert client.get(reverse("confirming:proposal", args=[theirs.pk])).status_code == 404
    url = reverse("confirming:proposal", args=[mine.pk])
    assert "選んだものを反映する" not in client.get(url).content.decode()
    client.post(url, {"accept": "1", "field": "fees"})
    client.post(reverse("confirming:overdue"), {"confirm": own.pk})
    assert fresh(mine).state == State.WAITING
    assert fresh(own).confirmed_on == days_ago(365)


def test_the_admins_search_does_not_find_by_the_keepers_address(office: Client) -> None:
    place(keeper="nubatama@example.jp")
    listed = reverse(Place.snippet_viewset.get_url_name("list"))
    assert "ひまわり広場" in office.get(listed, {"q": "ひまわり"}).content.decode()
    assert "ひまわり広場" not in office.get(listed, {"q": "nubatama"}).content.decode()


# Traces -----------------------------------------------------------------------------------------------------------------


def test_what_says_who_somebody_is_goes_in_time(client: Client) -> None:
    entry = place()
    tell(client, entry, remark="入口は裏です", contact="haha@example.jp")
    proposal = PlaceProposal.objects.get()
    assert proposal.mark
    call_command("directory", "forget", verbosity=0)
    assert fresh(proposal).mark == proposal.mark
    PlaceProposal.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    call_command("directory", "forget", verbosity=0)
    assert (fresh(proposal).mark, fresh(proposal).contact) == ("", "haha@example.jp")
    PlaceProposal.objects.update(created_at=timezone.now() - datetime.timedelta(days=91))
    call_command("directory", "forget", verbosity=0)
    assert (fresh(proposal).contact, fresh(proposal).remark) == ("", "入口は裏です")
