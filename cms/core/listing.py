"""A list that a reader narrows down: by age, by tag, page by page. What they chose is in the address, and stays there."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from cms.core.ages import AgeRange
from cms.core.chips import AGE_CHIPS, CHIPS, AgeChip
from cms.core.models.ages import touching
from cms.core.models.tags import Tag

PER_PAGE = 20
TAGS_OFFERED = 12
LOOKED_OVER_AT_ONCE = 8
LONGEST_NUMBER = 10


class Choice:
    """One value that a list can be narrowed to: label, address, whether it is chosen, how many there are (None: not counted)."""

    def __init__(self, label: Any, url: str, *, chosen: bool, count: int | None = None) -> None:
        self.label, self.url, self.chosen, self.count = label, url, chosen, count


class Listing:
    """A queryset narrowed by what an address asks for.

    Unknown values narrow nothing: an old link still leads somewhere. A page number beyond the end is said to be one.

    Args:
        queryset: everything there is to list, of a model with age_min and age_max, in its order.
        asked: the request's GET.
        others: further parameters of the same address, which the links keep (name → value).
        tagged: whether the queryset's rows are pages, which have tags.
    """

    def __init__(
        self,
        queryset: QuerySet,
        asked: QueryDict | Mapping[str, str],
        *,
        others: Mapping[str, str] | None = None,
        tagged: bool = True,
        per_page: int = PER_PAGE,
    ) -> None:
        self.everything = queryset
        self.asked = asked
        self.others = {name: value for name, value in (others or {}).items() if value}
        self.tagged = tagged
        self.per_page = per_page

    @cached_property
    def age(self) -> AgeChip | None:
        return CHIPS.get(self.asked.get("age", ""))

    @cached_property
    def tag(self) -> Tag | None:
        slug = self.asked.get("tag", "") if self.tagged else ""
        return Tag.objects.filter(slug=slug).first() if slug and "\x00" not in slug else None

    @property
    def child(self) -> AgeRange | None:
        """The ages that the list is narrowed to."""
        return self.age.ages if self.age else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.age or self.tag)

    @property
    def is_worth_narrowing(self) -> bool:
        """Whether the choices help: a list that is looked over at once needs none."""
        return self.is_narrowed or self.count > LOOKED_OVER_AT_ONCE

    @cached_property
    def found(self) -> QuerySet:
        found = self._otherwise_narrowed(self.everything)
        return found.filter(self.fitting(self.child)) if self.child else found

    def fitting(self, ages: AgeRange) -> Q:
        """The condition that a row is for these ages."""
        return touching(ages)

    @cached_property
    def page(self) -> PageOfList:
        """The page of the list that the address asks for."""
        return Paginator(self.found, self.per_page).get_page(self.asked.get("page"))

    @cached_property
    def asked_number(self) -> int | None:
        """The number that the address asks for; None where it is none."""
        number = self.asked.get("page", "")
        return int(number) if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER else None

    @property
    def is_past_the_end(self) -> bool:
        """Whether the address asks for a page that comes after the last. `page` is the last one then."""
        return self.count > 0 and (self.asked_number or 1) > self.page.paginator.num_pages

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @cached_property
    def ages(self) -> list[Choice]:
        """The age chips, each with the count it would lead to; one query."""
        conditions = {f"age_{number}": Count("pk", filter=self.fitting(chip.ages)) for number, chip in enumerate(AGE_CHIPS)}
        counts = self._otherwise_narrowed(self.everything).order_by().aggregate(**conditions)
        return [
            Choice(chip.label, self.url(age=chip.key), chosen=chip == self.age, count=counts[f"age_{number}"])
            for number, chip in enumerate(AGE_CHIPS)
        ]

    @cached_property
    def tags(self) -> list[Choice]:
        """The tags most used in the list, and always the chosen one; one query."""
        if not self.tagged:
            return []
        rows = self.everything.order_by().values("pk")
        used = Q(tagged_pages__content_object__in=rows)
        offered = list(Tag.objects.filter(used).annotate(uses=Count("pk")).order_by("-uses", "name")[:TAGS_OFFERED])
        if self.tag and self.tag not in offered:
            offered.append(self.tag)
        return [Choice(tag.label, self.url(tag=tag.slug), chosen=tag == self.tag) for tag in offered]

    def url(self, **changed: str | int | None) -> str:
        """The address of this list with something chosen otherwise (None: not at all), from its first page again."""
        chosen: dict[str, Any] = {**self.others, "age": self.age and self.age.key, "tag": self.tag and self.tag.slug, **changed}
        query = QueryDict(mutable=True)
        for name, value in chosen.items():
            if value not in (None, "", 1):
                query[name] = str(value)
        return f"?{query.urlencode(safe=':')}" if query else "?"

    @property
    def all_url(self) -> str:
        return self.url(age=None, tag=None)

    @property
    def any_age_url(self) -> str:
        return self.url(age=None)

    @property
    def any_tag_url(self) -> str:
        return self.url(tag=None)

    @property
    def numbers(self) -> list[tuple[str, str, bool]]:
        """The pages to choose from: (number or …, address, whether it is this one)."""
        paginator = self.page.paginator
        return [
            (str(number), self.url(page=number) if isinstance(number, int) else "", number == self.page.number)
            for number in paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        ]

    @property
    def first_url(self) -> str:
        return self.url(page=1)

    @property
    def last_url(self) -> str:
        return self.url(page=self.page.paginator.num_pages)

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page.next_page_number()) if self.page.has_next() else ""

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(tagged_items__tag=self.tag) if self.tag else queryset
