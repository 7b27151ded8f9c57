"""Names that are too long, lists that are empty or endless: nothing breaks, as a browser shows it."""

import re
from typing import Any

import pytest
from django.test import Client

from directory.models import DirectoryPage, Place, PlacePhone
from tests.site.eyes import fits, open_page
from tests.site.factories import add, front, locale

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

SIXTY = (
    "子どもが熱を出した夜にどこへ電話をかければよいのか、保育園を休ませるときに何をそろえておけばよいのかを一枚にまとめた案内"[
        :60
    ]
)
ENGLISH = "Supercalifragilisticexpialidocious-neighbourhood-association-without-a-single-space"


def place(name: str, **fields: Any) -> Place:
    return Place.objects.create(name=name, locale=locale(), kana=fields.pop("kana", "あ"), **fields)


@pytest.fixture
def phonebook() -> DirectoryPage:
    return add(front(), DirectoryPage, SIXTY, slug="phonebook", summary=f"{SIXTY}{SIXTY}")


@pytest.mark.parametrize("width", [320, 1280])
def test_long_names_and_titles_break_instead_of_the_page(
    browser: Any, client: Client, phonebook: DirectoryPage, width: int
) -> None:
    found = place(SIXTY, address=ENGLISH, note=ENGLISH)
    place(ENGLISH)
    PlacePhone.objects.create(place=found, number="0120-000-000（内線 00000）", purpose=SIXTY)
    for url in ("/phonebook/", found.get_absolute_url()):
        page = open_page(browser, client, url, viewport={"width": width, "height": 800})
        fits(page, also_large=True)
        page.context.close()


@pytest.mark.parametrize(("many", "shown"), [(0, 0), (1, 1), (200, 50)])
def test_lists_of_none_of_one_and_of_two_hundred(
    browser: Any, client: Client, phonebook: DirectoryPage, many: int, shown: int
) -> None:
    for number in range(many):
        place(f"見本の施設{number}", kana=f"みほん{number:03}")
    page = open_page(browser, client, "/phonebook/", viewport={"width": 320, "height": 800})
    assert page.locator(".entry__name").count() == shown
    assert page.locator(".empty").count() == (0 if many else 1)
    assert page.locator(".pagination").count() == (1 if many > 50 else 0)
    fits(page)
    if many > 50:
        assert re.sub(r"\s", "", page.locator(".pagination").inner_text()) == "1234次へ"
    page.context.close()
