"""A place is written as a draft, goes through the review, and is public only then; by every road."""

import datetime
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from cms.core import services
from cms.core.audit import DELEGATION_USED
from cms.core.languages.texts import InReviewError, translate_entry
from directory.models import DutySlot, Organisation, Place, PlacePhone, Vacancy
from search.models import Entry
from tests.core.editorial import affiliated, client_of, delegate, fresh, person, set_up, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
HOUR = datetime.timedelta(hours=1)
SECRET = "ぬばたまの説明"


@pytest.fixture
def root():
    return set_up()


@pytest.fixture
def editor(root):
    return person("書子", "editor")


@pytest.fixture
def approver(root):
    return person("認子", "approver")


@pytest.fixture
def place(root) -> Place:
    """A public place."""
    found = Place(
        name="ひろば",
        kana="ひろば",
        locale=root.locale,
        kind=Place.Kind.HOSPITAL,
        note="はじめの説明",
        opening_hours="Mo-Fr 09:00-17:00",
    )
    found.phones = [PlacePhone(locale=root.locale, number="042-000-0001", purpose="予約")]  # type: ignore[misc]
    found.save()
    return found


def url(view: str, *args: Any) -> str:
    return reverse(Place.snippet_viewset.get_url_name(view), args=args)


def form(client: Client, address: str) -> Any:
    """What an editor would post, unchanged; None where it does not open."""
    answer = client.get(address)
    if answer.status_code != 200:
        return None
    html = answer.content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(number for number, each in enumerate(forms) if each.select_one("[name=kana]"))
    data = querydict_from_html(html, form_index=index)
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    return data


def save(client: Client, at: str, /, **values: Any) -> Any:
    data = form(client, at)
    if data is None:
        return None
    for name, value in values.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return client.post(at, dict(data.lists()))


def write(client: Client, place: Place, **values: Any) -> Any:
    return save(client, url("edit", place.pk), **values)


def draft_of(place: Place) -> Place:
    return fresh(place).get_latest_revision_as_object()


def titles() -> set[str]:
    return set(Entry.objects.filter(kind__in=Place.Kind.values).values_list("title", flat=True))


def addressed() -> list[tuple[str, str]]:
    found = sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


# The way of a place ------------------------------------------------------------------------------------------------------


def test_a_new_place_is_written_submitted_returned_submitted_again_and_approved(
    root, editor, approver, django_capture_on_commit_callbacks
):
    """From an empty form to the public page, each by their own road through the admin."""
    writer, decider, reader = client_of(editor), client_of(approver), Client()
    assert save(writer, url("add"), name="児童館", kana="じどうかん", phones__TOTAL_FORMS="0", vacancies__TOTAL_FORMS="0")
    place = Place.objects.get(name="児童館")
    assert (place.live, titles()) == (False, set())
    assert reader.get(place.get_absolute_url()).status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        answer = write(writer, place, **{"note": "だれでも遊べます。", "action-submit": "1"})
    assert answer.status_code == 302
    assert addressed() == [("認子", "【のびのびーの！】確認のお願い：児童館")]
    assert "次は認子さんの確認です" in writer.get(reverse("wagtailadmin_home")).content.decode()
    assert "児童館" in decider.get(reverse("wagtailadmin_home")).content.decode()

    decide = reverse("review", args=[waiting(place).pk])
    assert writer.get(decide).status_code == 302
    assert "児童館（施設・窓口・グループ）" in decider.get(decide).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        decider.post(decide, {"return": "1", "comment": "住所を書いてください。"})
    assert "次の情報が差し戻されました" in str(mail.outbox[0].body)
    assert addressed() == [("書子", "【のびのびーの！】差し戻されました：児童館")]
    shown = writer.get(url("edit", place.pk)).content.decode()
    assert "認子さんが差し戻しました。理由：住所を書いてください。" in shown

    with django_capture_on_commit_callbacks(execute=True):
        write(writer, place, **{"address": "東京都小金井市本町1", "action-submit": "1"})
    assert addressed() == [("認子", "【のびのびーの！】確認のお願い：児童館")]
    assert not fresh(place).live
    with django_capture_on_commit_callbacks(execute=True):
        decider.post(reverse("review", args=[waiting(place).pk]), {"approve": "1", "comment": ""})
    assert "公開された情報" in str(mail.outbox[0].body)
    assert place.get_absolute_url() in str(mail.outbox[0].body)
    assert addressed() == [("書子", "【のびのびーの！】公開されました：児童館")]
    assert (fresh(place).live, titles()) == (True, {"児童館"})
    assert "東京都小金井市本町1" in reader.get(place.get_absolute_url()).content.decode()


def test_a_public_place_stays_as_it_is_until_the_change_is_approved(place, editor, approver, client):
    write(
        client_of(editor),
        place,
        **{"name": "新しいひろば", "note": SECRET, "phones-0-number": "042-000-0099", "action-submit": "1"},
    )
    roads = [
        place.get_absolute_url(),
        f"/places/{place.pk}/card.vcf",
        "/api/v2/places",
        f"/api/v2/places/{place.pk}",
        "/api/v2/places.geojson?bbox=-180,-90,180,90",
        "/api/v2/places.csv",
        "/api/v2/search?q=ひろば",
        "/phonebook/",
        "/hospitals/",
        "/sitemap.xml",
    ]
    for road in roads:
        answer = client.get(road)
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, road
        assert not any(word.encode() in text for word in ("新しいひろば", SECRET, "042-000-0099")), road
    assert titles() == {"ひろば"}
    assert fresh(place).state_in_words == "公開中・確認待ち"
    services.approve(waiting(place), approver)
    shown = client.get(place.get_absolute_url()).content.decode()
    assert all(word in shown for word in ("新しいひろば", SECRET, "042-000-0099"))
    assert titles() == {"新しいひろば"}
    assert list(fresh(place).phones.values_list("number", flat=True)) == ["042-000-0099"]


def test_who_decides_sees_field_by_field_in_words_what_changes(place, editor, approver):
    write(
        client_of(editor),
        place,
        **{
            "opening_hours-days-0-0-end": "15:00",
            "services": ["nursing_room", "stroller"],
            "kind": "clinic",
            "phones-0-purpose": "相談",
            "action-submit": "1",
        },
    )
    soup = BeautifulSoup(client_of(approver).get(reverse("review", args=[waiting(place).pk])).content, "html.parser")
    rows = {
        row.select_one("th").get_text(strip=True): [cell.get_text("\n", strip=True) for cell in row.select("td")]  # type: ignore[union-attr]
        for row in soup.select(".differences tbody tr")
    }
    assert rows["種別"] == [str(Place.Kind.HOSPITAL.label), str(Place.Kind.CLINIC.label)]
    assert rows["電話"] == ["042-000-0001（予約）", "042-000-0001（相談）"]
    assert rows["サービスと設備"][0] == "（空）"
    assert "授乳室" in rows["サービスと設備"][1]
    assert "月" in rows["開いている時間"][1]
    assert "Mo" not in "".join(rows["開いている時間"])
    assert "15:00" in rows["開いている時間"][1]
    assert set(rows) == {"種別", "電話", "サービスと設備", "開いている時間"}
    compared = client_of(approver).get(url("revisions_compare", place.pk, "live", fresh(place).latest_revision_id))
    text = BeautifulSoup(compared.content, "html.parser").select_one("main").get_text()  # type: ignore[union-attr]
    assert "授乳室" in text
    assert "nursing_room" not in text
    assert "None" not in text
    assert "Mo-Fr" not in text


def test_the_draft_is_looked_at_in_the_sites_own_page(place, editor, approver, client):
    Vacancy.objects.create(place=place, age_class=1, free=2, as_of=timezone.localdate())
    write(client_of(editor), place, **{"note": SECRET, "vacancies-0-free": "7", "action-submit": "1"})
    task = waiting(place).task
    address = url("workflow_preview", place.pk, task.pk)
    shown = client_of(approver).get(address).content.decode()
    assert SECRET in shown
    assert "7人" in shown
    assert client.get(address).status_code == 302
    saved = client_of(approver).get(url("revisions_view", place.pk, fresh(place).latest_revision_id))
    assert SECRET in saved.content.decode()


def test_a_place_that_is_not_saved_yet_is_previewed_too(editor):
    client = client_of(editor)
    data = form(client, url("add"))
    data.update({"name": "これから", "kana": "これから", "phones-TOTAL_FORMS": "0", "vacancies-TOTAL_FORMS": "0"})
    assert json.loads(client.post(url("preview_on_add"), data).content)["is_valid"]
    assert "これから" in client.get(url("preview_on_add")).content.decode()


def test_the_lead_of_the_organisation_that_keeps_it_is_asked_first(place, editor, approver):
    organisation = Organisation.objects.create(name="ひだまり", locale=place.locale)
    lead = affiliated("頭子", organisation, "lead")
    place.organisation = organisation
    place.save()
    write(client_of(editor), place, **{"note": SECRET, "action-submit": "1"})
    assert waiting(place).task.specific.stage == "lead"
    theirs = client_of(lead)
    address = reverse("my_review", args=[waiting(place).pk])
    shown = theirs.get(address).content.decode()
    assert "はじめの説明" in shown
    assert SECRET in shown
    assert SECRET in theirs.get(reverse("my_review_preview", args=[waiting(place).pk])).content.decode()
    theirs.post(address, {"approve": "1", "comment": ""})
    assert fresh(place).latest_revision != fresh(place).live_revision
    services.approve(waiting(place), approver)
    assert fresh(place).note == SECRET


def test_during_review_nobody_edits_and_the_page_says_why(place, editor, approver):
    write(client_of(editor), place, **{"note": "出した説明", "action-submit": "1"})
    shown = client_of(editor).get(url("edit", place.pk)).content.decode()
    assert "確認が終わるまで編集はできません" in shown
    for user in (editor, approver, person("管理", is_superuser=True)):
        client_of(user).post(url("edit", place.pk), {"name": "あとから", "action-publish": "1"})
    assert draft_of(place).note == "出した説明"
    assert fresh(place).name == "ひろば"


# Every road by which Wagtail could publish -------------------------------------------------------------------------------


@pytest.mark.parametrize("road", [{"action-publish": "1"}, {"action-publish": "1", "go_live_at": "2040-01-01 10:00"}])
def test_nobody_publishes_past_the_review(road, place):
    people = [person(role, role) for role in ("editor", "approver", "secretariat")]
    for user in [*people, person("管理", is_superuser=True)]:
        client = client_of(user)
        write(client, place, note=f"{user}の説明", **road)
        assert fresh(place).note == "はじめの説明"
        assert fresh(place).scheduled_revision is None
        save(client, url("add"), name=f"{user}の館", phones__TOTAL_FORMS="0", vacancies__TOTAL_FORMS="0", **road)
        assert not Place.objects.filter(name=f"{user}の館", live=True).exists()
        assert 'name="action-publish"' not in client.get(url("edit", place.pk)).content.decode()


def test_under_a_delegation_an_approver_publishes_and_the_log_names_it(place, approver):
    now = timezone.now()
    delegate(approver, now - HOUR, now + HOUR)
    write(client_of(approver), place, **{"note": "急ぎの説明", "action-publish": "1"})
    assert fresh(place).note == "急ぎの説明"
    entry = ModelLogEntry.objects.for_instance(place).get(action=DELEGATION_USED)
    assert entry.data["delegation"]["reason"] == "夏休みのあいだ"
    history = BeautifulSoup(client_of(approver).get(url("history", place.pk)).content, "html.parser")
    assert "夏休みのあいだ" in history.select_one("main").get_text()  # type: ignore[union-attr]


def test_nobody_approves_what_they_wrote(place, approver):
    write(client_of(approver), place, **{"note": "自分の説明", "action-submit": "1"})
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(place), approver)


# Taking down, schedule, history ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "may"), [("editor", False), ("approver", True), ("secretariat", True)])
def test_who_may_take_a_place_down(role, may, place):
    client_of(person("人", role)).post(url("unpublish", place.pk))
    assert fresh(place).live is not may
    assert bool(titles()) is not may


def test_its_author_is_told_that_it_was_taken_down(place, editor, approver, django_capture_on_commit_callbacks):
    write(client_of(editor), place, note="新しい説明")
    confirm = client_of(approver).get(url("unpublish", place.pk)).content.decode()
    assert "「ひろば」の公開をやめますか" in confirm
    with django_capture_on_commit_callbacks(execute=True):
        client_of(approver).post(url("unpublish", place.pk))
    assert addressed() == [("書子", "【のびのびーの！】公開が終わりました：ひろば")]


def test_an_approved_change_goes_public_at_its_time_and_not_before(place, editor, approver, client):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    at = timezone.localtime(tomorrow).strftime("%Y-%m-%d %H:%M")
    write(client_of(editor), place, **{"note": "明日からの説明", "go_live_at": at, "action-submit": "1"})
    services.approve(waiting(place), approver)
    assert (fresh(place).note, fresh(place).live, fresh(place).state_in_words) == ("はじめの説明", True, "公開中・公開の予定")
    call_command("publish_scheduled")
    assert fresh(place).note == "はじめの説明"
    fresh(place).revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now() - HOUR)
    revision = fresh(place).latest_revision
    revision.content["go_live_at"] = (timezone.now() - HOUR).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert fresh(place).note == "明日からの説明"


def test_a_place_ends_at_its_time_before_anybody_takes_it_down(place, client):
    DutySlot.objects.create(place=place, starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR)
    place.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    place.save()
    assert client.get(place.get_absolute_url()).status_code == 404
    assert client.get("/api/v2/places").json()["items"] == []
    assert client.get("/api/v2/search?q=ひろば").json()["total"] == 0
    assert not DutySlot.objects.public().exists()
    assert fresh(place).state_in_words == "公開終了"
    call_command("publish_scheduled")
    assert (fresh(place).live, fresh(place).expired, titles()) == (False, True, set())


def test_an_older_version_is_restored_as_a_draft_and_submitted(place, editor, approver):
    writer = client_of(editor)
    write(writer, place, **{"note": "ふたつめの説明", "action-submit": "1"})
    services.approve(waiting(place), approver)
    first = fresh(place).revisions.order_by("created_at")[0]
    assert first.content["note"] == "はじめの説明"
    history = writer.get(url("history", place.pk)).content.decode()
    assert 'lang="ja"' in history
    shown = writer.get(url("revisions_revert", place.pk, first.pk)).content.decode()
    assert "はじめの説明" in shown
    save(writer, url("revisions_revert", place.pk, first.pk))
    assert (fresh(place).note, draft_of(place).note) == ("ふたつめの説明", "はじめの説明")


def test_a_draft_that_is_not_finished_is_refused_in_words_and_never_breaks(root, editor):
    client = client_of(editor)
    none = {"phones__TOTAL_FORMS": "0", "vacancies__TOTAL_FORMS": "0"}
    for wrong in ({"name": ""}, {"name": "半分", "latitude": "35.7"}, {"name": "零", "latitude": "0", "longitude": "0"}):
        assert save(client, url("add"), **wrong, **none).status_code == 200
    assert not Place.objects.exists()


# The list ----------------------------------------------------------------------------------------------------------------


def test_the_list_says_where_each_stands_and_finds_by_it(place, editor, root, django_assert_max_num_queries):
    write(client_of(editor), place, note="新しい説明")
    Place.objects.create(name="下書きの館", locale=root.locale, live=False, locked=True)
    Place.objects.create(name="終わった館", locale=root.locale, live=False, expired=True)
    client = client_of(person("事務", "secretariat"))

    def rows(**asked: str) -> dict[str, str]:
        soup = BeautifulSoup(client.get(url("list"), asked).content, "html.parser")
        found = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in soup.select("table.listing tbody tr")]
        return {row[1].split(" ")[0]: " ".join(row) for row in found}

    shown = rows()
    assert "公開中（変更あり）" in shown["ひろば"]
    assert "下書き" in shown["下書きの館"]
    assert "公開終了" in shown["終わった館"]
    assert set(rows(state="changed")) == {"ひろば"}
    assert set(rows(state="public")) == {"ひろば"}
    assert set(rows(state="draft")) == {"下書きの館"}
    assert set(rows(state="ended")) == {"終わった館"}
    assert set(rows(locked="true")) == {"下書きの館"}
    assert set(rows(q="ひろば")) == {"ひろば"}
    # The button that begins a translation asks for each row; who has none of it pays for the list alone.
    client = client_of(person("認子", "approver"))
    client.get(url("list"))
    with django_assert_max_num_queries(60) as few:
        client.get(url("list"))
    for number in range(15):
        Place.objects.create(name=f"館{number}", locale=root.locale, live=False)
    with django_assert_max_num_queries(len(few)):
        client.get(url("list"))


# Translations ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def english(place) -> Place:
    """The place's translation, public as its original is."""
    en = Locale.objects.get(language_code="en")
    place.save()
    return translate_entry(place, en, {}, None)


def follow(place: Place, capture: Any, **fields: Any) -> None:
    with capture(execute=True):
        stored = fresh(place)
        for name, value in fields.items():
            setattr(stored, name, value)
        stored.save_revision().publish()


def test_a_translation_keeps_in_step_with_what_is_public_and_not_with_a_draft(
    place, english, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write(client_of(editor), place, **{"fax": "042-000-0055", "phones-0-number": "042-000-0099"})
    assert (fresh(english).fax, fresh(english).phones.get().number) == ("", "042-000-0001")
    with django_capture_on_commit_callbacks(execute=True):
        fresh(place).latest_revision.publish()
    assert (fresh(english).fax, fresh(english).phones.get().number) == ("042-000-0055", "042-000-0099")


def test_what_was_translated_stays_and_a_draft_of_the_translation_is_told(place, english, django_capture_on_commit_callbacks):
    stored = fresh(english)
    stored.name, stored.phones = "The square", [phone_named(stored, "Booking")]
    stored.save_revision().publish()
    written = fresh(english)
    written.note = "A draft in English"
    written.save_revision()
    follow(place, django_capture_on_commit_callbacks, fax="042-000-0055")
    followed = fresh(english)
    assert (followed.name, followed.fax, followed.phones.get().purpose) == ("The square", "042-000-0055", "Booking")
    draft = draft_of(english)
    assert (draft.note, draft.fax) == ("A draft in English", "042-000-0055")


def phone_named(english: Place, purpose: str) -> PlacePhone:
    phone = english.phones.get()
    phone.purpose = purpose
    return phone


def test_the_translation_goes_and_comes_with_its_original(place, english, approver, client):
    assert client.get(english.get_absolute_url()).status_code == 200
    client_of(approver).post(url("unpublish", place.pk))
    assert (fresh(english).live, titles()) == (False, set())
    assert client.get(english.get_absolute_url()).status_code == 404
    fresh(place).save_revision().publish()
    assert fresh(english).live
    assert Entry.objects.filter(locale="en", kind="hospital").exists()


def test_a_draft_place_is_translated_as_a_draft(root, client):
    place = Place.objects.create(name="下書き", locale=root.locale, live=False)
    english = translate_entry(place, Locale.objects.get(language_code="en"), {}, None)
    assert not fresh(english).live
    assert client.get(english.get_absolute_url()).status_code == 404


def test_the_draft_of_a_public_place_is_not_copied_into_its_first_translation(place, editor):
    write(client_of(editor), place, note=SECRET, fax="042-000-0055")
    english = translate_entry(fresh(place), Locale.objects.get(language_code="en"), {}, None)
    assert (fresh(english).note, fresh(english).fax) == ("はじめの説明", "")


def test_a_translation_under_review_is_not_written_over(place, english, editor):
    fresh(english).save_revision(user=editor)
    services.submit_for_review(fresh(english), editor)
    with pytest.raises(InReviewError):
        translate_entry(fresh(place), english.locale, {}, None)
