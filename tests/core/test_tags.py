"""A tag is one in every language, and has a name in each."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from cms.core.models import Tag
from directory.models import DirectoryPage
from search.models import Entry
from tests.site.factories import add, front, read, translated, words

pytestmark = pytest.mark.django_db


def test_a_tag_is_named_in_the_readers_language_and_in_the_source_where_it_has_no_other_name() -> None:
    tag = Tag(name="健診", translations={"en": "Check-ups"})
    names = {}
    for code in ("ja", "en", "de"):
        with translation.override(code):
            names[code] = tag.label
    assert names == {"ja": "健診", "en": "Check-ups", "de": "健診"}


def test_an_english_page_shows_and_is_found_by_english_tags(client: Client) -> None:
    home = front(DirectoryPage)
    page = add(home, DirectoryPage, "施設", slug="places", tags=["健診"])
    Tag.objects.filter(name="健診").update(translations={"en": "Check-ups"})
    translated(home, "Nobinobi")
    copy = translated(page, "Places")
    copy.tags.set(page.tags.all())
    copy.save()
    assert Entry.objects.filter(locale="en", tag_set__members__name="Check-ups").exists()
    tag = Tag.objects.get(name="健診")
    tag.translations = {"en": "Health checks"}
    tag.save()
    assert Entry.objects.filter(locale="en", tag_set__members__name="Health checks").exists()
    assert words(read(client, f"/en/browse/?tag={tag.slug}"), "h1") == "Pages about “Health checks”"


def test_an_editor_names_a_tag_in_each_language(client: Client) -> None:
    client.force_login(get_user_model()._default_manager.create_superuser("admin"))
    tag = Tag.objects.create(name="健診")
    address = f"/admin/snippets/core/tag/edit/{tag.pk}/"
    assert "名前（English）" in read(client, address).get_text()
    answer = client.post(address, {"name": "健診", "slug": tag.slug, "name_en": " Check-ups "})
    assert answer.status_code == 302
    tag.refresh_from_db()
    assert tag.translations == {"en": "Check-ups"}
    client.post(address, {"name": "健診", "slug": tag.slug, "name_en": ""})
    tag.refresh_from_db()
    assert tag.translations == {}
