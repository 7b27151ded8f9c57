"""Who may do what in the network: each act against each kind of person, by the site's addresses and by the API.

○ it was done, × it was not: tried by the road that a person or program takes, and looked up in the database after. Wherever it
was refused the same is asked of an id that nobody has: both are answered alike, so that nothing is learned of what is there.
The second table is that of the links which stand for a person or a thing.
"""

import datetime
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Comment

from cms.core import review_links
from cms.core import services as reviews
from cms.core.announcing.digest import links as digest_links
from cms.core.member_kinds import kind_of
from cms.core.models import DigestSubscription, ReviewCare
from cms.core.pictures import image_url
from directory.confirming import answering, proposing
from directory.confirming import links as keeper_links
from directory.models import Affiliation, ConfirmationRequest, Organisation, Place, PlaceProposal
from partnership.board import links as board_links
from partnership.board import services as board
from partnership.board.services import Words
from partnership.endorsing import services as endorsing
from partnership.endorsing.links import LINKS as ENDORSEMENT_LINKS
from partnership.endorsing.services import Said
from partnership.models import (
    BoardCategory,
    BoardPost,
    BoardReport,
    BoardTopic,
    CitizenReportPage,
    DeclarationPage,
    Endorsement,
    Invitation,
    NetworkPage,
    SignInAttempt,
)
from partnership.my import invitations, photos, services, signing_in
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, client_of, fresh, person, set_up, waiting
from tests.core.factories import picture_bytes, upload
from tests.site.factories import add

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("set_up_once")]

# 本人 a member who wrote it; 団長 their group's lead; 会員 another member; よそ the lead of another group; 匿名 whoever is not
# signed in; 失効 whoever has of the first only what is over: a link to sign in, or a token that was revoked. 承認 an approver
# and 事務 somebody of the secretariat belong to no group, and see in the admin's lists what there is.
TABLE = """
                                                                   本人 団長 会員 よそ 匿名 失効 承認 事務
begin a report for the group                                        ○   ○   ○   ×   ×   ×   ×   ×
begin an event for the group                                        ○   ○   ○   ×   ×   ×   ×   ×
begin news for the group                                            ○   ○   ○   ×   ×   ×   ×   ×
begin a report for the group, by the API                            ○   ○   ○   ×   ×   ×   ×   ×
read a report before it is public                                   ○   ×   ×   ×   ×   ×   ×   ×
read an event before it is public                                   ○   ×   ×   ×   ×   ×   ×   ×
read news before they are public                                    ○   ×   ×   ×   ×   ×   ×   ×
read a report before it is public, by the API                       ○   ×   ×   ×   ×   ×   ×   ×
read a report before it is public, where the public reads, by API   ×   ×   ×   ×   ×   ×   ×   ×
look at the preview of a report                                     ○   ×   ×   ×   ×   ×   ×   ×
write in a report                                                   ○   ×   ×   ×   ×   ×   ×   ×
write in an event                                                   ○   ×   ×   ×   ×   ×   ×   ×
write in news                                                       ○   ×   ×   ×   ×   ×   ×   ×
write in a report, by the API                                       ○   ×   ×   ×   ×   ×   ×   ×
send a report                                                       ○   ×   ×   ×   ×   ×   ×   ×
send an event                                                       ○   ×   ×   ×   ×   ×   ×   ×
send news                                                           ○   ×   ×   ×   ×   ×   ×   ×
send a report, by the API                                           ○   ×   ×   ×   ×   ×   ×   ×
take a report out of its review                                     ○   ×   ×   ×   ×   ×   ×   ×
take an event out of its review                                     ○   ×   ×   ×   ×   ×   ×   ×
take news out of their review                                       ○   ×   ×   ×   ×   ×   ×   ×
take a report out of its review, by the API                         ○   ×   ×   ×   ×   ×   ×   ×
take a public report off the site                                   ○   ×   ×   ×   ×   ×   ×   ×
take a public report off the site, by the API                       ○   ×   ×   ×   ×   ×   ×   ×
delete a draft of a report                                          ○   ×   ×   ×   ×   ×   ×   ×
delete a draft of an event                                          ○   ×   ×   ×   ×   ×   ×   ×
delete a draft of news                                              ○   ×   ×   ×   ×   ×   ×   ×
delete a draft of a report, by the API                              ○   ×   ×   ×   ×   ×   ×   ×
answer a comment beside a report                                    ○   ×   ×   ×   ×   ×   ×   ×
add a photo                                                         ○   ×   ×   ×   ×   ×   ×   ×
add a photo, by the API                                             ○   ×   ×   ×   ×   ×   ×   ×
say what a photo shows                                              ○   ×   ×   ×   ×   ×   ×   ×
say what a photo shows, by the API                                  ○   ×   ×   ×   ×   ×   ×   ×
take a photo out                                                    ○   ×   ×   ×   ×   ×   ×   ×
take a photo out, by the API                                        ○   ×   ×   ×   ×   ×   ×   ×
take back the consent to a photo                                    ○   ×   ×   ×   ×   ×   ×   ×
take back the consent to a photo, by the API                        ○   ×   ×   ×   ×   ×   ×   ×
take back the consent to a photo through another report             ×   ×   ×   ×   ×   ×   ×   ×
take out a photo through another report, by the API                 ×   ×   ×   ×   ×   ×   ×   ×
see the file of a photo before it is sent                           ○   ×   ×   ×   ×   ×   ○   ○
see the file of a photo that the lead is asked about                ○   ○   ×   ×   ×   ×   ○   ○
read what the lead is asked about                                   ×   ○   ×   ×   ×   ×   ×   ×
read the draft of what the lead is asked about                      ×   ○   ×   ×   ×   ×   ×   ×
approve a report for the group's lead                               ×   ○   ×   ×   ×   ×   ×   ×
return a report for the group's lead                                ×   ○   ×   ×   ×   ×   ×   ×
hand the lead's decision over                                       ×   ○   ×   ×   ×   ×   ×   ×
approve a report for the approver                                   ×   ×   ×   ×   ×   ×   ○   ×
read in the admin what is under review                              ×   ×   ×   ×   ×   ×   ×   ×
read how a review ended                                             ×   ○   ×   ×   ×   ×   ×   ×
open the form for a place of the group                              ○   ○   ○   ×   ×   ×   ×   ×
propose a change of a place of the group                            ○   ○   ○   ×   ×   ×   ×   ×
take back what one proposed of a place                              ○   ×   ×   ×   ×   ×   ×   ×
decide about what was proposed of a place                           ×   ×   ×   ×   ×   ×   ×   ○
say that a public entry is wrong                                    ○   ○   ○   ○   ○   ○   ○   ○
say that an entry is wrong which is not public                      ×   ×   ×   ×   ×   ×   ×   ×
see who belongs to the group                                        ×   ○   ×   ×   ×   ×   ×   ×
invite somebody to the group                                        ×   ○   ×   ×   ×   ×   ×   ×
take an invitation back                                             ×   ○   ×   ×   ×   ×   ×   ×
end that somebody belongs to the group                              ×   ○   ×   ×   ×   ×   ×   ×
make a token useless                                                ○   ×   ×   ×   ×   ×   ×   ×
write on the board                                                  ○   ○   ○   ○   ○   ○   ○   ○
write on the board where members are trusted, public at once        ○   ○   ○   ○   ×   ×   ×   ×
answer on the board in a topic that waits                           ×   ×   ×   ×   ×   ×   ×   ×
read a topic of the board that waits                                ×   ×   ×   ×   ×   ×   ×   ×
read a topic of the board that waits, by the API                    ×   ×   ×   ×   ×   ×   ×   ×
read the posts of a topic that waits, by the API                    ×   ×   ×   ×   ×   ×   ×   ×
read a post of the board that waits                                 ×   ×   ×   ×   ×   ×   ×   ×
report a post of the board                                          ○   ○   ○   ○   ○   ○   ○   ○
report a post of the board that waits                               ×   ×   ×   ×   ×   ×   ×   ×
approve a post of the board                                         ×   ×   ×   ×   ×   ×   ×   ○
endorse the declaration as a citizen                                ○   ○   ○   ○   ○   ○   ○   ○
endorse the declaration in the group's name                         ×   ○   ×   ×   ×   ×   ×   ×
endorse a declaration that is not public                            ×   ×   ×   ×   ×   ×   ×   ×
read who endorses a declaration that is not public, by the API      ×   ×   ×   ×   ×   ×   ×   ×
accept an endorsement                                               ×   ×   ×   ×   ×   ×   ○   ○
subscribe to the digest                                             ○   ○   ○   ○   ○   ○   ○   ○
"""

PEOPLE = ("本人", "団長", "会員", "よそ", "匿名", "失効", "承認", "事務")
STAFF = ("承認", "事務")
NOBODYS = 987_654
"""An id that no row has."""
KINDS = {
    "reports": {"title": "芋ほり", "happened_on": "2026-11-08", "place": "公園", "text": "掘りました。"},
    "events": {
        "title": "芋ほり",
        "kind": "play",
        "first_day": "2031-01-07",
        "place_text": "畑",
        "text": "掘ります。",
        "price": "0",
    },
    "news": {"title": "芋ほり", "text": "掘る人を募ります。"},
}
REPORTS, API = "/my/write/reports", "/api/v2/reports"


@dataclass(frozen=True)
class Ask:
    """What is asked, with {id} where the thing is named, {mine} for a report that whoever asks may write, and how one sees
    whether it was done. Where there is no id, there is no other to ask for.
    """

    method: str
    path: str
    done: Callable[[Any], bool]
    id: int | None = None
    data: dict[str, Any] | None = None

    def of(self, pk: int | None, mine: int) -> tuple[str, dict[str, Any]]:
        """The address and the data, about the thing of this id."""
        said = {name: _filled(value, pk) for name, value in (self.data or {}).items()}
        return self.path.replace("{id}", str(pk)).replace("{mine}", str(mine)), said


def _filled(value: Any, pk: int | None) -> Any:
    if callable(value):
        return value()
    return value.replace("{id}", str(pk)) if isinstance(value, str) else value


Row = Callable[["Network"], Ask]
ROWS: dict[str, Row] = {}


def row(name: str) -> Callable[[Row], Row]:
    def register(asking: Row) -> Row:
        assert name not in ROWS
        ROWS[name] = asking
        return asking

    return register


class Network:
    """A site that was set up, two groups and their people."""

    def __init__(self) -> None:
        self.root = set_up()
        self.ja = self.root.locale
        self.group = Organisation.objects.create(name="ひだまりの会", locale=self.ja)
        self.elsewhere = Organisation.objects.create(name="こもれびの会", locale=self.ja)
        self.people: dict[str, Any] = {
            "本人": affiliated("本人", self.group, Affiliation.Role.MEMBER),
            "団長": affiliated("団長", self.group, Affiliation.Role.LEAD),
            "会員": affiliated("会員", self.group, Affiliation.Role.MEMBER),
            "よそ": affiliated("よそ", self.elsewhere, Affiliation.Role.LEAD),
        }
        self.owner = self.people["本人"]
        self.sender = Sender(self.owner, self.group)
        self.approver, self.office = person("承認", "approver"), person("事務", "secretariat")
        self.people |= {"承認": self.approver, "事務": self.office}

    # People and programs

    def client(self, who: str) -> Client:
        client = client_of(self.people.get(who))
        if who == "失効":
            attempt = SignInAttempt.objects.create(kind=SignInAttempt.Kind.LINK, address="x", sender="x", user=self.owner)
            with long_ago():
                token = signing.dumps([attempt.pk, ""], salt=signing_in.SALT)
            assert client.post(reverse("partnership:my_link", args=[token])).status_code == 410
        return client

    def bearer(self, who: str) -> dict[str, str]:
        user = self.owner if who == "失効" else self.people.get(who)
        if user is None:
            return {}
        token, key = APIToken.create_token(user=user, name="x")
        if who == "失効":
            token.revoke()
        return {"authorization": f"Bearer {key}"}

    def send(self, who: str, ask: Ask, pk: int | None) -> Any:
        path, said = ask.of(pk, self.report_of(who) if "{mine}" in ask.path else 0)
        if not path.startswith("/api/"):
            return getattr(self.client(who), ask.method)(path, said)
        more = {} if ask.method == "get" or "photo" in said else {"content_type": "application/json"}
        return getattr(Client(), ask.method)(path, said, headers=self.bearer(who), **more)

    def report_of(self, who: str) -> int:
        """A report that this person may write."""
        user = self.people.get(who)
        if user is None or who in STAFF:
            return NOBODYS
        return self.begun(sender=Sender(user, self.elsewhere if who == "よそ" else self.group)).pk

    # Things

    def begun(self, kind: str = "reports", sender: Sender | None = None) -> Any:
        found: Any = kind_of(kind)
        form = found.form_class(KINDS[kind])
        assert form.is_valid()
        return services.begin(found, sender or self.sender, form.cleaned_data, self.ja)

    def sent(self, kind: str = "reports") -> Any:
        return self.submit(self.begun(kind), kind)

    def submit(self, page: Any, kind: str = "reports") -> Any:
        found = kind_of(kind)
        assert found is not None
        services.submit(found, page, self.sender)
        return fresh(page)

    def public(self) -> Any:
        report = self.sent()
        reviews.approve(waiting(report), self.people["団長"])
        reviews.approve(waiting(report), self.approver)
        return fresh(report)

    def photo(self, report: Any) -> Any:
        image = photos.add(report, self.sender, upload(picture_bytes()))
        photos.describe(report, self.sender, {image.pk: {"alt": "芋", "people": "none"}})
        return image

    def place(self, **fields: Any) -> Place:
        return Place.objects.create(name="ひだまりの家", locale=self.ja, organisation=self.group, access="駅から5分", **fields)

    def post(self, **sender: Any) -> BoardPost:
        """The first post of a topic; it waits."""
        category = BoardCategory.objects.create(name="おしゃべり", locale=self.ja)
        return board.begin_topic(category, Words(name="くま", text="どこで遊びますか。", title="雨の日"), **sender)

    def topic(self, **fields: Any) -> BoardTopic:
        first = board.approve(self.post(), self.office)
        BoardCategory.objects.filter(pk=first.topic.category_id).update(**fields)
        return first.topic

    def declaration(self, **fields: Any) -> DeclarationPage:
        network = self.root.get_descendants().type(NetworkPage).first().specific
        return add(network, DeclarationPage, "もう一つの宣言", slug="another", **fields)


@pytest.fixture(scope="module")
def network(django_db_setup: None, django_db_blocker: Any) -> Iterator[Network]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Network()
        transaction.set_rollback(True)


def long_ago() -> Any:
    """What is signed meanwhile was signed two years ago."""
    return mock.patch("django.core.signing.time.time", return_value=time.time() - 2 * 365 * 24 * 3600)


def expected(table: str, headings: tuple[str, ...]) -> dict[str, list[str]]:
    lines = [line.rsplit(maxsplit=len(headings)) for line in table.strip("\n").splitlines()]
    assert tuple(lines[0]) == headings or tuple(lines[0][-len(headings) :]) == headings
    return {line[0].strip(): line[1:] for line in lines[1:]}


def test_every_row_is_in_the_table_and_none_is_left_out() -> None:
    assert list(expected(TABLE, PEOPLE)) == list(ROWS)
    assert list(expected(LINKS_TABLE, LINKS)) == list(LINK_ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_who_may(network: Network, name: str) -> None:
    found = {}
    with transaction.atomic():
        ask = ROWS[name](network)
        for who in PEOPLE:
            with transaction.atomic():
                answer = network.send(who, ask, ask.id)
                is_done = ask.done(answer)
                found[who] = "○" if is_done else "×"
                if not is_done and ask.id is not None and who not in STAFF:
                    assert read(answer, ask.id) == read(network.send(who, ask, NOBODYS), ask.id), who
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert found == dict(zip(PEOPLE, expected(TABLE, PEOPLE)[name], strict=True))


def read(answer: Any, pk: int) -> tuple[Any, ...]:
    """What a caller can see of an answer: its status, its headers, its words; without the id that was asked for."""

    def plain(text: str) -> str:
        text = re.sub(r'(csrfmiddlewaretoken" value=|nonce[-=])"?[\w+/=-]+', r"\1", text)
        return re.sub(rf"(?<!\d)({pk}|{NOBODYS})(?!\d)", "ID", text)

    headers = {name: plain(value) for name, value in answer.headers.items() if name not in {"Content-Length", "ETag", "Expires"}}
    if answer.status_code == 302:  # what was begun instead has an id of its own
        headers["Location"] = re.sub(r"/\d+/", "/N/", headers["Location"])
    body = b"" if answer.streaming else answer.content
    return answer.status_code, headers, plain(body.decode()), sorted(answer.cookies)


# One's own: reports, events and news --------------------------------------------------------------------------------------

NAMES = {
    "reports": ("a report", "a report before it is public", "a report out of its review"),
    "events": ("an event", "an event before it is public", "an event out of its review"),
    "news": ("news", "news before they are public", "news out of their review"),
}


def is_there(page: Any) -> bool:
    return type(page)._default_manager.filter(pk=page.pk).exists()


def shows(words: str, status: int = 200) -> Callable[[Any], bool]:
    return lambda answer: answer.status_code == status and words in text_of(answer)


def text_of(answer: Any) -> str:
    return answer.content.decode() if not answer.streaming else ""


def has_title(page: Any, title: str) -> Callable[[Any], bool]:
    return lambda _answer: services.draft_of(fresh(page)).title == title


def waits(page: Any) -> Callable[[Any], bool]:
    return lambda _answer: waiting(page) is not None


def waits_no_more(page: Any) -> Callable[[Any], bool]:
    return lambda _answer: waiting(page) is None


def is_gone(page: Any) -> Callable[[Any], bool]:
    return lambda _answer: not is_there(page)


def is_down(page: Any) -> Callable[[Any], bool]:
    return lambda _answer: not fresh(page).live


def of_group(network: Network, kind: str) -> Callable[[Any], bool]:
    found: Any = kind_of(kind)
    return lambda _answer: any(
        found.organisation_of(page) == network.group for page in found.model().objects.filter(title="芋ほり")
    )


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"begin {_name} for the group")
    def _(network: Network, kind: str = _kind) -> Ask:
        said = {**KINDS[kind], "organisation": "{id}", "save": "1"}
        return Ask("post", f"/my/write/{kind}/", of_group(network, kind), network.group.pk, said)


@row("begin a report for the group, by the API")
def _(network: Network) -> Ask:
    organisation = network.group.pk
    said = {**KINDS["reports"], "organisation": organisation}
    return Ask("post", API, of_group(network, "reports"), None, said)


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"read {_unread}")
    def _(network: Network, kind: str = _kind) -> Ask:
        return Ask("get", f"/my/write/{kind}/{{id}}/", shows("芋ほり"), network.begun(kind).pk)


@row("read a report before it is public, by the API")
def _(network: Network) -> Ask:
    return Ask("get", f"{API}/mine/{{id}}", lambda answer: answer.status_code == 200, network.begun().pk)


@row("read a report before it is public, where the public reads, by API")
def _(network: Network) -> Ask:
    return Ask("get", f"{API}/{{id}}", lambda answer: answer.status_code == 200, network.begun().pk)


@row("look at the preview of a report")
def _(network: Network) -> Ask:
    return Ask("get", f"{REPORTS}/{{id}}/preview/", shows("掘りました。"), network.begun().pk)


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"write in {_name}")
    def _(network: Network, kind: str = _kind) -> Ask:
        page = network.begun(kind)
        return Ask("post", f"/my/write/{kind}/{{id}}/", has_title(page, "のっとり"), page.pk, {"title": "のっとり", "save": "1"})


@row("write in a report, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    return Ask("patch", f"{API}/{{id}}", has_title(report, "のっとり"), report.pk, {"title": "のっとり"})


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"send {_name}")
    def _(network: Network, kind: str = _kind) -> Ask:
        page = network.begun(kind)
        return Ask("post", f"/my/write/{kind}/{{id}}/", waits(page), page.pk, {"submit": "1"})


@row("send a report, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    return Ask("post", f"{API}/{{id}}/submit", waits(report), report.pk, {})


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"take {_in_review}")
    def _(network: Network, kind: str = _kind) -> Ask:
        page = network.sent(kind)
        return Ask("post", f"/my/write/{kind}/{{id}}/", waits_no_more(page), page.pk, {"withdraw": "1"})


@row("take a report out of its review, by the API")
def _(network: Network) -> Ask:
    report = network.sent()
    return Ask("post", f"{API}/{{id}}/withdraw", waits_no_more(report), report.pk, {})


@row("take a public report off the site")
def _(network: Network) -> Ask:
    report = network.public()
    return Ask("post", f"{REPORTS}/{{id}}/", is_down(report), report.pk, {"withdraw": "1"})


@row("take a public report off the site, by the API")
def _(network: Network) -> Ask:
    report = network.public()
    return Ask("post", f"{API}/{{id}}/withdraw", is_down(report), report.pk, {})


for _kind, (_name, _unread, _in_review) in NAMES.items():

    @row(f"delete a draft of {_name}")
    def _(network: Network, kind: str = _kind) -> Ask:
        page = network.begun(kind)
        return Ask("post", f"/my/write/{kind}/{{id}}/", is_gone(page), page.pk, {"discard": "1"})


@row("delete a draft of a report, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    return Ask("delete", f"{API}/{{id}}", is_gone(report), report.pk)


@row("answer a comment beside a report")
def _(network: Network) -> Ask:
    report = network.sent()
    comment = Comment.objects.create(page=report, user=network.approver, text="何時ですか", contentpath=f"body.{uuid4()}")
    said = {"reply": str(comment.pk), f"reply-{comment.pk}": "十時です"}
    return Ask("post", f"{REPORTS}/{{id}}/", lambda _answer: comment.replies.exists(), report.pk, said)


# Photos -----------------------------------------------------------------------------------------------------------------


def has_photos(report: Any, count: int) -> Callable[[Any], bool]:
    return lambda _answer: services.draft_of(fresh(report)).photos.count() == count


def says(report: Any, words: str) -> Callable[[Any], bool]:
    return lambda _answer: any(photo.alt == words for photo in services.draft_of(fresh(report)).photos.all())


def is_withdrawn(image: Any) -> Callable[[Any], bool]:
    return lambda _answer: type(image).objects.get(pk=image.pk).consent_withdrawn_at is not None


def picture() -> Any:
    """A file, anew for each who sends it."""
    return upload(picture_bytes(), "a.jpg")


@row("add a photo")
def _(network: Network) -> Ask:
    report = network.begun()
    return Ask("post", f"{REPORTS}/{{id}}/photos/", has_photos(report, 1), report.pk, {"photo": picture})


@row("add a photo, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    return Ask("post", f"{API}/{{id}}/photos", has_photos(report, 1), report.pk, {"photo": picture})


@row("say what a photo shows")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    said = {f"photo-{image.pk}-alt": "のっとり", f"photo-{image.pk}-people": "none", "save": "1"}
    return Ask("post", f"{REPORTS}/{{id}}/", says(report, "のっとり"), report.pk, said)


@row("say what a photo shows, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    return Ask("patch", f"{API}/{{id}}/photos/{image.pk}", says(report, "のっとり"), report.pk, {"alt": "のっとり"})


@row("take a photo out")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    return Ask("post", f"{REPORTS}/{{id}}/photos/{image.pk}/", has_photos(report, 0), report.pk, {})


@row("take a photo out, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    return Ask("delete", f"{API}/{{id}}/photos/{image.pk}", has_photos(report, 0), report.pk)


@row("take back the consent to a photo")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    network.submit(report)
    return Ask("post", f"{REPORTS}/{{id}}/photos/{image.pk}/", is_withdrawn(image), report.pk, {"consent": "1"})


@row("take back the consent to a photo, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    network.submit(report)
    return Ask("post", f"{API}/{{id}}/photos/{image.pk}/withdraw", is_withdrawn(image), report.pk, {})


@row("take back the consent to a photo through another report")
def _(network: Network) -> Ask:
    image = network.photo(network.begun())
    return Ask("post", f"{REPORTS}/{{mine}}/photos/{{id}}/", is_withdrawn(image), image.pk, {"consent": "1"})


@row("take out a photo through another report, by the API")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    return Ask("delete", f"{API}/{{mine}}/photos/{{id}}", has_photos(report, 0), image.pk)


def _file(image: Any) -> Ask:
    path = image_url(image, "width-320|format-jpeg").replace(f"/{image.pk}/", "/{id}/").replace(f"/{image.pk}.", "/{id}.")
    return Ask("get", path, lambda answer: answer.status_code == 200, image.pk)


@row("see the file of a photo before it is sent")
def _(network: Network) -> Ask:
    return _file(network.photo(network.begun()))


@row("see the file of a photo that the lead is asked about")
def _(network: Network) -> Ask:
    report = network.begun()
    image = network.photo(report)
    network.submit(report)
    return _file(image)


# Deciding ---------------------------------------------------------------------------------------------------------------


@row("read what the lead is asked about")
def _(network: Network) -> Ask:
    return Ask("get", "/my/reviews/{id}/", shows("芋ほり"), waiting(network.sent()).pk)


@row("read the draft of what the lead is asked about")
def _(network: Network) -> Ask:
    return Ask("get", "/my/reviews/{id}/draft/", shows("芋ほり"), waiting(network.sent()).pk)


@row("approve a report for the group's lead")
def _(network: Network) -> Ask:
    report = network.sent()
    done = lambda _answer: waiting(report).task.specific.stage == "approver"  # noqa: E731
    return Ask("post", "/my/reviews/{id}/", done, waiting(report).pk, {"approve": "1", "comment": ""})


@row("return a report for the group's lead")
def _(network: Network) -> Ask:
    report = network.sent()
    return Ask("post", "/my/reviews/{id}/", waits_no_more(report), waiting(report).pk, {"return": "1", "comment": "日付を"})


@row("hand the lead's decision over")
def _(network: Network) -> Ask:
    second = affiliated("副団長", network.group, Affiliation.Role.LEAD)
    state = waiting(network.sent())
    done = lambda _answer: ReviewCare.objects.filter(task_state=state, taken_by=second).exists()  # noqa: E731
    return Ask("post", "/my/reviews/{id}/", done, state.pk, {"hand_over": "1", "to": str(second.pk)})


@row("approve a report for the approver")
def _(network: Network) -> Ask:
    report = network.sent()
    reviews.approve(waiting(report), network.people["団長"])
    done = lambda _answer: fresh(report).live  # noqa: E731
    return Ask("post", "/my/reviews/{id}/", done, waiting(report).pk, {"approve": "1", "comment": ""})


@row("read in the admin what is under review")
def _(network: Network) -> Ask:
    state = waiting(network.sent()).pk
    return Ask("get", reverse("review", args=[state]).replace(f"/{state}/", "/{id}/"), shows("芋ほり"), state)


@row("read how a review ended")
def _(network: Network) -> Ask:
    report = network.sent()
    state = waiting(report)
    reviews.return_with_reason(state, network.people["団長"], "日付を")
    return Ask("get", "/my/reviews/{id}/", lambda answer: answer.headers.get("Location") == "/my/reviews/", state.pk)


# Places -----------------------------------------------------------------------------------------------------------------


@row("open the form for a place of the group")
def _(network: Network) -> Ask:
    return Ask("get", "/my/places/{id}/", shows("ひだまりの家"), network.place().pk)


@row("propose a change of a place of the group")
def _(network: Network) -> Ask:
    place = network.place()
    said = {"access": "駅から7分", "phones-TOTAL_FORMS": "0", "phones-INITIAL_FORMS": "0"}
    return Ask("post", "/my/places/{id}/", lambda _answer: place.proposals.exists(), place.pk, said)


@row("take back what one proposed of a place")
def _(network: Network) -> Ask:
    place = network.place()
    proposal = proposing.propose(place, PlaceProposal.Sender.MEMBER, {"access": "駅から7分"}, user=network.owner)
    done = lambda _answer: PlaceProposal.objects.get(pk=proposal.pk).state == "withdrawn"  # noqa: E731
    return Ask("post", f"/my/places/{place.pk}/withdraw/{{id}}/", done, proposal.pk, {})


@row("decide about what was proposed of a place")
def _(network: Network) -> Ask:
    proposal = proposing.propose(network.place(), PlaceProposal.Sender.MEMBER, {"access": "駅から7分"}, user=network.owner)
    done = lambda _answer: PlaceProposal.objects.get(pk=proposal.pk).state != "waiting"  # noqa: E731
    return Ask("post", "/admin/confirming/proposals/{id}/", done, proposal.pk, {"decline": "1", "reason": "いいえ"})


@row("say that a public entry is wrong")
def _(network: Network) -> Ask:
    place = network.place()
    return Ask("post", "/places/{id}/report/", lambda _answer: place.proposals.exists(), place.pk, {"topic": "phone"})


@row("say that an entry is wrong which is not public")
def _(network: Network) -> Ask:
    place = network.place(live=False)
    return Ask("post", "/places/{id}/report/", lambda _answer: place.proposals.exists(), place.pk, {"topic": "phone"})


# The group's people -----------------------------------------------------------------------------------------------------


@row("see who belongs to the group")
def _(network: Network) -> Ask:
    return Ask("get", "/my/members/", shows("ひだまりの会"))


@row("invite somebody to the group")
def _(network: Network) -> Ask:
    done = lambda _answer: Invitation.objects.filter(organisation=network.group).exists()  # noqa: E731
    return Ask("post", "/my/members/", done, network.group.pk, {"invite": "{id}", "email": "new@example.jp", "role": "member"})


@row("take an invitation back")
def _(network: Network) -> Ask:
    invitation = invitations.invite(network.group, "new@example.jp", "member", network.people["団長"])
    done = lambda _answer: fresh(invitation).withdrawn_at is not None  # noqa: E731
    return Ask("post", "/my/members/", done, invitation.pk, {"withdraw": "{id}"})


@row("end that somebody belongs to the group")
def _(network: Network) -> Ask:
    tie = Affiliation.objects.create(organisation=network.group, user=network.approver)
    return Ask("post", "/my/members/", lambda _answer: not is_there(tie), tie.pk, {"end": "{id}"})


@row("make a token useless")
def _(network: Network) -> Ask:
    token, _key = APIToken.create_token(user=network.owner, name="日報")
    done = lambda _answer: APIToken.objects.get(pk=token.pk).revoked_at is not None  # noqa: E731
    return Ask("post", "/my/keys/", done, token.pk, {"revoke": "{id}"})


# The board --------------------------------------------------------------------------------------------------------------

WRITTEN = {"name": "うさぎ", "text": "児童館です。", "contact": "", "send": "1"}


@row("write on the board")
def _(network: Network) -> Ask:
    topic = network.topic()
    return Ask("post", "/board/topics/{id}/reply/", lambda _answer: topic.posts.count() == 2, topic.pk, WRITTEN)


@row("write on the board where members are trusted, public at once")
def _(network: Network) -> Ask:
    topic = network.topic(trusts_members=True)
    done = lambda _answer: topic.posts.filter(state="published").count() == 2  # noqa: E731
    return Ask("post", f"/board/topics/{topic.pk}/reply/", done, None, WRITTEN)


@row("answer on the board in a topic that waits")
def _(network: Network) -> Ask:
    topic = network.post().topic
    return Ask("post", "/board/topics/{id}/reply/", lambda _answer: topic.posts.count() == 2, topic.pk, WRITTEN)


@row("read a topic of the board that waits")
def _(network: Network) -> Ask:
    return Ask("get", "/board/topics/{id}/", shows("雨の日"), network.post().topic_id)


@row("read a topic of the board that waits, by the API")
def _(network: Network) -> Ask:
    return Ask("get", "/api/v2/board/topics/{id}", lambda answer: answer.status_code == 200, network.post().topic_id)


@row("read the posts of a topic that waits, by the API")
def _(network: Network) -> Ask:
    return Ask("get", "/api/v2/board/posts?topic={id}", lambda answer: bool(answer.json()["items"]), network.post().topic_id)


@row("read a post of the board that waits")
def _(network: Network) -> Ask:
    post = board.reply(network.topic(), Words(name="うさぎ", text="児童館です。"))
    return Ask("get", "/board/posts/{id}/", lambda answer: answer.status_code == 302, post.pk)


@row("report a post of the board")
def _(network: Network) -> Ask:
    post = network.topic().posts.get()
    return Ask("post", "/board/posts/{id}/report/", lambda _answer: post.reports.exists(), post.pk, {"topic": "other"})


@row("report a post of the board that waits")
def _(network: Network) -> Ask:
    post = network.post()
    done = lambda _answer: BoardReport.objects.filter(post=post).exists()  # noqa: E731
    return Ask("post", "/board/posts/{id}/report/", done, post.pk, {"topic": "other"})


@row("approve a post of the board")
def _(network: Network) -> Ask:
    post = network.post()
    return Ask("post", "/admin/board/{id}/", lambda _answer: fresh(post).state != "waiting", post.pk, {"act": "approve"})


# The declaration, and the digest ------------------------------------------------------------------------------------------


@row("endorse the declaration as a citizen")
def _(network: Network) -> Ask:
    page = network.declaration()
    said = {"kind": "citizen", "name": "みどり"}
    return Ask("post", "/declaration/{id}/endorse/", lambda _answer: page.endorsements.exists(), page.pk, said)


@row("endorse the declaration in the group's name")
def _(network: Network) -> Ask:
    page = network.declaration()
    done = lambda _answer: Endorsement.objects.filter(organisation=network.group).exists()  # noqa: E731
    said = {"kind": "organisation", "organisation": "{id}"}
    return Ask("post", f"/declaration/{page.pk}/endorse/", done, network.group.pk, said)


@row("endorse a declaration that is not public")
def _(network: Network) -> Ask:
    page = network.declaration(live=False)
    said = {"kind": "citizen", "name": "みどり"}
    return Ask("post", "/declaration/{id}/endorse/", lambda _answer: page.endorsements.exists(), page.pk, said)


@row("read who endorses a declaration that is not public, by the API")
def _(network: Network) -> Ask:
    page = network.declaration(live=False)
    return Ask("get", "/api/v2/declaration/{id}/endorsements", lambda answer: answer.status_code == 200, page.pk)


@row("accept an endorsement")
def _(network: Network) -> Ask:
    each = endorsing.endorse(network.declaration(), Said(name="みどり"))
    return Ask("post", "/admin/endorsements/{id}/", lambda _answer: fresh(each).state != "waiting", each.pk, {"act": "accept"})


@row("subscribe to the digest")
def _(network: Network) -> Ask:
    done = lambda _answer: DigestSubscription.objects.filter(address="haha@example.jp").exists()  # noqa: E731
    return Ask("post", "/follow/", done, None, {"address": "haha@example.jp", "rhythm": "weekly"})


# The links --------------------------------------------------------------------------------------------------------------

# 本物 the thing's own link; 期限切れ the same, two years old; 別物 the link of another thing of the kind; 別の種類 one that was
# made for something else; でたらめ none of ours. What is done is done to the thing.
LINKS_TABLE = """
                                                    本物 期限切れ 別物 別の種類 でたらめ
sign in by the link of a mail                        ○      ×     ×      ×       ×
accept an invitation                                 ○      ×     ×      ×       ×
read from the mail what the lead is asked about      ○      ×     ×      ×       ×
read from the mail the draft of it                   ○      ×     ×      ×       ×
approve a report from the mail                       ○      ×     ×      ×       ×
read one's post on the board, which waits            ○      ○     ×      ×       ×
delete one's post on the board                       ○      ○     ×      ×       ×
confirm the address of a post                        ○      ×     ×      ×       ×
withdraw an endorsement                              ○      ○     ×      ×       ×
confirm the address of an endorsement                ○      ×     ×      ×       ×
confirm a subscription to the digest                 ○      ×     ×      ×       ×
leave the digest                                     ○      ○     ×      ×       ×
confirm an entry as its keeper                       ○      ×     ×      ×       ×
change an entry as its keeper                        ○      ×     ×      ×       ×
say as its keeper that a place is no more            ○      ×     ×      ×       ×
take a keeper's answer back                          ○      ×     ×      ×       ×
have a new mail sent to a keeper                     ×      ○     ×      ×       ×
"""
LINKS = ("本物", "期限切れ", "別物", "別の種類", "でたらめ")


@dataclass(frozen=True)
class LinkAsk:
    """An address that takes a token, two tokens of the kind, and how one sees whether it was done to the first's thing."""

    method: str
    name: str
    tokens: Callable[[], tuple[str, str]]
    done: Callable[[Any, Client], bool]
    data: dict[str, Any] | None = None


LinkRow = Callable[[Network], LinkAsk]
LINK_ROWS: dict[str, LinkRow] = {}


def link_row(name: str) -> Callable[[LinkRow], LinkRow]:
    def register(asking: LinkRow) -> LinkRow:
        LINK_ROWS[name] = asking
        return asking

    return register


@pytest.mark.parametrize("name", LINK_ROWS)
def test_what_a_link_opens(network: Network, name: str) -> None:
    found, answers = {}, {}
    with transaction.atomic():
        ask = LINK_ROWS[name](network)
        for column in LINKS:
            with transaction.atomic():
                token, client = _token(ask, column), Client()
                answer = getattr(client, ask.method)(reverse(ask.name, args=[token]), ask.data or {})
                found[column] = "○" if ask.done(answer, client) else "×"
                answers[column] = [str(each).replace(token, "TOKEN") for each in read(answer, NOBODYS)]
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert found == dict(zip(LINKS, expected(LINKS_TABLE, LINKS)[name], strict=True))
    # Nobody learns from a link that it stands for something elsewhere.
    assert answers["別の種類"] == answers["でたらめ"]


def _token(ask: LinkAsk, column: str) -> str:
    if column == "期限切れ":
        with long_ago():
            return ask.tokens()[0]
    if column == "別の種類":
        return signing.TimestampSigner(salt="another", sep=".").sign(ask.tokens()[0].rsplit(".", 2)[0])
    if column == "でたらめ":
        return "no-such.token"
    return ask.tokens()[column == "別物"]


def _both(make: Callable[[Any], str], one: Any, other: Any) -> Callable[[], tuple[str, str]]:
    return lambda: (make(one), make(other))


@link_row("sign in by the link of a mail")
def _(network: Network) -> LinkAsk:
    def attempt(user: Any) -> SignInAttempt:
        return SignInAttempt.objects.create(kind=SignInAttempt.Kind.LINK, address="x", sender="x", user=user)

    one, other = attempt(network.owner), attempt(network.people["よそ"])
    tokens = _both(lambda each: signing.dumps([each.pk, ""], salt=signing_in.SALT), one, other)
    done = lambda _answer, client: client.session.get("_auth_user_id") == str(network.owner.pk)  # noqa: E731
    return LinkAsk("post", "partnership:my_link", tokens, done)


@link_row("accept an invitation")
def _(network: Network) -> LinkAsk:
    one = invitations.invite(network.group, "one@example.jp", "member", network.people["団長"])
    other = invitations.invite(network.elsewhere, "other@example.jp", "member", network.people["よそ"])
    done = lambda _answer, _client: fresh(one).accepted_at is not None  # noqa: E731
    return LinkAsk("post", "partnership:my_invitation", _both(invitations.token_of, one, other), done, {"name": "新人"})


def _reviews(network: Network) -> tuple[Any, Callable[[], tuple[str, str]]]:
    one, other = network.sent(), network.sent("events")
    lead = network.people["団長"]

    def token(page: Any) -> str:
        return review_links.address_for(waiting(page).pk, lead).rstrip("/").rpartition("/")[2]

    return one, _both(token, one, other)


@link_row("read from the mail what the lead is asked about")
def _(network: Network) -> LinkAsk:
    _report, tokens = _reviews(network)
    return LinkAsk("get", "review_from_mail", tokens, lambda answer, _client: "市民レポート" in _main(answer))


def _main(answer: Any) -> str:
    """What the page itself says, without what stands around every page."""
    return text_of(answer).partition("<main")[2].partition("</main>")[0]


@link_row("read from the mail the draft of it")
def _(network: Network) -> LinkAsk:
    _report, tokens = _reviews(network)
    return LinkAsk("get", "review_from_mail_preview", tokens, lambda answer, _client: "掘りました。" in text_of(answer))


@link_row("approve a report from the mail")
def _(network: Network) -> LinkAsk:
    report, tokens = _reviews(network)
    done = lambda _answer, _client: waiting(report).task.specific.stage == "approver"  # noqa: E731
    return LinkAsk("post", "review_from_mail", tokens, done, {"approve": "1", "comment": ""})


def _posts(network: Network) -> tuple[BoardPost, BoardPost]:
    topic = network.topic()
    one, other = (
        board.reply(topic, Words(name=name, text=f"{name}の文です。"), contact=f"{address}@example.jp")
        for name, address in (("うさぎ", "usagi"), ("かめ", "kame"))
    )
    return one, other


@link_row("read one's post on the board, which waits")
def _(network: Network) -> LinkAsk:
    tokens = _both(board_links.token_of, *_posts(network))
    return LinkAsk("get", "partnership:board_mine", tokens, lambda answer, _client: "うさぎの文です。" in text_of(answer))


@link_row("delete one's post on the board")
def _(network: Network) -> LinkAsk:
    one, other = _posts(network)
    done = lambda _answer, _client: fresh(one).state == "deleted"  # noqa: E731
    return LinkAsk("post", "partnership:board_mine", _both(board_links.token_of, one, other), done, {"delete": "1"})


@link_row("confirm the address of a post")
def _(network: Network) -> LinkAsk:
    one, other = _posts(network)
    done = lambda _answer, _client: fresh(one).is_contact_confirmed  # noqa: E731
    return LinkAsk("post", "partnership:board_confirm", _both(board_links.mail_token_of, one, other), done)


def _endorsements(network: Network) -> tuple[Endorsement, Endorsement]:
    page = network.declaration()
    one, other = (endorsing.endorse(page, Said(name=name), contact=f"{name}@example.jp") for name in ("midori", "aoi"))
    return one, other


@link_row("withdraw an endorsement")
def _(network: Network) -> LinkAsk:
    one, other = _endorsements(network)
    done = lambda _answer, _client: fresh(one).state == "withdrawn"  # noqa: E731
    tokens = _both(ENDORSEMENT_LINKS.token_of, one, other)
    return LinkAsk("post", "partnership:endorsement_mine", tokens, done, {"withdraw": "1"})


@link_row("confirm the address of an endorsement")
def _(network: Network) -> LinkAsk:
    one, other = _endorsements(network)
    done = lambda _answer, _client: fresh(one).state == "waiting"  # noqa: E731
    return LinkAsk("post", "partnership:endorsement_confirm", _both(ENDORSEMENT_LINKS.mail_token_of, one, other), done)


def _subscriptions() -> tuple[DigestSubscription, DigestSubscription]:
    one, other = (
        DigestSubscription.objects.create(address=f"{name}@example.jp", language="ja", rhythm="weekly")
        for name in ("one", "other")
    )
    return one, other


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


@link_row("confirm a subscription to the digest")
def _(network: Network) -> LinkAsk:
    one, other = _subscriptions()
    tokens = _both(lambda each: _last(digest_links.confirm_url(each)), one, other)
    return LinkAsk("post", "follow_confirm", tokens, lambda _answer, _client: fresh(one).confirmed_at is not None)


@link_row("leave the digest")
def _(network: Network) -> LinkAsk:
    one, other = _subscriptions()
    tokens = _both(lambda each: _last(digest_links.leave_url(each)), one, other)
    return LinkAsk("post", "follow_leave", tokens, lambda _answer, _client: not is_there(one))


def _asked(network: Network) -> tuple[ConfirmationRequest, ConfirmationRequest]:
    lately = timezone.now() - datetime.timedelta(days=3)
    one, other = (
        ConfirmationRequest.objects.create(
            place=network.place(keeper_email=address), to=address, sent_at=lately, created_at=lately
        )
        for address in ("one@example.jp", "other@example.jp")
    )
    return one, other


@link_row("confirm an entry as its keeper")
def _(network: Network) -> LinkAsk:
    one, other = _asked(network)
    done = lambda _answer, _client: fresh(one.place).confirmed_on is not None  # noqa: E731
    return LinkAsk("post", "directory:confirm", _both(keeper_links.token_for, one, other), done, {"confirm": "1"})


@link_row("change an entry as its keeper")
def _(network: Network) -> LinkAsk:
    one, other = _asked(network)
    said = {"access": "駅から7分", "phones-TOTAL_FORMS": "0", "phones-INITIAL_FORMS": "0"}
    done = lambda _answer, _client: one.place.proposals.exists()  # noqa: E731
    return LinkAsk("post", "directory:confirm_change", _both(keeper_links.token_for, one, other), done, said)


@link_row("say as its keeper that a place is no more")
def _(network: Network) -> LinkAsk:
    one, other = _asked(network)
    done = lambda _answer, _client: one.place.proposals.exists()  # noqa: E731
    return LinkAsk("post", "directory:confirm", _both(keeper_links.token_for, one, other), done, {"gone": "1", "remark": ""})


@link_row("take a keeper's answer back")
def _(network: Network) -> LinkAsk:
    one, other = _asked(network)
    answering.close(one, "", "ja")
    done = lambda _answer, _client: fresh(one).answered_at is None  # noqa: E731
    return LinkAsk("post", "directory:confirm_undo", _both(keeper_links.token_for, one, other), done)


@link_row("have a new mail sent to a keeper")
def _(network: Network) -> LinkAsk:
    one, other = _asked(network)
    done = lambda _answer, _client: fresh(one).sent_at is None  # noqa: E731 (it waits to be sent anew)
    return LinkAsk("post", "directory:confirm_again", _both(keeper_links.token_for, one, other), done)


def test_a_list_of_ones_own_names_nothing_of_others(network: Network) -> None:
    report, place = network.begun(), network.place()
    proposing.propose(place, PlaceProposal.Sender.MEMBER, {"access": "駅から7分"}, user=network.owner)
    for who in ("団長", "会員", "よそ"):
        mine = network.client(who).get("/my/").content.decode()
        assert f"/reports/{report.pk}/" not in mine
        assert Client().get(f"{API}/mine", headers=network.bearer(who)).json()["meta"]["total_count"] == 0
    assert "ひだまりの家" not in network.client("よそ").get("/my/").content.decode()
    assert CitizenReportPage.objects.count() == 1
