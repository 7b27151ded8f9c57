"""On a telephone of 360 px the ways to follow fit, and can be tapped."""

from typing import Any

import pytest
from django.test import Client

from cms.core.announcing.digest import links
from cms.core.models import AnnouncementChannel, DigestSubscription
from tests.site.eyes import fits, open_page
from tests.site.factories import front

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.mark.parametrize("where", ["follow", "confirm", "leave"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_too_wide_or_too_small(browser: Any, client: Client, where: str, scheme: Any) -> None:
    front()
    AnnouncementChannel.objects.create(name="協議会のX", sealed="-", profile_url="https://example.jp/a")
    reader = DigestSubscription.objects.create(address="a-rather-long-name-of-somebody@mail.example.jp")
    url = {"follow": "/follow/", "confirm": links.confirm_url(reader), "leave": links.leave_url(reader)}[where]
    path = url.removeprefix("http://localhost:8000")
    page = open_page(browser, client, path, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    fits(page, also_large=True)
    page.context.close()
