"""`/api/v2/programs`."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from cms.core.api import parameters
from cms.core.api.routes import AgeQuery, AgesOut, Id, ListOut, ListQuery, ages_out, choice, part
from directory import queries
from directory.models import SupportProgram
from directory.schemas import CodeOut, TranslationOut, address, translation_out
from directory.vocabularies import THEMES

AS_THEY_STAND = (
    "name", "short_name", "kana", "summary", "description", "target", "support", "cost", "how_to_apply", "period", "place", "law",
    "links", "number", "source", "updated_on",
)  # fmt: skip

router = Router(tags=["programs"])


class ProgramQuery(ListQuery, AgeQuery):
    theme: str = Field("", max_length=40, description=f"One of {', '.join(THEMES)}")


class LinkOut(Schema):
    url: str
    title: str


class ContactOut(Schema):
    name: str
    note: str
    phone: str
    email: str
    address: str


class ProgramOut(Schema):
    id: int
    locale: str = Field(description="Its own: what is not translated is there in the source language")
    name: str
    short_name: str
    kana: str
    summary: str
    description: str
    ages: AgesOut
    target: str = Field(description="For whom, in words")
    support: str = Field(description="What one is given")
    cost: str
    how_to_apply: str
    period: str
    place: str
    contact: ContactOut
    website: str
    links: list[LinkOut]
    law: str
    themes: list[CodeOut]
    categories: list[str] = Field(description="The codes of the registry that it comes from")
    number: str = Field(description="The registry's own: psid")
    source: str
    updated_on: datetime.date | None
    url: str = Field(description="Its page on the suite's own site")


class ProgramDetailOut(ProgramOut):
    translations: list[TranslationOut]


@router.get("", response=ListOut[ProgramOut], summary="Support programmes: what a family can apply for", auth=None)
def programs(request: HttpRequest, query: Query[ProgramQuery]) -> dict[str, Any]:
    """In kana order (by name in other languages than Japanese). What is not translated is listed in Japanese."""
    found = query.narrow(queries.public_programs(parameters.locale(query.locale)))
    theme = choice("theme", query.theme, THEMES)
    return part(found.filter(themes__has=theme) if theme else found, query, program_out)


@router.get("/{id}", response=ProgramDetailOut, summary="One support programme", auth=None)
def program(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 (the name in the address)
    """With its translations."""
    found = SupportProgram.objects.public().select_related("locale").filter(pk=id).first()
    if found is None:
        raise HttpError(404, "there is no such public thing")
    return {**program_out(found), "translations": [translation_out(each) for each in queries.translations_of(found)]}


def program_out(program: SupportProgram) -> dict[str, Any]:
    """A programme, in its own language."""
    with translation.override(program.locale.language_code):
        return {
            "id": program.pk,
            "locale": program.locale.language_code,
            **{name: getattr(program, name) for name in AS_THEY_STAND},
            "ages": ages_out(program.ages),
            "contact": {
                "name": program.contact_name,
                "note": program.contact_note,
                **{name: getattr(program, name) for name in ("phone", "email", "address")},
            },
            "website": program.url,
            "themes": [{"code": theme, "label": str(THEMES[theme])} for theme in program.themes if theme in THEMES],
            "categories": list(program.categories),
            "url": address(program),
        }
