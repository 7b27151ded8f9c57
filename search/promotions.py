"""What editors recommend for certain words, above what is found (`wagtail.contrib.search_promotions`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page

from cms.core.queries import public_pages
from search import asking


@dataclass(frozen=True)
class Promoted:
    title: str
    url: str
    """Path on this site; of another site the whole address."""
    description: str
    is_external: bool = False


def promoted(text: str, locale: str) -> list[Promoted]:
    """What is recommended to whoever searches for these words, in the editors' order. At most three queries.

    Widths, kana, Latin letters and forms of a word make no difference, nor does the order of the words; otherwise all of
    them must be the same. A page shows up in the language asked for, or not at all, and only while anybody may see it.

    Args:
        text: cleaned (`asking.clean`).
        locale: language code; empty takes the pages as they were chosen.
    """
    meant = asking.meaning(text)
    chosen = [
        promotion
        for promotion in SearchPromotion.objects.select_related("query", "page").order_by("sort_order", "pk")
        if asking.are_one(meant, asking.meaning(promotion.query.query_string))
    ]
    pages = _public([promotion.page for promotion in chosen if promotion.page is not None], locale)
    found: dict[str, Promoted] = {}
    for promotion in chosen:
        if promotion.page is None:
            title, url = promotion.external_link_text or promotion.external_link_url, promotion.external_link_url
        else:
            title, url = pages.get(promotion.page_id, ("", ""))
        if title and url:
            found.setdefault(url, Promoted(title, url, promotion.description, promotion.page is None))
    return list(found.values())


def _public(pages: Sequence[Page], locale: str) -> dict[int, tuple[str, str]]:
    """Page id → title and path of the page, or of its translation into the language; those that anybody may see."""
    if not pages:
        return {}
    wanted = public_pages(Page).select_related("locale")
    if locale:
        found = wanted.filter(translation_key__in=[page.translation_key for page in pages], locale__language_code=locale)
        by_key = {page.translation_key: page for page in found}
        shown: Iterable[tuple[int, Page]] = ((p.pk, by_key[p.translation_key]) for p in pages if p.translation_key in by_key)
    else:
        shown = ((page.pk, page) for page in wanted.filter(pk__in=[page.pk for page in pages]))
    return {pk: (page.title, path) for pk, page in shown if (path := _path_of(page))}


def _path_of(page: Page) -> str:
    parts = page.get_url_parts()
    return (parts[2] or "") if parts else ""
