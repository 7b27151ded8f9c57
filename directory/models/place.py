from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.forms import AgedModelForm
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import AgedModel, AgedQuerySet
from directory.models.named import NamedModel
from directory.models.phone import PhoneField


class PlaceQuerySet(AgedQuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class Place(TranslatableMixin, NamedModel, AgedModel, ClusterableModel):
    """Somewhere to go or somebody to call."""

    class Kind(models.TextChoices):
        FACILITY = "facility", _("施設")
        DESK = "desk", _("相談窓口")
        CIRCLE = "circle", _("子育ての輪（サークル・グループ）")
        NURSERY = "nursery", _("保育園・幼稚園")
        HOSPITAL = "hospital", _("病院・診療所")
        PARK = "park", _("公園")

    kind = models.CharField(_("種別"), max_length=20, choices=Kind, default=Kind.FACILITY)
    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("運営する団体"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="places",
    )
    address = models.CharField(
        _("住所"), max_length=300, blank=True, help_text=_("都道府県から書きます。来てもらう場所がなければ空のままにします。")
    )
    latitude = models.FloatField(
        _("緯度"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("地図に出す位置です。経度と一緒に、小数で書きます。例：35.7000"),
    )
    longitude = models.FloatField(
        _("経度"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("例：139.5000"),
    )
    note = models.TextField(
        _("説明"), blank=True, help_text=_("何ができるか、予約は要るか、何を持っていくかなど、行く前に知りたいことです。")
    )
    confirmed_on = models.DateField(
        _("内容を確認した日"), null=True, blank=True, help_text=_("書かれていることが今も正しいと最後に確かめた日です。")
    )
    is_public = models.BooleanField(_("公開する"), default=True, help_text=_("外すと、一覧にも検索にも出なくなります。"))

    objects = PlaceQuerySet.as_manager()

    search_fields: ClassVar = [
        *NamedModel.search_fields,
        index.SearchField("address"),
        index.AutocompleteField("address"),
    ]

    base_form_class = AgedModelForm

    panels: ClassVar = [
        TranslationsPanel(),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("kana"), FieldPanel("kind"), FieldPanel("organisation")], heading=_("名称")
        ),
        MultiFieldPanel(
            [FieldPanel("address"), FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])], heading=_("場所")
        ),
        InlinePanel("phones", heading=_("電話"), label=_("電話")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("age_min"), FieldPanel("age_max")])], heading=_("対象の年齢")),
        FieldPanel("note"),
        FieldPanel("confirmed_on"),
        FieldPanel("is_public"),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("name"),
        TranslatableField("address"),
        TranslatableField("note"),
        TranslatableField("phones"),
        SynchronizedField("kana", overridable=False),
        SynchronizedField("kind", overridable=False),
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("latitude", overridable=False),
        SynchronizedField("longitude", overridable=False),
        SynchronizedField("age_min", overridable=False),
        SynchronizedField("age_max", overridable=False),
        SynchronizedField("confirmed_on", overridable=False),
        SynchronizedField("is_public", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("施設・窓口・グループ")
        permissions = [("translate_place", _("施設・窓口・グループの文を翻訳できる"))]
        ordering = ["kana_order", "name"]
        indexes = [models.Index(fields=["locale", "is_public", "kind", "kana_order"], name="place_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="place_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                & ~Q(latitude=0, longitude=0),
                name="place_is_somewhere_or_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_min__lte=F("age_max")),
                name="place_ages_run_forwards",
            ),
        ]

    def clean(self) -> None:
        """Raises:
        ValidationError: only one coordinate is given, or both are 0, which is how many a file says "unknown".
        """
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            missing = "longitude" if self.longitude is None else "latitude"
            raise ValidationError({missing: _("位置は、緯度と経度の両方を書くか、両方とも空にしてください。")})
        if self.latitude == 0 and self.longitude == 0:
            raise ValidationError({"latitude": _("緯度と経度が0のままです。位置が分からないときは、両方とも空にしてください。")})

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:place", args=[self.pk])


class PlacePhone(TranslatableMixin, Orderable):
    """A number, and what it is for."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="phones")
    number = PhoneField(_("番号"), help_text=_("数字とハイフンで書きます。押すと電話がかかります。例：042-000-0000、#8000"))
    purpose = models.CharField(_("用途"), max_length=60, blank=True, help_text=_("例：予約、夜間、FAX"))

    override_translatable_fields: ClassVar = [SynchronizedField("number", overridable=False), TranslatableField("purpose")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("電話")

    def __str__(self) -> str:
        return self.number
