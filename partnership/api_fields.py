"""How this app's page types look in the API."""

from typing import Any

from wagtail.api import APIField

from cms.core.api.body import BodyReader, picture_form
from cms.core.api.fields import RichTextField, WholeField

TEXT = {"type": "string"}
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


class PhotosField(WholeField):
    """The photos that may be shown now, each a picture with its own alt and caption."""

    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Picture"}}

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        language = value.locale.language_code
        forms = [(photo, picture_form(self.references.picture(photo.image, photo.alt, language))) for photo in value.photos.all()]
        return [{**form, "caption": photo.caption} for photo, form in forms if form]


DECLARATION = [
    APIField("adopted_on"),
    APIField("adopted_at"),
    APIField("preamble", RichTextField()),
    APIField("articles", ArticlesField()),
    APIField("versions", VersionsField()),
]
REPORT = [
    APIField("organisation", OrganisationField()),
    APIField("happened_on"),
    APIField("place"),
    APIField("photos", PhotosField()),
]
