from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.announcing.panel import AnnouncingPanel
from cms.core.blocks import BodyField
from cms.core.comparing import AgePanel
from cms.core.forms import BasePageForm
from cms.core.headless import HeadlessPage
from cms.core.languages.panel import TranslationsPanel
from cms.core.models.ages import AgedModel, AgedQuerySet
from cms.core.models.reviewed import ReviewedMixin
from cms.core.models.translated import TranslatedPageMixin
from cms.core.permissions import ReviewedPagePermissionTester
from cms.core.title_panel import TitlePanel


class BasePageQuerySet(AgedQuerySet, PageQuerySet):
    """Pages of the suite, with the filters that every public road to them shares."""

    def for_lists(self) -> Self:
        """With what a list shows of a page (address, picture), and without what it does not (the body)."""
        return self.select_related("cover", "locale").defer_streamfields()


class BasePage(TranslatedPageMixin, ReviewedMixin, HeadlessPage, AgedModel, Page):
    """What every page type is made of. A table of its own, so that one query spans the types."""

    summary = models.TextField(_("要約"), blank=True, max_length=300, help_text=_("一覧と検索結果に出る、2〜3文の紹介です。"))
    cover = models.ForeignKey(
        "core.Image",
        verbose_name=_("カバー写真"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body: Any = BodyField(verbose_name=_("本文"), blank=True)
    tags = ClusterTaggableManager(verbose_name=_("タグ"), through="core.PageTag", blank=True)
    confirmed_on = models.DateField(
        _("内容を確認した日"), null=True, blank=True, help_text=_("書かれていることが今も正しいと最後に確かめた日です。")
    )

    objects = PageManager.from_queryset(BasePageQuerySet)()

    # Only its types are made in the admin.
    is_creatable = False

    audience_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldRowPanel([AgePanel("age_min"), AgePanel("age_max")])],
            heading=_("対象の年齢"),
            help_text=_("両方とも「指定なし」なら、すべての年齢が対象です。"),
        ),
        FieldPanel("tags"),
        FieldPanel("confirmed_on"),
    ]
    content_panels: ClassVar[list[Any]] = [
        TitlePanel("title"),
        TranslationsPanel(),
        FieldPanel("summary"),
        FieldPanel("cover"),
        FieldPanel("body"),
        *audience_panels,
    ]

    promote_panels: ClassVar[list[Any]] = [AnnouncingPanel(heading=_("公開のお知らせ")), *Page.promote_panels]

    # What a translator sees, and what follows the source (wagtail-localize).
    override_translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("slug"),
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("age_min", overridable=False),
        SynchronizedField("age_max", overridable=False),
        SynchronizedField("confirmed_on", overridable=False),
        SynchronizedField("cover", overridable=True),
    ]

    base_form_class = BasePageForm

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body_text"),
        index.FilterField("age_min"),
        index.FilterField("age_max"),
        index.FilterField("confirmed_on"),
    ]

    is_dated: ClassVar[bool] = False
    """Whether pages of this type are read by their date: lists of them begin with the newest, and show it."""

    is_begun_from_home: ClassVar[bool] = False
    """Whether the dashboard offers to write one though no section is kept for it alone."""

    is_list: ClassVar[bool] = False
    """Whether the page is a way to others rather than something to read: lists of what there is to read leave it out."""

    schema_type: ClassVar[str] = "WebPage"
    """What the page is to a search engine (schema.org)."""

    class Meta:
        verbose_name = _("ページ")

    @classmethod
    def card_days(cls, pages: Collection[int]) -> Mapping[int, str]:
        """What the cards of these pages of this type say of their day, by key, where that is not when they went public.

        One question for all of them: a card has but what every page has.
        """
        return {}

    @property
    def lead(self) -> str:
        """What stands above the body: the summary, unless it is but the body's beginning, taken over for lists."""
        from cms.core.plain_text import summary_of, text_of

        text = text_of(self.body) if self.summary else None
        return "" if text and self.summary == summary_of(text) else self.summary

    def body_text(self) -> str:
        """The words of the body, block by block, as they may be searched.

        Words about a picture may name who is on it. They are left out unless nobody can be recognised, so that no
        consent is at issue and none can run out, and the picture is public.
        """
        texts: list[str] = []
        for child in self.body:
            if child.block_type == "picture":
                image = child.value.get("image")
                if image is None or image.people != image.People.NONE or not image.is_public:
                    continue
            texts += child.block.get_searchable_content(child.value)
        return "\n".join(text.strip() for text in texts if text and text.strip())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page on the suite's own site, or the way to the front end that has taken over (FRONTEND_URL).

        Raises:
            Http404: the page has expired, whether or not `publish_scheduled` has taken it down yet.
        """
        if self.expire_at and self.expire_at <= timezone.now() and not getattr(request, "is_preview", False):
            raise Http404
        if settings.FRONTEND_URL:
            return super().serve(request)
        return Page.serve(self, request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The draft in the template that will show it, or in the front end."""
        if settings.FRONTEND_URL:
            return super().serve_preview(request, mode_name)
        return Page.serve_preview(self, request, mode_name)

    def permissions_for_user(self, user: Any) -> ReviewedPagePermissionTester:
        return ReviewedPagePermissionTester(user, self)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not beside the sites' roots: what stands there has no workflow above it. (Code may: setup, translations.)"""
        if parent.depth <= 1 or not super().can_create_at(parent):
            return False
        holder = parent.specific
        return not isinstance(holder, BasePage) or holder.may_hold(cls)

    def may_hold(self, model: type[Page]) -> bool:
        """Whether pages of a type are made below this very page, besides what its type allows."""
        return True
