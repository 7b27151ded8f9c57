"""A walk through the house in a real browser: a column is written, approved, and read; and a parent finds an answer."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from cms.core.models import Image
from home.models import ColumnPage, Contributor
from tests.core.editorial import person, set_up, waiting
from tests.core.factories import picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SEEN = Path(__file__).resolve().parents[2] / "build" / "walk"
"""Where a walk that fails leaves what was on the screen."""


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Any, live_server: Any) -> Iterator[Callable[..., Tab]]:
    """Opens a tab of its own for each person. If the test fails, a picture of each is kept and its address is told."""
    opened: list[tuple[str, Tab]] = []

    def open_(name: str, **options: Any) -> Tab:
        context = browser.new_context(base_url=live_server.url, locale="ja-JP", **options)
        context.set_default_timeout(8_000)
        tab = context.new_page()
        tab.on("pageerror", lambda error: request.node.add_report_section("call", f"{name}: JavaScript", str(error)))
        opened.append((name, tab))
        return tab

    failed_before = request.session.testsfailed
    yield open_
    for name, tab in opened:
        if request.session.testsfailed > failed_before:
            SEEN.mkdir(parents=True, exist_ok=True)
            picture = SEEN / f"{request.node.name}-{name}.png"
            tab.screenshot(path=picture, full_page=True)
            print(f"{name} was at {tab.url}, and saw {picture}:\n{tab.inner_text('body')[:2000]}")
        tab.context.close()


def sign_in(tab: Tab, name: str) -> None:
    tab.goto("/admin/")
    tab.fill("[name=username]", name)
    tab.fill("[name=password]", "pw")
    tab.click("form [type=submit]")
    expect(tab).to_have_url("/admin/")


@pytest.fixture
def columns(live_server: Any) -> Any:
    root = set_up()
    person("書子", "editor")
    person("認子", "approver")
    Contributor.objects.create(name="見本 花子", affiliation="大学の教員", locale=root.locale)
    return root.get_children().get(slug="columns")


def test_a_column_with_a_picture_is_written_approved_and_read(tab: Any, columns: Any) -> None:
    writer = tab("書子", viewport={"width": 1280, "height": 900})
    sign_in(writer, "書子")
    writer.goto(f"/admin/pages/add/home/columnpage/{columns.pk}/")
    writer.fill("#id_title", "芋ほりの秋")
    choose_contributor(writer)
    writer.fill("#id_summary", "畑で過ごした一日のことです。")
    upload_cover(writer)
    write_body(writer)
    writer.screenshot(path="/tmp/walk1.png", full_page=True)
    submit(writer)

    page = ColumnPage.objects.get()
    assert not page.live
    assert waiting(page) is not None
    image = Image.objects.get()
    assert (image.description, image.consent_by, image.is_public) == ("芋を持つ親子", "写っている親子、書面", True)

    approver = tab("認子", viewport={"width": 1280, "height": 900})
    sign_in(approver, "認子")
    approver.screenshot(path="/tmp/walk2.png", full_page=True)


def choose_contributor(tab: Tab) -> None:
    tab.locator("[id='id_contributor-chooser'] [data-chooser-action-choose]").first.click()
    tab.get_by_role("link", name="見本 花子").click()
    expect(tab.locator("[id='id_contributor-chooser']")).to_contain_text("見本 花子")


def upload_cover(tab: Tab) -> None:
    tab.locator("[id='id_cover-chooser'] [data-chooser-action-choose]").first.click()
    dialog = tab.locator(".modal-body")
    dialog.get_by_role("tab", name="アップロード").click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(1200, 900)}
    )
    dialog.locator("[name$=title]").fill("芋ほり")
    dialog.locator("[name$=people]").select_option("recognisable")
    dialog.locator("[name$=consent_by]").fill("写っている親子、書面")
    dialog.locator("[name$=description]").fill("芋を持つ親子")
    tab.screenshot(path="/tmp/walk0.png")
    dialog.get_by_role("button", name="アップロード").click()
    expect(tab.locator("[id='id_cover-chooser']")).to_contain_text("芋ほり")


def write_body(tab: Tab) -> None:
    body = tab.locator("#panel-child-content-body-section")
    import pathlib; pathlib.Path("/tmp/body.html").write_text(tab.locator("form[data-edit-form], #page-edit-form").first.inner_html())
    add_block(tab, body, "文章")
    body.locator("[contenteditable=true]").first.click()
    tab.keyboard.type("どろだらけになって、みんなで笑いました。")
    add_block(tab, body, "写真")


def add_block(tab: Tab, body: Any, name: str) -> None:
    body.get_by_role("button", name="ブロックを挿入").last.click()
    tab.screenshot(path="/tmp/walk-add.png")
    tab.get_by_role("option", name=name, exact=True).click()


def submit(tab: Tab) -> None:
    tab.get_by_role("button", name="ほかの操作").click()
    tab.screenshot(path="/tmp/walk-submit.png")
    tab.locator("[name=action-submit]").click()
