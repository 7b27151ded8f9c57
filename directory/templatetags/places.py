"""What the site says of places."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from directory import words
from directory.kana import ROWS
from directory.models import Place

register = template.Library()


@register.inclusion_tag("directory/parts/open_now.html")
def open_now(place: Place) -> dict[str, Any]:
    """The badge: open or not at this moment, and until when. Nothing for a place that has no hours."""
    if not place.opening_hours:
        return {}
    now = timezone.now()
    status = place.status_at(now)
    return {
        "state": status.state,
        "said": words.state_in_words(status.state),
        "change": words.change_in_words(status, now),
        "remark": status.comment,
    }


@register.simple_tag
def week_of(place: Place) -> list[dict[str, Any]]:
    """The next seven days, today first: the day in words, whether it is today, its times in words."""
    if not place.opening_hours:
        return []
    today = timezone.localdate()
    return [
        {
            "day": words.day_of_week_in_words(day),
            "is_today": day.date == today,
            "times": [words.interval_in_words(interval) for interval in day.intervals] or [gettext("休み")],
        }
        for day in place.hours.week(today)
    ]


@register.filter
def said(place: Place, field: str) -> list[str]:
    """What a place offers, in words: place|said:"services"."""
    column: Any = Place._meta.get_field(field)
    return column.said(getattr(place, field))


@register.filter
def route(place: Place) -> str:
    """A link that asks a map for the way there: to its position, else to its address. Empty for a place that is nowhere."""
    goal = place.address if place.latitude is None else f"{place.latitude},{place.longitude}"
    return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': goal})}" if goal else ""


@register.filter
def kana_row_number(row: str) -> int:
    """The place of a row of the syllabary among all, from 1: あ, か, さ …"""
    return list(ROWS).index(row) + 1
