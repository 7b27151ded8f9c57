"""An import and somebody's draft: neither undoes the other."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry, Revision

from cms.core import services
from cms.core.languages.texts import translate_entry
from directory.models import Place
from directory.opendata.importing import apply
from directory.opendata.writing import may_publish
from search.models import Entry
from tests.core.editorial import fresh, person, set_up, waiting
from tests.directory.opendata.test_importing import AOBA, MIDORI, changed, planned, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def place() -> Place:
    """An imported place, on a site that was set up."""
    set_up()
    take_in(AOBA)
    return Place.objects.get()


def write(place: Place, user: Any, **fields: Any) -> Place:
    draft = fresh(place).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    return fresh(place)


def draft_of(place: Place) -> Place:
    return fresh(place).get_latest_revision_as_object()


def numbers(place: Place) -> list[str]:
    return [phone.number for phone in place.phones.all()]


def lines(place: Place) -> list[str]:
    return [entry.message for entry in ModelLogEntry.objects.for_instance(place)]


def test_what_is_imported_is_public_and_in_the_history_without_a_revision_each(place: Place) -> None:
    assert place.live
    assert place.first_published_at is not None
    assert not Revision.objects.for_instance(place).exists()
    assert lines(place) == ["「小金井市の保育施設」から取り込みました"]
    take_in(changed(AOBA, 電話番号="042-383-9999", 収容定員="70"))
    assert "電話" in lines(place)[0]
    assert "定員" in lines(place)[0]


def test_publishing_a_draft_later_does_not_undo_what_was_imported_meanwhile(place: Place) -> None:
    editor = person("書子", "editor")
    write(place, editor, note="書きかけの説明")
    take_in(changed(AOBA, 電話番号="042-383-9999", 収容定員="70"))
    assert (fresh(place).note, fresh(place).capacity, numbers(fresh(place))) == ("", 70, ["042-383-9999"])
    draft = draft_of(place)
    assert (draft.note, draft.capacity, numbers(draft)) == ("書きかけの説明", 70, ["042-383-9999"])
    assert fresh(place).latest_revision.user == editor
    fresh(place).latest_revision.publish()
    published = fresh(place)
    assert (published.note, published.capacity, numbers(published)) == ("書きかけの説明", 70, ["042-383-9999"])


def test_a_review_goes_on_beside_an_import(place: Place) -> None:
    editor, approver = person("書子", "editor"), person("認子", "approver")
    services.submit_for_review(write(place, editor, note="書きかけの説明"), editor)
    take_in(changed(AOBA, 収容定員="70"))
    services.approve(waiting(place), approver)
    assert (fresh(place).note, fresh(place).capacity) == ("書きかけの説明", 70)


def test_a_correction_in_a_draft_counts_once_it_is_published(place: Place) -> None:
    editor = person("書子", "editor")
    write(place, editor, capacity=65)
    assert planned(changed(AOBA, 収容定員="70")).steps[0].changes[0].is_corrected is False
    fresh(place).latest_revision.publish()
    change = planned(changed(AOBA, 収容定員="70")).steps[0].changes[0]
    assert (change.is_corrected, change.ours) == (True, 65)
    take_in(AOBA)
    assert fresh(place).capacity == 65


def test_what_was_taken_down_stays_down_and_keeps_up(place: Place) -> None:
    fresh(place).unpublish()
    take_in(changed(AOBA, 収容定員="70"))
    assert (fresh(place).live, fresh(place).capacity) == (False, 70)
    assert not Entry.objects.filter(kind="nursery").exists()
    fresh(place).save_revision().publish()
    assert fresh(place).capacity == 70


def test_after_an_import_a_schedule_still_leaves_the_public_version_standing(place: Place) -> None:
    draft = fresh(place)
    draft.note, draft.go_live_at = "来週からの説明", timezone.now() + datetime.timedelta(days=7)
    draft.save_revision().publish()
    assert (fresh(place).live, fresh(place).note) == (True, "")
    take_in(changed(AOBA, 収容定員="70"))
    assert fresh(place).scheduled_revision.as_object().capacity == 70


def test_who_may_not_publish_brings_drafts(place: Place) -> None:
    importer = person("運子")
    importer.user_permissions.add(Permission.objects.get(codename="import_opendata"))
    assert not may_publish(importer)
    apply(planned(changed(AOBA, 収容定員="70", 電話番号="042-383-9999"), MIDORI), importer)
    assert (fresh(place).capacity, numbers(fresh(place))) == (60, ["042-383-1111"])
    assert (draft_of(place).capacity, numbers(draft_of(place))) == (70, ["042-383-9999"])
    new = Place.objects.get(name="みどり保育園")
    assert (new.live, new.state_in_words) == (False, "下書き")
    assert set(Entry.objects.filter(kind="nursery").values_list("title", flat=True)) == {"あおば保育園"}
    assert may_publish(person("事務", "secretariat"))


def test_translations_keep_in_step_with_an_import(place: Place, django_capture_on_commit_callbacks: Any) -> None:
    english = translate_entry(place, Locale.objects.get(language_code="en"), {}, None)
    stored = fresh(english)
    stored.name = "Aoba Nursery"
    stored.save()
    with django_capture_on_commit_callbacks(execute=True):
        take_in(changed(AOBA, 収容定員="70", 電話番号="042-383-9999"))
    assert (fresh(english).name, fresh(english).capacity, numbers(fresh(english))) == ("Aoba Nursery", 70, ["042-383-9999"])


def test_drafts_cost_a_few_queries_and_not_one_each(place: Place, django_assert_max_num_queries: Any) -> None:
    rows = [changed(AOBA, NO=str(number), 名称=f"保育園{number}") for number in range(10, 40)]
    take_in(*rows)
    editor = person("書子", "editor")
    for each in Place.objects.exclude(pk=place.pk):
        write(each, editor, note="書きかけ")
    again = planned(*(changed(row, 収容定員="77") for row in rows))
    with django_assert_max_num_queries(80):
        apply(again)
    assert {draft_of(each).capacity for each in Place.objects.exclude(pk=place.pk)} == {77}
