from typing import Any

from cms.core.sitemaps import TranslatedSitemap
from tests.plugin.lending.models import Toy


class ToySitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        toys = Toy.objects.select_related("locale").order_by("pk")
        return [(toy.translation_key, toy.locale.language_code, toy.get_absolute_url(), None) for toy in toys]
