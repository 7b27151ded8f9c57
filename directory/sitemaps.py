"""Places and organisations, for the sitemap."""

from typing import Any

from cms.core.sitemaps import TranslatedSitemap
from directory.models import Organisation, Place, SupportProgram


class PlaceSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        places = Place.objects.public().select_related("locale").order_by("pk")
        return [
            (place.translation_key, place.locale.language_code, place.get_absolute_url(), place.confirmed_on) for place in places
        ]


class OrganisationSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        organisations = Organisation.objects.public().select_related("locale").order_by("pk")
        return [(each.translation_key, each.locale.language_code, each.get_absolute_url(), None) for each in organisations]


class ProgramSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        programs = SupportProgram.objects.public().select_related("locale").order_by("pk")
        return [(each.translation_key, each.locale.language_code, each.get_absolute_url(), each.updated_on) for each in programs]
