"""Our own views of the admin, as somebody sees them who opens one."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from directory.models import Place
from tests.core.editorial import client_of, draft, person, set_up, waiting
from tests.core.factories import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


def shown(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def assert_titled(soup: BeautifulSoup, title: str, *above: str) -> None:
    """One title, for everybody to see; and the way here, which ends in it."""
    heading = soup.select_one("h1")
    assert [" ".join(each.get_text().split()) for each in soup.select("h1")] == [title]
    assert heading is not None
    assert "w-sr-only" not in heading.attrs["class"]
    trail = [each.get_text(strip=True) for each in soup.select("[data-w-breadcrumbs-target=content] li a, .w-breadcrumbs li a")]
    assert [each for each in above if each not in trail] == []


def test_translators_views_say_what_they_are():
    site = set_up()
    client = client_of(person("翻訳", "translator"))
    place = Place.objects.create(name="児童館", locale=site.locale)
    image = ImageFactory.create(title="広場")
    assert_titled(shown(client, reverse("translations")), "翻訳するもの")
    places = shown(client, reverse("translations_of", args=["directory.place", "en"]))
    assert_titled(places, "施設・窓口・グループのEnglishへの翻訳", "翻訳するもの")
    of_place = shown(client, reverse("translate", args=["directory.place", "en", place.pk]))
    assert_titled(of_place, "Englishへの翻訳 児童館", "翻訳するもの", "施設・窓口・グループのEnglishへの翻訳")
    assert_titled(
        shown(client, reverse("translate", args=["core.image", "en", image.pk])), "Englishへの翻訳 広場", "翻訳するもの"
    )


def test_approvers_views_say_what_they_are():
    site = set_up()
    editor, approver = person("編集", "editor"), person("承認", "approver")
    page = draft(site, editor)
    page.get_workflow().start(page, editor)
    client = client_of(approver)
    assert_titled(shown(client, reverse("reviews")), "確認を待っているページと情報")
    assert_titled(shown(client, reverse("review", args=[waiting(page).pk])), "確認 ひろば", "確認を待っているページと情報")
