"""Our things, as `queries` give them, as the objects of HSDS. What is empty is left out."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from cms.core.ages import AgeRange
from cms.core.navigation import absolute
from directory.hsds.ids import at_location_id, location_id, part_id
from directory.hsds.schedules import schedules
from directory.hsds.taxonomies import PROGRAM, terms_of
from directory.models import Organisation, Place, SupportProgram
from directory.opendata.cells import split_address
from directory.vocabularies import ACCESSIBILITY, LANGUAGES

Object = dict[str, Any]
NO_LANGUAGE = frozenset({"interpreter"})
EASY_JAPANESE = "easy_ja"
FREE = re.compile(r"^(?:無料|0円)")
DOCUMENTS = re.compile(r"^(?:必要な書類|持ち物)：(.+)$", re.MULTILINE)


def filled(**fields: Any) -> Object:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def service(thing: Place | SupportProgram) -> Object:
    """A service with its one-to-one fields."""
    return _place_service(thing) if isinstance(thing, Place) else _program_service(thing)


def full_service(thing: Place | SupportProgram) -> Object:
    """A service with all that belongs to it."""
    key = thing.translation_key
    found = service(thing)
    if isinstance(thing, Place):
        organisation = thing.organisation
        found |= filled(
            phones=phones(thing),
            schedules=schedules(key, thing.hours, thing.hours_note, absolute(thing.get_absolute_url())),
            service_at_locations=[at_location(thing)] if is_somewhere(thing) else [],
            languages=languages(key, thing.languages),
            organization=organization(organisation) if organisation else None,
            cost_options=_costs(key, thing.fees),
            attributes=_attributes(thing, thing.kind),
        )
        return found
    return found | filled(
        phones=[_phone(key, 0, thing.phone)] if thing.phone else [],
        contacts=_contacts(thing),
        cost_options=_costs(key, thing.cost),
        required_documents=[
            {"id": part_id(key, "document", number), "document": text}
            for number, text in enumerate(DOCUMENTS.findall(thing.how_to_apply))
        ],
        attributes=_attributes(thing, PROGRAM),
    )


def _place_service(place: Place) -> Object:
    organisation = place.organisation
    spoken = [str(LANGUAGES[code]) for code in place.languages if code in LANGUAGES]
    return filled(
        id=str(place.translation_key),
        name=place.name,
        alternate_name=place.common_name,
        description="\n".join(
            filter(None, (place.note, place.after_hours and f"時間外：{place.after_hours}", "、".join(place.departments)))
        ),
        url=place.url or absolute(place.get_absolute_url()),
        email=place.email,
        status="active",
        interpretation_services="、".join(spoken),
        application_process=place.form_url,
        fees_description=place.fees,
        **_eligibility(place.ages, ""),
        assured_date=place.confirmed_on and place.confirmed_on.isoformat(),
        last_modified=timezone.localtime(place.updated_at).isoformat(),
        organization=basic_organization(organisation) if organisation else None,
    )


def _program_service(program: SupportProgram) -> Object:
    described = dict.fromkeys(filter(None, (program.summary, program.description, program.support)))
    return filled(
        id=str(program.translation_key),
        name=program.name,
        alternate_name=program.short_name,
        description="\n".join(described),
        url=program.url or absolute(program.get_absolute_url()),
        email=program.email,
        status="active",
        application_process=program.how_to_apply,
        fees_description=program.cost,
        **_eligibility(program.ages, program.target),
        assured_date=program.updated_on and program.updated_on.isoformat(),
        last_modified=timezone.localtime(program.updated_at).isoformat(),
    )


def _eligibility(ages: AgeRange, words: str) -> Object:
    """Ages in years, as HSDS has them: from 6 months is 0.5, up to 71 months is 5, the last whole year that is taken."""
    low, high = ages.minimum, ages.maximum
    return {
        "eligibility_description": "\n".join(filter(None, (words, "" if ages.is_everyone else str(ages)))),
        # filled() leaves out what is empty, and 0 is not.
        "minimum_age": None if low is None or low < 0 else _years(low),
        "maximum_age": None if high is None or high < 0 else _years(high, is_last=True),
    }


def _years(months: int, is_last: bool = False) -> float:
    if is_last and (months + 1) % 12 == 0:
        return (months + 1) // 12 - 1
    return months // 12 if months % 12 == 0 else round(months / 12, 2)


def phones(place: Place) -> list[Object]:
    key = place.translation_key
    found = [
        _phone(key, number, phone.number, extension=phone.extension, purpose=phone.purpose)
        for number, phone in enumerate(place.phones.all())
    ]
    return [*found, _phone(key, "fax", place.fax, kind="fax")] if place.fax else found


def _phone(owner: UUID, name: object, number: str, *, extension: str = "", purpose: str = "", kind: str = "voice") -> Object:
    is_number = extension.isascii() and extension.isdigit()
    inner = f"内線{extension}" if extension and not is_number else ""
    return filled(
        id=part_id(owner, "phone", name),
        number=number,
        extension=int(extension) if is_number else None,
        type=kind,
        description=" ".join(filter(None, (purpose, inner))),
    )


def languages(owner: UUID, codes: Iterable[str]) -> list[Object]:
    return [
        filled(
            id=part_id(owner, "language", code),
            name=str(LANGUAGES.get(code, code)),
            code="ja" if code == EASY_JAPANESE else "" if code in NO_LANGUAGE else code,
        )
        for code in codes
    ]


def _costs(owner: UUID, words: str) -> list[Object]:
    """What it costs, in words; an amount only where it is surely none."""
    if not words:
        return []
    amount = {"amount": 0} if FREE.match(words) and len(words) < 6 else {}
    return [{"id": part_id(owner, "cost"), "option": words, "currency": "JPY", **amount, "amount_description": words}]


def _contacts(program: SupportProgram) -> list[Object]:
    if not (program.contact_name or program.contact_note):
        return []
    return [
        filled(
            id=part_id(program.translation_key, "contact"),
            name=program.contact_name,
            title=program.contact_note,
            email=program.email,
        )
    ]


def _attributes(thing: Place | SupportProgram, kind: str) -> list[Object]:
    key = thing.translation_key
    return [
        {
            "id": part_id(key, "attribute", term.id),
            "link_id": str(key),
            "link_type": term.taxonomy.code,
            "link_entity": "service",
            "taxonomy_term_id": term.id,
            "taxonomy_term": term.out(),
        }
        for term in terms_of(thing, kind)
    ]


# Where it is -------------------------------------------------------------------------------------------------------------


def is_somewhere(place: Place) -> bool:
    return bool(place.address) or place.latitude is not None


def at_location(place: Place) -> Object:
    """The service of a place at its location."""
    key = place.translation_key
    return {
        "id": str(at_location_id(key)),
        "service_id": str(key),
        "location_id": str(location_id(key)),
        "location": location(place),
    }


def basic_at_location(place: Place) -> Object:
    """The same, with one-to-one fields alone."""
    found = at_location(place)
    kept = ("id", "location_type", "url", "name", "alternate_name", "transportation", "latitude", "longitude")
    return {**found, "location": {name: value for name, value in found["location"].items() if name in kept}}


def full_at_location(place: Place) -> Object:
    """The same with the service itself; its name and status too, so that it is read as a service by those who take it for one."""
    return {**at_location(place), "name": place.name, "status": "active", "service": full_service(place)}


def location(place: Place) -> Object:
    key = location_id(place.translation_key)
    return filled(
        id=str(key),
        location_type="physical",
        url=absolute(place.get_absolute_url()),
        name=place.name,
        alternate_name=place.common_name,
        transportation="\n".join(filter(None, (place.access, place.parking))),
        latitude=place.latitude,
        longitude=place.longitude,
        addresses=[_address(key, place)] if place.address else [],
        accessibility=[
            {"id": part_id(key, "accessibility", code), "description": str(ACCESSIBILITY.get(code, code))}
            for code in place.accessibility
        ],
        languages=languages(key, place.languages),
        phones=phones(place),
        schedules=schedules(key, place.hours, place.hours_note, absolute(place.get_absolute_url())),
    )


def _address(owner: UUID, place: Place) -> Object:
    parts = split_address(place.address, place.city)
    street = (place.town + place.street) or (parts.town + parts.street)
    required = {
        "id": part_id(owner, "address"),
        "address_1": street or place.address,
        "city": place.city or parts.city,
        "state_province": place.prefecture or parts.prefecture,
        "postal_code": place.postal_code,
        "country": "JP",
        "address_type": "physical",
    }
    return required | filled(address_2=place.building or parts.building)


# Who does it -------------------------------------------------------------------------------------------------------------


def basic_organization(organisation: Organisation) -> Object:
    """An organization with its one-to-one fields."""
    return {
        "id": str(organisation.translation_key),
        "name": organisation.name,
        "description": organisation.description or str(organisation.get_kind_display()),
        **filled(
            email=organisation.email,
            website=organisation.url,
            legal_status=str(organisation.get_kind_display()),
            uri=absolute(organisation.get_absolute_url()),
        ),
    }


def organization(organisation: Organisation) -> Object:
    """An organization with what belongs to it, save its services."""
    found = basic_organization(organisation)
    if organisation.phone:
        found["phones"] = [_phone(organisation.translation_key, 0, organisation.phone)]
    return found
