"""The states of a report, walked at random over services, pages and API: nothing but what docs/state-machines.md allows."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, rule
from wagtail.models import APIToken, PageLogEntry

from cms.core import services as reviews
from directory.models import Affiliation, Organisation
from partnership.models import CitizenReportPage
from partnership.my import services, steps
from partnership.my.kinds import ReportKind
from partnership.my.schemas import source_locale
from partnership.my.senders import Sender
from tests.core.api.arrange import get
from tests.core.editorial import affiliated, client_of, person, set_up, waiting
from tests.state_tables import Move, StateWalk, moves, walk_at_random

KIND = ReportKind()
TABLE = moves("Report")
NAMED = {action for _before, _after, action in TABLE}
REFUSED = (services.MyError, reviews.ReviewError)
WALKED: set[Move] = set()
START, RESUME, APPROVE = "wagtail.workflow.start", "wagtail.workflow.resume", "wagtail.workflow.approve"
ROADS = st.sampled_from(["service", "api"])
WRITERS = ("会員", "団長", "兼任")
"""Who begin reports: a member, the group's lead, and a member who is an approver, too."""


class Reports(StateWalk):
    """A model beside the reports: where each must stand, who may decide about it, and what the audit log must say of it."""

    table = TABLE
    walked = WALKED
    reports = Bundle("reports")

    def __init__(self) -> None:
        super().__init__()
        root = set_up()
        self.group = Organisation.objects.create(name="ひだまり", locale=root.locale)
        elsewhere = Organisation.objects.create(name="こもれび", locale=root.locale)
        self.people: dict[str, Any] = {
            "会員": affiliated("会員", self.group, Affiliation.Role.MEMBER),
            "団長": affiliated("団長", self.group, Affiliation.Role.LEAD),
            "兼任": person("兼任", "approver"),
            "承認": person("承認", "approver"),
            "よそ": affiliated("よそ", elsewhere, Affiliation.Role.LEAD),
        }
        Affiliation.objects.create(organisation=self.group, user=self.people["兼任"], role=Affiliation.Role.MEMBER)
        self.tokens = {name: APIToken.create_token(user=user, name="x")[1] for name, user in self.people.items()}
        self.stage: dict[int, str] = {}
        self.author: dict[int, str] = {}
        self.live: set[int] = set()
        self.was_public: set[int] = set()
        self.left: set[str] = set()
        self.number = 0

    # The roads

    def call(self, who: str, method: str, path: str = "", said: Any = None) -> int:
        """What the API answers to somebody's program."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        sent: Any = {} if said is None else {"data": json.dumps(said), "content_type": "application/json"}
        self.answer = Client().generic(method, f"/api/v2/reports{path}", headers=headers, **sent)
        return self.answer.status_code

    def by_sender(self, who: str, road: str, act: Any, *call: Any, may: bool, is_own: bool) -> None:
        """Does it by the road (`call`: what a program sends); where it may not be done, it is refused."""
        if road == "api":
            assert self.call(who, *call) == ((204 if call[0] == "DELETE" else 200) if may else 409 if is_own else 404)
        elif may:
            act()
        else:
            with pytest.raises(REFUSED):
                act()

    def page(self, pk: int) -> CitizenReportPage:
        return CitizenReportPage.objects.get(pk=pk)

    # What senders do

    @rule(target=reports, who=st.sampled_from(WRITERS), road=ROADS)
    def begin(self, who: str, road: str) -> Any:
        self.number += 1
        said = {"title": f"報告{self.number}", "happened_on": "2026-11-08", "place": "公園", "text": "本文"}
        if road == "api":
            status = self.call(who, "POST", "", said)
            if who in self.left:
                assert status == 400
                return None
            pk = self.answer.json()["id"]
        else:
            form = KIND.form_class(said)
            assert form.is_valid()
            sender = Sender(self.people[who], self.group)
            if who in self.left:
                with pytest.raises(services.NotMemberError):
                    services.begin(KIND, sender, form.cleaned_data, source_locale())
                return None
            pk = services.begin(KIND, sender, form.cleaned_data, source_locale()).pk
        self.author[pk] = who
        self.moved(pk, steps.DRAFT, "wagtail.create")
        return pk

    @rule(pk=reports, by=st.sampled_from(["", "", "よそ", "団長"]), road=ROADS)
    def write(self, pk: int | None, by: str, road: str) -> None:
        if pk is None or pk not in self.state:
            return
        who, is_own = by or self.author[pk], by in ("", self.author[pk])
        self.number += 1
        may = is_own and self.state[pk] != steps.REVIEW
        sender, title = Sender(self.people[who]), f"直した題{self.number}"
        act = lambda: services.write(KIND, self.page(pk), sender, {"title": title})  # noqa: E731
        self.by_sender(who, road, act, "PATCH", f"/{pk}", {"title": title}, may=may, is_own=is_own)
        if may and self.state[pk] == steps.PUBLIC:
            self.moved(pk, steps.CHANGED, "wagtail.edit")

    @rule(pk=reports, by=st.sampled_from(["", "", "", "よそ", "団長"]), road=ROADS)
    def submit(self, pk: int | None, by: str, road: str) -> None:
        self._submit(pk, by, road)

    def _submit(self, pk: int | None, by: str, road: str) -> None:
        if pk is None or pk not in self.state:
            return
        who, is_own = by or self.author[pk], by in ("", self.author[pk])
        may = is_own and self.state[pk] != steps.REVIEW and who not in self.left
        act = lambda: services.submit(KIND, self.page(pk), Sender(self.people[who]))  # noqa: E731
        self.by_sender(who, road, act, "POST", f"/{pk}/submit", {}, may=may, is_own=is_own)
        if not may:
            return
        if self.state[pk] == steps.RETURNED:  # it goes on where it was returned
            self.moved(pk, steps.REVIEW, RESUME)
        else:
            self.stage[pk] = "approver" if self.author[pk] == "団長" else "lead"
            self.moved(pk, steps.REVIEW, START)

    @rule(pk=reports, by=st.sampled_from(["", "", "よそ", "団長"]), road=ROADS)
    def take_back(self, pk: int | None, by: str, road: str) -> None:
        if pk is None or pk not in self.state:
            return
        who, is_own = by or self.author[pk], by in ("", self.author[pk])
        may = is_own and self.state[pk] in {steps.REVIEW, steps.RETURNED, steps.PUBLIC, steps.CHANGED}
        act = lambda: services.take_back(KIND, self.page(pk), Sender(self.people[who]))  # noqa: E731
        self.by_sender(who, road, act, "POST", f"/{pk}/withdraw", {}, may=may, is_own=is_own)
        if may:
            self.live.discard(pk)
            self.moved(pk, steps.TAKEN_BACK if pk in self.was_public else steps.DRAFT, services.TAKEN_BACK)

    @rule(pk=consumes(reports), by=st.sampled_from(["", "よそ"]), road=ROADS)
    def discard(self, pk: int | None, by: str, road: str) -> None:
        if pk is None or pk not in self.state:
            return
        who = by or self.author[pk]
        may = not by and self.state[pk] != steps.REVIEW and pk not in self.was_public
        act = lambda: services.discard(KIND, self.page(pk), Sender(self.people[who]))  # noqa: E731
        self.by_sender(who, road, act, "DELETE", f"/{pk}", None, may=may, is_own=not by)
        if may:
            self.moved(pk, "", services.DISCARDED)
            del self.state[pk]

    @rule()
    def leave_or_come_back(self) -> None:
        if "会員" in self.left:
            Affiliation.objects.create(organisation=self.group, user=self.people["会員"], role=Affiliation.Role.MEMBER)
        else:
            Affiliation.objects.filter(user=self.people["会員"]).delete()
        self.left ^= {"会員"}

    # What reviewers do

    def deciders(self, pk: int) -> list[str]:
        if self.state.get(pk) != steps.REVIEW:
            return []
        return [who for who in (["団長"] if self.stage[pk] == "lead" else ["承認", "兼任"]) if who != self.author[pk]]

    def by_reviewer(self, pk: int, who: str, road: str, act: Any, said: dict[str, str]) -> None:
        """Decides by a service or on the reviewer's page; or is refused."""
        last = self.page(pk).workflow_states.order_by("-pk").first()
        if last is None:
            return
        state, may = last.current_task_state, who in self.deciders(pk)
        if road == "page":
            answer = client_of(self.people[who]).post(reverse("my_review", args=[state.pk]), said)
            assert not may or answer.status_code == 302
        elif may:
            act(state)
        else:
            with pytest.raises(REFUSED):
                act(state)

    @rule(pk=reports, who=st.sampled_from(["団長", "承認", "兼任", "会員", "よそ"]), road=st.sampled_from(["service", "page"]))
    def approve(self, pk: int | None, who: str, road: str) -> None:
        if pk is not None and pk in self.state:
            self._approve(pk, who, road)

    @rule(pk=reports, road=ROADS)
    def go_on(self, pk: int | None, road: str) -> None:
        """The next step towards the public, by one who may take it: so that walks lead far."""
        if pk is not None and (deciders := self.deciders(pk)):
            self._approve(pk, deciders[0], "page" if road == "api" else road)
        else:
            self._submit(pk, "", road)

    def _approve(self, pk: int, who: str, road: str) -> None:
        may = who in self.deciders(pk)
        act = lambda state: reviews.approve(state, self.people[who])  # noqa: E731
        self.by_reviewer(pk, who, road, act, {"approve": "1", "comment": ""})
        if not may:
            return
        if self.stage[pk] == "lead":
            self.stage[pk] = "approver"
            self.moved(pk, steps.REVIEW, APPROVE)
        else:
            self.live.add(pk)
            self.was_public.add(pk)
            self.moved(pk, steps.PUBLIC, APPROVE)

    @rule(pk=reports, who=st.sampled_from(["団長", "承認", "兼任", "会員"]), road=st.sampled_from(["service", "page"]))
    def give_back(self, pk: int | None, who: str, road: str) -> None:
        if pk is None or pk not in self.state:
            return
        may = who in self.deciders(pk)
        act = lambda state: reviews.return_with_reason(state, self.people[who], "日付を")  # noqa: E731
        self.by_reviewer(pk, who, road, act, {"return": "1", "comment": "日付を"})
        if may:
            self.moved(pk, steps.RETURNED, "wagtail.workflow.reject")

    @rule(pk=reports, who=st.sampled_from(["承認", "団長"]))
    def hand_over(self, pk: int | None, who: str) -> None:
        if pk is None or pk not in self.state or (state := waiting(self.page(pk))) is None:
            return
        may = who in self.deciders(pk) and "兼任" in self.deciders(pk)
        if not may:
            with pytest.raises(REFUSED):
                reviews.hand_over(state, self.people[who], self.people["兼任"])
            return
        reviews.hand_over(state, self.people[who], self.people["兼任"])
        self.moved(pk, steps.REVIEW, "nobinobi.review.hand_over")

    # What must hold

    @invariant()
    def each_is_where_it_must_be(self) -> None:
        assert {page.pk: steps.state_of(page) for page in CitizenReportPage.objects.all()} == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        said: dict[int, list[str]] = {}
        entries = PageLogEntry.objects.filter(page_id__in=self.log, action__in=NAMED)
        for page_id, action in entries.values_list("page_id", "action"):
            said.setdefault(page_id, []).append(action)
        self.assert_logged(said)

    @invariant()
    def nobody_approved_their_own(self) -> None:
        for page_id, user in PageLogEntry.objects.filter(action=APPROVE).values_list("page_id", "user__username"):
            assert self.author[page_id] != user

    @invariant()
    def the_api_shows_what_is_public_and_nothing_else(self) -> None:
        assert {each["id"] for each in get(Client(), "reports?limit=100")["items"]} == self.live


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(Reports, walks=8, steps=22)


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
def test_every_way_of_the_document_can_be_gone() -> None:
    WALKED.clear()
    walk = Reports()

    def go(*acts: str, by: str = "会員", road: str = "service") -> None:
        """A new report, led from act to act."""
        pk: Any = walk.begin(by, road)
        page = "page" if road == "api" else road
        for act in acts:
            match act:
                case "approve":
                    walk.approve(pk, walk.deciders(pk)[0], page)
                case "return":
                    walk.give_back(pk, walk.deciders(pk)[0], page)
                case "hand over":
                    walk.hand_over(pk, "承認")
                case _:
                    getattr(walk, act)(pk, "", road)
            walk.each_is_where_it_must_be()
            walk.every_transition_is_in_the_audit_log_once()
            walk.the_api_shows_what_is_public_and_nothing_else()
        walk.nobody_approved_their_own()

    to_public = ("submit", "approve", "approve")
    try:
        go("submit", "return", "submit", "approve", "hand over", "return", "submit", "take_back", "discard")
        go("submit", "return", "take_back", "submit", "return", "discard", road="api")
        go(
            *to_public,
            "submit",
            "take_back",
            "write",
            *to_public,
            "write",
            "take_back",
            "submit",
            "return",
            "take_back",
            road="api",
        )
        go(*to_public, "take_back", *to_public, "write", "submit", "approve", "return", "write", "submit", "approve")
        go("submit", "approve", by="団長")
        go("submit", "approve", "approve", by="兼任", road="api")
    finally:
        walk.teardown()
    assert TABLE == WALKED
