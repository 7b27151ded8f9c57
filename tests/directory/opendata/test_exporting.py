"""What is written is what was read: files in the standard's layout that come back as they were."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import DataSource, ImportedRecord, ImportRun, Place, PlacePhone, SupportProgram
from directory.opendata import exact
from directory.opendata.cells import read_ages
from directory.opendata.datasets import BY_CODE, DATASETS, recognise
from directory.opendata.exporting.cells import ages_in_words
from directory.opendata.exporting.features import features
from directory.opendata.exporting.files import csv_of, export, lost_csv
from directory.opendata.exporting.hours import hours_cells
from directory.opendata.exporting.places import held_by
from directory.opendata.exporting.programs import registry
from directory.opendata.fields import hours_of
from directory.opendata.files import read_table
from directory.opendata.importing import apply, prepare
from directory.opendata.steps import standing
from directory.vocabularies import ACCESSIBILITY, LANGUAGES, SERVICES
from tests.core.api.arrange import get, site_root
from tests.core.editorial import client_of, person, set_up
from tests.directory.opendata.sources import OURS, TABLES
from tests.site.factories import links, locale, read, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
OF_PLACES = [dataset for dataset in DATASETS if dataset.scope == "place"]
FILES = [path for path in (*sorted(OURS.iterdir()), *TABLES) if "event" not in path.name]


@pytest.fixture(autouse=True)
def japanese() -> None:
    locale()


def take_in(content: bytes, name: str, **options: Any) -> ImportRun:
    return apply(prepare(content, name, **options))


def held() -> dict[str, dict[str, Any]]:
    """What every place says, by a number that stays the same over a wiping."""
    places = Place.objects.prefetch_related("phones").order_by("pk")
    return {f"{n} {place.name}": said for n, (place, said) in enumerate(zip(places, says(places), strict=True))}


def says(places: Any) -> list[dict[str, Any]]:
    return [{name: standing(place, name) for name in exact.HELD} for place in places]


def wipe() -> None:
    ImportedRecord.objects.all().delete()
    DataSource.objects.all().delete()
    Place.objects.all().delete()


def counts(run: ImportRun) -> dict[str, int]:
    return {name: run.counts[name] for name in ("new", "changed", "rejected", "disappeared")}


NOTHING = {"new": 0, "changed": 0, "rejected": 0, "disappeared": 0}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_was_taken_in_and_written_out_changes_nothing_when_it_comes_back(path: Path, encoding: str) -> None:
    run = take_in(path.read_bytes(), path.name)
    dataset, source = BY_CODE[run.dataset], run.source
    before = held()
    written = export(dataset, encoding=encoding, source=source)
    assert written.rows == Place.objects.count()
    again = take_in(written.content, f"{dataset.code}.csv", dataset=dataset.code, source_name=source.name)
    assert counts(again) == NOTHING
    assert held() == before
    wipe()
    fresh = take_in(written.content, f"{dataset.code}.csv")
    assert (fresh.dataset, fresh.counts["new"], fresh.counts["rejected"]) == (dataset.code, written.rows, 0)
    assert held() == before


# Values that nobody would have thought of -------------------------------------------------------------------------------

UGLY = (
    "=cmd|' /C calc'!A0", "+81-3-0000-0000", "-1", "@SUM(A1)", "'=quoted", "''-twice", "＝全角", "0012", "1.00E+12", "12:30",
    'まる"かっこ"', "改行\nあり", "コンマ,あり;セミコロン；読点、", "タブ\tあり", "髙橋 﨑田 德永", "〜波ダッシュ−マイナス",
    "👶🏻🍼絵文字",
    "葛󠄀城", "ﾊﾝｶｸｶﾅ", "コ―ド―", "  前後に空白  ", "é à ü ﬁ", "", "公園", "なし", "月〜金 9時から", "名称", "\u200b見えない字",
    "①㈱㍻", "𠮷野家",
)  # fmt: skip
HOURS = (
    "", "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00; PH off", "24/7", "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00; PH off",
    "Tu-Su 10:00-18:00; Mo off; Dec 29-Jan 3 off \"年末年始\"", "Sa[2,4] 10:00-15:00", "Fr 22:00-26:00",
    "Mo-Fr 09:00-17:00; PH 10:00-15:00", "Jul-Sep Mo-Fr 09:00-12:00 \"要予約\"", "Mo-Fr 09:00-17:00 unknown \"未確認\"",
    "Mo[-1] off", "We off; Th 09:00-12:00; 2026 Aug 13-2026 Aug 15 off \"夏休み\"",
)  # fmt: skip


def some(dice: random.Random, longest: int = 200) -> str:
    return "".join(dice.sample(UGLY, dice.randint(0, 2)))[:longest].strip("\u200b")


def any_place(dice: random.Random, number: int) -> Place:
    low, high = sorted((dice.randint(-10, 216), dice.randint(-10, 216)))
    is_somewhere = dice.random() < 0.7
    fields: dict[str, Any] = dict(  # noqa: C408 (as the call below has them)
        locale=locale(),
        # The field of a name holds one line.
        name=" ".join((some(dice) + f"{dice.choice(UGLY)}の家{number}").strip("\u200b")[:200].splitlines()),
        kana=dice.choice(("", "ひろば", "かーど・ひろば", "ゔぁ ゐゑ")),
        common_name=some(dice),
        kind=dice.choice(Place.Kind.values),
        category=dice.choice(("", "認可私立保育所", "病院", some(dice, 100))),
        address=dice.choice(("", "本町1-1", "東京都小金井市本町6-6-3", "東京都小金井市本町６―６―３", some(dice))),
        prefecture=dice.choice(("", "東京都")),
        city=dice.choice(("", "小金井市")),
        town=some(dice, 100),
        street=dice.choice(("", "6-6-3", "６－６")),
        building=some(dice, 150),
        postal_code=dice.choice(("", "184-0000", "1840000")),
        latitude=dice.choice((35.7, 0.1, -35.123456789)) if is_somewhere else None,
        longitude=dice.choice((139.5, -139.5)) if is_somewhere else None,
        access=some(dice),
        parking=dice.choice(("", "なし", "10台")),
        fax=dice.choice(("", "042-000-0001", "#8000")),
        email=dice.choice(("", "info@example.jp")),
        url=dice.choice(("", "https://example.jp/a;b?c=d,e")),
        form_url=dice.choice(("", "https://example.jp/form")),
        age_min=dice.choice((None, low, 0)) if low >= 0 else low,
        age_max=dice.choice((None, high)) if high >= 0 else None,
        capacity=dice.choice((None, 0, 1, 2**31 - 1)),
        beds=dice.choice((None, 0, 20)),
        fees=some(dice),
        services=dice.sample(list(SERVICES), dice.randint(0, 5)),
        accessibility=dice.sample(list(ACCESSIBILITY), dice.randint(0, 3)),
        languages=dice.sample(list(LANGUAGES), dice.randint(0, 3)),
        departments=dice.choice(((), ("内科", "小児科"), ("糖尿病・代謝内科", "ふしぎ科"))),
        after_hours=some(dice),
        note=some(dice),
        opening_hours=dice.choice(HOURS),
        hours_note=some(dice),
    )
    place = Place.objects.create(**fields)
    for order in range(dice.choice((0, 1, 1, 3))):
        PlacePhone.objects.create(
            place=place,
            locale=place.locale,
            sort_order=order,
            number=dice.choice(("042-000-0002", "#8000", "0120-000-000", "110", "090 0000 0000")),
            extension=dice.choice(("", "12")),
            purpose=dice.choice(("", "予約", "夜間・休日", "=1+1")),
        )
    return place


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_editors_have_entered_comes_back_as_it_was(seed: int, encoding: str) -> None:
    dice = random.Random(seed)  # noqa: S311
    for number in range(40):
        any_place(dice, number)
    for dataset in OF_PLACES:
        places = held_by(dataset).order_by("kana_order", "name", "pk")
        before = says(places)
        numbers = list(places.values_list("pk", flat=True))
        content = export(dataset, encoding=encoding).content
        assert counts(take_in(content, f"{dataset.code}.csv", dataset=dataset.code)) == NOTHING
        assert not Place.objects.exclude(pk__in=numbers).filter(imported__source__dataset=dataset.code).exists()
        assert says(Place.objects.filter(pk__in=numbers).order_by("kana_order", "name", "pk")) == before
        Place.objects.filter(pk__in=numbers).delete()
        assert take_in(content, f"{dataset.code}.csv", dataset=dataset.code, source_name="戻す").counts["new"] == len(before)
        back = Place.objects.filter(imported__source__name="戻す", imported__source__dataset=dataset.code)
        assert says(back.order_by("pk")) == before


# The layout ------------------------------------------------------------------------------------------------------------------


def a_place(name: str = "あおば保育園", **fields: Any) -> Place:
    return Place.objects.create(name=name, **{"locale": locale(), "kind": "nursery", **fields})


def rows_of(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


@pytest.mark.parametrize("dataset", OF_PLACES, ids=lambda dataset: dataset.code)
def test_the_columns_are_the_standards_in_its_order_and_are_recognised(dataset: Any) -> None:
    a_place(kind=dataset.kind, services=dataset.services, address="東京都小金井市本町1-1", common_name="あおば", languages=["en"])
    content = export(dataset, is_standard_only=True).content
    assert content.startswith(b"\xef\xbb\xbf")
    table = read_table(content, f"{dataset.code}.csv")
    assert table.header == dataset.layouts["standard"]
    match = recognise(table.header, f"{dataset.code}.csv")
    assert (match.dataset, match.layout, match.score, match.unknown) == (dataset, "standard", 1.0, ())
    with_ours = read_table(export(dataset).content, "list.csv").header
    assert with_ours[: len(table.header)] == table.header
    assert "外国語対応" in with_ours[len(table.header) :]


def test_codes_are_written_in_the_standards_words() -> None:
    place = a_place(
        kana="あおばほいくえん",
        age_min=6,
        age_max=71,
        services=["temporary_care", "nursing_room"],
        opening_hours="Mo-Fr 07:00-19:00; PH off",
        note="園庭があります。",
    )
    PlacePhone.objects.create(place=place, locale=place.locale, number="042-000-0001", purpose="予約")
    row = rows_of(export(BY_CODE["nurseries"], is_standard_only=True).content)[0]
    told = {
        "名称_カナ": "アオバホイクエン",
        "種別": "保育所",
        "電話番号": "042-000-0001（予約）",
        "受入年齢": "6か月～5歳",
        "利用可能曜日": "月火水木金",
        "開始時間": "07:00",
        "終了時間": "19:00",
        "利用可能日時特記事項": "祝日は休み",
        "一時預かりの有無": "有",
        "病児保育の有無": "",
        "授乳室": "有",
        "備考": "園庭があります。",
    }
    assert {name: row[name] for name in told} == told


@pytest.mark.parametrize("text", [hours for hours in HOURS if hours])
def test_hours_are_said_in_columns_and_words_even_where_no_reader_gets_them_back(text: str) -> None:
    a_place(opening_hours=text)
    row = rows_of(export(BY_CODE["nurseries"], is_standard_only=True).content)[0]
    assert row["利用可能日時特記事項"] or row["開始時間"]


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-17:00; Dec 29-Jan 3 Mo-Fr 09:00-17:00 unknown; PH off",
        "Mo-Fr 09:00-12:00,13:00-17:00; Dec 29-Jan 3 Mo-Fr 09:00-12:00,13:00-17:00 unknown; PH off",
        "Mo-Fr 09:00-18:00; Sa 09:00-12:00; Dec 29-Jan 3 Mo-Fr 09:00-18:00 unknown; Dec 29-Jan 3 Sa 09:00-12:00 unknown; PH off",
        'Tu-Su 10:00-18:00; Mo off; Dec 29-Jan 3 off "年末年始"',
    ],
)
def test_usual_hours_are_read_back_from_the_standards_columns_alone(text: str) -> None:
    cells = hours_cells({"opening_hours": text})
    assert hours_of(cells._asdict()) == {"opening_hours": text, "hours_shift": "", "hours_note": ""}


@pytest.mark.parametrize(
    ("low", "high"), [(0, 71), (6, 35), (18, 20), (None, 71), (10, None), (0, 0), (12, 23), (0, 216), (36, 71)]
)
def test_ages_are_written_as_they_are_read(low: int | None, high: int | None) -> None:
    assert read_ages(ages_in_words(low, high)).value == (low, high)


def test_no_cell_is_a_formula_and_reading_it_takes_the_mark_away() -> None:
    a_place("=1+1", access="'=a", parking="-5台", note="+x")
    content = export(BY_CODE["nurseries"]).content
    row = rows_of(content)[0]
    assert [row[name] for name in ("名称", "アクセス方法", "駐車場情報", "備考")] == ["'=1+1", "''=a", "'-5台", "'+x"]
    Place.objects.all().delete()
    take_in(content, "nurseries.csv")
    place = Place.objects.get()
    assert (place.name, place.access, place.parking, place.note) == ("=1+1", "'=a", "-5台", "+x")


def test_a_negative_longitude_stays_a_number() -> None:
    a_place(latitude=35.5, longitude=-139.5)
    assert rows_of(export(BY_CODE["nurseries"]).content)[0]["経度"] == "-139.5"


def test_what_an_encoding_has_not_is_told_sign_by_sign() -> None:
    a_place("髙﨑保育園👶", note="葛󠄀城〜é")
    written = export(BY_CODE["nurseries"], encoding="cp932", is_standard_only=True)
    assert [(each.row, each.column, each.sign, each.instead) for each in written.lost] == [
        (2, "名称", "👶", "〓"),
        (2, "備考", "\U000e0100", ""),
        (2, "備考", "〜", "～"),
        (2, "備考", "é", "e"),
    ]
    row = rows_of(written.content, "cp932")[0]
    assert (row["名称"], row["備考"]) == ("髙﨑保育園〓", "葛城～e")
    assert b"?" not in written.content
    assert "U+1F476" in lost_csv(written.lost).decode("utf-8-sig")


def test_whoever_corrects_a_cell_has_the_last_word_over_the_exact_value() -> None:
    a_place("ﾊﾝｶｸ保育園", capacity=0)
    content = export(BY_CODE["nurseries"]).content.decode("utf-8-sig")
    assert "正確な値（JSON）" in content
    take_in(content.replace("ﾊﾝｶｸ保育園", "全角保育園").encode(), "nurseries.csv")
    place = Place.objects.get()
    assert (place.name, place.capacity) == ("全角保育園", 0)


@pytest.mark.parametrize(
    "cell",
    ['{"name": [', '{"name": 1}', '{"is_public": [null, false]}', '{"kind": ["nursery", "castle"]}', '{"latitude": [null, NaN]}',
     '{"latitude": [null, 35.0]}', '{"capacity": [null, "many"]}', '{"note": ["", "\\u0000"]}', "[1]"],
)  # fmt: skip
def test_an_exact_value_that_cannot_be_is_told_and_not_taken(cell: str) -> None:
    content = (
        ["ID", "名称", "種別", "緯度", "経度", "収容定員", "備考", "正確な値（JSON）"],
        ["1", "園", "保育所", "", "", "", "", cell],
    )
    run = take_in(csv_of(content).encode(), "list.csv", dataset="nurseries")
    place = Place.objects.get()
    assert (place.kind, place.latitude, place.capacity, place.note) == ("nursery", None, None, "")
    assert Place.objects.public().exists()
    assert any(each["code"] == "exact_unread" for each in run.doubts)


# What is in it ---------------------------------------------------------------------------------------------------------------


def test_only_what_is_public_is_written() -> None:
    a_place("公開園")
    a_place("非公開園", live=False)
    for content in (export(BY_CODE["nurseries"]).content, json.dumps(features(BY_CODE["nurseries"])).encode()):
        assert "非公開園" not in content.decode("utf-8-sig")
    assert [row["名称"] for row in rows_of(export(BY_CODE["nurseries"]).content)] == ["公開園"]


def test_a_source_gets_its_file_back_in_its_order_and_with_all_its_columns() -> None:
    header = ["NO", "名称", "種別", "法人番号", "飲食可否", "一時預かりの有無", "備考"]
    one, other = ["2", "わかば園", "保育所", "3060005004830", "可", "無", "坂の上"], ["1", "あおば園", "保育所", "", "", "有", ""]
    run = take_in(csv_of([header, one, other]).encode(), "list.csv", dataset="nurseries")
    a_place("手入力の園")
    found = rows_of(export(BY_CODE["nurseries"], source=run.source, is_standard_only=True).content)
    asked = ["ID", *header[1:]]
    assert [[row[name] for name in asked] for row in found] == [one, other]


def test_one_facility_in_two_lists_is_one_place() -> None:
    first = [
        ["ID", "名称", "種別", "所在地_連結表記", "電話番号"],
        ["1", "あおば園", "保育所", "東京都小金井市本町1-1", "042-000-0001"],
    ]
    take_in(csv_of(first).encode(), "a.csv", dataset="nurseries", source_name="市")
    second = [["ID", "名称", "種別", "所在地_連結表記", "電話番号", "授乳室", "URL"],
              ["77", "あおば園", "保育所", "東京都小金井市本町1-1", "042-000-0009", "有", "https://example.jp"]]  # fmt: skip
    run = take_in(csv_of(second).encode(), "b.csv", dataset="nurseries", source_name="都")
    place = Place.objects.get()
    assert (run.counts["new"], run.counts["changed"]) == (0, 1)
    assert (place.url, place.services, place.phones.get().number) == ("https://example.jp", ("nursing_room",), "042-000-0001")
    assert {"place_known", "value_kept"} <= {each["code"] for each in run.doubts}
    assert counts(take_in(csv_of(second).encode(), "b.csv", dataset="nurseries", source_name="都")) == NOTHING
    second[1][4] = "042-000-0010"
    take_in(csv_of(second).encode(), "b.csv", dataset="nurseries", source_name="都")
    assert Place.objects.get().phones.get().number == "042-000-0010"


def test_a_park_of_two_lists_keeps_its_kind_and_gains_the_aed() -> None:
    address = "東京都小金井市緑町1-1"
    take_in(csv_of([["ID", "公園名", "住所（番地まで）"], ["1", "緑公園", address]]).encode(), "a.csv", dataset="parks")
    aed = [["ID", "名称", "所在地_連結表記", "設置位置"], ["9", "緑公園", address, "管理棟"]]
    take_in(csv_of(aed).encode(), "b.csv", dataset="aed")
    place = Place.objects.get()
    assert (place.kind, place.services) == ("park", ("aed",))
    assert [row["設置位置"] for row in rows_of(export(BY_CODE["aed"], is_standard_only=True).content)] in (["管理棟"], [""])


def test_places_that_nothing_tells_apart_are_not_taken_for_one() -> None:
    for _ in range(2):
        a_place(address="東京都小金井市本町1-1")
    row = [["ID", "名称", "種別", "所在地_連結表記"], ["1", "あおば保育園", "保育所", "東京都小金井市本町1-1"]]
    assert take_in(csv_of(row).encode(), "a.csv", dataset="nurseries").counts["new"] == 1


def test_programmes_come_back_as_they_were() -> None:
    fields: dict[str, Any] = {
        "kana": "てあて", "summary": "ﾊﾝｶｸ", "age_min": 0, "age_max": 35, "cost": "無料", "phone": "042-000-0001",
        "links": [{"url": "https://example.jp", "title": "案内"}], "categories": ("003",), "target": "3歳未満",
        "address": "本町1-1",
    }  # fmt: skip
    SupportProgram.objects.create(locale=locale(), name="=手当", **fields)
    SupportProgram.objects.create(locale=locale(), name="非公開の手当", is_public=False)
    before = [standing(SupportProgram.objects.get(name="=手当"), name) for name in exact.PROGRAM_HELD]
    content = registry()
    assert "非公開" not in content.decode()
    SupportProgram.objects.all().delete()
    assert take_in(content, "programs.json").counts["new"] == 1
    assert [standing(SupportProgram.objects.get(), name) for name in exact.PROGRAM_HELD] == before
    assert counts(take_in(registry(), "programs.json")) == NOTHING


def test_programmes_of_every_source_are_known_again_and_none_is_doubled() -> None:
    item = {"institutionName": {"canonicalName": "ブックスタート"}, "basicInformation": {"psid": "UM105"}}
    for city in ("東京都小金井市", "東京都国分寺市"):
        content = json.dumps({"areaCode": "", "areaName": city, "items": [item]}).encode()
        apply(prepare(content, "registry.json", city=city, source_name=f"{city}の制度"))
    by_hand: dict[str, Any] = {"name": "こども食堂の助成", "themes": ("money",)}
    SupportProgram.objects.create(locale=locale(), **by_hand)
    for _ in range(2):
        found = take_in(registry(), "programs.json").counts
        assert (found["read"], found["unchanged"]) == (3, 3), found
    assert SupportProgram.objects.count() == 3
    corrected = registry().decode().replace("こども食堂の助成", "こども食堂の補助")
    assert counts(take_in(corrected.encode(), "programs.json"))["changed"] == 1
    assert SupportProgram.objects.filter(name="こども食堂の補助").exists()


# The doors -------------------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_and_says_what_it_replaced(tmp_path: Path) -> None:
    a_place("園👶")
    out, told = tmp_path / "n.csv", io.StringIO()
    call_command("opendata", "export", "--as", "nurseries", "--encoding", "cp932", "--out", str(out), stderr=told)
    assert rows_of(out.read_bytes(), "cp932")[0]["名称"] == "園〓"
    assert "2行目「園👶」の「名称」：cp932にない文字「👶」（U+1F476）を「〓」にしました" in told.getvalue()
    with pytest.raises(CommandError, match="ない出どころ"):
        call_command("opendata", "export", "--as", "nurseries", "--source", "ない出どころ")


def test_the_api_has_a_catalogue_and_the_files(client: Client) -> None:
    site_root()
    a_place("あおば園", latitude=35.7, longitude=139.5, address="東京都小金井市本町1-1")
    a_place("ばしょ未定園")
    found = get(client, "opendata")["datasets"]
    assert [(each["code"], each["count"], [form["name"] for form in each["forms"]]) for each in found] == [
        ("nurseries", 2, ["csv", "csv", "geojson"])
    ]
    response = client.get("/api/v2/opendata/nurseries.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["名称"] for row in rows_of(response.content)] == ["あおば園", "ばしょ未定園"]
    assert client.get("/api/v2/opendata/nurseries.csv", headers={"If-None-Match": response["ETag"]}).status_code == 304
    map_ = get(client, "opendata/nurseries.geojson")
    assert map_["unplaced"] == 1
    assert map_["features"][0]["geometry"]["coordinates"] == [139.5, 35.7]
    assert map_["features"][0]["properties"]["所在地_連結表記"] == "東京都小金井市本町1-1"
    for wrong in ("events.geojson", "castles.csv", "nurseries.xml"):
        get(client, f"opendata/{wrong}", 404)
    get(client, "opendata?x=1", 400)
    for wrong, status in (("parks.csv?layout=recommended", 404), ("nurseries.csv?layout=gothic", 400)):
        get(client, f"opendata/{wrong}", status)


def test_queries_do_not_grow_with_the_places() -> None:
    def queries(number: int) -> int:
        for each in range(number):
            place = a_place(f"園{each}")
            PlacePhone.objects.create(place=place, locale=place.locale, number="042-000-0001")
        with CaptureQueriesContext(connection) as asked:
            export(BY_CODE["nurseries"])
        return len(asked)

    assert queries(2) == queries(10) <= 4


def test_the_public_page_lists_the_datasets_with_their_files(client: Client, settings: Any) -> None:
    site_root()
    settings.OPENDATA_LICENCE = "CC BY 4.0"
    source = DataSource.objects.create(
        name="小金井市 子育て施設一覧", dataset="nurseries", licence="CC BY 2.1", url="https://example.jp"
    )
    take_in((OURS / "nurseries_standard.bom.csv").read_bytes(), "n.csv", dataset="nurseries", source_name=source.name)
    page = read(client, "/opendata/")
    assert "子育て施設一覧" in words(page)
    assert "件数：2" in words(page)
    assert "小金井市 子育て施設一覧 （CC BY 2.1）" in words(page) or "小金井市 子育て施設一覧（CC BY 2.1）" in words(page)
    assert links(page)["CC BY 4.0"].startswith("https://creativecommons.org/")
    assert links(page)["CSV"].endswith("/api/v2/opendata/nurseries.csv")
    told = next(each for each in structured_data(page)["@graph"] if each["@type"] == "Dataset")
    assert told["license"].startswith("https://creativecommons.org/")
    assert [each["encodingFormat"] for each in told["distribution"]] == ["text/csv", "text/csv", "application/geo+json"]


def test_a_page_of_open_data_without_any_says_so(client: Client) -> None:
    site_root()
    assert "ライセンスは、まだ決まっていません" in words(read(client, "/opendata/"))


def test_the_office_sees_what_an_encoding_lacks_before_it_takes_the_file() -> None:
    set_up()
    office = client_of(person("事務", "secretariat"))
    a_place("園👶")
    address = reverse("opendata:export")
    assert "ファイルに書き出す" in office.get(address).content.decode()
    asked: dict[str, Any] = {"dataset": "nurseries", "encoding": "cp932"}
    told = office.get(address, asked).content.decode()
    assert "入らない文字が1か所あります" in told
    assert "U+1F476" in told
    assert rows_of(office.get(address, {**asked, "take": "file"}).content, "cp932")[0]["名称"] == "園〓"
    assert "U+1F476" in office.get(address, {**asked, "take": "report"}).content.decode("utf-8-sig")
    direct = office.get(address, {"dataset": "nurseries", "encoding": "utf-8-sig"})
    assert rows_of(direct.content)[0]["名称"] == "園👶"
    assert json.loads(office.get(address, {"dataset": "programs", "encoding": "utf-8-sig"}).content)["items"] == []
    source = DataSource.objects.create(name="公園", dataset="parks")
    assert "この種類のデータではありません" in office.get(address, {**asked, "source": source.pk}).content.decode()


def test_the_export_of_the_admin_is_for_those_who_import() -> None:
    set_up()
    assert client_of(person("翻訳", "translator")).get(reverse("opendata:export")).status_code in {302, 403}


def test_the_page_speaks_english_too(client: Client) -> None:
    site_root()
    locale("en")
    a_place()
    page = read(client, "/en/opendata/")
    assert "Nurseries and kindergartens" in words(page)
    assert "Entries：1" in words(page) or "Entries: 1" in words(page)


def test_a_registry_says_whose_programmes_they_are_where_the_settings_know(settings: Any) -> None:
    assert json.loads(registry())["areaCode"] == ""
    settings.MUNICIPALITY_CODE, settings.MUNICIPALITY_NAME = "132101", "小金井市"
    found = json.loads(registry())
    assert (found["areaCode"], found["areaName"]) == ("132101", "小金井市")


def test_a_registry_for_others_has_only_keys_of_the_registry() -> None:
    SupportProgram.objects.create(name="手当", address="本町1-1", locale=locale())
    (ours,), (others,) = (json.loads(registry(is_standard_only=only))["items"] for only in (False, True))
    assert {key for key in ours if key.startswith("x-")} == {"x-id", "x-exact"}
    assert set(others) == set(ours) - {"x-id", "x-exact"}
