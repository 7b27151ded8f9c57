"""The network's organisations (facts), and sample places, programmes and duties."""

import datetime
from typing import Any

from django.utils import timezone

from cms.core.demo import Demo
from directory.confirming.proposing import propose
from directory.duty.times import USUAL, is_off, span
from directory.models import Affiliation, DutySlot, Organisation, Place, PlacePhone, PlaceProposal, SupportProgram

AS_WRITTEN = (
    "hours_shift", "hours_note", "services", "accessibility", "languages", "departments", "fees", "parking", "capacity",
)  # fmt: skip
PROGRAM_AS_WRITTEN = (
    "name", "kana", "short_name", "summary", "themes", "target", "support", "cost", "how_to_apply", "place", "contact_name",
    "phone",
)  # fmt: skip


def load(demo: Demo) -> None:
    content = demo.content("directory")
    demo.sections(content["sections"])
    for entry in content["organisations"]:
        _organisation(demo, entry)
    for entry in content["places"]:
        _place(demo, entry)
    for entry in content["programs"]:
        _program(demo, entry)
    today = timezone.localdate()
    for entry in content["duty"]:
        _duty(demo, entry, today)
    for entry in content["proposals"]:
        _proposal(demo, entry)
    for entry in content["affiliations"]:
        role = Affiliation.Role(entry["role"])
        Affiliation.objects.create(
            organisation=Organisation.objects.get(name=entry["organisation"], locale=demo.source),
            user_id=demo.account(entry["user"], str(role.label)).pk,
            role=role,
        )


def _organisation(demo: Demo, entry: dict[str, Any]) -> None:
    organisation = Organisation(
        locale=demo.source,
        name=entry["name"],
        kana=entry["kana"],
        kind=Organisation.Kind(entry["kind"]),
        description=entry.get("description", ""),
    )
    organisation.full_clean()
    organisation.save()
    demo.translate(organisation, entry)


def _place(demo: Demo, entry: dict[str, Any]) -> None:
    age_min, age_max = entry.get("ages", (None, None))
    place = Place(
        locale=demo.source,
        name=entry["name"],
        kana=entry["kana"],
        kind=Place.Kind(entry["kind"]),
        address=entry.get("address", ""),
        opening_hours=entry.get("hours", ""),
        **{name: entry[name] for name in AS_WRITTEN if name in entry},
        latitude=entry.get("lat"),
        longitude=entry.get("lon"),
        note=entry["note"],
        age_min=age_min,
        age_max=age_max,
        confirmed_on=entry.get("confirmed_on"),
    )
    place.phones.set(
        [
            PlacePhone(locale=demo.source, number=number, purpose=purpose, sort_order=order)
            for order, (number, purpose) in enumerate(entry["phones"])
        ]
    )
    place.full_clean()
    place.save()
    demo.translate(place, entry)


def _program(demo: Demo, entry: dict[str, Any]) -> None:
    age_min, age_max = entry["ages"]
    told = {name: entry[name] for name in PROGRAM_AS_WRITTEN if name in entry}
    program = SupportProgram(locale=demo.source, age_min=age_min, age_max=age_max, **told)
    program.full_clean()
    program.save()
    demo.translate(program, entry)


def _duty(demo: Demo, entry: dict[str, Any], today: datetime.date) -> None:
    """A duty on the day so many days from now, with its kind's usual times. By day there is one on days off alone."""
    kind = DutySlot.Kind(entry["kind"])
    day = today + datetime.timedelta(days=entry["in_days"])
    if kind == DutySlot.Kind.HOLIDAY and not is_off(day):
        kind = DutySlot.Kind.EVENING
    starts_at, ends_at = span(day, *USUAL[kind])
    slot = DutySlot(
        place=Place.objects.get(name=entry["place"], locale=demo.source),
        kind=kind,
        departments=entry["departments"],
        starts_at=starts_at,
        ends_at=ends_at,
        remark=entry.get("remark", ""),
    )
    slot.full_clean()
    slot.save()


def _proposal(demo: Demo, entry: dict[str, Any]) -> None:
    said = {name: entry[name] for name in ("topic", "right_value", "remark") if name in entry}
    place = Place.objects.get(name=entry["place"], locale=demo.source)
    propose(place, PlaceProposal.Sender(entry["sender"]), entry.get("values", {}), **said)
