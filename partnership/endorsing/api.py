"""`/api/v2/declaration`: what is declared, in which languages, and who endorses it."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from cms.core.api import parameters
from cms.core.api.routes import ListOut, ListQuery
from cms.core.navigation import absolute
from partnership.endorsing import queries
from partnership.models import DeclarationPage

PageId = Annotated[int, Path(ge=1, le=parameters.LARGEST, description="The id of the declaration's page, in any language")]

router = Router(tags=["declaration"])


class VersionOut(Schema):
    id: int = Field(description="The page's id; its text is at /pages/ID")
    locale: str
    name: str = Field(description="The language as its own speakers call it")
    title: str
    url: str


class CountsOut(Schema):
    organisations: int
    citizens: int


class DeclarationOut(Schema):
    id: int
    locale: str
    title: str
    motto: str
    adopted_on: datetime.date | None
    adopted_at: str
    url: str
    card_url: str = Field(description="A card to print and to hand on")
    endorse_url: str = Field(description="Where one endorses it")
    languages: list[VersionOut] = Field(description="Every public language version, this one included")
    endorsements: CountsOut = Field(description="How many the moderators have accepted, named or not")


class EndorsementOut(Schema):
    kind: str = Field(description="citizen or organisation")
    name: str = Field(description="Shown because whoever endorsed wished it")
    organisation: int | None = Field(description="The organisation's id in the directory, where it is one of it")
    town: str
    words: str = Field(description="Plain text; empty where they wrote none")
    accepted_on: datetime.date | None


@router.get("", response=ListOut[DeclarationOut], summary="What the network has declared", auth=None)
def declarations(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """With its languages, and how many endorse it. The text itself is that of the page: `/pages/ID`."""
    found = queries.declarations(parameters.locale(query.locale))
    pages = list(found[query.offset : query.offset + query.limit])
    counts, languages = queries.counts(pages), queries.languages(pages)
    rows = [declaration_out(page, counts[page.translation_key], languages[page.translation_key]) for page in pages]
    return {"meta": {"total_count": found.count()}, "items": rows}


@router.get("/{page_id}/endorsements", response=ListOut[EndorsementOut], summary="Who endorses it", auth=None)
def endorsements(request: HttpRequest, page_id: PageId, query: Query[ListQuery]) -> dict[str, Any]:
    """Those who wish to be named, the newest first. Everybody else is in the declaration's counts alone."""
    locale = parameters.locale(query.locale)
    page = queries.declaration(page_id)
    if page is None:
        raise HttpError(404, "there is no public declaration of this id")
    found = queries.named(page)
    rows = queries.in_words(found[query.offset : query.offset + query.limit], locale)
    return {"meta": {"total_count": found.count()}, "items": [endorsement_out(row) for row in rows]}


def declaration_out(page: DeclarationPage, counts: queries.Counts, languages: list[queries.LanguageVersion]) -> dict[str, Any]:
    with translation.override(page.locale.language_code):
        card = absolute(reverse("partnership:declaration_card", args=[page.pk]))
        endorse = absolute(reverse("partnership:declaration_endorse", args=[page.pk]))
    return {
        "id": page.pk,
        "locale": page.locale.language_code,
        **{name: getattr(page, name) for name in ("title", "motto", "adopted_on", "adopted_at")},
        "url": page.full_url or "",
        "card_url": card,
        "endorse_url": endorse,
        "languages": [
            {"id": each.page.pk, "locale": each.code, "name": each.name, "title": each.title, "url": each.url}
            for each in languages
        ],
        "endorsements": {"organisations": counts.organisations, "citizens": counts.citizens},
    }


def endorsement_out(row: queries.Named) -> dict[str, Any]:
    each = row.endorsement
    return {
        "kind": each.kind,
        "name": row.name,
        "organisation": row.organisation.pk if row.organisation else None,
        "town": each.town,
        "words": each.words,
        "accepted_on": timezone.localdate(each.accepted_at) if each.accepted_at else None,
    }
