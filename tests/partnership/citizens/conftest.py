"""What the tests of reports without an account stand on: a site that was set up, and who decides."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from partnership.citizens import services
from partnership.citizens.links import LINKS
from partnership.models import SentReport
from tests.core.editorial import person, set_up

TEXT = "落ち葉の中に座ったまま三十分。\n\n帰りたがりませんでした。"
WORDS = {
    "title": "秋のプレーパーク",
    "happened_on": "2026-11-08",
    "place": "中央公園",
    "text": TEXT,
    "name": "みどり",
    "contact": "midori@example.jp",
}
NEW = "/report/new/"


@pytest.fixture
def root(db: None) -> Any:
    return set_up()


@pytest.fixture
def approver(root: Any) -> Any:
    return person("approver", "approver")


@pytest.fixture
def client() -> Client:
    return Client()


def only() -> SentReport:
    return SentReport.objects.select_related("page").get()


def mine(sent: SentReport) -> str:
    return reverse("partnership:citizen_report", args=[LINKS.token_of(sent)])


def mailed_link(address: str = "midori@example.jp") -> str:
    """The link of the last mail that asks whether the address is theirs."""
    asked = [message for message in mail.outbox if message.to == [address] and "/report/mail/" in str(message.body)]
    return re.findall(r"https?://[^/]+(\S+/report/mail/\S+|/report/mail/\S+)", str(asked[-1].body))[0]


def confirmed(**said: Any) -> SentReport:
    """A report that waits for an approver."""
    sent = services.begin({**WORDS, **said})
    services.ask(sent)
    services.confirm(sent)
    return only()


def files_of(sent: SentReport) -> list[str]:
    """Where the photos of one that is not confirmed lie."""
    return [str(photo.file.name) for photo in sent.photos.all()]


def are_there(files: list[str]) -> bool:
    assert files
    return any(default_storage.exists(name) for name in files)
