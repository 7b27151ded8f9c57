"""The states of a correction, walked at random over services, forms and links: nothing but what docs/state-machines.md allows.

The API of places only reads: that nothing of a correction is in it before it is accepted is looked up there.
"""

import datetime
from collections import Counter
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, rule
from wagtail.models import ModelLogEntry

from cms.core.audit import DELEGATION_USED
from directory.confirming import answering, following, links, proposing, reporting, states
from directory.confirming.correction_links import LINKS
from directory.models import Affiliation, ConfirmationRequest, Organisation, Place, PlaceProposal
from tests.core.api.arrange import get
from tests.core.editorial import client_of, delegate, person, set_up
from tests.directory.confirming import form_at, place
from tests.site.factories import locale
from tests.state_tables import Move, StateWalk, moves, walk_at_random

TABLE = moves("Correction")
State, Sender = PlaceProposal.State, PlaceProposal.Sender
WALKED: set[Move] = set()
ROADS = st.sampled_from(["service", "page"])
MEMBERS_ROADS = ("service", "page") if apps.is_installed("partnership") else ("service",)
"""A member's own place is the network's; without it they have the service alone."""
DECIDERS = ("甲", "乙", "兼任")
ASKED, ONE_OF_US = "keeper@example.jp", "otsu@example.jp"


def test_the_document_says_what_the_code_does() -> None:
    by_code = {(str(each), str(move.after), move.action) for move in states.TRANSITIONS.values() for each in move.before}
    by_code |= {("", "waiting", states.SENT), ("", "unconfirmed", states.SENT)}
    stays = {(str(each), str(each), states.REPLIED) for each in states.REPLIED_IN if each != State.DECLINED}
    assert by_code | stays == TABLE


class Corrections(StateWalk):
    """A model beside the proposals: what state each must be in, whose it is, and what its entry must say."""

    table = TABLE
    walked = WALKED
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        set_up()
        self.group = Organisation.objects.create(name="ひだまり", locale=locale())
        self.people = {name: person(name, "secretariat") for name in DECIDERS} | {name: person(name) for name in ("会員", "外")}
        for name in ("会員", "兼任"):
            Affiliation.objects.create(organisation=self.group, user=self.people[name])
        type(self.people["乙"])._default_manager.filter(username="乙").update(email=ONE_OF_US)
        self.people["乙"].refresh_from_db()
        self.owner: dict[int, str] = {}
        self.place: dict[int, int] = {}
        self.fields: dict[int, set[str]] = {}
        self.asked: dict[int, ConfirmationRequest] = {}
        self.members: set[int] = set()
        self.readers: set[int] = set()
        self.replies: Counter[int] = Counter()
        self.says: dict[int, str] = {}
        self.gone: set[int] = set()

    def entry(self, **fields: Any) -> Place:
        made = place(f"施設{len(self.says)}", fees="無料", note="説明", **fields)
        self.says[made.pk] = "無料"
        return made

    def keep(self, entry: Place, owner: str) -> int:
        proposal = PlaceProposal.objects.get(place=entry)
        pk = proposal.pk
        self.owner[pk], self.place[pk] = owner, entry.pk
        self.fields[pk] = set(proposal.changes.values_list("field", flat=True))
        self.moved(pk, proposal.state, states.SENT)
        return pk

    # What senders do

    @rule(target=sent, who=st.sampled_from(["甲", "外", ""]), topic=st.sampled_from(["phone", "other"]), road=ROADS)
    def tell(self, who: str, topic: str, road: str) -> int:
        """A reader, signed in or not, by the form of the entry."""
        entry, user = self.entry(), self.people.get(who)
        said = {"topic": topic, "right_value": "042-387-9999", "remark": "違います"}
        if road == "page":
            client = client_of(user)
            client.defaults["REMOTE_ADDR"] = f"192.0.2.{len(self.says)}"
            assert client.post(f"/places/{entry.pk}/report/", said).status_code == 302
        else:
            reporting.report(entry, f"{len(self.says)}", said, "ja", user)
        return self.keep(entry, who)

    @rule(target=sent, address=st.sampled_from(["haha@example.jp", ONE_OF_US]), road=ROADS)
    def tell_with_address(self, address: str, road: str) -> int:
        """A reader who wishes to be answered: first it is seen whether the address is theirs."""
        entry = self.entry()
        said = {"topic": "other", "remark": "違います", "contact": address}
        if road == "page":
            client = Client(REMOTE_ADDR=f"192.0.2.{len(self.says)}")
            assert client.post(f"/places/{entry.pk}/report/", said).status_code == 302
        else:
            reporting.report(entry, f"{len(self.says)}", said, "ja")
        pk = self.keep(entry, "乙" if address == ONE_OF_US else "")
        assert self.state[pk] == State.UNCONFIRMED
        self.readers.add(pk)
        return pk

    @rule(pk=sent, road=ROADS)
    def confirm_the_address(self, pk: int, road: str) -> None:
        proposal, may = PlaceProposal.objects.get(pk=pk), self.state[pk] == State.UNCONFIRMED
        if pk not in self.readers or not proposal.contact:
            return
        self._follow(
            pk,
            may,
            road,
            reverse("directory:correction_confirm", args=[LINKS.mail_token_of(proposal)]),
            said={},
            act=following.confirm,
        )
        if may:
            self.moved(pk, State.WAITING, states.TRANSITIONS["confirm"].action)

    @rule(pk=sent)
    def release(self, pk: int) -> None:
        """The job, when the mailed link has run out."""
        may = self.state[pk] == State.UNCONFIRMED
        self._follow(pk, may, "service", "", said={}, act=following.release)
        if may:
            self.owner[pk] = ""
            self.moved(pk, State.WAITING, states.TRANSITIONS["release"].action)

    @rule(pk=sent, road=ROADS)
    def reply(self, pk: int, road: str) -> None:
        before = self.state[pk]
        may = before not in (State.UNCONFIRMED, State.WITHDRAWN) and self.replies[pk] < following.MOST_REPLIES
        if pk in self.readers:
            said = {"reply": "1", "text": "まだ違います"}
            self._follow(pk, may, road, self._own_page(pk), said=said, act=lambda each: following.reply(each, "まだ違います"))
            if may:
                self.replies[pk] += 1
                self.moved(pk, State.WAITING if before == State.DECLINED else before, states.REPLIED)

    def _own_page(self, pk: int) -> str:
        return reverse("directory:correction", args=[LINKS.token_of(PlaceProposal.objects.get(pk=pk))])

    def _follow(self, pk: int, may: bool, road: str, url: str, *, said: dict[str, str], act: Any) -> None:
        """What a reader does by their link."""
        if road == "page":
            Client().post(url, said)
        else:
            self._decide(pk, may, act)

    @rule(target=sent, address=st.sampled_from([ASKED, ONE_OF_US]), road=ROADS)
    def answer_as_keeper(self, address: str, road: str) -> int:
        """The keeper, by the link of the mail: there is no such place any more."""
        entry = self.entry(keeper=address)
        asked = ConfirmationRequest.objects.create(place=entry, to=address, sent_at=timezone.now())
        if road == "page":
            Client().post(reverse("directory:confirm", args=[links.token_for(asked)]), {"gone": "1", "remark": ""})
        else:
            answering.close(asked, "", "ja")
        pk = self.keep(entry, "" if address == ASKED else "乙")
        self.asked[pk] = asked
        return pk

    @rule(target=sent, who=st.sampled_from(["会員", "兼任"]), road=st.sampled_from(MEMBERS_ROADS))
    def propose_as_member(self, who: str, road: str) -> int:
        """A member, of a place of their group's: two fields are wrong."""
        entry = self.entry(organisation=self.group)
        said = {"fees": "1回100円", "note": "新しい説明"}
        if road == "page":
            url, client = f"/my/places/{entry.pk}/", client_of(self.people[who])
            assert client.post(url, form_at(client, url, "access") | said).status_code == 302
        else:
            proposing.propose(entry, Sender.MEMBER, said, user=self.people[who])
        pk = self.keep(entry, who)
        self.members.add(pk)
        return pk

    @rule(pk=sent, road=ROADS, stranger=st.sampled_from([False, False, True]))
    def withdraw(self, pk: int, road: str, stranger: bool) -> None:
        may = self.state[pk] in states.TRANSITIONS["withdraw"].before
        if pk in self.readers:
            self._follow(pk, may, road, self._own_page(pk), said={"withdraw": "1"}, act=following.withdraw)
        elif pk in self.asked:
            self._undo(pk, road, may=may)
        elif pk in self.members and road in MEMBERS_ROADS:
            may = may and not (stranger and road == "page")
            self._withdraw_as_member(pk, road, stranger=stranger, may=may)
        else:
            return
        if may:
            self.moved(pk, State.WITHDRAWN, states.TRANSITIONS["withdraw"].action)

    def _undo(self, pk: int, road: str, *, may: bool) -> None:
        if road == "service":
            assert answering.undo(self.asked[pk]) == may
        else:
            Client().post(reverse("directory:confirm_undo", args=[links.token_for(self.asked[pk])]))

    def _withdraw_as_member(self, pk: int, road: str, *, stranger: bool, may: bool) -> None:
        owner = self.people[self.owner[pk]]
        if road == "page":
            client = client_of(self.people["外"] if stranger else owner)
            answer = client.post(f"/my/places/{self.place[pk]}/withdraw/{pk}/")
            assert answer.status_code == (404 if stranger else 302)
        elif may:
            proposing.withdraw(PlaceProposal.objects.get(pk=pk), owner)
        else:
            with pytest.raises(proposing.DecidedError):
                proposing.withdraw(PlaceProposal.objects.get(pk=pk), owner)

    # What is decided

    def may_decide(self, pk: int, who: str) -> bool:
        return who in DECIDERS and self.owner[pk] != who and self.state[pk] == State.WAITING

    @rule(pk=sent, who=st.sampled_from([*DECIDERS, "会員", "外"]), road=ROADS, part=st.booleans())
    def accept(self, pk: int, who: str, road: str, part: bool) -> None:
        chosen = {"fees"} if part and "fees" in self.fields[pk] else self.fields[pk]
        may = self.may_decide(pk, who)
        if road == "page":
            self._decide_by_page(pk, who, {"accept": "1", "field": sorted(chosen)})
        else:
            self._decide(pk, may, lambda proposal: proposing.accept(proposal, self.people[who], chosen))
        if not may:
            return
        act = "accept" if chosen == self.fields[pk] else "accept_part"
        self.moved(pk, states.TRANSITIONS[act].after, states.TRANSITIONS[act].action)
        if "fees" in chosen:
            self.says[self.place[pk]] = "1回100円"
        if "is_public" in chosen:
            self.gone.add(self.place[pk])

    @rule(
        pk=sent,
        who=st.sampled_from([*DECIDERS, "会員"]),
        road=ROADS,
        reason=st.sampled_from(["無料です", " "]),
    )
    def decline(self, pk: int, who: str, road: str, reason: str) -> None:
        may = self.may_decide(pk, who) and bool(reason.strip())
        if road == "page":
            self._decide_by_page(pk, who, {"decline": "1", "reason": reason})
        else:
            self._decide(pk, may, lambda proposal: proposing.decline(proposal, self.people[who], reason))
        if may:
            self.moved(pk, State.DECLINED, states.TRANSITIONS["decline"].action)

    def _decide(self, pk: int, may: bool, act: Any) -> None:
        proposal = PlaceProposal.objects.get(pk=pk)
        if may:
            act(proposal)
            return
        with pytest.raises(proposing.ProposalError):
            act(proposal)

    def _decide_by_page(self, pk: int, who: str, said: dict[str, Any]) -> None:
        """As the form stands; who is shown none can still post."""
        client, url = client_of(self.people[who]), reverse("confirming:proposal", args=[pk])
        shown = client.get(url)
        has_form = shown.status_code == 200 and BeautifulSoup(shown.content, "html.parser").select_one("[name=accept]")
        client.post(url, (form_at(client, url, "accept") if has_form else {}) | said)

    # What must hold

    @invariant()
    def each_is_where_it_must_be(self) -> None:
        assert dict(PlaceProposal.objects.values_list("pk", "state")) == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        said: dict[int, list[str]] = {}
        for object_id, action in ModelLogEntry.objects.filter(action__in={move[2] for move in TABLE}).values_list(
            "object_id", "action"
        ):
            said.setdefault(int(object_id), []).append(action)
        self.assert_logged(said)

    @invariant()
    def nobody_decided_about_their_own(self) -> None:
        for proposal in PlaceProposal.objects.exclude(decided_by=None).select_related("decided_by"):
            assert self.owner[proposal.pk] != proposal.decided_by.get_username()  # type: ignore[union-attr]

    @invariant()
    def an_entry_says_what_was_accepted_and_nothing_else(self) -> None:
        assert dict(Place.objects.values_list("pk", "fees")) == self.says
        listed = {each["id"] for each in get(Client(), "places?limit=100")["items"]}
        assert listed == self.says.keys() - self.gone


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(Corrections, walks=8, steps=16)


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
@pytest.mark.parametrize("road", ["service", "page"])
def test_every_way_of_the_document_can_be_gone(road: str) -> None:
    WALKED.clear()
    walk = Corrections()
    try:
        walk.accept(walk.tell("", "phone", road), "甲", road, False)
        told = [walk.tell_with_address("haha@example.jp", road) for _ in range(3)]
        for pk in told[:2]:
            walk.confirm_the_address(pk, road)
            walk.reply(pk, road)
        walk.decline(told[0], "甲", road, "今のとおりです")
        walk.reply(told[0], road)
        walk.accept(told[0], "甲", road, False)
        walk.reply(told[0], road)
        walk.withdraw(told[1], road, False)
        walk.release(told[2])
        walk.withdraw(walk.tell_with_address(ONE_OF_US, road), road, False)
        walk.accept(walk.answer_as_keeper(ASKED, road), "乙", road, False)
        walk.decline(walk.answer_as_keeper(ONE_OF_US, road), "甲", road, "まだあります")
        walk.withdraw(walk.answer_as_keeper(ASKED, road), road, False)
        members = road if road in MEMBERS_ROADS else "service"
        partly = walk.propose_as_member("会員", members)
        walk.accept(partly, "甲", road, True)
        walk.withdraw(walk.propose_as_member("兼任", members), members, False)
        walk.each_is_where_it_must_be()
        walk.every_transition_is_in_the_audit_log_once()
        walk.an_entry_says_what_was_accepted_and_nothing_else()
    finally:
        walk.teardown()
    assert TABLE == WALKED


@pytest.mark.django_db
def test_ones_own_is_decided_about_under_a_delegation_alone_and_that_is_written_down() -> None:
    set_up()
    own = person("事務", "secretariat")
    entry = place(fees="無料")
    proposal = proposing.propose(entry, Sender.MEMBER, {"fees": "1回100円"}, user=own)
    with pytest.raises(proposing.OwnProposalError):
        proposing.accept(proposal, own, {"fees"})
    now = timezone.now()
    delegate(own, now - datetime.timedelta(days=1), now + datetime.timedelta(days=1))
    proposing.accept(proposal, own, {"fees"})
    entries = ModelLogEntry.objects.for_instance(proposal).filter(action=DELEGATION_USED)
    assert [entry.user for entry in entries] == [own]
