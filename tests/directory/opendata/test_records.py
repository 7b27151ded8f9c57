"""Every row of a file becomes a record or is rejected with its reason, and what was doubted stands beside it."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hours import Hours, WeekGrid
from directory.opendata.datasets import BY_CODE, DATASETS, recognise
from directory.opendata.fields import hours_of
from directory.opendata.files import FileError, Row, Table, read_table
from directory.opendata.records import Record, Rejected, read_records
from tests.directory.opendata.sources import OURS

pytestmark = pytest.mark.once


def read(name: str) -> list[Record | Rejected]:
    table = read_table((OURS / name).read_bytes(), name)
    dataset = recognise(table.header, name).dataset
    assert dataset is not None
    return list(read_records(table, dataset))


@pytest.mark.parametrize(
    ("name", "uncertain_days"),
    [
        ("nurseries_recommended.utf8.csv", ['Sa 08:00-18:00 unknown "土曜は要相談"']),
        ("nurseries_standard.bom.csv", []),
        ("medical_recommended.utf16.tsv", []),
    ],
)
def test_hours_of_files_are_edited_in_the_week_grid_but_for_uncertain_days(name: str, uncertain_days: list[str]) -> None:
    values = [hours_of(record.values) for record in read(name) if isinstance(record, Record)]
    hours = [Hours(each["opening_hours"], each["hours_shift"]) for each in values if each.get("opening_hours")]
    assert hours
    assert [each.text.split("; ")[-1] for each in hours if WeekGrid.from_hours(each) is None] == uncertain_days


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


def test_a_row_too_short_and_a_row_too_long_are_rejected_with_the_reason() -> None:
    *_whole, short, long = read("medical_recommended.utf16.tsv")
    assert isinstance(short, Rejected)
    assert isinstance(long, Rejected)
    assert [(each.code, each.original) for each in short.reasons] == [("row_short", "ミジカイイイン")]
    assert "20列のうち6列" in short.reasons[0].done
    assert [(each.code, each.original) for each in long.reasons] == [("row_over", "余り")]
    assert (long.number, long.name) == ("4", "ずれた医院")


def outcomes_of(text: str, dataset: str = "nurseries") -> list[Record | Rejected]:
    return list(read_records(read_table(text.encode(), "a.csv"), dataset))


def reasons_of(outcome: Record | Rejected) -> list[str]:
    assert isinstance(outcome, Rejected)
    return [reason.code for reason in outcome.reasons]


LONG_HEADER = "NO,名称,種別,住所,電話番号,備考\n"
WHOLE = "1,あおば園,認可保育所,東京都小金井市本町1-1,042-383-1111,駅前\n"


def test_the_last_line_of_a_file_that_was_cut_is_rejected() -> None:
    for cut in ("2,みどり園,認可保育所,東京都小", '2,みどり園,認可保育所,東京都小金井市本町1-1,042-383-1111,"駅の'):
        whole, last = outcomes_of(LONG_HEADER + WHOLE + cut)
        assert isinstance(whole, Record)
        assert reasons_of(last) == ["row_cut"]


def test_a_whole_last_line_needs_no_line_end() -> None:
    assert all(isinstance(each, Record) for each in outcomes_of((LONG_HEADER + WHOLE + WHOLE.replace("1", "2", 1)).rstrip()))


def test_cells_that_are_empty_in_every_row_may_be_left_out_or_added() -> None:
    text = "NO,名称,住所,電話番号,備考\n1,あおば園,本町1,042-383-1111,\n2,みどり園,本町2,042-383-2222\n3,そら園,本町3,,,,,\n"
    first, second, third = outcomes_of(text)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Record)
    assert "note" not in second.values
    assert "remark" not in second.values  # of which it says nothing
    assert ("", "cells_missing") in codes(second)
    assert not {"cells_missing", "cells_over"} & {code for _column, code in codes(third)}


def test_what_a_spreadsheet_leaves_out_of_many_rows_is_no_fault_and_one_such_row_is() -> None:
    short = "".join(f"{n},園{n},認可保育所,東京都小金井市本町{n}-1\n" for n in range(2, 10))
    assert all(isinstance(each, Record) for each in outcomes_of(LONG_HEADER + WHOLE + short))
    _whole, alone = outcomes_of(LONG_HEADER + WHOLE + short.splitlines()[0] + "\n")
    assert reasons_of(alone) == ["row_short"]


def test_a_comma_without_quotes_rejects_the_row_that_it_pushes_aside() -> None:
    pushed = "2,みどり園,認可,私立保育所,東京都小金井市本町2-2,042-383-2222,駅前\n"
    assert reasons_of(outcomes_of(LONG_HEADER + WHOLE + pushed)[1]) == ["row_over"]


@pytest.mark.parametrize(
    "pushed",
    [
        "2,みどり園,認可,私立保育所,東京都小金井市本町2-2,042-383-2222\n",
        "2,みどり,園,認可保育所,東京都小金井市本町2-2,\n",
        "2,みどり園認可保育所,東京都小金井市本町2-2,042-383-2222,駅前,\n",
    ],
)
def test_values_beside_their_columns_reject_the_row(pushed: str) -> None:
    assert reasons_of(outcomes_of(LONG_HEADER + WHOLE + pushed)[1]) == ["row_shifted"]


def test_a_comma_in_the_last_cell_of_a_header_without_further_columns_is_told() -> None:
    pushed = "2,みどり園,認可,私立保育所,東京都小金井市本町2-2,,,\n"
    header = LONG_HEADER.replace("備考", "備考,,")
    assert reasons_of(outcomes_of(header + WHOLE.replace("駅前", "駅前,,") + pushed)[1]) == ["row_shifted"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("名称,緯度,経度", "あおば園,139.5,35.7"),
        ("名称,住所,方書", "あおば園,本町1-1,東京都ビル"),
        ("名称,住所,電話番号", "あおば園,,042-383-1111"),
        ("名称,電話番号,FAX番号", "あおば園,,042-383-1111"),
        ("名称,利用可能曜日,開始時間,終了時間", "あおば園,月;火,0.375,9:00"),
        ("名称,連絡先メールアドレス,URL", "あおば園,,a@example.jp"),
        ("名称,住所,備考", "あおば園,未定,東京へ移る予定"),
    ],
)
def test_what_is_only_unusual_is_no_row_pushed_aside(header: str, cells: str) -> None:
    assert all(isinstance(each, Record) for each in outcomes_of(f"{header}\n{cells}\n"))


def test_a_column_without_a_name_that_every_row_fills_is_told_and_rejects_none() -> None:
    text = "NO,名称,\n1,あおば保育園,あ\n2,みどり保育園,い\n"
    assert [codes(each) for each in outcomes_of(text) if isinstance(each, Record)] == [[("", "cells_over")]] * 2


def test_a_hospital_without_beds_is_not_believed_and_a_clinic_is() -> None:
    clinic, hospital, *_broken = read("medical_recommended.utf16.tsv")
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


@pytest.mark.parametrize(
    "torn",
    [
        '"わかば園,本町1,042-383-1111\n"さくら園",本町2,042-383-2222\n',
        '"わかば園,本町1,042-383-1111\nさくら園,本町2,042-383-2222"\n',
        'わかば園,本町1,"042-383-1111\nさくら園,本町2,"042-383-2222"\n',
    ],
)
def test_an_unclosed_quote_rejects_what_it_swallowed_and_each_row_counts(torn: str) -> None:
    table = read_table(f"名称,住所,電話番号\nあおば園,本町9,\n{torn}もみじ園,本町3,\n".encode(), "a.csv")
    outcomes = list(read_records(table, "nurseries"))
    assert [type(outcome) for outcome in outcomes] == [Record, Rejected, Rejected, Record]
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert [(each.row, each.reasons[0].code) for each in rejected] == [(3, "unclosed_quote")] * 2
    assert "さくら園" in rejected[1].cells[""]


def test_a_quote_that_swallows_the_rest_of_a_long_list_is_told_with_its_row() -> None:
    rows = "".join(f"園{number},東京都小金井市本町{number}\n" for number in range(9_000))
    with pytest.raises(FileError, match="3行目から"):
        read_table(f'名称,住所\nあ,本町1\n"い,本町2\n{rows}'.encode(), "a.csv")


@pytest.mark.parametrize(("name", "code"), [('"わかば\n保育園"', "name_of_lines"), ("園" * 300, "name_too_long")])
def test_what_is_no_name_rejects_the_row(name: str, code: str) -> None:
    (rejected,) = read_records(read_table(f"名称,住所\n{name},本町1\n".encode(), "a.csv"), "nurseries")
    assert isinstance(rejected, Rejected)
    assert [reason.code for reason in rejected.reasons] == [code]


def test_a_cell_of_several_lines_stays_one() -> None:
    table = read_table('名称,住所,電話番号,備考\nあ,本町1,,"月, 火\n水, ""木""も"\n'.encode(), "a.csv")
    (record,) = read_records(table, "nurseries")
    assert isinstance(record, Record)


@pytest.mark.parametrize(
    "hint",
    [
        "（必須）,（任意）,半角数字",
        "必須,任意,半角数字",
        "文字列（100文字以内）,文字列,半角",
        "（記入例）わかば保育園,本町1,",
        "例：わかば,本町1,",
        "名称は正式に,【任意】,半角英数字",
    ],
)
def test_a_row_that_says_how_to_fill_in_the_others_is_no_place(hint: str) -> None:
    table = read_table(f"名称,住所,電話番号\n{hint}\n例幣の杜保育園,本町1,\n".encode(), "a.csv")
    hinted, record = read_records(table, "nurseries")
    assert isinstance(hinted, Rejected)
    assert [reason.code for reason in hinted.reasons] == ["hint_row"]
    assert isinstance(record, Record)


def test_a_formula_without_its_value_is_told() -> None:
    book = openpyxl.Workbook()
    for row in (["名称", "住所", "収容定員"], ["あ", "本町1", "=1+1"], ["い", "=NA()", 3], ["=NA()"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    first, second, third = read_records(read_table(stream.getvalue(), "a.xlsx"), "nurseries")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Rejected)
    assert ("収容定員", "formula_unread") in [(each.column, each.code) for each in first.doubts]
    assert ("住所", "formula_unread") in [(each.column, each.code) for each in second.doubts]
