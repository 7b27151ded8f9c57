"""`manage.py opendata import`, as the office runs it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper

from directory.models import DataSource, ImportRun, Place
from directory.opendata import rooms
from directory.opendata.doubts_file import doubts_csv
from tests.directory.opendata.sources import OURS
from tests.site.factories import locale

pytestmark = pytest.mark.django_db

NURSERIES = OURS / "nurseries_recommended.cp932.csv"


@pytest.fixture(autouse=True)
def japanese() -> None:
    locale()


def said(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("opendata", "import", *map(str, args), stdout=out, **options)
    return out.getvalue()


def test_a_file_comes_in_and_the_counts_are_told() -> None:
    told = said(NURSERIES)
    assert "子育て施設一覧" in told
    assert "5  読んだ行" in told
    assert "4  新しい" in told
    assert "1  取り込めない" in told
    assert Place.objects.count() == 4
    assert "4  変わらない" in said(NURSERIES)
    assert DataSource.objects.count() == 1


def test_a_dry_run_changes_nothing() -> None:
    assert "何も変えていません" in said(NURSERIES, "--dry-run")
    assert not Place.objects.exists()
    assert not DataSource.objects.exists()


def test_a_dry_run_tells_of_each_field_what_was_and_what_will_be(tmp_path: Path) -> None:
    file = tmp_path / "parks.csv"
    file.write_text("ID,公園名,住所（番地まで）\n1,見本公園,東京都小金井市本町1-1\n", encoding="utf-8")
    said(file, "--as", "parks", "--source", "公園")
    file.write_text("ID,公園名,住所（番地まで）\n1,手本公園,東京都小金井市本町1-1\n", encoding="utf-8")
    assert "名称: 見本公園 → 手本公園" in said(file, "--as", "parks", "--source", "公園", "--dry-run")
    file.write_text("ID,公園名,住所（番地まで）\n2,新しい公園,東京都小金井市本町2-2\n", encoding="utf-8")
    assert "なくなりました（消してはいません）：見本公園" in said(file, "--as", "parks", "--source", "公園")
    assert Place.objects.count() == 2


def test_the_changes_are_told_with_the_overwritten_corrections_first_and_written_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "parks.csv"
    rows = "ID,公園名,住所（番地まで）\n1,あ公園,東京都小金井市本町1\n2,い公園,東京都小金井市本町2\n"
    file.write_text(rows, encoding="utf-8")
    said(file, "--as", "parks", "--source", "公園")
    Place.objects.filter(name="い公園").update(address="直した住所")
    file.write_text(rows.replace("本町", "緑町"), encoding="utf-8")
    told = said(file, "--as", "parks", "--source", "公園", "--dry-run", "--changes", tmp_path / "changes.csv")
    assert told.index("3行目 い公園") < told.index("2行目 あ公園")
    assert "今は編集者が直した「直した住所」。上書きします" in told
    assert "1  上書きする編集者の直し" in told
    assert (tmp_path / "changes.csv").read_text("utf-8-sig").count(",はい,") == 1


def test_doubts_are_told_by_weight_and_kind_with_examples(tmp_path: Path) -> None:
    rows = "".join(f"{number},見本公園{number},本町{number}-1,x\n" for number in range(1, 9))
    file = tmp_path / "parks.csv"
    file.write_text(f"ID,公園名,住所（番地まで）,緯度\n{rows}", encoding="utf-8")
    told = said(file, "--as", "parks", "--city", "東京都小金井市", "--dry-run")
    assert told.index("読めなかったもの") < told.index("書き方だけを整えたもの")
    assert "8  住所に都道府県や市区町村がありません。" in told
    assert "2行目「住所（番地まで）」：本町1-1 → 補って「東京都小金井市本町1-1」としました。" in told
    assert told.count("補って") == 3
    assert "ほか5件" in told
    assert "--doubts" in told
    assert "書き方だけを整えたもの" in said(file, "--as", "parks", "--city", "東京都小金井市")


def test_every_correction_that_is_kept_is_told(tmp_path: Path) -> None:
    file = tmp_path / "parks.csv"
    file.write_text("ID,公園名,住所（番地まで）\n" + "".join(f"{n},公園{n},東京都小金井市本町{n}-1\n" for n in range(1, 6)))
    said(file, "--as", "parks", "--source", "公園")
    Place.objects.update(building="直した建物")
    Place.objects.update(address="直した住所")
    told = said(file, "--as", "parks", "--source", "公園", "--dry-run", "--doubts", tmp_path / "doubts.csv")
    assert told.count("編集者が直した「直した住所」のままにします。") == 5
    assert "5  編集者の直しを残す項目" in told
    assert (tmp_path / "doubts.csv").read_text("utf-8-sig").count("直した住所") == 5


def test_the_doubts_are_written_as_a_file_for_excel(tmp_path: Path) -> None:
    said(NURSERIES, "--doubts", tmp_path / "doubts.csv")
    content = (tmp_path / "doubts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(content.decode().splitlines()) > len(ImportRun.objects.get().doubts) > 0


@pytest.mark.parametrize("text", ["=1+1", "+81", "-3", "@SUM(A1)", "＝1"])
def test_no_cell_of_the_doubts_is_a_formula(text: str) -> None:
    content = doubts_csv([{"row": 2, "column": text, "value": text, "found": "", "done": "", "code": "x"}]).decode("utf-8-sig")
    assert f"2,'{text},'{text}," in content


def test_a_mapping_is_used_and_kept_with_the_source(tmp_path: Path) -> None:
    file, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    file.write_text("番号,よびな,ところ\n1,見本公園,東京都小金井市本町1-1\n", encoding="utf-8")
    mapping.write_text(json.dumps({"よびな": "name", "ところ": "address"}), encoding="utf-8")
    said(file, "--as", "parks", "--source", "公園", "--mapping", mapping)
    assert Place.objects.get().name == "見本公園"
    assert DataSource.objects.get().mapping == {"よびな": "name", "ところ": "address"}
    assert "1  変わらない" in said(file, "--as", "parks", "--source", "公園")


def test_a_mapping_is_found_by_the_header_alone(tmp_path: Path) -> None:
    file, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    file.write_text("番号,よびな,ところ\n1,見本園,東京都小金井市本町1-1\n", encoding="utf-8")
    mapping.write_text(json.dumps({"よびな": "name", "ところ": "address"}), encoding="utf-8")
    said(file, "--as", "nurseries", "--source", "園", "--mapping", mapping)
    for more in (["--as", "nurseries"], []):
        told = said(file, *more, "--dry-run")
        assert "前に保存した対応を使いました：よびな→名称、ところ→所在地_連結表記（出どころ「園」）。" in told
        assert "0  取り込めない" in told


def test_the_city_completes_addresses(tmp_path: Path) -> None:
    file = tmp_path / "parks.csv"
    file.write_text("ID,公園名,住所（番地まで）\n1,見本公園,本町1-1\n", encoding="utf-8")
    said(file, "--as", "parks", "--city", "東京都小金井市")
    assert Place.objects.get().address == "東京都小金井市本町1-1"
    assert DataSource.objects.get().name == "東京都小金井市 公園一覧"


def test_without_an_app_that_takes_events_it_is_said_that_none_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "rooms", dict)
    told = said(OURS / "events_standard.utf8.csv", "--as", "events")
    assert "「イベント一覧」を受け取るアプリが入っていません" in told
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"), [("", "空"), ("a,b\n1,2\n", "何の一覧か"), (None, "読めません")], ids=["empty", "unknown", "absent"]
)
def test_what_cannot_be_read_is_said_why(tmp_path: Path, content: str | None, reason: str) -> None:
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=reason):
        said(file)


def test_a_mapping_to_a_field_that_is_not_there_is_refused(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"名称": "colour"}', encoding="utf-8")
    with pytest.raises(CommandError, match="colour"):
        said(NURSERIES, "--mapping", mapping)


def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OutputWrapper, "isatty", lambda self: True)
    assert "] 5/5\n" in said(NURSERIES)


def test_the_name_of_a_source_alone_brings_its_dataset_and_its_mapping(tmp_path: Path) -> None:
    file, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"園のなまえ": "name"}))
    file.write_text("園のなまえ,住所,定員\nわかば保育園,東京都小金井市本町1-1,70\n")
    said(file, "--as", "nurseries", "--source", "市の表", "--mapping", mapping)
    file.write_text("園のなまえ,住所,定員\nわかば保育園,東京都小金井市本町1-1,80\n")
    told = said(file, "--source", "市の表", "--dry-run")
    assert "定員: 70 → 80" in told
    assert "1  変わった" in told


@pytest.mark.parametrize("option", [("--encoding", "cp932"), ("--source", "小金井市"), ("--lost", "lost.csv")])
def test_what_a_registry_of_programmes_cannot_be_is_refused(option: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="JSON"):
        call_command("opendata", "export", "--as", "programs", *option)
