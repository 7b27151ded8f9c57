"""What the tests of outcome reports are arranged with: the seed's report, with the figures of its form."""

import datetime
from typing import Any

from wagtail.models import Page

from partnership.models import NetworkPage, OutcomeEquipment, OutcomeItem, OutcomePart, OutcomeReportPage, OutcomeYear
from tests.site.factories import add, front, locale

YEARS = {2011: 3_588_000, 2012: 6_406_000}
ITEMS = {
    "委託費": 5_704_000,
    "助成金": 4_050_000,
    "諸謝金": 180_000,
    "印刷製本費": 40_000,
    "消耗品費": 10_000,
    "使用料": 10_000,
}
TOTAL = 9_994_000


def network() -> NetworkPage:
    return add(front(), NetworkPage, "パートナーシップ", slug="network")


def report(parent: Page | None = None, live: bool = True, **fields: Any) -> OutcomeReportPage:
    """The seed's report below a page; `years`, `items`, `parts`, `equipment` otherwise, where a test says so."""
    parent = parent or network()
    page = unsaved(parent, **fields)
    page.live = live
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def unsaved(parent: Page, **fields: Any) -> OutcomeReportPage:
    years, items = fields.pop("years", YEARS), fields.pop("items", ITEMS)
    parts = fields.pop("parts", {"小金井市": "市報で広報した。\n会場の使用料を免除した。"})
    equipment = fields.pop("equipment", [])
    words: dict[str, Any] = {
        "title": "成果等報告",
        "slug": "outcome",
        "project": "ネットワーク事業",
        "category": "general",
        "carried_out_by": "協議会",
        "period_from": datetime.date(2011, 7, 1),
        "period_until": datetime.date(2013, 3, 31),
        "amount_yen": TOTAL,
        "overview": "<p>概要です。</p>",
        "activities": "<p>内容です。</p>",
        "results": "<p>成果です。</p>",
        "rank": "S",
    }
    page = OutcomeReportPage(locale=parent.locale, **{**words, **fields})
    page.years.set([OutcomeYear(locale=locale(), fiscal_year=year, amount_yen=yen) for year, yen in years.items()])
    page.items.set([OutcomeItem(locale=locale(), name=name, amount_yen=yen) for name, yen in items.items()])
    page.parts.set([OutcomePart(locale=locale(), name=name, text=text) for name, text in parts.items()])
    page.equipment.set([OutcomeEquipment(locale=locale(), **each) for each in equipment])
    return page
