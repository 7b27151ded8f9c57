"""What can be asked of what parents read."""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from wagtail.models import Locale, PageQuerySet

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, AgeRange
from cms.core.chips import AGE_CHIPS
from cms.core.models import BasePage
from cms.core.models.listing import listing_types
from cms.core.queries import public_pages
from directory.models import Place
from directory.models.program import SupportProgramQuerySet
from directory.queries import public_places, public_programs
from home.models import AgeGuidePage, ColumnPage, Contributor, TopicPage


def guides_by_chip(locale: Locale) -> dict[str, AgeGuidePage]:
    """The guide that answers each age chip, by the chip's key: of those that touch it, the one that fits it best."""
    guides = [
        guide
        for guide in public_pages(AgeGuidePage).filter(locale=locale).for_lists().order_by("path")
        if not guide.ages.is_everyone
    ]
    found = {}
    for chip in AGE_CHIPS:
        touching = [guide for guide in guides if guide.ages.overlaps(chip.ages)]
        if touching:
            found[chip.key] = min(touching, key=lambda guide: _months_apart(guide.ages, chip.ages))
    return found


def _months_apart(one: AgeRange, other: AgeRange) -> int:
    return abs(one.lower - other.lower) + abs(one.upper - other.upper)


def pages_for_ages(ages: AgeRange, locale: Locale) -> "PageQuerySet[BasePage]":
    """Public pages of prose for these ages, other than guides, newest first; those for every age are left out."""
    pages = public_pages(BasePage).filter(locale=locale, depth__gt=2).for_ages(ages)
    pages = pages.exclude(content_type__in=listing_types()).not_exact_type(AgeGuidePage).exclude(age_min=None, age_max=None)
    return pages.for_lists().order_by("-first_published_at")


def programs_for(ages: AgeRange, locale: Locale) -> SupportProgramQuerySet:
    """The support programmes for these ages, those first that are for few ages; those for every age are left out."""
    found = public_programs(locale).for_ages(ages).exclude(age_min=None, age_max=None)
    span = Coalesce("age_max", MAX_MONTHS) - Coalesce("age_min", MIN_MONTHS)
    return found.annotate(span=span).order_by("span", *found.query.order_by)


def columns_of(contributor: Contributor, locale: Locale) -> "PageQuerySet[ColumnPage]":
    """The public columns of a contributor in a language, newest first, in whatever language the contributor was chosen."""
    columns = public_pages(ColumnPage).filter(contributor__translation_key=contributor.translation_key, locale=locale)
    return columns.for_lists().order_by("-first_published_at", "-pk")


def columns_beside(column: ColumnPage) -> "PageQuerySet[ColumnPage]":
    """The other public columns of a column's contributor in its language, newest first."""
    if column.contributor is None:
        return ColumnPage.objects.none()
    return columns_of(column.contributor, column.locale).exclude(pk=column.pk)


def public_contributors() -> "QuerySet[Contributor]":
    """Those who have something to read: the contributors of public columns, each in the languages of these columns."""
    columns = public_pages(ColumnPage).filter(contributor__translation_key=OuterRef("translation_key"), locale=OuterRef("locale"))
    return Contributor.objects.filter(Exists(columns)).select_related("locale", "portrait")


def desks_of(topic: TopicPage) -> list[Place]:
    """The public places where one can ask about a topic, in its language where they are translated, in the editors' order."""
    keys = [desk.place.translation_key for desk in topic.desks.all()]
    places = {place.translation_key: place for place in public_places(topic.locale).filter(translation_key__in=keys)}
    return [places[key] for key in keys if key in places]
