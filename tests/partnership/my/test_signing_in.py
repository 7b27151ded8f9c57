"""Coming in without the admin: by a mailed link, by password, by invitation."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Affiliation, Organisation
from partnership.models import Invitation, SignInAttempt
from partnership.my import invitations, signing_in
from tests.core.editorial import affiliated, client_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
LOGIN = "/my/login/"
Role = Affiliation.Role


@pytest.fixture
def sent(django_capture_on_commit_callbacks: Any) -> Any:
    """Posts, and gives the answer and the mails that went out."""

    def run(client: Client, url: str, **data: str) -> tuple[Any, list[Any]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, data)
        return answer, list(mail.outbox)

    return run


def path_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert found
    return found[1]


def is_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def words(answer: Any) -> str:
    """What a page says, without what differs with each request and each address."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.jp", "ADDRESS", html)


def test_a_link_lets_in_once(sent: Any, member: Any) -> None:
    client = Client()
    answer, mails = sent(client, LOGIN, address="Member@example.jp", next="/my/keys/")
    assert "メールを確かめてください" in answer.content.decode()
    assert [message.to for message in mails] == [["member@example.jp"]]
    link = path_in(mails[0])
    assert "ログインする" in client.get(link).content.decode()
    assert not is_in(client)
    assert client.post(link).headers["Location"] == "/my/keys/"
    assert is_in(client)
    assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)
    other = Client()
    assert other.post(link).status_code == 410
    assert "新しいリンク" in other.get(link).content.decode()
    assert not is_in(other)


def test_a_used_link_ends_the_others_that_lie_in_the_mailbox(sent: Any, member: Any) -> None:
    links = [path_in(sent(Client(), LOGIN, address=member.email)[1][0]) for _ in range(2)]
    Client().post(links[1])
    assert Client().post(links[0]).status_code == 410


def test_a_link_ends_by_the_clock(sent: Any, member: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path_in(sent(Client(), LOGIN, address=member.email)[1][0])
    later = timezone.now().timestamp() + signing_in.LINK_MINUTES * 60 + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert Client().post(link).status_code == 410


@pytest.mark.parametrize("change", ["forged", "of a switched off user", "of one deleted"])
def test_a_link_that_is_none_is_refused(sent: Any, member: Any, change: str) -> None:
    link = path_in(sent(Client(), LOGIN, address=member.email)[1][0])
    if change == "forged":
        link = link[:-3] + ("x/" if link[-3] != "x" else "y/")
    elif change == "of one deleted":
        member.delete()
    else:
        member.is_active = False
        member.save()
    client = Client()
    assert client.post(link).status_code == 410
    assert not is_in(client)


def test_an_unknown_address_hears_what_a_known_one_hears(sent: Any, member: Any) -> None:
    editor = person("editor", "editor")
    off = affiliated("off", Affiliation.objects.get(user=member).organisation, Role.MEMBER)
    off.is_active = False
    off.save()
    known, mails = sent(Client(), LOGIN, address=member.email)
    assert len(mails) == 1
    for address in ("nobody@example.jp", editor.email, off.email):
        unknown, mails = sent(Client(), LOGIN, address=address)
        assert mails == []
        assert unknown.status_code == known.status_code
        assert words(unknown) == words(known)


def test_of_one_address_only_a_few_mails_are_sent_and_nothing_is_said_of_it(sent: Any, member: Any) -> None:
    found = [
        sent(Client(), LOGIN, address=member.email) for _ in range(signing_in.MOST_OF_AN_ADDRESS[SignInAttempt.Kind.LINK] + 2)
    ]
    assert sum(len(mails) for _answer, mails in found) == signing_in.MOST_OF_AN_ADDRESS[SignInAttempt.Kind.LINK]
    assert len({words(answer) for answer, _mails in found}) == 1


def test_one_sender_is_stopped_whether_addresses_are_known_or_not(
    sent: Any, member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(signing_in.MOST_OF_A_SENDER, SignInAttempt.Kind.LINK, 3)
    for number in range(3):
        sent(Client(), LOGIN, address=f"x{number}@example.jp")
    known, mails = sent(Client(), LOGIN, address=member.email)
    unknown, _none = sent(Client(), LOGIN, address="y@example.jp")
    assert mails == []
    assert known.status_code == unknown.status_code == 429
    assert words(known).replace("ADDRESS", "") == words(unknown).replace("ADDRESS", "")


def test_what_limits_nothing_any_more_is_erased_and_holds_no_address(sent: Any, member: Any) -> None:
    sent(Client(), LOGIN, address="nobody@example.jp")
    old = SignInAttempt.objects.get()
    assert "nobody" not in str(vars(old))
    SignInAttempt.objects.update(created_at=timezone.now() - signing_in.KEPT * 2)
    sent(Client(), LOGIN, address=member.email)
    assert not SignInAttempt.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("name", ["member", "member@example.jp", "MEMBER@example.jp"])
def test_a_password_lets_in(member: Any, name: str) -> None:
    client = Client()
    wrong = client.post(LOGIN, {"name": name, "password": "ちがう"})
    assert "パスワードが違います" in wrong.content.decode()
    assert client.post(LOGIN, {"name": name, "password": "pw"}).headers["Location"] == "/my/"
    assert is_in(client)


def test_guessing_a_password_is_stopped_for_the_right_one_too(member: Any) -> None:
    for _ in range(signing_in.MOST_OF_AN_ADDRESS[SignInAttempt.Kind.PASSWORD]):
        Client().post(LOGIN, {"name": "member", "password": "ちがう"})
    assert Client().post(LOGIN, {"name": "member", "password": "pw"}).status_code == 429


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(sent: Any, member: Any, onward: str) -> None:
    assert Client().post(LOGIN, {"name": "member", "password": "pw", "next": onward}).headers["Location"] == "/my/"
    link = path_in(sent(Client(), LOGIN, address=member.email, next=onward)[1][0])
    assert Client().post(link).headers["Location"] == "/my/"


# Invitations ------------------------------------------------------------------------------------------------------------


def test_a_lead_invites_and_the_invited_comes_in(sent: Any, lead: Any, group: Organisation) -> None:
    answer, mails = sent(client_of(lead), "/my/members/", invite=str(group.pk), email="New@example.jp", role="member")
    assert answer.status_code == 302
    assert [message.to for message in mails] == [["new@example.jp"]]
    assert "「ひだまり」" in mails[0].subject
    link = path_in(mails[0])
    client = Client()
    assert "ひだまり" in client.get(link).content.decode()
    assert "お名前を書いてください" in client.post(link, {"name": ""}).content.decode()
    assert not get_user_model().objects.filter(email="new@example.jp").exists()
    assert client.post(link, {"name": "新しい人", "password": ""}).headers["Location"] == "/my/"
    user = get_user_model().objects.get(email="new@example.jp")
    assert (user.get_full_name(), user.has_usable_password(), user.is_staff) == ("新しい人", False, False)
    assert Affiliation.objects.get(user=user).role == Role.MEMBER
    assert is_in(client)
    assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"name": "だれか"}).status_code == 410


def test_who_has_an_account_keeps_it_and_joins(sent: Any, lead: Any, group: Organisation, stranger: Any) -> None:
    _answer, mails = sent(client_of(lead), "/my/members/", invite=str(group.pk), email=stranger.email, role="lead")
    Client().post(path_in(mails[0]), {})
    stranger.refresh_from_db()
    assert stranger.check_password("pw")
    assert invitations.leads(stranger, group)


@pytest.mark.parametrize("who", ["member", "stranger", "nobody"])
def test_only_a_lead_or_the_secretariat_invites(sent: Any, group: Organisation, who: str, request: pytest.FixtureRequest) -> None:
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    answer, mails = sent(client, "/my/members/", invite=str(group.pk), email="x@example.jp", role="lead")
    assert answer.status_code == (302 if who == "nobody" else 404)
    assert mails == []
    assert not Invitation.objects.exists()


def test_a_lead_invites_for_no_other_group(sent: Any, lead: Any, elsewhere: Organisation) -> None:
    answer, mails = sent(client_of(lead), "/my/members/", invite=str(elsewhere.pk), email="x@example.jp", role="lead")
    assert answer.status_code == 404
    assert mails == []


def test_an_invitation_that_was_withdrawn_or_has_ended_lets_nobody_in(sent: Any, lead: Any, group: Organisation) -> None:
    client = client_of(lead)
    _answer, mails = sent(client, "/my/members/", invite=str(group.pk), email="a@example.jp", role="member")
    first = path_in(mails[0])
    sent(client, "/my/members/", withdraw=str(Invitation.objects.get().pk))
    assert Client().get(first).status_code == 410
    _answer, mails = sent(client, "/my/members/", invite=str(group.pk), email="a@example.jp", role="member")
    Invitation.objects.update(expires_at=timezone.now())
    assert Client().post(path_in(mails[0]), {"name": "A"}).status_code == 410
    assert not get_user_model().objects.filter(email="a@example.jp").exists()


def test_a_switched_off_account_is_not_let_in_by_an_invitation(group: Organisation, lead: Any) -> None:
    off = person("off", is_active=False)
    invitation = invitations.invite(group, off.email, Role.MEMBER, lead)
    client = Client()
    answer = client.post(f"/my/invitation/{invitations.token_of(invitation)}/", {})
    assert "止められています" in answer.content.decode()
    assert not is_in(client)
    assert not Affiliation.objects.filter(user=off).exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_the_secretariat_invites_from_the_admin(sent: Any, group: Organisation) -> None:
    office = person("office", "secretariat")
    url = reverse("wagtailsnippets_partnership_invitation:add")
    answer, mails = sent(client_of(office), url, organisation=str(group.pk), email="new@example.jp", role="lead")
    assert answer.status_code == 302
    assert [message.to for message in mails] == [["new@example.jp"]]
    Client().post(path_in(mails[0]), {"name": "新しい人"})
    assert invitations.leads(get_user_model().objects.get(email="new@example.jp"), group)


def test_a_lead_ends_a_membership_and_somebody_who_leads_is_left(sent: Any, lead: Any, member: Any, stranger: Any) -> None:
    client = client_of(lead)
    tie = Affiliation.objects.get(user=member)
    own = Affiliation.objects.get(user=lead)
    theirs = Affiliation.objects.get(user=stranger)
    answer, _mails = sent(client, "/my/members/", end=str(theirs.pk))
    assert answer.status_code == 404
    sent(client, "/my/members/", end=str(own.pk))
    assert Affiliation.objects.filter(pk=own.pk).exists()
    sent(client, "/my/members/", end=str(tie.pk))
    assert not Affiliation.objects.filter(pk=tie.pk).exists()


def test_a_lead_without_a_password_comes_to_their_reviews_by_the_mailed_link(sent: Any, member: Any) -> None:
    asked = Client().get("/my/reviews/").headers["Location"]
    assert asked == f"{LOGIN}?next=/my/reviews/"
    client = Client()
    _answer, mails = sent(client, LOGIN, address=member.email, next="/my/reviews/")
    assert client.post(path_in(mails[0])).headers["Location"] == "/my/reviews/"
    assert client.get("/my/reviews/").status_code == 200


def test_each_page_of_the_site_leads_to_the_members_place(root: Any) -> None:
    client = Client()
    assert 'href="/my/"' in client.get("/").content.decode()
    assert client.get("/api/v2/site").json()["doors"] == [{"label": "参加団体のマイページ", "url": "http://localhost:8000/my/"}]
