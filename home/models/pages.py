from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.core.models import BasePage
from cms.core.models.listing import ListingPage


class HomePage(ListingPage):
    """The front door."""

    max_count_per_parent = 1
    search_opt_out = "Whoever searches is already here."

    class Meta:
        verbose_name = _("トップページ")


class SectionPage(ListingPage):
    """A section of the site: lists what stands below it, filtered by age and tag, page by page."""

    class Meta:
        verbose_name = _("セクション")


class AgeGuidePage(BasePage):
    """年齢別情報: what matters at one age."""

    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("年齢別情報")


class TopicPage(BasePage):
    """知る・相談: one subject, and whom to ask about it."""

    class Meta:
        verbose_name = _("知る・相談")


class NewsPage(BasePage):
    """インフォメーションコーナー: an announcement, which may expire (`expire_at`)."""

    is_dated: ClassVar[bool] = True
    schema_type: ClassVar[str] = "NewsArticle"
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("お知らせ")


class ColumnPage(BasePage):
    """子育てコラム: an article by an expert."""

    contributor = models.ForeignKey(
        "home.Contributor", verbose_name=_("執筆者"), null=True, on_delete=models.PROTECT, related_name="columns"
    )

    is_dated: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*BasePage.content_panels[:1], FieldPanel("contributor"), *BasePage.content_panels[1:]]

    class Meta:
        verbose_name = _("子育てコラム")
