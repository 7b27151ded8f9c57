from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.models import BasePage
from cms.core.models.listing import ListingPage
from cms.core.reviews import LEAD_STAGE, ReviewStage
from home import api_fields

LISTED_BESIDE_A_GUIDE = 10
PROGRAMS_BESIDE_A_GUIDE = 5


class HomePage(ListingPage):
    """The front door."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    page_description = _("サイトの入り口です。検索、年齢、新しいお知らせが並びます。")
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

    api_fields = api_fields.HOME
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
        from directory.queries import directory_page, open_now_url
        from home.queries import guides_by_chip

        context = BasePage.get_context(self, request, *args, **kwargs)
        hospitals = directory_page(self.locale, Place.Kind.HOSPITAL)
        context["age_urls"] = {key: guide.url for key, guide in guides_by_chip(self.locale).items()}
        context["panels"] = panels(self.locale)
        context["hospitals_url"] = hospitals.url if hospitals else ""
        context["open_now_url"] = open_now_url(self.locale)
        return context


class SectionPage(ListingPage):
    """A section of the site: lists what stands below it, filtered by age and tag, page by page."""

    page_description = _("下に置いたページの一覧です。年齢とことばでしぼり込めます。")

    class Meta:
        verbose_name = _("セクション")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Where one comes to know something, one also comes to know of the support programmes."""
        from directory.programs.listing import ProgramListing

        context = super().get_context(request, *args, **kwargs)
        if self.holds == TopicPage._meta.label:
            context["programs"] = ProgramListing(self.locale, {})
        return context


class AgeGuidePage(BasePage):
    """年齢別情報: what matters at one age."""

    page_description = _("ある年齢の子どもについて、今たしかめておきたいことをまとめます。")
    parent_page_types: ClassVar[list[str]] = ["home.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("年齢別情報")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directory.queries import directory_page, public_places
        from home.queries import guides_by_chip, pages_for_ages, programs_for

        context = super().get_context(request, *args, **kwargs)
        guides = guides_by_chip(self.locale)
        chip = next((key for key, guide in guides.items() if guide.pk == self.pk), "")
        places = directory_page(self.locale)
        context["age_urls"] = {key: guide.url for key, guide in guides.items()}
        context["chip"] = chip
        context["pages"] = pages_for_ages(self.ages, self.locale)[:LISTED_BESIDE_A_GUIDE]
        context["places"] = public_places(self.locale).for_ages(self.ages).known_ages_first()[:LISTED_BESIDE_A_GUIDE]
        context["programs"] = programs_for(self.ages, self.locale)[:PROGRAMS_BESIDE_A_GUIDE]
        context["places_url"] = f"{places.url}?age={chip}" if places and chip else ""
        return context


class TopicPage(BasePage):
    """知る・相談: one subject, and whom to ask about it."""

    page_description = _("一つのことがらについて、知っておきたいことと、相談できる先をまとめます。")
    parent_page_types: ClassVar[list[str]] = ["home.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    api_fields = api_fields.TOPIC
    api_prefetch = ("desks__place__phones",)
    content_panels: ClassVar = [
        *BasePage.content_panels,
        InlinePanel(
            "desks",
            heading=_("相談できるところ"),
            label=_("窓口・施設"),
            help_text=_(
                "本文の下に、電話番号と一緒に出ます。番号や時間が変わったら、施設・窓口の登録を直せば、ここも変わります。"
            ),
        ),
    ]
    override_translatable_fields: ClassVar = [*BasePage.override_translatable_fields, TranslatableField("desks")]

    class Meta:
        verbose_name = _("知る・相談")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.queries import desks_of

        context = super().get_context(request, *args, **kwargs)
        context["desks"] = desks_of(self)
        return context


class TopicDesk(TranslatableMixin, Orderable):
    """A place of the directory where one can ask about a topic. It is one place in every language."""

    page = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="desks")
    place = models.ForeignKey("directory.Place", verbose_name=_("窓口・施設"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [FieldPanel("place")]
    override_translatable_fields: ClassVar = [SynchronizedField("place", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("相談できるところ")

    def __str__(self) -> str:
        return str(self.place)


class NewsPage(BasePage):
    """インフォメーションコーナー: an announcement, which may expire (`expire_at`)."""

    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("団体"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="news",
        help_text=_("団体からのお知らせなら選びます。まずその団体のリーダーに確認を依頼します。"),
    )

    is_dated: ClassVar[bool] = True
    schema_type: ClassVar[str] = "NewsArticle"
    page_description = _("お知らせです。公開を終える日時を決めておくと、その時に自動で見えなくなります。")
    parent_page_types: ClassVar[list[str]] = ["home.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar = [*BasePage.content_panels[:1], FieldPanel("organisation"), *BasePage.content_panels[1:]]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("organisation", overridable=False),
    ]

    class Meta:
        verbose_name = _("お知らせ")

    def get_reviewers(self) -> list[ReviewStage]:
        """First the lead of the organisation that it is from, if it is from one, then an approver."""
        from directory.queries import leads_of

        if self.organisation is None:
            return super().get_reviewers()
        return [ReviewStage(LEAD_STAGE, leads_of(self.organisation)), *super().get_reviewers()]


class ColumnPage(BasePage):
    """子育てコラム: an article by an expert."""

    contributor = models.ForeignKey(
        "home.Contributor", verbose_name=_("執筆者"), null=True, on_delete=models.PROTECT, related_name="columns"
    )

    is_dated: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"
    page_description = _("専門家が書く読みものです。執筆者を先に登録しておきます。")
    parent_page_types: ClassVar[list[str]] = ["home.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    api_fields = api_fields.COLUMN
    api_filters: ClassVar = {"contributor": "The columns of the contributor of this id, in whatever language"}
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
        from cms.core.queries import in_locale
        from cms.core.structured_data import article
        from home.queries import columns_beside

        context = super().get_context(request, *args, **kwargs)
        writer = in_locale([self.contributor], self.locale)[0] if self.contributor else None
        author = {"@type": "Person", "name": writer.name} if writer else None
        context["writer"] = writer
        context["columns"] = columns_beside(self)[:3]
        context["structured_data"] = [article(self, author=author)] if self.pk else []
        return context
