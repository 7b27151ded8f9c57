import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.core import services
from directory.models import Place, PlacePhone
from directory.publishing import publish, set_confirmed
from tests.core.editorial import client_of, fresh, person, set_up, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def root():
    return set_up()


@pytest.fixture
def place(root):
    place = Place(name="ひろば", locale=root.locale, note="はじめの説明", fees="無料")
    place.phones = [PlacePhone(locale=root.locale, number="042-000-0001", purpose="予約")]  # type: ignore[misc]
    place.save()
    return place


def drafted(place, user, **fields):
    draft = fresh(place)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    return fresh(place)


def test_a_place_is_published_as_it_is_at_hand(place):
    place.confirmed_on = datetime.date(2026, 11, 1)
    place.phones = [PlacePhone(locale=place.locale, number="042-000-0002")]
    revision = publish(place, reason="施設の方の確認")
    stored = fresh(place)
    assert (stored.live, stored.confirmed_on, stored.has_unpublished_changes) == (True, datetime.date(2026, 11, 1), False)
    assert [phone.number for phone in stored.phones.all()] == ["042-000-0002"]
    assert stored.live_revision == stored.latest_revision == revision
    entry = ModelLogEntry.objects.get(action="directory.publish")
    assert entry.data["reason"] == "施設の方の確認"


def test_a_new_place_and_a_hidden_one_are_published(root):
    new = Place(name="新しい", locale=root.locale)
    publish(new)
    assert fresh(new).is_public
    later = timezone.now() + datetime.timedelta(days=1)
    hidden = Place.objects.create(name="下書き", locale=root.locale, live=False, go_live_at=later)
    publish(hidden)
    assert fresh(hidden).is_public


def test_what_cannot_be_stored_changes_nothing(place):
    place.latitude = 35.0
    with pytest.raises(ValidationError):
        publish(place)
    assert fresh(place).latitude is None
    assert not fresh(place).revisions.exists()


def test_what_stood_before_is_in_the_history(place):
    place.note = "新しい説明"
    publish(place)
    kept = fresh(place).revisions.order_by("created_at")
    assert [revision.content["note"] for revision in kept] == ["はじめの説明", "新しい説明"]


def test_a_former_version_tells_who_saved_it_or_that_nobody_with_an_account_did(place):
    office = person("事務", "secretariat")
    publish(place)
    place.note = "新しい説明"
    publish(place, office)
    told = []
    kept = fresh(place).revisions.order_by("created_at", "pk")
    for revision in (kept.first(), kept.last()):
        address = reverse(Place.snippet_viewset.get_url_name("revisions_revert"), args=[place.pk, revision.pk])
        told.append(client_of(office).get(address).content.decode())
    assert "（保存：" in told[0]
    assert "サイトの自動処理" in told[0]
    assert "None" not in told[0].split("（保存：")[1][:400]
    assert "サイトの自動処理" not in told[1]
    assert str(office) in told[1].split("（保存：")[1][:600]


def test_a_draft_stays_a_draft_and_takes_over_what_was_published(place):
    editor = person("書子")
    drafted(place, editor, note="書きかけの説明")
    found = fresh(place)
    found.fees = "500円"
    found.phones = [PlacePhone(locale=place.locale, number="042-000-0009")]
    publish(found)
    stored = fresh(place)
    assert (stored.note, stored.fees, stored.has_unpublished_changes) == ("はじめの説明", "500円", True)
    draft = stored.get_latest_revision_as_object()
    assert (draft.note, draft.fees) == ("書きかけの説明", "500円")
    assert [phone.number for phone in draft.phones.all()] == ["042-000-0009"]
    stored.latest_revision.publish()
    published = fresh(place)
    assert (published.note, published.fees, published.has_unpublished_changes) == ("書きかけの説明", "500円", False)
    assert [phone.number for phone in published.phones.all()] == ["042-000-0009"]


def test_a_review_goes_on(place):
    editor, approver = person("書子", "editor"), person("認子", "approver")
    services.submit_for_review(drafted(place, editor, note="書きかけの説明"), editor)
    found = fresh(place)
    found.fees = "500円"
    publish(found)
    services.approve(waiting(place), approver)
    published = fresh(place)
    assert (published.note, published.fees, published.live) == ("書きかけの説明", "500円", True)


def test_what_is_scheduled_takes_over_too(place):
    editor = person("書子")
    draft = drafted(place, editor, note="来月からの説明", go_live_at=timezone.now() + datetime.timedelta(days=7))
    draft.latest_revision.publish()
    assert fresh(place).note == "はじめの説明"
    found = fresh(place)
    found.fees = "500円"
    publish(found)
    scheduled = fresh(place).scheduled_revision.as_object()
    assert (scheduled.note, scheduled.fees) == ("来月からの説明", "500円")


def test_a_confirmation_is_public_at_once_and_in_the_draft_too(place):
    drafted(place, person("書子"), note="書きかけの説明")
    set_confirmed(fresh(place), datetime.date(2026, 11, 2), reason="施設の方の確認")
    assert (fresh(place).confirmed_on, fresh(place).note) == (datetime.date(2026, 11, 2), "はじめの説明")
    draft = fresh(place).get_latest_revision_as_object()
    assert (draft.confirmed_on, draft.note) == (datetime.date(2026, 11, 2), "書きかけの説明")
