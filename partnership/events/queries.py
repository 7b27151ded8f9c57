"""What can be asked of the events: what anybody may see, and nothing else."""

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, PageQuerySet

from cms.core.dates import day_in_words
from cms.core.geography import Box, Point, metres_between
from cms.core.models import PageTag
from cms.core.queries import in_locale, public_pages
from directory.models import Organisation, Place
from partnership.events.rules import Status
from partnership.models import EventPage, Occurrence
from partnership.models.occurrences import OccurrenceQuerySet

CARD_WORDS = {Status.SCHEDULED: "%(day)s", Status.CANCELLED: _("%(day)s・中止"), Status.POSTPONED: _("%(day)s・延期")}


def public_events(locale: Locale | None = None) -> "PageQuerySet[EventPage]":
    """The events that anybody may see, in a language or in all."""
    pages = public_pages(EventPage).select_related("locale", "place").prefetch_related("dates", "exceptions")
    return pages if locale is None else pages.filter(locale=locale)


def public_occurrences(locale: Locale) -> OccurrenceQuerySet:
    """Every time at which a public event of a language happens, in order, with its page."""
    pages = public_pages(EventPage).filter(locale=locale)
    found = Occurrence.objects.filter(page__in=pages.order_by().values("pk"))
    return found.select_related("page__locale", "page__place").order_by("starts_at", "pk")


def next_of_each(occurrences: OccurrenceQuerySet, today: datetime.date) -> OccurrenceQuerySet:
    """Of what is still to come the next time of each event: one that repeats would leave no room for the others."""
    times = Occurrence.objects.filter(page=OuterRef("page")).upcoming(today).order_by("starts_at", "pk")
    return occurrences.upcoming(today).filter(pk=Subquery(times.values("pk")[:1]))


def times_to_come(pages: Collection[int], today: datetime.date) -> dict[int, int]:
    """How often each of these events is still to happen; what is cancelled or postponed is none of it."""
    times = Occurrence.objects.filter(page__in=pages, status=Status.SCHEDULED.value).upcoming(today).order_by()
    return dict(times.values_list("page").annotate(Count("pk")))


def around(occurrences: OccurrenceQuerySet, point: Point, radius: float) -> OccurrenceQuerySet:
    """Those at a public place within so many metres."""
    places = Place.objects.public().around(point, radius).order_by().values("pk")
    return occurrences.filter(page__place__in=places).exclude(page__attendance=EventPage.Attendance.ONLINE)


def within(occurrences: OccurrenceQuerySet, box: Box) -> OccurrenceQuerySet:
    """Those at a public place in a box."""
    places = Place.objects.public().within(box).order_by().values("pk")
    return occurrences.filter(page__place__in=places).exclude(page__attendance=EventPage.Attendance.ONLINE)


def of_organisation(occurrences: OccurrenceQuerySet, organisation: int) -> OccurrenceQuerySet:
    """Those to which an organisation invites; its id is one of any language."""
    keys = Organisation.objects.public().filter(pk=organisation).values("translation_key")
    return occurrences.filter(Q(page__organisers__organisation__translation_key__in=keys)).distinct()


def events_of(organisation: Organisation, today: datetime.date | None = None) -> list[Occurrence]:
    """The times still to come of an organisation's public events, in its own language; each event with its next time only."""
    found = of_organisation(public_occurrences(organisation.locale), organisation.pk).upcoming(today or timezone.localdate())
    first: dict[int, Occurrence] = {}
    for occurrence in found:
        first.setdefault(occurrence.page_id, occurrence)
    return list(first.values())


def days_on_cards(pages: Collection[int], today: datetime.date | None = None) -> dict[int, str]:
    """In words, by the page's key: the next day on which each event takes place; or when it would have, or that it is over."""
    today = today or timezone.localdate()
    times = Occurrence.objects.filter(page__in=pages).order_by()
    over = times.values_list("page", "status").annotate(Max("last_day"))
    coming = times.upcoming(today).values_list("page", "status").annotate(Min("first_day"))
    found = {}
    for pk, (status, day) in _one_of_each(over, latest=True).items():
        is_over = status == Status.SCHEDULED
        found[pk] = str(_("%(day)sに終わりました") if is_over else CARD_WORDS[status]) % {"day": day_in_words(day)}
    for pk, (status, day) in _one_of_each(coming, latest=False).items():
        found[pk] = str(CARD_WORDS[status]) % {"day": day_in_words(day)}
    return found


def _one_of_each(times: Iterable[tuple[int, str, datetime.date]], *, latest: bool) -> dict[int, tuple[Status, datetime.date]]:
    """By the page's key: the day on which it takes place, if there is one, else one on which it would have."""
    found: dict[int, tuple[Status, datetime.date]] = {}
    for pk, status, day in sorted(times, key=lambda each: each[2], reverse=latest):
        if pk not in found or (status == Status.SCHEDULED and found[pk][0] != Status.SCHEDULED):
            found[pk] = Status(status), day
    return found


def distance(place: Place, point: Point) -> float | None:
    """Metres to a place; None where nobody knows where it is."""
    if place.latitude is None or place.longitude is None:
        return None
    return metres_between(point, Point(place.latitude, place.longitude))


def places_of(pages: Iterable[EventPage], locale: Locale) -> dict[int, Place]:
    """The public places of events, by the event's id, in a language where they are translated. Three queries at most."""
    held = {page.pk: page.place for page in pages if page.place and page.place.is_public}
    distinct = list({place.pk: place for place in held.values()}.values())
    found = in_locale(distinct, locale)
    prefetch_related_objects(found, "locale")
    localized = dict(zip((place.pk for place in distinct), found, strict=True))
    return {pk: localized[place.pk] for pk, place in held.items()}


def tags_of(pages: Iterable[EventPage]) -> dict[int, list[str]]:
    """The tags of events, by the event's id, each in its event's language. One query."""
    languages = {page.pk: page.locale.language_code for page in pages}
    found: dict[int, list[str]] = {pk: [] for pk in languages}
    for each in PageTag.objects.filter(content_object__in=languages).select_related("tag").order_by("tag__name"):
        found[each.content_object_id].append(each.tag.in_language(languages[each.content_object_id]))
    return found


def next_events(locale: Locale, count: int = 3) -> list[EventPage]:
    """The events whose next time that still stands begins first, as lists show pages.

    What began before today and goes on, as an exhibition of a year does, comes after what begins: it would stand there every day.
    """
    standing = Occurrence.objects.filter(page=OuterRef("pk"), status=Status.SCHEDULED.value).upcoming(timezone.localdate())
    begun = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    first = standing.order_by("starts_at").values("starts_at")
    pages = public_pages(EventPage).filter(locale=locale).for_lists()
    pages = pages.annotate(coming=Subquery(first[:1]), begins=Subquery(first.filter(starts_at__gte=begun)[:1]))
    return list(pages.filter(coming__isnull=False).order_by(F("begins").asc(nulls_last=True), "coming", "pk")[:count])
