from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.forms import AgedModelForm
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import AgedModel, AgedQuerySet


class PlaceQuerySet(AgedQuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class Place(TranslatableMixin, AgedModel, ClusterableModel):
    """Somewhere to go or somebody to call."""

    class Kind(models.TextChoices):
        FACILITY = "facility", _("施設")
        DESK = "desk", _("相談窓口")
        CIRCLE = "circle", _("子育ての輪（サークル・グループ）")
        NURSERY = "nursery", _("保育園・幼稚園")
        HOSPITAL = "hospital", _("病院・診療所")
        PARK = "park", _("公園")

    name = models.CharField(_("名称"), max_length=200)
    kana = models.CharField(_("ふりがな"), max_length=200, blank=True)
    kind = models.CharField(_("種別"), max_length=20, choices=Kind, default=Kind.FACILITY)
    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("運営する団体"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="places",
    )
    address = models.CharField(_("住所"), max_length=300, blank=True)
    latitude = models.FloatField(_("緯度"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("経度"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    note = models.TextField(_("説明"), blank=True)
    confirmed_on = models.DateField(_("内容を確認した日"), null=True, blank=True)
    is_public = models.BooleanField(_("公開する"), default=True)

    objects = PlaceQuerySet.as_manager()

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
        ordering = ["kana", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:place", args=[self.pk])


class PlacePhone(TranslatableMixin, Orderable):
    """A number, and what it is for."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(_("番号"), max_length=40)
    purpose = models.CharField(_("用途"), max_length=60, blank=True, help_text=_("例：予約、夜間、FAX"))

    override_translatable_fields: ClassVar = [SynchronizedField("number", overridable=False), TranslatableField("purpose")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("電話")

    def __str__(self) -> str:
        return self.number
