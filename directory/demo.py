"""The network's organisations (facts), and sample places."""

from typing import Any

from cms.core.demo import Demo
from directory.models import Affiliation, Organisation, Place, PlacePhone

AS_WRITTEN = (
    "hours_shift", "hours_note", "services", "accessibility", "languages", "departments", "fees", "parking", "capacity",
)  # fmt: skip


def load(demo: Demo) -> None:
    content = demo.content("directory")
    demo.sections(content["sections"])
    for entry in content["organisations"]:
        _organisation(demo, entry)
    for entry in content["places"]:
        _place(demo, entry)
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
