"""The states of a report that comes without an account, walked at random: nothing but what docs/state-machines.md allows."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, rule
from wagtail.models import ModelLogEntry

from cms.core import services as reviews
from partnership.citizens import services, states
from partnership.citizens.links import LINKS
from partnership.models import CitizenReportPage, SentReport
from tests.core.editorial import person, set_up, waiting
from tests.partnership.citizens.conftest import WORDS
from tests.state_tables import Move, StateWalk, moves, walk_at_random

TABLE = moves("Report without an account")
State, T = SentReport.State, states.TRANSITIONS
WALKED: set[Move] = set()
ROADS = st.sampled_from(["service", "page"])


def test_the_document_says_what_the_code_does() -> None:
    by_code = {(str(each), str(move.after), move.action) for move in T.values() for each in move.before}
    assert by_code | {("", "writing", states.BEGUN)} == TABLE


class SentReports(StateWalk):
    """A model beside the reports: what state each must be in, whether its page is public or waits, and what the log must say."""

    table = TABLE
    walked = WALKED
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        set_up()
        self.approver = person("承認", "approver")
        self.asked: Counter[int] = Counter()
        self.waits: set[int] = set()
        self.public: set[int] = set()

    def report(self, pk: int) -> SentReport:
        return SentReport.objects.select_related("page").get(pk=pk)

    def act(self, pk: int, name: str, do: Callable[[SentReport], Any], may: bool = True) -> bool:
        """Does it, or sees that it is refused; whether it was done."""
        may = may and self.state[pk] in T[name].before
        if not may:
            with pytest.raises((services.CitizenError, services.my.IncompleteError)):
                do(self.report(pk))
            return False
        do(self.report(pk))
        self.moved(pk, T[name].after, T[name].action)
        return True

    @rule(target=sent)
    def begin(self) -> int:
        number = len(self.state)
        pk = services.begin({**WORDS, "contact": f"parent{number}@example.jp"}, mark=f"{number}").pk
        self.moved(pk, State.WRITING, states.BEGUN)
        return pk

    @rule(pk=sent)
    def ask(self, pk: int) -> None:
        if self.act(pk, "ask", services.ask, self.asked[pk] < services.MOST_MAILS):
            self.asked[pk] += 1

    @rule(pk=sent, road=ROADS)
    def confirm(self, pk: int, road: str) -> None:
        report = self.report(pk)
        if road == "page" and report.contact:
            link = reverse("partnership:citizen_confirm", args=[LINKS.mail_token_of(report)])
            Client().get(link)
            assert self.report(pk).state == self.state[pk], "programs that read mail open links, too"
            Client().post(link)
            if self.state[pk] != State.UNCONFIRMED:
                return
            self.moved(pk, T["confirm"].after, T["confirm"].action)
        elif not self.act(pk, "confirm", services.confirm):
            return
        self.waits.add(pk)

    @rule(pk=sent)
    def approve(self, pk: int) -> None:
        if pk in self.waits:
            reviews.approve(waiting(self.page(pk)), self.approver)
            self.waits.discard(pk)
            self.public.add(pk)

    @rule(pk=sent)
    def withdraw(self, pk: int) -> None:
        if pk in self.waits | self.public:
            services.withdraw(self.report(pk))
            self.waits.discard(pk)
            self.public.discard(pk)
        else:
            with pytest.raises((services.CitizenError, reviews.NotInReviewError)):
                services.withdraw(self.report(pk))

    @rule(pk=sent)
    def erase(self, pk: int) -> None:
        self.act(pk, "erase", services.erase, pk not in self.waits | self.public)

    @rule(pk=sent)
    def expire(self, pk: int) -> None:
        self.act(pk, "expire", services.expire)

    @rule(pk=sent)
    def delete_the_page(self, pk: int) -> None:
        """Somebody of ours does, and the job follows."""
        there = self.state[pk] == State.CONFIRMED
        if there:
            self.page(pk).delete()
            self.waits.discard(pk)
            self.public.discard(pk)
        self.act(pk, "follow", services.follow)

    def page(self, pk: int) -> CitizenReportPage:
        found = self.report(pk).page
        assert found is not None
        return found

    # What must hold

    @invariant()
    def each_is_where_it_must_be(self) -> None:
        assert dict(SentReport.objects.values_list("pk", "state")) == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        said: dict[int, list[str]] = {}
        for pk, action in ModelLogEntry.objects.filter(action__in={move[2] for move in TABLE}).values_list("object_id", "action"):
            said.setdefault(int(pk), []).append(action)
        self.assert_logged(said)

    @invariant()
    def only_what_was_approved_is_public(self) -> None:
        live = CitizenReportPage.objects.live().filter(sent__isnull=False)
        assert set(live.values_list("sent", flat=True)) == self.public

    @invariant()
    def what_is_erased_says_nothing_any_more(self) -> None:
        for report in SentReport.objects.filter(state=State.ERASED):
            assert (report.title, report.text, report.name, report.contact, report.page_id) == ("", "", "", "", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(SentReports, walks=8, steps=16)


@pytest.mark.django_db
@pytest.mark.usefixtures("set_up_once")
@pytest.mark.parametrize("road", ["service", "page"])
def test_every_way_of_the_document_can_be_gone(road: str) -> None:
    WALKED.clear()
    walk = SentReports()
    try:
        first, second, third, fourth, fifth, sixth = (walk.begin() for _ in range(6))
        for pk in (first, first, second, third, fourth):
            walk.ask(pk)
        for pk in (first, second):
            walk.confirm(pk, road)
        walk.approve(first)
        walk.erase(first)
        walk.withdraw(first)
        walk.erase(first)
        walk.delete_the_page(second)
        walk.erase(third)
        walk.expire(fourth)
        walk.erase(fifth)
        walk.expire(sixth)
        walk.each_is_where_it_must_be()
        walk.every_transition_is_in_the_audit_log_once()
        walk.only_what_was_approved_is_public()
        walk.what_is_erased_says_nothing_any_more()
    finally:
        walk.teardown()
    assert TABLE == WALKED
