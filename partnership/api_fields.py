"""How this app's page types look in the API."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from wagtail.api import APIField

from cms.core.api.body import BodyReader, picture_form
from cms.core.api.fields import RichTextField, WholeField
from cms.core.collections import restricted_collections
from cms.core.navigation import absolute

TEXT = {"type": "string"}
INTEGER = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}


class ArticlesField(WholeField):
    """[{number, heading, text}]; the number is the place in the order, from 1."""

    schema = {
        "type": "array",
        "items": {"type": "object", "properties": {"number": {"type": "integer"}, "heading": TEXT, "text": TEXT}},
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        articles = enumerate(value.articles.all(), start=1)
        return [{"number": number, "heading": article.heading, "text": article.text} for number, article in articles]


class VersionsField(WholeField):
    """[{label, adopted_on, text}], earlier versions of the declaration."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"label": TEXT, "adopted_on": DAY, "text": {**TEXT, "contentMediaType": "text/html"}},
        },
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        reader = BodyReader(value, self.references)
        return [
            {"label": version.label, "adopted_on": version.adopted_on, "text": reader.html(version.text)}
            for version in value.versions.all()
        ]


class OrganisationField(WholeField):
    """{id, name}, or null where there is none or it is not public."""

    schema = {
        "anyOf": [{"type": "object", "properties": {"id": {"type": "integer"}, "name": TEXT}}, {"type": "null"}],
    }

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        organisation = self.references.localized(value.organisation, value)
        return {"id": organisation.pk, "name": organisation.name} if organisation and organisation.is_public else None


class OccurrencesField(WholeField):
    """[{starts_at, ends_at, all_day, status, note}], every time at which the event happens, in order."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "starts_at": {"type": "string", "format": "date-time"},
                "ends_at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
                "all_day": {"type": "boolean"},
                "status": TEXT,
                "note": TEXT,
            },
        },
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [
            {
                "starts_at": time.starts_at.isoformat(),
                "ends_at": time.ends_at.isoformat() if time.ends_at else None,
                "all_day": time.is_all_day,
                "status": time.status.value,
                "note": time.note,
            }
            for time in value.times
        ]


class PlaceField(WholeField):
    """{id, name, address}, or null where there is none in the directory or it is not public."""

    schema = {
        "anyOf": [
            {"type": "object", "properties": {"id": {"type": "integer"}, "name": TEXT, "address": TEXT}},
            {"type": "null"},
        ],
    }

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        place = self.references.localized(value.place, value)
        return {"id": place.pk, "name": place.name, "address": place.address} if place and place.is_public else None


class PhotosField(WholeField):
    """The photos that may be shown now, each a picture with its own alt and caption."""

    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Picture"}}

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        language = value.locale.language_code
        forms = [(photo, picture_form(self.references.picture(photo.image, photo.alt, language))) for photo in value.photos.all()]
        return [{**form, "caption": photo.caption} for photo, form in forms if form]


class CommitteeField(WholeField):
    """{id, name}, or null where there is none or it is not public."""

    schema = OrganisationField.schema

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        committee = self.references.localized(value.committee, value)
        return {"id": committee.pk, "name": committee.name} if committee and committee.is_public else None


class DecisionsField(WholeField):
    """What was decided, one text each."""

    schema = {"type": "array", "items": TEXT}

    def to_representation(self, value: Any) -> list[str]:
        return [decision.text for decision in value.decisions.all()]


class RowsField(WholeField):
    """The report's rows: names and amounts in yen, in their order."""

    def __init__(self, *names: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = names
        shapes = {name: INTEGER if name.endswith(("_yen", "_year", "_years")) else TEXT for name in names}
        self.schema = {"type": "array", "items": {"type": "object", "properties": shapes}}

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in self.names} for row in getattr(value, self.field_name).all()]


class PartsField(WholeField):
    """[{name, lines}], what each who took part did."""

    schema = {
        "type": "array",
        "items": {"type": "object", "properties": {"name": TEXT, "lines": {"type": "array", "items": TEXT}}},
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [{"name": part.name, "lines": part.lines} for part in value.parts.all()]


class WordField(WholeField):
    """The address of the Word file; null for a draft that was never saved."""

    schema = {"anyOf": [{"type": "string"}, {"type": "null"}]}

    def to_representation(self, value: Any) -> str | None:
        if value.pk is None:
            return None
        with translation.override(value.locale.language_code):
            return absolute(reverse("partnership:outcome_word", args=[value.pk]))


class EditionsField(WholeField):
    """[{language, label, document: {id, title, url, extension, size}}], the files that everybody may have."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "language": TEXT,
                "label": TEXT,
                "document": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "integer"},
                        "title": TEXT,
                        "url": TEXT,
                        "extension": TEXT,
                        "size": INTEGER,
                    },
                },
            },
        },
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        restricted = restricted_collections()
        rows = [row for row in value.editions.all() if row.document.collection_id not in restricted]
        return [{"language": row.language_tag, "label": row.name, "document": self._document(row.document)} for row in rows]

    def _document(self, document: Any) -> dict[str, Any]:
        return {
            "id": document.pk,
            "title": document.title,
            "url": self.references.base_url + document.url,
            "extension": document.file_extension,
            "size": document.file_size,
        }


class SheetField(WholeField):
    """The address of the sheet to print, of the page that the leaflet is about or of its own; null for an unsaved draft."""

    schema = {"anyOf": [{"type": "string"}, {"type": "null"}]}

    def to_representation(self, value: Any) -> str | None:
        if value.pk is None:
            return None
        with translation.override(value.locale.language_code):
            return absolute(reverse("partnership:leaflet_sheet", args=[value.pk]))


DECLARATION = [
    APIField("motto"),
    APIField("adopted_on"),
    APIField("adopted_at"),
    APIField("preamble", RichTextField()),
    APIField("articles", ArticlesField()),
    APIField("versions", VersionsField()),
]
REPORT = [
    APIField("organisation", OrganisationField()),
    APIField("by_name"),
    APIField("happened_on"),
    APIField("place"),
    APIField("photos", PhotosField()),
]
MEETING = [
    APIField("kind"),
    APIField("committee", CommitteeField()),
    APIField("held_on"),
    APIField("place"),
    APIField("attended"),
    APIField("entitled"),
    APIField("agenda", RichTextField()),
    APIField("decisions", DecisionsField()),
    APIField("minutes", RichTextField()),
]
OUTCOME = [
    APIField("form_name"),
    APIField("project"),
    APIField("category"),
    APIField("carried_out_by"),
    APIField("period_from"),
    APIField("period_until"),
    APIField("amount_yen"),
    APIField("years", RowsField("fiscal_year", "amount_yen")),
    APIField("items", RowsField("name", "amount_yen")),
    APIField("parts", PartsField()),
    APIField("overview", RichTextField()),
    APIField("activities", RichTextField()),
    APIField("results", RichTextField()),
    APIField("rank"),
    APIField("equipment", RowsField("name", "price_yen", "keeper", "useful_years")),
    APIField("attachments"),
    APIField("word_url", WordField()),
]
LEAFLET = [
    APIField("editions", EditionsField()),
    APIField("sheet_url", SheetField()),
]
EVENT = [
    APIField("kind"),
    APIField("state"),
    APIField("state_note"),
    APIField("attendance"),
    APIField("place", PlaceField()),
    APIField("place_text"),
    APIField("online_url"),
    APIField("price"),
    APIField("fee_note"),
    APIField("capacity"),
    APIField("apply_how"),
    APIField("apply_url"),
    APIField("apply_by"),
    APIField("childcare"),
    APIField("nursing_room"),
    APIField("contact_name"),
    APIField("contact_phone"),
    APIField("contact_email"),
    APIField("occurrences", OccurrencesField()),
]
