"""On a telephone of 360 px, a list for a child's age fits: those known to take the child, below them those nobody knows of."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import DirectoryPage, Place, Vacancy
from tests.site.eyes import fits, open_page
from tests.site.factories import add, front, locale

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.mark.parametrize("layout", ["list", "table", "map"])
def test_a_list_for_an_age_fits(browser: Any, client: Client, layout: str) -> None:
    page = add(front(), DirectoryPage, "子育てマップ", slug="map", layout=layout)
    common = {"locale": locale(), "address": "東京都小金井市見本町1-1-1", "latitude": 35.7, "longitude": 139.5}
    nursery = Place.objects.create(name="見本つくし保育室", kana="みほんつくし", kind="nursery", age_min=3, age_max=35, **common)
    Vacancy.objects.create(place=nursery, age_class=0, free=2, as_of=timezone.localdate())
    Vacancy.objects.create(place=nursery, age_class=1, free=0, as_of=timezone.localdate())
    for number in range(9):
        Place.objects.create(name=f"見本市立子ども家庭支援センターひまわり分室{number}", kana="み", kind="desk", **common)
    seen = open_page(browser, client, f"{page.url}?age=0&months=10", viewport={"width": 360, "height": 740})
    assert seen.get_by_text("対象年齢は不明・要確認").count() == 9
    fits(seen, also_large=True)
    seen.context.close()
