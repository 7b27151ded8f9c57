"""What the emergency page says of duty."""

from django import template
from django.utils.translation import gettext

from cms.core.dates import short_day_in_words
from directory.duty.emergency import Emergency
from directory.duty.times import clock, local
from directory.duty.words import gap_in_words, overlap_in_words
from directory.models import DutySlot, Place
from directory.models.codes import CodesField
from directory.words import change_in_words, moment_in_words

register = template.Library()
register.filter("gap_in_words", gap_in_words)
register.filter("overlap_in_words", overlap_in_words)
register.filter("short_day", short_day_in_words)
DEPARTMENTS = DutySlot._meta.get_field("departments")


@register.simple_tag
def duty_until(emergency: Emergency, slot: DutySlot) -> str:
    """18:00まで."""
    return gettext("%(moment)sまで") % {"moment": emergency.until(slot)}


@register.simple_tag
def duty_times(emergency: Emergency, slot: DutySlot) -> str:
    """今日 17:00–22:00, 明日 9:00–17:00."""
    begins, starts = moment_in_words(slot.starts_at, emergency.now), clock(slot.starts_at)
    day = begins.removesuffix(starts).strip() or gettext("今日")
    return f"{day} {slot.times}"


@register.simple_tag
def duty_in_week(emergency: Emergency, slot: DutySlot) -> str:
    """9:00–17:00; of one that began before today, only until when, as it would be taken for tonight's."""
    if slot.day >= local(emergency.now).date():
        return slot.times
    return gettext("前日から%(moment)sまで") % {"moment": emergency.until(slot)}


@register.simple_tag
def open_until(emergency: Emergency, place: Place) -> str:
    """18:00まで, by its own hours; empty where nobody knows."""
    return change_in_words(place.status_at(emergency.now), emergency.now)


@register.filter
def departments(thing: DutySlot | Place) -> list[str]:
    """小児科, 内科; in the language that is active, where the name is known."""
    assert isinstance(DEPARTMENTS, CodesField)  # noqa: S101 (for the type alone)
    return DEPARTMENTS.said(thing.departments)


@register.filter
def distance(metres: float) -> str:
    """約300 m, 約1.2 km: to a hundred metres, as exact as the reader's own position is."""
    if metres < 950:
        return gettext("約%(metres)s m") % {"metres": max(100, round(metres / 100) * 100)}
    return gettext("約%(kilometres)s km") % {"kilometres": f"{metres / 1000:.1f}"}
