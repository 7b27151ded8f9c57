"""Between a body of blocks and the plain words in which somebody writes on a phone."""

import re
from html import escape, unescape
from typing import Any
from uuid import uuid4

from cms.core.models import BasePage

KEY = re.compile(r' data-block-key="[^"]*"')
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)

SUMMARY = 120
"""Characters of a text that stand in lists, where nobody wrote a summary."""


def summary_of(text: str) -> str:
    """The beginning of a text, for lists."""
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1] + "…"


def body_of(text: str, before: Any = None) -> Any:
    """A body of one block of prose: paragraphs, parted by empty lines.

    `before` is the body that it takes the place of: its block stays the same one, so that translations know it again.
    """
    block = BasePage.body.field.stream_block
    paragraphs = [part.strip() for part in re.split(r"\n[ \t　]*\n", text.replace("\r\n", "\n")) if part.strip()]
    html = "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br/>')}</p>" for part in paragraphs)
    same = next(iter(before or ()), None)
    raw = [{"type": "text", "value": html, "id": (same.id if same else None) or str(uuid4())}] if html else []
    return block.to_python(raw)


def text_of(body: Any) -> str | None:
    """The words of a body of nothing but plain paragraphs; None where it holds more than can be written as plain words."""
    parts: list[str] = []
    for block in body:
        if block.block_type != "text":
            return None
        html = KEY.sub("", block.value.source).replace("<br>", "<br/>").strip()
        found = PARAGRAPH.findall(html)
        if "".join(f"<p>{part}</p>" for part in found) != html or any("<" in part.replace("<br/>", "") for part in found):
            return None
        parts += [unescape(part.replace("<br/>", "\n")) for part in found]
    return "\n\n".join(parts)
