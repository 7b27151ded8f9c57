"""The fields of a place that others may propose to change: their values as JSON holds them, in words, and written back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.hours import Hours, HoursError, in_words
from directory.models import Place, PlacePhone
from directory.opendata.cells.addresses import split_address

Value = Any
"""Of `phones` a list of {number, extension, purpose}; of `opening_hours` {text, shift}; of the others text, or whether."""

PHONE_PARTS = ("number", "extension", "purpose")
TEXTS = ("hours_note", "address", "building", "access", "parking", "fees", "note")
CONTACTS = ("fax", "email", "url")
IS_THERE = "is_public"
"""Whether there is such a place at all: nothing to write, but to take down."""
PROPOSABLE = ("phones", *CONTACTS, "opening_hours", *TEXTS, IS_THERE)
ADDRESS_PARTS = ("prefecture", "city", "town", "street")


def label_of(field: str) -> str:
    """What a field is called."""
    if field == "phones":
        return str(_("電話"))
    return str(_("あるかどうか")) if field == IS_THERE else str(Place._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def value_of(place: Place, field: str) -> Value:
    """What a place says now in a field."""
    if field == "phones":
        return [{part: getattr(phone, part) for part in PHONE_PARTS} for phone in place.phones.all()]
    if field == "opening_hours":
        return {"text": place.opening_hours, "shift": place.hours_shift}
    return getattr(place, field)


def words_of(field: str, value: Value) -> list[str]:
    """A value as one reads it, line by line; none for what is not said."""
    if field == "phones":
        return [_phone_in_words(phone) for phone in value or ()]
    if field == "opening_hours":
        return _hours_in_words(value or {})
    if field == IS_THERE:
        return [gettext("ある") if value else gettext("もうない（公開をやめる）")]
    return [line for line in str(value or "").splitlines() if line.strip()]


def _phone_in_words(phone: Mapping[str, str]) -> str:
    extension = gettext("内線 %(number)s") % {"number": phone["extension"]} if phone.get("extension") else ""
    purpose = gettext("（%(purpose)s）") % {"purpose": phone["purpose"]} if phone.get("purpose") else ""
    return " ".join(filter(None, [phone["number"], extension])) + purpose


def _hours_in_words(value: Mapping[str, str]) -> list[str]:
    try:
        return in_words(Hours(value.get("text", ""), value.get("shift", "")))
    except HoursError:
        return [value.get("text", "")]


def write(place: Place, field: str, value: Value) -> None:
    """Puts a value into a place, which is not saved by that. Whether it is public is no value of its own: `take_down`."""
    if field not in PROPOSABLE:
        raise KeyError(field)
    if field == IS_THERE:
        return
    if field == "phones":
        _write_phones(place, value)
    elif field == "opening_hours":
        place.opening_hours, place.hours_shift = value["text"], value["shift"]
    else:
        setattr(place, field, value)
    if field == "address":
        # The parts and the post code were those of the old address.
        parts = split_address(value)
        for name in ADDRESS_PARTS:
            setattr(place, name, getattr(parts, name))
        place.postal_code = ""


def _write_phones(place: Place, value: Sequence[Mapping[str, str]]) -> None:
    """A number that stays keeps its row, and so the translation of what it is for; so does one that takes another's place."""
    before = list(place.phones.all())
    kept: dict[int, PlacePhone] = {}
    for number, said in enumerate(value):
        same = next((phone for phone in before if phone.number == said["number"]), None)
        if same:
            before.remove(same)
            kept[number] = same
    phones = []
    for number, said in enumerate(value):
        phone = kept.get(number) or (before.pop(0) if before else PlacePhone(locale=place.locale))
        for part in PHONE_PARTS:
            setattr(phone, part, said.get(part, ""))
        phone.sort_order = number
        phones.append(phone)
    place.phones.set(phones)


def faults(place: Place, values: Mapping[str, Value]) -> dict[str, list[str]]:
    """What is wrong with these values, by field. What was wrong with the place before is not their fault."""
    found: dict[str, list[str]] = {}
    tried = Place.objects.get(pk=place.pk)
    for field, value in values.items():
        write(tried, field, value)
    try:
        tried.full_clean()
    except ValidationError as error:
        found = {field: messages for field, messages in error.message_dict.items() if field in values}
    for phone in values.get("phones", ()):
        found.setdefault("phones", []).extend(_faults_of(phone))
    return {field: messages for field, messages in found.items() if messages and field != NON_FIELD_ERRORS}


def _faults_of(phone: Mapping[str, str]) -> list[str]:
    try:
        PlacePhone(**phone).clean_fields(exclude=[each.name for each in PlacePhone._meta.fields if each.name not in PHONE_PARTS])
    except ValidationError as error:
        return [message for messages in error.message_dict.values() for message in messages]
    return []
