"""A list of duties from a file, with all its messes: nothing is lost, and what is taken over is what was looked at."""

import csv
import datetime
import hashlib
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from directory.duty import importing
from directory.duty.importing import Line, Plan
from directory.duty.queries import Warnings, warnings_in
from directory.duty.words import gap_in_words, overlap_in_words
from directory.models import DutyImport, DutySlot, Place
from tests.core.editorial import client_of, person
from tests.directory.test_duty import duty, hospital, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
HEADER = "日付,医療機関,診療科目,開始時間,終了時間,種別,備考"


def planned(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> Plan:
    return importing.plan("\r\n".join([header, *rows]).encode(encoding), "touban.csv")


def only(*rows: str, **options: str) -> Line:
    (line,) = planned(*rows, **options).lines
    return line


def outcomes(plan: Plan) -> list[str]:
    return [line.outcome for line in plan.lines]


def reasons(line: Line) -> dict[str, str]:
    return {remark.column: remark.text for remark in line.remarks if remark.is_fatal}


def times(line: Line) -> tuple[datetime.datetime, datetime.datetime]:
    assert line.slot is not None, reasons(line)
    return line.slot.starts_at, line.slot.ends_at


@pytest.fixture(autouse=True)
def sakura() -> Place:
    return hospital("桜病院", common_name="さくら")


def test_a_row_becomes_a_duty() -> None:
    line = only("2026/12/6,桜病院,小児科、内科,9:00,17:00,休日当番,来る前に電話")
    assert line.outcome == "new"
    assert line.said == "2026年12月6日（日） 桜病院 休日当番 9:00–17:00 小児科、内科（来る前に電話）"
    assert not DutySlot.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_is_found_out(encoding: str) -> None:
    assert only("2026/12/6,桜病院,小児科,9:00,17:00,休日当番,", encoding=encoding).outcome == "new"


@pytest.mark.parametrize(
    "header",
    [
        "年月日,病院名,診療科,開始時刻,終了時刻,区分,特記事項",
        "当番日,当番医,科目,開始,終了,当番種別,備考欄",
        "№,月日,施設名,電話番号,診療開始時間,診療終了時間,種類",
    ],
)
def test_other_cities_headers_mean_the_same(header: str) -> None:
    cells = {"№": "1", "電話番号": "042-387-9999"}
    values = iter(["2026/12/6", "桜病院", *(["小児科"] if "科" in header else []), "9:00", "17:00", "休日", ""])
    row = ",".join(cells.get(name) or next(values) for name in header.split(","))
    line = only(row, header=header)
    assert (line.outcome, times(line)) == ("new", (moment("2026-12-06 09:00"), moment("2026-12-06 17:00")))


@pytest.mark.parametrize(
    "day", ["2026/12/6", "2026-12-06", "令和8年12月6日", "R8.12.6", "2026年12月6日（日）", "46362", "２０２６／１２／６"]
)
def test_days_are_read_however_they_are_written(day: str) -> None:
    assert times(only(f"{day},桜病院,,9:00,17:00,休日当番,"))[0] == moment("2026-12-06 09:00")


@pytest.mark.parametrize(
    ("starts", "ends", "from_until"),
    [
        ("9:00", "17:00", ("2026-12-31 09:00", "2026-12-31 17:00")),
        ("午前9時", "午後5時", ("2026-12-31 09:00", "2026-12-31 17:00")),
        ("22:00", "8:00", ("2026-12-31 22:00", "2027-01-01 08:00")),
        ("22:00", "翌8:00", ("2026-12-31 22:00", "2027-01-01 08:00")),
        ("22時", "翌日の8時", ("2026-12-31 22:00", "2027-01-01 08:00")),
        ("17:00", "24:00", ("2026-12-31 17:00", "2027-01-01 00:00")),
        ("17:00", "0:00", ("2026-12-31 17:00", "2027-01-01 00:00")),
        ("22:00", "32:00", ("2026-12-31 22:00", "2027-01-01 08:00")),
        ("9:00", "翌10:00", ("2026-12-31 09:00", "2027-01-01 10:00")),
        ("9:00", "9:00", ("2026-12-31 09:00", "2027-01-01 09:00")),
        ("0:00", "24:00", ("2026-12-31 00:00", "2027-01-01 00:00")),
        ("翌0:00", "翌8:00", ("2027-01-01 00:00", "2027-01-01 08:00")),
        ("0.375", "0.708333333", ("2026-12-31 09:00", "2026-12-31 17:00")),
    ],
)
def test_an_end_before_the_beginning_is_the_next_days_over_new_year_too(
    starts: str, ends: str, from_until: tuple[str, str]
) -> None:
    assert times(only(f"2026/12/31,桜病院,,{starts},{ends},夜間,")) == tuple(map(moment, from_until))


@pytest.mark.parametrize(
    ("times_given", "kind", "told"),
    [
        ("25:00,8:00", "夜間", {"開始時間": "「25:00」は、翌日の3月1日（月） 1:00と読みました。"}),
        ("22:00,32:00", "夜間", {"終了時間": "「32:00」は、翌日の3月1日（月） 8:00と読みました。"}),
        ("17:00,24:00", "準夜", {}),
        ("22:00,8:00", "夜間", {}),
        ("22:00,翌8:00", "夜間", {}),
        ("17:00,9:00", "休日当番", {"終了時間": "終了が開始より後ではないので、翌日の9:00まで（16時間）と読みました。"}),
        ("9:00,翌10:00", "休日当番", {"終了時間": "2027年2月28日（日） 9:00–翌10:00の25時間になります。"}),
    ],
)
def test_hours_from_24_on_and_ends_before_the_beginning_are_told_as_they_were_understood(
    times_given: str, kind: str, told: dict[str, str]
) -> None:
    line = only(f"2027-02-28,桜病院,,{times_given},{kind},")
    assert line.outcome == "new"
    assert [remark.column for remark in line.remarks] == list(told)
    assert all(remark.text.startswith(told[remark.column]) for remark in line.remarks)


@pytest.mark.parametrize("starts", ["25:00", "翌1:00"])
def test_a_duty_from_after_midnight_until_the_afternoon_is_refused_unless_its_end_says_so_too(starts: str) -> None:
    line = only(f"2027-02-28,桜病院,内科,{starts},17:00,休日当番,")
    assert line.outcome == "rejected"
    assert "2027年3月1日（月） 1:00–17:00の16時間になってしまいます" in reasons(line)["開始時間"]
    meant = only(f"2027-02-28,桜病院,内科,{starts},翌17:00,休日当番,")
    assert times(meant) == (moment("2027-03-01 01:00"), moment("2027-03-01 17:00"))


def test_hours_from_24_on_are_told_in_a_column_of_both_times_too() -> None:
    line = only("2027-02-28,桜病院,25:00〜8:00,夜間", header="日付,医療機関,診療時間,種別")
    assert [(remark.column, remark.is_fatal) for remark in line.remarks] == [("診療時間", False)]
    assert times(line)[0] == moment("2027-03-01 01:00")


def test_both_times_may_stand_in_one_column() -> None:
    for text in ("9:00～17:00", "9:00-17:00", "9時から17時まで", "9:00−17:00"):
        line = only(f"2026/12/6,桜病院,{text}", header="日付,医療機関,診療時間")
        assert times(line) == (moment("2026-12-06 09:00"), moment("2026-12-06 17:00")), text


@pytest.mark.parametrize("name", ["桜病院", "桜 病院", "さくら", "　桜病院　"])
def test_a_hospital_is_found_by_either_of_its_names(name: str) -> None:
    assert only(f"2026/12/6,{name},,9:00,17:00,休日,").outcome == "new"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("12月6日,桜病院,,9:00,17:00,休日,", "日付", "年から書いて"),
        (",桜病院,,9:00,17:00,休日,", "日付", "空です"),
        ("2026/13/6,桜病院,,9:00,17:00,休日,", "日付", "読めません"),
        ("2026/12/6,,,9:00,17:00,休日,", "医療機関", "空です"),
        ("2026/12/6,桜病陰,,9:00,17:00,休日,", "医療機関", "「桜病院」のことですか"),
        ("2026/12/6,遠くの歯科,,9:00,17:00,休日,", "医療機関", "登録されていません"),
        ("2026/12/6,桜病院,,朝,17:00,休日,", "開始時間", "「朝」は時間として"),
        ("2026/12/6,桜病院,,9:00,,休日,", "終了時間", "両方"),
        ("2026/12/6,桜病院,,0:00,0:00,休日,", "開始時間", "24:00"),
        ("2026/12/6,桜病院,,9:00,17:00,謎,", "種別", "休日当番、準夜、夜間、その他"),
        ("2026/12/6,桜病院,,,,その他,", "開始時間", "空です"),
        (f"2026/12/6,桜病院,,9:00,17:00,休日,{'長' * 301}", "備考", "301字"),
    ],
)
def test_what_cannot_be_taken_is_rejected_with_its_column_and_reason(row: str, column: str, reason: str) -> None:
    line = only(row)
    assert (line.outcome, line.number) == ("rejected", 2)
    assert reason in reasons(line)[column]


def test_a_row_tells_all_that_is_wrong_with_it_at_once() -> None:
    assert set(reasons(only("昨日,どこか,,朝,夜,謎,"))) == {"日付", "医療機関", "種別"}
    assert {"日付", "医療機関", "開始時間", "終了時間"} == set(reasons(only("昨日,どこか,,朝,夜,休日,")))


def test_two_hospitals_of_a_name_are_told_apart_by_the_address(sakura: Place) -> None:
    one = hospital("もみじ医院", address="本町1-1")
    hospital("もみじ医院", address="東町2-2")
    assert "住所まで" in reasons(only("2026/12/6,もみじ医院,,9:00,17:00,休日,"))["医療機関"]
    line = only("2026/12/6,もみじ医院（本町1-1）,,9:00,17:00,休日,")
    assert line.slot is not None
    assert line.slot.place == one


def test_the_english_of_a_hospital_makes_its_name_no_other(sakura: Place) -> None:
    from tests.site.factories import locale

    sakura.copy_for_translation(locale("en")).save()
    assert only("2026/12/6,桜病院,,9:00,17:00,休日,").outcome == "new"


def test_an_empty_kind_follows_from_the_time_and_empty_times_from_the_kind() -> None:
    kinds = {
        ("2026/12/6", "9:00", "17:00"): "holiday",
        ("2026/12/7", "9:00", "17:00"): "other",
        ("2026/12/7", "17:00", "22:00"): "evening",
        ("2026/12/7", "22:00", "8:00"): "night",
    }
    for (day, starts, ends), kind in kinds.items():
        line = only(f"{day},桜病院,,{starts},{ends},,")
        assert line.slot is not None
        assert line.slot.kind == kind
        assert any("種別が空" in remark.text for remark in line.remarks)
    line = only("2026/12/6,桜病院,,,,準夜,")
    assert times(line) == (moment("2026-12-06 17:00"), moment("2026-12-06 22:00"))
    assert any("いつもの 17:00–22:00" in remark.text for remark in line.remarks)


def test_a_row_that_comes_twice_is_taken_once_and_told() -> None:
    plan = planned("2026/12/6,桜病院,,9:00,17:00,休日,", "2026/12/6,さくら,,9:00,12:00,休日,")
    assert outcomes(plan) == ["new", "rejected"]
    assert "2行目と同じ" in reasons(plan.lines[1])["医療機関"]


def test_what_is_taken_over_is_there_and_the_same_file_changes_nothing_more() -> None:
    rows = (
        "2026/12/6,桜病院,小児科,9:00,17:00,休日,",
        "2026/12/31,桜病院,内科,22:00,8:00,夜間,",
        "2026/12/7,無い医院,,9:00,17:00,休日,",
    )
    first = planned(*rows)
    importing.carry_out(first)
    assert (first.read, [count for *_name, count in first.counts]) == (3, [2, 0, 0, 1])
    again = planned(*rows)
    assert outcomes(again) == ["unchanged", "unchanged", "rejected"]
    importing.carry_out(again)
    assert DutySlot.objects.count() == 2


def test_a_change_is_a_change_of_the_same_duty_and_says_what_it_was(sakura: Place) -> None:
    slot = duty(sakura, "2026-12-06 09:00", "2026-12-06 17:00", "内科")
    plan = planned("2026/12/6,桜病院,小児科,10:00,16:00,休日,時間が変わりました")
    assert outcomes(plan) == ["changed"]
    assert plan.lines[0].before == "2026年12月6日（日） 桜病院 休日当番 9:00–17:00 内科"
    importing.carry_out(plan)
    found = DutySlot.objects.get()
    assert (found.pk, found.starts_at, found.remark) == (slot.pk, moment("2026-12-06 10:00"), "時間が変わりました")


def test_a_second_turn_on_the_same_day_is_a_second_duty(sakura: Place) -> None:
    duty(sakura, "2026-12-06 09:00", "2026-12-06 12:00")
    plan = planned("2026/12/6,桜病院,,9:00,12:00,休日,", "2026/12/6,桜病院,,14:00,17:00,休日,")
    assert outcomes(plan) == ["unchanged", "new"]


def test_every_row_is_counted_blank_lines_and_surplus_cells_told() -> None:
    plan = planned(
        "2026/12/6,桜病院,,9:00,17:00,休日,",
        ",,,,,,",
        "2026/12/13,桜病院,,9:00,17:00,休日,,はみ出した値",
        "合計,2",
    )
    assert plan.read == 3 == sum(count for *_name, count in plan.counts)
    assert [line.number for line in plan.lines] == [2, 4, 5]
    assert "はみ出した値" in plan.lines[1].remarks[0].text


def test_columns_that_are_not_used_are_named_and_what_is_no_list_of_duties_is_refused() -> None:
    assert planned("2026/12/6,桜病院,休日,当番の先生", header="日付,医療機関,種別,医師名").ignored == ["医師名"]
    with pytest.raises(importing.DutyFileError) as error:
        planned("桜病院,本町1-1", header="名称,住所")
    assert "「日付」" in str(error.value)


def told(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("duty", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def counted(said: str) -> dict[str, int]:
    """The counts that the command tells."""
    return {name: int(count) for count, name in re.findall(r"^ +(\d+)  (.+)$", said, re.MULTILINE)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = (
        "2026/12/6,桜病院,小児科,9:00,17:00,休日,",
        "2026/12/13,桜病院,内科,9:00,17:00,休日,",
        "2026/12/13,無い,,9:00,17:00,休日,",
    )
    path = tmp_path / "touban.csv"
    path.write_bytes("\n".join([HEADER, *rows]).encode("cp932"))
    return path


def test_the_command_says_what_it_read_and_a_dry_run_changes_nothing(file: Path) -> None:
    said, status = told("import", str(file), "--dry-run")
    assert counted(said) == {"読んだ行": 3, "新しい": 2, "変わる": 0, "変わらない": 0, "取り込めない": 1}
    assert "確認だけです。何も変えていません。" in said
    assert "4行目（取り込めない）：" in said
    assert not re.findall(r"[a-z]{3,}", said)
    assert (status, DutySlot.objects.count()) == (1, 0)
    assert not DutyImport.objects.exists()
    assert "取り込んだあとの2026年12月：確かめること" in said
    assert "12月13日（日） 日曜：小児科の当番がありません。" in said
    assert "12月20日（日） 日曜：当番がありません。" in said


def test_the_command_takes_over_and_tells_the_gaps_of_the_months(file: Path) -> None:
    said, _status = told("import", str(file))
    assert counted(said) == {"読んだ行": 3, "新しい": 2, "変わる": 0, "変わらない": 0, "取り込めない": 1}
    assert "12月13日（日） 日曜：小児科の当番がありません。" in said
    assert "12月20日（日） 日曜：当番がありません。" in said
    assert DutySlot.objects.count() == 2
    assert counted(told("import", str(file))[0])["変わらない"] == 2


def test_the_command_tells_overlaps_and_what_is_no_month_or_file(sakura: Place) -> None:
    duty(sakura, "2026-12-06 09:00", "2026-12-06 17:00")
    duty(sakura, "2026-12-06 16:00", "2026-12-06 22:00", kind="evening")
    said, _status = told("check", "2026-12")
    assert "12月6日（日） 桜病院：休日当番 9:00–17:00 と 準夜 16:00–22:00 が重なっています。" in said
    for wrong in (("check", "2026-13"), ("import", "/nowhere/x.csv")):
        with pytest.raises(CommandError):
            told(*wrong)


# In the admin


@pytest.fixture
def keeper() -> Client:
    from tests.core.editorial import set_up

    set_up()
    return client_of(person("事務", "secretariat"))


def looked_at(client: Client, *rows: str, name: str = "touban.csv") -> Any:
    upload = SimpleUploadedFile(name, "\n".join([HEADER, *rows]).encode("cp932"))
    return client.post(reverse("duty_import"), {"file": upload})


def confirmation(response: Any) -> Any:
    """What the form of the preview sends."""
    html = response.content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(i for i, form in enumerate(forms) if form.select_one("[name=confirmed]"))
    return querydict_from_html(html, form_index=index)


def confirm(client: Client, response: Any) -> Any:
    return client.post(reverse("duty_import"), confirmation(response))


def test_a_file_is_looked_at_and_only_then_taken_over(keeper: Client) -> None:
    response = looked_at(keeper, "2026/12/6,桜病院,小児科,9:00,17:00,休日,", "2026/12/6,無い,,9:00,17:00,休日,")
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    assert "2行を読みました。まだ何も変えていません。" in text
    assert "「無い」という医療機関は登録されていません" in text
    assert not DutySlot.objects.exists()
    done = confirm(keeper, response)
    assert done["Location"] == reverse("duty_imported", args=[DutyImport.objects.get().pk])
    assert DutySlot.objects.get().departments == ("小児科",)
    assert ModelLogEntry.objects.filter(action="wagtail.create", user__last_name="事務").exists()


YEAR = (
    "2026/12/6,桜病院,小児科,9:00,17:00,休日,",
    "2026/12/13,桜病院,小児科,25:00,8:00,夜間,",
    "2027/1/3,桜病院,小児科,9:00,17:00,休日,",
    "2026/12/20,無い,,9:00,17:00,休日,=1+1",
)


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_the_preview_tells_the_gaps_and_overlaps_that_there_would_be_in_every_month(keeper: Client, sakura: Place) -> None:
    duty(sakura, "2026-12-06 16:00", "2026-12-06 22:00", kind="evening")
    duty(sakura, "2027-01-10 10:00", "2027-01-10 17:00", "小児科")
    said = text_of(looked_at(keeper, *YEAR, "2027/1/10,桜病院,小児科,9:00,12:00,休日,"))
    assert "12月6日（日） 桜病院：休日当番 9:00–17:00 と 準夜 16:00–22:00 が重なっています。" in said
    assert "2026年12月：確かめること" in said
    assert "12月27日（日） 日曜：当番がありません。" in said
    assert "2027年1月：確かめること" in said
    assert "1月10日（日） 日曜：12:00–17:00の当番がありません（休日当番）。" in said
    assert "1月3日（日） 年末年始：" not in said
    assert DutySlot.objects.count() == 2


def told_of(warnings: Warnings) -> list[str]:
    return [*map(gap_in_words, warnings.gaps), *map(overlap_in_words, warnings.overlaps)]


def test_what_the_preview_tells_is_what_the_table_tells_afterwards(keeper: Client, sakura: Place) -> None:
    duty(sakura, "2026-12-06 16:00", "2026-12-06 22:00", kind="evening")
    plan = planned(*YEAR)
    before = [told_of(each) for each in importing.warnings_of(plan)]
    importing.carry_out(plan)
    after = [told_of(warnings_in(month)) for month in (datetime.date(2026, 12, 1), datetime.date(2027, 1, 1))]
    assert before == after
    assert all(after)


def test_a_duty_at_a_place_that_is_not_public_fills_no_gap_of_the_preview(sakura: Place) -> None:
    sakura.live = False
    sakura.save()
    (warnings,) = importing.warnings_of(planned("2026/12/6,桜病院,,9:00,17:00,休日,"))
    assert (warnings.gaps, warnings.overlaps) == ([], [])
    open_one = hospital("梅病院")
    duty(open_one, "2026-12-13 09:00", "2026-12-13 17:00")
    (warnings,) = importing.warnings_of(planned("2026/12/6,桜病院,,9:00,17:00,休日,"))
    assert datetime.date(2026, 12, 6) in {gap.day for gap in warnings.gaps}


def rows_of(response: Any) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_reasons_can_be_had_as_a_file_before_and_after_the_confirmation(keeper: Client) -> None:
    preview = looked_at(keeper, *YEAR)
    asked = confirmation(preview)
    asked["reasons"] = "1"
    before = keeper.post(reverse("duty_import"), asked)
    assert "touban" in before["Content-Disposition"]
    assert not DutySlot.objects.exists()
    header, doubtful, rejected = rows_of(before)
    assert header == ["行", "結果", "列", "理由", "行の内容"]
    assert doubtful[:3] == ["3", "新しい", "開始時間"]
    assert rejected[:3] == ["5", "取り込めない", "医療機関"]
    assert "「無い」という医療機関は登録されていません" in rejected[3]
    confirm(keeper, preview)
    done = DutyImport.objects.get()
    result = text_of(keeper.get(reverse("duty_imported", args=[done.pk])))
    assert "「無い」という医療機関は登録されていません" in result
    assert "12月27日（日） 日曜：当番がありません。" in result
    assert rows_of(keeper.get(reverse("duty_reasons", args=[done.pk]))) == rows_of(before)


def test_no_cell_of_the_reasons_begins_a_formula(keeper: Client) -> None:
    told = [{"row": 2, "outcome": "rejected", "said": "=1+1", "remarks": [{"column": "+備考", "text": "@x"}]}]
    assert importing.reasons_csv(told).splitlines()[1] == "2,取り込めない,'+備考,'@x,'=1+1"


def test_an_import_is_kept_with_who_which_file_and_counts_and_found_again(keeper: Client) -> None:
    confirm(keeper, looked_at(keeper, *YEAR))
    done = DutyImport.objects.get()
    assert done.user is not None
    assert (done.user.last_name, done.file_name, done.months) == ("事務", "touban.csv", ["2026-12", "2027-01"])
    assert done.counts == {"read": 4, "new": 3, "changed": 0, "unchanged": 0, "rejected": 1}
    assert done.sha256 == hashlib.sha256("\n".join([HEADER, *YEAR]).encode("cp932")).hexdigest()
    page = BeautifulSoup(keeper.get(reverse("duty_import")).content, "html.parser")
    link = page.select_one(f'a[href="{reverse("duty_imported", args=[done.pk])}"]')
    assert link
    assert link.get_text() == "touban.csv"


def test_an_import_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(*YEAR)

    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(DutyImport.objects, "create", fail)
    with pytest.raises(RuntimeError):
        importing.carry_out(plan)
    assert not DutySlot.objects.exists()


def test_what_changed_meanwhile_is_looked_at_again(keeper: Client, sakura: Place) -> None:
    response = looked_at(keeper, "2026/12/6,桜病院,小児科,9:00,17:00,休日,")
    duty(sakura, "2026-12-06 09:00", "2026-12-06 12:00", "内科")
    again = confirm(keeper, response)
    assert "もう一度確かめてください" in again.content.decode()
    assert DutySlot.objects.get().departments == ("内科",)
    confirm(keeper, again)
    assert DutySlot.objects.get().departments == ("小児科",)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "空です"), (b"\x00\x01\x02,\x03", "表ではないファイル"), (b"a" * 500_001, "500KB")]
)
def test_a_file_that_is_none_is_refused_in_words(keeper: Client, content: bytes, reason: str) -> None:
    response = keeper.post(reverse("duty_import"), {"file": SimpleUploadedFile("x.csv", content)})
    assert reason in response.content.decode()


def test_a_confirmation_without_a_file_takes_nothing_over(keeper: Client) -> None:
    response = keeper.post(reverse("duty_import"), {"confirmed": "", "content": "///"})
    assert response.status_code == 200
    assert not DutySlot.objects.exists()


def test_who_may_not_keep_duty_sees_neither_view(keeper: Client) -> None:
    editor = client_of(person("編集", "editor"))
    for name in ("duty_import", "duty_month"):
        assert editor.get(reverse(name)).status_code == 302
        assert editor.post(reverse(name), {}).status_code == 302
        assert Client().get(reverse(name)).status_code == 302
    done = importing.carry_out(planned("2026/12/6,無い,,9:00,17:00,休日,"))
    for name in ("duty_imported", "duty_reasons"):
        assert keeper.get(reverse(name, args=[done.pk])).status_code == 200
        assert editor.get(reverse(name, args=[done.pk])).status_code == 302
        assert Client().get(reverse(name, args=[done.pk])).status_code == 302
