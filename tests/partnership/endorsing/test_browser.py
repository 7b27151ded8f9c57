"""Endorsing, the names and the card, on a phone and on a wide screen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partnership.endorsing import services
from partnership.endorsing.links import LINKS
from tests.partnership.endorsing.arrange import declaration, moderator, sent
from tests.site.eyes import fits, open_page

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["page", "endorse", "mine", "card"])
def test_every_page_fits_and_can_be_touched(browser: Any, client: Client, name: str, width: int) -> None:
    page = declaration(motto="脱・孤育て、孤育ち～地域で子どもを育む")
    kept = services.accept(sent(page, "長い名前の人" * 5), moderator())
    address = {
        "page": page.url,
        "endorse": reverse("partnership:declaration_endorse", args=[page.pk]),
        "mine": reverse("partnership:endorsement_mine", args=[LINKS.token_of(kept)]) + "?sent=1",
        "card": reverse("partnership:declaration_card", args=[page.pk]),
    }[name]
    view = open_page(browser, client, address, viewport={"width": width, "height": 800})
    fits(view)
    view.context.close()
