"""What rich text says, and what it may hold when it leaves the house.

Site and API both pass it through here, once, after its links are expanded. The editor writes nothing else; but
texts come from imports, commands and other code, too.
"""

import re
from html import unescape

import nh3
from wagtail.whitelist import ALLOWED_URL_SCHEMES

# nh3's own list has no script, style, form or frame. What Wagtail's pictures and our links bring comes on top. There is no
# <iframe>: another host's content has a block of its own, which asks the reader first. The keys by which the editor knows a
# paragraph again (data-block-key) mean nothing to a reader.
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang", "id", "name"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "class", "loading", "decoding"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}

_cleaner = nh3.Cleaner(attributes=ATTRIBUTES, url_schemes=set(ALLOWED_URL_SCHEMES), link_rel=None)


def clean(html: str) -> str:
    """The HTML without what could act: scripts, handlers, frames, styles, and addresses that are none to go to."""
    return _cleaner.clean(html)


TAG = re.compile(r"<[^>]*>")
SHOWS = re.compile(r"<(?:img|embed|hr|iframe|table)\b", re.IGNORECASE)
"""What shows something without words."""


def is_blank(html: str | None) -> bool:
    """Whether it says and shows nothing: an editor that was opened and left empty writes an empty paragraph."""
    return not html or (not SHOWS.search(html) and not unescape(TAG.sub("", html)).strip())
