"""What an editor meets while writing: blocks with samples, words that help, an address that can be printed."""

import datetime
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from cms.core.api.body import BodyReader
from cms.core.blocks import BodyBlock, EmbedBlock, PictureBlock, StepsBlock
from cms.core.forms import BasePageForm
from cms.core.models import BasePage
from cms.core.slugs import proposed_slug
from directory.models import DirectoryPage
from tests.core.editorial import client_of, draft, edit, fresh, person, set_up
from tests.core.factories import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
BLOCKS = BodyBlock().child_blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_offered_with_an_icon_its_name_what_it_is_for_and_a_sample_in_the_sites_style(name: str) -> None:
    block = BLOCKS[name]
    assert block.meta.icon not in ("", "placeholder")
    assert JAPANESE.search(str(block.label))
    assert JAPANESE.search(str(block.get_description()))
    assert block.is_previewable
    set_up()
    client = client_of(person("書子", "editor"))
    page = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    soup = BeautifulSoup(page.content.decode(), "html.parser")
    assert soup.select_one("link[href*='core/site.css']")
    shown = soup.select_one(".block-preview")
    assert shown
    assert JAPANESE.search(shown.get_text())


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_a_form_of_its_own_in_the_api(name: str) -> None:
    assert callable(getattr(BodyReader, f"_{name}"))


def complaints(block: Any, value: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value))
    return str(refused.value.as_json_data())  # type: ignore[attr-defined]  # Wagtail's block errors


def test_a_picture_without_words_for_those_who_cannot_see_it_is_refused_with_the_reason() -> None:
    refused = complaints(PictureBlock(), {"image": ImageFactory.create().pk, "alt": "", "caption": ""})
    assert "何が写っているかを書いてください" in refused


@pytest.mark.parametrize(
    "address", ["動画", "<iframe src='https://example.jp/'></iframe>", "ftp://example.jp/a", "javascript:alert(1)"]
)
def test_what_is_no_address_is_refused_and_what_to_paste_is_said(address: str) -> None:
    assert "https:// で始まるアドレス" in complaints(EmbedBlock(), {"url": address, "title": "紹介"})


def test_an_address_is_taken_without_asking_its_host() -> None:
    block = EmbedBlock()
    value = block.clean(block.to_python({"url": "https://video.example.jp/a", "title": "紹介"}))
    assert value["url"] == "https://video.example.jp/a"
    assert 'href="https://video.example.jp/a"' in block.render(value)


def test_a_step_without_words_is_refused_and_how_to_take_it_away_is_said() -> None:
    assert "ごみ箱" in complaints(StepsBlock(), {"steps": [{"heading": "", "text": ""}]})


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("一時預かりのお知らせ", "directory-2026-04-01"),
        ("保育園の一時預かり２", "directory-2026-04-01"),
        ("Playpark 2026", "playpark-2026"),
        ("!!!", "directory-2026-04-01"),
    ],
)
def test_an_address_can_be_printed_and_typed(title: str, slug: str) -> None:
    assert proposed_slug(title, DirectoryPage, datetime.date(2026, 4, 1)) == slug


def create(parent: Page, title: str, slug: str = "") -> BasePage:
    client = client_of(person(f"書子{Page.objects.count()}", "editor"))
    address = reverse("wagtailadmin_pages:add", args=["directory", "directorypage", parent.pk])
    data = {"title": title, "slug": slug, "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    response = client.post(address, data)
    assert response.status_code == 302, BeautifulSoup(response.content.decode(), "html.parser").select(".error-message")
    return BasePage.objects.order_by("-pk")[0]


def test_a_page_gets_an_address_of_its_own_and_keeps_one_that_was_given() -> None:
    root = set_up()
    first, second, named = create(root, "ひろば"), create(root, "公園"), create(root, "病院", "byoin")
    assert re.fullmatch(r"directory-\d{4}-\d\d-\d\d", first.slug)
    assert second.slug == f"{first.slug}-2"
    assert named.slug == "byoin"


def test_the_address_stays_when_the_field_is_emptied() -> None:
    root = set_up()
    page = draft(root, person("書子", "editor"), slug="hiroba")
    edit(client_of(page.owner), page, title="新しいひろば", slug="")
    assert fresh(page).get_latest_revision_as_object().slug == "hiroba"


def test_ages_by_the_month_are_kept_as_months() -> None:
    root = set_up()
    page = draft(root, person("書子", "editor"))
    ages = {"age_min_stage": "months", "age_min_years": "1", "age_min_months": "6", "age_max_stage": "71"}
    edit(client_of(page.owner), page, **ages)
    newest = fresh(page).get_latest_revision_as_object()
    assert (newest.age_min, newest.age_max) == (18, 71)


def test_only_page_types_are_made_never_the_page_they_are_made_of() -> None:
    root = set_up()
    answer = client_of(person("書子", "editor")).get(reverse("wagtailadmin_pages:add_subpage", args=[root.pk]))
    # Where a directory is all there is, nobody is asked to choose: the answer leads to the form of the one page type.
    offered = answer.content.decode() + answer.headers.get("Location", "")
    assert "/add/core/basepage/" not in offered
    assert "/add/directory/directorypage/" in offered


def test_the_form_of_every_page_type_names_its_slug_as_optional() -> None:
    form = DirectoryPage.get_edit_handler().get_form_class()
    assert issubclass(form, BasePageForm)
    assert not form(instance=DirectoryPage(), for_user=person("書子")).fields["slug"].required
