"""A member corrects what the site says of their group; the secretariat decides about it."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import ModelLogEntry

from directory.models import Affiliation, Organisation
from partnership.models import GroupChange
from partnership.my import group_changes
from partnership.my.group_changes import State
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, client_of, person
from tests.site.factories import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def secretariat(root: Any) -> Any:
    return person("事務", "secretariat")


@pytest.fixture
def change(group: Organisation, member: Any) -> GroupChange:
    return group_changes.propose(group, Sender(member, group), {"phone": "042-000-0001", "description": "毎週集まります。"})


def fields(group: Organisation, **said: str) -> dict[str, str]:
    return group_changes.said_by(group) | said


def acts() -> list[str]:
    entries = ModelLogEntry.objects.filter(action__startswith="nobinobi.organisation.").order_by("pk")
    return [entry.action.rpartition(".")[2] for entry in entries]


def test_what_a_member_sends_is_public_once_the_secretariat_took_it_over(
    group: Organisation, member: Any, secretariat: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client, address = client_of(member), f"/my/groups/{group.pk}/"
    assert address in client.get("/my/").content.decode()
    answer = client.post(
        address, fields(group, description="毎週\r\n集まります。", phone="０４２－０００－０００１"), follow=True
    )
    assert "確認待ち" in words(_soup(answer))
    group.refresh_from_db()
    assert (group.description, group.phone) == ("", ""), "nothing is public yet"
    change = GroupChange.objects.get()
    assert change.after == {"description": "毎週\n集まります。", "phone": "042-000-0001"}
    admin = client_of(secretariat)
    assert "確認を待っている紹介の変更 1件" in words(_soup(admin.get("/admin/")))
    assert "2項目の直し" in words(_soup(admin.get("/admin/group-changes/")))
    page = _soup(admin.get(f"/admin/group-changes/{change.pk}/"))
    seen = {each["name"]: each["value"] for each in page.select("input[type=hidden][name^=seen-]")}
    posted = {**seen, "field": ["phone"], "accept": "1", "canned": "0", "reason": "電話だけ直しました。"}
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"/admin/group-changes/{change.pk}/", posted).status_code == 302
    group.refresh_from_db()
    assert (group.description, group.phone) == ("", "042-000-0001")
    (sent,) = mail.outbox
    assert sent.to == [member.email]
    assert "掲載内容の一部を直しました。" in sent.body
    assert "電話だけ直しました。" in sent.body
    assert "一部を反映した" in words(_soup(client.get(address)))
    assert acts() == ["propose", "accept"]
    assert "メンバーが送った変更を反映しました" in words(
        _soup(admin.get(f"/admin/snippets/directory/organisation/history/{group.pk}/"))
    )


def test_a_wrong_value_is_named_and_nothing_that_was_written_is_lost(group: Organisation, member: Any) -> None:
    client, address = client_of(member), f"/my/groups/{group.pk}/"
    said = fields(group, name=" ", email="ひだまり", url="ひだまり", description="残る文")
    text = client.post(address, said).content.decode()
    for expected in ("団体の名前を書いてください。", "name@example.jp", "https:// から始まる", "残る文", "まだ送っていません"):
        assert expected in text
    assert "変わったところがありません" in client.post(address, fields(group)).content.decode()
    assert not GroupChange.objects.exists()


def test_others_groups_and_their_changes_are_answered_as_what_is_not_there(
    group: Organisation, elsewhere: Organisation, member: Any, change: GroupChange
) -> None:
    stranger = client_of(affiliated("よその人", elsewhere, Affiliation.Role.LEAD))
    paths = [f"/my/groups/{group.pk}/", "/my/groups/999999/"]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]
    assert [stranger.post(path, fields(group, phone="042-000-0009")).status_code for path in paths] == [404, 404]
    withdrawals = [f"/my/groups/{group.pk}/withdraw/{change.pk}/", f"/my/groups/{elsewhere.pk}/withdraw/{change.pk}/"]
    assert [stranger.post(path).status_code for path in withdrawals] == [404, 404]
    mate = client_of(affiliated("なかま", group, Affiliation.Role.MEMBER))
    assert mate.post(withdrawals[0]).status_code == 404, "another member's"
    anonymous = Client()
    assert [anonymous.get(path).headers["Location"].split("?")[0] for path in paths] == ["/my/login/"] * 2
    change.refresh_from_db()
    assert change.is_waiting


def test_who_belongs_to_the_group_no_longer_sends_nothing_for_it(group: Organisation, member: Any) -> None:
    Affiliation.objects.filter(user=member).delete()
    with pytest.raises(group_changes.GroupChangeError):
        group_changes.propose(group, Sender(member, group), {"phone": "042-000-0001"})
    assert client_of(member).get(f"/my/groups/{group.pk}/").status_code == 404


def test_only_who_may_edit_organisations_decides(change: GroupChange, member: Any, lead: Any) -> None:
    for user in (member, lead, person("書子", "editor"), person("承認", "approver")):
        client = client_of(user)
        for path in ("/admin/group-changes/", f"/admin/group-changes/{change.pk}/"):
            assert client.get(path).status_code == 302
            assert client.post(path, {"accept": "1", "field": "phone"}).status_code == 302
    change.refresh_from_db()
    assert change.is_waiting


def test_nobody_decides_twice_or_about_their_own(change: GroupChange, group: Organisation, secretariat: Any) -> None:
    own = group_changes.propose(group, Sender(_belonging(secretariat, group), group), {"email": "hidamari@example.jp"})
    with pytest.raises(group_changes.OwnChangeError):
        group_changes.accept(own, secretariat, ["email"])
    group_changes.accept(change, secretariat, ["phone", "description"])
    for again in (
        lambda: group_changes.accept(change, secretariat, ["phone"]),
        lambda: group_changes.decline(change, secretariat, "理由"),
    ):
        with pytest.raises(group_changes.DecidedError):
            again()
    change.refresh_from_db()
    assert not group_changes.withdraw(change, Sender(change.user, group))
    assert change.state == State.ACCEPTED
    assert acts() == ["propose", "propose", "accept"]


def test_it_is_declined_with_a_reason_and_withdrawn_by_its_sender(
    change: GroupChange, group: Organisation, secretariat: Any
) -> None:
    with pytest.raises(group_changes.ReasonMissingError):
        group_changes.decline(change, secretariat, " ")
    with pytest.raises(group_changes.NothingChosenError):
        group_changes.accept(change, secretariat, [])
    assert not group_changes.withdraw(change, Sender(secretariat))
    assert group_changes.withdraw(change, Sender(change.user, group))
    with pytest.raises(group_changes.DecidedError):
        group_changes.decline(change, secretariat, "理由")
    assert acts() == ["propose", "withdraw"]


def test_what_changed_since_it_was_seen_is_not_overwritten(change: GroupChange, group: Organisation, secretariat: Any) -> None:
    seen = group_changes.said_by(group)
    Organisation.objects.filter(pk=group.pk).update(phone="042-000-0002")
    with pytest.raises(group_changes.ChangedMeanwhileError):
        group_changes.accept(change, secretariat, ["phone"], seen=seen)
    client = client_of(secretariat)
    text = words(_soup(client.post(f"/admin/group-changes/{change.pk}/", {"accept": "1", "field": "phone", "seen-phone": ""})))
    assert "今の内容： 042-000-0002" in text
    group.refresh_from_db()
    assert group.phone == "042-000-0002"


def test_what_the_entry_cannot_hold_changes_nothing(group: Organisation, member: Any, secretariat: Any) -> None:
    change = group_changes.propose(group, Sender(member, group), {"url": "ひだまり", "phone": "042-000-0001"})
    with pytest.raises(ValidationError):
        group_changes.accept(change, secretariat, ["url", "phone"])
    group.refresh_from_db()
    change.refresh_from_db()
    assert (group.phone, change.state) == ("", State.WAITING)


def _belonging(user: Any, group: Organisation) -> Any:
    Affiliation.objects.create(organisation=group, user=user, role=Affiliation.Role.MEMBER)
    return user


def _soup(answer: Any) -> Any:
    from bs4 import BeautifulSoup

    return BeautifulSoup(answer.content, "html.parser")
