"""A day or a time of the admin's forms is read as people write it; of one that cannot be read is said how to write it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.models import Delegation
from tests.core.editorial import client_of, person, set_up
from tests.site.factories import one

pytestmark = pytest.mark.django_db
ADD = "wagtailsnippets_core_delegation:add"
UNREADABLE = "この日時は読み取れません。実際にある日と時刻を、2026-04-01 09:30 のように書いてください。"


@pytest.fixture
def administrator() -> Client:
    set_up()
    return client_of(person("管子", is_staff=True, is_superuser=True))


def saved(client: Client, **typed: str) -> BeautifulSoup:
    approver = person("認子", "approver")
    fields = {"user": str(approver.pk), "starts_at": "2026-04-01 09:00", "ends_at": "2026-04-02 09:00", "reason": "留守のため"}
    return BeautifulSoup(client.post(reverse(ADD), {**fields, **typed}).content, "html.parser")


@pytest.mark.parametrize("typed", ["2024/4/32 10:00", "あした", "2024-13-01 09:00", "2024-04-01 25:00"])
def test_what_cannot_be_read_is_refused_with_the_way_to_write_it(administrator: Client, typed: str) -> None:
    form = saved(administrator, ends_at=typed)
    assert UNREADABLE in one(form, "[id$=ends_at-errors]").get_text()
    assert one(form, "[name=ends_at]")["value"] == typed
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("typed", ["2026-04-02 10:30", "2026/4/2 10:30", "2026年4月2日 10時30分", "2026.4.2 10:30"])
def test_a_day_is_read_as_people_write_it(administrator: Client, typed: str) -> None:
    saved(administrator, ends_at=typed)
    assert f"{timezone.localtime(Delegation.objects.get().ends_at):%Y-%m-%d %H:%M}" == "2026-04-02 10:30"
