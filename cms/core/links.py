"""Links to pages, as a reader of one language may follow them.

A link in a Japanese page is written once, by the id of the page it leads to. In the English translation of that page it
leads to the English translation of its target. Where there is none, it leads to the original and says what language that
is in. A target that the public may not see (a draft, private, expired) is no link at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, gettext
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms.core.collections import restricted_collections
from cms.core.models import BasePage
from cms.core.queries import public_pages


@dataclass(frozen=True)
class PageLink:
    """Where a link to a page leads. `foreign` is the language code of the target if it is not the reader's, else empty."""

    page: BasePage
    url: str
    foreign: str = ""

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def language(self) -> str:
        """The target's language as its own speakers call it; empty if it is the reader's."""
        return get_language_info(self.foreign)["name_local"] if self.foreign else ""


def links_to(page_ids: Iterable[int], language: str | None = None) -> dict[int, PageLink]:
    """The links that a reader of `language` (a code; the active one if None) may follow, by the id they were written with.

    An id without a public target is absent. Two queries, however many ids.
    """
    wanted = set(page_ids)
    language = language or get_language() or ""
    keys = dict(Page.objects.filter(pk__in=wanted).values_list("pk", "translation_key"))
    found: dict[tuple[object, str], BasePage] = {}
    written: dict[int, BasePage] = {}
    candidates = public_pages(BasePage).filter(translation_key__in=keys.values()).for_lists()
    for page in candidates:
        found[page.translation_key, page.locale.language_code] = page
        written[page.pk] = page
    links = {}
    for page_id, key in keys.items():
        page = found.get((key, language)) or written.get(page_id)
        if page and page.url:
            code = page.locale.language_code
            links[page_id] = PageLink(page, page.url, "" if code == language else code)
    return links


class PublicPageLinkHandler(PageLinkHandler):
    """Rich text's links to pages, under the rules above; Wagtail's own link to drafts too."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [int(attrs["id"]) if str(attrs.get("id", "")).isdigit() else 0 for attrs in attrs_list]
        links = links_to(ids)
        return [cls._opening_tag(links.get(page_id)) for page_id in ids]

    @staticmethod
    def _opening_tag(link: PageLink | None) -> str:
        if link is None:
            return "<a>"
        if link.foreign:
            hint = gettext("%(language)sのページ") % {"language": link.language}
            return format_html('<a href="{}" hreflang="{}" title="{}">', link.url, link.foreign, hint)
        return format_html('<a href="{}">', link.url)


class PublicDocumentLinkHandler(DocumentLinkHandler):
    """Rich text's links to documents: one in a collection that is not for everybody is no link, and names no file."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        closed = restricted_collections()
        documents = cls.get_many(attrs_list)
        return [
            format_html('<a href="{}">', document.url) if document and document.collection_id not in closed else "<a>"
            for document in documents
        ]
