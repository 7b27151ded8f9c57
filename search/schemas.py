"""The shapes of the search in the API."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from ninja import Field, Schema
from wagtail.api.v2.utils import BadRequestError

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES, AgeRange
from cms.core.api import parameters
from cms.core.navigation import absolute
from cms.core.openness import OpenAt, OpenState
from search.highlight import Piece, plain
from search.models import Suggestion
from search.promotions import Promoted
from search.queries import DEEPEST, LARGEST_RADIUS, MOST_PER_PAGE, RADIUS, Facet, Hit, Results
from search.suggesting import MOST, Suggested


class SearchQuery(Schema):
    """What may be asked. Every list is given by repeating the parameter; an empty value is the same as none (but for locale)."""

    q: str = Field("", description="What somebody typed, up to 200 characters. May be left out where a filter is given.")
    locale: str = Field(
        settings.LANGUAGE_CODE,
        max_length=20,
        description=f"Language code. Not given: {settings.LANGUAGE_CODE}. Given and empty (locale=): every language.",
    )
    kind: list[str] = Field([], max_length=30, description="Any of these kinds.")
    age: int | None = Field(None, ge=MIN_MONTHS, le=MAX_MONTHS, description="Age of a child in months; below 0 in pregnancy.")
    stage: str = Field(
        "",
        max_length=20,
        description=f"For this life stage: {', '.join(STAGES)}. The facet age gives these keys. With age, the one that holds it.",
    )
    tag: list[str] = Field([], max_length=10, description="All of these tags.")
    lat: float | None = Field(None, ge=-90, le=90, description="Latitude of where somebody is; given with lon.")
    lon: float | None = Field(None, ge=-180, le=180, description="Longitude; given with lat.")
    radius: float | None = Field(
        None, gt=0, le=LARGEST_RADIUS, description=f"Metres around lat, lon, and only with them. Not given: {RADIUS:g}."
    )
    open_at: parameters.MomentOrNow | None = Field(
        None, description="Surely open at this moment: ISO 8601 with an offset, or now. What nobody knows of is left out."
    )
    from_: datetime.date | None = Field(None, alias="from", description="Happens on or after this day, which is not after to.")
    to: datetime.date | None = Field(None, description="Happens on or before this day.")
    page: int = Field(1, ge=1, le=DEEPEST, description="From 1.")
    per_page: int = Field(10, ge=1, le=MOST_PER_PAGE, description="Hits on a page.")

    def ages(self) -> AgeRange:
        """The ages asked for.

        Raises:
            BadRequestError: there is no such life stage, or it does not hold the age that is given beside it.
        """
        if not self.stage:
            return AgeRange(self.age, self.age)
        ages = parameters.stage(self.stage).ages
        if self.age is None:
            return ages
        if self.age not in ages:
            raise BadRequestError(f"age is not in the stage {self.stage} ({ages.minimum} to {ages.maximum}); give one of the two")
        return AgeRange(self.age, self.age)

    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude.

        Raises:
            BadRequestError: there is half of a position, or a radius around none.
        """
        if self.lat is None or self.lon is None:
            if (self.lat is None) != (self.lon is None):
                raise BadRequestError("lat and lon are given together or not at all")
            if self.radius is not None:
                raise BadRequestError("radius is given with lat and lon, or not at all")
            return None
        return self.lat, self.lon

    def dates(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day.

        Raises:
            BadRequestError: the first is after the last.
        """
        if self.from_ and self.to and self.from_ > self.to:
            raise BadRequestError("from must not be after to")
        return self.from_, self.to

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter besides the language is given."""
        filters = (self.kind, self.tag, self.age is not None, self.stage, self.lat is not None, self.open_at, self.from_, self.to)
        return any(filters)


class PieceOut(Schema):
    text: str
    marked: bool


class OpenStateOut(Schema):
    """Whether it is open at the moment asked for."""

    state: str = Field(description="open, closed or unknown")
    comment: str
    until: datetime.datetime | None = Field(description="When that changes")
    opens_at: datetime.datetime | None = Field(description="When it surely opens next, if it is not open")
    opens_comment: str = Field(description="What goes with that opening: 当番 where it is a turn of duty. Else often empty")


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
    status: OpenStateOut | None = Field(description="At the moment of `open_at`, where that was asked for")
    confirmed_on: datetime.date | None
    updated_at: datetime.datetime | None


class FacetOut(Schema):
    value: str = Field(description="To be sent back as kind, tag or locale; an age as stage.")
    label: str = Field(description="In the language asked for; of a language, its own name for itself.")
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
    holding_all: int | None = Field(
        description="How many of the total hold all the words: a sentence is answered by any of its words. null without words."
    )
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
    facets: dict[str, list[FacetOut]] = Field(
        description="kind, age, tag, locale: what the search can be narrowed to. The value of an age is what the parameter "
        "stage takes; the others have the names of their parameters."
    )


def pieces_out(pieces: list[Piece]) -> list[PieceOut]:
    return [PieceOut(text=piece.text, marked=piece.marked) for piece in pieces]


def type_of(content_type: ContentType) -> str:
    """app.Model; in small letters where the model's app is not installed any more."""
    model = content_type.model_class()
    return model._meta.label if model else f"{content_type.app_label}.{content_type.model}"


def status_out(state: OpenState) -> OpenStateOut:
    return OpenStateOut(
        state=state.state,
        comment=state.remark,
        until=state.until,
        opens_at=state.opens_at,
        opens_comment=state.opens_remark,
    )


def hit_out(hit: Hit, moment: OpenAt | None = None) -> HitOut:
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
        status=None if moment is None or hit.open_state is None else status_out(hit.open_state),
        confirmed_on=e.confirmed_on,
        updated_at=e.updated_at and timezone.localtime(e.updated_at, timezone.get_default_timezone()),
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


def answer_out(results: Results, moment: OpenAt | None = None) -> SearchAnswer:
    return SearchAnswer(
        q=results.text,
        total=results.total,
        holding_all=results.holding_all,
        page=results.page,
        per_page=results.per_page,
        pages=results.pages,
        relaxed=results.relaxed,
        did_you_mean=results.did_you_mean,
        engine=results.engine,
        degraded=results.degraded,
        promoted=[promoted_out(each) for each in results.promoted],
        hits=[hit_out(hit, moment) for hit in results.hits],
        facets={name: [facet_out(facet) for facet in facets] for name, facets in results.facets.items()},
    )


class SuggestQuery(Schema):
    q: str = Field(description="What somebody has typed so far: kana, kanji or Latin letters, up to 200 characters.")
    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description=f"Language code. Not given: {settings.LANGUAGE_CODE}.")
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
