"""What search engines are told about a page, in the words of schema.org (JSON-LD)."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from cms.core.models import BasePage
from cms.core.navigation import Crumb, absolute
from cms.core.pictures import picture

# Inside <script> these end the element or begin another; as escapes they are the same JSON (as in django.utils.html.json_script).
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(graph: Sequence[dict[str, Any]]) -> SafeString:
    """The <script> element that holds things, safe whatever their texts hold; nothing for no things."""
    if not graph:
        return SafeString("")
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 (escaped above)


def website(home_url: str, search_url: str, language: str) -> dict[str, Any]:
    site: dict[str, Any] = {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": absolute(home_url),
        "inLanguage": language,
    }
    if search_url:
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": f"{absolute(search_url)}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        }
    return site


def breadcrumbs(crumbs: Sequence[Crumb], here: str) -> dict[str, Any]:
    """The way down; the last crumb is the page itself, at `here`."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(crumb.title), "item": absolute(crumb.url or here)}
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def article(page: BasePage, *, author: dict[str, Any] | None = None) -> dict[str, Any]:
    """A page of prose, of its own `schema_type`."""
    found: dict[str, Any] = {
        "@type": page.schema_type,
        "headline" if page.schema_type != "WebPage" else "name": page.title,
        "url": absolute(page.url or ""),
        "inLanguage": page.locale.language_code,
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")},
    }
    if page.search_description or page.summary:
        found["description"] = page.search_description or page.summary
    if page.first_published_at:
        found["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        found["dateModified"] = page.last_published_at.isoformat()
    if author:
        found["author"] = author
    cover = picture(page.cover, base_url=settings.PUBLIC_URL)
    if cover:
        found["image"] = cover.src
    return found
