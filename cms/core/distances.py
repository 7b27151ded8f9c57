"""Near where a reader is: how exactly a list has to know the place, the circles it offers, and distances in words."""

from django.utils.translation import gettext

from cms.core.geography import Point

DECIMALS = 3
"""Of a degree, some 100 m: as exact as a list has to know where somebody is, so that no address of it tells a house."""
RADII = (500.0, 1_000.0, 2_000.0, 5_000.0)
"""Metres that a reader may choose."""


def rough_position(latitude: str, longitude: str) -> Point | None:
    """Where the reader is, no more exactly than need be; None where it is no place on the earth."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180):  # not a number lies nowhere either
        return None
    return Point(round(north, DECIMALS), round(east, DECIMALS))


def distance_in_words(metres: float) -> str:
    """500m / 1.5km."""
    if metres < 1_000:
        return gettext("%(number)sm") % {"number": f"{metres:g}"}
    return gettext("%(number)skm") % {"number": f"{metres / 1_000:g}"}


def about_in_words(metres: float) -> str:
    """約300 m, 約1.2 km: to a hundred metres, as exact as the reader's own position is."""
    if metres < 950:
        return gettext("約%(metres)s m") % {"metres": max(100, round(metres / 100) * 100)}
    return gettext("約%(kilometres)s km") % {"kilometres": f"{metres / 1000:.1f}"}
