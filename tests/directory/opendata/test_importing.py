"""A file goes in once, and again, and changed; what editors corrected stays; and nothing is ever done by halves."""

import csv
import io
import time
from typing import Any

import pytest
from django.db import transaction

from cms.core import version
from directory.models import DataSource, ImportedRecord, ImportRun, Place, SupportProgram
from directory.opendata import rooms, writing
from directory.opendata.datasets import BY_CODE
from directory.opendata.exporting.files import export
from directory.opendata.exporting.places import sources_of
from directory.opendata.importing import NAMES, Plan, PlanError, apply, plan, read_file, usual_name
from search.models import Entry
from tests.directory.opendata.sources import OURS, PUBLISHED, TABLES
from tests.site.factories import locale

pytestmark = pytest.mark.django_db

REGISTRY = PUBLISHED / "koganei" / "registry_132101_excerpt.json"
HEADER = ("NO", "名称", "種別", "住所", "電話番号", "収容定員", "受入年齢", "備考", "緯度", "経度")
AOBA = (
    "1",
    "あおば保育園",
    "認可私立保育所",
    "東京都小金井市梶野町1-2-3",
    "042-383-1111",
    "60",
    "1歳から5歳",
    "",
    "35.7",
    "139.5",
)
MIDORI = ("2", "みどり保育園", "認可公立保育所", "東京都小金井市緑町2-3-4", "042-383-2222", "90", "", "", "35.71", "139.51")


@pytest.fixture(autouse=True)
def japanese() -> None:
    locale()


def csv_of(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def source(name: str = "小金井市の保育施設", dataset: str = "nurseries") -> DataSource:
    return DataSource.objects.get_or_create(name=name, dataset=dataset)[0]


def planned(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, dataset: str = "nurseries") -> Plan:
    return plan(read_file(csv_of(*rows, header=header), "list.csv", dataset), source(dataset=dataset))


def take_in(*rows: tuple[str, ...], **options: Any) -> ImportRun:
    return apply(planned(*rows, **options))


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, text) for name, text in zip(HEADER, row, strict=True))


def counts(run: ImportRun) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count}


def assert_every_row_is_told_of(of: dict[str, int]) -> None:
    assert of["read"] == of["new"] + of["changed"] + of["unchanged"] + of["rejected"]


def test_a_plan_changes_nothing() -> None:
    found = planned(AOBA, MIDORI)
    assert found.counts["new"] == 2
    assert not Place.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_place_comes_in_with_its_telephone_and_is_found() -> None:
    before = version.current().number
    run = take_in(AOBA)
    place = Place.objects.get()
    assert (place.name, place.kind, place.category, place.capacity) == ("あおば保育園", "nursery", "認可私立保育所", 60)
    assert (place.prefecture, place.city, place.latitude) == ("東京都", "小金井市", 35.7)
    assert [phone.number for phone in place.phones.all()] == ["042-383-1111"]
    assert place.source == "小金井市の保育施設"
    assert place.is_public
    assert Entry.objects.get(object_id=str(place.pk)).title == "あおば保育園"
    assert version.current().number > before
    place.full_clean()
    assert (run.file_name, run.encoding, run.state, len(run.sha256)) == ("list.csv", "utf-8", "done", 64)


def test_an_imported_place_is_found_in_the_admins_own_search() -> None:
    from wagtail.search.backends import get_search_backend

    take_in(AOBA, MIDORI)
    assert [place.name for place in get_search_backend().autocomplete("あおば", Place)] == ["あおば保育園"]


def test_the_same_file_again_changes_nothing() -> None:
    take_in(AOBA, MIDORI)
    before = list(Place.objects.values_list("pk", "updated_at"))
    assert counts(take_in(AOBA, MIDORI)) == {"read": 2, "unchanged": 2}
    assert list(Place.objects.values_list("pk", "updated_at")) == before


def test_what_the_source_changes_changes_here_and_in_the_search() -> None:
    take_in(AOBA, MIDORI)
    step = planned(changed(AOBA, 名称="あおばこども園", 電話番号="042-383-9999"), MIDORI).of("changed")[0]
    assert [(change.field, change.old, change.new) for change in step.changes if change.field == "name"] == [
        ("name", "あおば保育園", "あおばこども園")
    ]
    assert counts(take_in(changed(AOBA, 名称="あおばこども園", 電話番号="042-383-9999"), MIDORI)) == {
        "read": 2,
        "changed": 1,
        "unchanged": 1,
    }
    place = Place.objects.get(name="あおばこども園")
    assert [phone.number for phone in place.phones.all()] == ["042-383-9999"]
    assert Entry.objects.filter(title="あおばこども園").exists()
    assert not Entry.objects.filter(title="あおば保育園").exists()


def test_an_editors_correction_stands_until_the_source_says_something_else_there() -> None:
    take_in(AOBA)
    Place.objects.update(capacity=65, note="園庭があります。")
    assert counts(take_in(AOBA)) == {"read": 1, "unchanged": 1, "kept": 1}
    take_in(changed(AOBA, 備考="駅前"))
    place = Place.objects.get()
    assert (place.capacity, place.note) == (65, "駅前")
    (change,) = planned(changed(AOBA, 備考="駅前", 収容定員="70")).of("changed")[0].changes
    assert (change.old, change.new, change.ours, change.is_corrected) == (60, 70, 65, True)
    take_in(changed(AOBA, 備考="駅前", 収容定員="70"))
    assert Place.objects.get().capacity == 70


def test_a_correction_that_is_kept_is_told_with_what_the_editor_and_the_source_say() -> None:
    take_in(AOBA, MIDORI)
    assert not any(step.kept for step in planned(AOBA, MIDORI).steps)
    Place.objects.filter(name="あおば保育園").update(capacity=65, age_max=None, note="園庭があります。")
    found = planned(AOBA, MIDORI)
    assert [(each["row"], each["column"], each["value"]) for each in found.steps[0].kept] == [
        (2, "何歳まで", "5歳11か月"),
        (2, "定員", "60"),
    ]  # of the note the source says nothing, so that nothing stands against it
    assert "「あおば保育園」の「定員」は、編集者が直した「65」のままにします。" in [each["done"] for each in found.doubts]
    assert "空欄" in found.steps[0].kept[0]["done"]
    assert (found.counts["kept"], found.steps[1].kept) == (2, [])
    assert take_in(AOBA, MIDORI).doubts == found.doubts
    assert [each["column"] for each in planned(changed(AOBA, 収容定員="70")).steps[0].kept] == ["何歳まで"]


def test_what_a_list_of_what_places_have_leaves_as_it_is_is_no_correction() -> None:
    header = ("NO", "名称", "住所", "設置位置")
    row = ("1", "見本館", "東京都小金井市本町1-1", "1階受付")
    take_in(row, header=header, dataset="aed")
    Place.objects.update(kind="library", services=("aed", "toilet"))
    assert planned(row, header=header, dataset="aed").steps[0].kept == []


def test_a_telephone_that_an_editor_wrote_stands_too() -> None:
    take_in(AOBA)
    Place.objects.get().phones.update(number="042-000-0000")
    take_in(changed(AOBA, 収容定員="61"))
    assert [phone.number for phone in Place.objects.get().phones.all()] == ["042-000-0000"]


def test_half_a_position_that_an_editor_took_away_comes_back_whole() -> None:
    take_in(AOBA)
    Place.objects.update(latitude=None, longitude=None)
    take_in(changed(AOBA, 緯度="35.75"))
    assert Place.objects.values_list("latitude", "longitude").get() == (35.75, 139.5)


def test_a_column_that_the_file_has_no_more_is_not_taken_for_empty() -> None:
    take_in(AOBA)
    take_in(AOBA[:3], header=HEADER[:3])
    assert Place.objects.values_list("capacity", "address").get() == (60, "東京都小金井市梶野町1-2-3")
    assert counts(take_in(AOBA)) == {"read": 1, "unchanged": 1}


def test_what_disappears_is_told_once_and_stays() -> None:
    take_in(AOBA, MIDORI)
    found = planned(AOBA)
    assert [str(record) for record in found.disappeared] == ["みどり保育園"]
    assert counts(apply(found)) == {"read": 1, "unchanged": 1, "disappeared": 1}
    assert counts(take_in(AOBA)) == {"read": 1, "unchanged": 1}
    assert Place.objects.public().count() == 2
    assert counts(take_in(AOBA, MIDORI)) == {"read": 2, "unchanged": 2}
    assert not ImportedRecord.objects.filter(is_gone=True).exists()


def test_a_row_that_is_cut_or_pushed_aside_leaves_what_is_there_and_is_not_told_as_gone() -> None:
    take_in(AOBA, MIDORI)
    before = list(Place.objects.order_by("pk").values())
    for broken in (MIDORI[:4], (*MIDORI[:2], "認可公立", "の保育所", *MIDORI[3:])):
        found = planned(AOBA, broken)
        assert {name: count for name, count in found.counts.items() if count} == {"read": 2, "unchanged": 1, "rejected": 1}
        assert_every_row_is_told_of(found.counts)
        apply(found)
        assert list(Place.objects.order_by("pk").values()) == before
        assert not ImportedRecord.objects.filter(is_gone=True).exists()


def test_empty_cells_that_a_spreadsheet_left_out_empty_nothing() -> None:
    rows = [changed(AOBA, NO=str(number), 名称=f"園{number}") for number in range(1, 9)]
    take_in(MIDORI, *rows)
    run = take_in(MIDORI, *(row[:4] for row in rows))
    assert (run.counts["changed"], run.counts["unchanged"]) == (0, 9)


def test_a_place_that_an_editor_deleted_is_new_when_it_comes_again() -> None:
    take_in(AOBA, MIDORI)
    Place.objects.get(name="あおば保育園").delete()
    assert counts(take_in(AOBA, MIDORI)) == {"read": 2, "new": 1, "unchanged": 1}


def test_the_number_tells_who_it_is() -> None:
    take_in(AOBA)
    pk = Place.objects.get().pk
    assert counts(take_in(changed(AOBA, 名称="そら保育園", 住所="東京都小金井市本町1-1"))) == {"read": 1, "changed": 1}
    assert Place.objects.get().pk == pk


def test_without_a_number_name_address_and_kind_tell_it() -> None:
    unnumbered = [row[1:] for row in (AOBA, MIDORI)]
    take_in(*unnumbered, header=HEADER[1:])
    moved = [changed(AOBA, 収容定員="61")[1:], changed(MIDORI, 住所="東京都小金井市本町9-9")[1:]]
    assert counts(take_in(*moved, header=HEADER[1:])) == {"read": 2, "changed": 1, "new": 1, "disappeared": 1}


def test_a_list_that_was_numbered_anew_is_recognised() -> None:
    take_in(AOBA, MIDORI)
    pks = dict(Place.objects.values_list("name", "pk"))
    new = ("1", "あかね保育園", *AOBA[2:3], "東京都小金井市前原町5-6", *AOBA[4:])
    run = take_in(new, changed(AOBA, NO="2"), changed(MIDORI, NO="3"))
    assert counts(run) == {"read": 3, "new": 1, "unchanged": 2, "doubtful": 2}
    assert {doubt["code"] for doubt in run.doubts} == {"number_changed"}
    assert {name: pk for name, pk in Place.objects.values_list("name", "pk") if name in pks} == pks
    assert counts(take_in(new, changed(AOBA, NO="2"), changed(MIDORI, NO="3"))) == {"read": 3, "unchanged": 3}


AEDS = ("NO", "名称", "住所", "緯度", "経度", "設置位置")
LOBBY = ("1", "市民会館", "東京都小金井市本町6-6", "35.7", "139.5", "1階ロビー")
UPSTAIRS = ("2", "市民会館", "東京都小金井市本町6-6", "35.7", "139.5", "3階")


def test_several_of_one_building_are_each_their_own_by_their_number() -> None:
    run = take_in(LOBBY, UPSTAIRS, header=AEDS, dataset="aed")
    assert counts(run) == {"read": 2, "new": 2, "doubtful": 2}
    assert {doubt["code"] for doubt in run.doubts} == {"named_by_position"}
    again = take_in(UPSTAIRS, LOBBY, header=AEDS, dataset="aed")
    assert counts(again) == {"read": 2, "unchanged": 2, "doubtful": 2}
    assert {place.name for place in Place.objects.all()} == {"市民会館（1階ロビー）", "市民会館（3階）"}
    assert {place.note for place in Place.objects.all()} == {"設置場所：1階ロビー", "設置場所：3階"}
    assert {place.services for place in Place.objects.all()} == {("aed",)}


def test_several_of_one_building_without_numbers_are_told_apart_by_where_they_are() -> None:
    rows = [row[1:] for row in (LOBBY, UPSTAIRS)]
    run = take_in(*rows, header=AEDS[1:], dataset="aed")
    assert counts(run) == {"read": 2, "new": 2, "doubtful": 2}
    assert {(doubt["code"], doubt["column"]) for doubt in run.doubts} == {("named_by_position", "名称")}
    assert counts(take_in(*reversed(rows), header=AEDS[1:], dataset="aed")) == {"read": 2, "unchanged": 2, "doubtful": 2}


def test_what_tells_several_of_one_building_apart_goes_out_and_comes_back() -> None:
    alone = ("3", "図書館", "東京都小金井市本町7-7", "35.7", "139.5", "1階")
    take_in(LOBBY, UPSTAIRS, alone, header=AEDS, dataset="aed")
    before = list(Place.objects.order_by("name").values("name", "address", "note", "services", "latitude"))
    assert before[0]["name"] == "図書館"
    for is_standard_only in (False, True):
        written = export(BY_CODE["aed"], is_standard_only=is_standard_only).content
        file = read_file(written, "aed.csv", "aed")
        assert plan(file, source(dataset="aed")).counts["unchanged"] == 3
        Place.objects.all().delete()
        apply(plan(file, source(f"別の出どころ{is_standard_only}", dataset="aed")))
        assert list(Place.objects.order_by("name").values("name", "address", "note", "services", "latitude")) == before


def test_several_of_one_building_that_nothing_tells_apart_are_told_apart_in_order_with_a_doubt() -> None:
    rows = [(*row[1:-1], note) for row, note in ((LOBBY, ""), (UPSTAIRS, "正面"))]
    header = (*AEDS[1:-1], "備考")
    run = take_in(*rows, header=header, dataset="aed")
    assert counts(run) == {"read": 2, "new": 2, "doubtful": 1}
    assert [doubt["code"] for doubt in run.doubts] == ["identity_repeated"]
    assert counts(take_in(*rows, header=header, dataset="aed")) == {"read": 2, "unchanged": 2, "doubtful": 1}


def test_a_number_that_comes_twice_makes_two_things_and_a_doubt() -> None:
    rows = (AOBA, changed(MIDORI, NO="1"))
    run = take_in(*rows)
    assert counts(run) == {"read": 2, "new": 2, "doubtful": 1}
    assert [doubt["code"] for doubt in run.doubts] == ["number_repeated"]
    assert counts(take_in(*rows)) == {"read": 2, "unchanged": 2, "doubtful": 1}


def test_a_dataset_names_every_source_of_its_places_whatever_list_they_came_in() -> None:
    take_in(LOBBY, header=AEDS, dataset="aed")
    take_in(("1", "本町図書館", "東京都小金井市本町7-7"), header=("NO", "名称", "住所"), dataset="facilities")
    assert {each.dataset for each in sources_of(BY_CODE["facilities"])} == {"aed", "facilities"}


def test_a_row_that_stands_there_twice_is_taken_once() -> None:
    run = take_in(AOBA, AOBA)
    assert counts(run) == {"read": 2, "new": 1, "rejected": 1}
    assert [doubt["code"] for doubt in run.doubts] == ["row_repeated"]  # and nothing of what was made of its cells


def test_the_doubts_are_kept_with_row_column_value_and_what_was_done() -> None:
    run = take_in(changed(AOBA, 収容定員="0"))
    (doubt,) = [doubt for doubt in run.doubts if doubt["code"] == "capacity_unknown"]
    assert (doubt["row"], doubt["column"], doubt["value"], doubt["done"]) == (2, "収容定員", "0", "空欄として取り込みました。")
    assert ImportedRecord.objects.get().originals["capacity"] == "0"


def test_what_does_not_fit_is_cut_and_told() -> None:
    run = take_in(changed(AOBA, 種別="認可外" * 60, NO="7"), header=(*HEADER[:-3], "名称_カナ", *HEADER[-2:]))
    place = Place.objects.get()
    assert len(place.category) == 100
    assert "too_long" in {doubt["code"] for doubt in run.doubts}


def test_a_reading_is_kept_without_its_brackets_and_left_out_if_it_is_none() -> None:
    header = ("NO", "名称", "名称_カナ")
    run = take_in(("1", "広場", "ヒロバ（ツドイ）"), ("2", "園", "園A"), header=header)
    assert list(Place.objects.order_by("pk").values_list("kana", flat=True)) == ["ひろば つどい", ""]
    assert [(doubt["row"], doubt["code"]) for doubt in run.doubts if doubt["code"] == "kana_unread"] == [(3, "kana_unread")]


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not here")
def test_a_programme_comes_in_with_what_is_said_of_it_said_once() -> None:
    read = read_file(REGISTRY.read_bytes(), REGISTRY.name)
    assert usual_name(read) == "東京都小金井市 子育て支援制度の一覧"
    apply(plan(read, source(dataset="programs")))
    program = SupportProgram.objects.get()
    assert (program.short_name, program.age_min, program.age_max, program.cost) == ("ブックスタート", 3, 4, "無料")
    assert program.period == "保健センターでの３～４か月検診時"
    assert Entry.objects.filter(kind="program").exists()


def test_a_failure_in_the_last_row_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(AOBA)

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(writing, "follow", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        apply(planned(changed(AOBA, 収容定員="61"), MIDORI))
    assert [place.capacity for place in Place.objects.all()] == [60]
    assert ImportedRecord.objects.count() == 1


def test_a_failed_run_is_noted_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(AOBA)

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    found = planned(MIDORI)
    with monkeypatch.context() as broken:
        broken.setattr(writing, "follow", fails)
        with pytest.raises(RuntimeError):
            apply(found)
    assert list(ImportRun.objects.values_list("state", flat=True)) == ["failed", "done"]
    assert Place.objects.count() == 1
    assert counts(take_in(AOBA)) == {"read": 1, "unchanged": 1}


def test_a_plan_that_is_older_than_the_last_run_is_not_carried_out() -> None:
    source()
    first, second = planned(AOBA), planned(AOBA)
    apply(first)
    with pytest.raises(PlanError):
        apply(second)
    assert Place.objects.count() == 1


def test_events_are_read_but_not_stored_where_no_app_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "rooms", dict)
    read = read_file((OURS / "events_standard.utf8.csv").read_bytes(), "events_standard.utf8.csv")
    found = plan(read, DataSource(name="行事", dataset="events"))
    assert_every_row_is_told_of(found.counts)
    with pytest.raises(PlanError):
        apply(found)


@pytest.mark.parametrize("path", sorted(OURS.iterdir()), ids=lambda path: path.name)
def test_every_row_of_our_own_files_is_told_of_and_comes_in_once(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "rooms", dict)  # whose tests are their own
    read = read_file(path.read_bytes(), path.name)
    first = plan(read, source(dataset=read.dataset))
    assert_every_row_is_told_of(first.counts)
    if first.can_be_stored:
        apply(first)
        again = plan(read, source(dataset=read.dataset)).counts
        assert again["unchanged"] == first.counts["new"]
        assert_every_row_is_told_of(again)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not here")
def test_every_published_file_comes_in_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "rooms", dict)  # whose tests are their own
    lines = ["file | read | new | changed | unchanged | rejected | doubtful | disappeared | rows/s"]
    for path in (*TABLES, REGISTRY):
        read = read_file(path.read_bytes(), path.name)
        known = source(usual_name(read) + path.name, read.dataset)
        found = plan(read, known)
        assert_every_row_is_told_of(found.counts)
        if not found.can_be_stored:
            lines.append(" | ".join(map(str, (path.name, *found.counts.values(), f"({NAMES[read.dataset]})"))))
            continue
        began = time.perf_counter()
        run = apply(found)
        speed = run.counts["read"] / (time.perf_counter() - began)
        lines.append(" | ".join(map(str, (path.name, *run.counts.values(), f"{speed:.0f}"))))
        again = plan(read, known).counts
        assert (again["changed"], again["new"], again["disappeared"]) == (0, 0, 0)
    for place in Place.objects.all():
        place.full_clean()
    for program in SupportProgram.objects.all():
        program.full_clean()
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201
