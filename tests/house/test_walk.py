"""A walk through the house in a real browser: a column is written, approved, and read; and a parent finds an answer."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect
from playwright.sync_api import Page as Tab

from cms.core.demo import load
from cms.core.models import Image
from home.models import ColumnPage, Contributor
from tests.core.editorial import fresh, person, refilled, set_up, waiting
from tests.core.factories import picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000
"""Milliseconds: a busy machine is slow, and nothing here is about speed."""
expect.set_options(timeout=PATIENCE)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SEEN = Path(__file__).resolve().parents[2] / "build" / "walk"
"""Where a walk that fails leaves what was on the screen."""


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Any, live_server: Any) -> Iterator[Callable[..., Tab]]:
    """Opens a tab of its own for each person. If the test fails, a picture of each is kept and its address is told."""
    opened: list[tuple[str, Tab]] = []
    errors: list[str] = []

    def open_(name: str, **options: Any) -> Tab:
        context = browser.new_context(base_url=live_server.url, locale="ja-JP", **options)
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        # Saving by itself is refused while something required is missing: that is an answer, no fault of a script.
        tab.on("console", lambda line: errors.append(f"{name}: {line.text}") if is_fault(line) else None)
        tab.on("pageerror", lambda error: errors.append(f"{name}: {error}"))
        opened.append((name, tab))
        return tab

    failed_before = request.session.testsfailed
    yield open_
    for name, tab in opened:
        if request.session.testsfailed > failed_before:
            SEEN.mkdir(parents=True, exist_ok=True)
            picture = SEEN / f"{request.node.name}-{name}.png"
            tab.screenshot(path=picture, full_page=True)
            words = tab.inner_text("body")[:2000]
            request.node.add_report_section("teardown", name, f"{name} was at {tab.url}, and saw {picture}:\n{words}")
        tab.context.close()
    wait_for_the_server()
    assert errors == [], "JavaScript complained"


def wait_for_the_server() -> None:
    """Until it has answered what was asked last: it shares the database's connection with what the next test prepares."""
    deadline = time.monotonic() + PATIENCE / 1000
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the server is still busy with a page that was closed"
        time.sleep(0.05)


def is_fault(line: Any) -> bool:
    return line.type == "error" and not line.text.startswith("Failed to load resource")


def sign_in(tab: Tab, name: str) -> None:
    tab.goto("/admin/")
    tab.fill("[name=username]", name)
    tab.fill("[name=password]", "pw")
    tab.click("form [type=submit]")
    expect(tab).to_have_url("/admin/")


@pytest.fixture
def columns(live_server: Any) -> Any:
    refilled()
    root = set_up()
    person("書子", "editor")
    person("認子", "approver")
    Contributor.objects.create(name="見本 花子", affiliation="大学の教員", locale=root.locale)
    return root.get_children().get(slug="columns")


def test_a_column_is_written_approved_and_read_and_a_parent_finds_an_answer(tab: Any, columns: Any) -> None:
    """Both walks in one test: between two, the server may still be answering while the database is emptied and filled again."""
    walk_of_a_column(tab, columns)
    walk_of_a_parent_on_a_phone_without_javascript(tab)


def walk_of_a_column(tab: Any, columns: Any) -> None:
    writer = tab("書子", viewport=DESK)
    sign_in(writer, "書子")
    writer.add_init_script("document.addEventListener('w-unsaved:watch-edits', () => { window.isWatching = true })")
    writer.goto(f"/admin/pages/add/home/columnpage/{columns.pk}/")
    # What is written before Wagtail begins to watch is not saved by itself. Nobody writes that fast but a test.
    writer.wait_for_function("window.isWatching")
    choose(writer, "id_contributor", "見本 花子")
    writer.fill("#id_summary", "畑で過ごした一日のことです。")
    upload_cover(writer)
    # Without a title nothing is saved by itself. The first saving gives the page its own address; whatever Wagtail sends before
    # that has come, it takes for another page.
    writer.fill("#id_title", "芋ほりの秋")
    expect(writer).to_have_url(re.compile(r"/edit/$"))
    write_body(writer)
    writer.get_by_role("button", name="ほかの操作").click()
    writer.locator("[name=action-submit]").click()
    expect(writer.locator("body")).to_contain_text("認子さん")

    page = ColumnPage.objects.get()
    image = Image.objects.get()
    assert not page.live
    assert waiting(page) is not None
    assert (image.description, image.consent_by, image.is_public) == ("芋を持つ親子", "写っている親子、書面", True)

    approver = tab("認子", viewport=DESK)
    sign_in(approver, "認子")
    approver.locator("main").get_by_role("link", name="芋ほりの秋").first.click()
    approver.get_by_role("link", name="承認する・差し戻す").click()
    approver.get_by_label("書いた人へのひとこと").fill("読みたくなる題です。")
    approver.get_by_role("button", name="承認する").click()
    expect(approver.locator("body")).to_contain_text("「芋ほりの秋」を承認しました。")

    reader = tab("読者", viewport=PHONE)
    reader.goto("/columns/")
    reader.get_by_role("link", name="芋ほりの秋").click()
    expect(reader.locator("main")).to_contain_text("どろだらけになって、みんなで笑いました。")
    expect(reader.locator("main")).to_contain_text("見本 花子")
    for alt in ("芋を持つ親子", "土の付いた芋"):
        assert shown(reader.get_by_alt_text(alt).first)
    found = reader.request.get(f"/api/v2/pages/{fresh(page).pk}/").json()
    assert found["title"] == "芋ほりの秋"
    assert found["cover"]["alt"] == "芋を持つ親子"
    assert [block["type"] for block in found["body"]] == ["text", "picture"]


def walk_of_a_parent_on_a_phone_without_javascript(tab: Any) -> None:
    load(lambda text: None)
    parent = tab("親", viewport=PHONE, java_script_enabled=False)
    parent.goto("/")
    parent.get_by_role("link", name="0歳", exact=True).first.click()
    expect(parent.locator("h1")).to_contain_text("0歳")
    parent.goto("/")
    parent.get_by_role("searchbox").first.fill("一時預かり")
    parent.get_by_role("searchbox").first.press("Enter")
    parent.locator("main").get_by_role("link", name="一時預かり").first.click()
    expect(parent.locator("h1")).to_contain_text("一時")
    width = parent.locator("html").bounding_box()["width"]
    assert width == PHONE["width"]


def shown(picture: Any) -> bool:
    """Whether the picture's file came and was read, not only its address."""
    picture.scroll_into_view_if_needed()
    picture.evaluate("img => img.complete || new Promise(done => { img.onload = img.onerror = done })")
    return picture.evaluate("img => img.naturalWidth > 0")


def choose(tab: Tab, field: str, name: str) -> None:
    chooser = tab.locator(f"[id='{field}-chooser']")
    chooser.locator("[data-chooser-action-choose]").first.click()
    tab.locator(".modal-body").get_by_role("link", name=name).first.click()
    expect(chooser).to_contain_text(name)


def upload_cover(tab: Tab) -> None:
    tab.locator("[id='id_cover-chooser'] [data-chooser-action-choose]").first.click()
    dialog = tab.locator(".modal-body")
    dialog.get_by_role("tab", name="アップロード").click()
    photo: FilePayload = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(1200, 900)}
    dialog.locator("input[type=file]").set_input_files(photo)
    dialog.locator("[name$=title]").fill("芋ほり")
    dialog.locator("[name$=people]").select_option("recognisable")
    dialog.locator("[name$=consent_by]").fill("写っている親子、書面")
    dialog.locator("[name$=description]").fill("芋を持つ親子")
    dialog.get_by_role("button", name="アップロード").click()
    expect(tab.locator("[id='id_cover-chooser']")).to_contain_text("芋ほり")


def write_body(tab: Tab) -> None:
    add_block(tab, "文章")
    tab.locator("[id$='body-section'] [contenteditable=true]").first.click()
    tab.keyboard.type("どろだらけになって、みんなで笑いました。")
    add_block(tab, "写真・図")
    choose(tab, "body-1-value-image", "芋ほり")
    tab.locator("[name='body-1-value-alt']").fill("土の付いた芋")


def add_block(tab: Tab, name: str) -> None:
    tab.locator("[id$='body-section'] .c-sf-add-button").last.click()
    tab.get_by_role("option", name=name, exact=True).click()
