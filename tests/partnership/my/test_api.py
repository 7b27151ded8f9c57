"""`/api/v2/reports`: everybody reads what is published; a member writes with a token of theirs."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import APIToken

from cms.core import services as reviews
from cms.core import version
from partnership.models import CitizenReportPage
from partnership.my import photos, services
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender
from tests.core.editorial import fresh, waiting
from tests.core.factories import picture_bytes, upload
from tests.partnership.my.conftest import TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
REPORTS = "/api/v2/reports"
SAID = {"title": "秋のプレーパーク", "happened_on": "2026-11-08", "place": "中央公園", "text": TEXT}


class Caller:
    """A program with somebody's token."""

    def __init__(self, user: Any) -> None:
        token = APIToken.create_token(user=user, name="x")[1] if user else "wagtail_wrong"
        self.headers = {"authorization": f"Bearer {token}"}
        self.client = Client(enforce_csrf_checks=True)

    def __call__(self, method: str, path: str = "", said: Any = None, status: int = 200) -> Any:
        sent: Any = {} if said is None else {"data": json.dumps(said), "content_type": "application/json"}
        answer = self.client.generic(method.upper(), REPORTS + path, headers=self.headers, **sent)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:500])
        return answer.json() if answer.content else None

    def photo(self, pk: int, content: bytes | None = None, status: int = 201) -> Any:
        answer = self.client.post(f"{REPORTS}/{pk}/photos", {"photo": upload(content)}, headers=self.headers)
        assert answer.status_code == status, answer.content.decode()[:500]
        return answer.json()


def publish(report: Any, lead: Any, approver: Any) -> Any:
    reviews.approve(waiting(report), lead)
    reviews.approve(waiting(report), approver)
    return fresh(report)


def test_a_program_writes_sends_and_takes_back_a_report(member: Any, lead: Any, approver: Any) -> None:
    call = Caller(member)
    made = call("post", "", SAID, 201)
    assert (made["state"], made["text"], made["organisation"]["name"]) == ("draft", TEXT, "ひだまり")
    pk = made["id"]
    photo = call.photo(pk)
    assert photo["people"] == "unknown"
    assert "写真1" in call("post", f"/{pk}/submit", {}, 409)["message"]
    call("patch", f"/{pk}/photos/{photo['id']}", {"alt": "落ち葉の山", "people": "recognisable", "consent_by": "保護者"})
    assert call("patch", f"/{pk}", {"title": "秋の一日"})["text"] == TEXT
    sent = call("post", f"/{pk}/submit", {"answer": "はじめての報告です"})
    assert sent["state"] == "review"
    assert [step["state"] for step in sent["steps"]] == ["done", "current", "todo", "todo"]
    assert [each["text"] for each in sent["conversation"]] == ["はじめての報告です"]
    call("patch", f"/{pk}", {"title": "別の題"}, 409)
    public = Client().get(f"{REPORTS}/{pk}")
    assert public.status_code == 404
    publish(CitizenReportPage.objects.get(pk=pk), lead, approver)
    shown = Client().get(f"{REPORTS}/{pk}").json()
    assert (shown["title"], [each["alt"] for each in shown["photos"]]) == ("秋の一日", ["落ち葉の山"])
    assert "<p>帰りたがりませんでした。</p>" in shown["text"]
    assert Client().get(shown["photos"][0]["src"]).status_code == 200
    assert call("post", f"/{pk}/withdraw", {"reason": "間違いがありました"})["state"] == "taken_back"
    assert Client().get(f"{REPORTS}/{pk}").status_code == 404
    assert Client().get(shown["photos"][0]["src"]).status_code == 404
    assert Client().get(REPORTS).json()["meta"]["total_count"] == 0


def test_what_a_program_says_wrong_is_named(member: Any, report: Any) -> None:
    call = Caller(member)
    assert "happened_on" in call("patch", f"/{report.pk}", {"happened_on": "昨日"}, 400)["message"]
    assert "title" in call("patch", f"/{report.pk}", {"title": "長" * 101}, 400)["message"]
    assert "organisation" in call("post", "", {**SAID, "organisation": 9999}, 400)["message"]
    assert "SVG" in call.photo(report.pk, b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400)["message"]
    seen = call("get", f"/mine/{report.pk}")["seen"]
    call("patch", f"/{report.pk}", {"title": "ひとつ目", "seen": seen})
    assert "ほかの画面" in call("patch", f"/{report.pk}", {"title": "ふたつ目", "seen": seen}, 409)["message"]
    assert call("get", f"/mine/{report.pk}")["title"] == "ひとつ目"


ROADS = [
    ("get", "/mine/{pk}", None),
    ("patch", "/{pk}", {"title": "のっとり"}),
    ("delete", "/{pk}", None),
    ("post", "/{pk}/submit", {}),
    ("post", "/{pk}/withdraw", {}),
    ("patch", "/{pk}/photos/{photo}", {"alt": "のっとり"}),
    ("delete", "/{pk}/photos/{photo}", None),
    ("post", "/{pk}/photos/{photo}/withdraw", {}),
]


@pytest.mark.parametrize(("method", "path", "said"), ROADS)
def test_anothers_report_is_answered_as_one_that_is_not_there(
    method: str, path: str, said: Any, report: Any, people: dict[str, Any]
) -> None:
    sender, stranger, lead = people["sender"], people["stranger"], people["lead"]
    image = photos.add(report, sender, upload(picture_bytes()))
    before = services.draft_of(fresh(report)).serializable_data()
    for user in (stranger, lead):
        call = Caller(user)
        theirs = call(method, path.format(pk=report.pk, photo=image.pk), said, 404)
        nobodys = call(method, path.format(pk=99999, photo=image.pk), said, 404)
        assert theirs == nobodys
    Caller(None)(method, path.format(pk=report.pk, photo=image.pk), said, 401)
    assert services.draft_of(fresh(report)).serializable_data() == before


def test_a_photo_of_anothers_report_is_not_reached_through_ones_own(
    report: Any, sender: Sender, stranger: Any, elsewhere: Any
) -> None:
    image = photos.add(report, sender, upload(picture_bytes()))
    call = Caller(stranger)
    own = call("post", "", SAID, 201)["id"]
    call("patch", f"/{own}/photos/{image.pk}", {"alt": "のっとり"}, 404)
    call("delete", f"/{own}/photos/{image.pk}", None, 404)
    call("post", f"/{own}/photos/{image.pk}/withdraw", {}, 404)


def test_photos_stand_in_the_order_that_was_sent(report: Any, sender: Sender, member: Any) -> None:
    first, second = (photos.add(report, sender, upload(picture_bytes(color=(each, 0, 0)))).pk for each in (0, 200))
    # The same one again, as after an answer that was lost, is the one that is there.
    assert photos.add(report, sender, upload(picture_bytes(color=(200, 0, 0)))).pk == second
    call = Caller(member)
    answer = call("patch", f"/{report.pk}", {"photos": [second, first]})
    assert [photo["id"] for photo in answer["photos"]] == [second, first]
    assert [photo["id"] for photo in call("patch", f"/{report.pk}", {"title": "芋ほり"})["photos"]] == [second, first]


def test_a_token_that_was_revoked_or_whose_user_was_switched_off_opens_nothing(member: Any, report: Any) -> None:
    call = Caller(member)
    call("get", "/mine")
    member.is_active = False
    member.save()
    call("get", "/mine", None, 401)
    member.is_active = True
    member.save()
    APIToken.objects.get(user=member).revoke()
    call("get", "/mine", None, 401)


def test_a_session_alone_writes_nothing(member: Any) -> None:
    client = Client()
    client.force_login(member)
    assert client.post(REPORTS, json.dumps(SAID), content_type="application/json").status_code == 401
    assert not CitizenReportPage.objects.exists()


def test_the_list_is_narrowed_and_takes_as_many_queries_for_many(
    root: Any, sender: Sender, people: dict[str, Any], group: Any
) -> None:
    lead, approver = people["lead"], people["approver"]

    def published(title: str, day: str) -> Any:
        form = ReportKind.form_class({**SAID, "title": title, "happened_on": day})
        assert form.is_valid()
        page = services.begin(ReportKind(), sender, form.cleaned_data, root.locale)
        image = photos.add(page, sender, upload(picture_bytes()))
        photos.describe(page, sender, {image.pk: {"alt": "葉", "people": "none"}})
        services.submit(ReportKind(), page, sender)
        return publish(page, lead, approver)

    def counted() -> tuple[int, list[str]]:
        version.bump()
        with CaptureQueriesContext(connection) as queries:
            items = Client().get(REPORTS).json()["items"]
        return len(queries), [each["title"] for each in items]

    published("一つ目", "2026-10-01")
    first, _titles = counted()
    for number in range(3):
        published(f"次の{number}", "2026-11-01")
    second, titles = counted()
    assert len(titles) == 4
    assert second <= first
    narrowed = Client().get(f"{REPORTS}?from=2026-10-15&organisation={group.pk}").json()
    assert narrowed["meta"]["total_count"] == 3
    assert Client().get(f"{REPORTS}?organisation=9999").json()["meta"]["total_count"] == 0
    assert Client().get(f"{REPORTS}?from=2026-10-15&to=2026-10-01").status_code == 400
