from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.models import BasePage
from cms.core.reviews import LEAD_STAGE, ReviewStage
from directory.queries import leads_of
from partnership import api_fields


class CitizenReportPage(BasePage):
    """市民レポート: what a member group or a citizen saw and did."""

    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("団体"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        help_text=_("選ぶと、まずその団体のリーダーに確認を依頼します。市民個人の報告なら空のままにします。"),
    )
    happened_on = models.DateField(_("日付"), null=True, blank=True, help_text=_("報告することがあった日です。"))
    place = models.CharField(_("場所"), max_length=200, blank=True, help_text=_("例：○○公園"))

    by_name = models.CharField(
        _("書いた人の名前"),
        max_length=60,
        blank=True,
        help_text=_("市民が自分で選んだ、サイトに載せる名前です。本名とはかぎりません。"),
    )

    is_dated: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"
    page_description = _("市民や会員団体が、見たこと、してみたことを、写真を添えて伝えます。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []
    api_fields = api_fields.REPORT
    api_filters: ClassVar = {"organisation": "The reports of the organisation of this id, in whatever language"}
    api_prefetch = ("organisation", "photos__image")
    content_panels: ClassVar = [
        *BasePage.content_panels[:1],
        FieldPanel("organisation"),
        FieldPanel("by_name"),
        FieldRowPanel([FieldPanel("happened_on"), FieldPanel("place")]),
        *BasePage.content_panels[1:],
        InlinePanel("photos", heading=_("写真"), label=_("写真"), help_text=_("同意の記録がない写真は、公開されません。")),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("organisation", overridable=False),
        TranslatableField("place"),
        TranslatableField("photos"),
        SynchronizedField("by_name", overridable=False),
        SynchronizedField("happened_on", overridable=False),
    ]

    class Meta:
        verbose_name = _("市民レポート")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.structured_data import article
        from directory.queries import in_language

        context = super().get_context(request, *args, **kwargs)
        organisation = in_language(self.organisation, self.locale) if self.organisation else None
        person = {"@type": "Person", "name": self.by_name} if self.by_name else None
        author = {"@type": "Organization", "name": organisation.name} if organisation else person
        context["organisation"] = organisation
        context["structured_data"] = [article(self, author=author)] if self.pk else []
        return context

    def get_reviewers(self) -> list[ReviewStage]:
        """First the lead of the organisation that the report is by, then an approver."""
        if self.organisation is None:
            return super().get_reviewers()
        return [ReviewStage(LEAD_STAGE, leads_of(self.organisation)), *super().get_reviewers()]

    def writer(self) -> str:
        return gettext("市民 %(name)s") % {"name": self.by_name} if hasattr(self, "sent") else ""

    def is_written_by(self, user: Any) -> bool:
        """Whether it came without an account from the mail address of a person's account."""
        return hasattr(self, "sent") and bool(self.sent.contact) and self.sent.contact.lower() == user.email.lower()

    def tell_writer(self, kind: str, **context: Any) -> None:
        from partnership.citizens import mails

        if hasattr(self, "sent"):
            mails.tell(self.sent, self, kind, **context)


class ReportPhoto(TranslatableMixin, Orderable):
    """A photo of a report, with the words for those who cannot see it."""

    page = ParentalKey(CitizenReportPage, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("core.Image", verbose_name=_("画像"), on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(
        _("画像の説明（代替テキスト）"), max_length=200, help_text=_("画像が見えない人に、何が写っているかを伝える文です。")
    )
    caption = models.CharField(_("キャプション"), max_length=200, blank=True)

    panels: ClassVar = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("caption")]
    override_translatable_fields: ClassVar = [
        TranslatableField("alt"),
        TranslatableField("caption"),
        SynchronizedField("image", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("写真")

    def __str__(self) -> str:
        return self.alt
