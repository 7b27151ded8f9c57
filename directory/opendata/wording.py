"""What an import would do, in the words of the people who look at it."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.core.ages import AgeRange, age_in_words
from directory.hours import Hours
from directory.hours import in_words as hours_in_words
from directory.models.codes import CodesField
from directory.opendata import columns
from directory.opendata.fields import Target
from directory.opendata.steps import Change

AGES = frozenset({"age_min", "age_max"})
"""In months."""
DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def field_names(scope: str) -> dict[str, str]:
    """The fields that a column can fill, by the names of their columns in the standards."""
    found: dict[str, str] = {}
    for column in columns.SCOPES[scope].values():
        found.setdefault(column.field, column.name)
    return found


FIRST = ("kind", "dates", "address", "building", "place", "phones", "phone", "opening_hours", "hours_note", "age_min")
"""The fields of a new thing by which one sees whether it was read rightly; the others come after them."""
IN_OTHERS = frozenset({"name", "title", "prefecture", "city", "town", "street", "age_max"})
"""What stands in the heading, in the address, or in the ages."""


def told(values: dict[str, Any], target: Target) -> list[tuple[str, str]]:
    """The values that say something: what each is called, and it in words."""
    names = [name for name in (*FIRST, *values) if name in values and name not in IN_OTHERS]
    said = [_told(name, values, target) for name in dict.fromkeys(names)]
    return [(label, words) for label, words in said if words]


def _told(name: str, values: dict[str, Any], target: Target) -> tuple[str, str]:
    if name != "age_min":
        return label_of(name, target), field_in_words(name, values[name], target)
    ages = AgeRange(values["age_min"], values.get("age_max"))
    return _("対象年齢"), "" if ages.is_everyone else str(ages)


def change_of(change: Change, target: Target) -> dict[str, Any]:
    return {
        "label": label_of(change.field, target),
        "old": field_in_words(change.field, change.old, target),
        "new": field_in_words(change.field, change.new, target),
        "ours": field_in_words(change.field, change.ours, target),
        "is_corrected": change.is_corrected,
    }


def label_of(name: str, target: Target) -> str:
    """What a field is called: by the admin, else by the standards' column."""
    if name == "phones":
        return _("電話")
    if target.page and name in target.page.fields():
        return str(target.page.fields()[name])
    fields = {field.name: field for field in target.model._meta.concrete_fields}
    return str(fields[name].verbose_name) if name in fields else field_names(target.scope).get(name, name)


def field_in_words(name: str, value: Any, target: Target) -> str:
    """A field's plain value as the admin's people read it: choices by their names, opening hours in sentences."""
    if target.page and name in target.page.fields():
        return target.page.in_words(name, value)
    fields = {field.name: field for field in target.model._meta.concrete_fields}
    field = fields.get(name)
    if isinstance(field, CodesField):
        return "、".join(field.said(value or ()))
    if name == "opening_hours" and value:
        return "。".join(hours_in_words(Hours(value)))
    words = dict(field.flatchoices) if field is not None else {}
    return str(words[value]) if isinstance(value, str) and value in words else plain_in_words(name, value)


def plain_in_words(name: str, value: Any) -> str:
    """A plain value of a field that no table has words for."""
    if value is None or name in AGES:
        return "" if value is None else age_in_words(value)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list):
        return "、".join(plain_in_words(name, each) for each in value)
    if isinstance(value, dict):
        return phone_in_words(value) if "number" in value else " ".join(filter(None, map(str, value.values())))
    if isinstance(value, str) and DAY.fullmatch(value):
        return date_format(datetime.date.fromisoformat(value), "Y年n月j日")
    return str(value)


def phone_in_words(phone: Mapping[str, Any]) -> str:
    """042-383-1111 内線 12（予約）."""
    extension = _("内線 %(number)s") % {"number": phone["extension"]} if phone.get("extension") else ""
    purpose = _("（%(purpose)s）") % {"purpose": phone["purpose"]} if phone.get("purpose") else ""
    return " ".join(filter(None, [str(phone["number"]), extension])) + purpose
