"""What can be asked about duty."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.models import Locale

from cms.core.queries import in_locale
from directory.duty.cover import Gap, gaps_of
from directory.duty.times import at, days_of, local, next_month
from directory.models.duty import DutySlot, DutySlotQuerySet

A_DAY = datetime.timedelta(days=1)


def public_duty() -> DutySlotQuerySet:
    """Every duty that anybody may know of, with its place, by time."""
    return (
        DutySlot.objects.public()
        .select_related("place__locale")
        .prefetch_related("place__phones")
        .order_by("starts_at", "ends_at", "place__kana_order", "pk")
    )


def on_duty(moment: datetime.datetime) -> DutySlotQuerySet:
    """Who is on duty at an aware moment, doctors for children first."""
    return public_duty().at(moment).children_first()


def next_duty(moment: datetime.datetime, limit: int) -> DutySlotQuerySet:
    """The duties that begin next after an aware moment, at most so many."""
    return public_duty().filter(starts_at__gt=moment)[:limit]


def duty_between(start: datetime.date | None, end: datetime.date | None) -> DutySlotQuerySet:
    """The duties of which any part lies on the days from `start` to `end`, both with them; None is open."""
    found = public_duty()
    if start is not None:
        found = found.filter(ends_at__gt=at(start))
    if end is not None and end < datetime.date.max:
        found = found.filter(starts_at__lt=at(end + A_DAY))
    return found


def duty_of_month(month: datetime.date) -> list[DutySlot]:
    """The duties that begin in a month, of places that are not public too: for those who keep the table."""
    return list(DutySlot.objects.of_month(month).select_related("place__locale").order_by("starts_at", "ends_at", "pk"))


def duty_gaps(month: datetime.date, planned: Sequence[DutySlot] = ()) -> list[Gap]:
    """When in a month nobody is on duty, though somebody should be: by day, by the hours that a kind covers, by department.

    A month in which nothing is entered has none: it is not begun. Only duties at public places count. See `directory.duty.cover`
    for what is expected of which day.

    Args:
        planned: duties that are not saved yet, as if they were.
    """
    start, end = at(days_of(month)[0]), at(next_month(month)) + A_DAY
    slots = _as_planned(DutySlot.objects.public(), start, end, [slot for slot in planned if slot.place.is_public])
    return gaps_of(month, sorted(slots, key=lambda slot: slot.starts_at))


def duty_overlaps(month: datetime.date, planned: Sequence[DutySlot] = ()) -> list[tuple[DutySlot, DutySlot]]:
    """Pairs of duties of one hospital at overlapping times, of which at least one begins in the month; each pair once.

    Args:
        planned: duties that are not saved yet, as if they were.
    """
    start, end = at(days_of(month)[0]), at(next_month(month))
    slots = _as_planned(DutySlot.objects.select_related("place__locale"), start, end, planned)
    slots.sort(key=lambda slot: (slot.place_id, slot.starts_at))
    pairs = []
    earlier: list[DutySlot] = []
    for slot in slots:
        earlier = [each for each in earlier if each.place_id == slot.place_id and each.ends_at > slot.starts_at]
        pairs += [(each, slot) for each in earlier]
        earlier.append(slot)
    first = days_of(month)[0]
    return [pair for pair in pairs if any(local(slot.starts_at).date() >= first for slot in pair)]


def _as_planned(
    saved: QuerySet[DutySlot], start: datetime.datetime, end: datetime.datetime, planned: Sequence[DutySlot]
) -> list[DutySlot]:
    """The duties of which any part lies between two moments: those that are saved, and in their place those that are planned."""
    changed = {slot.pk for slot in planned}
    there = saved.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")
    return [
        *(slot for slot in there if slot.pk not in changed),
        *(slot for slot in planned if slot.starts_at < end and slot.ends_at > start),
    ]


@dataclass(frozen=True)
class Warnings:
    """What there is to look at in a month, given by its first day."""

    month: datetime.date
    gaps: list[Gap]
    overlaps: list[tuple[DutySlot, DutySlot]]

    @property
    def count(self) -> int:
        return len(self.gaps) + len(self.overlaps)


def warnings_in(month: datetime.date, planned: Sequence[DutySlot] = ()) -> Warnings:
    """A month's gaps and overlaps; with the `planned` duties as if they were saved."""
    return Warnings(month, duty_gaps(month, planned), duty_overlaps(month, planned))


def for_readers(slots: Iterable[DutySlot], locale: Locale) -> list[DutySlot]:
    """The same duties, each with its place in the reader's language where that is translated; its telephones are at hand."""
    found = list(slots)
    places = in_locale([slot.place for slot in found], locale)
    prefetch_related_objects(places, "locale", "phones")
    for slot, place in zip(found, places, strict=True):
        slot.place = place
    return found
