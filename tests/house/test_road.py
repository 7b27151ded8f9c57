"""A parent with a baby of ten months on one arm: from the home page to a place that is open now, in three taps."""

import datetime
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from cms.core.demo import load
from directory.models import Place
from tests.core.editorial import refilled, set_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000
"""Milliseconds: a busy machine is slow, and nothing here is about speed."""
PHONE = {"width": 360, "height": 740}
MONDAY_AT_TEN = datetime.datetime(2026, 11, 30, 1, 0, tzinfo=datetime.UTC)
RIGHT = "見本つくし保育室"
"""Of the samples: open on a Monday at ten, from 3 to 35 months."""
OPEN_BUT_NOT_FOR_BABIES = "見本けやき幼稚園"
FOR_BABIES_BUT_CLOSED = "見本児童館"
"""Its closed day is Monday."""
MOST_TABS = 60


@pytest.fixture
def tab(browser: Any, live_server: Any) -> Iterator[Callable[..., Tab]]:
    opened: list[Tab] = []

    def open_(**options: Any) -> Tab:
        context = browser.new_context(base_url=live_server.url, locale="ja-JP", viewport=PHONE, **options)
        context.set_default_timeout(PATIENCE)
        # Pictures are drawn by a thread each, which the one connection of this database does not bear; none is needed here.
        context.route("**/images/**", lambda route: route.abort())
        opened.append(context.new_page())
        return opened[-1]

    yield open_
    for each in opened:
        each.context.close()
    deadline = time.monotonic() + PATIENCE / 1000
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the server is still busy with a page that was closed"
        time.sleep(0.05)


@pytest.fixture
def demo(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples, on a Monday at ten; beside them a place for smaller babies, which the age of 0 would let through."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_AT_TEN)
    refilled()
    root = set_up()
    load(lambda text: None)
    Place.objects.create(locale=root.locale, name="見本ねんねの部屋", opening_hours="24/7", age_min=0, age_max=6)


def link_to(tab: Tab, name: str) -> Any:
    """The link of this name, or of this name and how many there are."""
    return tab.locator("main").get_by_role("link", name=re.compile(rf"^{re.escape(name)}(\s|$)")).first


def by_touch(tab: Tab, name: str) -> None:
    link = link_to(tab, name)
    box = link.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44, f"{name} is too small for a thumb"
    with tab.expect_navigation():
        link.tap()


def by_click(tab: Tab, name: str) -> None:
    with tab.expect_navigation():
        link_to(tab, name).click()


def by_keyboard(tab: Tab, name: str) -> None:
    """Tab until the link is reached, seeing always where one is; then Enter."""
    for _ in range(MOST_TABS):
        tab.keyboard.press("Tab")
        here = tab.evaluate("""() => {
          const here = document.activeElement
          const name = here.ariaLabel || here.innerText.trim()
          return { names: here.matches('main a') ? [name, name.split(/\\s/)[0]] : [],
                   seen: getComputedStyle(here).outlineStyle !== 'none' }
        }""")
        assert here["seen"], "it cannot be seen where one is"
        if name in here["names"]:
            with tab.expect_navigation():
                tab.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by {MOST_TABS} presses of Tab")


def shown(tab: Tab) -> list[str]:
    return [each.strip() for each in tab.locator(".entry__name").all_inner_texts()]


def test_a_place_open_now_for_a_ten_month_old_is_three_taps_away(demo: None, tab: Any) -> None:
    """By touch, by keyboard alone, and without JavaScript; in one test, as the samples take a while to load."""
    roads = [
        ("touch", by_touch, {"has_touch": True, "is_mobile": True}),
        ("keyboard", by_keyboard, {}),
        ("no script", by_click, {"java_script_enabled": False}),
    ]
    for name, follow, options in roads:
        parent = tab(**options)
        parent.goto("/")
        follow(parent, "今、開いているところをさがす")
        follow(parent, "0歳")
        follow(parent, "10か月")
        listed = shown(parent)
        assert RIGHT in listed, name
        assert not {OPEN_BUT_NOT_FOR_BABIES, FOR_BABIES_BUT_CLOSED, "見本ねんねの部屋"} & set(listed), name
        entry = parent.locator(".entries > li", has_text=RIGHT)
        expect(entry).to_contain_text("開いています 18:30まで")
        expect(entry.locator("a[href^='tel:']")).to_be_visible()
        expect(parent.locator(".results__count")).to_contain_text("10か月・今開いている")
        expect(parent).to_have_title(f"子育てマップ（10か月・今開いている）｜{site_name(parent)}")
        current = parent.locator("#choices .chip[aria-current]").all_inner_texts()
        assert any("今開いている" in each for each in current)
        assert parent.locator("html").bounding_box()["width"] == PHONE["width"]


def site_name(tab: Tab) -> str:
    return tab.locator(".site-name").inner_text().strip()
