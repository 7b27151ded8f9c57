"""What the site's tests are arranged with: a front page in two languages, pages below it, and eyes to read them."""

import json
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Tag
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction, Site

from directory.models import DirectoryPage

P = TypeVar("P", bound=Page)


def locale(code: str = "ja") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def front(model: type[P] = DirectoryPage, title: str = "のびのび", **fields: Any) -> P:
    """The Japanese front page, as the root of the default site."""
    page = model(title=title, slug="front", locale=locale(), **fields)
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": page, "hostname": "testserver", "port": 80})
    Site.clear_site_root_paths_cache()
    return page


def add(parent: Page, model: type[P], title: str, **fields: Any) -> P:
    """A page below another, live unless told otherwise; `tags` as words."""
    tags = fields.pop("tags", [])
    fields.setdefault("show_in_menus", parent.depth == 2)
    page = model(title=title, locale=parent.locale, **fields)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    if tags:
        page.tags.add(*tags)
        page.save()
    return page


def translated(page: P, title: str, **fields: Any) -> P:
    """The page's live English translation; those of the pages above it must be there."""
    copy = page.copy_for_translation(locale("en"), copy_parents=False)
    for name, value in {"title": title, "live": True, **fields}.items():
        setattr(copy, name, value)
    copy.save()
    Site.clear_site_root_paths_cache()
    return copy


def hide(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def read(client: Client, url: str, status: int = 200, **extra: Any) -> BeautifulSoup:
    """What stands at an address."""
    response = client.get(url, **extra)
    assert response.status_code == status, f"{url}: {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


def one(soup: Tag, selector: str) -> Tag:
    """The first element that matches; it has to be there."""
    found = soup.select_one(selector)
    assert found is not None, f"nothing matches {selector}"
    return found


def attribute(soup: Tag, selector: str, name: str) -> str:
    """An attribute of the first element that matches."""
    return str(one(soup, selector)[name])


def structured_data(soup: Tag) -> Any:
    """The page's JSON-LD."""
    return json.loads(one(soup, "script[type='application/ld+json']").get_text())


def words(soup: Tag, selector: str = "main") -> str:
    """The text of a part of the page, its spaces squeezed."""
    return " ".join(one(soup, selector).get_text(" ").split())


def links(soup: Tag, selector: str = "main") -> dict[str, str]:
    """Text → address of the links in a part of the page."""
    return {" ".join(a.get_text().split()): str(a.get("href", "")) for a in soup.select(f"{selector} a")}
