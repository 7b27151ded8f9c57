"""The shapes of reports in the API: as the public reads them, and as their sender does."""

import datetime
from typing import Any

from django.conf import settings
from ninja import Field, Schema
from wagtail.models import Locale

from cms.core.api.body import BodyReader, picture_form
from cms.core.api.parameters import LARGEST
from cms.core.api.references import References
from cms.core.api.routes import ListQuery
from cms.core.models import Image
from cms.core.reviews import conversation_of
from partnership.models import CitizenReportPage
from partnership.my import photos, services, steps
from partnership.my.kinds import ReportKind

STATES = (steps.DRAFT, steps.REVIEW, steps.RETURNED, steps.PUBLIC, steps.CHANGED, steps.TAKEN_BACK)


class ReportsQuery(ListQuery):
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="By the organisation of this id, in any language")
    first: datetime.date | None = Field(None, alias="from", description="Of what happened on this day or later")
    last: datetime.date | None = Field(None, alias="to", description="Of what happened on this day or earlier")


class OwnQuery(Schema):
    limit: int = Field(20, ge=0, le=100, description="How many at most")
    offset: int = Field(0, ge=0, le=LARGEST, description="How many to skip")


class ReportOrganisationOut(Schema):
    id: int
    name: str


class ReportPhotoOut(Schema):
    """A photo that may be shown now."""

    src: str = Field(description="JPEG or PNG")
    width: int
    height: int
    alt: str
    caption: str


class ReportOut(Schema):
    id: int
    locale: str
    title: str
    summary: str
    happened_on: datetime.date | None
    place: str
    organisation: ReportOrganisationOut | None
    by_name: str = Field(description="The name that a citizen chose to be shown by; empty for a member's")
    photos: list[ReportPhotoOut] = Field(description="Those that may be shown now")
    published_at: datetime.datetime | None
    updated_at: datetime.datetime | None
    url: str = Field(description="Its page on the site")


class ReportDetailOut(ReportOut):
    text: str = Field(description="HTML", json_schema_extra={"contentMediaType": "text/html"})


class ReportIn(Schema):
    """What a report says; what is left out stays as it is."""

    title: str = Field("", max_length=100)
    happened_on: datetime.date | None = Field(None, description="The day that it is about")
    place: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000, description="Plain text; an empty line parts paragraphs")
    seen: str = Field("", max_length=40, description="`seen` of what was read before: 409 if it was written elsewhere since")


class ChangedReportIn(ReportIn):
    photos: list[int] = Field([], max_length=photos.MOST, description="Ids of its photos in the order in which they shall stand")


class NewReportIn(ReportIn):
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="For which of one's organisations; else the first")


class PhotoIn(Schema):
    """What is said of a photo; what is left out stays as it is."""

    alt: str = Field("", max_length=200, description="For those who do not see it")
    caption: str = Field("", max_length=200)
    people: str = Field("unknown", description=f"Whether people can be recognised: {', '.join(Image.People.values)}")
    consent_by: str = Field("", max_length=200, description="Who agreed; never public")
    consent_until: datetime.date | None = Field(None, description="The last day of the consent; null is open")


class SubmitIn(Schema):
    answer: str = Field("", max_length=2000, description="A word to those who decide")


class WithdrawIn(Schema):
    reason: str = Field("", max_length=300)


class OwnPhotoOut(Schema):
    id: int
    alt: str
    caption: str
    people: str
    consent_by: str
    consent_until: datetime.date | None
    is_withdrawn: bool = Field(description="Whether the consent was taken back")
    is_shown: bool = Field(description="Whether it is on the site with this report now")


class StepOut(Schema):
    label: str
    state: str = Field(description="One of done, current, returned, todo")
    by: str
    at: datetime.datetime | None
    note: str


class SaidOut(Schema):
    by: str
    at: datetime.datetime
    text: str
    stage: str = Field(description="Empty for the sender's own words")
    is_return: bool


class OwnReportOut(Schema):
    id: int
    state: str = Field(description=f"One of {', '.join(STATES)}")
    state_label: str
    title: str
    happened_on: datetime.date | None
    place: str
    text: str | None = Field(description="null where an editor has made more of it than plain text")
    organisation: ReportOrganisationOut | None
    photos: list[OwnPhotoOut]
    url: str = Field(description="Its page on the site, while it is public; else empty")
    updated_at: datetime.datetime | None


class OwnReportDetailOut(OwnReportOut):
    steps: list[StepOut]
    conversation: list[SaidOut]
    gaps: dict[str, str] = Field(description="What has to be written before it can be sent, by field; `photo-ID` of a photo")
    seen: str = Field(description="A mark of what it says: send it along when you write")


def reports_out(pages: list[CitizenReportPage], base_url: str) -> list[dict[str, Any]]:
    """Public reports in bulk: how many queries it takes does not depend on how many they are."""
    references = References(pages, base_url)
    return [report_out(page, references) for page in pages]


def report_out(page: CitizenReportPage, references: References) -> dict[str, Any]:
    language = page.locale.language_code
    shown = [(photo, picture_form(references.picture(photo.image, photo.alt, language))) for photo in page.photos.all()]
    organisation = references.localized(page.organisation, page)
    return {
        "id": page.pk,
        "locale": language,
        "title": page.title,
        "summary": page.summary,
        "happened_on": page.happened_on,
        "place": page.place,
        "organisation": organisation if organisation and organisation.is_public else None,
        "by_name": page.by_name,
        "photos": [
            {**{name: form[name] for name in ("src", "width", "height", "alt")}, "caption": photo.caption}
            for photo, form in shown
            if form
        ],
        "published_at": page.first_published_at,
        "updated_at": page.last_published_at,
        "url": page.full_url or "",
    }


def report_detail_out(page: CitizenReportPage, base_url: str) -> dict[str, Any]:
    references = References([page], base_url)
    reader = BodyReader(page, references)
    text = "".join(reader.html(block["value"]) for block in page.body.raw_data if block["type"] == "text")
    return {**report_out(page, references), "text": text}


def own_out(page: CitizenReportPage) -> dict[str, Any]:
    draft = services.draft_of(page)
    said = ReportKind().said(draft)
    state = steps.state_of(page)
    return {
        "id": page.pk,
        "state": state,
        "state_label": steps.words_of(state),
        "title": "" if draft.title == services.UNTITLED else draft.title,
        "happened_on": draft.happened_on,
        "place": draft.place,
        "text": said.get("text"),
        "organisation": draft.organisation,
        "photos": [own_photo_out(page, photo) for photo in photos.of(draft)],
        "url": page.full_url or "" if page.live else "",
        "updated_at": page.latest_revision_created_at,
    }


def own_photo_out(page: CitizenReportPage, photo: Any) -> dict[str, Any]:
    image = photo.image
    return {
        "id": image.pk,
        "alt": photo.alt,
        "caption": photo.caption,
        "people": image.people,
        "consent_by": image.consent_by,
        "consent_until": image.consent_until,
        "is_withdrawn": image.consent_withdrawn_at is not None,
        "is_shown": photos.is_shown(page, image),
    }


def own_detail_out(page: CitizenReportPage) -> dict[str, Any]:
    draft = services.draft_of(page)
    return {
        **own_out(page),
        "steps": [
            {"label": step.label, "state": step.state, "by": step.name, "at": step.at, "note": step.note}
            for step in steps.steps_of(page)
        ],
        "conversation": [
            {"by": said.name, "at": said.at, "text": said.text, "stage": said.stage, "is_return": said.is_return}
            for said in conversation_of(page)
        ],
        "gaps": services.gaps(ReportKind(), draft),
        "seen": services.seen(ReportKind(), draft),
    }


def source_locale() -> Locale:
    return Locale.objects.get(language_code=settings.LANGUAGE_CODE)
