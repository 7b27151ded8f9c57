"""What the tests of members' own place stand on: a site that was set up, and a group with its people."""

from typing import Any

import pytest

from directory.models import Affiliation, Organisation
from partnership.models import CitizenReportPage
from partnership.my import services
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, person, set_up

TEXT = "落ち葉の中に座ったまま三十分。\n\n帰りたがりませんでした。"


@pytest.fixture
def root(db: None) -> Any:
    return set_up()


@pytest.fixture
def group(root: Any) -> Organisation:
    return Organisation.objects.create(name="ひだまり", locale=root.locale)


@pytest.fixture
def elsewhere(root: Any) -> Organisation:
    return Organisation.objects.create(name="こもれび", locale=root.locale)


@pytest.fixture
def member(group: Organisation) -> Any:
    return affiliated("member", group, Affiliation.Role.MEMBER)


@pytest.fixture
def lead(group: Organisation) -> Any:
    return affiliated("lead", group, Affiliation.Role.LEAD)


@pytest.fixture
def stranger(elsewhere: Organisation) -> Any:
    return affiliated("stranger", elsewhere, Affiliation.Role.MEMBER)


@pytest.fixture
def approver(root: Any) -> Any:
    return person("approver", "approver")


@pytest.fixture
def sender(member: Any, group: Organisation) -> Sender:
    return Sender(member, group)


@pytest.fixture
def report(root: Any, sender: Sender) -> CitizenReportPage:
    """A whole report without photos, not sent yet."""
    values = {"title": "秋のプレーパーク", "happened_on": "2026-11-08", "place": "中央公園", "text": TEXT}
    form = ReportKind.form_class(values)
    assert form.is_valid()
    return services.begin(ReportKind(), sender, form.cleaned_data, root.locale)


@pytest.fixture
def people(member: Any, lead: Any, approver: Any, stranger: Any, sender: Sender) -> dict[str, Any]:
    """Everybody, by what they are."""
    return {"member": member, "lead": lead, "approver": approver, "stranger": stranger, "sender": sender}
