"""A file becomes a table whatever its encoding, and what is none is refused in words."""

import datetime
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opendata import files
from directory.opendata.files import FileError, read_table
from tests.directory.opendata.sources import OURS

pytestmark = pytest.mark.once

TEXT = "名称,住所,電話番号\nわかば～園,本町1-1,042-000-0000\n\nさくら園,中町2,\n"


def workbook(*rows: list[object], shape: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "一覧"
    for row in rows:
        book.active.append(row)
    for cell, number_format in (shape or {}).items():
        book.active[cell].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_the_encoding_and_the_delimiter_are_found_out(encoding: str, found: str, delimiter: str) -> None:
    table = read_table(TEXT.replace(",", delimiter).encode(encoding), "list.csv")
    assert (table.encoding, table.header) == (found, ("名称", "住所", "電話番号"))
    assert [row.cells[0] for row in table.rows] == ["わかば～園", "さくら園"]


def test_row_numbers_are_those_of_the_spreadsheet_and_blank_lines_are_counted() -> None:
    table = read_table(TEXT.encode(), "list.csv")
    assert [row.number for row in table.rows] == [2, 4]
    assert table.blank == (3,)


def test_a_quoted_newline_is_one_row() -> None:
    table = read_table('名称,備考\nあ,"上\n下"\nい,\n'.encode(), "list.csv")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("あ", "上\n下")), (3, ("い", ""))]


def test_the_header_is_found_below_titles() -> None:
    table = read_table((OURS / "medical_recommended.utf16.tsv").read_bytes(), "medical.tsv")
    assert table.header_row == 4
    assert table.titles == ("医療機関一覧（令和8年4月1日現在）", "作成：健康課")
    assert [row.number for row in table.rows] == [5, 6, 7, 8]


def test_a_header_of_unknown_words_is_the_first_line_as_wide_as_the_table() -> None:
    table = read_table("2026年版\nあ,い,う\n1,2,3\n".encode(), "list.csv")
    assert (table.header, table.titles) == (("あ", "い", "う"), ("2026年版",))


def test_rows_too_short_or_too_long_stay_as_they_are() -> None:
    table = read_table("名称,住所\nあ\nい,う,え\n".encode(), "list.csv")
    assert [row.cells for row in table.rows] == [("あ",), ("い", "う", "え")]


def test_excel_is_read_as_one_sees_it_and_times_are_remembered() -> None:
    content = workbook(
        ["名称", "開始時間", "終了時間", "認可等年月日", "収容定員", "NO"],
        ["わかば", datetime.time(9, 0), 0.75, datetime.date(2020, 4, 1), 60, 7],
        [None],
        ["さくら", datetime.timedelta(hours=25), "18:00", datetime.datetime.fromisoformat("2021-04-01T10:30"), 12.5, None],
        shape={"F2": "0000", "B4": "[h]:mm"},
    )
    table = read_table(content, "list.xlsx")
    assert (table.encoding, table.sheet, table.blank) == ("xlsx", "一覧", (3,))
    assert table.rows[0].cells == ("わかば", "9:00", "0.75", "2020-04-01", "60", "0007")
    assert table.rows[0].types == {1: "time", 2: "fraction", 3: "date", 4: "number", 5: "number"}
    assert table.rows[1].cells == ("さくら", "25:00", "18:00", "2021-04-01 10:30", "12.5")


def test_a_sheet_of_blank_cells_is_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_CELLS", 100)
    with pytest.raises(FileError, match="行が多すぎます"):
        read_table(workbook(["名称", "住所"], ["あ", *[None] * 120, "遠く"]), "list.xlsx")


def test_the_first_sheet_with_something_in_it_is_read() -> None:
    book = openpyxl.Workbook()
    second = book.create_sheet("二枚目")
    second.append(["名称", "住所"])
    second.append(["あ", "い"])
    stream = io.BytesIO()
    book.save(stream)
    assert read_table(stream.getvalue(), "list.xlsx").sheet == "二枚目"


def test_a_cover_is_passed_over_and_where_no_sheet_is_a_table_they_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.title = "表紙"
    book.active.append(["子育て施設一覧"])
    book.active.append(["作成", "保育課"])
    second = book.create_sheet("データ")
    stream = io.BytesIO()
    second.append(["名称", "住所"])
    second.append(["あ", "い"])
    book.save(stream)
    table = read_table(stream.getvalue(), "list.xlsx")
    assert (table.sheet, table.header) == ("データ", ("名称", "住所"))
    with pytest.raises(FileError, match="一覧"):
        read_table(workbook(["ただの文章です。"]), "list.xlsx")


def test_a_zip_named_csv_is_opened() -> None:
    table = read_table(zipped(list_csv=TEXT.encode("cp932"), readme_md="説明".encode()), "list.csv")
    assert (table.encoding, table.name, len(table.rows)) == ("cp932", "list.csv", 2)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b" , \n,,\n", "empty"),
        ("ただの文章です。".encode(), "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "another_kind"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "another_kind"),
        (b"%PDF-1.7\n%\xe2\xe3", "another_kind"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "another_kind"),
        (b"\x01\x02\x03\x04\x80\x81,\x99", "no_text"),
        (b"\x82\xa0,\xff\xfd,\xff\r\n", "unknown_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "old_or_locked"),
        (b"PK\x03\x04 but nothing behind it", "not_a_table"),
        (zipped(a_csv=b"a,b\n1,2", b_csv=b"a,b\n1,2"), "several_tables"),
        (zipped(a_png=b"..."), "no_table_inside"),
        (zipped(**{"word/document_xml": b"<a/>"}), "another_kind"),
        (zipped(a_csv=zipped(b_csv=b"a,b\n1,2")), "no_table_inside"),
        (zipped(a_csv=b"a" * 40_000_000), "zip_bomb"),
        (workbook(), "empty"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, code: str) -> None:
    with pytest.raises(FileError) as refused:
        read_table(content, "list.csv")
    assert refused.value.code == code
    assert str(refused.value).endswith("。")
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_picture_is_called_one_whatever_its_name(name: str) -> None:
    with pytest.raises(FileError, match="画像（PNG）のファイルです。表ではない"):
        read_table(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", name)


@pytest.mark.parametrize(("encoding", "lost"), [("utf-8", 1), ("utf-8", 2), ("utf-8-sig", 1), ("cp932", 1), ("utf-16", 1)])
def test_a_file_that_ends_within_a_sign_is_called_one_with_its_row(encoding: str, lost: int) -> None:
    content = '名称,住所\nわかば園,"本町\n1"\nさくら園,中町'.encode(encoding)
    with pytest.raises(FileError, match="ファイルが3行目の途中で終わっています"):
        read_table(content[:-lost], "list.csv")


def test_a_locked_zip_is_refused() -> None:
    content = bytearray(zipped(a_csv=b"a,b\n1,2"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    with pytest.raises(FileError, match="パスワード"):
        read_table(bytes(content), "list.zip")


@pytest.mark.parametrize(
    ("limit", "value", "words"), [("MAX_BYTES", 10, "ファイルが大きすぎます"), ("MAX_ROWS", 1, "行が多すぎます")]
)
def test_a_file_beyond_a_limit_is_refused_and_told_the_limit(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str
) -> None:
    monkeypatch.setattr(files, limit, value)
    with pytest.raises(FileError, match=words):
        read_table(TEXT.encode(), "list.csv")


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_file_error(content: bytes) -> None:
    with suppress(FileError):
        read_table(content, "list.csv")


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_file_error(text: str) -> None:
    with suppress(FileError):
        read_table(("名称,住所\n" + text).encode("utf-8", "replace"), "list.csv")
