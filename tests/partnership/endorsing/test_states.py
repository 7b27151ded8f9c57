"""The states of an endorsement, walked at random over services, forms and links: nothing but docs/state-machines.md allows.

The API of the declaration only reads: after each step it must count the accepted, and name those who wish it.
"""

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, rule

from partnership.endorsing import services, states
from partnership.endorsing.links import LINKS
from partnership.endorsing.services import Said
from partnership.models import Endorsement
from tests.core.api.arrange import get
from tests.core.editorial import client_of
from tests.partnership.board.arrange import log_of, user
from tests.partnership.endorsing.arrange import State, declaration, moderator
from tests.state_tables import StateWalk, moves, walk_at_random

ROADS = st.sampled_from(["service", "form"])
REASON = "担当の理由"


def allowed() -> dict[str, set[tuple[str, str]]]:
    """Audit action → (from, to), as the table of the document has them."""
    found: dict[str, set[tuple[str, str]]] = {}
    for before, after, action in moves("Endorsement"):
        found.setdefault(action, set()).add((before, after))
    return found


def test_the_document_says_what_the_code_does() -> None:
    moves = states.TRANSITIONS.values()
    by_code = {move.action: {(str(before), str(move.after)) for before in move.before} for move in moves} | {
        states.ASKED: {("", "unconfirmed")},
        states.SENT: {("", "waiting")},
        states.ENTERED: {("", "waiting")},
    }
    assert allowed() == by_code


DECISIONS: dict[str, Any] = {
    "accept": services.accept,
    "decline": lambda each, who: services.decline(each, who, REASON),
    "reopen": services.reopen,
    "hide": lambda each, who: services.hide(each, who, REASON),
    "restore": services.restore,
}
SENDERS_ACTS: dict[str, Any] = {"confirm": services.confirm, "withdraw": services.withdraw, "expire": services.expire}


class Endorsing(StateWalk):
    """A model beside the endorsements: what state each must be in, and what the audit log must say of it."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.page = declaration()
        self.people = {name: moderator(name) for name in ("甲", "乙")} | {"外": user("外")}
        self.author: dict[int, str] = {}
        self.shown: set[int] = set()

    def _keep(self, each: Endorsement, author: str, state: str, action: str, *, shown: bool) -> Endorsement:
        self.state[each.pk], self.author[each.pk], self.log[each.pk] = state, author, [action]
        if shown:
            self.shown.add(each.pk)
        return each

    @rule(target=sent, who=st.sampled_from(["甲", "外", ""]), has_mail=st.booleans(), shown=st.booleans(), road=ROADS)
    def endorse(self, who: str, has_mail: bool, shown: bool, road: str) -> Endorsement:
        said = Said(name=f"人{len(self.state)}", is_name_shown=shown)
        contact = "a@example.jp" if has_mail else ""
        if road == "form":
            return self._endorse_by_form(who, said, contact)
        each = services.endorse(self.page, said, user=self.people.get(who), contact=contact)
        if has_mail:
            return self._keep(each, who, State.UNCONFIRMED, states.ASKED, shown=shown)
        return self._keep(each, who, State.WAITING, states.SENT, shown=shown)

    def client(self, who: str) -> Client:
        """Somebody's browser, each time at another address: one sender is not let send so much."""
        client = client_of(self.people.get(who))
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{len(self.state)}"
        return client

    def _endorse_by_form(self, who: str, said: Said, contact: str) -> Endorsement:
        """Who is signed in is not asked for an address: theirs is known."""
        filled = {"kind": "citizen", "name": said.name, "contact": contact} | (
            {"is_name_shown": "on"} if said.is_name_shown else {}
        )
        answer = self.client(who).post(reverse("partnership:declaration_endorse", args=[self.page.pk]), filled)
        assert answer.status_code == 302
        each = Endorsement.objects.latest("pk")
        state, action = (State.UNCONFIRMED, states.ASKED) if contact and not who else (State.WAITING, states.SENT)
        return self._keep(each, who, state, action, shown=said.is_name_shown)

    @rule(target=sent, who=st.sampled_from(["甲", "乙"]))
    def enter(self, who: str) -> Endorsement:
        each = services.enter(self.page, Said(name=f"紙{len(self.state)}"), self.people[who])
        return self._keep(each, who, State.WAITING, states.ENTERED, shown=False)

    @rule(each=sent, act=st.sampled_from(sorted(DECISIONS)), who=st.sampled_from(["甲", "乙", "外"]), road=ROADS)
    def decide(self, each: Endorsement, act: str, who: str, road: str) -> None:
        move = states.TRANSITIONS[act]
        is_own = self.author[each.pk] == who and self.state[each.pk] != State.WITHDRAWN
        may = who != "外" and not is_own and self.state[each.pk] in move.before
        if road == "form":
            self.client(who).post(reverse("endorsements:one", args=[each.pk]), {"act": act, "reason": REASON})
        elif not may:
            with pytest.raises(services.EndorsingError):
                DECISIONS[act](each, self.people[who])
        else:
            DECISIONS[act](each, self.people[who])
        if not may:
            return
        self._moved(each, move)

    @rule(each=sent, act=st.sampled_from(["confirm", "withdraw"]))
    def follow_a_link(self, each: Endorsement, act: str) -> None:
        """By the sender's own page, or by the link of the mail; pressed again, it changes nothing."""
        each = Endorsement.objects.get(pk=each.pk)
        if act == "confirm":
            self.client("").post(reverse("partnership:endorsement_confirm", args=[LINKS.mail_token_of(each)]))
        else:
            self.client("").post(reverse("partnership:endorsement_mine", args=[LINKS.token_of(each)]), {"withdraw": "1"})
        if self.state[each.pk] in states.TRANSITIONS[act].before:
            self._moved(each, states.TRANSITIONS[act])

    @rule(each=sent, act=st.sampled_from(sorted(SENDERS_ACTS)))
    def act_of_the_sender(self, each: Endorsement, act: str) -> None:
        move = states.TRANSITIONS[act]
        if self.state[each.pk] not in move.before:
            with pytest.raises(services.DecidedError):
                SENDERS_ACTS[act](each)
            return
        SENDERS_ACTS[act](each)
        self._moved(each, move)

    def _moved(self, each: Endorsement, move: states.Transition) -> None:
        self.state[each.pk] = move.after
        self.log[each.pk].append(move.action)

    @invariant()
    def each_is_where_it_must_be(self) -> None:
        assert dict(Endorsement.objects.values_list("pk", "state")) == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        for pk, expected in self.log.items():
            assert Counter(log_of(Endorsement(pk=pk))) == Counter(expected)

    @invariant()
    def the_api_counts_the_accepted_and_names_those_who_wish_it(self) -> None:
        accepted = {pk for pk, state in self.state.items() if state == State.ACCEPTED}
        (told,) = get(Client(), "declaration")["items"]
        assert told["endorsements"] == {"organisations": 0, "citizens": len(accepted)}
        named = get(Client(), f"declaration/{self.page.pk}/endorsements?limit=100")["items"]
        names = Endorsement.objects.filter(pk__in=accepted & self.shown).values_list("name", flat=True)
        assert sorted(each["name"] for each in named) == sorted(names)

    @invariant()
    def nothing_is_left_of_what_was_withdrawn(self) -> None:
        gone = Endorsement.objects.filter(state=State.WITHDRAWN)
        assert all(not (each.name or each.contact or each.words or each.town or each.user_id) for each in gone)


@pytest.mark.django_db
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(Endorsing, walks=10, steps=15)
