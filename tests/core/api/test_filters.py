"""The filters of lists of pages, alone and together; and what a bad value is told."""

import datetime

import pytest
from django.utils import timezone

from cms.core.models import Tag
from directory.models import DirectoryPage
from tests.core.api.arrange import get, items, site_root
from tests.site.factories import add, locale, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return site_root()


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 4, day, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def pages(root):
    locale("en")
    section = add(root, DirectoryPage, "地図", slug="map")
    for title, fields in {
        "妊娠": {"age_min": -10, "age_max": -1, "tags": ["母子"], "last_published_at": at(1)},
        "赤ちゃん": {"age_min": 0, "age_max": 11, "tags": ["母子", "遊び"], "last_published_at": at(2)},
        "だれでも": {"tags": ["遊び"], "last_published_at": at(3)},
    }.items():
        add(section, DirectoryPage, title, **fields)
    add(root, DirectoryPage, "よそ", age_min=0, age_max=11, tags=["遊び"], last_published_at=at(2))
    return section


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("age=-3", ["妊娠", "だれでも"]),
        ("age=0", ["赤ちゃん", "だれでも"]),
        ("age=11", ["赤ちゃん", "だれでも"]),
        ("age=12", ["だれでも"]),
        ("stage=pregnancy", ["妊娠", "だれでも"]),
        ("stage=high-school", ["だれでも"]),
        ("tag=母子", ["妊娠", "赤ちゃん"]),
        ("tag=母子&tag=遊び", ["赤ちゃん"]),
        ("tag=どこにもない", []),
        ("updated_since=2026-04-02", ["赤ちゃん", "だれでも"]),
        ("updated_until=2026-04-02T12:00:00%2B09:00", ["妊娠"]),
        ("updated_since=2026-04-02T12:00:00+09:00&updated_until=2026-04-03", ["赤ちゃん"]),
        ("updated_since=2026-04-02T03:00:00Z&updated_until=2026-04-02T03:00:01Z", ["赤ちゃん"]),
        ("age=0&tag=遊び&updated_since=2026-04-03&locale=ja", ["だれでも"]),
        ("age=0&tag=母子&type=directory.DirectoryPage&order=-title", ["赤ちゃん"]),
        ("locale=en", []),
        ("search=赤ちゃん&age=3", ["赤ちゃん"]),
        ("search=赤ちゃん&tag=母子&order=title", ["赤ちゃん"]),
        ("search=赤ちゃん&age=30", []),
    ],
)
def test_filters_narrow_alone_and_together(client, pages, query, expected):
    assert items(client, f"pages/?section=map&{query}") == expected


def test_a_section_is_named_by_slug_or_id_and_is_not_part_of_itself(client, root, pages):
    below = ["妊娠", "赤ちゃん", "だれでも"]
    assert items(client, "pages/?section=map") == below
    assert items(client, f"pages/?section={pages.pk}") == below
    assert items(client, f"pages/?section={root.pk}") == ["地図", *below, "よそ"]


def test_the_language_is_a_filter_of_its_own(client, root):
    translated(root, "Nobinobi")
    assert items(client, "pages/?locale=ja") == ["のびのび"]
    assert items(client, "pages/?locale=en") == ["Nobinobi"]
    assert items(client, f"pages/?translation_of={root.pk}&locale=en") == ["Nobinobi"]


def test_a_tag_is_found_by_its_slug_and_its_name_in_each_language(client, pages):
    tag = Tag.objects.get(name="母子")
    tag.translations = {"en": "Mother and child"}
    tag.save()
    for name in (tag.slug, "母子", "Mother and child"):
        assert items(client, f"pages/?tag={name}") == ["妊娠", "赤ちゃん"]
    english = translated(pages.get_parent().specific, "Nobinobi") and translated(pages, "Map")
    english.tags.add("母子")
    english.save()
    assert get(client, f"pages/{english.pk}/")["tags"] == ["Mother and child"]


def test_a_page_type_brings_filters_of_its_own(client, root):
    add(root, DirectoryPage, "公園", layout="map")
    assert items(client, "pages/?type=directory.DirectoryPage&layout=map") == ["公園"]
    assert "layout must be one of" in get(client, "pages/?type=directory.DirectoryPage&layout=zoo", 400)["message"]
    assert "unknown parameter: layout" in get(client, "pages/?layout=map", 400)["message"]


@pytest.mark.parametrize(
    "query",
    [
        "age=abc", "age=", "age=1.5", "age=217", "age=-11", "age=１", "stage=teen", "stage=", "section=nowhere", "section=",
        "section=99999999999", "locale=xx", "locale=", "updated_since=yesterday", "updated_since=2026-02-30",
        "updated_since=0001-01-01", "updated_until=9999-12-31T23:59:59-14:00", "updated_since=2026-04-01T25:00",
        "limit=-1", "limit=101", "limit=ten", "limit=", "offset=-1", "offset=9999999999", "offset=1e3",
        "order=body", "order=path", "order=", "order=-", "order=title,nothing", "type=auth.User", "type=x", "type=",
        "type=wagtailcore.Page", "child_of=nowhere", "child_of=999999", "descendant_of=x", "ancestor_of=root",
        "translation_of=x", "id=x", "id=9999999999", "show_in_menus=maybe", "fields=nothing", "fields=title(", "fields=**",
        "search_operator=xor&search=a", "search=%22", "search=%20%20", "search=", "tag=%00", "title=a%00", "slug=%00",
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_a_reason_that_names_the_parameter(client, pages, query):
    message = get(client, f"pages/?{query}", 400)["message"]
    assert query.partition("=")[0] in message.lower() or "field" in message or "order" in message, message


def test_random_order_has_no_offset(client, pages):
    assert len(items(client, "pages/?order=random&limit=3")) == 3
    get(client, "pages/?order=random&offset=1", 400)
