"""Members' own place as a member's phone asks for it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import APIToken, Comment, PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from cms.core import review_links
from cms.core import services as reviews
from cms.core.member_kinds import kinds
from cms.core.models import Image
from cms.core.pictures import image_url
from directory.models import Affiliation, Place, PlaceProposal
from partnership.models import CitizenReportPage, EventPage
from partnership.my import photos, services
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender
from tests.core.editorial import client_of, fresh, waiting
from tests.core.factories import picture_bytes, upload
from tests.partnership.my.conftest import TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
NEW = "/my/write/reports/"
WORDS = {"title": "秋のプレーパーク", "happened_on": "2026-11-08", "place": "中央公園", "text": TEXT}


def url_of(report: Any) -> str:
    return reverse("partnership:my_page", args=["reports", report.pk])


def form_of(report: Any, **more: Any) -> dict[str, Any]:
    """What the report's form would send, with changes."""
    draft = services.draft_of(fresh(report))
    data: dict[str, Any] = {name: value or "" for name, value in ReportKind().said(draft).items()}
    for photo in draft.photos.all():
        prefix = f"photo-{photo.image_id}"
        image = photo.image
        data |= {
            f"{prefix}-alt": photo.alt,
            f"{prefix}-people": image.people.replace("unknown", ""),
            f"{prefix}-consent_by": image.consent_by,
            f"{prefix}-consent_until": image.consent_until or "",
            f"{prefix}-caption": photo.caption,
        }
    data["photo-order"] = order_of(report)
    return data | more


def order_of(report: Any) -> list[int]:
    return [photo.image_id for photo in services.draft_of(fresh(report)).photos.all()]


def test_a_report_is_written_sent_and_published(member: Any, lead: Any, approver: Any) -> None:
    client = client_of(member)
    answer = client.post(NEW, WORDS | {"photos": [upload(picture_bytes(), "a.jpg")], "save": "1"})
    report = CitizenReportPage.objects.get()
    assert answer.headers["Location"] == f"{url_of(report)}?begun=1"
    assert not report.live
    shown = client.get(url_of(report)).content.decode()
    assert "下書き" in shown
    assert "三十分" in shown
    image = services.draft_of(report).photos.all()[0].image
    refused = client.post(url_of(report), form_of(report, submit="1"))
    assert "写真1：見えない人のために" in refused.content.decode()
    said = {f"photo-{image.pk}-alt": "落ち葉の山", f"photo-{image.pk}-people": "none"}
    client.post(url_of(report), form_of(report, submit="1", **said), follow=True)
    assert "確認を待っています" in client.get(url_of(report)).content.decode()
    reviews.approve(waiting(report), lead, "いいですね")
    reviews.approve(waiting(report), approver)
    public = client_of(None).get(fresh(report).url).content.decode()
    assert "秋のプレーパーク" in public
    assert "三十分" in public
    assert 'alt="落ち葉の山"' in public
    own = client.get(url_of(report)).content.decode()
    assert "公開しています" in own
    assert "いいですね" in own


def test_an_empty_form_begins_nothing_and_what_lacks_something_is_asked_for_at_its_own_address(member: Any) -> None:
    client = client_of(member)
    for kind in (each.key for each in kinds()):
        empty = querydict_from_html(client.get(f"/my/write/{kind}/").content.decode(), form_id="write").dict()
        told = client.post(f"/my/write/{kind}/", empty | {"title": " ", "submit": "1"}).content.decode()
        assert "まだ何も書いていません" in told
    assert not CitizenReportPage.objects.exists()
    assert not EventPage.objects.exists()
    answer = client.post(NEW, {"title": "芋ほり", "submit": "1"})
    report = CitizenReportPage.objects.get()
    assert answer.headers["Location"] == f"{url_of(report)}?check=1"
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "まだ出していません。書いたものは保存してあります。" in shown
    assert "いつのことかを書いてください。" in shown
    again = client.post(url_of(report), form_of(report, submit="1", answer="見てください")).content.decode()
    assert ">見てください</textarea>" in again


def test_others_things_are_answered_as_what_is_not_there(report: Any, people: dict[str, Any]) -> None:
    lead, stranger, approver, sender = (people[who] for who in ("lead", "stranger", "approver", "sender"))
    image = photos.add(report, sender, upload(picture_bytes()))
    addresses = [
        ("get", "my_page", ["reports", report.pk]),
        ("post", "my_page", ["reports", report.pk]),
        ("get", "my_preview", ["reports", report.pk]),
        ("post", "my_photos", ["reports", report.pk]),
        ("post", "my_photo", ["reports", report.pk, image.pk]),
        ("get", "my_page", ["events", report.pk]),
    ]
    before = services.draft_of(fresh(report)).serializable_data()
    for method, name, args in addresses:
        url = reverse(f"partnership:{name}", args=args)
        missing = reverse(f"partnership:{name}", args=[args[0], 99_999, *args[2:]])
        for user in (lead, stranger, approver):
            client = client_of(user)
            answers = [getattr(client, method)(each, {"withdraw": "1"}) for each in (url, missing)]
            assert [answer.status_code for answer in answers] == [404, 404], (url, user)
            assert len({words_of(answer) for answer in answers}) == 1
        for each in (url, missing):
            answer = getattr(client_of(None), method)(each)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/my/login/")
    assert services.draft_of(fresh(report)).serializable_data() == before


def test_photos_are_put_in_order_by_buttons(report: Any, sender: Sender, member: Any) -> None:
    first, second, third = (photos.add(report, sender, upload(picture_bytes(color=(each, 0, 0)))).pk for each in (0, 100, 200))
    client = client_of(member)
    moves = {
        ("photo-later", first): [second, first, third],
        ("photo-earlier", third): [second, third, first],
        ("photo-earlier", second): [second, third, first],
        ("photo-later", 99_999): [second, third, first],
    }
    for (button, moved), order in moves.items():
        answer = client.post(url_of(report), form_of(report, **{button: moved}))
        assert answer.headers["Location"] == f"{url_of(report)}#photo-{moved}"
        assert order_of(report) == order
    shown = client.get(url_of(report)).content.decode()
    assert re.findall(r'name="photo-order" value="(\d+)"', shown) == [str(each) for each in order_of(report)]


def words_of(answer: Any) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"/\d+/", "/N/", html)


def test_a_photo_is_not_reached_through_a_report_of_ones_own(report: Any, sender: Any, stranger: Any, elsewhere: Any) -> None:
    image = photos.add(report, sender, upload(picture_bytes()))
    own = services.begin(ReportKind(), Sender(stranger, elsewhere), {"title": "自分の"}, report.locale)
    url = reverse("partnership:my_photo", args=["reports", own.pk, image.pk])
    for data in ({}, {"consent": "1"}):
        assert client_of(stranger).post(url, data).status_code == 404
    image.refresh_from_db()
    assert image.consent_withdrawn_at is None


def test_a_draft_saves_itself_and_overwrites_nothing_unseen(member: Any) -> None:
    client = client_of(member)

    def save(url: str, **data: str) -> Any:
        return client.post(url, data, headers={"X-Requested-With": "fetch"})

    first = save(NEW, title="秋")
    assert first.status_code == 200
    url = first.json()["url"]
    second = save(url, title="秋の日", happened_on="おととい", text=TEXT, seen=first.json()["seen"]).json()
    assert "2026-04-01 のように" in second["errors"]["happened_on"]
    assert "三十分" in client.get(url).content.decode()
    stale = save(url, title="古い画面", seen=first.json()["seen"])
    assert stale.status_code == 409
    assert "ほかの画面" in stale.json()["error"]
    assert "秋の日" in client.get(url).content.decode()
    assert CitizenReportPage.objects.get().revisions.count() == 1


def test_what_is_sent_again_because_its_answer_was_lost_begins_nothing_twice_and_is_no_other_screens(member: Any) -> None:
    client = client_of(member)
    empty = querydict_from_html(client.get(NEW).content.decode(), form_id="write").dict()

    def save(url: str, **data: str) -> Any:
        return client.post(url, empty | data, headers={"X-Requested-With": "fetch"})

    urls = {save(NEW, title="秋").json()["url"], save(NEW, title="秋の日").json()["url"]}
    report = CitizenReportPage.objects.get()
    assert urls == {url_of(report)}
    # The form knows of no answer since this one.
    first = save(url_of(report), title="秋の一日").json()
    assert save(url_of(report), title="秋の一日の午後", seen="0" * 16).status_code == 200
    assert services.draft_of(fresh(report)).title == "秋の一日の午後"
    other = client.get(url_of(report)).content.decode()
    elsewhere = querydict_from_html(other, form_id="write").dict() | {"title": "ほかの画面で"}
    client.post(url_of(report), elsewhere, headers={"X-Requested-With": "fetch"})
    assert save(url_of(report), title="古い画面", seen=first["seen"]).status_code == 409
    assert services.draft_of(fresh(report)).title == "ほかの画面で"
    # Loaded again: a form that was refused in part, photos and all.
    new = querydict_from_html(client.get(NEW).content.decode(), form_id="write").dict()
    for _time in range(2):
        picture = upload(picture_bytes(), "a.jpg")
        said = WORDS | {"happened_on": "おととい", "photos": [picture, upload(b"<svg/>", "a.svg")], "save": "1"}
        assert "SVG形式" in client.post(NEW, new | said).content.decode()
    second = CitizenReportPage.objects.exclude(pk=report.pk).get()
    assert services.draft_of(second).photos.count() == 1


def test_a_failed_upload_leaves_the_words(member: Any) -> None:
    client = client_of(member)
    answer = client.post(NEW, WORDS | {"photos": [upload(b"<svg/>", "a.svg")], "save": "1"})
    assert "SVG形式" in answer.content.decode()
    assert "三十分" in str(services.draft_of(CitizenReportPage.objects.get()).body)


def test_what_is_returned_is_answered_and_sent_again(report: Any, sender: Any, member: Any, lead: Any, approver: Any) -> None:
    client = client_of(member)
    services.submit(ReportKind(), report, sender)
    locked = client.post(url_of(report), form_of(report, title="こっそり", save="1"), follow=True).content.decode()
    assert "先に取り下げてください" in locked
    reviews.return_with_reason(waiting(report), lead, "日付を確かめてください。")
    comment = Comment.objects.create(page=report, user=lead, text="ここは何時ですか？", contentpath=f"body.{uuid4()}")
    shown = client.get(url_of(report)).content.decode()
    for words in ("差し戻されました", "日付を確かめてください。", "ここは何時ですか？"):
        assert words in shown
    client.post(url_of(report), {"reply": str(comment.pk), f"reply-{comment.pk}": "十時です。"})
    assert [reply.text for reply in comment.replies.all()] == ["十時です。"]
    client.post(url_of(report), form_of(report, happened_on="2026-11-09", submit="1", answer="直しました。"))
    decision = client_of(lead).get(reverse("my_review", args=[waiting(report).pk])).content.decode()
    assert "直しました。" in decision
    assert "日付を確かめてください。" in decision
    reviews.approve(waiting(report), lead)
    assert "直しました。" in client_of(approver).get(reverse("review", args=[waiting(report).pk])).content.decode()
    reviews.approve(waiting(report), approver)
    assert "2026年11月9日" in client_of(None).get(fresh(report).url).content.decode()


def test_a_reviewer_comments_beside_the_text_from_the_mail_and_sees_what_became_of_it(
    report: Any, sender: Any, member: Any, lead: Any, approver: Any
) -> None:
    services.submit(ReportKind(), report, sender)
    link = review_links.address_for(waiting(report).pk, lead).removeprefix("http://localhost:8000")
    phone = client_of(None)
    told = phone.get(link).content.decode()
    for label in ("題名", "いつ", "どこで", "本文", "写真"):
        assert f">{label}</label>" in told, label
    said = {
        "comment-beside-body": "何分待ちましたか？",
        "comment-beside-photos": "写真を足せますか？",
        "comment-beside-title": " ",
    }
    phone.post(link, {"return": "1", **said})
    comments = Comment.objects.filter(page=report.pk)
    assert {(each.contentpath, each.text, each.user) for each in comments} == {
        ("body", "何分待ちましたか？", lead),
        ("photos", "写真を足せますか？", lead),
    }
    client = client_of(member)
    own = BeautifulSoup(client.get(url_of(report)).content, "html.parser")
    assert "欄ごとのコメントを読んで、直してください。" in own.get_text()
    assert "何分待ちましたか？" in own.select_one(".field:has(#id_text)").get_text()  # type: ignore[union-attr]
    assert "写真を足せますか？" in own.select_one("section.photos").get_text()  # type: ignore[union-attr]
    beside_text = comments.get(contentpath="body")
    client.post(url_of(report), {"reply": str(beside_text.pk), f"reply-{beside_text.pk}": "三十分です。"})
    client.post(url_of(report), form_of(report, title="秋の広場", submit="1"))
    again = client_of(lead).get(reverse("my_review", args=[waiting(report).pk])).content.decode()
    for words in ("差し戻したあとに変わったところ", "何分待ちましたか？", "三十分です。"):
        assert words in again
    changed = BeautifulSoup(again, "html.parser").select("dl.comparison dt")
    assert [each.get_text() for each in changed] == ["タイトル"]
    reviews.approve(waiting(report), lead)
    in_admin = client_of(approver).get(reverse("review", args=[waiting(report).pk])).content.decode()
    assert "三十分です。" in in_admin
    reviews.approve(waiting(report), approver)
    assert not Comment.objects.filter(page=report.pk, resolved_at__isnull=True).exists()


def test_whoever_decides_by_the_mailed_link_sees_the_photos_until_it_is_decided(
    report: Any, sender: Any, lead: Any, approver: Any
) -> None:
    image = photos.add(report, sender, upload(picture_bytes()))
    said = {"alt": "落ち葉の山", "people": "recognisable", "consent_by": "写っている2人"}
    photos.describe(report, sender, {image.pk: said})
    services.submit(ReportKind(), report, sender)
    phone = client_of(None)
    link = review_links.address_for(waiting(report).pk, lead).removeprefix("http://localhost:8000")
    page = BeautifulSoup(phone.get(link).content, "html.parser")
    (shown,) = page.select(".reviewed-pictures img")
    assert shown["alt"] == "落ち葉の山"
    assert "同意した人：写っている2人" in page.get_text()
    cookie = phone.cookies["review"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/images/", True, "Lax")
    draft = phone.get(f"{link}draft/").content.decode()
    urls = {str(shown["src"]), *re.findall(r'(/images/[^"\s]+)', draft)}
    assert len(urls) > 1
    assert {phone.get(url).status_code for url in urls} == {200}
    assert {client_of(None).get(url).status_code for url in urls} == {404}
    other = photos.put(services.draft_of(fresh(report)), sender, upload(picture_bytes()))
    assert phone.get(image_url(other, "width-320|format-jpeg")).status_code == 404
    phone.cookies["review"] = str(cookie.value).replace("-", "-1", 1)
    assert phone.get(str(shown["src"])).status_code == 404
    phone.get(link)
    reviews.approve(waiting(report), lead)
    assert {phone.get(url).status_code for url in urls} == {404}


def test_taking_back_a_public_report_takes_its_photos_along_and_it_can_come_back(
    report: Any, sender: Any, member: Any, lead: Any, approver: Any
) -> None:
    image = photos.add(report, sender, upload(picture_bytes()))
    photos.describe(report, sender, {image.pk: {"alt": "葉", "people": "none"}})

    def publish() -> None:
        services.submit(ReportKind(), report, sender)
        reviews.approve(waiting(report), lead)
        reviews.approve(waiting(report), approver)

    def visible() -> list[int]:
        url = image_url(type(image).objects.get(pk=image.pk), "width-320|format-jpeg")
        return [client_of(None).get(each).status_code for each in (fresh(report).url, url)]

    publish()
    assert visible() == [200, 200]
    answer = client_of(member).post(url_of(report), {"withdraw": "1", "reason": "間違えました"}, follow=True)
    assert "公開をやめました" in answer.content.decode()
    assert visible() == [404, 404]
    entry = PageLogEntry.objects.get(page=report.pk, action=services.TAKEN_BACK)
    assert (entry.user, entry.data["reason"]) == (member, "間違えました")
    publish()
    assert visible() == [200, 200]


def test_taking_back_from_a_review_leaves_a_draft_and_only_once(report: Any, sender: Any, member: Any, lead: Any) -> None:
    services.submit(ReportKind(), report, sender)
    client = client_of(member)
    client.post(url_of(report), {"withdraw": "1"})
    assert waiting(report) is None
    assert "下書き" in client.get(url_of(report)).content.decode()
    again = client.post(url_of(report), {"withdraw": "1"}, follow=True).content.decode()
    assert "もう取り下げた" in again
    assert PageLogEntry.objects.filter(page=report.pk, action=services.TAKEN_BACK).count() == 1


def test_a_draft_is_deleted_with_its_photos_and_a_public_report_is_not(
    report: Any, sender: Any, member: Any, lead: Any, approver: Any
) -> None:
    photos.add(report, sender, upload(picture_bytes()))
    client_of(member).post(url_of(report), {"discard": "1"})
    assert not CitizenReportPage.objects.exists()
    assert not Image.objects.exists()
    form = ReportKind.form_class(WORDS)
    assert form.is_valid()
    other = services.begin(ReportKind(), sender, form.cleaned_data, report.locale)
    services.submit(ReportKind(), other, sender)
    reviews.approve(waiting(other), lead)
    reviews.approve(waiting(other), approver)
    client_of(member).post(url_of(other), {"discard": "1"})
    assert fresh(other).live


def test_who_left_the_group_sends_nothing_in_its_name_but_takes_back_what_is_theirs(
    report: Any, sender: Any, member: Any, lead: Any, approver: Any
) -> None:
    services.submit(ReportKind(), report, sender)
    Affiliation.objects.filter(user=member).delete()
    client = client_of(member)
    client.post(url_of(report), {"withdraw": "1"})
    assert waiting(report) is None
    told = client.post(url_of(report), form_of(report, submit="1"), follow=True).content.decode()
    assert "メンバーではなくなった" in told
    assert waiting(report) is None
    assert client.get(NEW).headers["Location"] == "/my/"


def test_a_leads_own_report_passes_nobody_but_others(lead: Any, group: Any, approver: Any, root: Any) -> None:
    form = ReportKind.form_class(WORDS)
    assert form.is_valid()
    own = services.begin(ReportKind(), Sender(lead, group), form.cleaned_data, root.locale)
    services.submit(ReportKind(), own, Sender(lead, group))
    assert waiting(own).task.specific.stage == "approver"
    with pytest.raises(reviews.ReviewError):
        reviews.approve(waiting(own), lead)


def test_an_event_of_a_group_goes_the_same_way(member: Any, lead: Any, approver: Any) -> None:
    client = client_of(member)
    client.post("/my/write/events/", {"title": "ふれあい遊び", "kind": "play", "save": "1"})
    event = EventPage.objects.get()
    url = reverse("partnership:my_page", args=["events", event.pk])
    missing = client.post(url, {"title": "ふれあい遊び", "submit": "1"}).content.decode()
    for words in ("開く日を書いてください", "どこで開くかを書いてください", "どんな催しかを書いてください"):
        assert words in missing
    whole = {"title": "ふれあい遊び", "kind": "play", "first_day": "2031-01-07", "starts_at": "10:00", "ends_at": "11:30",
             "place_text": "和室", "text": "赤ちゃんと遊びます。", "price": "0"}  # fmt: skip
    client.post(url, whole | {"submit": "1"})
    assert waiting(event).task.specific.stage == "lead"
    reviews.approve(waiting(event), lead)
    reviews.approve(waiting(event), approver)
    public = client_of(None).get(fresh(event).url).content.decode()
    assert "2031年1月7日" in public
    assert "ひだまり" in public


def test_a_change_of_the_groups_own_place_is_proposed(member: Any, stranger: Any, group: Any, root: Any) -> None:
    place = Place.objects.create(name="ひだまりの家", locale=root.locale, organisation=group, access="駅から5分")
    url = reverse("partnership:my_place", args=[place.pk])
    assert client_of(stranger).get(url).status_code == 404
    client = client_of(member)
    assert "ひだまりの家" in client.get("/my/").content.decode()
    data = querydict_from_html(client.get(url).content.decode(), form_index=1)
    data["access"] = "駅から7分"
    assert client.post(url, data).status_code == 302
    proposal = PlaceProposal.objects.get()
    assert (proposal.sender, proposal.user) == ("member", member)
    assert [(change.field, change.new) for change in proposal.changes.all()] == [("access", "駅から7分")]
    place.refresh_from_db()
    assert place.access == "駅から5分"
    withdraw = reverse("partnership:my_place_withdraw", args=[place.pk, proposal.pk])
    assert client_of(stranger).post(withdraw).status_code == 404
    client.post(withdraw)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_who_belongs_to_no_group_is_told_whom_to_ask(approver: Any) -> None:
    client = client_of(approver)
    assert "まだ、どの団体にも所属していません" in client.get("/my/").content.decode()
    assert client.get("/my/keys/").status_code == 404
    assert client.get("/my/members/").status_code == 404


def test_a_key_is_shown_once_and_can_be_made_useless(member: Any) -> None:
    client = client_of(member)
    made = client.post("/my/keys/", {"make": "1", "name": "日報"}).content.decode()
    key = re.search(r"wagtail_\w{20,}", made)
    assert key
    assert key[0] not in client.get("/my/keys/").content.decode()
    headers = {"authorization": f"Bearer {key[0]}"}
    assert client_of(None).get("/api/v2/reports/mine", headers=headers).status_code == 200
    client.post("/my/keys/", {"revoke": str(APIToken.objects.get().pk)})
    assert client_of(None).get("/api/v2/reports/mine", headers=headers).status_code == 401
