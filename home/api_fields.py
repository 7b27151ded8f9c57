"""How this app's page types look in the API."""

from typing import Any

from wagtail.api import APIField

from cms.core.api.body import picture_form
from cms.core.api.fields import WholeField


class ContributorField(WholeField):
    """{id, name, affiliation, profile, portrait}, or null."""

    schema = {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "name": {"type": "string"},
                    "affiliation": {"type": "string"},
                    "profile": {"type": "string"},
                    "portrait": {"anyOf": [{"$ref": "#/components/schemas/Picture"}, {"type": "null"}]},
                },
            },
            {"type": "null"},
        ]
    }

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        contributor = self.references.localized(value.contributor, value)
        if contributor is None:
            return None
        portrait = self.references.picture(contributor.portrait, None, value.locale.language_code)
        return {
            "id": contributor.pk,
            "name": contributor.name,
            "affiliation": contributor.affiliation,
            "profile": contributor.profile,
            "portrait": picture_form(portrait),
        }


class DesksField(WholeField):
    """[{id, name, kind, address, phones: [{number, purpose}]}]: where one can ask, in the reader's language."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string"},
                "kind": {"type": "string"},
                "address": {"type": "string"},
                "phones": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"number": {"type": "string"}, "purpose": {"type": "string"}},
                    },
                },
            },
        },
    }

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        places = [self.references.localized(desk.place, value) for desk in value.desks.all()]
        return [
            {
                "id": place.pk,
                "name": place.name,
                "kind": place.kind,
                "address": place.address,
                "phones": [{"number": phone.number, "purpose": phone.purpose} for phone in place.phones.all()],
            }
            for place in places
            if place.is_public
        ]


HOME = [APIField("footer_text"), APIField("contact_name"), APIField("contact_phone"), APIField("contact_email")]
COLUMN = [APIField("contributor", ContributorField())]
TOPIC = [APIField("desks", DesksField())]
