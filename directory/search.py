"""How organisations, places and the pages that list them are found."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cms.core.openness import OpenState
from cms.core.queries import public_pages
from directory.duty.turns import Turn, with_turns
from directory.hours import Hours
from directory.models import DirectoryPage, DutySlot, Organisation, Place, PlacePhone, SupportProgram
from directory.models.pages import listing
from directory.models.place import MEDICAL
from directory.vocabularies import THEMES
from directory.words import open_state
from search.registry import Adapter, Content, PageAdapter

BESIDE = " "
"""Between what a public holiday does to a weekly closed day, which is one word or none, and the hours."""


def dialled(number: str) -> str:
    """The digits of a telephone number."""
    return "".join(character for character in number if character.isdigit())


class DirectoryPageAdapter(PageAdapter):
    model = "directory.DirectoryPage"
    kinds: ClassVar = {"directory": _("施設・窓口の一覧")}


class OrganisationAdapter(Adapter):
    model = "directory.Organisation"
    kinds: ClassVar = {"organisation": _("団体")}

    def public(self) -> Any:
        return Organisation.objects.public().select_related("locale")

    def content(self, organisation: Organisation) -> Content:
        return Content(
            title=organisation.name,
            kind="organisation",
            locale=organisation.locale.language_code,
            url=address_of(organisation),
            summary=organisation.description,
            keywords=str(organisation.get_kind_display()),
            reading=organisation.kana,
        )


class PlaceAdapter(Adapter):
    model = "directory.Place"
    kinds: ClassVar = dict(Place.Kind.choices)
    depends: ClassVar = {
        "directory.Organisation": lambda organisation: organisation.places.all(),
        "directory.PlacePhone": lambda phone: [phone.place],
        "directory.DutySlot": lambda slot: Place.objects.filter(translation_key=slot.place.translation_key),
    }

    def public(self) -> Any:
        return Place.objects.public().select_related("locale", "organisation").prefetch_related("phones", "duty_slots")

    def content(self, place: Place) -> Content:
        organisation = place.organisation
        named = [organisation.name] if organisation and organisation.is_public else []
        # A number is looked for as it is written and as it is dialled.
        phones = list(place.phones.all())
        dialled_numbers = [dialled(phone.number) for phone in phones]
        return Content(
            title=f"{place.name}（{place.common_name}）" if place.common_name else place.name,
            kind=place.kind,
            locale=place.locale.language_code,
            url=address_of(place),
            summary=place.note,
            body="\n".join(filter(None, [*named, *texts_of(place), *(phone_text(phone) for phone in phones)])),
            keywords=" ".join([str(place.get_kind_display()), place.category, *dialled_numbers]),
            reading=place.kana,
            ages=place.ages,
            place=place.address,
            position=position_of(place),
            schedule=schedule_of(place),
            confirmed_on=place.confirmed_on,
            expires_at=place.expire_at,
        )

    def is_open(self, schedule: str, moment: datetime.datetime) -> bool:
        hours, turns = read_schedule(schedule)
        return any(turn.holds(moment) for turn in turns) or bool(hours.is_open(moment))

    def open_state(self, schedule: str, now: datetime.datetime, other: datetime.datetime | None = None) -> OpenState:
        hours, turns = read_schedule(schedule)
        return open_state(with_turns(hours, other or now, turns), now, other)


def schedule_of(place: Place) -> str:
    """When a place is open, as one text: its hours, and a line for each turn of duty that is not over."""
    hours = f"{place.hours_shift}{BESIDE}{place.opening_hours}" if place.opening_hours else ""
    if place.kind not in MEDICAL:
        return hours
    slots: Iterable[DutySlot] = place.duty_slots.all()
    if place.locale.language_code != settings.LANGUAGE_CODE:
        slots = DutySlot.objects.filter(place__translation_key=place.translation_key)
    now = timezone.now()
    turns = sorted((slot.starts_at, slot.ends_at) for slot in slots if slot.ends_at > now)
    lines = [f"{starts_at.isoformat()}/{ends_at.isoformat()}" for starts_at, ends_at in turns]
    return "\n".join([hours, *lines])


def read_schedule(schedule: str) -> tuple[Hours, list[Turn]]:
    """What `schedule_of` wrote."""
    written, *turns = schedule.split("\n")
    shift, _separator, text = written.partition(BESIDE)
    return Hours(text, shift), [Turn(*map(datetime.datetime.fromisoformat, turn.split("/"))) for turn in turns]


class SupportProgramAdapter(Adapter):
    model = "directory.SupportProgram"
    kinds: ClassVar = {"program": _("制度")}

    def public(self) -> Any:
        return SupportProgram.objects.public().select_related("locale")

    def content(self, program: SupportProgram) -> Content:
        texts = (
            program.description, program.target, program.support, program.cost, program.how_to_apply, program.period,
            program.place, program.contact_name, program.contact_note, program.phone, program.law,
        )  # fmt: skip
        return Content(
            title=f"{program.name}（{program.short_name}）" if program.short_name else program.name,
            kind="program",
            locale=program.locale.language_code,
            url=program.get_absolute_url(),
            summary=program.summary,
            body="\n".join(filter(None, texts)),
            keywords=" ".join([*themes_of(program), dialled(program.phone)]),
            reading=program.kana,
            ages=program.ages,
            confirmed_on=program.updated_on,
        )


def themes_of(program: SupportProgram) -> list[str]:
    """What it is about, in its own language."""
    with translation.override(program.locale.language_code):
        return [str(THEMES[theme]) for theme in program.themes if theme in THEMES]


def phone_text(phone: PlacePhone) -> str:
    return " ".join(filter(None, [phone.purpose, phone.number]))


def texts_of(place: Place) -> list[str]:
    """What else is said of a place, in its own language."""
    with translation.override(place.locale.language_code):
        offered = [
            "、".join(Place._meta.get_field(name).said(getattr(place, name)))  # type: ignore[union-attr]
            for name in ("services", "accessibility", "languages", "departments")
        ]
    return [place.building, *offered, place.fees, place.access, place.parking, place.hours_note, place.after_hours]


def position_of(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def address_of(thing: Place | Organisation) -> str:
    """A page of its own where the directory has one, else the directory page that lists it."""
    own = getattr(thing, "get_absolute_url", None)
    if own is not None:
        return own()
    pages = public_pages(DirectoryPage).filter(locale=thing.locale)
    if isinstance(thing, Place):
        pages = pages.filter(listing(thing.kind)).order_by("-kinds")
    page = pages.first()
    return f"{page.url}#{thing._meta.model_name}-{thing.pk}" if page and page.url else ""
