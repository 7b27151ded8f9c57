"""When things are open. What that means is known to their adapters; here it is kept, and asked of them."""

import datetime
import hashlib
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from cms.core.openness import OpenAt, OpenState
from search import registry
from search.models import Entry, Schedule


def keep(content_type: ContentType, texts: Iterable[str]) -> dict[str, int]:
    """The number of each schedule of a model's things, those that are new among them."""
    by_digest = {digest_of(text): text for text in texts if text}
    if not by_digest:
        return {}
    known = Schedule.objects.filter(content_type=content_type, digest__in=by_digest)
    numbers = dict(known.values_list("digest", "pk"))
    if len(numbers) < len(by_digest):
        new = [Schedule(content_type=content_type, digest=digest, text=text) for digest, text in by_digest.items()]
        Schedule.objects.bulk_create(new, ignore_conflicts=True)
        numbers = dict(known.values_list("digest", "pk"))
    return {text: numbers[digest] for digest, text in by_digest.items()}


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def open_at(moment: datetime.datetime) -> tuple[int, ...]:
    """The numbers of those by which something is surely open at an aware moment. One query, however many things there are."""
    used = Schedule.objects.filter(Exists(Entry.objects.filter(schedule=OuterRef("pk"))))
    found = []
    for schedule in used.select_related("content_type").order_by("pk"):
        adapter = adapter_of(schedule)
        if adapter is not None and adapter.is_open(schedule.text, moment):
            found.append(schedule.pk)
    return tuple(found)


def state_of(entry: Entry, now: datetime.datetime, open_at: OpenAt | None = None) -> OpenState | None:
    """What a reader is told of an entry, in the language that is active; None where nobody knows when it is open."""
    if entry.schedule is None:
        return None
    adapter = adapter_of(entry.schedule)
    other = open_at.moment if open_at and not open_at.is_now else None
    return adapter.open_state(entry.schedule.text, now, other) if adapter is not None else None


def are_kept() -> bool:
    """Whether it is known of anything when it is open."""
    return Entry.objects.filter(schedule__isnull=False).exists()


def adapter_of(schedule: Schedule) -> registry.Adapter | None:
    """None where the app that wrote it is not installed any more."""
    model = schedule.content_type.model_class()
    return registry.adapter_of(model) if model is not None else None
