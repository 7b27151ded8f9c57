"""Two at the same moment: one decision, one line in the audit log, one mail. On PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from cms.core import services as reviews
from directory.models import Affiliation, Organisation
from partnership.endorsing import services as endorsing
from partnership.endorsing import states
from partnership.endorsing.services import Said
from partnership.models import CitizenReportPage, DeclarationPage, Endorsement, NetworkPage
from partnership.my import services, steps
from partnership.my.kinds import ReportKind
from partnership.my.schemas import source_locale
from partnership.my.senders import Sender
from tests.at_once import at_once, refusals
from tests.core.editorial import affiliated, fresh, person, refilled, set_up, waiting
from tests.partnership.board.arrange import log_of
from tests.partnership.endorsing.arrange import moderator
from tests.site.factories import add

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
ROUNDS = 4
KIND = ReportKind()
SAID = {"title": "芋ほり", "happened_on": "2026-11-08", "place": "公園", "text": "本文"}
APPROVED, RETURNED, CANCELLED = (f"wagtail.workflow.{act}" for act in ("approve", "reject", "cancel"))


class Group:
    """A group with its people, and approvers."""

    def __init__(self) -> None:
        refilled()
        self.root = set_up()
        self.organisation = Organisation.objects.create(name="ひだまり", locale=self.root.locale)
        self.member = affiliated("kaiin", self.organisation, Affiliation.Role.MEMBER)
        self.leads = [affiliated(f"dancho{number}", self.organisation, Affiliation.Role.LEAD) for number in range(2)]
        self.approvers = [person(f"shonin{number}", "approver") for number in range(4)]
        self.sender = Sender(self.member, self.organisation)

    def report(self) -> CitizenReportPage:
        form = KIND.form_class(SAID)
        assert form.is_valid()
        return services.begin(KIND, self.sender, form.cleaned_data, source_locale())

    def before_the_approver(self) -> CitizenReportPage:
        report = self.report()
        services.submit(KIND, report, self.sender)
        reviews.approve(waiting(report), self.leads[0])
        return fresh(report)


@pytest.fixture
def group() -> Group:
    return Group()


def lines(report: Any, *actions: str) -> list[str]:
    entries = PageLogEntry.objects.filter(page_id=report.pk, action__in=actions).order_by("timestamp", "pk")
    return list(entries.values_list("action", flat=True))


def mails_to(address: str, outbox: list[Any]) -> list[str]:
    return [message.subject for message in outbox if message.to == [address]]


def test_of_several_approvers_one_decides(group: Group, mailoutbox: list[Any]) -> None:
    report = group.before_the_approver()
    state = waiting(report)
    mailoutbox.clear()
    one, two, three, four = group.approvers
    results = at_once(
        partial(reviews.approve, state, one),
        partial(reviews.return_with_reason, state, two, "日付を"),
        partial(reviews.approve, state, three),
        partial(reviews.return_with_reason, state, four, "場所を"),
    )
    assert refusals(results) == [reviews.NotInReviewError] * 3
    (held,) = [result for result in results if isinstance(result, TaskState)]
    assert lines(report, APPROVED, RETURNED)[1:] == [APPROVED if fresh(report).live else RETURNED]
    assert steps.state_of(fresh(report)) == (steps.PUBLIC if held.status == TaskState.STATUS_APPROVED else steps.RETURNED)
    assert len(mails_to(group.member.email, mailoutbox)) == 1


def test_the_leads_decision_is_one_too_and_the_approvers_are_asked_once(group: Group, mailoutbox: list[Any]) -> None:
    report = group.report()
    services.submit(KIND, report, group.sender)
    state = waiting(report)
    mailoutbox.clear()
    results = at_once(*[partial(reviews.approve, state, lead) for lead in group.leads * 2])
    assert refusals(results) == [reviews.NotInReviewError] * 3
    assert lines(report, APPROVED) == [APPROVED]
    assert [len(mails_to(each.email, mailoutbox)) for each in group.approvers] == [1] * 4


def by_button(report: Any, user: Any) -> Callable[[], Any]:
    """What Wagtail's editor does when its button is pressed, with what it read before."""
    read = WorkflowState.objects.for_instance(report).get()
    return partial(read.cancel, user=user)


def out_of_review(report: Any, user: Any) -> Callable[[], Any]:
    return partial(reviews.withdraw, report, user)


@pytest.mark.parametrize("take_out", [None, out_of_review, by_button])
def test_what_is_taken_back_while_it_is_approved_is_never_public_after(
    group: Group, take_out: Callable[..., Any] | None, mailoutbox: list[Any]
) -> None:
    for _round in range(ROUNDS):
        report = group.before_the_approver()
        state = waiting(report)
        mailoutbox.clear()
        back = take_out(report, group.member) if take_out else partial(services.take_back, KIND, report, group.sender)
        approved, taken = at_once(partial(reviews.approve, state, group.approvers[0]), back)
        assert isinstance(approved, TaskState | reviews.NotInReviewError)
        has_approval = isinstance(approved, TaskState)
        assert lines(report, APPROVED)[1:] == [APPROVED] * has_approval
        told = mails_to(group.member.email, mailoutbox)
        if take_out:  # Of the two one has come too late.
            assert isinstance(taken, reviews.NotInReviewError) == has_approval
            assert fresh(report).live == has_approval
            assert len(lines(report, CANCELLED)) == (not has_approval)
        else:
            assert taken == ("public" if has_approval else "review")
            assert not fresh(report).live
            assert steps.state_of(fresh(report)) == (steps.TAKEN_BACK if has_approval else steps.DRAFT)
            assert lines(report, services.TAKEN_BACK) == [services.TAKEN_BACK]
        assert len([subject for subject in told if "公開しました" in subject]) <= has_approval


def test_sent_twice_it_is_sent_once(group: Group, mailoutbox: list[Any]) -> None:
    report = group.report()
    results = at_once(
        *[partial(services.submit, KIND, report, group.sender, "見てください") for _each in range(2)],
        *[partial(reviews.submit_for_review, report, group.member) for _each in range(2)],
    )
    assert refusals(results) == [reviews.AlreadyInReviewError] * 3
    assert WorkflowState.objects.for_instance(report).count() == 1
    assert lines(report, "wagtail.workflow.start") == ["wagtail.workflow.start"]
    assert [len(mails_to(lead.email, mailoutbox)) for lead in group.leads] == [1, 1]


def test_taken_back_twice_it_is_taken_back_once(group: Group) -> None:
    report = group.before_the_approver()
    results = at_once(*[partial(services.take_back, KIND, report, group.sender) for _each in range(3)])
    assert Counter(refusals(results)) == {reviews.NotInReviewError: 2}
    assert lines(report, services.TAKEN_BACK, CANCELLED) == [CANCELLED, services.TAKEN_BACK]


# Endorsements -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def declaration() -> DeclarationPage:
    refilled()
    network = add(set_up(), NetworkPage, "パートナーシップ", slug="partners")
    return add(network, DeclarationPage, "宣言", slug="declared")


def endorsed(page: DeclarationPage, address: str) -> Endorsement:
    each = endorsing.endorse(page, Said(name="みどり", words="ことば"), contact=address)
    return endorsing.confirm(each)


def test_an_endorsement_is_decided_about_once(declaration: DeclarationPage, mailoutbox: list[Any]) -> None:
    people = [moderator(f"tanto{number}") for number in range(4)]
    each = endorsed(declaration, "midori@example.jp")
    mailoutbox.clear()
    results = at_once(
        *[partial(endorsing.accept, each, who) for who in people[:2]],
        *[partial(endorsing.decline, each, who, "名前を") for who in people[2:]],
    )
    assert refusals(results) == [endorsing.DecidedError] * 3
    decided = {states.TRANSITIONS[act].action for act in ("accept", "decline")}
    assert len([action for action in log_of(each) if action in decided]) == 1
    assert len(mails_to("midori@example.jp", mailoutbox)) == 1


def test_what_is_withdrawn_while_it_is_accepted_is_gone(declaration: DeclarationPage, mailoutbox: list[Any]) -> None:
    who = moderator("tanto")
    for number in range(ROUNDS):
        each = endorsed(declaration, f"m{number}@example.jp")
        mailoutbox.clear()
        accepted, withdrawn = at_once(partial(endorsing.accept, each, who), partial(endorsing.withdraw, each))
        assert isinstance(withdrawn, Endorsement)
        assert isinstance(accepted, Endorsement | endorsing.DecidedError)
        each = fresh(each)
        assert (each.state, each.name, each.contact) == ("withdrawn", "", "")
        has_decision = isinstance(accepted, Endorsement)
        assert Counter(log_of(each))[states.TRANSITIONS["accept"].action] == has_decision
        assert Counter(log_of(each))[states.TRANSITIONS["withdraw"].action] == 1
        assert len(mails_to(f"m{number}@example.jp", mailoutbox)) == has_decision


def test_an_organisation_endorses_once_whoever_reopens_what_was_declined(declaration: DeclarationPage) -> None:
    organisation = Organisation.objects.create(name="ひだまり", locale=declaration.locale)
    lead, who = affiliated("dancho", organisation, Affiliation.Role.LEAD), moderator("tanto")
    said = Said(organisation=organisation)
    for _round in range(ROUNDS):
        first = endorsing.endorse(declaration, said, user=lead)
        endorsing.decline(first, who, "あとで")
        results = at_once(
            partial(endorsing.reopen, first, who),
            *[partial(endorsing.endorse, declaration, said, user=lead) for _each in range(2)],
        )
        assert refusals(results) == [endorsing.AlreadyError] * 2
        assert Endorsement.objects.waiting().count() == 1
        Endorsement.objects.all().delete()
