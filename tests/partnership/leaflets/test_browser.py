"""A sheet on a phone and on paper, by a browser without scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from partnership.models import LeafletPage, NetworkPage
from tests.site.eyes import fits, open_page
from tests.site.factories import add, front

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
MILLIMETRE = 72 / 25.4
SIZES = {"a4": (210, 297), "a5": (148, 210)}


def sheet(words: int = 1) -> LeafletPage:
    body = [{"type": "text", "value": "<p>" + "子どもと出かける前に読みます。" * words + "</p>"}] * words
    network = add(front(), NetworkPage, "パートナーシップ", slug="network")
    return add(
        network,
        LeafletPage,
        "とても長い名前のリーフレットの、とても長い題名のご案内",
        slug="guide",
        summary="要約です。",
        body=body,
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_is_printed_on_its_paper(browser: Any, client: Client, tmp_path: Path, size: str) -> None:
    page = open_page(browser, client, f"/leaflet/{sheet().pk}/?size={size}", java_script_enabled=False)
    page.pdf(path=str(tmp_path / "sheet.pdf"), prefer_css_page_size=True)
    page.context.close()
    (printed,) = PdfReader(tmp_path / "sheet.pdf").pages
    width, height = (round(float(side) / MILLIMETRE) for side in (printed.mediabox.width, printed.mediabox.height))
    assert (width, height) == SIZES[size]
    text = re.sub(r"\s", "", printed.extract_text())
    assert "要約です。" in text
    assert "紙の大きさ" not in text


def test_what_does_not_fit_goes_on_with_numbered_pages(browser: Any, client: Client, tmp_path: Path) -> None:
    page = open_page(browser, client, f"/leaflet/{sheet(words=20).pk}/?size=a5", java_script_enabled=False)
    page.pdf(path=str(tmp_path / "sheet.pdf"), prefer_css_page_size=True)
    page.context.close()
    pages = PdfReader(tmp_path / "sheet.pdf").pages
    assert len(pages) > 1
    assert f"1/{len(pages)}" in re.sub(r"\s", "", pages[0].extract_text())


@pytest.mark.parametrize("width", [360, 1280])
def test_on_the_screen_nothing_is_too_wide_or_too_small(browser: Any, client: Client, width: int) -> None:
    page = open_page(browser, client, f"/leaflet/{sheet().pk}/", viewport={"width": width, "height": 800})
    fits(page)
    page.context.close()
