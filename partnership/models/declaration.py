from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.blocks import INLINE_FEATURES
from cms.core.models import BasePage
from partnership import api_fields


class DeclarationPage(BasePage):
    """パートナーシップ宣言: what the network has declared, article by article."""

    motto = models.CharField(
        _("合い言葉"), max_length=100, blank=True, help_text=_("宣言のページと、配るカードに大きく載ります。")
    )
    preamble = RichTextField(_("前文"), blank=True, features=INLINE_FEATURES)
    adopted_on = models.DateField(_("採択日"), null=True, blank=True)
    adopted_at = models.CharField(_("採択した場"), max_length=100, blank=True, help_text=_("例：総会"))

    is_begun_from_home: ClassVar[bool] = True
    page_description = _("前文と、番号の付いた条文、以前の版を載せます。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []
    api_fields = api_fields.DECLARATION
    api_prefetch = ("articles", "versions")
    api_rich_text = ("preamble", "version_texts")
    content_panels: ClassVar = [
        *BasePage.content_panels[:1],
        FieldRowPanel([FieldPanel("adopted_on"), FieldPanel("adopted_at")]),
        FieldPanel("motto"),
        FieldPanel("preamble"),
        InlinePanel("articles", heading=_("条文"), label=_("条"), help_text=_("番号は、並べた順に第1条から付きます。")),
        InlinePanel("versions", heading=_("以前の版"), label=_("版"), help_text=_("改めたときは、前の全文をここに残します。")),
        *BasePage.content_panels[1:],
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        TranslatableField("motto"),
        TranslatableField("preamble"),
        TranslatableField("adopted_at"),
        TranslatableField("articles"),
        TranslatableField("versions"),
        SynchronizedField("adopted_on", overridable=False),
    ]

    class Meta:
        verbose_name = _("パートナーシップ宣言")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.endorsing.queries import context_of

        return {**super().get_context(request, *args, **kwargs), **context_of(self, request.GET)}

    @property
    def version_texts(self) -> list[str]:
        """The earlier versions' rich text, as it is stored."""
        return [version.text for version in self.versions.all()]


class DeclarationArticle(TranslatableMixin, Orderable):
    """One article; its number is its place in the order."""

    page = ParentalKey(DeclarationPage, on_delete=models.CASCADE, related_name="articles")
    heading = models.CharField(_("見出し"), max_length=200, blank=True)
    text = models.TextField(_("条文"))

    override_translatable_fields: ClassVar = [TranslatableField("heading"), TranslatableField("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("条")

    def __str__(self) -> str:
        return self.heading or self.text[:30]


class DeclarationVersion(TranslatableMixin, Orderable):
    """How the declaration read before."""

    page = ParentalKey(DeclarationPage, on_delete=models.CASCADE, related_name="versions")
    label = models.CharField(_("版の名前"), max_length=100)
    adopted_on = models.DateField(_("採択日"), null=True, blank=True)
    text = RichTextField(_("全文"), features=["h3", "ol", "ul", *INLINE_FEATURES])

    override_translatable_fields: ClassVar = [
        TranslatableField("label"),
        TranslatableField("text"),
        SynchronizedField("adopted_on", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("以前の版")

    def __str__(self) -> str:
        return self.label
