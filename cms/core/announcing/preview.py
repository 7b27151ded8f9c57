"""A text as a channel would take it: filled in, counted, and whether it is too long."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.core.announcing.counting import fitted, length
from cms.core.announcing.texts import ADDRESS, filled, with_address
from cms.core.models import AnnouncementChannel

STAND_IN = "https://example.jp/" + "x" * 40
"""For the address of a page that has none yet."""


@dataclass(frozen=True)
class Shown:
    text: str
    count: int
    limit: int

    @property
    def is_too_long(self) -> bool:
        return bool(self.limit and self.count > self.limit)

    @property
    def words(self) -> str:
        """123 / 280文字."""
        if not self.limit:
            return _("%(count)d文字") % {"count": self.count}
        return _("%(count)d / %(limit)d文字") % {"count": self.count, "limit": self.limit}

    @property
    def warning(self) -> str:
        return _("長すぎます。このままだと、終わりの部分を「…」に縮めて出します。") if self.is_too_long else ""


def shown_for(channel: AnnouncementChannel, text: str, address: str) -> Shown:
    """The text with this address in it; one that is not known yet counts as a usual one."""
    counted = filled(with_address(text, address), address or STAND_IN)
    return Shown(
        filled(fitted(counted, channel.kind, channel.limit).replace(STAND_IN, address or ADDRESS), address or ADDRESS),
        length(counted, channel.kind),
        channel.limit,
    )
