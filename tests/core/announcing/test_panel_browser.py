"""In the editor: what is ticked shows its text as the service would, counted while one writes."""

import json
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cms.core.models import AnnouncementChannel
from tests.core.editorial import client_of, draft, person, set_up
from tests.site.eyes import open_page

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def test_what_is_ticked_is_shown_as_it_will_be_and_counted_while_one_writes(browser: Any) -> None:
    editor = person("書子", "editor") if set_up() else None
    x = AnnouncementChannel.objects.create(name="協議会のX", sealed="-", kind="x", service="X", usual_limit=280)
    other = AnnouncementChannel.objects.create(name="掲示", sealed="-", kind="json", service="JSON")
    client = client_of(editor)
    url = reverse("wagtailadmin_pages:edit", args=[draft(set_up(), editor, "夏のひろば").pk])
    page = open_page(browser, client, url, viewport={"width": 360, "height": 740})
    # The icons that the admin asks for are the page once more here, and lie over it; so does the menu, which is not drawn.
    page.wait_for_selector("[data-sprite] .announcing", state="attached")
    page.evaluate("document.querySelectorAll('[data-sprite], #wagtail-sidebar').forEach(each => { each.remove() })")
    panel = page.locator("[data-begun]")
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.post_data or "")
        shown = {str(x.pk): {"text": "こう出ます", "words": "290 / 280文字", "warning": "長すぎます。"}}
        route.fulfill(body=json.dumps({"shown": shown}), content_type="application/json")

    page.route("**/announcing/preview/", answer)
    page.evaluate("document.querySelectorAll('[role=tabpanel]').forEach(each => { each.hidden = false })")
    of_x, of_other = (panel.locator(f"[data-announce-channel='{each.pk}']") for each in (x, other))
    expect(of_x).to_be_hidden()
    panel.locator(f"input[name=announce_channels][value='{x.pk}']").check()
    expect(of_x).to_be_visible()
    expect(of_other).to_be_hidden()
    panel.locator("textarea[name=announce_text]").fill("書き直した文")
    expect(of_x.locator("[data-announce-words]")).to_have_text("290 / 280文字")
    expect(of_x.locator("[data-announce-warning]")).to_have_text("長すぎます。")
    assert "書き直した文" in asked[-1]
    page.context.close()
