"""The form of a delegation: whom it offers, and how they are called."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from cms.core.models import Delegation
from cms.core.viewsets import DelegationViewSet
from tests.core.editorial import client_of, delegate, person, set_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def secretariat():
    set_up()
    return client_of(person("事務", "secretariat"))


def offered(client, url: str) -> list[str]:
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    return [each.get_text(strip=True) for each in soup.select("select[name=user] option")]


def add_url() -> str:
    return reverse(DelegationViewSet().get_url_name("add"))


def test_those_who_approve_are_offered_by_name(secretariat):
    named, nameless = person("ninko", "approver"), person("kanri", is_superuser=True)
    type(named).objects.filter(pk=named.pk).update(last_name="認子")
    type(nameless).objects.filter(pk=nameless.pk).update(last_name="")
    person("書子", "editor")
    person("退会", "approver", is_active=False)
    assert sorted(offered(secretariat, add_url())) == ["kanri", "認子", "選んでください"]


def test_nobody_else_is_taken(secretariat):
    editor, approver = person("書子", "editor"), person("認子", "approver")
    data = {
        "starts_at": "2030-01-01 10:00",
        "ends_at": "2030-01-02 10:00",
        "reason": "夏休み",
    }
    secretariat.post(add_url(), data | {"user": editor.pk})
    secretariat.post(add_url(), data | {"user": approver.pk})
    assert [each.user.last_name for each in Delegation.objects.all()] == ["認子"]


def test_who_holds_a_delegation_stays_in_its_form_and_in_the_list_by_name(secretariat):
    holder = person("mae", "editor")
    type(holder).objects.filter(pk=holder.pk).update(last_name="前の人")
    now = timezone.now()
    delegation = delegate(holder, now, now + datetime.timedelta(days=1))
    url = reverse(DelegationViewSet().get_url_name("edit"), args=[delegation.pk])
    assert "前の人" in offered(secretariat, url)
    listed = BeautifulSoup(secretariat.get(reverse(DelegationViewSet().get_url_name("list"))).content, "html.parser")
    row = listed.select_one("table.listing tbody tr")
    assert row is not None
    assert "前の人" in row.get_text()
    assert row.select_one(f"a[href='{url}']")
