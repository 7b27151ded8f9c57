"""Two at the same moment: what is announced stands there once, whoever sends and whoever publishes. On PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cms.core.announcing import services
from cms.core.announcing.digest import sending as digest
from cms.core.models import Announcement, BasePage, DigestSubscription
from tests.at_once import at_once
from tests.core.announcing.listening import Service, service
from tests.core.editorial import refilled
from tests.site.factories import add, front

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


@pytest.fixture
def elsewhere() -> Iterator[Service]:
    with service() as running:
        yield running


@pytest.fixture
def page() -> Any:
    refilled()
    return add(front(), BasePage, "新しいひろば", first_published_at=timezone.now() - digest.SETTLED * 2)


def test_of_many_workers_one_sends(page: Any, elsewhere: Service) -> None:
    channel = elsewhere.channel()
    announcement = Announcement.objects.create(thing=page, title="題", channel=channel, channel_name=channel.name, text="文")
    assert sorted(at_once(*[lambda: services.deliver(announcement.pk)] * 6)) == [False] * 5 + [True]
    assert elsewhere.texts == ["文"]
    announcement.refresh_from_db()
    assert (announcement.state, announcement.attempts) == (Announcement.State.SENT, 1)


def test_of_many_who_ask_for_another_attempt_one_has_it(page: Any, elsewhere: Service) -> None:
    channel = elsewhere.channel()
    given_up = Announcement.objects.create(
        thing=page, title="題", channel=channel, channel_name=channel.name, text="文", state=Announcement.State.GAVE_UP
    )
    found = at_once(*[lambda: services.retry(given_up, None)] * 4)
    assert sum(isinstance(each, services.RetryError) for each in found) == 3
    assert elsewhere.texts == ["文"]


def test_publishing_at_the_same_moment_announces_once(page: Any, elsewhere: Service) -> None:
    chosen = {"channels": [elsewhere.channel().pk], "text": "", "texts": {}}
    found = at_once(*[lambda: services.announce(BasePage.objects.get(pk=page.pk), chosen)] * 5)
    assert not [each for each in found if isinstance(each, Exception)]
    assert Announcement.objects.count() == 1
    assert len(elsewhere.got) == 1


def test_of_many_runs_of_the_digest_each_reader_gets_one_mail(page: Any, mailoutbox: list[Any]) -> None:
    since = timezone.now() - digest.LEASE * 24 * 30
    for number in range(4):
        DigestSubscription.objects.create(address=f"{number}@example.jp", confirmed_at=since, covered_until=since)
    done = at_once(*[digest.send] * 4)
    assert sum(each.mails for each in done) == 4
    assert sorted(message.to[0][0] for message in mailoutbox) == ["0", "1", "2", "3"]
