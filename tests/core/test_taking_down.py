"""Taking a page down: what becomes of its translations is said, and asked."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import querydict_from_html

from tests.core.editorial import client_of, draft, fresh, live, person, set_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def site() -> Page:
    return set_up()


@pytest.fixture
def page(site: Page) -> Page:
    return live(site, person("編集", "editor"), "公園")


@pytest.fixture
def english(page: Page) -> Page:
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    translated.title = "The park"
    translated.save_revision().publish()
    return fresh(translated)


@pytest.fixture
def client(site: Page) -> Client:
    return client_of(person("承認", "approver"))


def confirmation(client: Client, page: Page) -> tuple[BeautifulSoup, Any]:
    html = client.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()
    soup = BeautifulSoup(html, "html.parser")
    index = next(i for i, form in enumerate(soup.find_all("form")) if form.select_one("[name=next]"))
    return soup, querydict_from_html(html, form_index=index)


def take_down(client: Client, page: Page, data: Any) -> str:
    return client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), data, follow=True).content.decode()


def test_a_page_takes_its_translation_along_unless_somebody_says_no(client, page, english):
    soup, data = confirmation(client, page)
    assert "翻訳も公開をやめる：「The park」（English）" in soup.get_text()
    answer = take_down(client, page, data)
    assert (fresh(page).live, fresh(english).live) == (False, False)
    assert "公開中のままです" not in answer


def test_a_translation_that_stays_public_is_named(client, page, english):
    _soup, data = confirmation(client, page)
    del data["unpublish_translations"]
    answer = take_down(client, page, data)
    assert (fresh(page).live, fresh(english).live) == (False, True)
    assert "翻訳は公開中のままです：「The park」（English）" in answer


def test_translations_of_the_pages_below_go_too_when_those_do(client, site, page, english):
    below = live(page, page.owner, "砂場")
    below_in_english = below.copy_for_translation(english.locale)
    below_in_english.save_revision().publish()
    _soup, data = confirmation(client, page)
    take_down(client, page, data | {"include_descendants": "on"})
    assert [fresh(each).live for each in (page, english, below, below_in_english)] == [False] * 4


def test_a_translation_is_taken_down_alone(client, page, english):
    soup, data = confirmation(client, english)
    assert "翻訳も" not in soup.get_text()
    assert "公開中のまま" not in take_down(client, english, data | {"unpublish_translations": "on"})
    assert (fresh(page).live, fresh(english).live) == (True, False)


def test_a_page_without_public_translations_asks_nothing(client, page):
    page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    soup, _data = confirmation(client, page)
    assert "翻訳も" not in soup.get_text()


def test_taking_many_down_at_once_names_what_stays_public(client, page, english):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    answer = client.post(f"{url}?id={page.pk}&next={reverse('wagtailadmin_home')}", follow=True).content.decode()
    assert not fresh(page).live
    assert "翻訳は公開中のままです：「The park」（English）" in answer


def test_deleting_a_page_says_that_its_translation_goes_and_deletes_it(client, page, english):
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert "このページの翻訳1ページも削除されます" in client.get(url).content.decode()
    client.post(url)
    assert not Page.objects.filter(pk__in=[page.pk, english.pk]).exists()


def test_nobody_deletes_a_translation_by_its_original_that_they_could_not_delete_itself(site, english):
    editor = person("もう一人", "editor")
    own = draft(site, editor, "下書き")
    translated = own.copy_for_translation(english.locale)
    translated.save_revision().publish()
    answer = client_of(editor).post(reverse("wagtailadmin_pages:delete", args=[own.pk]), follow=True).content.decode()
    assert "削除できない翻訳があります" in answer
    assert Page.objects.filter(pk__in=[own.pk, translated.pk]).count() == 2
