"""How the pages that parents read are found."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from home.models import ColumnPage
from search.registry import PageAdapter


class SectionAdapter(PageAdapter):
    model = "home.SectionPage"
    kinds: ClassVar = {"section": _("セクション")}


class AgeGuideAdapter(PageAdapter):
    model = "home.AgeGuidePage"
    kinds: ClassVar = {"age-guide": _("年齢別情報")}


class TopicAdapter(PageAdapter):
    model = "home.TopicPage"
    kinds: ClassVar = {"topic": _("知る・相談")}


class NewsAdapter(PageAdapter):
    model = "home.NewsPage"
    kinds: ClassVar = {"news": _("お知らせ")}


class ColumnAdapter(PageAdapter):
    model = "home.ColumnPage"
    kinds: ClassVar = {"column": _("子育てコラム")}
    depends: ClassVar = {"home.Contributor": lambda contributor: ColumnPage.objects.filter(contributor=contributor)}

    def public(self) -> Any:
        return super().public().select_related("locale", "contributor")

    def extra_text(self, page: ColumnPage) -> list[str]:
        who = page.contributor
        return [who.name, who.affiliation] if who else []
