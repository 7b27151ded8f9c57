"""What the API's tests are arranged with. Pages are DirectoryPages: they are there whichever rooms are installed."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from cms.core.models import Document, Image
from directory.models import DirectoryPage
from tests.core.factories import DocumentFactory, ImageFactory
from tests.site.factories import add, front

ROOT = "/api/v2/"


def get(client: Any, path: str, status: int = 200, **headers: str) -> Any:
    """The JSON at an address below the API's root."""
    response = client.get(ROOT + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status_code == status, f"{path}: {response.status_code} {response.content[:300]!r}"
    return response.json() if response.content else None


def items(client: Any, path: str) -> list[str]:
    """The titles on a list."""
    return [item["title"] for item in get(client, path)["items"]]


def link(page: Page) -> str:
    """A link to a page as the editor stores it."""
    return f'<a linktype="page" id="{page.pk}">{page.title}</a>'


def body(image: Image, document: Document, linked: Page) -> list[tuple[str, Any]]:
    """One block of each type."""
    return [
        ("heading", {"text": "申し込みの前に", "level": "2"}),
        (
            "text",
            f'<p>{link(linked)}と<a linktype="document" id="{document.pk}">用紙</a>と<a href="https://example.jp/?a=1&amp;b=2">外</a></p>',
        ),
        ("picture", {"image": image, "alt": "広場の芝生", "caption": "秋の広場"}),
        ("callout", {"tone": "urgent", "heading": "注意", "text": "<p>119へ。</p>"}),
        ("steps", {"steps": [{"heading": "電話する", "text": f"<p>{link(linked)}</p>"}, {"heading": "行く", "text": ""}]}),
        ("question", {"question": "いくらですか？", "answer": "<p>無料です。</p>"}),
        (
            "table",
            {
                "data": [["年齢", "料金"], ["0歳", None]],
                "table_caption": "料金",
                "first_row_is_table_header": True,
                "first_col_is_header": False,
            },
        ),
        ("page_links", {"heading": "あわせて", "pages": [linked]}),
        ("documents", {"heading": "資料", "documents": [document]}),
        ("embed", {"url": "https://example.jp/video", "title": "動画"}),
    ]


def rich_pages(count: int, below: Page) -> list[DirectoryPage]:
    """Pages with every block, a cover, tags and ages; each with pictures, files and links of its own."""
    made = []
    for number in range(count):
        linked = add(below, DirectoryPage, f"先{number}", slug=f"target-{number}")
        made.append(
            add(
                below,
                DirectoryPage,
                f"記事{number}",
                slug=f"rich-{number}",
                summary="要約",
                cover=ImageFactory.create(),
                body=body(ImageFactory.create(), DocumentFactory.create(), linked),
                tags=[f"札{number}", "広場"],
                age_min=0,
                age_max=35,
            )
        )
    return made


def site_root() -> DirectoryPage:
    return front(DirectoryPage, "のびのび")


def absolute(path: str) -> str:
    """An address of the test's site."""
    return f"http://testserver{path}"


LANGUAGE = settings.LANGUAGE_CODE
