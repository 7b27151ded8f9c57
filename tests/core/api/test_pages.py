"""`/api/v2/pages/`: what another front end is given to build a page from."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import DirectoryPage
from tests.core.api.arrange import absolute, body, get, items, link, rich_pages, site_root
from tests.core.factories import DocumentFactory, ImageFactory, PortraitFactory
from tests.site.factories import add, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return site_root()


def picture(found, widths=(320, 400)):
    """Asserts that it is ready for an <img srcset>, and gives what is left to compare."""
    assert [source["width"] for source in found["srcset"]] == list(widths)
    assert all(source["height"] == source["width"] * 3 // 4 for source in found["srcset"])
    assert all(source["url"].startswith("http://testserver/images/") for source in found["srcset"])
    assert found["src"].startswith("http://testserver/images/")
    return {name: value for name, value in found.items() if name not in ("src", "srcset")}


def test_a_list_holds_what_a_link_to_each_page_needs(client, root):
    page = add(root, DirectoryPage, "子育てマップ", slug="map", first_published_at=timezone.now())
    answer = get(client, "pages/?limit=1&offset=1&locale=ja")
    assert answer == {
        "meta": {"total_count": 2},
        "items": [
            {
                "id": page.pk,
                "meta": {
                    "type": "directory.DirectoryPage",
                    "detail_url": absolute(f"/api/v2/pages/{page.pk}/"),
                    "html_url": absolute("/map/"),
                    "slug": "map",
                    "first_published_at": answer["items"][0]["meta"]["first_published_at"],
                    "locale": "ja",
                },
                "title": "子育てマップ",
            }
        ],
    }


def test_a_page_is_given_whole(client, root):
    published = datetime.datetime(2026, 4, 1, 9, tzinfo=timezone.get_default_timezone())
    page = add(
        root,
        DirectoryPage,
        "子育てマップ",
        slug="map",
        kinds=["park"],
        summary="遊べるところ",
        cover=ImageFactory.create(description="木かげ"),
        age_min=0,
        age_max=35,
        tags=["公園", "雨の日"],
        confirmed_on=datetime.date(2026, 4, 1),
        first_published_at=published,
        last_published_at=published,
    )
    english = translated(page, "Map")
    answer = get(client, f"pages/{page.pk}/")
    assert picture(answer.pop("cover")) == {
        "width": 400,
        "height": 300,
        "alt": "木かげ",
        "caption": "",
        "credit": "",
        "focus": "",
    }
    assert answer == {
        "id": page.pk,
        "meta": {
            "type": "directory.DirectoryPage",
            "detail_url": absolute(f"/api/v2/pages/{page.pk}/"),
            "html_url": absolute("/map/"),
            "slug": "map",
            "show_in_menus": True,
            "seo_title": "",
            "search_description": "",
            "first_published_at": "2026-04-01T09:00:00+09:00",
            "alias_of": None,
            "parent": {
                "id": root.pk,
                "type": "directory.DirectoryPage",
                "locale": "ja",
                "title": "のびのび",
                "url": absolute("/"),
            },
            "locale": "ja",
            "last_published_at": "2026-04-01T09:00:00+09:00",
            "expire_at": None,
            "translations": [
                {
                    "id": english.pk,
                    "type": "directory.DirectoryPage",
                    "locale": "en",
                    "title": "Map",
                    "url": absolute("/en/map/"),
                }
            ],
        },
        "title": "子育てマップ",
        "summary": "遊べるところ",
        "body": [],
        "ages": {"min": 0, "max": 35, "stages": ["0", "1", "2"], "label": "0歳〜2歳"},
        "tags": ["公園", "雨の日"],
        "confirmed_on": "2026-04-01",
        "kinds": ["park"],
        "layout": "list",
        "filters": ["kind", "age", "open", "service"],
    }


@pytest.fixture(autouse=True)
def english_root(root):
    return translated(root, "Nobinobi")


def test_every_block_has_a_form_of_its_own(client, root):
    linked = add(root, DirectoryPage, "先", slug="target")
    image, document = ImageFactory.create(credit="協議会"), DocumentFactory.create(title="申込書")
    page = add(root, DirectoryPage, "記事", body=body(image, document, linked))
    blocks = get(client, f"pages/{page.pk}/")["body"]
    forms = {block["type"]: block["value"] for block in blocks}
    file = absolute(document.url)
    to = {"id": linked.pk, "type": "directory.DirectoryPage", "locale": "ja", "title": "先", "url": absolute("/target/")}
    assert picture(forms.pop("picture")) == {
        "width": 400,
        "height": 300,
        "alt": "広場の芝生",
        "caption": "秋の広場",
        "credit": "協議会",
        "focus": "",
    }
    assert all(block["id"] for block in blocks)
    assert forms == {
        "heading": {"text": "申し込みの前に", "level": 2},
        "text": f'<p><a href="{to["url"]}">先</a>と<a href="{file}">用紙</a>と<a href="https://example.jp/?a=1&amp;b=2">外</a></p>',
        "callout": {"tone": "urgent", "heading": "注意", "text": "<p>119へ。</p>"},
        "steps": {
            "steps": [
                {"heading": "電話する", "text": f'<p><a href="{to["url"]}">先</a></p>'},
                {"heading": "行く", "text": ""},
            ]
        },
        "question": {"question": "いくらですか？", "answer": "<p>無料です。</p>"},
        "table": {"caption": "料金", "header_row": True, "header_column": False, "rows": [["年齢", "料金"], ["0歳", ""]]},
        "page_links": {"heading": "あわせて", "pages": [to]},
        "documents": {
            "heading": "資料",
            "documents": [{"id": document.pk, "title": "申込書", "url": file, "extension": "txt", "size": document.file_size}],
        },
        "embed": {"url": "https://example.jp/video", "title": "動画"},
    }


def test_a_translated_page_links_to_its_own_language(client, root):
    linked = add(root, DirectoryPage, "先", slug="target")
    only_japanese = add(root, DirectoryPage, "日本語だけ", slug="japanese")
    translated(linked, "Target")
    page = add(
        root,
        DirectoryPage,
        "記事",
        body=[
            ("text", f"<p>{link(linked)}{link(only_japanese)}</p>"),
            ("page_links", {"heading": "", "pages": [linked, only_japanese]}),
        ],
    )
    english = translated(page, "Article")
    text, links = (block["value"] for block in get(client, f"pages/{english.pk}/")["body"])
    assert f'href="{absolute("/en/target/")}"' in text
    assert f'href="{absolute("/japanese/")}"' in text
    assert [(each["title"], each["locale"]) for each in links["pages"]] == [("Target", "en"), ("日本語だけ", "ja")]
    # Whatever language the caller prefers, and whatever page is asked beside it.
    both = get(client, f"pages/?fields=body&child_of={root.pk}", accept_language="en")
    assert absolute("/target/") in str(both)
    assert absolute("/en/") not in str(both)


def test_a_link_to_what_is_not_public_is_no_link(client, root):
    draft = add(root, DirectoryPage, "下書き", slug="draft", live=False)
    page = add(
        root,
        DirectoryPage,
        "記事",
        body=[("text", f"<p>{link(draft)}</p>"), ("page_links", {"heading": "", "pages": [draft]})],
    )
    text, links = (block["value"] for block in get(client, f"pages/{page.pk}/")["body"])
    assert text == "<p>下書き</p>"
    assert links["pages"] == []


def test_a_picture_without_consent_leaves_its_place_empty(client, root):
    portrait = PortraitFactory.create(description="笑う子ども", caption="名札の子")
    page = add(
        root, DirectoryPage, "記事", cover=portrait, body=[("picture", {"image": portrait, "alt": "笑う子", "caption": "名札"})]
    )
    assert get(client, f"pages/{page.pk}/")["cover"]["alt"] == "笑う子ども"
    portrait.consent_withdrawn_at = timezone.now()
    portrait.save()
    answer = get(client, f"pages/{page.pk}/")
    assert answer["cover"] is None
    assert answer["body"][0]["value"] is None
    assert "笑う" not in str(answer)
    assert "名札" not in str(answer)


def queries_for(client, path):
    with CaptureQueriesContext(connection) as captured:
        get(client, f"{path}&offset=0")
    return len(captured)


def test_fifty_rich_pages_cost_the_queries_of_five(client, root):
    rich_pages(50, root)
    rich = "fields=*&type=directory.DirectoryPage&tag=広場"
    assert len(get(client, f"pages/?limit=50&{rich}")["items"]) == 50
    assert [queries_for(client, f"pages/?limit={limit}&{rich}") for limit in (5, 50)] == [18, 18]


def test_a_plain_list_costs_six_queries_however_long(client, root):
    for number in range(10):
        add(root, DirectoryPage, f"記事{number}")
    assert [queries_for(client, f"pages/?limit={limit}") for limit in (2, 10)] == [6, 6]


def test_a_page_is_found_by_its_path_in_each_language(client, root):
    page = add(root, DirectoryPage, "地図", slug="map")
    english = translated(page, "Map")
    hidden = add(root, DirectoryPage, "下書き", slug="draft", live=False)
    found = {
        path: client.get(f"/api/v2/pages/find/?html_path={path}").headers.get("Location")
        for path in ("/", "/map/", "map", "/en/map/", "/en/", f"/{hidden.slug}/", "/nothing/", "/xx/map/")
    }
    assert found == {
        "/": absolute(f"/api/v2/pages/{root.pk}/"),
        "/map/": absolute(f"/api/v2/pages/{page.pk}/"),
        "map": absolute(f"/api/v2/pages/{page.pk}/"),
        "/en/map/": absolute(f"/api/v2/pages/{english.pk}/"),
        "/en/": absolute(f"/api/v2/pages/{root.get_translations().get().pk}/"),
        "/draft/": None,
        "/nothing/": None,
        "/xx/map/": None,
    }
    assert client.get("/api/v2/pages/find/?html_path=/map/&fields=title").headers["Location"].endswith("/?fields=title")


def test_a_part_of_the_tree_comes_as_the_editors_arranged_it(client, root):
    add(root, DirectoryPage, "一")
    second = add(root, DirectoryPage, "二", show_in_menus=False)
    first = add(root, DirectoryPage, "零")
    first.move(second, "left")
    assert items(client, f"pages/?child_of={root.pk}") == ["一", "零", "二"]
    assert items(client, f"pages/?child_of={root.pk}&show_in_menus=true") == ["一", "零"]
    assert items(client, f"pages/?ancestor_of={second.pk}") == ["のびのび"]
    assert items(client, "pages/?order=-title&locale=ja") == ["零", "二", "一", "のびのび"]


def test_asked_for_fewer_fields_it_gives_those(client, root):
    assert get(client, f"pages/{root.pk}/?fields=_,title,ages") == {
        "title": "のびのび",
        "ages": {"min": None, "max": None, "stages": [], "label": "全年齢"},
    }
    assert get(client, "pages/?fields=_,id,summary&limit=1")["items"] == [{"id": root.pk, "summary": ""}]
