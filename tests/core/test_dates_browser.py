"""In the admin, what is typed into a field for a date or a time is what is sent."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.core.editorial import client_of, person, set_up
from tests.site.eyes import open_page

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.mark.parametrize("typed", ["2024/4/32", "あした", "2026-04-01 10:00"])
def test_what_cannot_be_read_is_not_replaced_by_today(browser: Any, typed: str) -> None:
    set_up()
    client = client_of(person("局子", "secretariat"))
    page = open_page(browser, client, reverse("wagtailsnippets_core_delegation:add"), viewport={"width": 1280, "height": 800})
    page.evaluate("document.querySelectorAll('[data-sprite], #wagtail-sidebar').forEach(each => { each.remove() })")
    field = page.locator("#id_starts_at")
    field.fill(typed)
    field.press("Tab")
    page.wait_for_timeout(300)  # The picker looks at it once the field is left.
    expect(field).to_have_value(typed)
    page.context.close()
