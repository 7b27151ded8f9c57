"""Two at the same moment about one correction: one decision, one line in the audit log, one mail. On PostgreSQL."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from directory.confirming import proposing, reporting, states
from directory.models import PlaceProposal
from tests.at_once import at_once, refusals
from tests.core.editorial import person, refilled, set_up
from tests.directory.confirming import fresh, place

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
Sender, State = PlaceProposal.Sender, PlaceProposal.State


@pytest.fixture
def people() -> list[Any]:
    refilled()
    set_up()
    return [person(f"jimu{number}", "secretariat") for number in range(4)]


def lines(proposal: PlaceProposal) -> list[str]:
    """What the audit log says after it was sent."""
    found = ModelLogEntry.objects.for_instance(proposal).order_by("timestamp", "pk").values_list("action", flat=True)
    assert found[0] == states.SENT
    return list(found[1:])


def test_a_correction_is_decided_about_once(people: list[Any], mailoutbox: list[Any]) -> None:
    entry = place(fees="無料")
    proposal = proposing.propose(entry, Sender.VISITOR, {"fees": "1回100円"}, contact="haha@example.jp")
    results = at_once(
        *[partial(proposing.accept, proposal, who, {"fees"}) for who in people[:2]],
        *[partial(proposing.decline, proposal, who, "無料です") for who in people[2:]],
    )
    assert refusals(results) == [proposing.DecidedError] * 3
    (held,) = [result for result in results if isinstance(result, PlaceProposal)]
    act = "accept" if held.state == State.ACCEPTED else "decline"
    assert lines(proposal) == [states.TRANSITIONS[act].action]
    assert (fresh(proposal).state, fresh(entry).fees) == (held.state, "1回100円" if act == "accept" else "無料")
    assert [message.to for message in mailoutbox] == [["haha@example.jp"]]


def test_what_is_taken_back_while_it_is_accepted_is_one_or_the_other(people: list[Any], mailoutbox: list[Any]) -> None:
    member = person("kaiin")
    for number in range(4):
        entry = place(f"施設{number}", fees="無料")
        proposal = proposing.propose(entry, Sender.MEMBER, {"fees": "1回100円"}, user=member)
        mailoutbox.clear()
        results = at_once(partial(proposing.accept, proposal, people[0], {"fees"}), partial(proposing.withdraw, proposal, member))
        assert refusals(results) == [proposing.DecidedError]
        is_accepted = isinstance(results[0], PlaceProposal)
        assert fresh(entry).fees == ("1回100円" if is_accepted else "無料")
        assert lines(proposal) == [states.TRANSITIONS["accept" if is_accepted else "withdraw"].action]
        assert len(mailoutbox) == is_accepted


def test_two_corrections_of_one_entry_lose_nothing_of_each_other(people: list[Any]) -> None:
    entry = place(fees="無料", note="説明")
    fees = proposing.propose(entry, Sender.VISITOR, {"fees": "1回100円"})
    note = proposing.propose(entry, Sender.VISITOR, {"note": "新しい説明"})
    results = at_once(partial(proposing.accept, fees, people[0], {"fees"}), partial(proposing.accept, note, people[1], {"note"}))
    assert not refusals(results)
    assert (fresh(entry).fees, fresh(entry).note) == ("1回100円", "新しい説明")


def test_a_button_pressed_in_two_windows_tells_once(people: list[Any]) -> None:
    entry = place()
    said = {"topic": "other", "remark": "違います"}
    results = at_once(*[partial(reporting.report, entry, "mark", said, "ja") for _each in range(4)])
    assert len({result.pk for result in results}) == 1
    assert PlaceProposal.objects.count() == 1
