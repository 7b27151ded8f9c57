"""Serializer fields for what pages have in common. Each reads `References` from the context and asks the database nothing."""

from typing import Any

from django.utils import translation
from rest_framework.fields import Field

from cms.core.api.body import BodyReader, page_form, picture_form
from cms.core.api.references import References


class WholeField(Field):
    """A field that is made from the whole object."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    @property
    def references(self) -> References:
        return self.context["references"]


class AgesField(WholeField):
    """{min, max} in months (null: open), the life stages it touches, and the range in words."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        ages = value.ages
        with translation.override(value.locale.language_code):
            label = str(ages)
        return {"min": ages.minimum, "max": ages.maximum, "stages": [stage.key for stage in ages.stages], "label": label}


class CoverField(WholeField):
    """The cover, or null while it may not be shown."""

    def to_representation(self, value: Any) -> Any:
        image = self.references.image(value.cover_id)
        return picture_form(self.references.picture(image, None, value.locale.language_code))


class BodyField(WholeField):
    def to_representation(self, value: Any) -> Any:
        return BodyReader(value, self.references).read(value.body.raw_data)


class RichTextField(WholeField):
    """A page's own rich text; the page's type names it in `api_rich_text`."""

    def to_representation(self, value: Any) -> str:
        return BodyReader(value, self.references).html(getattr(value, self.field_name))


class TagsField(WholeField):
    def to_representation(self, value: Any) -> list[str]:
        return self.references.tags(value)


class TranslationsField(WholeField):
    """The same page in other languages, public ones only."""

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [page_form(page) for page in self.references.translations(value)]


class ImageField(WholeField):
    """A picture behind a foreign key that the page's `api_prefetch` loads."""

    def to_representation(self, value: Any) -> Any:
        language = value.locale.language_code
        return picture_form(self.references.picture(getattr(value, self.field_name), None, language))
