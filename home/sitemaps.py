"""The contributors, for the sitemap."""

from typing import Any

from cms.core.sitemaps import TranslatedSitemap
from home.queries import public_contributors


class ContributorSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        contributors = public_contributors().order_by("pk")
        return [(each.translation_key, each.locale.language_code, each.get_absolute_url(), None) for each in contributors]
