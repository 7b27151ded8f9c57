"""The board on a phone: reading, writing with a look at it first, and the author's own page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from partnership.board import links, services
from partnership.models import BoardWord
from tests.partnership.board.arrange import moderator, topic, written
from tests.site.eyes import fits, open_page
from tests.site.factories import attribute, front

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LONG = "あ" * 60 + " https://example.jp/" + "a" * 120


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["board", "category", "topic", "new", "reply", "report", "mine", "delete"])
def test_every_page_of_the_board_fits_and_can_be_touched(browser: Any, client: Client, name: str, width: int) -> None:
    front()
    by = moderator()
    on = topic("題が" * 20, by=by)
    post = services.approve(written(on, LONG, name="長い名前の人" * 5), by)
    mine = reverse("partnership:board_mine", args=[links.token_of(post)])
    address = {
        "board": reverse("partnership:board"),
        "category": reverse("partnership:board_category", args=[on.category_id]),
        "topic": reverse("partnership:board_topic", args=[on.pk]),
        "new": reverse("partnership:board_new", args=[on.category_id]),
        "reply": reverse("partnership:board_reply", args=[on.pk]),
        "report": reverse("partnership:board_report", args=[post.pk]),
        "mine": f"{mine}?sent=1",
        "delete": f"{mine}?delete=1",
    }[name]
    page = open_page(browser, client, address, viewport={"width": width, "height": 800})
    fits(page)
    page.context.close()


def test_every_field_has_a_label_and_its_error_beside_it(client: Client) -> None:
    front()
    BoardWord.objects.create(word="園の名前")
    url = reverse("partnership:board_reply", args=[topic().pk])
    soup = BeautifulSoup(client.post(url, {"name": "", "text": ""}).content, "html.parser")
    for field in soup.select("form.sheet :is(input:not([type=hidden]), textarea)"):
        assert soup.select(f"label[for={field['id']}]")
    for name in ("name", "text"):
        described = attribute(soup, f"[name={name}]", "aria-describedby").split()
        assert any("error" in each and soup.find(id=each) for each in described)
