import datetime
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.dates import fiscal_year_in_words
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import BasePage

FIRST_YEAR, LAST_YEAR = 1989, 2100


class GrantRoundQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class GrantRound(TranslatableMixin, index.Indexed, ClusterableModel):
    """The grants of one fiscal year: how much there is to give, who could apply until when, and with which papers."""

    fiscal_year = models.PositiveSmallIntegerField(
        _("年度"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_("4月から始まる年度を、西暦で書きます。例：2012（平成24年度）"),
    )
    budget_yen = models.PositiveIntegerField(
        _("予算（円）"), null=True, blank=True, help_text=_("交付額の合計が、これを超えないように確かめます。")
    )
    call = models.TextField(
        _("募集の内容"), blank=True, help_text=_("どんな事業に、いくらまで助成するか、誰が申し込めるかを書きます。")
    )
    opens_on = models.DateField(_("募集を始める日"), null=True, blank=True)
    closes_on = models.DateField(_("募集を締め切る日"), null=True, blank=True, help_text=_("この日まで受け付けます。"))
    is_public = models.BooleanField(
        _("公開する"), default=True, help_text=_("外すと、この年度の助成は、どこにも出なくなります。")
    )

    objects = GrantRoundQuerySet.as_manager()

    search_fields: ClassVar = [index.SearchField("call"), index.FilterField("fiscal_year")]
    panels: ClassVar = [
        TranslationsPanel(),
        FieldRowPanel([FieldPanel("fiscal_year"), FieldPanel("budget_yen")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]), FieldPanel("call")], heading=_("募集")
        ),
        InlinePanel(
            "papers", heading=_("資料"), label=_("資料"), help_text=_("募集要項や申請書です。公開の書庫にあるものだけが出ます。")
        ),
        FieldPanel("is_public"),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("call"),
        TranslatableField("papers"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("fiscal_year", "budget_yen", "opens_on", "closes_on", "is_public")
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("助成の年度")
        permissions = [("translate_grantround", _("助成の年度の文を翻訳できる"))]
        ordering = ["-fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "locale"],
                name="one_grant_round_a_year",
                violation_error_message=_("この年度は、すでに登録されています。そちらを開いて直してください。"),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                name="grant_round_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return fiscal_year_in_words(self.fiscal_year)

    def clean(self) -> None:
        """Raises:
        ValidationError: it closes before it opens, or more is granted already than the budget holds.
        """
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("締め切りは、募集を始める日か、それより後の日にしてください。")})
        granted = self.granted_yen()
        if self.budget_yen is not None and granted > self.budget_yen:
            raise ValidationError({"budget_yen": over_budget(granted, self.budget_yen)})

    def granted_yen(self, without: "GrantProject | None" = None) -> int:
        """What the year's projects are granted together, one of them left out if asked; a translation is no second project."""
        originals = GrantProject.objects.filter(
            round__translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        if without is not None:
            originals = originals.exclude(translation_key=without.translation_key)
        return originals.aggregate(sum=Sum("granted_yen"))["sum"] or 0

    def is_open_on(self, day: datetime.date) -> bool:
        """Whether one can apply on a day. A round without a closing day is never said to be open."""
        return self.closes_on is not None and (self.opens_on is None or self.opens_on <= day) and day <= self.closes_on


class GrantPaper(TranslatableMixin, Orderable):
    """A file that goes with a round: the call, the form of application."""

    round = ParentalKey(GrantRound, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey("core.Document", verbose_name=_("資料"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [FieldPanel("document")]
    override_translatable_fields: ClassVar = [SynchronizedField("document", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("資料")

    def __str__(self) -> str:
        return str(self.document)


class GrantProjectQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that were granted, in a round that is public. Who applied in vain or withdrew is nobody's business."""
        return self.filter(state__in=GrantProject.ADOPTED, round__is_public=True)


class GrantProject(TranslatableMixin, index.Indexed, models.Model):
    """What an organisation applied for, what it was granted, and what became of it."""

    class State(models.TextChoices):
        APPLIED = "applied", _("申請中")
        REJECTED = "rejected", _("不採択")
        WITHDRAWN = "withdrawn", _("取り下げ")
        GRANTED = "granted", _("採択")
        RUNNING = "running", _("実施中")
        FINISHED = "finished", _("完了")

    ADOPTED: ClassVar = (State.GRANTED, State.RUNNING, State.FINISHED)

    round = models.ForeignKey(GrantRound, verbose_name=_("年度"), on_delete=models.PROTECT, related_name="projects")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name=_("団体"), on_delete=models.PROTECT, related_name="grant_projects"
    )
    title = models.CharField(_("事業名"), max_length=200)
    state = models.CharField(
        _("状態"),
        max_length=10,
        choices=State,
        default=State.APPLIED,
        help_text=_("採択、実施中、完了のものだけが公開されます。"),
    )
    applied_yen = models.PositiveIntegerField(_("申請額（円）"), null=True, blank=True, help_text=_("公開されません。"))
    granted_yen = models.PositiveIntegerField(_("交付額（円）"), null=True, blank=True)
    spent_yen = models.PositiveIntegerField(
        _("実績額（円）"), null=True, blank=True, help_text=_("交付額のうち、実際に使った額です。")
    )
    report = models.ForeignKey(
        Page,
        verbose_name=_("報告のページ"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("事業の報告が載っているページです。公開されているときだけ、リンクになります。"),
    )

    objects = GrantProjectQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("state"),
        index.FilterField("round"),
    ]
    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("round"),
        FieldPanel("organisation"),
        FieldPanel("title"),
        FieldPanel("state"),
        MultiFieldPanel(
            [FieldRowPanel([*map(FieldPanel, ("applied_yen", "granted_yen", "spent_yen"))])],
            heading=_("金額"),
            help_text=_("実績額は交付額を、交付額は申請額を超えられません。分からないものは空のままにします。"),
        ),
        FieldPanel("report"),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("title"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("round", "organisation", "state", "applied_yen", "granted_yen", "spent_yen", "report")
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("助成事業")
        permissions = [("translate_grantproject", _("助成事業の文を翻訳できる"))]
        ordering = ["-round__fiscal_year", "organisation__kana_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="grant_project_has_a_title"),
            models.CheckConstraint(
                condition=Q(applied_yen__isnull=True) | Q(granted_yen__isnull=True) | Q(granted_yen__lte=F("applied_yen")),
                name="grant_is_within_what_was_applied_for",
            ),
            models.CheckConstraint(
                condition=Q(spent_yen__isnull=True) | Q(granted_yen__isnull=False, spent_yen__lte=F("granted_yen")),
                name="spending_is_within_the_grant",
            ),
            models.CheckConstraint(
                condition=Q(granted_yen__isnull=True) | Q(state__in=("granted", "running", "finished")),
                name="only_what_was_adopted_is_granted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raises:
        ValidationError: the amounts do not agree with each other, with the state or with the year's budget; the message
            of each names the difference.
        """
        super().clean()
        wrong = dict(self._disagreements())
        if wrong:
            raise ValidationError(wrong)

    def _disagreements(self) -> Iterable[tuple[str, Any]]:
        if self.spent_yen is not None and self.granted_yen is None:
            yield "spent_yen", _("先に、交付額を書いてください。")
        elif self.spent_yen is not None and self.granted_yen is not None and self.spent_yen > self.granted_yen:
            yield "spent_yen", _exceeds(_("実績額が、交付額を%(difference)s円超えています。"), self.spent_yen, self.granted_yen)
        if self.granted_yen is None:
            return
        if self.state not in self.ADOPTED:
            yield "granted_yen", _("交付額を書けるのは、採択、実施中、完了のときだけです。状態を確かめてください。")
        elif self.applied_yen is not None and self.granted_yen > self.applied_yen:
            yield (
                "granted_yen",
                _exceeds(_("交付額が、申請額を%(difference)s円超えています。"), self.granted_yen, self.applied_yen),
            )
        elif self.round_id and self.round.budget_yen is not None:
            together = self.round.granted_yen(without=self) + self.granted_yen
            if together > self.round.budget_yen:
                yield "granted_yen", over_budget(together, self.round.budget_yen)


def over_budget(granted: int, budget: int) -> str:
    """Says by how much the grants exceed the budget."""
    figures = {"granted": f"{granted:,}", "budget": f"{budget:,}", "difference": f"{granted - budget:,}"}
    return str(_("この年度の交付額の合計（%(granted)s円）が、予算（%(budget)s円）を%(difference)s円超えます。") % figures)


def _exceeds(message: Any, amount: int, limit: int) -> str:
    return str(message % {"difference": f"{amount - limit:,}"})


class GrantsPage(BasePage):
    """助成事業: the grants of every fiscal year, from the register of rounds and projects."""

    page_description = _("年度ごとの助成を、登録された事業から一覧にします。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("助成事業のページ")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.grants.queries import years

        found = years(self.locale)
        # A column in which nobody knows an amount only stands in the way, on a phone above all.
        amounts = {
            "budget": any(year.round.budget_yen is not None for year in found),
            "granted": any(year.granted_yen is not None for year in found),
            "spent": any(year.spent_yen is not None for year in found),
        }
        return {**super().get_context(request, *args, **kwargs), "years": found, "amounts": amounts}
