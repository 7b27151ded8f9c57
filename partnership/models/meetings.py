from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.blocks import INLINE_FEATURES
from cms.core.dates import day_in_words, fiscal_year
from cms.core.models import BasePage
from cms.core.queries import in_locale
from partnership import api_fields

FEATURES = ["h3", "ol", "ul", *INLINE_FEATURES]


class MeetingPage(BasePage):
    """会議の記録: what was on the agenda, who came, what was decided. Files stand in the body."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("総会")
        BOARD = "board", _("役員会")
        COMMITTEE = "committee", _("部会")

    kind = models.CharField(_("会議の種類"), max_length=10, choices=Kind)
    committee = models.ForeignKey(
        "partnership.Committee",
        verbose_name=_("部会"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text=_("部会のときに選びます。"),
    )
    held_on = models.DateField(_("開催日"))
    place = models.CharField(_("場所"), max_length=200, blank=True)
    attended = models.PositiveSmallIntegerField(_("出席した数"), null=True, blank=True)
    entitled = models.PositiveSmallIntegerField(_("出席できる数"), null=True, blank=True, help_text=_("会員や部会員の数です。"))
    agenda = RichTextField(_("議題"), blank=True, features=FEATURES)
    minutes = RichTextField(_("議事録"), blank=True, features=FEATURES)

    is_dated: ClassVar[bool] = True
    is_begun_from_home: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"
    page_description = _("総会、役員会、部会の、議題、議事録、決まったことを残します。")
    parent_page_types: ClassVar[list[str]] = ["partnership.CouncilPage", "partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []
    api_fields = api_fields.MEETING
    api_prefetch = ("committee", "decisions")
    api_rich_text = ("agenda", "minutes")
    content_panels: ClassVar = [
        *BasePage.content_panels[:1],
        FieldRowPanel([FieldPanel("kind"), FieldPanel("committee")]),
        FieldRowPanel([FieldPanel("held_on"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("attended"), FieldPanel("entitled")]),
        FieldPanel("agenda"),
        InlinePanel("decisions", heading=_("決まったこと"), label=_("決まったこと")),
        FieldPanel("minutes"),
        *BasePage.content_panels[1:],
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        TranslatableField("place"),
        TranslatableField("agenda"),
        TranslatableField("minutes"),
        TranslatableField("decisions"),
        *(SynchronizedField(name, overridable=False) for name in ("kind", "committee", "held_on", "attended", "entitled")),
    ]

    class Meta:
        verbose_name = _("会議の記録")

    @classmethod
    def card_days(cls, pages: Collection[int]) -> dict[int, str]:
        days = cls.objects.filter(pk__in=pages).values_list("pk", "held_on")
        return {pk: gettext("%(day)sに開催") % {"day": day_in_words(day)} for pk, day in days}

    @property
    def fiscal_year(self) -> int:
        return fiscal_year(self.held_on)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        (committee,) = in_locale([self.committee], self.locale) if self.committee else (None,)
        context["committee"] = committee if committee and committee.is_public else None
        return context

    def clean(self) -> None:
        """Raises:
        ValidationError: a committee's meeting names none, another's names one, or more came than could.
        """
        super().clean()
        wrong: dict[str, Any] = {}
        if self.kind == self.Kind.COMMITTEE and self.committee_id is None:
            wrong["committee"] = _("どの部会かを選んでください。")
        if self.kind in (self.Kind.GENERAL, self.Kind.BOARD) and self.committee_id is not None:
            wrong["committee"] = _("部会を選ぶのは、会議の種類が「部会」のときだけです。")
        if self.attended is not None and self.entitled is not None and self.attended > self.entitled:
            message = _("出席した数（%(attended)s）が、出席できる数（%(entitled)s）を超えています。")
            wrong["attended"] = message % {"attended": self.attended, "entitled": self.entitled}
        if wrong:
            raise ValidationError(wrong)


class MeetingDecision(TranslatableMixin, Orderable):
    """One thing that a meeting decided."""

    page = ParentalKey(MeetingPage, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField(_("決まったこと"))

    panels: ClassVar = [FieldPanel("text")]
    override_translatable_fields: ClassVar = [TranslatableField("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("決まったこと")

    def __str__(self) -> str:
        return self.text[:30]
