"""Several decide about the same post at the same moment: one decision holds, and the others are told. Threads need commits."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from cms.core.models import ContentVersion
from partnership.board import services, states
from partnership.models import BoardPost, BoardTopic
from tests.at_once import at_once
from tests.core.editorial import refilled
from tests.partnership.board.arrange import State, fresh, log_of, moderator, topic, written

AT_ONCE = 6


@pytest.fixture(autouse=True)
def _committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What these tests write is seen by every thread, and taken away after: nothing else of the database is touched."""
    with django_db_blocker.unblock():
        refilled()
        before = {model: list(model._base_manager.values_list("pk", flat=True)) for model in kept()}
        version = ContentVersion.objects.values("number", "changed_at").first()
        yield
        BoardTopic.objects.all().delete()  # by itself, so that the search index lets go of it
        with transaction.atomic():
            for model, keys in before.items():
                new = model._base_manager.exclude(pk__in=keys)
                new._raw_delete(new.db)
            if version:
                ContentVersion.objects.update(**version)


def kept() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def test_one_of_several_decisions_holds():
    people = [moderator(f"担当{number}") for number in range(AT_ONCE)]
    post = written(topic(by=people[0]))

    def act(number: int) -> BoardPost:
        who = people[number]
        return services.approve(post, who) if number % 2 else services.reject(post, who, f"{who}の理由")

    acts = [partial(act, number) for number in range(AT_ONCE)]
    results = at_once(*acts)
    held = [result for result in results if isinstance(result, BoardPost)]
    assert len(held) == 1
    assert [type(result) for result in results if result not in held] == [services.DecidedError] * (AT_ONCE - 1)
    assert fresh(post).state == held[0].state
    decisions = {"nobinobi.board.approve", "nobinobi.board.reject"}
    assert len([action for action in log_of(post) if action in decisions]) == 1


def test_what_its_author_takes_away_while_it_is_approved_stays_away():
    by = moderator()
    on = topic(by=by)
    for _round in range(5):
        post = written(on, f"{_round}番")
        approved, deleted = at_once(partial(services.approve, post, by), partial(services.delete, post))
        assert isinstance(deleted, BoardPost)
        assert isinstance(approved, BoardPost | services.DecidedError)
        assert (fresh(post).state, fresh(post).text) == (State.DELETED, "")
        assert not BoardPost.objects.public().filter(pk=post.pk).exists()


def test_a_button_pressed_in_two_windows_writes_once():
    on = topic()
    results = at_once(*[lambda: written(on, mark="m")] * 4)
    assert len({result.pk for result in results}) == 1


def test_nothing_is_written_into_a_topic_after_it_was_closed():
    by = moderator()
    on = topic(by=by)
    results = at_once(lambda: services.close_topic(on, by), *[lambda n=n: written(on, f"{n}番") for n in range(4)])
    assert isinstance(results[0], BoardTopic)
    late = [result for result in results[1:] if not isinstance(result, BoardPost)]
    assert all(isinstance(result, services.ClosedError) for result in late)
    assert fresh(on).is_closed
    assert log_of(on) == [states.CLOSED]
