"""The admin is Japanese on every road that its users go: each kind of page that a role can reach by links is read."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from cms.core import plugins, services
from cms.core.demo import load
from cms.core.roles import ROLES
from cms.core.setup import run
from search.setup import STARTERS
from tests.core.editorial import draft, fresh, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.long]

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
ALONE = re.compile(r"[A-Za-z][a-z]+(?:[ ,]+[A-Za-z][A-Za-z']*)+|\b[A-Z][a-z]{2,}\b")
AMONG_JAPANESE = re.compile(r"[A-Za-z][a-z']+(?:,? [a-z']+)+")
HEARD = ("title", "placeholder", "aria-label", "alt", "data-w-tooltip-content-value")
# A hidden counter of nothing, names of keys and things, and English's own name for itself.
NAMES = {
    "None",
    "English",
    "Root",
    "Word",
    "Excel",
    "PowerPoint",
    "OpenDocument",
    "Office",
    "Ctrl",
    "Alt",
    "Enter",
    "Shift",
    "Esc",
}
OF_ADMINISTRATORS = ("/admin/sites/", "/admin/redirects/", "/admin/searchpicks/", "/admin/collections/", "/admin/locales/")
LEFT_OUT = ("/admin/logout/", "/admin/login/", "/admin/sprite", "/admin/jsi18n", *OF_ADMINISTRATORS)
OF_EACH_KIND = 2


def said(html: str) -> Iterator[str]:
    """What a person sees or hears of a page, without what is marked as English."""
    soup = BeautifulSoup(html, "html.parser")
    for unread in soup.select("script, style, [lang=en], option[value=en], svg, [id$=EMPTY_FORM_TEMPLATE]"):
        unread.decompose()
    for text in soup.find_all(string=True):
        if not isinstance(text, Comment):
            yield " ".join(text.split())
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in HEARD if element.get(name))
        if element.name == "input" and element.get("type") in ("submit", "button"):
            yield str(element.get("value") or "")


def english_in(html: str, samples: str) -> set[str]:
    """The texts that hold English which is not the sample content's own."""
    found = set()
    for text in said(html):
        phrases = (AMONG_JAPANESE if JAPANESE.search(text) else ALONE).findall(text)
        if any(phrase not in NAMES and phrase not in samples for phrase in phrases):
            found.add(text[:100])
    return found


def links(html: str, base: str) -> Iterator[str]:
    found = [str(link["href"]) for link in BeautifulSoup(html, "html.parser").find_all("a", href=True)]
    found += re.findall(r'"(?:url|href)": "(/admin/[^"?]*)', html)  # the menu is made by a script
    for each in found:
        url = urlsplit(urljoin(base, each))
        if url.netloc in ("", "testserver") and url.path.startswith("/admin/") and not url.path.startswith(LEFT_OUT):
            yield url.path


def crawl(client: Client, read: Counter[str]) -> Iterator[tuple[str, str]]:
    """(path, html) of what is reached by links; `read` counts the kinds of pages, so that each is read a few times only."""
    ahead, seen = [reverse("wagtailadmin_home")], set()
    while ahead:
        path = ahead.pop(0)
        kind = re.sub(r"\d+", "N", path)
        if path in seen or (read[kind] >= OF_EACH_KIND and path != reverse("wagtailadmin_home")):
            continue
        seen.add(path)
        read[kind] += 1
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            yield path, html
            ahead += links(html, path)


def sample_texts() -> str:
    files = [Path(apps.get_app_config(plugin.label).path) / "data" / "demo.yaml" for plugin in plugins.installed()]
    texts = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    # Synonyms for those who read English are content as well.
    texts += [re.sub("[＝→、]", " ", text) for text in STARTERS]
    accounts = get_user_model()._default_manager.values_list("username", "last_name")
    return " ".join(" ".join([*texts, *(name for names in accounts for name in names)]).split()).replace("''", "'")


def test_no_english_is_left_on_the_roads_of_any_role() -> None:
    site = run(lambda text: None)
    load(lambda text: None)
    people = {user.username: user for user in get_user_model()._default_manager.all()}
    asked = draft(site.root, people["editor"], "ひろば")
    services.submit_for_review(asked, people["editor"])
    returned = draft(site.root, people["editor"], "公園")
    services.submit_for_review(returned, people["editor"])
    services.return_with_reason(waiting(returned), people["approver"], "時間を書いてください。")
    samples, read = sample_texts(), Counter[str]()
    found: dict[str, str] = {}
    for role in [definition.key for definition in ROLES]:
        client = Client()
        client.force_login(people[role])
        for path, html in crawl(client, read):
            found |= dict.fromkeys(english_in(html, samples), f"{role}: {path}")
        for page in (fresh(asked), fresh(returned)):
            html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
            found |= dict.fromkeys(english_in(html, samples), f"{role}: {page}")
    assert found == {}
    assert read.total() > 50


def test_english_is_noticed_in_what_is_seen_and_in_what_is_heard() -> None:
    assert english_in("<p>Save draft</p>", "") == {"Save draft"}
    assert english_in("<nav aria-label='Actions'></nav>", "") == {"Actions"}
    assert english_in("<p>「ひろば」 has been submitted for moderation</p>", "")
    assert not english_in(
        "<p>Word（.docx）を選んでください</p><p lang='en'>Save draft</p><p>Mother and child</p>", "Mother and child"
    )


@pytest.mark.parametrize("address", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_who_is_not_signed_in_yet_reads_the_sites_name_above_the_window(client: Client, settings: Any, address: str) -> None:
    title = BeautifulSoup(client.get(reverse(address)).content, "html.parser").title
    assert title is not None
    assert title.get_text(strip=True).endswith(f"- {settings.SITE_NAME}")


def test_the_page_search_names_what_it_lists(client: Client, admin_user: Any) -> None:
    root = run(lambda text: None).root
    draft(root, admin_user, "孔雀羊歯")
    client.force_login(admin_user)
    html = client.get(reverse("wagtailadmin_pages:search"), {"q": "孔雀羊歯"}).content.decode()
    (header,) = (th.get_text(" ", strip=True) for th in BeautifulSoup(html, "html.parser").select("th.title"))
    assert "ページ 1件中 1〜1件" in header
    assert "None" not in header
