"""A header is enough to know which dataset a file is, and in which layout."""

import re

import pytest

from directory import kinds
from directory.opendata import columns
from directory.opendata.columns import EVENT, PLACE, Column, find, fold
from directory.opendata.datasets import BY_CODE, DATASETS, Dataset, reader_for, recognise
from directory.opendata.files import read_table
from tests.directory.opendata.sources import PUBLISHED

pytestmark = pytest.mark.once

LAYOUTS = [(dataset, layout) for dataset in DATASETS for layout in dataset.layouts]
DEFINITIONS = {
    "nurseries": "13_子育て施設一覧.md",
    "medical": "03_医療機関一覧.md",
    "facilities": "12_公共施設一覧.md",
    "events": "06_イベント一覧.md",
}


@pytest.mark.parametrize(
    "written",
    [
        "都道府県コ―ド又は市区町村コ―ド",
        "都道府県ｺｰﾄﾞ又は市区町村ｺｰﾄﾞ",
        " 都道府県コード 又は市区町村コード",
        "1.都道府県コード又は市区町村コード",
    ],
)
def test_a_header_is_known_however_it_is_written(written: str) -> None:
    column = find(written, "place")
    assert column is not None
    assert column.field == "city_code"


@pytest.mark.parametrize(
    ("one", "other"),
    [("建物名等(方書)", "建物名等（方書）"), ("【名称】", "名称"), ("ＵＲＬ", "url"), ("名称＿カナ", "名称カナ")],
)
def test_width_brackets_and_case_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("table", [PLACE, EVENT])
def test_no_header_means_two_fields(table: tuple[Column, ...]) -> None:
    headers = [(fold(header), column.field) for column in table for header in (column.name, *column.variants)]
    assert len(dict(headers)) == len(set(headers))


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS, ids=lambda value: getattr(value, "code", value))
def test_every_layout_is_recognised_and_fills_a_field_with_each_column(dataset: Dataset, layout: str) -> None:
    header = dataset.layouts[layout]
    match = recognise(header, dataset.named[0])
    assert (match.dataset, match.layout, match.score) == (dataset, layout, 1.0)
    assert match.unknown == match.missing == ()
    assert len(reader_for(dataset, header).cells) == len(header)


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.code)
def test_every_dataset_makes_places_of_a_kind_there_is(dataset: Dataset) -> None:
    assert dataset.scope == "event" or dataset.kind in kinds.BY_CODE


def test_no_word_means_two_kinds() -> None:
    words = [word for kind in kinds.KINDS for word in kind.words]
    assert len(words) == len(set(words))


def test_the_name_of_the_file_tells_support_centres_from_facilities() -> None:
    header = BY_CODE["facilities"].layouts["recommended"]
    assert recognise(header).dataset == BY_CODE["facilities"]
    assert recognise(header, "222127_child_rearing_support_center.csv").dataset == BY_CODE["support_centers"]


AMBIGUOUS = ("名称", "種別", "住所", "緯度", "経度", "電話番号", "URL")


def test_where_a_header_fits_several_the_words_of_its_categories_tell() -> None:
    assert recognise(AMBIGUOUS).dataset is None
    assert recognise(AMBIGUOUS, "", {"認可保育所", "認定こども園"}).dataset == BY_CODE["nurseries"]
    assert recognise(AMBIGUOUS, "", {"病院", "診療所"}).dataset == BY_CODE["medical"]
    assert recognise(AMBIGUOUS, "", {"はて"}).dataset is None
    assert recognise(AMBIGUOUS, "aed.csv", {"はて"}).dataset == BY_CODE["aed"]


def test_what_is_missing_and_what_is_unknown_is_told() -> None:
    header = [text for text in BY_CODE["events"].layouts["recommended"] if text != "開始日"] + ["担当者の印象"]
    match = recognise(header)
    assert match.dataset == BY_CODE["events"]
    assert (match.missing, match.unknown) == (("starts_on",), ("担当者の印象",))


def test_a_header_of_something_else_is_no_dataset() -> None:
    match = recognise(["年度", "人口", "世帯数"])
    assert (match.dataset, match.unknown) == (None, ("年度", "人口", "世帯数"))


def test_what_somebody_decided_goes_before_the_table_of_columns() -> None:
    reader = reader_for(BY_CODE["facilities"], ["施設名", "愛称", "備考", "なぞ"], {"愛称": "kana", "備 考": "", "なぞ": "note"})
    assert reader.cells == ((0, "施設名", "name"), (1, "愛称", "kana"), (3, "なぞ", "note"))
    assert reader.unknown == ()


def test_a_field_that_there_is_not_cannot_be_decided() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        reader_for(BY_CODE["facilities"], ["施設名"], {"施設名": "nonsense"})


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published definitions are not here")
@pytest.mark.parametrize(("code", "name"), DEFINITIONS.items())
def test_the_recommended_layout_is_the_published_one(code: str, name: str) -> None:
    text = (PUBLISHED / "definitions" / name).read_text()
    published = [column for column in re.findall(r"^-  `(.+?)`", text, re.MULTILINE) if column != "location"]
    assert list(BY_CODE[code].layouts["recommended"]) == published


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not here")
def test_the_standard_layout_of_events_is_that_of_a_published_file() -> None:
    table = read_table((PUBLISHED / "yaizu" / "event_excerpt.csv").read_bytes(), "event.csv")
    assert BY_CODE["events"].layouts["standard"] == table.header


def test_names_of_columns_are_counted_once() -> None:
    assert columns.count_known(["名称", "名 称", "住所", "はて"]) == 2
