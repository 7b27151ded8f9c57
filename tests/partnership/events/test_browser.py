"""A month in the browser: a list of days on a phone, a grid of seven on a desk."""

from typing import Any

import pytest
from django.test import Client

from tests.partnership.events.arrange import Day, calendar_page, event, weekly
from tests.site.eyes import fits, open_page

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
POSITIONS = """() => [...document.querySelectorAll('.days--month > .day')]
  .filter(day => day.checkVisibility()).map(day => Math.round(day.getBoundingClientRect().left))"""


@pytest.mark.parametrize(("width", "columns", "days"), [(360, 1, 4), (1280, 7, 35)])
def test_a_month_is_a_list_on_a_phone_and_a_grid_on_a_desk(
    browser: Any, client: Client, width: int, columns: int, days: int
) -> None:
    event(calendar_page(), "ふれあい遊びとベビーマッサージの会", weekly(Day(2031, 1, 7), Day(2031, 1, 28)))
    page = open_page(browser, client, "/events/?view=month&on=2031-01-01", viewport={"width": width, "height": 800})
    lefts = page.evaluate(POSITIONS)
    assert (len(lefts), len(set(lefts))) == (days, columns)
    fits(page)
    page.context.close()
