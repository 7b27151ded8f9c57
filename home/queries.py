"""What can be asked of what parents read."""

from wagtail.models import Locale, PageQuerySet

from cms.core.ages import AgeRange
from cms.core.chips import AGE_CHIPS
from cms.core.models import BasePage
from cms.core.models.listing import listing_types
from cms.core.queries import public_pages
from home.models import AgeGuidePage, ColumnPage


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


def columns_beside(column: ColumnPage) -> "PageQuerySet[ColumnPage]":
    """The other public columns of a column's contributor in its language, newest first."""
    if column.contributor is None:
        return ColumnPage.objects.none()
    columns = public_pages(ColumnPage).filter(
        contributor__translation_key=column.contributor.translation_key, locale=column.locale
    )
    return columns.exclude(pk=column.pk).for_lists().order_by("-first_published_at")
