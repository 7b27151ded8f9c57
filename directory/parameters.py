"""Points, boxes, ages and departments as the API's parameters write them."""

import math
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.api.v2.utils import BadRequestError

from cms.core.ages import AgeRange
from cms.core.geography import Box, Point
from directory.vocabularies import DEPARTMENTS


def position_of(text: str, name: str = "near") -> Point:
    """Raises BadRequestError: it is no latitude,longitude."""
    latitude, longitude = _numbers(text, name, 2, "latitude,longitude in degrees: 35.70,139.50")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadRequestError(f"{name} is not on the earth: latitude from -90 to 90, longitude from -180 to 180")
    return Point(latitude, longitude)


def box_of(text: str, name: str = "bbox") -> Box:
    """Raises BadRequestError: it is no west,south,east,north."""
    west, south, east, north = _numbers(text, name, 4, "west,south,east,north in degrees: 139.4,35.6,139.6,35.8")
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise BadRequestError(f"{name} is no box: south must not be above north, and all within the earth's degrees")
    return Box(south, north, west, east)


def departments_of(names: Sequence[str], things: QuerySet[Any]) -> Q:
    """The condition that a row has one of these departments.

    People may write a department that the table does not know, so one that any of the rows has will do too.

    Raises:
        BadRequestError: neither the table nor any row knows it.
    """
    if unknown := set(names).difference(DEPARTMENTS):
        written = {each for row in things.order_by().values_list("departments", flat=True).distinct() for each in row}
        if unknown - written:
            known = dict.fromkeys([*DEPARTMENTS, *sorted(written)])
            raise BadRequestError(f"department must be one of {', '.join(known)}")
    condition = Q(pk__in=())
    for name in names:
        condition |= Q(departments__has=name)
    return condition


def _numbers(text: str, name: str, count: int, form: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise BadRequestError(f"{name} must be {form}")
    return numbers


def ages_between(first: int | None, last: int | None) -> AgeRange:
    """Raises BadRequestError: the range runs backwards."""
    try:
        return AgeRange(first, last)
    except ValueError as error:
        raise BadRequestError("age_from must not be above age_to") from error
