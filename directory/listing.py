"""The list of a DirectoryPage: places, narrowed by what the page offers, in the order people look them up or by distance."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.core.ages import AgeRange, age_in_words
from cms.core.chips import CHIPS
from cms.core.distances import RADII, distance_in_words, rough_position
from cms.core.listing import Choice, Listing
from cms.core.openness import NOW, OpenAt
from directory.fitting import AGE_UNKNOWN, fitting
from directory.kana import ROWS, row_of
from directory.models.pages import DirectoryPage
from directory.models.place import MEDICAL, Place, surely_open_at
from directory.queries import public_places, with_vacancies
from directory.vocabularies import DEPARTMENTS, SERVICES

PER_PAGE = 50
IN_A_TABLE = 500
"""A phone book is leafed through by its rows of kana, so it is not cut into pages unless it is a thick one."""
BY_THE_MONTH = ("0", "1")
"""The age chips at which children are counted in months."""
CIRCLES = {f"{metres:g}": metres for metres in RADII}

NO_FILTER = _("わからない条件があったので、それを外して並べました。")
NO_MOMENT = _("読みとれない日時があったので、外して並べました。1年以内の日時を、カレンダーから選んでください。")
NO_POSITION = _("場所を読みとれなかったので、場所ではしぼっていません。")
NO_RADIUS = _("読みとれない距離だったので、近い順にすべてを並べました。")


class PlaceListing(Listing):
    """A listing of places.

    Narrowed by kind, by service, to what is open now or at a moment, to the month of a baby's age; and by distance from where the
    reader is, who alone can say so (`lat`, `lon`). Each choice counts what there would be with the others as they are.
    With an age, the places of which nobody knows for whom they are come after all others, and are said to be that.
    """

    def __init__(self, page: DirectoryPage, asked: QueryDict | Mapping[str, str]) -> None:
        self.locale = page.locale
        self.offered = set(page.filters)
        self.now = timezone.now()
        several = len(page.kinds) != 1 and "kind" in self.offered
        self.listed_kinds = page.kinds
        listed = page.kinds or Place.Kind.values
        self.kind = asked.get("kind", "") if several and asked.get("kind", "") in listed else ""
        self.offers_kinds = several
        self.service = asked.get("service", "") if "service" in self.offered and asked.get("service", "") in SERVICES else ""
        self.department = self._department(asked.get("department", ""))
        self.open_at = OpenAt.lenient(asked.get("open", ""), self.now) if "open" in self.offered else None
        self.here = rough_position(asked.get("lat", ""), asked.get("lon", ""))
        self.radius = CIRCLES.get(asked.get("radius", "")) if self.here else None
        self.months = self._months(asked.get("age", ""), asked.get("months", ""))
        others = {
            "kind": self.kind,
            "service": self.service,
            "department": self.department,
            "open": self.open_at.value if self.open_at else "",
            "lat": f"{self.here.latitude}" if self.here else "",
            "lon": f"{self.here.longitude}" if self.here else "",
            "radius": f"{self.radius:g}" if self.radius else "",
            "months": "" if self.months is None else str(self.months),
        }
        self.is_table = page.layout == page.Layout.TABLE
        self.is_map = page.layout == page.Layout.MAP
        self.asks_here = page.layout != page.Layout.EMERGENCY
        per_page = IN_A_TABLE if self.is_table and not self.here else PER_PAGE
        self._places = public_places(page.locale, page.kinds)
        super().__init__(self._places, asked, others=others, tagged=False, per_page=per_page)

    def _department(self, department: str) -> str:
        """Where hospitals or clinics are listed, any department that one may have."""
        return department if department in DEPARTMENTS and self.holds_doctors else ""

    def _months(self, age: str, months: str) -> int | None:
        if age not in BY_THE_MONTH or not self.offers_ages or not (months.isascii() and months.isdecimal()):
            return None
        number = int(months[:4])
        return number if number in CHIPS[age].ages else None

    def url(self, **changed: str | int | None) -> str:
        """Another age has other months; another page of what is open is one of the same moment."""
        if "age" in changed:
            changed.setdefault("months", None)
        if "page" in changed and self.open_at:
            changed.setdefault("open", self.open_at.fixed)
        return super().url(**changed)

    @property
    def holds_doctors(self) -> bool:
        """Whether the list has hospitals or clinics in it."""
        return not self.listed_kinds or not set(self.listed_kinds).isdisjoint(MEDICAL)

    @property
    def notices(self) -> list[Promise]:
        """What the address asks for and the list could not make out: it is left out, and said to be."""
        asked = self.asked
        told: list[Promise] = []
        if asked.get("open") and not self.open_at:
            told.append(NO_MOMENT)
        if (asked.get("lat") or asked.get("lon")) and not self.here:
            told.append(NO_POSITION)
        if self.here and asked.get("radius") and not self.radius:
            told.append(NO_RADIUS)
        understood: dict[str, Any] = {
            "kind": self.kind or asked.get("kind", "") in self.listed_kinds,
            "service": self.service,
            "department": self.department,
            "age": self.age,
        }
        if self.months is None:
            understood["months"] = ""
        if any(asked.get(name) and not value for name, value in understood.items()):
            told.append(NO_FILTER)
        return told

    # --- what is chosen ---------------------------------------------------------------------------------------------

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.service or self.department or self.open_at or self.here) or super().is_narrowed

    @property
    def child(self) -> AgeRange | None:
        """A month of age is one of a child, not of all the children of that year."""
        return super().child if self.months is None else AgeRange(self.months, self.months)

    @property
    def in_words(self) -> str:
        """What is chosen, for whoever hears a page's title before anything else: 10か月・今開いている・現在地の近く."""
        chosen: list[Any] = [self.service and SERVICES[self.service], self.kind and Place.Kind(self.kind).label]
        chosen.append(self.department and DEPARTMENTS[self.department])
        chosen.append(age_in_words(self.months) if self.months is not None else self.age and self.age.label)
        chosen += [self.open_at, self.here and gettext("現在地の近く")]
        return gettext("・").join(str(each) for each in chosen if each)

    @property
    def has_more_chosen(self) -> bool:
        """Whether anything is chosen of what is folded away on a narrow screen."""
        return bool(self.kind or self.service or self.department or (self.open_at and not self.open_at.is_now))

    @property
    def all_url(self) -> str:
        return self.url(kind=None, age=None, service=None, department=None, open=None, lat=None, lon=None, radius=None)

    # --- what there is to choose ------------------------------------------------------------------------------------

    @property
    def offers_ages(self) -> bool:
        return "age" in self.offered

    @cached_property
    def kinds(self) -> list[Choice]:
        """The kinds there are, each with its count; none where the page shows a single kind."""
        if not self.offers_kinds:
            return []
        there = set(self.everything.order_by().values_list("kind", flat=True).distinct())
        counts = dict(self._narrowed("kind").order_by().values_list("kind").annotate(count=Count("pk")))
        return [
            Choice(label, self.url(kind=kind), chosen=kind == self.kind, count=counts.get(kind, 0))
            for kind, label in Place.Kind.choices
            if kind in there
        ]

    @cached_property
    def services(self) -> list[Choice]:
        """The services that any of the places offers, each with its count."""
        return self._coded("service", "services", SERVICES, self.service) if "service" in self.offered else []

    @cached_property
    def departments(self) -> list[Choice]:
        """The departments that any of the listed hospitals and clinics has, each with its count."""
        return self._coded("department", "departments", DEPARTMENTS, self.department) if self.holds_doctors else []

    def _coded(self, name: str, column: str, words: Mapping[str, Any], chosen: str) -> list[Choice]:
        """The codes that stand in a column of the places, as choices of the parameter `name`."""
        counts: dict[str, int] = {}
        for codes, count in self._narrowed(name).order_by().values_list(column).annotate(count=Count("pk")):
            for code in codes:
                counts[code] = counts.get(code, 0) + count
        return [
            Choice(label, self.url(**{name: code}), chosen=code == chosen, count=counts.get(code, 0))
            for code, label in words.items()
            if code in counts or code == chosen
        ]

    @cached_property
    def opens(self) -> list[Choice]:
        """Whether to see only what is open, now or at the moment chosen; nothing where of no place anybody knows."""
        if "open" not in self.offered or not self.everything.exclude(opening_hours="").exists():
            return []
        is_now = bool(self.open_at and self.open_at.is_now)
        count = self._narrowed("open").filter(surely_open_at(self.everything, self.now)).count()
        choices = [
            Choice(_("すべて"), self.url(open=None), chosen=not self.open_at),
            Choice(_("今開いている"), self.url(open=NOW), chosen=is_now, count=count),
        ]
        if self.open_at and not is_now:
            choices.append(Choice(str(self.open_at), self.url(open=self.open_at.value), chosen=True, count=self.count))
        return choices

    @cached_property
    def months_of_age(self) -> list[Choice]:
        """The months of a baby's age, once the year is chosen; the chosen one leads back to the whole year."""
        if self.age is None or self.age.key not in BY_THE_MONTH or not self.offers_ages:
            return []
        age, months = self.age.key, range(self.age.ages.lower, self.age.ages.upper + 1)
        urls = {n: self.url(age=age, months=None if n == self.months else str(n)) for n in months}
        return [Choice(age_in_words(n), urls[n], chosen=n == self.months) for n in months]

    @property
    def any_kind_url(self) -> str:
        return self.url(kind=None)

    @property
    def any_service_url(self) -> str:
        return self.url(service=None)

    @property
    def any_department_url(self) -> str:
        return self.url(department=None)

    @cached_property
    def offers_near(self) -> bool:
        """Whether it is worth asking where the reader is: somewhere has a position."""
        return self.asks_here and self.everything.filter(latitude__isnull=False).exists()

    @property
    def radii(self) -> list[Choice]:
        """How far away something may be, once it is known where the reader is."""
        anywhere = Choice(_("すべて（近い順）"), self.url(radius=None), chosen=self.radius is None)
        circles = [
            Choice(distance_in_words(metres), self.url(radius=value), chosen=metres == self.radius)
            for value, metres in CIRCLES.items()
        ]
        return [anywhere, *circles]

    @property
    def anywhere_url(self) -> str:
        """The list without distances."""
        return self.url(lat=None, lon=None, radius=None)

    @property
    def beside_position(self) -> list[tuple[str, str]]:
        """What stays chosen while it is asked where the reader is: names and values."""
        return self._kept("lat", "lon", "radius")

    @property
    def beside_moment(self) -> list[tuple[str, str]]:
        """What stays chosen while another moment is."""
        return self._kept("open")

    def _kept(self, *without: str) -> list[tuple[str, str]]:
        chosen = {**self.others, **({"age": self.age.key} if self.age else {})}
        return [(name, value) for name, value in chosen.items() if name not in without]

    # --- what is listed ---------------------------------------------------------------------------------------------

    @cached_property
    def found(self) -> QuerySet:
        found = self._narrowed()
        found = found.by_distance(self.here) if self.here else found
        return found.known_ages_first() if self.child else found

    def fitting(self, ages: AgeRange) -> Q:
        """By the place's own ages, and by its kind's where it leaves them open."""
        return fitting(ages)

    @cached_property
    def of_unknown_age(self) -> int:
        """How many of those found are there only because nobody knows for whom they are; 0 where no age is chosen."""
        return self.found.filter(AGE_UNKNOWN).count() if self.child else 0

    @cached_property
    def ages_count_unknown(self) -> bool:
        """Whether the counts of the ages have places in them of which nobody knows for whom they are."""
        return self.offers_ages and self._narrowed("age").filter(AGE_UNKNOWN).exists()

    @cached_property
    def _on_this_page(self) -> list[Place]:
        return with_vacancies(self.page)

    @cached_property
    def unknown(self) -> list[Place]:
        """The places of this page, where an age is chosen, of which nobody knows for whom they are."""
        return [place for place in self._on_this_page if not place.age_known] if self.child else []

    @property
    def map_source(self) -> str:
        """The API's address of what the list holds, as points; its pages are no matter there."""
        asked: list[tuple[str, str]] = [("locale", self.locale.language_code), ("service", self.service)]
        asked.append(("department", self.department))
        asked += [("kind", kind) for kind in ([self.kind] if self.kind else self.listed_kinds)]
        if self.open_at:
            asked.append(("open_at", self.open_at.moment.isoformat()))
        if self.child:
            asked += [("age_from", str(self.child.lower)), ("age_to", str(self.child.upper))]
        if self.here and self.radius:
            asked += [("near", f"{self.here.latitude},{self.here.longitude}"), ("radius", f"{self.radius:g}")]
        return f"/api/v2/places.geojson?{urlencode([(name, value) for name, value in asked if value])}"

    @property
    def map_here(self) -> str:
        """Where the reader is, for the map; empty where they did not say so."""
        return f"{self.here.latitude},{self.here.longitude}" if self.here else ""

    @cached_property
    def rows(self) -> list[tuple[str, list[Place]]]:
        """The places of this page by the row of their kana; one row without a name by distance, and in other languages.

        Without the `unknown` ones.
        """
        places = [place for place in self._on_this_page if place.age_known or not self.child]
        if not places:
            return []
        if self.here or self.locale.language_code != settings.LANGUAGE_CODE:
            return [("", places)]
        return [(row, list(of_row)) for row, of_row in groupby(places, key=lambda place: row_of(place.reading))]

    @property
    def index(self) -> list[tuple[str, bool]]:
        """あかさたな…, each with whether there is a place of that row on this page; nothing in other languages."""
        there = {row for row, _places in self.rows if row}
        return [(row, row in there) for row in ROWS] if there else []

    @property
    def has_unread(self) -> bool:
        """Whether the rows end with places of which nobody knows how they are read."""
        return bool(self.index) and not self.rows[-1][0]

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self._condition("age"))

    def _narrowed(self, *without: str) -> Any:
        """Everything, narrowed by all that is chosen, save what `without` names."""
        return self.everything.filter(self._condition(*without))

    def _condition(self, *without: str) -> Q:
        conditions: dict[str, Q] = {}
        if self.kind:
            conditions["kind"] = Q(kind=self.kind)
        if self.service:
            conditions["service"] = Q(services__has=self.service)
        if self.department:
            conditions["department"] = Q(departments__has=self.department)
        if self.open_at:
            conditions["open"] = self._is_open
        if self.child:
            conditions["age"] = self.fitting(self.child)
        if self.here and self.radius:
            conditions["radius"] = Q(pk__in=self._places.around(self.here, self.radius).order_by().values("pk"))
        chosen = Q()
        for name, condition in conditions.items():
            if name not in without:
                chosen &= condition
        return chosen

    @cached_property
    def _is_open(self) -> Q:
        assert self.open_at  # noqa: S101 (for the type alone)
        return surely_open_at(self.everything, self.open_at.moment)
