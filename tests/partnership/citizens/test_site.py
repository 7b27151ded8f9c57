"""Reports of citizens without an account, as the citizen, the approver and everybody else meet them."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, PageLogEntry

from cms.core import reminding
from cms.core import services as reviews
from cms.core.models import Image
from cms.core.pictures import ORIGINAL, image_url
from cms.core.reviews import author_name, to_decide
from partnership.citizens import services
from partnership.citizens.links import LINKS
from partnership.models import CitizenReportPage, SentPhoto, SentReport
from partnership.my import services as my
from tests.core.editorial import client_of, fresh, person, waiting
from tests.core.factories import picture_bytes, upload
from tests.partnership.citizens.conftest import NEW, WORDS, are_there, confirmed, files_of, mailed_link, mine, only

pytestmark = pytest.mark.django_db
State = SentReport.State


def photo_fields(number: int, **more: str) -> dict[str, str]:
    said = {"alt": "落ち葉の山", "people": "none", "consent_by": "", "consent_until": "", "caption": "", **more}
    return {f"photo-{number}-{name}": value for name, value in said.items()}


def page() -> CitizenReportPage:
    return CitizenReportPage.objects.get()


@pytest.fixture
def sent_by_form(client: Client, approver: Any, django_capture_on_commit_callbacks: Any) -> SentReport:
    """One with a photo, by the roads that a browser takes, up to the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(NEW, WORDS | {"photos": [upload(picture_bytes(), "IMG_1.JPG")], "send": "1"})
        assert answer["Location"] == mine(only())
        (photo,) = SentPhoto.objects.all()
        client.post(answer["Location"], WORDS | photo_fields(photo.pk) | {"send": "1"})
    return only()


def test_photos_are_put_in_order_before_they_are_sent(client: Client, approver: Any) -> None:
    files = [upload(picture_bytes(), f"IMG_{number}.JPG") for number in range(2)]
    address = client.post(NEW, WORDS | {"photos": files, "save": "1"})["Location"]
    first, second = (photo.pk for photo in only().photos.all())
    answer = client.post(address, WORDS | {"photo-order": [first, second], "photo-later": first})
    assert answer["Location"] == f"{address}#photo-{first}"
    assert [photo.pk for photo in only().photos.all()] == [second, first]


def test_nothing_is_there_for_anybody_before_the_address_is_confirmed(
    sent_by_form: SentReport, client: Client, approver: Any
) -> None:
    assert sent_by_form.state == State.UNCONFIRMED
    assert not CitizenReportPage.objects.exists()
    assert not Image.objects.exists()
    assert to_decide(approver) == []
    assert [message.to for message in mail.outbox] == [["midori@example.jp"]]
    assert "midori@example.jp" in client.get(mine(sent_by_form)).content.decode()
    link = mailed_link()
    asked = client.get(link)
    assert "秋のプレーパーク" in asked.content.decode()
    assert only().state == State.UNCONFIRMED


def test_confirmed_it_is_read_approved_and_public_and_withdrawn_it_is_gone(
    sent_by_form: SentReport, client: Client, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    link, files = mailed_link(), files_of(sent_by_form)
    assert are_there(files)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(link)["Location"] == mine(sent_by_form)
    assert only().state == State.CONFIRMED
    assert not are_there(files)
    (asked,) = mail.outbox
    assert asked.to == [approver.email]
    assert "市民 みどり さんから" in str(asked.body)
    assert author_name(page()) == "市民 みどり"
    (image,) = Image.objects.all()
    assert client.get(image_url(image, ORIGINAL)).status_code == 404
    assert client.get(page().url or "/x").status_code == 404
    assert "担当者が読むのを待っています" in client.get(mine(sent_by_form)).content.decode()

    inside = client_of(approver)
    shown = inside.get(reverse("my_review", args=[waiting(page()).pk])).content.decode()
    assert "市民 みどり" in shown
    assert "市民 みどり" in inside.get(reverse("review", args=[waiting(page()).pk])).content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        reviews.approve(waiting(page()), approver, "すてきです")
    (told,) = mail.outbox
    assert told.to == ["midori@example.jp"]
    assert "公開しました" in str(told.body)
    assert "すてきです" in str(told.body)
    assert mine(sent_by_form) in str(told.body)

    public = client.get(page().url).content.decode()
    assert "書いた人: みどり さん" in public
    assert "midori@example.jp" not in public
    small = image_url(image, "width-320|format-webp")
    assert client.get(small).status_code == 200
    assert client.get(f"/api/v2/reports/{page().pk}").json()["by_name"] == "みどり"

    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(mine(sent_by_form), {"withdraw": "1", "reason": "都合により"})
    assert mail.outbox == []
    assert client.get(page().url).status_code == 404
    assert client.get(small).status_code == 404
    assert client.get(f"/api/v2/reports/{page().pk}").status_code == 404
    assert "公開をやめました" in client.get(mine(sent_by_form)).content.decode()
    gone = page().pk
    with django_capture_on_commit_callbacks(execute=True):
        client.post(mine(sent_by_form), {"erase": "1"})
    assert client.get(mine(sent_by_form)).status_code == 410
    assert not CitizenReportPage.objects.exists()
    assert not Image.objects.exists()
    assert (only().contact, only().name, only().state) == ("", "", State.ERASED)
    lines = PageLogEntry.objects.filter(page_id=gone)
    assert lines
    assert not [line for line in lines if "プレーパーク" in line.label or "都合" in str(line.data)]


def test_returned_with_a_reason_it_is_mended_and_sent_again(
    client: Client, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent = confirmed()
    with django_capture_on_commit_callbacks(execute=True):
        reviews.return_with_reason(waiting(page()), approver, "場所を詳しく")
    (told,) = mail.outbox
    assert (told.to, "場所を詳しく" in str(told.body)) == ([sent.contact], True)
    assert approver.last_name not in str(told.body)
    Comment.objects.create(page=Page.objects.get(pk=page().pk), user=approver, text="どの広場ですか", contentpath="place")
    shown = client.get(mine(sent)).content.decode()
    assert "場所を詳しく" in shown
    assert "どの広場ですか" in shown
    assert approver.last_name not in shown
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(mine(sent), {"reply": str(Comment.objects.get().pk), f"reply-{Comment.objects.get().pk}": "北の広場です"})
        client.post(mine(sent), {"say": "1", "text": "今日中に直します"})
    assert [message.to for message in mail.outbox] == [[approver.email]] * 2
    assert "北の広場です" in str(mail.outbox[0].body)
    words = {name: value for name, value in WORDS.items() if name != "contact"}
    answer = client.post(mine(sent), words | {"place": "中央公園の北の広場", "answer": "場所を足しました", "send": "1"})
    assert answer.status_code == 302
    assert to_decide(approver) == [waiting(page())]
    assert my.draft_of(page()).place == "中央公園の北の広場"
    inside = client_of(approver).get(reverse("my_review", args=[waiting(page()).pk])).content.decode()
    assert "場所を足しました" in inside
    assert "北の広場です" in inside
    assert author_name(page()) == "市民 みどり"


def test_an_editor_who_mends_it_does_not_approve_that_themselves(approver: Any) -> None:
    confirmed()
    reviews.return_with_reason(waiting(page()), approver, "直します")
    mended = my.draft_of(page())
    mended.place = "北の広場"
    mended.save_revision(user=approver)
    reviews.submit_for_review(page(), approver)
    with pytest.raises(reviews.OwnWorkError):
        reviews.approve(waiting(page()), approver)


def test_a_report_that_waits_for_its_writer_is_called_to_mind(approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    sent = confirmed()
    reviews.return_with_reason(waiting(page()), approver, "場所を詳しく")
    with django_capture_on_commit_callbacks(execute=True):
        reminding.remind(timezone.now() + datetime.timedelta(days=30))
    assert [message.to for message in mail.outbox] == [[sent.contact]]


def test_the_sender_is_told_in_the_language_in_which_they_wrote(
    client: Client, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/en{NEW}", WORDS | {"send": "1"})
    assert "/en/report/mail/" in str(mail.outbox[0].body)
    client.post(mailed_link())
    with django_capture_on_commit_callbacks(execute=True):
        reviews.approve(waiting(page()), approver)
    assert "It is public now" in str(mail.outbox[-1].body)


def test_consent_to_a_photo_is_taken_back_at_once(
    sent_by_form: SentReport, client: Client, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client.post(mailed_link())
    reviews.approve(waiting(page()), approver)
    (image,) = Image.objects.all()
    kept = reverse("partnership:citizen_photo", args=[LINKS.token_of(sent_by_form), image.pk])
    addresses = [image_url(image, "width-320|format-webp"), kept]
    assert [client.get(url).status_code for url in addresses] == [200, 200]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(mine(sent_by_form), {"consent": str(image.pk)})
    assert [client.get(url).status_code for url in addresses] == [404, 404]
    assert page().live
    stranger = Image.objects.create(title="他の写真", file=image.file)
    assert client.post(mine(sent_by_form), {"consent": str(stranger.pk)}).status_code == 404


def test_what_is_wrong_is_said_and_what_was_written_stays(client: Client, approver: Any) -> None:
    told = client.post(NEW, WORDS | {"title": "", "contact": "x", "happened_on": "きのう"}).content.decode()
    for words in ("題名を書いてください", "name@example.jp のように", "日付は 2026-04-01 のように", "三十分"):
        assert words in told
    assert not SentReport.objects.exists()
    broken = upload(b"nothing", "a.jpg")
    told = client.post(NEW, WORDS | {"contact": "x", "photos": [upload(picture_bytes(), "b.jpg"), broken]}).content.decode()
    assert "a.jpg：" in told
    assert "三十分" in told
    assert 'value="x"' in told
    assert SentPhoto.objects.count() == 1
    (photo,) = SentPhoto.objects.all()
    data = WORDS | photo_fields(photo.pk, people="recognisable", consent_until="いつか")
    told = client.post(mine(only()), data | {"send": "1"}).content.decode()
    assert "いつか" in told
    told = client.post(mine(only()), WORDS | photo_fields(photo.pk, people="recognisable") | {"send": "1"}).content.decode()
    assert "誰が同意したかを書いてください" in told
    assert only().state == State.WRITING


def test_a_program_is_not_taken_and_a_person_not_without_end(client: Client, approver: Any) -> None:
    client.post(NEW, WORDS | {"more": "x"})
    assert not SentReport.objects.exists()
    first = services.begin(WORDS, mark="m")
    assert services.begin(WORDS, mark="m") == first
    for number in range(services.MOST_OF_A_SENDER - 1):
        services.begin(WORDS | {"title": f"{number}"}, mark="m")
    with pytest.raises(services.TooManyError):
        services.begin(WORDS | {"title": "もう一つ"}, mark="m")
    services.begin(WORDS, mark="another")


def test_an_address_is_not_flooded_with_mails(approver: Any) -> None:
    for number in range(services.MOST_MAILS):
        services.ask(services.begin(WORDS | {"title": f"{number}"}))
    with pytest.raises(services.TooManyError):
        services.ask(services.begin(WORDS | {"title": "もう一つ"}))


def test_a_strangers_link_opens_nothing(client: Client, approver: Any) -> None:
    one, two = services.begin(WORDS), services.begin(WORDS | {"title": "別のレポート"})
    photo = services.add_photo(two, upload(picture_bytes(), "a.jpg"))
    token = LINKS.token_of(one)
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.get(reverse("partnership:citizen_report", args=[forged])).status_code == 404
    assert client.get(reverse("partnership:citizen_confirm", args=[token])).status_code == 410
    assert client.get(reverse("partnership:citizen_photo", args=[token, photo.pk])).status_code == 404
    assert client.get(reverse("partnership:citizen_photo", args=[LINKS.token_of(two), photo.pk])).status_code == 200


def test_a_link_to_another_address_confirms_no_more(client: Client, approver: Any) -> None:
    sent = services.ask(services.begin(WORDS))
    link = reverse("partnership:citizen_confirm", args=[LINKS.mail_token_of(sent)])
    services.write(sent, {"contact": "other@example.jp"})
    assert client.post(link).status_code == 410
    assert only().state == State.UNCONFIRMED


def test_their_page_is_kept_and_found_by_nobody(client: Client, approver: Any) -> None:
    answer = client.get(mine(confirmed()))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert '<meta name="robots" content="noindex' in answer.content.decode()
    assert "/report/" not in client.get("/sitemap.xml").content.decode()


def test_what_nobody_confirmed_is_erased_and_addresses_go_when_they_have_served(
    approver: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent = services.begin(WORDS | {"title": "確かめない"})
    services.add_photo(sent, upload(picture_bytes(), "a.jpg"))
    services.describe(sent, {SentPhoto.objects.get().pk: {"alt": "落ち葉", "people": "none"}})
    services.ask(sent)
    files = files_of(sent)
    assert are_there(files)
    other = services.begin(WORDS | {"title": "確かめた", "contact": "b@example.jp"}, mark="m")
    services.confirm(services.ask(other))
    long_ago = timezone.now() - datetime.timedelta(days=8)
    SentReport.objects.update(created_at=long_ago, asked_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("partnership", "forget", verbosity=0)
    sent.refresh_from_db()
    assert (sent.state, sent.contact, sent.title, sent.text) == (State.ERASED, "", "", "")
    assert not are_there(files)
    other.refresh_from_db()
    assert (other.contact, other.mark, other.quiet_since) == ("b@example.jp", "", None)
    reviews.approve(waiting(page()), approver)
    call_command("partnership", "forget", verbosity=0)
    other.refresh_from_db()
    assert other.contact == "b@example.jp"
    settings.PARTNERSHIP_REPORT_CONTACT_DAYS = 5
    SentReport.objects.filter(pk=other.pk).update(quiet_since=long_ago)
    call_command("partnership", "forget", verbosity=0)
    other.refresh_from_db()
    assert (other.contact, other.state) == ("", State.CONFIRMED)
    assert fresh(page()).live


def test_a_page_that_was_deleted_leaves_nothing_behind(client: Client, approver: Any) -> None:
    sent = confirmed()
    page().delete()
    assert client.get(mine(sent)).status_code == 410
    call_command("partnership", "forget", verbosity=0)
    assert (only().state, only().contact) == (State.ERASED, "")


def test_one_that_is_public_is_withdrawn_before_it_is_erased(approver: Any) -> None:
    sent = confirmed()
    for _time in range(2):
        with pytest.raises(services.StillPublicError):
            services.erase(sent)
        if not page().live:
            reviews.approve(waiting(page()), approver)
    services.withdraw(sent)
    services.erase(sent)
    with pytest.raises(services.DecidedError):
        services.erase(sent)


def test_members_and_their_api_know_nothing_of_it(client: Client, approver: Any) -> None:
    confirmed()
    inside = client_of(approver)
    assert inside.get(reverse("partnership:my_page", args=["reports", page().pk])).status_code == 404
    assert client.post("/api/v2/reports", {}, content_type="application/json").status_code == 401


def test_the_way_to_it_stands_where_one_looks_for_it(client: Client, approver: Any) -> None:
    section = Page.objects.filter(slug="reports").order_by("depth")[0].specific
    assert NEW in client.get(section.url).content.decode()
    assert NEW in client.get(reverse("partnership:my_login")).content.decode()
    assert client.get(NEW).status_code == 200


def test_the_public_report_costs_the_same_with_a_name(client: Client, approver: Any, django_assert_max_num_queries: Any) -> None:
    sent = confirmed()
    with django_assert_max_num_queries(45):
        client.get(mine(sent))


def test_nobody_approves_what_they_sent_without_signing_in(approver: Any, django_capture_on_commit_callbacks: Any) -> None:
    other = person("ほかの人", "approver")
    with django_capture_on_commit_callbacks(execute=True):
        sent = confirmed(contact=approver.email.upper())
    asked = {address for message in mail.outbox for address in message.to if "/my/reviews/" in str(message.body)}
    assert asked == {other.email}
    with pytest.raises(reviews.OwnWorkError):
        reviews.approve(waiting(sent.page), approver)
    reviews.approve(waiting(sent.page), other)
    assert CitizenReportPage.objects.get().live
