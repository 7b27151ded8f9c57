"""The words of an announcement: what an editor chose for it, and what it says where they wrote nothing."""

from collections.abc import Mapping
from typing import Any

from cms.core.models import AnnouncementChannel
from cms.core.navigation import absolute
from cms.core.reviews import specific

ADDRESS = "{url}"
"""Stands for the address, which is only known when the thing is public."""


def summary_of(thing: Any) -> str:
    return " ".join(str(getattr(thing, "summary", "") or getattr(thing, "note", "") or "").split())


def address_of(thing: Any) -> str:
    """Where the public reads it, with scheme and host; empty for a page that has no address yet."""
    thing = specific(thing)
    url = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") and thing.pk else getattr(thing, "url", "")
    return absolute(url) if url else ""


def usual(title: str, summary: str, address: str = ADDRESS) -> str:
    """Title, summary, address, a line each."""
    return "\n".join(filter(None, (title.strip(), " ".join(summary.split()), address)))


def usual_of(thing: Any, address: str = ADDRESS) -> str:
    return usual(str(thing), summary_of(thing), address)


def kept(text: str, thing: Any) -> str:
    """An editor's text as it is kept: empty where it says what would be said anyway, and the address open."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    address = address_of(thing)
    if address:
        lines = lines.replace(address, ADDRESS)
    return "" if lines == usual_of(thing) else with_address(lines)


def with_address(text: str, address: str = ADDRESS) -> str:
    """A text that leads to what it tells of: where it names no address, at its end. An empty one stays empty."""
    return text if not text or ADDRESS in text or (address and address in text) else f"{text}\n{ADDRESS}"


def text_for(chosen: Mapping[str, Any], channel: int) -> str:
    """What an editor wrote for a channel, else for all; empty where they left it to us."""
    return (chosen.get("texts") or {}).get(str(channel)) or chosen.get("text") or ""


def filled(text: str, address: str) -> str:
    return text.replace(ADDRESS, address).strip()


def told(thing: Any, chosen: Mapping[str, Any], channel: AnnouncementChannel) -> str:
    """The whole text, as it goes out, unless it is too long."""
    return filled(text_for(chosen, channel.pk) or usual_of(thing), address_of(thing))


def planned(draft: Any) -> list[tuple[str, str]]:
    """What a draft says shall be announced when it goes public: (channel, text), for those who decide about it."""
    chosen = getattr(draft, "announcing", None) or {}
    if not chosen.get("channels"):
        return []
    channels = AnnouncementChannel.objects.active().filter(pk__in=chosen["channels"])
    return [(channel.name, told(draft, chosen, channel)) for channel in channels]
