"""What can be asked about duty."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects
from wagtail.models import Locale

from cms.core.queries import in_locale
from directory.duty.times import at, days_of, is_off, local, next_month
from directory.models.duty import FOR_CHILDREN, DutySlot, DutySlotQuerySet

A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """A Sunday or holiday on which nobody is on duty; or nobody of a department."""

    day: datetime.date
    department: str = ""


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


def duty_gaps(month: datetime.date) -> list[Gap]:
    """The Sundays, holidays and days of the turn of the year of a month on which nobody is on duty.

    And those without a doctor for children, if the month has one on any day. A month in which nothing is entered has none:
    it is not begun. A duty counts for the day that it begins on, and only where its place is public.
    """
    slots = list(DutySlot.objects.public().of_month(month))
    if not slots:
        return []
    days = {slot.day for slot in slots}
    for_children = {slot.day for slot in slots if slot.is_for_children}
    gaps = []
    for day in filter(is_off, days_of(month)):
        if day not in days:
            gaps.append(Gap(day))
        elif for_children and day not in for_children:
            gaps.append(Gap(day, FOR_CHILDREN))
    return gaps


def duty_overlaps(month: datetime.date) -> list[tuple[DutySlot, DutySlot]]:
    """Pairs of duties of one hospital at overlapping times, of which at least one begins in the month; each pair once."""
    near = Q(starts_at__lt=at(next_month(month)), ends_at__gt=at(days_of(month)[0]))
    slots = DutySlot.objects.filter(near).select_related("place__locale").order_by("place_id", "starts_at", "pk")
    pairs = []
    earlier: list[DutySlot] = []
    for slot in slots:
        earlier = [each for each in earlier if each.place_id == slot.place_id and each.ends_at > slot.starts_at]
        pairs += [(each, slot) for each in earlier]
        earlier.append(slot)
    first = days_of(month)[0]
    return [pair for pair in pairs if any(local(slot.starts_at).date() >= first for slot in pair)]


def for_readers(slots: Iterable[DutySlot], locale: Locale) -> list[DutySlot]:
    """The same duties, each with its place in the reader's language where that is translated; its telephones are at hand."""
    found = list(slots)
    places = in_locale([slot.place for slot in found], locale)
    prefetch_related_objects(places, "locale", "phones")
    for slot, place in zip(found, places, strict=True):
        slot.place = place
    return found
