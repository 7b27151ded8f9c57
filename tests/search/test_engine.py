"""An engine beside the database: what it is told, and what happens when it cannot answer."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search import outbox, upkeep
from search.engines import choice
from search.engines.breaker import Breaker
from search.models import Delivery, Entry
from tests.search.engines import MemoryEngine
from tests.search.factories import MARKER, found, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(settings, monkeypatch):
    made = MemoryEngine()
    settings.SEARCH_ENGINE = "tests.search.engines.engine"
    monkeypatch.setattr(choice, "_engine_at", lambda path: made)
    monkeypatch.setattr(choice, "breaker", Breaker())
    monkeypatch.setattr(upkeep, "breaker", choice.breaker)
    return made


def deliver_all(engine):
    Delivery.objects.update(due_at=timezone.now(), claimed_until=None)
    return outbox.deliver(engine)


def test_a_change_is_noted_in_its_transaction_and_delivered_after_it(engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = page("ひろば")
        assert Delivery.objects.exists()
        assert not engine.indexes["live"]
    assert not Delivery.objects.exists()
    assert list(engine.indexes["live"]) == [Entry.objects.get(object_id=str(made.pk)).pk] or len(engine.indexes["live"]) == 2


def test_the_engine_of_choice_answers_once_it_has_heard_of_every_change(engine):
    page("ひろば")
    behind = found("ひろば")
    assert (behind.engine, behind.degraded, behind.total) == ("database", True, 1)
    deliver_all(engine)
    current = found("ひろば")
    assert (current.engine, current.degraded, current.total) == ("memory", False, 1)


def test_a_withdrawn_thing_is_found_nowhere_while_the_engine_is_still_behind(engine):
    made = page(MARKER)
    deliver_all(engine)
    type(made).objects.get(pk=made.pk).unpublish()
    assert found(MARKER).total == 0
    deliver_all(engine)
    assert found(MARKER).total == 0
    assert found(MARKER).engine == "memory"


def test_while_the_engine_is_down_the_database_answers_and_edits_wait_until_it_is_back(engine):
    page("ひろば")
    deliver_all(engine)
    engine.fault = "refused"
    down = found("ひろば")
    assert (down.engine, down.degraded, down.total) == ("database", True, 1)
    page("あたらしい頁")
    assert not deliver_all(engine)
    assert found("あたらしい頁").total == 1
    engine.fault = ""
    assert deliver_all(engine)
    choice.breaker.succeeded()
    assert found("あたらしい頁").engine == "memory"


def test_a_failing_engine_is_not_asked_by_every_searcher(engine):
    page("ひろば")
    deliver_all(engine)
    engine.fault = "slow"
    asked = engine.asked
    for _ in range(10):
        found("ひろば")
    assert engine.asked == asked + 1


def test_the_breaker_lets_one_try_after_a_while_and_waits_longer_after_each_failure():
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    assert breaker.may_ask()
    breaker.failed(OSError("refused"))
    assert not breaker.may_ask()
    now[0] = 2.1
    assert breaker.may_ask()
    assert not breaker.may_ask()
    breaker.failed(OSError("refused"))
    now[0] = 5.0
    assert not breaker.may_ask()
    now[0] = 6.2
    assert breaker.may_ask()
    breaker.succeeded()
    assert breaker.may_ask()
    assert breaker.may_ask()


def test_a_failed_delivery_is_tried_again_later_and_later(engine):
    page("ひろば")
    engine.fault = "503"
    assert not outbox.deliver(engine)
    first = Delivery.objects.all()[0]
    assert first.attempts == 1
    assert "503" in first.error
    assert not deliver_all(engine)
    again = Delivery.objects.get(pk=first.pk)
    assert again.attempts == 2
    assert again.due_at > first.due_at


def test_what_a_deliverer_has_claimed_another_leaves_alone_until_the_claim_runs_out(engine):
    page("ひろば")
    claimed = outbox._claim()
    assert claimed
    assert not outbox._claim()
    Delivery.objects.update(claimed_until=timezone.now())
    assert outbox._claim() == claimed


def test_an_older_version_never_overwrites_a_newer_one(engine):
    made = page("ひろば")
    deliver_all(engine)
    pk = Entry.objects.get(object_id=str(made.pk)).pk
    version = engine.indexes["live"][pk][0]
    Entry.objects.filter(pk=pk).delete()
    engine.put({pk: version - 1})
    assert pk in engine.indexes["live"]


def drift() -> upkeep.Drift:
    """How far the engine is from the database; there has to be an engine."""
    found = upkeep.status().drift
    assert found is not None
    return found


def test_status_tells_lag_drift_and_health(engine):
    page("ひろば")
    status = upkeep.status()
    assert status.lag.waiting
    assert drift().missing
    deliver_all(engine)
    assert drift().entries == []
    engine.fault = "refused"
    assert not upkeep.status().healthy
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("search", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["error"] == "refused"


def test_reconcile_mends_what_is_missing_stale_and_surplus_in_the_engine(engine):
    pages = [page(f"頁 {n}") for n in range(3)]
    deliver_all(engine)
    missing, stale, _ = [Entry.objects.get(object_id=str(p.pk)).pk for p in pages]
    live = engine.indexes["live"]
    del live[missing]
    live[stale] = (0, "old", [])
    live[10**6] = (0, "x", [MARKER])
    before = drift()
    assert (before.missing, before.stale, before.surplus) == ([missing], [stale], [10**6])
    upkeep.reconcile()
    assert drift().entries == []


def test_a_rebuild_swaps_only_once_the_new_index_is_whole(engine):
    page("ひろば")
    deliver_all(engine)
    old = engine.live
    put = engine.put
    engine.put = lambda versions, into="": (_ for _ in ()).throw(choice.EngineError("killed"))
    with pytest.raises(CommandError):
        call_command("search", "rebuild", stdout=StringIO())
    assert engine.live == old
    assert found("ひろば").total == 1
    engine.put = put
    call_command("search", "rebuild", stdout=StringIO())
    assert engine.live != old
    assert found("ひろば").engine == "memory"
    assert drift().entries == []


def test_without_an_engine_nothing_is_noted_and_the_database_is_no_fallback():
    page("ひろば")
    assert not Delivery.objects.exists()
    results = found("ひろば")
    assert (results.engine, results.degraded) == ("database", False)
    call_command("search", "status", stdout=StringIO())
    call_command("search", "reconcile", stdout=StringIO())
    call_command("search", "rebuild", stdout=StringIO())
    assert found("ひろば").total == 1
    upkeep.check()
