"""A page as a sheet of paper: what it says, and the QR code that leads to it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import segno
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.dates import day_in_words
from cms.core.navigation import absolute
from partnership.events.page import EventView
from partnership.events.rules import Planned, Status
from partnership.leaflets import queries
from partnership.models import EventPage, LeafletPage
from search.registry import adapter_of

SIZES: dict[str, str | Promise] = {"a4": gettext_lazy("A4"), "a5": gettext_lazy("A5")}
PARTS: dict[str, str | Promise] = {"whole": gettext_lazy("本文も"), "summary": gettext_lazy("要約だけ")}


@dataclass(frozen=True)
class LeafletSheet:
    """The sheet of a public page. What is not known of a choice is the first: an address that somebody typed still prints."""

    page: Any
    size: str = "a4"
    part: str = "whole"

    @classmethod
    def lenient(cls, page: Any, data: Any) -> "LeafletSheet":
        size, part = data.get("size", "").lower(), data.get("part", "").lower()
        return cls(page, size if size in SIZES else "a4", part if part in PARTS else "whole")

    @property
    def has_body(self) -> bool:
        return self.part == "whole"

    @cached_property
    def target(self) -> Any:
        """The page that the code leads to: what a leaflet is about, else the page itself."""
        return (queries.about(self.page) if isinstance(self.page, LeafletPage) else None) or self.page

    @property
    def address(self) -> str:
        """As the code holds it: every letter ASCII."""
        return absolute(self.target.url or "")

    @property
    def address_in_words(self) -> str:
        """As one reads it, for those who type it."""
        return unquote(self.address).removeprefix("https://").removeprefix("http://")

    @property
    def code(self) -> SafeString:
        """The QR code as SVG, of whatever size its place has. A quarter of it may be soiled and it is still read (level Q)."""
        svg = segno.make(self.address, error="q", micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None)
        return mark_safe(svg)  # noqa: S308 (segno draws it; the address is in it as squares only)

    @property
    def facts(self) -> list[tuple[str, list[str]]]:
        """What one needs to come: when, where, how much. Of other pages what the search knows of them."""
        if isinstance(self.page, EventPage):
            return self._facts_of_event(EventView(self.page))
        adapter = adapter_of(type(self.page))
        content = adapter.content(self.page) if adapter else None
        if content is None:
            return []
        days = list(dict.fromkeys(day_in_words(day) for day in content.dates if day))
        facts = [(_("日にち"), ["〜".join(days)] if days else []), (_("場所"), [content.place] if content.place else [])]
        return [fact for fact in facts if fact[1]]

    def _facts_of_event(self, event: EventView) -> list[tuple[str, list[str]]]:
        page = self.page
        times = [_told(when, time) for when, time in event.upcoming] or [_told(when, time) for when, time in event.past[:1]]
        more = [_("ほか%(count)s回") % {"count": len(times) - 6}] if len(times) > 6 else []
        where = [event.place.name, event.place.address] if event.place else []
        price = (
            [] if page.price is None else [_("無料") if page.price == 0 else _("%(amount)s円") % {"amount": f"{page.price:,}"}]
        )
        facts = [
            (_("日時"), [*times[:6], *more]),
            (_("場所"), [each for each in (*where, page.place_text) if each] if event.is_somewhere else [_("オンライン")]),
            (_("参加費"), [*price, *([page.fee_note] if page.fee_note else [])]),
            (_("申し込み方法"), [page.apply_how] if page.apply_how else []),
            (_("問い合わせ"), [each for each in (page.contact_name, page.contact_phone, page.contact_email) if each]),
        ]
        return [fact for fact in facts if fact[1]]

    @property
    def editions(self) -> list[Any]:
        return queries.editions(self.page) if isinstance(self.page, LeafletPage) else []

    @property
    def sizes(self) -> list[tuple[str, str | Promise, bool]]:
        return [(key, label, key == self.size) for key, label in SIZES.items()]

    @property
    def parts(self) -> list[tuple[str, str | Promise, bool]]:
        return [(key, label, key == self.part) for key, label in PARTS.items()]


def _told(when: str, time: Planned) -> str:
    """A time in words; printed it hangs on a wall, so that it says itself what does not take place."""
    marks = {Status.CANCELLED: _("%(when)s【中止】"), Status.POSTPONED: _("%(when)s【延期】")}
    return marks.get(time.status, "%(when)s") % {"when": when}
