"""What the site says of places."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from cms.core.openness import OpenAt
from directory import words
from directory.duty.turns import Turn, turns_from, with_turns
from directory.kana import ROWS
from directory.models import DutySlot, Place, SupportProgram
from directory.models.place import MEDICAL

register = template.Library()


@register.inclusion_tag("core/parts/open_now.html", takes_context=True)
def open_now(context: template.Context, place: Place, open_at: OpenAt | None = None) -> dict[str, Any]:
    """The badge: open or not at this moment or at the one asked for, and until when.

    Nothing for a place that has no hours and no turn of duty to come.
    """
    now = timezone.now()
    asked = open_at.moment if open_at and not open_at.is_now else None
    turns = _turns(context, asked or now).get(place.translation_key, []) if place.kind in MEDICAL else []
    if not place.opening_hours and not turns:
        return {}
    status = with_turns(place.hours, asked or now, turns)
    return {"open_state": words.open_state(status, now, asked)}


def _turns(context: template.Context, moment: datetime.datetime) -> dict[UUID, list[Turn]]:
    """Who is on duty then or later, asked once for all the places of a page."""
    request = context.get("request")
    if request is None:
        return turns_from(moment)
    if not hasattr(request, "turns_of_duty"):
        request.turns_of_duty = turns_from(moment)
    return request.turns_of_duty


@register.simple_tag
def week_of(place: Place, duty: Sequence[DutySlot] = ()) -> list[dict[str, Any]]:
    """The next seven days, today first: the day in words, whether it is today, its times in words, those of duty among them."""
    if not place.opening_hours:
        return []
    today = timezone.localdate()
    return [
        {
            "day": words.day_of_week_in_words(day),
            "is_today": day.date == today,
            "times": [
                *(words.interval_in_words(interval) for interval in day.intervals),
                *(words.turn_in_words(slot, today) for slot in duty if max(slot.day, today) == day.date),
            ]
            or [gettext("休み")],
        }
        for day in place.hours.week(today)
    ]


@register.filter
def said(thing: Place | SupportProgram, field: str) -> list[str]:
    """What a place offers, or a programme is about, in words: place|said:"services"."""
    column: Any = thing._meta.get_field(field)
    return column.said(getattr(thing, field))


@register.filter
def age_note(place: Place) -> str:
    """What its information leaves open of its ages."""
    return words.age_note(place)


@register.filter
def route(place: Place) -> str:
    """A link that asks a map for the way there: to its position, else to its address. Empty for a place that is nowhere."""
    goal = place.address if place.latitude is None else f"{place.latitude},{place.longitude}"
    return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': goal})}" if goal else ""


@register.filter
def kana_row_number(row: str) -> int:
    """The place of a row of the syllabary among all, from 1: あ, か, さ …"""
    return list(ROWS).index(row) + 1
