"""What somebody pins to the refrigerator: the page of a place on paper, by a browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from directory.models import Place
from tests.directory.test_duty import duty, hospital, moment
from tests.site.eyes import open_page
from tests.site.factories import front

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
NOW = "2026-11-29 08:10"


def clinic() -> Place:
    """As much as the sample clinic says, and its week with its duty."""
    place = hospital(
        "見本こどもクリニック",
        kind=Place.Kind.CLINIC,
        kana="みほんこどもくりにっく",
        note="小児科。予防接種と健診。見本の診療所です。",
        address="東京都小金井市見本町2-2-2",
        opening_hours="Mo-Tu,Th-Fr 09:00-12:00,15:00-18:00; Sa 09:00-12:00; PH off",
        hours_note="受付の時間です。予防接種は電話で予約してください。",
        age_min=0,
        age_max=180,
        departments=("小児科", "アレルギー科"),
        confirmed_on=moment(NOW).date(),
    )
    duty(place, "2026-11-29 09:00", "2026-11-29 17:00", "小児科")
    for day in (1, 2, 3, 4):
        duty(place, f"2026-12-0{day} 17:00", f"2026-12-0{day} 22:00", "小児科", kind="evening")
    return place


def test_a_place_is_one_sheet_of_a4_with_its_week_and_its_address(
    browser: Any, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment(NOW))
    front()
    page = open_page(browser, client, clinic().get_absolute_url(), java_script_enabled=False)
    page.pdf(path=str(tmp_path / "place.pdf"), prefer_css_page_size=True)
    page.context.close()
    (printed,) = PdfReader(tmp_path / "place.pdf").pages
    text = re.sub(r"\s", "", printed.extract_text())
    assert "9:00–17:00（当番）" in text
    assert "このページのアドレス" in text
