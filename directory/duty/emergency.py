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
from cms.core.distances import rough_position
from cms.core.geography import Point, metres_between
from cms.core.headers import policy
from cms.core.models.reviewed import shown
from directory.duty.queries import duty_between, for_readers, next_duty, on_duty
from directory.duty.times import clock, end_in_words, local, off_name
from directory.duty.turns import Turns, turns_from
from directory.models import DirectoryPage, DutySlot, Place, PlacePhone
from directory.models.duty import FOR_CHILDREN
from directory.models.place import MEDICAL
from directory.queries import in_language, public_places

NEXT = 4
OPEN_NOW = 10
WEEK = 7
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
    is_told: bool = False
    """Whether its telephones and address stand further up on the page."""


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
        self.here = rough_position(asked.get("lat", ""), asked.get("lon", ""))

    @property
    def said_at(self) -> str:
        """11月24日（火） 10:00."""
        return f"{short_day_in_words(local(self.now).date())} {clock(self.now)}"

    @cached_property
    def childrens_line(self) -> Place | None:
        """What the directory knows of #8000: when it answers differs from one prefecture to the next."""
        known = PlacePhone.objects.filter(shown("place__"), number=CHILDRENS_LINE).select_related("place").first()
        return in_language(known.place, self.locale) if known else None

    @cached_property
    def on_duty(self) -> list[Near]:
        """Who is on duty: doctors for children first, and among them the nearest, where it is known where the reader is."""
        found = [self._near(slot, slot.place) for slot in for_readers(on_duty(self.now), self.locale)]
        return sorted(found, key=lambda each: (not each.thing.is_for_children, self._far(each)))

    @cached_property
    def next_duty(self) -> list[Near]:
        """Who follows; of a place that has stood above, the telephones and the address are not told again."""
        told = {each.thing.place_id for each in self.on_duty}
        found = []
        for slot in for_readers(next_duty(self.now, NEXT), self.locale):
            found.append(self._near(slot, slot.place)._replace(is_told=slot.place_id in told))
            told.add(slot.place_id)
        return found

    @cached_property
    def turns(self) -> Turns:
        """The duties that are not over."""
        return turns_from(self.now)

    @cached_property
    def open_now(self) -> list[Near]:
        """Who is surely open by their own hours, doctors for children first; who is on duty stands above."""
        above = {each.thing.place.translation_key for each in self.on_duty}
        # A sick child is seen by all of them, whichever the page lists below.
        places = public_places(self.locale, MEDICAL).open_at(self.now)
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

    def until(self, moment: datetime.datetime) -> str:
        """18:00 of the page's own day; of any other with its date, as 明日 is not true of a saved copy: 12月7日（月） 8:00."""
        return end_in_words(moment, self.now)

    def _near(self, thing: Any, place: Place) -> Near:
        if self.here is None or place.latitude is None or place.longitude is None:
            return Near(thing, None)
        return Near(thing, metres_between(self.here, Point(place.latitude, place.longitude)))

    @staticmethod
    def _far(each: Near) -> float:
        return math.inf if each.metres is None else each.metres
