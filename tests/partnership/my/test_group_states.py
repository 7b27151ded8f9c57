"""The states of a change of a group's entry, walked at random over services and pages: nothing but what the document allows."""

from collections import Counter
from itertools import chain
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, rule
from wagtail.models import ModelLogEntry

from directory.models import Affiliation, Organisation
from partnership.models import GroupChange
from partnership.my import group_changes
from partnership.my.group_changes import PROPOSED, State
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, client_of, person, set_up
from tests.state_tables import Move, StateWalk, moves, walk_at_random

TABLE = moves("Change of a group's entry")
T = group_changes.TRANSITIONS
WALKED: set[Move] = set()
ROADS = st.sampled_from(["service", "page"])
SENDERS = ("会員", "兼任")
"""A member, and a member who may decide, too."""


def test_the_document_says_what_the_code_does() -> None:
    by_code = {(str(each), str(move.after), move.action) for move in T.values() for each in move.before}
    assert by_code | {("", "waiting", PROPOSED)} == TABLE


class GroupChanges(StateWalk):
    """A model beside the proposals: where each must stand, whose it is, and what the entry and the audit log must say."""

    table = TABLE
    walked = WALKED
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        root = set_up()
        self.group = Organisation.objects.create(name="ひだまり", locale=root.locale)
        member = Affiliation.Role.MEMBER
        self.people = {name: affiliated(name, self.group, member) for name in ("会員", "なかま")}
        self.people |= {name: person(name, "secretariat") for name in ("事務", "兼任")}
        Affiliation.objects.create(organisation=self.group, user=self.people["兼任"], role=member)
        self.owner: dict[int, str] = {}
        self.says = group_changes.said_by(self.group)

    @rule(target=sent, who=st.sampled_from(SENDERS), road=ROADS)
    def propose(self, who: str, road: str) -> int:
        number = len(self.state)
        said = self.says | {"phone": f"042-387-{1000 + number}", "description": f"紹介{number}"}
        if road == "page":
            assert client_of(self.people[who]).post(f"/my/groups/{self.group.pk}/", said).status_code == 302
        else:
            group_changes.propose(self.group, Sender(self.people[who]), said)
        pk = GroupChange.objects.latest("pk").pk
        self.owner[pk] = who
        self.moved(pk, State.WAITING, PROPOSED)
        return pk

    @rule(pk=sent, who=st.sampled_from(["事務", "兼任", "会員"]), road=ROADS, part=st.booleans())
    def accept(self, pk: int, who: str, road: str, part: bool) -> None:
        chosen = ["phone"] if part else ["phone", "description"]
        seen = {f"seen-{field}": self.says[field] for field in chosen}
        if not self.decide(pk, who, road, {"accept": "1", "field": chosen, **seen}, chosen):
            return
        self.says |= {field: GroupChange.objects.get(pk=pk).after[field] for field in chosen}
        act = "accept_part" if part else "accept"
        self.moved(pk, T[act].after, T[act].action)

    @rule(pk=sent, who=st.sampled_from(["事務", "兼任", "会員"]), road=ROADS)
    def decline(self, pk: int, who: str, road: str) -> None:
        if self.decide(pk, who, road, {"decline": "1", "reason": "今のとおりです"}, None):
            self.moved(pk, T["decline"].after, T["decline"].action)

    def decide(self, pk: int, who: str, road: str, posted: dict[str, Any], chosen: list[str] | None) -> bool:
        """Whether it was done. That only those who may come here decide is the page's to see."""
        user, change = self.people[who], GroupChange.objects.get(pk=pk)
        may = who != "会員" and self.owner[pk] != who and self.state[pk] == State.WAITING
        if road == "page" or who == "会員":
            client_of(user).post(f"/admin/group-changes/{pk}/", posted)
        elif may:
            self.by_service(change, user, chosen)
        else:
            with pytest.raises(group_changes.GroupChangeError):
                self.by_service(change, user, chosen)
        return may

    @staticmethod
    def by_service(change: GroupChange, user: Any, chosen: list[str] | None) -> None:
        if chosen is None:
            group_changes.decline(change, user, "今のとおりです")
        else:
            group_changes.accept(change, user, chosen)

    @rule(pk=sent, who=st.sampled_from([*SENDERS, "なかま"]), road=ROADS)
    def withdraw(self, pk: int, who: str, road: str) -> None:
        may = self.owner[pk] == who and self.state[pk] == State.WAITING
        if road == "page":
            client_of(self.people[who]).post(f"/my/groups/{self.group.pk}/withdraw/{pk}/")
        else:
            assert group_changes.withdraw(GroupChange.objects.get(pk=pk), Sender(self.people[who])) == may
        if may:
            self.moved(pk, T["withdraw"].after, T["withdraw"].action)

    @invariant()
    def each_is_where_it_must_be(self) -> None:
        assert dict(GroupChange.objects.values_list("pk", "state")) == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        found = ModelLogEntry.objects.filter(action__startswith="nobinobi.organisation.").values_list("action", flat=True)
        assert Counter(found) == Counter(chain.from_iterable(self.log.values()))

    @invariant()
    def the_entry_says_what_was_accepted_and_nothing_else(self) -> None:
        assert group_changes.said_by(Organisation.objects.get(pk=self.group.pk)) == self.says

    @invariant()
    def nobody_decided_about_their_own(self) -> None:
        for change in GroupChange.objects.exclude(decided_by=None).select_related("decided_by"):
            assert change.decided_by_id != change.user_id


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(GroupChanges, walks=8, steps=16)


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
@pytest.mark.parametrize("road", ["service", "page"])
def test_every_way_of_the_document_can_be_gone(road: str) -> None:
    WALKED.clear()
    walk = GroupChanges()
    try:
        walk.accept(walk.propose("会員", road), "事務", road, True)
        walk.accept(walk.propose("兼任", road), "事務", road, False)
        walk.decline(walk.propose("会員", road), "兼任", road)
        walk.withdraw(walk.propose("兼任", road), "兼任", road)
        walk.each_is_where_it_must_be()
        walk.every_transition_is_in_the_audit_log_once()
        walk.the_entry_says_what_was_accepted_and_nothing_else()
    finally:
        walk.teardown()
    assert TABLE == WALKED
