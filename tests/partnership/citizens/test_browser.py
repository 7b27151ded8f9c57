"""A parent's phone without an account, 360 px wide: from the form to a report on the site, and away again."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from cms.core.models import Image
from cms.core.pictures import image_url
from partnership.models import CitizenReportPage
from tests.core.editorial import person, refilled, set_up
from tests.core.factories import picture_bytes
from tests.site.eyes import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000
PHONE = {"width": 360, "height": 740}
ADDRESS = "midori@example.jp"
PHOTO: Any = {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": picture_bytes(800, 600, color=(190, 120, 60))}


@pytest.fixture
def open_tab(browser: Any, live_server: Any, settings: Any) -> Iterator[Callable[..., Tab]]:
    settings.PUBLIC_URL = live_server.url
    opened: list[Any] = []

    def open_(**options: Any) -> Tab:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "ja-JP", "viewport": PHONE, **options})
        context.set_default_timeout(PATIENCE)
        # Pictures are drawn by a thread each, which the one connection of this database does not bear.
        context.route("**/images/**", lambda route: route.abort())
        context.route("**/photos/**", lambda route: route.abort())
        opened.append(context)
        return context.new_page()

    yield open_
    for each in opened:
        each.close()
    deadline = time.monotonic() + PATIENCE / 1000
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the server is still busy with a page that was closed"
        time.sleep(0.05)


@pytest.fixture
def approver(live_server: Any) -> Any:
    expect.set_options(timeout=PATIENCE)
    refilled()
    set_up()
    return person("approver", "approver")


def mailed(address: str, path: str) -> str:
    """The newest link of this kind that an address was sent."""
    asked = [message for message in mail.outbox if message.to == [address] and path in str(message.body)]
    return re.findall(rf"https?://\S+{path}\S+", str(asked[-1].body))[0]


def test_a_parent_without_an_account_sends_a_report_and_takes_it_back(open_tab: Callable[..., Tab], approver: Any) -> None:
    phone = open_tab(java_script_enabled=False)
    phone.goto("/network/reports/")
    phone.get_by_role("link", name="市民レポートを送る").click()
    phone.get_by_label("題名").fill("秋のプレーパーク")
    phone.get_by_label("いつ", exact=True).fill("2026-11-08")
    phone.get_by_label("本文").fill("朝は静かだった広場が、十時には子どもの声でいっぱいになりました。")
    phone.get_by_label("サイトに載せる名前").fill("みどり")
    phone.get_by_label("メールアドレス").fill(ADDRESS)
    phone.locator("#id_photos").set_input_files([PHOTO])
    phone.get_by_role("button", name="送る", exact=True).click()
    expect(phone.get_by_text("写真が届きました")).to_be_visible()
    row = phone.locator("[data-photo]")
    row.get_by_label("何が写っていますか").fill("落ち葉の山")
    row.get_by_label("誰か分かる人が写っている").check()
    row.get_by_label("誰が同意しましたか").fill("写っている2人")
    phone.get_by_role("button", name="送る", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("メールを送りました")
    assert not CitizenReportPage.objects.exists()

    seeing = open_tab()
    seeing.goto(mailed(ADDRESS, "/report/mail/"))
    fits(seeing)
    assert not CitizenReportPage.objects.exists()
    seeing.get_by_role("button", name="はい、送ります").click()
    expect(seeing.locator(".state")).to_have_text("サイトの担当者が読むのを待っています")
    fits(seeing)

    decider = open_tab()
    decider.goto(mailed(approver.email, "/my/reviews/mail/"))
    expect(decider.get_by_text("市民 みどり").first).to_be_visible()
    decider.get_by_role("button", name="承認する").click()
    expect(decider.get_by_text("承認しました")).to_be_visible()

    seeing.goto(mailed(ADDRESS, "/report/mine/"))
    expect(seeing.locator(".state")).to_have_text("公開しています")
    report = CitizenReportPage.objects.get()
    visitor = open_tab()
    visitor.goto(report.url)
    expect(visitor.get_by_text("書いた人: みどり さん")).to_be_visible()
    expect(visitor.locator(".gallery img")).to_have_count(1)
    client = Client()
    small = image_url(Image.objects.get(), "width-320|format-webp")
    assert client.get(small).status_code == 200

    seeing.locator("summary", has_text="公開をやめる").click()
    fits(seeing)
    seeing.get_by_role("button", name="公開をやめる").click()
    expect(seeing.locator(".state")).to_have_text("公開をやめました")
    assert [client.get(url).status_code for url in (report.url, small, f"/api/v2/reports/{report.pk}")] == [404] * 3
    seeing.locator("summary", has_text="書いたものをすべて消す").click()
    seeing.get_by_role("button", name="消す", exact=True).click()
    expect(seeing.get_by_role("heading", level=1)).to_have_text("このレポートは消しました")
    assert not CitizenReportPage.objects.exists()
