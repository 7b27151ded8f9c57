"""The map with two thousand places, in Chromium."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from directory.models import DirectoryPage, Place
from tests.site.eyes import TOO_WIDE, open_page
from tests.site.factories import add, attribute, front, locale, read

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PLACES = 2_000
UNPLACED = 3
MARKERS = ".leaflet-marker-icon"
SEVERAL = ".map__several"


def some_places(number: int) -> list[Place]:
    """The same ones every time, all over a town, some of them in one building."""
    chance = random.Random(2026)  # noqa: S311 (only to vary)

    def somewhere(each: int) -> dict[str, float]:
        if each < 5:
            return {"latitude": 35.7, "longitude": 139.5}
        return {"latitude": 35.7 + chance.gauss(0, 0.02), "longitude": 139.5 + chance.gauss(0, 0.02)}

    kinds = ("park", "facility", "clinic")
    return [
        Place(
            locale=locale(), name=f"施設{each:04d}", kana=f"しせつ{each:04d}", kind=kinds[each % 3],
            opening_hours="24/7" if each % 10 == 0 else "", **somewhere(each),
        )
        for each in range(number)
    ]  # fmt: skip


@pytest.fixture
def town(db: None) -> DirectoryPage:
    Place.objects.bulk_create(some_places(PLACES))
    for number in range(UNPLACED):
        Place.objects.create(locale=locale(), name=f"どこか{number}", kana="どこか", kind="park")
    return add(front(), DirectoryPage, "子育てマップ", slug="map", layout="map")


@pytest.fixture
def opened(browser: Any, client: Client, town: DirectoryPage) -> Iterator[Any]:
    """Opens the map at an address, by a tap; no picture of it comes, which it has to bear."""
    tabs: list[Tab] = []

    def open_(address: str = "/map/", **options: Any) -> Tab:
        source = attribute(read(client, address), "[data-map]", "data-map")
        tab = open_page(browser, client, address, beside=[source], viewport=DESK, **options)
        tab.set_default_timeout(60_000)
        tabs.append(tab)
        tab.get_by_role("button", name="地図で見る").click()
        expect(tab.locator(MARKERS).first).to_be_visible(timeout=60_000)
        return tab

    yield open_
    for tab in tabs:
        tab.context.close()


def counted(tab: Tab) -> int:
    """How many places the markers on the screen and just beside it stand for."""
    singles = tab.locator(".map__point").count()
    return singles + sum(int(text) for text in tab.locator(SEVERAL).all_inner_texts())


def settled(tab: Tab) -> None:
    """Until a movement of the map has ended."""
    tab.wait_for_function("!document.querySelector('.leaflet-zoom-anim .leaflet-proxy.leaflet-zoom-animated:not(:first-child)')")
    tab.wait_for_timeout(400)


def test_it_draws_few_points_for_many_places_and_stands_for_all_of_them(opened: Any) -> None:
    tab = opened()
    assert tab.locator(MARKERS).count() < 300
    assert counted(tab) == PLACES
    assert f"地図に出ないところ：{UNPLACED}" in tab.locator("[data-map-told]").inner_text()
    assert tab.locator(".entries > li").count() == 50
    for _ in range(3):
        tab.get_by_role("button", name="地図を大きくする").click()
        settled(tab)
        assert 0 < tab.locator(MARKERS).count() < 300


def test_the_map_and_the_narrowed_list_agree(opened: Any) -> None:
    tab = opened("/map/?kind=park&open=2026-11-30T10:00")
    total = sum(1 for each in range(PLACES) if each % 3 == 0 and each % 10 == 0)
    assert f"{total}件" in tab.locator(".results__count").inner_text()
    assert counted(tab) == total


def test_several_points_come_apart_by_a_tap(opened: Any) -> None:
    tab = opened()
    crowd = max(tab.locator(SEVERAL).all(), key=lambda each: int(each.inner_text()))
    before = int(crowd.inner_text())
    crowd.click()
    expect(tab.locator(SEVERAL).filter(has_text=str(before)).first).not_to_be_visible()
    settled(tab)
    assert tab.locator(MARKERS).count() > 1


def test_by_keyboard_one_comes_to_a_place_and_back(opened: Any) -> None:
    tab = opened()
    assert tab.evaluate("document.activeElement.matches('[data-map-canvas]')")
    tab.keyboard.press("Tab")
    for _ in range(12):  # zooms until a point is a single place, or several in one building
        focused = tab.evaluate("document.activeElement.className")
        if "map__several" not in focused:
            break
        tab.keyboard.press("Enter")
        settled(tab)
        if tab.locator(".leaflet-popup").count():
            break
        assert tab.evaluate("document.activeElement.matches('.leaflet-marker-icon')"), "the focus is lost"
    if not tab.locator(".leaflet-popup").count():
        tab.keyboard.press("Enter")
    popup = tab.locator(".leaflet-popup")
    expect(popup).to_be_visible()
    assert tab.evaluate("document.activeElement.closest('.leaflet-popup') && document.activeElement.href.includes('/places/')")
    assert tab.get_by_role("button", name="閉じる").count() == 1
    tab.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert tab.evaluate("document.activeElement.matches('.leaflet-marker-icon')")


def test_a_move_leaves_the_points_that_stay(opened: Any) -> None:
    tab = opened()
    for _ in range(3):
        tab.get_by_role("button", name="地図を大きくする").click()
        settled(tab)
    tab.evaluate("document.querySelectorAll('.leaflet-marker-icon').forEach(each => { each.dataset.there = 'before' })")
    tab.locator("[data-map-canvas]").focus()
    tab.keyboard.press("ArrowRight")
    settled(tab)
    assert tab.locator(f"{MARKERS}[data-there]").count() > 10
    assert tab.locator(f"{MARKERS}:not([data-there])").count() > 0


def test_places_in_one_building_are_a_list(opened: Any) -> None:
    tab = opened("/map/?lat=35.7&lon=139.5&radius=500")
    assert tab.locator(".map__here").count() == 1
    for _ in range(8):
        closer = tab.get_by_role("button", name="地図を大きくする")
        if closer.get_attribute("aria-disabled") != "true":
            closer.click()
            settled(tab)
    tab.locator(SEVERAL).filter(has_text="5").first.click(force=True)
    names = tab.locator(".leaflet-popup a[href*='/places/']").all_inner_texts()
    assert names == [f"施設{each:04d}" for each in range(5)]


def test_a_position_of_nobody_is_at_no_point_of_the_sea(opened: Any, client: Client) -> None:
    tab = opened()
    assert counted(tab) == PLACES
    assert tab.locator(f"{MARKERS}[title^='どこか']").count() == 0
    soup = read(client, "/map/?kind=park&page=14")
    listed = {each.a.get_text(): each.get_text() for each in soup.select(".entries > li") if each.a}
    assert "位置の登録がなく、地図には出ません" in listed["どこか1"]
    assert "地図には出ません" not in listed["施設1998"]


def test_where_the_map_does_not_come_the_list_is_still_there(browser: Any, client: Client, town: DirectoryPage) -> None:
    tab = open_page(browser, client, "/map/", viewport=PHONE)
    tab.get_by_role("button", name="地図で見る").click()
    expect(tab.locator("[data-map-told]")).to_have_text("地図を読み込めませんでした。一覧をご覧ください。")
    assert tab.get_by_role("button", name="地図で見る").is_enabled()
    assert tab.locator(".entries > li").count() == 50
    tab.context.close()


def boxes(tab: Tab) -> tuple[Any, Any]:
    found = tab.locator(".map").bounding_box(), tab.locator(".results").bounding_box()
    assert found[0]
    assert found[1]
    return found


@pytest.mark.parametrize("width", [1024, 1280])
def test_on_a_wide_screen_the_list_stands_beside_the_map(browser: Any, client: Client, town: DirectoryPage, width: int) -> None:
    tab = open_page(browser, client, "/map/", viewport={"width": width, "height": 800})
    chart, listed = boxes(tab)
    assert chart["x"] + chart["width"] <= listed["x"]
    assert abs(chart["y"] - listed["y"]) < 40
    assert listed["width"] > 250
    assert tab.evaluate(TOO_WIDE) == []
    tab.context.close()


def test_on_a_telephone_the_map_stands_above_the_list(browser: Any, client: Client, town: DirectoryPage) -> None:
    tab = open_page(browser, client, "/map/", viewport=PHONE)
    chart, listed = boxes(tab)
    assert chart["y"] + chart["height"] <= listed["y"]
    assert tab.evaluate(TOO_WIDE) == []
    tab.context.close()
