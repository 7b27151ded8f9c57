"""The search page's address: what it may hold, and how it is written back into links."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES, AgeRange
from cms.core.distances import RADII, distance_in_words
from cms.core.openness import OpenAt
from search import registry
from search.queries import LARGEST_RADIUS, RADIUS

MOST_TAGS = 10

Position = tuple[float, float]
"""Latitude and longitude."""
Notice = str | Promise

NO_FILTER = _("わからない条件があったので、それを外して検索しました。")
NO_DAY = _("読みとれない日にちがあったので、外して検索しました。カレンダーから選ぶか、2026-04-01 の形で入れてください。")
TURNED_ROUND = _("「いつから」が「いつまで」より後になっていたので、入れかえて検索しました。")
NO_MOMENT = _("読みとれない日時があったので、外して検索しました。1年以内の日時を、カレンダーから選んでください。")
NO_POSITION = _("場所を読みとれなかったので、場所ではしぼっていません。")
NO_RADIUS = _("読みとれない距離だったので、1kmまでをさがしました。「しぼりこむ」の中で選び直せます。")


@dataclass(frozen=True)
class SearchParameters:
    text: str = ""
    kinds: tuple[str, ...] = ()
    age: str = ""
    """A life stage's key, or months."""
    tags: tuple[str, ...] = ()
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    open_at: OpenAt | None = None
    near: Position | None = None
    radius: float | None = None
    """Metres around `near`; None where there is no position."""
    page: int = 1
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    """What was not taken as it came, in words for the reader."""

    @classmethod
    def lenient(cls, data: QueryDict) -> Self:
        """What can be understood; of the rest, `notices` tells. An empty value is the same as none."""
        notices: list[Notice] = []
        age, kinds = data.get("age", ""), [kind for kind in data.getlist("kind") if kind]
        known = [kind for kind in dict.fromkeys(kinds) if kind in registry.kinds()]
        tags = tuple(dict.fromkeys(t[:100] for t in data.getlist("tag") if t.strip() and "\x00" not in t))[:MOST_TAGS]
        if len(known) < len(set(kinds)) or (age and ages_of(age) is None):
            notices.append(NO_FILTER)
        first_day, last_day = _days(data.get("from", ""), data.get("to", ""), notices)
        asked_open = data.get("open", "")
        open_at = OpenAt.lenient(asked_open, timezone.now())
        if asked_open and open_at is None:
            notices.append(NO_MOMENT)
        near, radius = _around(data.get("lat", ""), data.get("lon", ""), data.get("radius", ""), notices)
        return cls(
            text=data.get("q", ""),
            kinds=tuple(known),
            age=age if ages_of(age) is not None else "",
            tags=tags,
            first_day=first_day,
            last_day=last_day,
            open_at=open_at,
            near=near,
            radius=radius,
            page=_page(data.get("page", "")),
            notices=tuple(notices),
        )

    def arguments(self) -> dict[str, Any]:
        """For `search.queries.search`."""
        return {
            "text": self.text,
            "kinds": self.kinds,
            "ages": ages_of(self.age),
            "tags": self.tags,
            "near": self.near,
            "radius": self.radius or RADIUS,
            "open_at": self.open_at,
            "dates": (self.first_day, self.last_day),
            "page": self.page,
        }

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays chosen while other words are asked for: names and values for hidden fields."""
        return [*self._facets(), *self._open(), *self._days(), *self._around()]

    @property
    def beside_days(self) -> list[tuple[str, str]]:
        """What stays while other days are chosen."""
        return [("q", self.text), *self._facets(), *self._open(), *self._around()]

    @property
    def beside_position(self) -> list[tuple[str, str]]:
        """What stays while a position is chosen."""
        return [("q", self.text), *self._facets(), *self._open(), *self._days()]

    @property
    def beside_moment(self) -> list[tuple[str, str]]:
        """What stays while another moment is chosen at which things have to be open."""
        return [("q", self.text), *self._facets(), *self._days(), *self._around()]

    @property
    def open_now_url(self) -> str:
        """Narrowed to what is open now; where it is already, no more."""
        return self.query_string(open_at=None if self.open_at and self.open_at.is_now else OpenAt(timezone.now(), is_now=True))

    @property
    def is_narrowed(self) -> bool:
        return replace(self, text="", page=1) != SearchParameters()

    def query_string(self, **changes: Any) -> str:
        """The address of the same search with something changed; back on its first page unless the page is what changes."""
        p = replace(self, **{"page": 1, **changes})
        pages = [("page", str(p.page))] if p.page > 1 else []
        return "?" + urlencode([("q", p.text), *p.kept, *pages])

    def toggled(self, facet: str, value: str) -> str:
        """The address with a facet's value switched on or off. Of ages only one holds at a time."""
        if facet == "age":
            return self.query_string(age="" if self.age == value else value)
        name = {"kind": "kinds", "tag": "tags"}[facet]
        held: tuple[str, ...] = getattr(self, name)
        return self.query_string(**{name: tuple(v for v in held if v != value) if value in held else (*held, value)})

    def _facets(self) -> Iterator[tuple[str, str]]:
        yield from (("kind", kind) for kind in self.kinds)
        yield from (("tag", tag) for tag in self.tags)
        if self.age:
            yield "age", self.age

    def _open(self) -> Iterator[tuple[str, str]]:
        if self.open_at:
            # Another page is one of the same moment.
            yield "open", self.open_at.fixed if self.page > 1 else self.open_at.value

    def _days(self) -> Iterator[tuple[str, str]]:
        yield from ((name, day.isoformat()) for name, day in (("from", self.first_day), ("to", self.last_day)) if day)

    def _around(self) -> Iterator[tuple[str, str]]:
        if self.near:
            yield from (("lat", str(self.near[0])), ("lon", str(self.near[1])), ("radius", f"{self.radius or RADIUS:g}"))


@dataclass(frozen=True)
class RadiusChoice:
    """A circle that the page offers around a position."""

    metres: float
    url: str
    chosen: bool

    @property
    def label(self) -> str:
        return distance_in_words(self.metres)


def radius_choices(asked: SearchParameters) -> list[RadiusChoice]:
    """The circles around the position that was asked for; the chosen one leads to the search without a position."""
    metres = sorted({*RADII, *([asked.radius] if asked.radius else [])})
    return [
        RadiusChoice(each, asked.query_string(**({"near": None, "radius": None} if chosen else {"radius": each})), chosen)
        for each in metres
        for chosen in [each == asked.radius]
    ]


def ages_of(age: str) -> AgeRange | None:
    """The ages that a life stage's key or a number of months stands for; None for neither."""
    if age in STAGES:
        return STAGES[age].ages
    try:
        months = int(age)
    except ValueError:
        return None
    return AgeRange(months, months) if MIN_MONTHS <= months <= MAX_MONTHS else None


def _days(first: str, last: str, notices: list[Notice]) -> tuple[datetime.date | None, datetime.date | None]:
    days = _day(first), _day(last)
    if (first and days[0] is None) or (last and days[1] is None):
        notices.append(NO_DAY)
    if days[0] and days[1] and days[0] > days[1]:
        notices.append(TURNED_ROUND)
        return days[1], days[0]
    return days


def _around(lat: str, lon: str, radius: str, notices: list[Notice]) -> tuple[Position | None, float | None]:
    """A position and the metres around it, or neither."""
    latitude, longitude, metres = (_number(text) for text in (lat, lon, radius))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        if lat or lon or radius:
            notices.append(NO_POSITION)
        return None, None
    if not radius:
        return (latitude, longitude), RADIUS
    if metres is None or not 0 < metres <= LARGEST_RADIUS:
        notices.append(NO_RADIUS)
        return (latitude, longitude), RADIUS
    return (latitude, longitude), metres


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _page(text: str) -> int:
    try:
        return max(1, min(int(text), 10_000))
    except ValueError:
        return 1
