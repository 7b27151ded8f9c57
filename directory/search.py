"""How organisations, places and the pages that list them are found."""

from typing import Any, ClassVar

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cms.core.queries import public_pages
from directory.models import DirectoryPage, Organisation, Place, PlacePhone, SupportProgram
from directory.models.pages import listing
from search.registry import Adapter, Content, PageAdapter


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
    }

    def public(self) -> Any:
        return Place.objects.public().select_related("locale", "organisation").prefetch_related("phones")

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
            confirmed_on=place.confirmed_on,
        )


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
            keywords=dialled(program.phone),
            reading=program.kana,
            ages=program.ages,
            confirmed_on=program.updated_on,
        )


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
