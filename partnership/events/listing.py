"""The calendar as a reader sees it: by day, week and month, what is coming and what is over, narrowed by kind, age, distance."""

import datetime
from calendar import SUNDAY, Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Min, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.dates import day_in_words, short_day_in_words
from cms.core.distances import RADII, distance_in_words, rough_position
from cms.core.listing import Choice, Listing
from cms.core.navigation import absolute
from directory.models import Place
from partnership.events import queries
from partnership.events.rules import Status
from partnership.events.words import times_in_words, when_in_words
from partnership.models import EventPage, Occurrence

VIEWS = {"": _("これから"), "day": _("日ごと"), "week": _("週ごと"), "month": _("月ごと"), "past": _("終わったもの")}
CIRCLES = {f"{metres:g}": metres for metres in RADII}
RADIUS = 2_000.0
PER_PAGE = 30
YEARS = range(2000, 2101)
ONE = datetime.timedelta(days=1)
WEEKS = Calendar(SUNDAY)


@dataclass(frozen=True)
class Row:
    """One time of an event in a list, and where it is in the reader's language."""

    occurrence: Occurrence
    place: Place | None
    distance: float | None = None
    more: int = 0
    """How often the event happens after that, in a list that names each once."""

    @property
    def page(self) -> EventPage:
        return self.occurrence.page

    @property
    def hours(self) -> str:
        return times_in_words(self.occurrence.from_time, self.occurrence.to_time)

    @property
    def span(self) -> str:
        """When, of what lasts several days; empty for what is over the same day."""
        time = self.occurrence.planned
        return when_in_words(time, with_year=False) if time.last_day != time.first_day else ""


@dataclass(frozen=True)
class Day:
    day: datetime.date
    rows: list[Row]
    is_within: bool = True
    """Whether it belongs to the month shown."""

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()

    @property
    def words(self) -> str:
        return short_day_in_words(self.day)


class EventListing(Listing):
    """The times of the public events in a language.

    Args:
        asked: the request's GET: `view`, `on` (a day of what is shown), `kind`, `age`, and where the reader is.
        url: the calendar's own address.
    """

    def __init__(self, locale: Locale, asked: QueryDict | Mapping[str, str], url: str) -> None:
        self.locale, self.own_url = locale, url
        self.today = timezone.localdate()
        self.view = asked.get("view", "") if asked.get("view", "") in VIEWS else ""
        self.on = self._day(asked.get("on", ""))
        self.kind = asked.get("kind", "") if asked.get("kind", "") in EventPage.Kind.values else ""
        self.here = rough_position(asked.get("lat", ""), asked.get("lon", ""))
        self.radius = CIRCLES.get(asked.get("radius", ""), RADIUS) if self.here else None
        others = {
            "view": self.view,
            "on": self.on.isoformat() if self.is_period and self.on != self.today else "",
            "kind": self.kind,
            "lat": f"{self.here.latitude}" if self.here else "",
            "lon": f"{self.here.longitude}" if self.here else "",
            "radius": f"{self.radius:g}" if self.radius else "",
        }
        self._all = queries.public_occurrences(locale)
        super().__init__(self._of_view(), asked, others=others, tagged=False, per_page=PER_PAGE)

    def _day(self, text: str) -> datetime.date:
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        return day if day and day.year in YEARS else self.today

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def is_period(self) -> bool:
        """Whether it shows so many days, and not a list without an end."""
        return self.view in ("day", "week", "month")

    @property
    def is_month(self) -> bool:
        return self.view == "month"

    @cached_property
    def period(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day shown."""
        if self.view == "month":
            first = self.on.replace(day=1)
            return first, (first + 31 * ONE).replace(day=1) - ONE
        if self.view == "week":
            first = self.on - (self.on.isoweekday() % 7) * ONE
            return first, first + 6 * ONE
        return self.on, self.on

    def _of_view(self) -> QuerySet:
        if self.is_period:
            return self._all.within(*self.period)
        return self._all.past(self.today) if self.view == "past" else queries.next_of_each(self._all, self.today)

    @property
    def heading(self) -> str:
        """What is shown, in words: 2026年12月."""
        first, last = self.period
        if self.view == "month":
            return date_format(first, "YEAR_MONTH_FORMAT")
        if self.view == "week":
            return gettext("%(first)s〜%(last)s") % {"first": day_in_words(first), "last": short_day_in_words(last)}
        if self.view == "day":
            return day_in_words(first)
        return gettext("終わったイベント") if self.view == "past" else gettext("これからのイベント")

    @property
    def in_words(self) -> str:
        """What is shown and chosen, for whoever hears a page's title before anything else."""
        chosen = [
            self.heading if self.view else "",
            self.kind and EventPage.Kind(self.kind).label,
            self.age and self.age.label,
            self.here and gettext("現在地の近く"),
        ]
        return gettext("・").join(str(each) for each in chosen if each)

    @property
    def days(self) -> list[Day]:
        """The days shown, each with what happens on it; of a list without an end those on which something does."""
        if not self.is_period:
            return [Day(day, list(rows)) for day, rows in groupby(self.rows, key=self._day_of)]
        first, last = self.period
        if self.is_month:
            shown = [day for week in WEEKS.monthdatescalendar(first.year, first.month) for day in week]
        else:
            shown = [first + number * ONE for number in range((last - first).days + 1)]
        return [Day(day, self._rows_on(day) if first <= day <= last else [], first <= day <= last) for day in shown]

    def _day_of(self, row: Row) -> datetime.date:
        """What has begun and goes on stands under today."""
        first = row.occurrence.first_day
        return first if self.view == "past" else max(first, self.today)

    def _rows_on(self, day: datetime.date) -> list[Row]:
        return [row for row in self.rows if row.occurrence.first_day <= day <= row.occurrence.last_day]

    @cached_property
    def rows(self) -> list[Row]:
        occurrences = list(self.found) if self.is_period else list(self.page)
        places = queries.places_of((each.page for each in occurrences), self.locale)
        often = {} if self.view else queries.times_to_come([each.page_id for each in occurrences], self.today)
        rows = []
        for each in occurrences:
            place = places.get(each.page_id) if each.page.attendance != EventPage.Attendance.ONLINE else None
            distance = queries.distance(place, self.here) if place and self.here else None
            is_counted = each.status == Status.SCHEDULED.value
            rows.append(Row(each, place, distance, max(often.get(each.page_id, 0) - is_counted, 0)))
        return rows

    @property
    def weekdays(self) -> list[Any]:
        return [WEEKDAYS_ABBR[number] for number in (6, 0, 1, 2, 3, 4, 5)]

    # --- what is chosen ---------------------------------------------------------------------------------------------

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.here) or super().is_narrowed

    @property
    def all_url(self) -> str:
        return self.url(kind=None, age=None, lat=None, lon=None, radius=None)

    @property
    def upcoming_url(self) -> str:
        return self.url(view=None, on=None)

    @property
    def beside_position(self) -> list[tuple[str, str]]:
        """What stays chosen while it is asked where the reader is: names and values."""
        chosen = {**self.others, **({"age": self.age.key} if self.age else {})}
        return [(name, value) for name, value in chosen.items() if name not in ("lat", "lon", "radius")]

    # --- what there is to choose ------------------------------------------------------------------------------------

    @property
    def views(self) -> list[Choice]:
        return [Choice(label, self.url(view=key, on=None), chosen=key == self.view) for key, label in VIEWS.items()]

    @cached_property
    def kinds(self) -> list[Choice]:
        """The kinds of what is shown, and the chosen one."""
        there = set(self.everything.order_by().values_list("kind", flat=True).distinct()) | {self.kind}
        return [
            Choice(label, self.url(kind=code), chosen=code == self.kind)
            for code, label in EventPage.Kind.choices
            if code in there
        ]

    @property
    def any_kind_url(self) -> str:
        return self.url(kind=None)

    @property
    def radii(self) -> list[Choice]:
        return [
            Choice(distance_in_words(metres), self.url(radius=key), chosen=metres == self.radius)
            for key, metres in CIRCLES.items()
        ]

    @property
    def anywhere_url(self) -> str:
        return self.url(lat=None, lon=None, radius=None)

    @cached_property
    def _edges(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day on which anything happens: nobody is led on into empty months for ever."""
        found = self._all.order_by().aggregate(first=Min("first_day"), last=Max("last_day"))
        return found["first"], found["last"]

    @property
    def earlier_url(self) -> str:
        first = self._edges[0]
        before = self.period[0] - ONE
        return self.url(on=before.isoformat()) if self.is_period and first and first <= before else ""

    @property
    def later_url(self) -> str:
        last = self._edges[1]
        after = self.period[1] + ONE
        return self.url(on=after.isoformat()) if self.is_period and last and last >= after else ""

    def day_url(self, day: datetime.date) -> str:
        return self.url(view="day", on=day.isoformat())

    @property
    def today_url(self) -> str:
        first, last = self.period
        return self.url(on=None) if self.is_period and not first <= self.today <= last else ""

    # --- to a telephone's calendar ----------------------------------------------------------------------------------

    @property
    def calendar_url(self) -> str:
        """These events as a calendar to subscribe to: kind and age stay chosen, where somebody is does not."""
        chosen = {"kind": self.kind, "age": self.age.key if self.age else ""}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return absolute(reverse("partnership:events_calendar")) + (f"?{query}" if query else "")

    @property
    def subscription_url(self) -> str:
        """The same, as the address that a telephone opens with its calendar."""
        return "webcal://" + self.calendar_url.split("://", 1)[-1]

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        found: Any = queryset.filter(kind=self.kind) if self.kind else queryset
        return queries.around(found, self.here, self.radius) if self.here and self.radius else found
