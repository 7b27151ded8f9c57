"""An engine beside the database: what it is told, and what happens when it cannot answer."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from search import building, outbox, upkeep
from search.engines import choice
from search.engines.base import EngineError
from search.engines.breaker import Breaker
from search.models import Delivery, EngineIndex, Entry
from search.sources import Source
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
    EngineIndex.objects.update(not_before=None)
    return outbox.deliver(engine)


def entry_of(made):
    return Entry.objects.get(object_id=str(made.pk)).pk


def test_a_change_is_noted_in_its_transaction_and_delivered_after_it(engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = page("ひろば")
        assert Delivery.objects.exists()
        assert not engine.indexes
    assert not Delivery.objects.exists()
    assert entry_of(made) in engine.live()


def test_everything_rolls_back_with_the_transaction_that_changed_it(engine):
    with transaction.atomic():
        page(MARKER)
        assert found(MARKER).total == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert found(MARKER, locale="").total == 0


def test_the_engine_of_choice_answers_once_it_has_heard_of_every_change(engine):
    page("ひろば")
    behind = found("ひろば")
    assert (behind.engine, behind.degraded, behind.total) == ("database", True, 1)
    deliver_all(engine)
    current = found("ひろば")
    assert (current.engine, current.degraded, current.total) == ("memory", False, 1)


def test_a_draft_that_wagtail_indexes_does_not_keep_the_sites_search_from_the_engine(engine):
    made = page("ひろば")
    deliver_all(engine)
    outbox.note(Source.OBJECTS, [1])
    assert found("ひろば").engine == "memory"
    outbox.note(Source.ENTRIES, [entry_of(made)])
    assert found("ひろば").engine == "database"


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
    deliver_all(engine)
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
    claimed = outbox._claim(Source.ENTRIES)
    assert claimed
    assert not outbox._claim(Source.ENTRIES)
    Delivery.objects.update(claimed_until=timezone.now())
    assert outbox._claim(Source.ENTRIES) == claimed


def test_a_deliverer_takes_out_only_what_it_has_delivered_itself(engine):
    made = page("ひろば")
    deliver_all(engine)
    pk = entry_of(made)
    others: list[outbox.Claim | None] = []

    def another_claims_a_newer_change(index):
        engine.before_put = lambda index: None
        outbox.note(Source.ENTRIES, [pk])
        others.append(outbox._claim(Source.ENTRIES))

    engine.before_put = another_claims_a_newer_change
    outbox.note(Source.ENTRIES, [pk])
    outbox.deliver(engine)
    (other,) = others
    assert other
    assert list(Delivery.objects.filter(source=Source.ENTRIES).values_list("pk", flat=True)) == other.deliveries
    assert not building.current(Source.ENTRIES)


def test_an_older_state_that_comes_late_never_takes_the_place_of_a_newer_one(engine):
    made = page(MARKER)
    deliver_all(engine)

    def the_page_is_withdrawn_meanwhile(index):
        engine.before_put = lambda index: None
        type(made).objects.get(pk=made.pk).unpublish()
        claim = outbox._claim(Source.ENTRIES)
        assert claim
        engine.put(Source.ENTRIES, claim.versions, index)
        Delivery.objects.filter(pk__in=claim.deliveries).delete()

    engine.before_put = the_page_is_withdrawn_meanwhile
    outbox.note(Source.ENTRIES, [entry_of(made)])
    deliver_all(engine)
    assert found(MARKER).total == 0
    assert found(MARKER).engine == "memory"


def test_a_deliverer_that_slept_through_a_rebuild_does_no_harm(engine):
    made = page(MARKER)
    deliver_all(engine)

    def much_happens_meanwhile(index):
        engine.before_put = lambda index: None
        type(made).objects.get(pk=made.pk).unpublish()
        Delivery.objects.all().delete()
        building.build(engine, Source.ENTRIES)

    engine.before_put = much_happens_meanwhile
    outbox.note(Source.ENTRIES, [entry_of(made)])
    deliver_all(engine)
    assert found(MARKER).total == 0
    assert drift().rows == []


def test_changes_while_an_index_is_filled_are_in_it(engine):
    gone, kept = page(MARKER), page("ひろば")
    deliver_all(engine)

    def changes_are_delivered_meanwhile(index):
        engine.before_put = lambda index: None
        type(gone).objects.get(pk=gone.pk).unpublish()
        page("あたらしい頁")
        assert outbox.deliver(engine)

    engine.before_put = changes_are_delivered_meanwhile
    building.build(engine, Source.ENTRIES)
    assert found(MARKER).total == 0
    assert found("あたらしい頁").engine == "memory"
    assert found("あたらしい頁").total == 1
    assert entry_of(kept) in engine.live()
    assert drift().rows == []


def test_one_process_at_a_time_fills_an_index_and_one_that_died_is_followed_by_another(engine):
    page("ひろば")
    assert building._lease(Source.ENTRIES)
    assert not outbox.deliver(engine)
    assert found("ひろば").engine == "database"
    EngineIndex.objects.update(not_before=timezone.now())
    assert outbox.deliver(engine)
    assert found("ひろば").engine == "memory"


def test_a_builder_that_was_taken_for_dead_changes_nothing(engine):
    page("ひろば")
    deliver_all(engine)

    def another_takes_over(index):
        engine.before_put = lambda index: None
        EngineIndex.objects.update(not_before=None)
        assert building.build(engine, Source.ENTRIES)

    engine.before_put = another_takes_over
    with pytest.raises(EngineError):
        building.build(engine, Source.ENTRIES)
    assert len(engine.indexes) == 2
    assert found("ひろば").engine == "memory"
    assert drift().rows == []


def test_an_index_that_is_gone_is_built_anew_while_the_database_answers(engine):
    page("ひろば")
    deliver_all(engine)
    engine.indexes.clear()
    engine.sources.clear()
    lost = found("ひろば")
    assert (lost.engine, lost.degraded, lost.total) == ("database", True, 1)
    assert choice.breaker.may_ask()
    deliver_all(engine)
    assert found("ひろば").engine == "memory"


def test_an_index_that_is_gone_when_a_change_is_delivered_is_built_anew(engine):
    page("ひろば")
    deliver_all(engine)
    engine.indexes.clear()
    engine.sources.clear()
    page("あたらしい頁")
    assert deliver_all(engine)
    assert found("ひろば").engine == "memory"
    assert drift().rows == []


def test_a_database_from_a_backup_does_not_trust_what_the_engine_heard_later(engine):
    made = page("ひろば")
    deliver_all(engine)
    name = building.index_of(Source.ENTRIES).name
    engine.indexes[name][entry_of(made)] = (10**12, "of a later day", [MARKER])
    outbox.note(Source.ENTRIES, [entry_of(made)])
    assert deliver_all(engine)
    assert building.index_of(Source.ENTRIES).name != name
    assert drift().rows == []


def test_changes_made_without_the_engine_are_not_forgotten_when_it_comes_back(engine, settings):
    made = page(MARKER)
    deliver_all(engine)
    settings.SEARCH_ENGINE = ""
    type(made).objects.get(pk=made.pk).unpublish()
    assert not Delivery.objects.exists()
    settings.SEARCH_ENGINE = "tests.search.engines.engine"
    assert found(MARKER).total == 0
    assert found(MARKER).degraded
    deliver_all(engine)
    assert found(MARKER).total == 0
    assert drift().rows == []


def drift(source: Source = Source.ENTRIES) -> upkeep.Drift:
    """How far the engine is from the database; there has to be an index."""
    drifts = upkeep.status().drift
    assert drifts is not None
    found = drifts[source]
    assert found is not None
    return found


def test_status_tells_lag_drift_and_health(engine):
    page("ひろば")
    status = upkeep.status()
    assert status.lag.waiting
    assert status.drift == {"entries": None, "objects": None}
    deliver_all(engine)
    assert drift().rows == drift(Source.OBJECTS).rows == []
    out = StringIO()
    call_command("search", "status", stdout=out)
    assert "objects: 0 missing, 0 stale, 0 surplus" in out.getvalue()
    engine.fault = "refused"
    assert not upkeep.status().healthy
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("search", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["error"] == "refused"


@pytest.mark.parametrize("source", Source)
def test_reconcile_mends_what_is_missing_stale_and_surplus_in_the_engine(engine, source):
    for number in range(3):
        page(f"頁 {number}")
    deliver_all(engine)
    missing, stale = sorted(engine.live(source))[:2]
    held = engine.indexes[building.index_of(source).name]
    del held[missing]
    held[stale] = (0, "old", [])
    held[10**6] = (0, "x", [MARKER])
    before = drift(source)
    assert (before.missing, before.stale, before.surplus) == ([missing], [stale], [10**6])
    upkeep.reconcile()
    assert drift(source).rows == []


def test_a_rebuild_swaps_only_once_the_new_index_is_whole(engine):
    page("ひろば")
    deliver_all(engine)
    old = building.index_of(Source.ENTRIES).name

    def killed(index):
        raise EngineError("killed")

    engine.before_put = killed
    with pytest.raises(CommandError):
        call_command("search", "rebuild", stdout=StringIO())
    assert building.index_of(Source.ENTRIES).name == old
    assert found("ひろば").engine == "memory"
    engine.before_put = lambda index: None
    EngineIndex.objects.update(not_before=None)
    call_command("search", "rebuild", stdout=StringIO())
    assert building.index_of(Source.ENTRIES).name != old
    assert len(engine.indexes) == 2
    assert found("ひろば").engine == "memory"
    assert drift().rows == []


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
