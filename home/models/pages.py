from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.models import BasePage
from cms.core.models.listing import ListingPage
from home import api_fields

LISTED_BESIDE_A_GUIDE = 10


class HomePage(ListingPage):
    """The front door."""

    max_count_per_parent = 1
    search_opt_out = "Whoever searches is already here."

    footer_text = models.TextField(
        _("サイトの紹介"),
        blank=True,
        max_length=500,
        help_text=_("誰が運営する、何のためのサイトか。すべてのページの下に出ます。"),
    )
    contact_name = models.CharField(_("お問い合わせ先"), max_length=200, blank=True)
    contact_phone = models.CharField(_("お問い合わせの電話"), max_length=40, blank=True)
    contact_email = models.EmailField(_("お問い合わせのメール"), blank=True)

    content_panels: ClassVar = [
        *ListingPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("footer_text"), FieldPanel("contact_name"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            heading=_("すべてのページの下に出ること"),
        ),
    ]
    override_translatable_fields: ClassVar = [
        *ListingPage.override_translatable_fields,
        TranslatableField("footer_text"),
        TranslatableField("contact_name"),
        SynchronizedField("contact_phone"),
        SynchronizedField("contact_email"),
    ]

    class Meta:
        verbose_name = _("トップページ")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.home_panels import panels
        from directory.models import Place
        from directory.queries import directory_page
        from home.queries import guides_by_chip

        context = BasePage.get_context(self, request, *args, **kwargs)
        hospitals = directory_page(self.locale, Place.Kind.HOSPITAL)
        context["age_urls"] = {key: guide.url for key, guide in guides_by_chip(self.locale).items()}
        context["panels"] = panels(self.locale)
        context["hospitals_url"] = hospitals.url if hospitals else ""
        return context


class SectionPage(ListingPage):
    """A section of the site: lists what stands below it, filtered by age and tag, page by page."""

    class Meta:
        verbose_name = _("セクション")


class AgeGuidePage(BasePage):
    """年齢別情報: what matters at one age."""

    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("年齢別情報")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directory.queries import directory_page, public_places
        from home.queries import guides_by_chip, pages_for_ages

        context = super().get_context(request, *args, **kwargs)
        guides = guides_by_chip(self.locale)
        chip = next((key for key, guide in guides.items() if guide.pk == self.pk), "")
        places = directory_page(self.locale)
        context["age_urls"] = {key: guide.url for key, guide in guides.items()}
        context["chip"] = chip
        context["pages"] = pages_for_ages(self.ages, self.locale)[:LISTED_BESIDE_A_GUIDE]
        context["places"] = public_places(self.locale).for_ages(self.ages)[:LISTED_BESIDE_A_GUIDE]
        context["places_url"] = f"{places.url}?age={chip}" if places and chip else ""
        return context


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
    api_fields = api_fields.COLUMN
    api_prefetch = ("contributor__portrait",)
    content_panels: ClassVar = [*BasePage.content_panels[:1], FieldPanel("contributor"), *BasePage.content_panels[1:]]
    # The one contributor in every language; who reads in another is shown that contributor's translation.
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("contributor", overridable=False),
    ]

    class Meta:
        verbose_name = _("子育てコラム")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.structured_data import article
        from home.queries import columns_beside

        context = super().get_context(request, *args, **kwargs)
        context["columns"] = columns_beside(self)[:3]
        author = {"@type": "Person", "name": self.contributor.name} if self.contributor else None
        context["structured_data"] = [article(self, author=author)] if self.pk else []
        return context
