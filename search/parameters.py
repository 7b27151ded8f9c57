"""The search page's address: what it may hold, and how it is written back into links."""

import datetime
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from cms.core.ages import STAGES, AgeRange
from search import registry


@dataclass(frozen=True)
class SearchParameters:
    text: str = ""
    kinds: tuple[str, ...] = ()
    age: str = ""
    """A life stage's key, or months."""
    tags: tuple[str, ...] = ()
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    near: tuple[float, float] | None = None
    radius: float | None = None
    page: int = 1

    @classmethod
    def lenient(cls, data: QueryDict) -> Self:
        """What can be understood; the rest is left aside."""
        known = registry.kinds()
        age = data.get("age", "")
        return cls(
            text=data.get("q", ""),
            kinds=tuple(dict.fromkeys(k for k in data.getlist("kind") if k in known)),
            age=age if ages_of(age) is not None else "",
            tags=tuple(dict.fromkeys(t[:100] for t in data.getlist("tag") if t.strip() and "\x00" not in t))[:10],
            first_day=_day(data.get("from", "")),
            last_day=_day(data.get("to", "")),
            near=_position(data.get("near", "")),
            radius=_radius(data.get("radius", "")),
            page=_page(data.get("page", "")),
        )

    def arguments(self) -> dict[str, Any]:
        """For `search.queries.search`."""
        given: dict[str, Any] = {"radius": self.radius} if self.radius else {}
        return {
            **given,
            "text": self.text,
            "kinds": self.kinds,
            "ages": ages_of(self.age),
            "tags": self.tags,
            "near": self.near,
            "dates": (self.first_day, self.last_day),
            "page": self.page,
        }

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays chosen while other words are asked for: names and values for hidden fields."""
        pairs = [("kind", kind) for kind in self.kinds] + [("tag", tag) for tag in self.tags]
        return [*pairs, ("age", self.age)] if self.age else pairs

    @property
    def is_narrowed(self) -> bool:
        return replace(self, text="", page=1) != SearchParameters()

    def query_string(self, **changes: Any) -> str:
        """The address of the same search with something changed; back on its first page unless the page is what changes."""
        p = replace(self, **{"page": 1, **changes})
        pairs: list[tuple[str, Any]] = [("q", p.text)]
        pairs += [("kind", kind) for kind in p.kinds]
        pairs += [("age", p.age)] if p.age else []
        pairs += [("tag", tag) for tag in p.tags]
        pairs += [(name, day.isoformat()) for name, day in (("from", p.first_day), ("to", p.last_day)) if day]
        pairs += [("near", f"{p.near[0]},{p.near[1]}")] if p.near else []
        pairs += [("radius", f"{p.radius:g}")] if p.radius else []
        pairs += [("page", p.page)] if p.page > 1 else []
        return "?" + urlencode(pairs)

    def toggled(self, facet: str, value: str) -> str:
        """The address with a facet's value switched on or off. Of ages only one holds at a time."""
        if facet == "age":
            return self.query_string(age="" if self.age == value else value)
        field = {"kind": "kinds", "tag": "tags"}[facet]
        held: tuple[str, ...] = getattr(self, field)
        return self.query_string(**{field: tuple(v for v in held if v != value) if value in held else (*held, value)})


def ages_of(age: str) -> AgeRange | None:
    """The ages that a life stage's key or a number of months stands for; None for neither."""
    if age in STAGES:
        return STAGES[age].ages
    try:
        months = int(age)
        return AgeRange(months, months)
    except ValueError:
        return None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _position(text: str) -> tuple[float, float] | None:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if -90 <= latitude <= 90 and -180 <= longitude <= 180 else None


def _radius(text: str) -> float | None:
    try:
        radius = float(text)
    except ValueError:
        return None
    return radius if 0 < radius <= 50_000 else None


def _page(text: str) -> int:
    try:
        return max(1, min(int(text), 10_000))
    except ValueError:
        return 1
