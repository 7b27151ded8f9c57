"""The Word file: every figure of the seed's report stands in it, read by LibreOffice."""

import datetime
import re
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from django.apps import apps
from django.test import Client
from django.utils import timezone
from docx import Document

from partnership.demo import OUTCOME
from partnership.models import OutcomeReportPage
from partnership.outcome.word import CONTENT_TYPE, lines_of, word_file
from tests.partnership.outcome.arrange import ITEMS, YEARS, network, report
from tests.site.factories import add, hide, locale

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeds() -> OutcomeReportPage:
    """The report of the samples, which is the seed's."""
    path = Path(apps.get_app_config("partnership").path) / "data" / "demo.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["pages"]
    (entry,) = [each for each in entries if each["type"] == "partnership.OutcomeReportPage"]
    names = {field.name for field in OutcomeReportPage._meta.concrete_fields} - {"body"}
    page = OutcomeReportPage(locale=locale(), **{name: value for name, value in entry.items() if name in names})
    for name, child in OUTCOME.items():
        rows = entry.get(name, ())
        getattr(page, name).set([child(locale=locale(), sort_order=order, **row) for order, row in enumerate(rows)])
    network().add_child(instance=page)
    return page


@pytest.fixture
def opened(libreoffice: str, tmp_path: Path) -> Callable[[bytes], str]:
    """What LibreOffice reads in a Word file, its spaces gone."""

    def read(content: bytes) -> str:
        (tmp_path / "report.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [libreoffice, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
        done = subprocess.run([*command, str(tmp_path / "report.docx")], capture_output=True, text=True, timeout=180, check=False)
        text = tmp_path / "report.txt"
        assert text.exists(), f"{done.stdout} {done.stderr}"
        return re.sub(r"\s", "", text.read_text(encoding="utf-8-sig"))

    return read


FIGURES = (
    "平成23年7月1日～平成25年3月31日",
    "9,994,000円",
    "平成23年度（2011年度）3,588,000円",
    "平成24年度（2012年度）6,406,000円",
    "委託費5,704,000円",
    "助成金4,050,000円",
    "諸謝金180,000円",
    "印刷製本費40,000円",
    "消耗品費10,000円",
    "使用料10,000円",
    "現在44団体が参加している",
    "平成24年7月3日総会で採択",
    "平成23年度は4団体・7事業、平成24年度は5団体・8事業に助成した",
    "5団体は協議会の助成金を得て",
    "平成25年度からの新しい協議会",
    "価格が50万円以上の機械及び器具等",
)


@pytest.mark.libreoffice
def test_libreoffice_reads_every_figure_of_the_seeds_report(seeds: OutcomeReportPage, opened: Callable[[bytes], str]) -> None:
    text = opened(word_file(seeds))
    assert [figure for figure in FIGURES if figure not in text] == []
    for words in (
        "新しい公共支援事業の成果等報告",
        "☑一般枠",
        "☐NPO支援重点化枠",
        "☐震災支援枠",
        "事業実施主体名",
        "マルチステークホルダー（協議体）の取組状況",
        "(6)協議会の副会長に子育て支援課長、監事に子ども家庭部長",
        "②ガッコラボ",
        "☑S：特に優れた成果が得られた",
        "☐D：成果が得られなかった",
        "2.添付書類",
    ):
        assert words in text


@pytest.mark.libreoffice
def test_equipment_has_a_sheet_of_its_own(opened: Callable[[bytes], str]) -> None:
    page = report(equipment=[{"name": "印刷機", "price_yen": 512_000, "keeper": "事務局", "useful_years": 5}])
    text = opened(word_file(page))
    assert "別葉50万円以上の機械・器具機械等の名称価格管理者耐用年数印刷機512,000円事務局5年" in text


def read(content: bytes) -> str:
    """The texts of the file's tables and paragraphs, without LibreOffice."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_anybody_downloads_the_file_of_what_is_public(client: Client) -> None:
    page = report()
    answer = client.get(f"/outcomes/{page.pk}.docx")
    assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE)
    assert answer["Content-Disposition"] == 'attachment; filename="outcome.docx"'
    text = read(answer.content)
    for amount in (*YEARS.values(), *ITEMS.values()):
        assert f"{amount:,}円" in text


def test_what_is_not_public_has_no_file(client: Client) -> None:
    parent = network()
    drafted, closed = report(parent, live=False, slug="draft"), report(parent, slug="closed")
    hide(closed)
    for pk in (drafted.pk, closed.pk, parent.pk, 999_999):
        assert client.get(f"/outcomes/{pk}.docx").status_code == 404


def test_a_report_of_which_nothing_is_written_is_a_file_too() -> None:
    page = add(network(), OutcomeReportPage, "書きかけ", slug="begun", live=False)
    assert "書きかけ" in read(word_file(page))


def test_what_xml_cannot_hold_is_left_out() -> None:
    page = report(live=False, project="事業\x0b名\x01", overview="<p>概\x0c要</p>")
    text = read(word_file(page))
    assert "事業名" in text
    assert "概要" in text


def test_the_same_report_is_the_same_file_whenever_it_is_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = report()
    first = client.get(f"/outcomes/{page.pk}.docx")
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime.fromtimestamp(later, datetime.UTC))
    again = client.get(f"/outcomes/{page.pk}.docx", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    with ZipFile(BytesIO(first.content)) as packed:
        assert len({part.date_time for part in packed.infolist()}) == 1, "when it was packed would make it another file"
        assert packed.infolist()[0].date_time[0] == 1980


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>一つめ<br/>二つめ</p><p>三つめ</p>", [("一つめ", 0), ("二つめ", 0), ("三つめ", 0)]),
        (
            "<ol><li>会<ol><li>事業</li><li><b>次</b>の事業</li></ol></li><li>別の会</li></ol>",
            [("(1) 会", 1), ("① 事業", 2), ("② 次の事業", 2), ("(2) 別の会", 1)],
        ),
        ("<ul><li>点</li></ul>", [("・点", 1)]),
        ("", []),
        ("<p></p>", []),
    ],
)
def test_rich_text_becomes_the_paragraphs_of_a_form(html: str, lines: list[tuple[str, int]]) -> None:
    assert [(line.text, line.depth) for line in lines_of(html)] == lines


def test_headings_are_told_apart() -> None:
    assert [line.is_heading for line in lines_of("<h3>一</h3><p>二</p>")] == [True, False]
