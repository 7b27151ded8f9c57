"""The emergency page: whom to call and where to go, now. True also of a copy that somebody saved, as it says of when it is."""

import base64
import datetime
import hashlib
import math
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from cms.core.dates import short_day_in_words
from cms.core.geography import Point, metres_between
from cms.core.headers import policy
from directory.duty.queries import duty_between, for_readers, next_duty, on_duty
from directory.duty.times import clock, local, off_name
from directory.models import DirectoryPage, DutySlot, Place, PlacePhone
from directory.models.duty import FOR_CHILDREN
from directory.queries import in_language, public_places
from directory.words import moment_in_words

NEXT = 4
OPEN_NOW = 10
WEEK = 7
DECIMALS = 3
"""Of a degree, some 100 m: as exact as the page has to know where somebody is."""
CHILDRENS_LINE = "#8000"
STYLE = "directory/emergency.css"


@cache
def own_style() -> SafeString:
    """What stands in the page's <style>."""
    return mark_safe(Path(str(finders.find(STYLE))).read_text(encoding="utf-8"))  # noqa: S308 (our own file)


def with_own_style(response: HttpResponseBase) -> None:
    """Lets the browser use the page's own <style>, and no other."""
    digest = base64.b64encode(hashlib.sha256(own_style().encode()).digest()).decode()
    response["Content-Security-Policy"] = policy(style_src=f"'self' 'sha256-{digest}'")


class Near(NamedTuple):
    """Something, and how many metres away its place is; None where that is not known."""

    thing: Any
    metres: float | None


class Emergency:
    """What the page says at a moment.

    Args:
        asked: the request's GET; `lat` and `lon` are where the reader is, in degrees. What is no position is none.
        now: an aware moment; the present one by default.
    """

    own_style = property(lambda self: own_style())

    def __init__(self, page: DirectoryPage, asked: QueryDict | Mapping[str, str], now: datetime.datetime | None = None) -> None:
        self.page, self.locale = page, page.locale
        self.now = now or timezone.now()
        self.here = position(asked.get("lat", ""), asked.get("lon", ""))

    @property
    def said_at(self) -> str:
        """11月24日（火） 10:00."""
        return f"{short_day_in_words(local(self.now).date())} {clock(self.now)}"

    @cached_property
    def childrens_line(self) -> Place | None:
        """What the directory knows of #8000: when it answers differs from one prefecture to the next."""
        known = PlacePhone.objects.filter(number=CHILDRENS_LINE, place__is_public=True).select_related("place").first()
        return in_language(known.place, self.locale) if known else None

    @cached_property
    def on_duty(self) -> list[Near]:
        """Who is on duty: doctors for children first, and among them the nearest, where it is known where the reader is."""
        found = [self._near(slot, slot.place) for slot in for_readers(on_duty(self.now), self.locale)]
        return sorted(found, key=lambda each: (not each.thing.is_for_children, self._far(each)))

    @cached_property
    def next_duty(self) -> list[Near]:
        return [self._near(slot, slot.place) for slot in for_readers(next_duty(self.now, NEXT), self.locale)]

    @cached_property
    def open_now(self) -> list[Near]:
        """The listed places that are surely open by their own hours, doctors for children first; who is on duty stands above."""
        above = {each.thing.place.translation_key for each in self.on_duty}
        kinds = self.page.kinds or (Place.Kind.HOSPITAL, Place.Kind.CLINIC)
        places = public_places(self.locale, kinds).open_at(self.now)
        found = [self._near(place, place) for place in places if place.translation_key not in above]
        found.sort(key=lambda each: (FOR_CHILDREN not in each.thing.departments, self._far(each)))
        return found[:OPEN_NOW]

    @cached_property
    def week(self) -> list[tuple[str, str, bool, list[DutySlot]]]:
        """Seven days, today first: the day in words, what holiday it is, whether it is today, the duties that begin on it."""
        today = local(self.now).date()
        days = [today + datetime.timedelta(days=ahead) for ahead in range(WEEK)]
        slots = for_readers(duty_between(days[0], days[-1]), self.locale)
        by_day = {day: list(found) for day, found in groupby(slots, key=lambda slot: slot.day)}
        yesterdays = [slot for slot in slots if slot.day < today]
        return [
            (
                short_day_in_words(day),
                off_name(day),
                day == today,
                [*(yesterdays if day == today else ()), *by_day.get(day, ())],
            )
            for day in days
        ]

    @property
    def has_week(self) -> bool:
        return any(slots for _day, _name, _today, slots in self.week)

    def until(self, slot: DutySlot) -> str:
        """18:00, 明日 8:00."""
        return moment_in_words(slot.ends_at, self.now, ends=True)

    def _near(self, thing: Any, place: Place) -> Near:
        if self.here is None or place.latitude is None or place.longitude is None:
            return Near(thing, None)
        return Near(thing, metres_between(self.here, Point(place.latitude, place.longitude)))

    @staticmethod
    def _far(each: Near) -> float:
        return math.inf if each.metres is None else each.metres


def position(latitude: str, longitude: str) -> Point | None:
    """Where the reader is, no more exactly than need be; None where it is no place on the earth."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180):  # not a number lies nowhere either
        return None
    return Point(round(north, DECIMALS), round(east, DECIMALS))
