"""On a telephone of 360 px, with letters of any size, what keepers and visitors fill in fits, and can be tapped."""

from typing import Any

import pytest
from django.test import Client

from directory.confirming import asking
from tests.directory.confirming import links_to, place
from tests.site.eyes import fits, open_page
from tests.site.factories import front

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
NAME = "見本市立子ども家庭支援センターひまわり分室一時預かりと親子のひろば"


@pytest.mark.parametrize("where", ["", "change/", "report"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_too_wide_or_too_small(browser: Any, client: Client, where: str, scheme: Any) -> None:
    front()
    entry = place(
        NAME,
        opening_hours=(
            'Mo-Fr 09:00-12:00,13:00-17:00, Mo-Fr 17:00-19:00 open "延長保育"; Sa[2,4] 10:00-12:00; '
            "Dec 29-Jan 3 Mo-Fr 09:00-12:00,13:00-17:00 unknown, "
            'Dec 29-Jan 3 Mo-Fr 17:00-19:00 unknown "延長保育"; Dec 29-Jan 3 Sa[2,4] 10:00-12:00 unknown; PH off'
        ),
        address="東京都小金井市見本町1-1-1",
        numbers=["042-387-0001", "042-387-0002"],
    )
    asking.confirm()
    url = f"/places/{entry.pk}/report/" if where == "report" else links_to("himawari@example.jp")[0] + where
    page = open_page(browser, client, url, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    fits(page, also_large=True)
    page.context.close()
