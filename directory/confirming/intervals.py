"""How long a place stays confirmed, by its kind; and when that is over."""

import calendar
import datetime
from collections.abc import Callable, Mapping

from django.db.models import Q
from django.utils import timezone

from directory.models import ConfirmationInterval, Place

USUAL = 6
"""Months, where nobody has said otherwise."""
NEVER = 0
Months = Mapping[str, int]
"""Kind → months; 0 for never."""
Condition = Callable[[datetime.date], Q]


def intervals() -> dict[str, int]:
    """The months of every kind."""
    said = dict(ConfirmationInterval.objects.values_list("kind", "months"))
    return {kind: said.get(kind, USUAL) for kind in Place.Kind.values}


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months before; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The first day of which `day` lies so many months before, or more: 31 August and six months are 1 March."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day > calendar.monthrange(year, month + 1)[1]:
        return months_after(datetime.date(year, month + 1, 1), 1)
    return datetime.date(year, month + 1, day.day)


def since_when(place: Place) -> datetime.date:
    """The day from which the months are counted: of its confirmation, or else of its entry."""
    return place.confirmed_on or timezone.localdate(place.created_at)


def due_on(place: Place, months: Months) -> datetime.date | None:
    """The day from which a place has to be confirmed; None for one that never has."""
    own = months.get(place.kind, USUAL)
    return None if own == NEVER else months_after(since_when(place), own)


def is_old(place: Place) -> bool:
    """Whether nobody has confirmed a place for longer than its kind allows."""
    due = due_on(place, intervals())
    return due is not None and due <= timezone.localdate()


def due(months: Months, on: datetime.date) -> Q:
    """The condition that a place has to be confirmed on that day."""
    return _by_months(months, on, lambda before: Q(confirmed_on__lte=before) | _entered(before))


def not_asked_lately(months: Months, on: datetime.date) -> Q:
    """The condition that a place, with its `asked_at`, was not asked within its kind's months."""
    never = Q(asked_at__isnull=True)
    return never | _by_months(months, on, lambda before: Q(asked_at__lt=_end_of(before)))


def _by_months(months: Months, on: datetime.date, condition: Condition) -> Q:
    kinds: dict[int, list[str]] = {}
    for kind, own in months.items():
        kinds.setdefault(own, []).append(kind)
    found = Q(pk__in=())
    for own, of_these in kinds.items():
        if own != NEVER:
            found |= Q(kind__in=of_these) & condition(months_before(on, own))
    return found


def _entered(before: datetime.date) -> Q:
    return Q(confirmed_on__isnull=True, created_at__lt=_end_of(before))


def _end_of(day: datetime.date) -> datetime.datetime:
    """The midnight that ends a day here."""
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(midnight, timezone.get_default_timezone())
