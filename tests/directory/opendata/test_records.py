"""Every row of a file becomes a record or is rejected with its reason, and what was doubted stands beside it."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opendata.datasets import BY_CODE, DATASETS, recognise
from directory.opendata.files import Row, Table, read_table
from directory.opendata.records import Record, Rejected, read_records
from tests.directory.opendata.sources import OURS

pytestmark = pytest.mark.once


def read(name: str) -> list[Record | Rejected]:
    table = read_table((OURS / name).read_bytes(), name)
    dataset = recognise(table.header, name).dataset
    assert dataset is not None
    return list(read_records(table, dataset))


def one(dataset: str, header: str, cells: str, **options: Any) -> Record:
    """The one record of a table with one row; columns and cells are parted by |."""
    table = Table("utf-8", tuple(header.split("|")), (Row(2, tuple(cells.split("|"))),))
    (record,) = read_records(table, dataset, **options)
    assert isinstance(record, Record)
    return record


def codes(record: Record) -> list[tuple[str, str]]:
    return [(finding.column, finding.code) for finding in record.doubts]


@pytest.mark.parametrize("encoding", ["utf8", "cp932"])
def test_a_list_of_nurseries_goes_in_without_a_line_lost(encoding: str) -> None:
    outcomes = read(f"nurseries_recommended.{encoding}.csv")
    assert [(type(outcome).__name__, outcome.row) for outcome in outcomes] == [
        ("Record", 2),
        ("Record", 3),
        ("Rejected", 4),
        ("Record", 5),
        ("Record", 7),
    ]


def test_a_nursery_is_read_with_its_doubts() -> None:
    first = read("nurseries_recommended.utf8.csv")[0]
    assert isinstance(first, Record)
    expected = {
        "name": "あおば保育園",
        "kind": "nursery",
        "category": "認可私立保育所",
        "address": "東京都小金井市梶野町一丁目2番3号",
        "town": "梶野町一丁目",
        "street": "2番3号",
        "capacity": 60,
        "age_min": 1,
        "age_max": 35,
        "ages_text": "産休明け～2歳児",
        "established_on": datetime.date(2009, 4, 1),
        "services": {"temporary_care", "parking"},
        "hours_opens": "0.291666666666667",
        "url": "https://aoba.example.jp",
    }
    assert (first.number, {name: first.values[name] for name in expected}) == ("N-1", expected)
    assert codes(first) == [
        ("収容定員", "number_tidied"),
        ("URL", "url_without_scheme"),
        ("住所", "address_completed"),
        ("受入年齢", "after_maternity_leave"),
        ("受入年齢", "class_year"),
    ]
    assert first.originals["address"] == "梶野町一丁目2番3号"


def test_the_standard_layout_is_read_with_its_address_in_parts() -> None:
    first, second = read("nurseries_standard.bom.csv")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.values["address"] == "東京都小金井市前原町三丁目8番1号"
    assert first.values["services"] == {"temporary_care", "sick_child_care", "nursing_room", "diaper_changing", "stroller"}
    assert (second.values["address"], second.values["kind"]) == ("東京都小金井市桜町1-2-3", "kodomoen")


def test_excel_gives_what_csv_gives() -> None:
    source = read_table((OURS / "nurseries_recommended.utf8.csv").read_bytes(), "a.csv")
    book = openpyxl.Workbook()
    for number, cells in [(source.header_row, source.header), *((row.number, row.cells) for row in source.rows)]:
        for index, text in enumerate(cells, 1):
            book.active.cell(number, index, text or None)
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "a.xlsx")
    assert list(read_records(table, "nurseries")) == list(read_records(source, "nurseries"))


def test_a_row_without_a_name_is_rejected_with_what_stood_in_it() -> None:
    rejected = read("nurseries_recommended.utf8.csv")[2]
    assert isinstance(rejected, Rejected)
    assert [(reason.column, reason.code) for reason in rejected.reasons] == [("名称", "no_name")]
    assert rejected.cells["名称_カナ"] == "ナマエナシ"


def test_a_row_too_short_and_a_row_too_long_are_told() -> None:
    _first, long, short = read("medical_recommended.utf16.tsv")
    assert isinstance(long, Record)
    assert isinstance(short, Record)
    assert ("", "cells_over") in codes(long)
    assert [finding.original for finding in long.doubts if finding.code == "cells_over"] == ["余り"]
    assert codes(short) == [("", "cells_missing")]


def test_a_hospital_without_beds_is_not_believed_and_a_clinic_is() -> None:
    clinic, hospital, _short = read("medical_recommended.utf16.tsv")
    assert isinstance(clinic, Record)
    assert isinstance(hospital, Record)
    assert (clinic.values["kind"], clinic.values["beds"]) == ("clinic", 0)
    assert (hospital.values["kind"], hospital.values["beds"]) == ("hospital", None)
    assert ("病床数", "beds_unknown") in codes(hospital)


def test_events_keep_the_times_that_make_sense() -> None:
    first, second, third, fourth = read("events_standard.utf8.csv")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Record)
    assert (first.values["starts_at"], first.values["ends_at"], first.values["listed_until"]) == (None, None, None)
    assert (second.values["starts_at"], second.values["ends_at"]) == (datetime.time(13), datetime.time(12))
    assert (third.values["starts_on"], third.values["ends_at"]) == (datetime.date(2026, 6, 3), None)
    assert ("終了時間", "times_backwards") in codes(third)
    assert isinstance(fourth, Rejected)
    assert [reason.code for reason in fourth.reasons] == ["no_start"]


def test_an_event_is_read_with_whom_it_is_for_and_whom_to_call() -> None:
    first = read("events_standard.utf8.csv")[0]
    assert isinstance(first, Record)
    assert (first.values["age_min"], first.values["age_max"]) == (0, 47)
    assert first.values["contact_phones"] == [{"number": "042-000-0031", "purpose": "", "extension": ""}]
    assert (first.values["url"], first.values["apply_url"]) == ("https://event.example.jp/1", "https://form.example.jp/1")


def test_what_a_file_has_no_column_for_is_not_taken_for_empty() -> None:
    record = one("facilities", "名称|電話番号", "図書館|042-000-0000")
    assert set(record.values) == {"name", "phones", "kind"}


def test_the_city_that_is_given_completes_an_address_where_the_file_says_none() -> None:
    record = one("facilities", "名称|住所", "あおば|本町1-1", city="東京都小金井市")
    assert record.values["address"] == "東京都小金井市本町1-1"
    told = one("facilities", "市区町村コード|市区町村名|名称|住所", "222127|焼津市|あおば|本町1-1", city="東京都小金井市")
    assert told.values["address"] == "静岡県焼津市本町1-1"


def test_a_mail_address_in_the_place_of_a_url_is_taken_as_one() -> None:
    record = one("facilities", "名称|URL", "あおば|a@example.jp")
    assert (record.values["url"], record.values["email"]) == ("", "a@example.jp")
    assert codes(record) == [("URL", "email_in_url")]


def test_of_two_columns_for_one_field_the_first_counts_and_the_other_is_told() -> None:
    record = one("facilities", "名称|TEL|電話番号", "あおば|042-000-0001|042-000-0002")
    assert record.values["phones"][0]["number"] == "042-000-0001"
    assert codes(record) == [("電話番号", "second_value")]
    assert one("facilities", "名称|TEL|電話番号", "あおば||042-000-0002").doubts == []


def test_pictures_are_all_taken() -> None:
    record = one("baby_stations", "登録施設名|写真1|写真2|写真3", "あおば|https://a.jp/1||https://a.jp/3")
    assert (record.values["images"], record.doubts) == (["https://a.jp/1", "https://a.jp/3"], [])


@pytest.mark.parametrize(
    ("parking", "services"), [("3台", {"parking"}), ("なし", set()), ("駐車場はありません。", set()), ("", set())]
)
def test_a_car_park_is_there_unless_it_is_said_not_to_be(parking: str, services: set[str]) -> None:
    assert one("facilities", "名称|駐車場情報", f"あおば|{parking}").values["services"] == services


def test_a_shop_that_is_a_baby_station_stays_one_and_an_aed_is_something_a_facility_has() -> None:
    assert one("baby_stations", "登録施設名|業種", "青空書店|小売業").values["kind"] == "nursing_room"
    aed = one("aed", "名称|設置位置|小児対応設備の有無", "中央図書館|1階|有")
    assert (aed.values["kind"], aed.values["services"]) == ("facility", {"aed", "aed_for_children"})


def test_hours_are_passed_on_as_they_are() -> None:
    record = one("baby_stations", "登録施設名|提供時間|定休日", "あおば| 8:30～17:15 |土日祝")
    assert record.values["hours_free"] == "8:30～17:15\n定休日：土日祝"
    assert one("baby_stations", "登録施設名|定休日", "あおば|").values["hours_free"] == ""


def test_a_header_in_the_midst_of_the_rows_is_rejected() -> None:
    table = read_table("名称,住所,電話番号\nあ,,\n名称,住所,電話番号\nい,,\n".encode(), "a.csv")
    outcomes = list(read_records(table, "facilities"))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Record", "Rejected", "Record"]


def test_a_number_that_comes_twice_is_told() -> None:
    table = read_table("ID,名称\n1,あ\n1,い\n".encode(), "a.csv")
    _first, second = read_records(table, "facilities")
    assert isinstance(second, Record)
    assert codes(second) == [("ID", "number_repeated")]


def test_what_somebody_decided_about_a_column_is_followed() -> None:
    record = one("facilities", "なまえ|ひとこと", "あおば|よいところ", mapping={"なまえ": "name", "ひとこと": "note"})
    assert (record.values["name"], record.values["note"]) == ("あおば", "よいところ")


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["0", "9:00", "0.5", "2026/4/1", "有", "月;火", "3歳から", "35.7", "a@b.jp"])
)


@given(st.sampled_from(DATASETS), st.data())
def test_no_row_vanishes_and_none_raises(dataset: Any, data: st.DataObject) -> None:
    header = data.draw(st.sampled_from(list(dataset.layouts.values())))
    rows = data.draw(st.lists(st.lists(CELLS, max_size=len(header) + 2), max_size=3))
    table = Table("utf-8", header, tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 2)))
    assert [outcome.row for outcome in read_records(table, BY_CODE[dataset.code])] == [row.number for row in table.rows]
