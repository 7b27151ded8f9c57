"""For which ages a place is, where its record leaves that open: what its kind's name bounds, and what nobody knows.

What a place itself says always counts. Only an end that it leaves open is bounded by its kind, only when places are looked for
by age, and it is said to come from the kind. A place that says nothing of ages, of a kind that does not take everyone, is an
unknown: it may fit, so it is listed, but after those that are known to.
"""

from typing import Any

from django.db.models import Case, Q, Value, When

from cms.core.ages import AgeRange
from cms.core.models.ages import touching
from directory.kinds import BY_CODE, KINDS

AGE_UNKNOWN = Q(age_min__isnull=True, age_max__isnull=True) & ~Q(kind__in=[kind.code for kind in KINDS if kind.takes_everyone])
"""The condition that nobody knows for whom a place is."""
UNKNOWN_LAST = Case(When(AGE_UNKNOWN, then=Value(1)), default=Value(0))


def fitting(ages: AgeRange) -> Q:
    """The condition that a place may be for a child of these ages: by its record, and by its kind where that is open."""
    beyond = Q(pk__in=())
    for kind in KINDS:
        first, last = kind.ages.minimum, kind.ages.maximum
        if last is not None and ages.lower > last:
            beyond |= Q(kind=kind.code, age_max__isnull=True) & (Q(age_min__isnull=True) | Q(age_min__lte=last))
        if first is not None and ages.upper < first:
            beyond |= Q(kind=kind.code, age_min__isnull=True) & (Q(age_max__isnull=True) | Q(age_max__gte=first))
    return touching(ages) & ~beyond


def is_age_known(kind: str, age_min: int | None, age_max: int | None) -> bool:
    """Whether it is known for whom a place is; the same as AGE_UNKNOWN says it to the database."""
    return age_min is not None or age_max is not None or BY_CODE[kind].takes_everyone


def ages_of_kind(place: Any) -> AgeRange:
    """The ends that a place leaves open and its kind bounds; nothing at either where it bounds none."""
    bounds: AgeRange = BY_CODE[place.kind].ages
    first = bounds.minimum if place.age_min is None else None
    last = bounds.maximum if place.age_max is None else None
    if first is not None and place.age_max is not None and place.age_max < first:
        first = None
    if last is not None and place.age_min is not None and place.age_min > last:
        last = None
    return AgeRange(first, last)


def looked_for(place: Any) -> AgeRange:
    """The ages by which a place is found: its own, with those of its kind where it leaves an end open."""
    kind: AgeRange = ages_of_kind(place)
    return AgeRange(
        kind.minimum if place.age_min is None else place.age_min, kind.maximum if place.age_max is None else place.age_max
    )
