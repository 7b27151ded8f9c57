"""Whatever goes public, by whatever road, takes its announcements along."""

from typing import Any

from wagtail.signals import page_published, published

from cms.core.models.reviewed import Announceable, chosen_in


def connect() -> None:
    page_published.connect(announce_chosen, dispatch_uid="core: announce a page")
    published.connect(announce_chosen, dispatch_uid="core: announce an entry")


def announce_chosen(sender: Any, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """What was chosen in the revision that is public now."""
    chosen = chosen_in(revision.content, instance) if revision and isinstance(instance, Announceable) else {}
    if chosen.get("channels"):
        # The library for sending takes its time to load: only where something is sent.
        from cms.core.announcing import services

        services.announce(instance, chosen)
