"""An outcome report as a Word file, laid out like the form: a table of two columns, boxes to tick, a sheet for equipment."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cms.core.navigation import absolute
from partnership.models import OutcomeReportPage
from partnership.outcome.sheet import OutcomeSheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "ＭＳ 明朝"
LATIN_FONT = "Century"
LABEL, RANK_LABEL, REST = Mm(32), Mm(24), Mm(110)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_DAY = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
"""Of a report of which nobody knows when it was written: what an archive says of such a part."""
TICKED, EMPTY = "☑", "☐"


@dataclass(frozen=True)
class Line:
    """A paragraph of rich text: its words, how deep it stands in lists, and whether it is a heading."""

    text: str
    depth: int = 0
    is_heading: bool = False


def lines_of(html: str) -> list[Line]:
    """Rich text, as it is stored, as paragraphs; the numbers of lists are written out, as a form wants them."""
    return list(_lines(BeautifulSoup(html, "html.parser"), 0))


def _lines(element: Tag, depth: int) -> Iterator[Line]:
    for child in element.children:
        if isinstance(child, NavigableString):
            if child.strip():
                yield Line(child.strip(), depth)
        elif isinstance(child, Tag) and child.name in ("ol", "ul"):
            yield from _list_lines(child, depth + 1)
        elif isinstance(child, Tag):
            yield from (Line(text, depth, child.name.startswith("h")) for text in _texts(child))


def _list_lines(element: Tag, depth: int) -> Iterator[Line]:
    for number, item in enumerate(element.find_all("li", recursive=False), start=1):
        mark = numbered(number, depth) if element.name == "ol" else "・"
        inner = [each.extract() for each in item.find_all(["ol", "ul"], recursive=False)]
        first, *rest = _texts(item) or [""]
        yield Line(f"{mark}{first}", depth)
        yield from (Line(text, depth) for text in rest)
        for each in inner:
            yield from _list_lines(each, depth + 1)


def numbered(number: int, depth: int) -> str:
    """(1) in the first list, ① in the one inside of it."""
    return chr(ord("①") + number - 1) + " " if depth > 1 and number <= 20 else f"({number}) "


def _texts(element: Tag) -> list[str]:
    for each in element.find_all("br"):
        each.replace_with("\n")
    return [text for line in element.get_text().split("\n") if (text := " ".join(line.split()))]


def word_file(report: OutcomeReportPage) -> bytes:
    """The Word file of a report, saved or not, in its own language."""
    with translation.override(report.locale.language_code):
        return _Form(report).read()


def _without_times(archive: bytes) -> bytes:
    """An archive whose parts do not say when it was packed: the same report is the same file, not to be fetched again."""
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as plain:
        for name in packed.namelist():
            plain.writestr(ZipInfo(name), packed.read(name), ZIP_DEFLATED)
    return out.getvalue()


class _Form:
    def __init__(self, report: OutcomeReportPage) -> None:
        self.report, self.sheet = report, OutcomeSheet(report)
        self.document = Document()
        self._page_setup()
        self._properties()

    def read(self) -> bytes:
        self._heading()
        self._table()
        self._below()
        if self.sheet.equipment:
            self._equipment()
        out = BytesIO()
        self.document.save(out)
        return _without_times(out.getvalue())

    def _page_setup(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(25), Mm(20)
        style: Any = self.document.styles["Normal"]
        style.font.name, style.font.size = LATIN_FONT, Pt(10.5)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "ja-JP")
        style.element.rPr.append(language)
        style.paragraph_format.space_after = Pt(0)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._page_number(footer)

    def _page_number(self, paragraph: Any) -> None:
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            paragraph.add_run()._r.append(element)

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title = _clean(self.report.title)[:255]
        properties.author = _clean(self.report.carried_out_by)[:255]
        properties.comments = absolute(self.report.url or "") if self.report.pk else ""
        # The same report is the same file, whenever it is asked for.
        report = self.report
        moment = report.last_published_at or report.latest_revision_created_at or report.first_published_at or NO_DAY
        properties.created = properties.modified = moment.astimezone(timezone.get_fixed_timezone(0)).replace(tzinfo=None)

    def _paragraph(self, text: str, where: Any = None, *, bold: bool = False, depth: int = 0, align: Any = None) -> Any:
        paragraph = (where or self.document).add_paragraph()
        if depth:
            paragraph.paragraph_format.left_indent = Mm(5 * depth)
            paragraph.paragraph_format.first_line_indent = Mm(-4)
        if align is not None:
            paragraph.alignment = align
        paragraph.add_run(_clean(text)).bold = bold
        return paragraph

    def _heading(self) -> None:
        for line in (self.report.form_name or self.report.title).replace("（", "\n（", 1).split("\n"):
            if line:
                self._paragraph(line, align=WD_ALIGN_PARAGRAPH.CENTER).runs[0].font.size = Pt(12)
        self._paragraph("")
        self._paragraph(_("1. 成果等報告"))

    def _table(self) -> None:
        sheet, report = self.sheet, self.report
        table = self.table = self._new_table((LABEL, RANK_LABEL, REST))
        self._row(_("モデル事業名"), [Line(report.project)])
        if sheet.categories:
            ticks = "　".join(f"{TICKED if chosen else EMPTY} {label}" for label, chosen in sheet.categories)
            self._row(_("分類"), [Line(ticks), Line(_("（該当するものにチェック）"))])
        self._row(_("事業実施主体名"), [Line(report.carried_out_by)])
        self._row(_("実施期間"), [Line(sheet.period)])
        self._row(_("支援額"), self._money())
        self._row(_("マルチステークホルダー（協議体）の取組状況"), self._parts())
        self._row(_("事業概要"), lines_of(report.overview))
        self._row(_("事業内容"), lines_of(report.activities))
        self._row(_("得られた成果及び自己評価"), lines_of(report.results))
        label = table.rows[-1].cells[0]
        cells = table.add_row().cells
        cells[0].merge(label)
        self._write(cells[1], [Line(_("評価ランク"))])
        ranks = [Line(f"{TICKED if chosen else EMPTY} {words}") for words, chosen in sheet.ranks]
        self._write(cells[2], [*ranks, Line(_("（該当する評価にチェック）"))])

    def _money(self) -> list[Line]:
        years = _joined(self.sheet.years, "　")
        return [Line(self.sheet.amount), *([Line(f"（{years}）")] if years else []), Line(_joined(self.sheet.items, "、"))]

    def _parts(self) -> list[Line]:
        found = [Line(_("参加団体の役割"))]
        for number, part in enumerate(self.report.parts.all(), start=1):
            found.append(Line(f"{number} {part.name}", is_heading=True))
            lines = part.lines
            found += [
                Line(f"{numbered(place, 1)}{line}" if len(lines) > 1 else line, 1) for place, line in enumerate(lines, start=1)
            ]
        return found

    def _below(self) -> None:
        self._paragraph(note())
        if self.sheet.attachments:
            self._paragraph("")
            self._paragraph(_("2. 添付書類"))
            for line in self.sheet.attachments:
                self._paragraph(line, depth=1)

    def _equipment(self) -> None:
        self.document.add_page_break()
        self._paragraph(_("別葉　50万円以上の機械・器具"))
        table = self._new_table((Mm(64), Mm(34), Mm(44), Mm(24)))
        heads = (_("機械等の名称"), _("価格"), _("管理者"), _("耐用年数"))
        for texts in (heads, *self.sheet.equipment):
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                self._write(cell, [Line(text)])

    def _new_table(self, widths: tuple[Any, ...]) -> Any:
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        return table

    def _row(self, label: str, lines: list[Line]) -> None:
        cells = self.table.add_row().cells
        self._write(cells[0], [Line(label)])
        self._write(cells[1].merge(cells[2]), lines)

    def _write(self, cell: Any, lines: list[Line]) -> None:
        first, *rest = lines or [Line("")]
        paragraph = cell.paragraphs[0]
        for line in (first, *rest):
            paragraph = paragraph if line is first else self._paragraph("", cell)
            paragraph.add_run(_clean(line.text)).bold = line.is_heading
            if line.depth:
                paragraph.paragraph_format.left_indent = Mm(5 * line.depth)
                paragraph.paragraph_format.first_line_indent = Mm(-4)


def note() -> str:
    return _(
        "（注）当該支援額により取得し、又は効用の増加した価格が50万円以上の機械及び器具等がある場合、別葉にて、機械等の名称、価格、管理者及び耐用年数等を明記すること。"
    )


def _joined(pairs: list[tuple[str, str]], between: str) -> str:
    return between.join(f"{name} {amount}" for name, amount in pairs)


def _clean(text: str) -> str:
    """Without what XML cannot hold: a pasted text may bring it."""
    return NOT_IN_XML.sub("", text)
