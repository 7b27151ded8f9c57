"""A volunteer's phone, 360 px wide: from the link in a mail to a report on the site, and a photo that is gone again."""

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

from cms.core import services as reviews
from cms.core.models import Image
from cms.core.pictures import ORIGINAL, image_url
from directory.models import Affiliation, Organisation
from partnership.models import CitizenReportPage
from partnership.my import services
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, fresh, person, refilled, set_up
from tests.core.factories import picture_bytes
from tests.site.eyes import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIND = ReportKind()
PATIENCE = 60_000
PHONE = {"width": 360, "height": 740}
TEXT = "朝は静かだった広場が、十時には子どもの声でいっぱいになりました。"
COLOURS = [(90, 120, 60), (140, 120, 60), (190, 120, 60)]
PHOTOS: list[Any] = [
    {"name": f"IMG_{number}.JPG", "mimeType": "image/jpeg", "buffer": picture_bytes(800, 600, color=colour)}
    for number, colour in enumerate(COLOURS)
]


@pytest.fixture
def open_tab(browser: Any, live_server: Any, settings: Any) -> Iterator[Callable[..., Tab]]:
    settings.PUBLIC_URL = live_server.url
    opened: list[Any] = []

    def open_(**options: Any) -> Tab:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "ja-JP", "viewport": PHONE, **options})
        context.set_default_timeout(PATIENCE)
        # Pictures are drawn by a thread each, which the one connection of this database does not bear.
        context.route("**/images/**", lambda route: route.abort())
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
def people(live_server: Any) -> dict[str, Any]:
    expect.set_options(timeout=PATIENCE)
    refilled()
    root = set_up()
    group = Organisation.objects.create(name="ひだまり", locale=root.locale)
    return {
        "member": affiliated("member", group, Affiliation.Role.MEMBER),
        "lead": affiliated("lead", group, Affiliation.Role.LEAD),
        "approver": person("approver", "approver"),
    }


def sign_in_by_mail(tab: Tab, user: Any, onward: str = "/my/") -> None:
    tab.goto(onward)
    tab.get_by_label("メールアドレス").first.fill(user.email)
    tab.get_by_role("button", name="ログインのリンクをメールで受け取る").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("メールを確かめてください")
    link = re.search(r"https?://\S+/login/\S+", str(mail.outbox[-1].body))
    assert link
    tab.goto(link[0])
    tab.get_by_role("button", name="ログインする").click()
    expect(tab).to_have_url(re.compile(re.escape(onward) + "$"))


def file_urls(image: Image) -> list[str]:
    return [image_url(image, spec) for spec in (ORIGINAL, "width-320|format-webp", "width-640|format-jpeg")]


def test_a_report_with_three_photos_goes_public_and_one_photo_is_taken_back(
    open_tab: Callable[..., Tab], people: dict[str, Any]
) -> None:
    phone = open_tab()
    sign_in_by_mail(phone, people["member"])
    fits(phone)
    phone.get_by_role("link", name="市民レポート 見たこと").click()
    phone.get_by_label("題名").fill("秋のプレーパーク")
    phone.get_by_label("いつ", exact=True).fill("2026-11-08")
    phone.get_by_label("どこで").fill("中央公園")
    phone.get_by_label("本文").fill(TEXT)
    expect(phone.locator(".save-state")).to_contain_text("に保存しました")
    phone.locator("#id_photos").set_input_files(PHOTOS)
    expect(phone.locator("[data-photo]")).to_have_count(3)
    for number, words in enumerate(("落ち葉の山", "たき火を囲む人", "木の看板")):
        row = phone.locator("[data-photo]").nth(number)
        row.get_by_label("何が写っていますか").fill(words)
        if number == 1:
            row.get_by_label("誰か分かる人が写っている").check()
            row.get_by_label("誰が同意しましたか").fill("写っている2人")
        else:
            row.get_by_label("写っていない、または誰か分からない").check()
    fits(phone)
    phone.locator("[data-photo]").nth(2).get_by_role("button", name="前に動かす").click()
    expect(phone.locator("[data-photo]").nth(1).get_by_label("何が写っていますか")).to_have_value("木の看板")
    phone.get_by_role("button", name="確認に出す").click()
    expect(phone.locator(".state")).to_have_text("確認を待っています")
    fits(phone)
    report = CitizenReportPage.objects.get()
    for name in ("lead", "approver"):
        # Straight from the mail, on a telephone, without signing in.
        asked = [message for message in mail.outbox if message.to == [people[name].email]]
        link = re.search(r"https?://\S+", str(asked[-1].body))
        assert link
        decider = open_tab()
        decider.goto(link[0])
        decider.get_by_role("button", name="承認する").click()
        expect(decider.get_by_text("承認しました")).to_be_visible()

    report = CitizenReportPage.objects.get()
    assert report.live
    visitor = open_tab()
    visitor.goto(report.url)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("秋のプレーパーク")
    expect(visitor.locator(".gallery img")).to_have_count(3)
    assert [each.get_attribute("alt") for each in visitor.locator(".gallery img").all()] == [
        "落ち葉の山",
        "木の看板",
        "たき火を囲む人",
    ]
    fits(visitor)
    client = Client()
    assert client.get(f"/api/v2/reports/{report.pk}").json()["title"] == "秋のプレーパーク"
    assert "秋のプレーパーク" in client.get("/feeds/reports.xml").content.decode()
    assert report.url in client.get("/search/?q=プレーパーク").content.decode()
    image = next(photo.image for photo in services.draft_of(report).photos.all() if photo.alt == "たき火を囲む人")
    assert [client.get(url).status_code for url in file_urls(image)] == [404, 200, 200]

    phone.reload()
    phone.get_by_text("写真の同意が取り消されたとき").click()
    phone.get_by_role("button", name="「たき火を囲む人」の同意を取り消す").click()
    expect(phone.get_by_text("もうどこからも見られません")).to_be_visible()
    assert [client.get(url).status_code for url in file_urls(image)] == [404, 404, 404]
    visitor.reload()
    expect(visitor.locator(".gallery img")).to_have_count(2)
    assert len(client.get(f"/api/v2/reports/{report.pk}").json()["photos"]) == 2
    assert "たき火" not in client.get(f"/api/v2/pages/{report.pk}/").content.decode()


def test_what_was_sent_is_not_taken_for_something_unsent(open_tab: Callable[..., Tab], people: dict[str, Any]) -> None:
    phone = open_tab()
    sign_in_by_mail(phone, people["member"])
    phone.goto("/my/write/reports/")
    phone.get_by_label("題名").fill("秋の一日")
    expect(phone.locator(".save-state")).to_contain_text("に保存しました")
    # What belongs to a draft is there with its first save.
    expect(phone.get_by_role("link", name="仕上がりを見る")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text("秋の一日")
    phone.get_by_label("いつ", exact=True).fill("2026-11-08")
    phone.get_by_label("どこで").fill("中央公園")
    phone.get_by_label("本文").fill(TEXT)
    phone.get_by_label("確認する人へのひとこと").fill("よろしく")
    address = phone.url
    phone.get_by_role("button", name="確認に出す").click()
    expect(phone.locator(".state")).to_have_text("確認を待っています")
    report = CitizenReportPage.objects.get()
    reviews.return_with_reason(report.current_workflow_task_state, people["lead"], "日付を")
    phone.goto(address)
    expect(phone.locator(".state")).to_have_text("差し戻されました")
    expect(phone.get_by_label("確認する人へのひとこと")).to_have_value("")
    assert phone.locator(".save-state").text_content() == ""
    assert phone.evaluate("Object.keys(localStorage)") == []

    # Pressed before anything was saved: what was kept without an address is forgotten too, and a word unsent is not.
    phone.goto("/my/write/reports/")
    phone.get_by_label("題名").fill("すぐに押した")
    phone.get_by_role("button", name="下書きを保存する").click()
    phone.get_by_label("確認する人へのひとこと").fill("あとで出します")
    phone.get_by_role("button", name="下書きを保存する").click()
    expect(phone.locator(".save-state")).to_contain_text("書きかけを戻しました")
    expect(phone.get_by_label("確認する人へのひとこと")).to_have_value("あとで出します")
    phone.goto("/my/write/reports/")
    expect(phone.get_by_label("題名")).to_have_value("")
    phone.goto(address)

    # Written here without a connection, and meanwhile elsewhere: both are there, and nothing is put over the other.
    phone.context.route("**/my/write/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    phone.get_by_label("どこで").fill("電波のない山")
    expect(phone.locator(".save-state")).to_contain_text("電波が届きません")
    services.write(KIND, fresh(report), Sender(people["member"]), {"title": "ほかの画面で"})
    phone.context.unroute("**/my/write/**")
    phone.evaluate("window.addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)")
    phone.goto(address)
    notice = phone.get_by_role("alert").filter(has_text="書きかけが残っています")
    expect(notice).to_be_visible()
    expect(phone.get_by_label("題名")).to_have_value("ほかの画面で")
    expect(phone.get_by_label("どこで")).to_have_value("中央公園")
    notice.get_by_role("button", name="書きかけを入れる").click()
    expect(phone.get_by_label("どこで")).to_have_value("電波のない山")
    expect(phone.locator(".save-state")).to_contain_text("に保存しました")
    assert services.draft_of(fresh(report)).place == "電波のない山"


def test_what_is_sent_while_something_is_being_saved_goes_after_it_and_only_what_was_taken_counts(
    open_tab: Callable[..., Tab], people: dict[str, Any]
) -> None:
    phone = open_tab()
    sign_in_by_mail(phone, people["member"])
    phone.goto("/my/write/reports/")
    waiting: list[Any] = []

    def slow(route: Any) -> None:
        # The first save is on its way while the button is pressed, and arrives afterwards.
        if route.request.headers.get("x-requested-with") and not waiting:
            waiting.append(route)
        else:
            route.continue_()

    phone.context.route("**/my/write/**", slow)
    phone.get_by_label("題名").fill("秋の一日")
    expect(phone.locator(".save-state")).to_have_text("保存しています…")
    phone.get_by_label("本文").fill(TEXT)
    phone.get_by_role("button", name="下書きを保存する").click()
    while not waiting:
        phone.wait_for_timeout(50)
    waiting[0].continue_()
    expect(phone.get_by_text("下書きを保存しました。")).to_be_visible()
    expect(phone.get_by_label("本文")).to_have_value(TEXT)
    expect(phone.get_by_text("ほかの画面で")).to_have_count(0)
    assert TEXT in str(services.draft_of(CitizenReportPage.objects.get()).body)

    # Twenty may be sent: what is no photo is none of them.
    pictures = [
        {**PHOTOS[0], "name": f"{shade}.jpg", "buffer": picture_bytes(color=(shade, 0, 0))} for shade in range(0, 252, 12)
    ]
    drawings: Any = [{"name": f"{number}.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"} for number in range(3)]
    phone.locator("#id_photos").set_input_files([*drawings, *pictures])
    expect(phone.locator("#uploads").get_by_text("写真は20枚までです。")).to_have_count(1)
    expect(phone.locator("[data-photo]")).to_have_count(20)
    expect(phone.locator("#uploads").get_by_text("SVG形式")).to_have_count(3)


def test_a_session_that_ran_out_is_called_so_and_what_was_written_comes_back(
    open_tab: Callable[..., Tab], people: dict[str, Any]
) -> None:
    phone = open_tab()
    sign_in_by_mail(phone, people["member"])
    phone.goto("/my/write/reports/")
    phone.context.clear_cookies(name="sessionid")
    phone.get_by_label("題名").fill("秋の一日")
    expect(phone.locator(".save-state")).to_contain_text("ログインの期限が切れました")
    phone.get_by_role("button", name="ログインする").click()
    expect(phone.get_by_text("書いていたページに戻ります")).to_be_visible()
    sign_in_by_mail(phone, people["member"], "/my/write/reports/")
    expect(phone.get_by_label("題名")).to_have_value("秋の一日")
    expect(phone.locator(".save-state")).to_contain_text("に保存しました")
    assert services.draft_of(CitizenReportPage.objects.get()).title == "秋の一日"


def test_words_outlive_a_lost_connection_and_a_closed_browser(open_tab: Callable[..., Tab], people: dict[str, Any]) -> None:
    phone = open_tab()
    sign_in_by_mail(phone, people["member"])
    phone.goto("/my/write/reports/")
    phone.get_by_label("題名").fill("秋の一日")
    expect(phone.locator(".save-state")).to_contain_text("に保存しました")
    address = phone.url
    phone.context.route("**/my/write/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    phone.get_by_label("本文").fill(TEXT)
    phone.locator("#id_photos").set_input_files(PHOTOS[:1])
    expect(phone.locator(".save-state")).to_contain_text("電波が届きません")
    expect(phone.locator("#uploads")).to_contain_text("送れませんでした")
    context = phone.context
    # A browser that is killed has no last word.
    phone.evaluate("window.addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)")
    phone.close()
    context.unroute("**/my/write/**")
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#uploads")).to_contain_text("送れていない写真があります。もう一度選んでください：IMG_0.JPG")
    expect(again.get_by_label("本文")).to_have_value(TEXT)
    expect(again.get_by_label("題名")).to_have_value("秋の一日")
    expect(again.locator(".save-state")).to_contain_text("に保存しました")
    assert TEXT in str(services.draft_of(CitizenReportPage.objects.get()).body)
    broken: Any = {**PHOTOS[0], "buffer": PHOTOS[0]["buffer"][:900]}
    again.locator("#id_photos").set_input_files([broken])
    expect(again.locator("#uploads")).to_contain_text("壊れていました")
    expect(again.get_by_label("本文")).to_have_value(TEXT)
