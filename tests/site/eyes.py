"""What a browser sees of the site: the demo behind a real server, and the test database's own pages without one."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

# One address of every sort of page, in both languages.
ADDRESSES = (
    "/",
    "/en/",
    "/topics/",
    "/ages/",
    "/ages/age-0/",
    "/en/ages/age-0/",
    "/topics/temporary-care/",
    "/en/topics/temporary-care/",
    "/news/",
    "/news/winter-hours/",
    "/columns/",
    "/columns/crying/",
    "/en/columns/crying/",
    "/contributors/1/",
    "/network/",
    "/network/declaration/",
    "/network/reports/",
    "/network/reports/play-park-autumn/",
    "/report/new/",
    "/en/report/new/",
    "/network/events/",
    "/en/network/events/?view=week",
    "/network/events/?view=month&age=0",
    "/network/events/baby-massage/",
    "/en/network/events/growing-up-lecture/",
    "/network/outcome-2011-2012/",
    "/en/network/outcome-2011-2012/",
    "/network/leaflets/guide/",
    "/members/",
    "/en/members/",
    "/board/",
    "/en/board/",
    "/board/1/",
    "/board/topics/1/",
    "/en/board/topics/1/",
    "/organisations/",
    "/organisations/1/",
    "/phonebook/",
    "/en/phonebook/",
    "/hospitals/",
    "/map/?age=0&months=10&open=now",
    "/map/?open=2027-01-04T10:00&lat=35.701&lon=139.503",
    "/en/map/?age=1&lat=35.701&lon=139.503&radius=2000",
    "/programs/",
    "/en/programs/?age=0&theme=money",
    "/programs/1/",
    "/places/1/",
    "/browse/?age=0",
    "/follow/",
    "/en/follow/",
    "/search/?q=預かり",
    "/en/search/?q=childcare",
    "/search/?q=zzzz",
    "/search/?q=預かり&kind=place",
    "/search/?q=公園&from=2026-12-31&to=2026-01-01&lat=35.7&lon=139.5&radius=1500",
    "/search/",
    "/nowhere/",
    "/api/v2/docs/",
)

# What stands further right than the window, by selector: the page itself, and what causes it.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const scrolls = node => node && (/auto|scroll|hidden/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement))
  const name = each => each.tagName.toLowerCase() + [...each.classList].map(one => '.' + one).join('')
  const wide = [...document.body.querySelectorAll('*')].filter(each =>
    each.getBoundingClientRect().right > width + 0.5 && !scrolls(each.parentElement) && !each.closest('.unseen, .skip-link'))
  return [`${document.documentElement.scrollWidth} > ${width}`, ...wide.slice(0, 5).map(name)]
}"""

# What one may tap and cannot well, because it is smaller than 44 × 44 px. A link among the words of a sentence is as high
# as its line (WCAG 2.5.8 leaves it out).
# A box to tick is tapped by its label too, and a field that stands out of sight by nobody.
TOO_SMALL = """() => {
  const inSentence = each => getComputedStyle(each).display === 'inline' &&
    [...each.parentElement.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1)
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(each => each.checkVisibility({ visibilityProperty: true }))
    .filter(each => !each.closest('.skip-link, .unseen') && !inSentence(each))
    .map(each => [each, each.matches('[type=checkbox], [type=radio]') && each.labels[0] || each])
    .map(([each, tapped]) => [each, tapped.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
    .map(([each, box]) => `${(each.textContent || each.name).trim()} (${Math.round(box.width)} × ${Math.round(box.height)})`)
}"""


def fits(page: Any, *, also_large: bool = False) -> None:
    """Nothing is wider than the window, and nothing to tap smaller than a thumb; nor too wide with letters twice as large."""
    page.wait_for_load_state()  # with its stylesheets
    found = [page.evaluate(TOO_WIDE), page.evaluate(TOO_SMALL)]
    assert found == [[], []], (page.url, found)
    if also_large:
        larger(page, 200)
        found = page.evaluate(TOO_WIDE)
        assert found == [], (page.url, found)


def larger(page: Any, percent: int) -> None:
    """The reader's own size of letters."""
    page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%` }", percent)


def open_page(browser: Any, client: Client, url: str, beside: Sequence[str] = (), **options: Any) -> Any:
    """A page of the test database in the browser, its files from the source tree: no server, no other host.

    The page is asked for first, and what it will ask for itself (`beside`): a route's handler runs where the test's database
    connection is not. Every other address shows the page again.
    """
    response = client.get(url)
    others = {address: client.get(address) for address in beside}
    page = browser.new_context(**options).new_page()

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        path = parts.path
        if other := others.get(f"{path}?{parts.query}"):
            route.fulfill(status=other.status_code, body=other.content, content_type=other.headers["Content-Type"])
        elif not path.startswith("/static/"):
            route.fulfill(status=response.status_code, body=response.content, content_type=response.headers["Content-Type"])
        elif found := finders.find(path.removeprefix("/static/")):
            route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(str(found))[0] or "")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(f"http://testserver{url}")
    return page
