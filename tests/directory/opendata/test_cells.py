"""Each reader of a cell takes the messes that municipal files hold, says what it made of them, and never raises."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import kinds
from directory.opendata import cells
from directory.opendata.cells import CODES, Address, Reading, doubt
from directory.opendata.cells.addresses import PREFECTURES

pytestmark = pytest.mark.once


def check(reading: Reading[Any], value: object, codes: str) -> None:
    assert (reading.value, " ".join(reading.codes)) == (value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("  あおば　園 \u3000", "あおば　園", ""),
        ("ﾃﾞｨｽｶﾊﾞﾘｰﾊﾟｰｸ焼津", "ディスカバリーパーク焼津", "half_width_kana"),
        ("グロ―アップ", "グローアップ", "dash_for_long"),
        ("ハッピ―", "ハッピー", "dash_for_long"),
        ("上\r\n下\x00", "上\n下", "control_signs"),
        ("Kids―Room", "Kids―Room", ""),
    ],
)
def test_text_is_spelt_right(text: str, value: str, codes: str) -> None:
    check(cells.read_text(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("a;b", ["a", "b"], ""),
        ("a；b", ["a", "b"], "separator"),
        ("a:b;c", ["a", "b", "c"], "separator"),
        ("a：b", ["a", "b"], "separator"),
        ("a･b", ["a", "b"], "separator"),
        ("a・b;c", ["a・b", "c"], ""),
        ("a、b,c", ["a", "b", "c"], "separator"),
        ("a;b;", ["a", "b"], ""),
        ("", [], ""),
    ],
)
def test_a_list_is_parted_by_whatever_parts_it(text: str, value: list[str], codes: str) -> None:
    check(cells.read_list(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("産休明け～2歳児", (1, 35), "after_maternity_leave class_year"),
        ("満３歳～５歳", (36, 71), ""),
        ("4歳から", (48, None), ""),
        ("生後6か月", (6, None), "ages_from"),
        ("産休明け", (1, None), "after_maternity_leave ages_from"),
        ("生後57日～", (1, None), "days_as_months"),
        ("10か月～", (10, None), ""),
        ("0歳～就学前", (0, 71), "until_school"),
        ("就学前まで", (0, 71), "until_school"),
        ("2歳児", (24, 35), "class_year"),
        ("3歳児以上", (36, None), ""),
        ("0・1・2歳児", (0, 35), "class_year"),
        ("３～４か月", (3, 4), ""),
        ("1歳6か月から3歳未満", (18, 35), ""),
        ("0歳から3歳", (0, 47), ""),
        ("6ヵ月以上", (6, None), ""),
        ("三歳以上", (36, None), ""),
        ("小学3年生まで", (None, 107), ""),
        ("小学1年生～6年生", (72, 143), ""),
        ("小学校1～6年生", (72, 143), ""),
        ("小1～6", (72, 143), ""),
        ("小学1・2年生", (72, 95), ""),
        ("小4から中3", (108, 179), ""),
        ("中学1年生～3年生", (144, 179), ""),
        ("高校1年～高校3年", (180, 216), ""),
        ("高等学校1年生", (180, 191), ""),
        ("中4", (None, None), "ages_unread"),
        ("1～6年生", (None, None), "ages_unread"),
        ("0.5歳", (6, 6), ""),
        ("０．５歳～", (6, None), ""),
        ("0.5～3歳", (6, 47), ""),
        ("1.5歳から", (18, None), ""),
        ("1歳半～", (18, None), ""),
        ("1歳半から2歳半まで", (18, 30), ""),
        ("1.3歳から", (None, None), "ages_unread"),
        ("3歳～5", (None, None), "ages_unread"),
        ("小学生", (72, 143), ""),
        ("小1～小6", (72, 143), ""),
        ("中学生・高校生", (144, 216), ""),
        ("18歳以下", (None, 216), ""),
        ("妊婦", (-10, -1), ""),
        ("0歳～2歳、4歳～5歳", (0, 71), "ages_several"),
        ("1号認定3歳～5歳", (36, 71), "ages_partly"),
        ("0歳から3歳のお子さんと保護者", (0, 47), ""),
        ("どなたでも", (None, None), ""),
        ("", (None, None), ""),
        ("5歳～3歳", (None, None), "ages_backwards"),
        ("65歳以上", (None, None), "ages_unread"),
        ("要相談", (None, None), "ages_unread"),
    ],
)
def test_ages_become_months_both_ends_included(text: str, value: tuple[int | None, int | None], codes: str) -> None:
    check(cells.read_ages(text), value, codes)


@pytest.mark.parametrize(
    ("text", "numbers", "codes"),
    [
        ("(054)626-1139", ["054-626-1139"], ""),
        ("(054)622-7420 ", ["054-622-7420"], ""),
        ("(054-625-7075)", ["054-625-7075"], ""),
        ("03(5320)1111", ["03-5320-1111"], ""),
        ("０５４－６２６－１１３９", ["054-626-1139"], ""),
        ("0546261139", ["054-626-1139"], ""),
        ("+81-54-626-1139", ["054-626-1139"], ""),
        ("電話番号：054-247-3823", ["054-247-3823"], "phone_words"),
        ("054-293-7474 / 054-656-0676", ["054-293-7474", "054-656-0676"], "phones_several"),
        ("054-626-1139～1140", ["054-626-1139"], "phone_words"),
        ("546261139", ["054-626-1139"], "phone_zero"),
        ("54-626-1139", ["054-626-1139"], "phone_zero"),
        ("#8000", ["#8000"], ""),
        ("119", ["119"], "phone_emergency"),
        ("626-1139", ["626-1139"], "phone_invalid"),
        ("なし", [], "phone_unread"),
        ("5.46E+08", [], "number_lost"),
        ("4.23E+08、042-383-1111", [], "number_lost"),
        ("110", ["110"], "phone_emergency"),
        ("", [], ""),
    ],
)
def test_numbers_are_those_one_dials(text: str, numbers: list[str], codes: str) -> None:
    reading = cells.read_phones(text)
    assert ([phone["number"] for phone in reading.value], " ".join(reading.codes)) == (numbers, codes)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("054-626-1139 内線123", "", [("", "123")]),
        ("054-626-1139（内線12）", "", [("", "12")]),
        ("054-626-1139", "34", [("", "34")]),
        ("054-626-1139（代表）", "", [("代表", "")]),
        ("FAX054-626-1139", "", [("FAX", "")]),
        ("昼間：054-626-1139、夜間：054-293-7474", "", [("昼間", ""), ("夜間", "")]),
    ],
)
def test_what_a_number_is_for_and_its_extension_stand_beside_it(text: str, column: str, expected: list[tuple[str, str]]) -> None:
    assert [(phone["purpose"], phone["extension"]) for phone in cells.read_phones(text, column).value] == expected


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("https://www.city.yaizu.lg.jp/004.html#one/two", "https://www.city.yaizu.lg.jp/004.html#one/two", ""),
        ("aoki-iin.net", "https://aoki-iin.net", "url_without_scheme"),
        ("www.itsuki-lc.jp/a?b=1", "https://www.itsuki-lc.jp/a?b=1", "url_without_scheme"),
        ("http://www.aida-dental.com.", "http://www.aida-dental.com", "url_trailing"),
        ("ｈｔｔｐｓ：／／ａ．ｊｐ", "https://a.jp", ""),
        ("https://a.jp https://b.jp", "https://a.jp", "urls_several"),
        ("matsuya-dc@nifty.com", "", "email_in_url"),
        ("javascript:alert(1)", "", "url_unread"),
        ("http://[", "", "url_unread"),
        ("なし", "", "url_unread"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_urls_lead_somewhere(text: str, value: str, codes: str) -> None:
    check(cells.read_url(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("a@b.jp", "a@b.jp", ""),
        ("a＠b.jp", "a@b.jp", "email_at"),
        ("a(at)b.jp\n注記：(at)を@に置き換えて", "a@b.jp", "email_at"),
        ("a[at]b.jp", "a@b.jp", "email_at"),
        ("ホームページから", "", "email_unread"),
        ("", "", ""),
    ],
)
def test_a_hidden_at_is_restored(text: str, value: str, codes: str) -> None:
    check(cells.read_email(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("36.3)", 36.3, "number_tidied"),
        ("139.815920027777", 139.815920027777, ""),
        ("北緯35度42分0秒", 35.7, "position_dms"),
        ("不明", None, "number_unread"),
        ("", None, ""),
    ],
)
def test_a_coordinate_is_read_in_spite_of_what_stands_beside_it(text: str, value: float | None, codes: str) -> None:
    check(cells.read_coordinate(text), value, codes)


@pytest.mark.parametrize(
    ("latitude", "longitude", "value", "codes"),
    [
        (35.7, 139.5, (35.7, 139.5), ""),
        (139.5, 35.7, (35.7, 139.5), "position_swapped"),
        (0.0, 0.0, None, "position_zero"),
        (51.5, -0.1, None, "position_outside"),
        (35.7, None, None, "position_half"),
        (None, None, None, ""),
    ],
)
def test_a_position_is_in_japan_or_nowhere(
    latitude: float | None, longitude: float | None, value: tuple[float, float] | None, codes: str
) -> None:
    check(cells.read_position(latitude, longitude), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("60", 60, ""),
        ("60人", 60, "number_tidied"),
        ("１５０", 150, ""),
        ("1,200", 1200, ""),
        ("0", None, "capacity_unknown"),
        ("60～80人", None, "number_unread"),
        ("1.00E+12", None, "number_unread"),
        ("", None, ""),
    ],
)
def test_a_capacity_of_0_is_not_known(text: str, value: int | None, codes: str) -> None:
    check(cells.read_capacity(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("3060005004830", "3060005004830", ""),
        ("３０６０００５００４８３０", "3060005004830", ""),
        ("4060005004830", "4060005004830", "check_digit"),
        ("1.00E+12", "", "number_lost"),
        ("12345", "", "corporate_number_unread"),
        ("", "", ""),
    ],
)
def test_a_corporate_number_checks_itself(text: str, value: str, codes: str) -> None:
    check(cells.read_corporate_number(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("2026/4/2", datetime.date(2026, 4, 2), ""),
        ("2026-04-02", datetime.date(2026, 4, 2), ""),
        ("2026年4月2日（木）", datetime.date(2026, 4, 2), ""),
        ("令和8年4月2日", datetime.date(2026, 4, 2), ""),
        ("R8.4.2", datetime.date(2026, 4, 2), ""),
        ("令和元年5月1日", datetime.date(2019, 5, 1), ""),
        ("昭32. 7. 1", datetime.date(1957, 7, 1), ""),
        ("20260402", datetime.date(2026, 4, 2), ""),
        ("46114", datetime.date(2026, 4, 2), "excel_date"),
        ("2026/2/30", None, "date_unread"),
        ("未定", None, "date_unread"),
        ("", None, ""),
    ],
)
def test_days_are_read_in_every_calendar(text: str, value: datetime.date | None, codes: str) -> None:
    check(cells.read_date(text), value, codes)


def test_an_end_in_a_far_year_is_none() -> None:
    check(cells.read_end_date("2037/12/31"), None, "no_end_date")
    check(cells.read_end_date("2029/5/13"), datetime.date(2029, 5, 13), "")


@pytest.mark.parametrize(
    ("text", "year", "codes"), [("1961", 1961, ""), ("昭和36年", 1961, ""), ("昔", None, "date_unread"), ("", None, "")]
)
def test_a_year_by_itself(text: str, year: int | None, codes: str) -> None:
    check(cells.read_year(text), year, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("9:00", datetime.time(9), ""),
        ("09：30", datetime.time(9, 30), ""),
        ("9時半", datetime.time(9, 30), ""),
        ("午後2時", datetime.time(14), ""),
        ("正午", datetime.time(12), ""),
        ("0.375", datetime.time(9), "excel_time"),
        ("0.770833333333333", datetime.time(18, 30), "excel_time"),
        ("24:00", datetime.time(23, 59), "end_of_day"),
        ("25:00", None, "time_unread"),
        ("随時", None, "time_unread"),
        ("", None, ""),
    ],
)
def test_times_are_read_from_clocks_and_from_fractions(text: str, value: datetime.time | None, codes: str) -> None:
    check(cells.read_time(text), value, codes)


def test_an_end_before_its_beginning() -> None:
    one, ten = datetime.time(1), datetime.time(10)
    check(cells.read_times(ten, one, is_one_day=True), (ten, None), "times_backwards")
    check(cells.read_times(ten, one, is_one_day=False), (ten, one), "")
    check(cells.read_times(datetime.time(), datetime.time(), is_one_day=False), (None, None), "time_unknown")
    june, july = datetime.date(2026, 6, 1), datetime.date(2026, 7, 1)
    check(cells.read_days(july, june), None, "dates_backwards")
    check(cells.read_days(june, july), july, "")


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("小児科；アレルギー科", ["小児科", "アレルギー科"], "separator"),
        ("歯科･歯科口腔外科", ["歯科", "歯科口腔外科"], "separator"),
        ("糖尿病・代謝内科", ["糖尿病・代謝内科"], ""),
        ("内科;こう門外科;ひ尿器科", ["内科", "肛門外科", "泌尿器科"], "department_spelling department_spelling"),
        ("歯科一般", ["歯科"], "department_spelling"),
        ("内科;内科", ["内科"], ""),
        ("内科;ふしぎ科", ["内科", "ふしぎ科"], "department_unknown"),
        ("", [], ""),
    ],
)
def test_departments_have_the_names_of_the_law(text: str, value: list[str], codes: str) -> None:
    check(cells.read_departments(text), value, codes)


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [("有", True, ""), ("○", True, ""), ("無", False, ""), ("-", False, ""), ("要相談", None, "answer_unread"), ("", None, "")],
)
def test_yes_and_no(text: str, value: bool | None, codes: str) -> None:
    check(cells.read_answer(text), value, codes)


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("おむつ替え・授乳", {"diaper_changing", "nursing_room"}),
        ("男女別、多機能トイレあり", {"toilet", "multipurpose_toilet"}),
        ("トイレなし、無料駐車場あり", {"parking"}),
        ("", set()),
    ],
)
def test_services_are_found_in_a_list_of_offers(text: str, services: set[str]) -> None:
    assert cells.services_in(text) == services


@pytest.mark.parametrize(
    ("text", "name", "value", "codes"),
    [
        ("公立幼稚園", "", "kindergarten", ""),
        ("認定こども園(幼保連携型)", "", "kodomoen", ""),
        ("認可私立保育所", "あおば幼稚園", "nursery", ""),
        ("", "中央図書館", "library", "kind_from_name"),
        ("", "大井川児童センター（とまとぴあ）", "children_hall", "kind_from_name"),
        ("", "市役所", "facility", ""),
        ("なぞの館", "", "facility", ""),
        ("小規模保育事業（A型）", "", "nursery", ""),
    ],
)
def test_the_kind_is_said_by_the_word_or_else_by_the_name(text: str, name: str, value: str, codes: str) -> None:
    check(cells.read_kind(text, name, "facility"), value, codes)


@pytest.mark.parametrize(
    ("name", "usual", "listed", "codes"),
    [
        ("みどりの家", "nursery", ("nursery", "kindergarten"), "kind_from_list"),
        ("みどり保育園", "nursery", ("nursery", "kindergarten"), ""),
        ("みどりの家", "support_center", ("support_center",), ""),
        ("みどりの家", "facility", ("facility", "library"), ""),
    ],
)
def test_a_kind_that_only_the_list_tells_is_doubted_where_several_kinds_stand_in_it(
    name: str, usual: str, listed: tuple[str, ...], codes: str
) -> None:
    check(cells.read_kind("", name, usual, listed), usual, codes)


def test_an_unknown_word_makes_a_nursery_of_what_stands_among_nurseries() -> None:
    check(cells.read_kind("なぞの館", "", "nursery"), "nursery", "category_unknown")


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("静岡県焼津市本町二丁目1番", Address("静岡県焼津市本町二丁目1番", "静岡県", "焼津市", "本町二丁目", "1番"), ""),
        ("静岡県焼津市石津728番地の2", Address("静岡県焼津市石津728番地の2", "静岡県", "焼津市", "石津", "728番地の2"), ""),
        ("焼津市宗高1205-1", Address("静岡県焼津市宗高1205-1", "静岡県", "焼津市", "宗高", "1205-1"), "address_completed"),
        ("網戸1850", Address("静岡県焼津市網戸1850", "静岡県", "焼津市", "網戸", "1850"), "address_completed"),
        ("静岡県焼津市中町3ｰ4", Address("静岡県焼津市中町3-4", "静岡県", "焼津市", "中町", "3-4"), "dash_in_number"),
        ("静岡県焼津市中町3　本館2階", Address("静岡県焼津市中町3", "静岡県", "焼津市", "中町", "3", "本館2階"), ""),
        ("静岡県焼津市坂本", Address("静岡県焼津市坂本", "静岡県", "焼津市", "坂本"), ""),
        ("藤枝市岡部1", Address("藤枝市岡部1", "", "藤枝市", "岡部", "1"), "address_elsewhere"),
        ("焼津市", Address("静岡県焼津市", "静岡県", "焼津市"), "address_completed address_of_a_city"),
        ("静岡県焼津市", Address("静岡県焼津市", "静岡県", "焼津市"), "address_of_a_city"),
        ("北海道札幌市中央区北1条", Address("北海道札幌市中央区北1条", "北海道", "札幌市中央区", "北1条"), ""),
        ("", Address(), ""),
    ],
)  # fmt: skip
def test_an_address_is_completed_and_parted(text: str, value: Address, codes: str) -> None:
    check(cells.read_address(text, "静岡県", "焼津市"), value, codes)


def test_an_address_in_parts_is_joined() -> None:
    reading = cells.join_address("東京都", "小金井市", "前原町三丁目", "8−1", "ひだまりビル")
    joined = Address("東京都小金井市前原町三丁目8-1", "東京都", "小金井市", "前原町三丁目", "8-1", "ひだまりビル")
    check(reading, joined, "dash_in_number")


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("網戸1850", Address("網戸1850", "", "", "網戸", "1850"), "address_without_prefecture"),
        ("小金井市本町1-1", Address("小金井市本町1-1", "", "小金井市", "本町", "1-1"), "address_without_prefecture"),
        ("東村山市本町1", Address("東村山市本町1", "", "東村山市", "本町", "1"), "address_without_prefecture"),
        ("小金井市", Address("小金井市", "", "小金井市"), "address_of_a_city"),
    ],
)
def test_without_a_word_about_the_prefecture_an_address_stays_and_is_doubted(text: str, value: Address, codes: str) -> None:
    check(cells.read_address(text), value, codes)


@pytest.mark.parametrize(("code", "prefecture"), [("222127", "静岡県"), ("13210", "東京都"), ("480000", ""), ("x", "")])
def test_the_code_of_a_municipality_tells_its_prefecture(code: str, prefecture: str) -> None:
    assert cells.prefecture_of_code(code) == prefecture
    assert len(PREFECTURES) == 47


@pytest.mark.parametrize("code", CODES)
def test_every_doubt_says_what_was_found_and_what_was_done(code: str) -> None:
    said = doubt(code, "もと", "いま")
    assert said.found.endswith("。")
    assert said.done.endswith("。")
    assert "%(" not in said.found + said.done


READERS: tuple[Callable[[str], Reading[Any]], ...] = (
    cells.read_text,
    cells.read_list,
    cells.read_ages,
    cells.read_phones,
    cells.read_fax,
    cells.read_url,
    cells.read_email,
    cells.read_count,
    cells.read_capacity,
    cells.read_decimal,
    cells.read_code,
    cells.read_corporate_number,
    cells.read_coordinate,
    cells.read_date,
    cells.read_end_date,
    cells.read_year,
    cells.read_time,
    cells.read_answer,
    cells.read_departments,
    cells.read_address,
    lambda text: cells.read_kind(text, text, "facility"),
    lambda text: cells.read_address(text, "静岡県", "焼津市", text),
    lambda text: cells.join_address(text, text, text, text, text),
)
WORDS = """
年 月 日 歳 児 か月 から 以上 未満 まで 満 生後 産休明け 就学前 小学生 午後 時 令和 市 県 丁目 番
号 電話 内線 科 ・ 、 ～ - ー ― ( ） : / @ . ; E+
"""
SIGNS = st.lists(st.one_of(st.sampled_from(WORDS.split()), st.integers(0, 9999).map(str)), max_size=12).map("".join)
"""Cells made of the words that the readers know, in orders that nobody writes."""


@given(st.one_of(SIGNS, st.text(max_size=60)), st.sampled_from(READERS))
def test_no_reader_raises_whatever_stands_in_the_cell(text: str, read: Callable[[str], Reading[Any]]) -> None:
    assert all(found.code in CODES for found in read(text).doubts)


@pytest.mark.parametrize("text", ["1-" * 4000, "心臓血管" * 100 + "X", "2026/" * 3000])
def test_a_cell_that_goes_on_and_on_is_no_reason_to_stop(text: str) -> None:
    check(cells.read_ages(text), (None, None), "ages_unread")
    assert cells.read_departments(text).codes


@given(SIGNS)
def test_ages_never_run_backwards_nor_beyond_what_can_be_stored(text: str) -> None:
    low, high = cells.read_ages(text).value
    assert low is None or -10 <= low <= 216
    assert high is None or -10 <= high <= 216
    assert low is None or high is None or low <= high


@given(st.text(max_size=40), st.sampled_from([kind.code for kind in kinds.KINDS]))
def test_the_kind_is_always_one_there_is(text: str, usual: str) -> None:
    assert cells.read_kind(text, text, usual).value in kinds.BY_CODE
