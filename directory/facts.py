"""What a place says, field by field, in words: by this an approver sees what changed."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.formats import date_format

from cms.core.ages import age_in_words
from directory.models.codes import CodesField
from directory.models.place import Place

FIELDS = (
    "name", "kana", "common_name", "kind", "category", "organisation", "picture", "note", "age_min", "age_max",
    "confirmed_on", "keeper_email", "phones", "fax", "email", "url", "form_url", "address", "building", "latitude",
    "longitude", "postal_code", "prefecture", "city", "town", "street", "access", "parking", "opening_hours", "hours_shift",
    "hours_note", "services", "accessibility", "languages", "fees", "capacity", "vacancies", "departments", "after_hours",
    "beds", "source", "go_live_at", "expire_at",
)  # fmt: skip
"""In the editor's order."""


def facts(place: Place) -> Iterator[tuple[str, str]]:
    """The label of each field, and what it says; nothing where it is empty."""
    for name in FIELDS:
        field: Any = Place._meta.get_field(name)
        if isinstance(field, Field):
            yield str(field.verbose_name), said(field, place)
        else:
            rows = [row.in_words for row in getattr(place, name).all()]
            yield str(field.related_model._meta.verbose_name), "\n".join(rows)


def said(field: Any, place: Place) -> str:
    """What a place says in a field, in words."""
    value = getattr(place, field.name)
    if field.name == "opening_hours":
        return place.hours_in_words
    if value in (None, "", ()):
        return ""
    if field.name in ("age_min", "age_max"):
        return age_in_words(value)
    if isinstance(field, CodesField):
        return "、".join(field.said(value))
    return str(dict(field.flatchoices).get(value, value)) if field.choices else _plainly(value)


def _plainly(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "Y年n月j日 G:i")
    if isinstance(value, datetime.date):
        return date_format(value, "Y年n月j日")
    return str(value)
