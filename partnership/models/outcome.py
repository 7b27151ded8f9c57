"""成果等報告: the report that whoever gave the money asks for, with its figures as figures."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.blocks import INLINE_FEATURES
from cms.core.dates import fiscal_year, fiscal_year_in_words
from cms.core.models import BasePage
from cms.core.rich_text import is_blank
from partnership import api_fields
from partnership.models.grants import FIRST_YEAR, LAST_YEAR
from partnership.outcome.form import OutcomeReportForm
from partnership.outcome.panels import RecordsPanel
from partnership.outcome.sums import disagreements

FEATURES = ["h3", "ol", "ul", *INLINE_FEATURES]
ASKED_FOR = (
    "project", "carried_out_by", "period_from", "period_until", "amount_yen", "overview", "activities", "results", "rank",
)  # fmt: skip
LARGEST_AMOUNT = 999_999_999_999
EQUIPMENT_FROM = 500_000
"""Yen from which the form asks for machines and tools one by one."""


class OutcomeReportPage(BasePage):
    """成果等報告: who did what with how much money, what came of it, and how good that was."""

    class Category(models.TextChoices):
        GENERAL = "general", _("一般枠")
        NPO = "npo", _("NPO支援重点化枠")
        DISASTER = "disaster", _("震災支援枠")

    class Rank(models.TextChoices):
        S = "S", _("S：特に優れた成果が得られた")
        A = "A", _("A：優れた成果が得られた")
        B = "B", _("B：一定の成果が得られた")
        C = "C", _("C：限定的であるが成果が得られた")
        D = "D", _("D：成果が得られなかった")

    form_name = models.CharField(
        _("様式の名前"),
        max_length=200,
        blank=True,
        help_text=_("報告書のいちばん上に出ます。例：○○事業の成果等報告（モデル事業分）"),
    )
    project = models.CharField(_("事業名"), max_length=200)
    category = models.CharField(_("分類"), max_length=10, choices=Category, blank=True)
    carried_out_by = models.CharField(_("事業実施主体名"), max_length=200)
    period_from = models.DateField(_("実施期間の始まり"), null=True)
    period_until = models.DateField(_("実施期間の終わり"), null=True)
    amount_yen = models.PositiveBigIntegerField(
        _("支援額（円）"),
        null=True,
        validators=[MaxValueValidator(LARGEST_AMOUNT)],
        help_text=_(
            "下の年度別の合計、費目別の合計と同じ額になります。違うあいだは、承認に出せません（下書きの保存はできます）。"
        ),
    )
    overview = RichTextField(_("事業概要"), features=FEATURES)
    activities = RichTextField(_("事業内容"), features=FEATURES)
    results = RichTextField(_("得られた成果及び自己評価"), features=FEATURES)
    rank = models.CharField(_("評価ランク"), max_length=1, choices=Rank)
    attachments = models.TextField(
        _("添付書類"), blank=True, help_text=_("書類の名前を1行に1つ書きます。ファイルは「本文」に「資料」として加えます。")
    )

    is_dated: ClassVar[bool] = True
    is_begun_from_home: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"
    page_description = _(
        "助成や委託を受けた事業の成果を、決まった様式で報告します。金額の合計を確かめ、Wordファイルにもなります。"
    )
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = OutcomeReportForm
    api_fields = api_fields.OUTCOME
    api_prefetch = ("parts", "years", "items", "equipment")
    api_rich_text = ("overview", "activities", "results")
    content_panels: ClassVar = [
        *BasePage.content_panels[:1],
        RecordsPanel(heading=_("記録から下書き・Wordファイル")),
        *BasePage.content_panels[1:3],
        FieldPanel("form_name"),
        FieldPanel("project"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("carried_out_by")]),
        FieldRowPanel([FieldPanel("period_from"), FieldPanel("period_until")]),
        MultiFieldPanel(
            [
                FieldPanel("amount_yen"),
                InlinePanel("years", heading=_("年度別の支援額"), label=_("年度")),
                InlinePanel("items", heading=_("費目別の支援額"), label=_("費目")),
            ],
            heading=_("支援額"),
        ),
        InlinePanel("parts", heading=_("マルチステークホルダー（協議体）の取組状況"), label=_("参加団体の役割")),
        FieldPanel("overview"),
        FieldPanel("activities"),
        FieldPanel("results"),
        FieldPanel("rank"),
        InlinePanel(
            "equipment",
            heading=_("50万円以上の機械・器具"),
            label=_("機械・器具"),
            help_text=_("支援額で取得したもの、価格が増したもののうち、50万円以上のものを書きます。別葉になります。"),
        ),
        FieldPanel("attachments"),
        *BasePage.content_panels[3:],
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        *map(
            TranslatableField,
            (
                "form_name", "project", "carried_out_by", "overview", "activities", "results", "attachments",
                "parts", "years", "items", "equipment",
            ),
        ),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("category", "period_from", "period_until", "amount_yen", "rank")
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("成果等報告")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_until__isnull=True) | Q(period_from__lte=F("period_until")),
                name="outcome_period_runs_forwards",
            )
        ]

    def save(self, *args: Any, clean: bool = True, **kwargs: Any) -> Any:
        """As any page, but that what is public has sums that agree.

        Raises:
            ValidationError: it is live, and they do not.
        """
        if clean and self.live:
            self.check_complete()
        return super().save(*args, **{"clean": clean, **kwargs})

    @classmethod
    def card_days(cls, pages: Collection[int]) -> dict[int, str]:
        periods = cls.objects.filter(pk__in=pages, period_from__isnull=False, period_until__isnull=False)
        return {
            pk: f"{fiscal_year_in_words(fiscal_year(first))}〜{fiscal_year_in_words(fiscal_year(last))}"
            for pk, first, last in periods.values_list("pk", "period_from", "period_until")
        }

    def clean(self) -> None:
        """Raises:
        ValidationError: the period runs backwards.
        """
        super().clean()
        if self.period_from and self.period_until and self.period_until < self.period_from:
            raise ValidationError({"period_until": _("実施期間の終わりが、始まりより前になっています。")})

    @property
    def disagreements(self) -> list[str]:
        """What the sums of this very report, saved or not, disagree in; a sentence each."""
        years, items = self.years.all(), self.items.all()
        return disagreements(self.amount_yen, [each.amount_yen for each in years], [each.amount_yen for each in items])

    def check_complete(self) -> None:
        """Raises:
        ValidationError: something that the form asks for is not written, or the sums do not agree.
        """
        asked_for = [field for field in self._meta.concrete_fields if field.name in ASKED_FOR]
        lacking = [str(field.verbose_name) for field in asked_for if self._is_empty(field)]
        if lacking:
            raise ValidationError(gettext("まだ書かれていません：%(names)s。") % {"names": "、".join(lacking)})
        wrong = self.disagreements
        if wrong:
            raise ValidationError({"amount_yen": wrong})

    def _is_empty(self, field: Any) -> bool:
        value = getattr(self, field.name)
        return is_blank(value) if isinstance(field, RichTextField) else value in (None, "")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.structured_data import article
        from partnership.outcome.sheet import OutcomeSheet

        context = super().get_context(request, *args, **kwargs)
        context["sheet"] = OutcomeSheet(self)
        context["structured_data"] = [article(self)] if self.pk else []
        return context


class OutcomePart(TranslatableMixin, Orderable):
    """What one who took part did, or those of a kind together."""

    page = ParentalKey(OutcomeReportPage, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(_("団体・立場"), max_length=200)
    text = models.TextField(_("役割・したこと"), help_text=_("1行に1つずつ書くと、(1)、(2) と番号が付きます。"), blank=True)

    panels: ClassVar = [FieldPanel("name"), FieldPanel("text")]
    override_translatable_fields: ClassVar = [TranslatableField("name"), TranslatableField("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("参加団体の役割")

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """What it did, a sentence each."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def amount_field() -> models.PositiveBigIntegerField:
    # A draft may wait for its amounts; what is public has them all (blank=False).
    return models.PositiveBigIntegerField(_("金額（円）"), null=True, validators=[MaxValueValidator(LARGEST_AMOUNT)])


class OutcomeYear(TranslatableMixin, Orderable):
    """How much of the money was for a fiscal year."""

    page = ParentalKey(OutcomeReportPage, on_delete=models.CASCADE, related_name="years")
    fiscal_year = models.PositiveSmallIntegerField(
        _("年度"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_("4月から始まる年度を、西暦で書きます。例：2012（平成24年度）"),
    )
    amount_yen = amount_field()

    panels: ClassVar = [FieldRowPanel([FieldPanel("fiscal_year"), FieldPanel("amount_yen")])]
    override_translatable_fields: ClassVar = [
        SynchronizedField("fiscal_year", overridable=False),
        SynchronizedField("amount_yen", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("年度別の支援額")

    def __str__(self) -> str:
        return str(self.fiscal_year)


class OutcomeItem(TranslatableMixin, Orderable):
    """How much of the money was spent on an item."""

    page = ParentalKey(OutcomeReportPage, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(_("費目"), max_length=100, help_text=_("例：委託費、諸謝金、印刷製本費"))
    amount_yen = amount_field()

    panels: ClassVar = [FieldRowPanel([FieldPanel("name"), FieldPanel("amount_yen")])]
    override_translatable_fields: ClassVar = [TranslatableField("name"), SynchronizedField("amount_yen", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("費目別の支援額")

    def __str__(self) -> str:
        return self.name


class OutcomeEquipment(TranslatableMixin, Orderable):
    """A machine or tool of 500,000 yen or more that the money bought or made worth more."""

    page = ParentalKey(OutcomeReportPage, on_delete=models.CASCADE, related_name="equipment")
    name = models.CharField(_("機械等の名称"), max_length=200)
    price_yen = models.PositiveBigIntegerField(
        _("価格（円）"),
        validators=[
            MinValueValidator(
                EQUIPMENT_FROM, _("50万円未満のものは、書かなくてかまいません。価格を確かめるか、この行を消してください。")
            ),
            MaxValueValidator(LARGEST_AMOUNT),
        ],
    )
    keeper = models.CharField(
        _("管理者"), max_length=200, blank=True, help_text=_("団体や役職を書きます。個人の氏名は書きません。")
    )
    useful_years = models.PositiveSmallIntegerField(_("耐用年数（年）"), null=True, blank=True)

    panels: ClassVar = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("price_yen"), FieldPanel("keeper"), FieldPanel("useful_years")]),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("name"),
        TranslatableField("keeper"),
        SynchronizedField("price_yen", overridable=False),
        SynchronizedField("useful_years", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("50万円以上の機械・器具")

    def __str__(self) -> str:
        return self.name
