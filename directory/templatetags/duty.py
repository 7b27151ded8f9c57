"""What the emergency page says of duty."""

from django import template
from django.utils.translation import gettext

from cms.core.dates import short_day_in_words
from directory.duty.emergency import Emergency
from directory.duty.times import local
from directory.duty.turns import with_turns
from directory.duty.words import gap_in_words, overlap_in_words
from directory.models import DutySlot, Place
from directory.models.codes import CodesField

register = template.Library()
register.filter("gap_in_words", gap_in_words)
register.filter("overlap_in_words", overlap_in_words)
register.filter("short_day", short_day_in_words)
DEPARTMENTS = DutySlot._meta.get_field("departments")


@register.filter
def duty_when(slot: DutySlot) -> str:
    """12月6日（日）9:00–17:00: with its date, as a saved copy is read on another day too."""
    return gettext("%(day)s%(times)s") % {"day": short_day_in_words(slot.day), "times": slot.times}


@register.simple_tag
def duty_in_week(emergency: Emergency, slot: DutySlot) -> str:
    """9:00–17:00; of one that began before today, only until when, as it would be taken for tonight's."""
    if slot.day >= local(emergency.now).date():
        return slot.times
    return gettext("前日から%(moment)sまで") % {"moment": emergency.until(slot.ends_at)}


@register.simple_tag
def open_until(emergency: Emergency, place: Place) -> str:
    """18:00まで, by its own hours and the duty that follows at once; empty where nobody knows."""
    until = with_turns(place.hours, emergency.now, emergency.turns.get(place.translation_key, ())).until
    return gettext("%(moment)sまで") % {"moment": emergency.until(until)} if until else ""


@register.filter
def departments(thing: DutySlot | Place) -> list[str]:
    """小児科, 内科; in the language that is active, where the name is known."""
    assert isinstance(DEPARTMENTS, CodesField)  # noqa: S101 (for the type alone)
    return DEPARTMENTS.said(thing.departments)
