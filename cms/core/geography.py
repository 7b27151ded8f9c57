"""Where things are: points and boxes in degrees (WGS 84), and distances over the ground in metres."""

import math
from dataclasses import dataclass

from django.db.models import ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

EARTH_RADIUS = 6_371_008.7714
"""Metres, the mean one (IUGG), which is Elasticsearch's too: a circle has the same edge everywhere."""
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Point:
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    south: float
    north: float
    west: float
    east: float

    @property
    def holds(self) -> Q:
        """The condition that a row's latitude and longitude lie in it; one across the date line has its west above its east."""
        within = Q(latitude__range=(self.south, self.north))
        if self.west <= self.east:
            return within & Q(longitude__range=(self.west, self.east))
        return within & (Q(longitude__gte=self.west) | Q(longitude__lte=self.east))

    @classmethod
    def around(cls, point: Point, radius: float) -> "Box":
        """The box around a circle of so many metres; a little wide."""
        height = radius / METRES_A_DEGREE * 1.01
        width = height / max(math.cos(math.radians(point.latitude)), 0.01)
        return cls(point.latitude - height, point.latitude + height, point.longitude - width, point.longitude + width)


def distance_from(point: Point, path: str = "") -> ExpressionWrapper:
    """Metres from a point to a row, by the haversine formula, reckoned by the database.

    Args:
        path: the way from the row to what has the position, as in a filter: `place__`.
    """
    latitude, longitude = F(f"{path}latitude"), F(f"{path}longitude")
    north = Radians(latitude - Value(point.latitude), output_field=FloatField()) / 2
    east = Radians(longitude - Value(point.longitude), output_field=FloatField()) / 2
    chord = Power(Sin(north), 2) + Value(math.cos(math.radians(point.latitude))) * Cos(Radians(latitude)) * Power(Sin(east), 2)
    metres = Value(2 * EARTH_RADIUS) * ASin(Sqrt(Least(Value(1.0), chord)))
    return ExpressionWrapper(metres, output_field=FloatField())


def metres_between(one: Point, other: Point) -> float:
    """Metres from one point to another, by the same formula, without a database."""
    north, east = math.radians(other.latitude - one.latitude) / 2, math.radians(other.longitude - one.longitude) / 2
    shrunk = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    chord = math.sin(north) ** 2 + shrunk * math.sin(east) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))
