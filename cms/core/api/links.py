"""Rich text as another front end gets it: links lead to addresses, and inside a page to its own language."""

import re
from collections.abc import Callable
from html import unescape

from django.utils.html import escape
from wagtail.rich_text.rewriters import FIND_ATTRS

from cms.core.rich_text import clean

LINK_TAG = re.compile(r"<a(\b[^>]*)>")
LINK = re.compile(r"<a(\b[^>]*)>(.*?)</a>", re.DOTALL)
EMBED = re.compile(r"<embed\b[^>]*/>")


def expand(html: str, address: Callable[[str, int], str | None]) -> str:
    """Database rich text as clean HTML.

    Args:
        address: from a link's type ("page", "document") and id to its address, or None where the public may not go there:
            the words stay, the link goes.
    """

    def link(match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in FIND_ATTRS.findall(match.group(1))}
        kind, pk, words = attributes.get("linktype"), attributes.get("id", ""), match.group(2)
        href = address(kind, int(pk)) if kind and pk.isdigit() else attributes.get("href")
        return f'<a href="{escape(href)}">{words}</a>' if href else words

    return clean(EMBED.sub("", LINK.sub(link, html)))
