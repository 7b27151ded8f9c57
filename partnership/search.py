"""How what the network does is found."""

import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from partnership.models import CitizenReportPage, DeclarationPage
from search.registry import PageAdapter, plain_text


class NetworkAdapter(PageAdapter):
    model = "partnership.NetworkPage"
    kinds: ClassVar = {"network": _("ネットワークの活動")}


class DeclarationAdapter(PageAdapter):
    model = "partnership.DeclarationPage"
    kinds: ClassVar = {"declaration": _("パートナーシップ宣言")}
    depends: ClassVar = {
        "partnership.DeclarationArticle": lambda article: [article.page],
        "partnership.DeclarationVersion": lambda version: [version.page],
    }

    def public(self) -> Any:
        return super().public().prefetch_related("articles", "versions")

    def extra_text(self, page: DeclarationPage) -> list[str]:
        articles = [text for article in page.articles.all() for text in (article.heading, article.text)]
        versions = [text for version in page.versions.all() for text in (version.label, plain_text(version.text))]
        return [plain_text(page.preamble), *articles, *versions]


class CitizenReportAdapter(PageAdapter):
    model = "partnership.CitizenReportPage"
    kinds: ClassVar = {"report": _("市民レポート")}
    depends: ClassVar = {"directory.Organisation": lambda organisation: organisation.reports.all()}

    def public(self) -> Any:
        return super().public().select_related("locale", "organisation")

    def extra_text(self, page: CitizenReportPage) -> list[str]:
        organisation = page.organisation
        named = [organisation.name] if organisation and organisation.is_public else []
        return [page.place, *named]

    def dates(self, page: CitizenReportPage) -> tuple[datetime.date | None, datetime.date | None]:
        return (page.happened_on, page.happened_on)
