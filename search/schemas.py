"""The shapes of the search in the API."""

import datetime
from typing import Annotated

from django.contrib.contenttypes.models import ContentType
from ninja import Field, Schema

from cms.core.ages import MAX_MONTHS, MIN_MONTHS
from cms.core.navigation import absolute
from search.highlight import Piece, plain
from search.models import Suggestion
from search.promotions import Promoted
from search.queries import DEEPEST, MOST_PER_PAGE, Facet, Hit, Results
from search.suggesting import MOST, Suggested


class SearchQuery(Schema):
    """What may be asked. Every list is given by repeating the parameter."""

    q: str = Field("", description="What somebody typed, up to 200 characters. May be empty where a filter is given.")
    locale: str = Field("ja", max_length=20, description="Language code; empty for every language.")
    kind: list[str] = Field([], max_length=30, description="Any of these kinds.")
    age: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="Age of a child in months; below 0 in pregnancy.")
    tag: list[str] = Field([], max_length=10, description="All of these tags.")
    lat: Annotated[float, Field(ge=-90, le=90)] | None = Field(None, description="Latitude of where somebody is.")
    lon: Annotated[float, Field(ge=-180, le=180)] | None = Field(None, description="Longitude; given with lat.")
    radius: float = Field(1000, gt=0, le=50_000, description="Metres around lat, lon.")
    from_: datetime.date | None = Field(None, alias="from", description="Happens on or after this day.")
    to: datetime.date | None = Field(None, description="Happens on or before this day.")
    page: int = Field(1, ge=1, le=DEEPEST, description="From 1.")
    per_page: int = Field(10, ge=1, le=MOST_PER_PAGE, description="Hits on a page.")

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter besides the language is given."""
        filters = (self.kind, self.tag, self.age is not None, self.lat is not None, self.from_, self.to)
        return any(filters)


class PieceOut(Schema):
    text: str
    marked: bool


class HitOut(Schema):
    id: int = Field(description="Its id where its own endpoint lists it")
    type: str = Field(description="app.Model; for pages as in their meta.type")
    kind: str
    kind_label: str
    locale: str
    title: str
    title_pieces: list[PieceOut] = Field(description="The title in pieces; what was searched for is marked.")
    excerpt: list[PieceOut] = Field(description="Original text around what was searched for.")
    summary: str
    url: str
    place: str
    latitude: float | None
    longitude: float | None
    distance: float | None = Field(description="Metres, where a position was asked for.")
    age_min: int | None
    age_max: int | None
    tags: list[str]
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    confirmed_on: datetime.date | None
    updated_at: datetime.datetime | None


class FacetOut(Schema):
    value: str
    label: str
    count: int = Field(description="How many there would be with this value alone of its facet.")
    chosen: bool


class PromotedOut(Schema):
    title: str
    url: str
    description: str
    is_external: bool = Field(description="Leads to another site.")


class SearchAnswer(Schema):
    q: str
    total: int
    page: int
    per_page: int
    pages: int
    relaxed: bool = Field(description="Nothing held all the words; these hold some of them.")
    did_you_mean: str = Field(
        description="Where nothing held all the words: what was probably meant, and finds something. Else empty."
    )
    engine: str = Field(description="database or elasticsearch; empty when nothing was asked.")
    degraded: bool = Field(description="The engine of choice could not answer, so the database did.")
    promoted: list[PromotedOut] = Field(
        description="What the editors recommend for these words, on the first page of a search without filters."
    )
    hits: list[HitOut]
    facets: dict[str, list[FacetOut]]


def pieces_out(pieces: list[Piece]) -> list[PieceOut]:
    return [PieceOut(text=piece.text, marked=piece.marked) for piece in pieces]


def type_of(content_type: ContentType) -> str:
    """app.Model; in small letters where the model's app is not installed any more."""
    model = content_type.model_class()
    return model._meta.label if model else f"{content_type.app_label}.{content_type.model}"


def hit_out(hit: Hit) -> HitOut:
    e = hit.entry
    return HitOut(
        id=int(e.object_id),
        type=type_of(e.content_type),
        kind=e.kind,
        kind_label=hit.kind_label,
        locale=e.locale,
        title=plain(hit.title),
        title_pieces=pieces_out(hit.title),
        excerpt=pieces_out(hit.excerpt),
        summary=e.summary,
        url=absolute(e.url) if e.url else "",
        place=e.place,
        latitude=e.latitude,
        longitude=e.longitude,
        distance=hit.distance,
        age_min=e.age_min,
        age_max=e.age_max,
        tags=hit.tags,
        starts_on=e.starts_on,
        ends_on=e.ends_on,
        confirmed_on=e.confirmed_on,
        updated_at=e.updated_at,
    )


def facet_out(facet: Facet) -> FacetOut:
    return FacetOut(value=facet.value, label=facet.label, count=facet.count, chosen=facet.chosen)


def promoted_out(promoted: Promoted) -> PromotedOut:
    return PromotedOut(
        title=promoted.title,
        url=promoted.url if promoted.is_external else absolute(promoted.url),
        description=promoted.description,
        is_external=promoted.is_external,
    )


def answer_out(results: Results) -> SearchAnswer:
    return SearchAnswer(
        q=results.text,
        total=results.total,
        page=results.page,
        per_page=results.per_page,
        pages=results.pages,
        relaxed=results.relaxed,
        did_you_mean=results.did_you_mean,
        engine=results.engine,
        degraded=results.degraded,
        promoted=[promoted_out(each) for each in results.promoted],
        hits=[hit_out(hit) for hit in results.hits],
        facets={name: [facet_out(facet) for facet in facets] for name, facets in results.facets.items()},
    )


class SuggestQuery(Schema):
    q: str = Field(description="What somebody has typed so far: kana, kanji or Latin letters, up to 200 characters.")
    locale: str = Field("ja", max_length=20, description="Language code.")
    limit: int = Field(MOST, ge=1, le=20, description="How many at most.")


class SuggestionOut(Schema):
    text: str = Field(description="What to search for.")
    pieces: list[PieceOut] = Field(description="The text in pieces; what was typed is marked.")
    kind: Suggestion.Kind = Field(description="The title of something, the name of a place, a tag, or a past search.")
    label: str = Field(description="Of a title or a place, the name of the kind of thing that it is; else empty.")


class Suggestions(Schema):
    q: str
    suggestions: list[SuggestionOut] = Field(description="Best first.")


def suggestion_out(suggested: Suggested) -> SuggestionOut:
    kind = Suggestion.Kind(suggested.kind)
    return SuggestionOut(text=suggested.text, pieces=pieces_out(suggested.pieces), kind=kind, label=suggested.label)
