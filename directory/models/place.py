import datetime
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from cms.core.geography import Box, Point, distance_from
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import AgedModel, AgedQuerySet, Image
from directory import kinds
from directory.hours_form import PlaceForm
from directory.models.codes import CodesField, WordsField
from directory.models.hours import OpeningHoursModel, open_at
from directory.models.named import NamedModel
from directory.models.phone import PhoneField
from directory.vocabularies import ACCESSIBILITY, DEPARTMENTS, LANGUAGES, SERVICES

NAMES = {kind.code: kind.name for kind in kinds.KINDS}
POSTAL_CODE = RegexValidator(r"^\d{3}-?\d{4}$", _("郵便番号は、184-0000 のように7桁で書いてください。"))
TRANSLATED = (
    "name",
    "common_name",
    "address",
    "building",
    "access",
    "parking",
    "fees",
    "note",
    "hours_note",
    "after_hours",
    "phones",
)
"""Columns that every language has its own of; the others are the same in all (`ONE_FOR_ALL`)."""
ONE_FOR_ALL = (
    "kana", "kind", "category", "organisation", "picture", "postal_code", "prefecture", "city", "town", "street", "latitude",
    "longitude", "fax", "email", "url", "form_url", "age_min", "age_max", "capacity", "services", "accessibility", "languages",
    "opening_hours", "hours_shift", "departments", "beds", "source", "confirmed_on", "is_public",
)  # fmt: skip


class PlaceQuerySet(AgedQuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)

    def within(self, box: Box) -> Self:
        """Those whose position lies in a box."""
        return self.filter(box.holds)

    def around(self, point: Point, radius: float) -> Self:
        """Those within so many metres, the nearest first, with their `distance`."""
        found = self.within(Box.around(point, radius)).annotate(distance=distance_from(point))
        return found.filter(distance__lte=radius).order_by("distance", "pk")

    def open_at(self, moment: datetime.datetime) -> Self:
        """Those that are surely open at an aware moment; of which nobody knows is not among them."""
        return self.filter(open_at(self, moment))

    def offering(self, *services: str) -> Self:
        """Those that offer all of these."""
        found = self
        for service in services:
            found = found.filter(services__has=service)
        return found


class Place(TranslatableMixin, NamedModel, AgedModel, OpeningHoursModel, ClusterableModel):
    """Somewhere to go or somebody to call."""

    class Kind(models.TextChoices):
        """The codes of `directory.kinds`, by which code and templates name them."""

        FACILITY = "facility", NAMES["facility"]
        DESK = "desk", NAMES["desk"]
        CLINIC = "clinic", NAMES["clinic"]
        HOSPITAL = "hospital", NAMES["hospital"]
        CIRCLE = "circle", NAMES["circle"]
        PARK = "park", NAMES["park"]
        NURSERY = "nursery", NAMES["nursery"]
        KINDERGARTEN = "kindergarten", NAMES["kindergarten"]
        KODOMOEN = "kodomoen", NAMES["kodomoen"]
        SUPPORT_CENTER = "support_center", NAMES["support_center"]
        CHILDREN_HALL = "children_hall", NAMES["children_hall"]
        NURSING_ROOM = "nursing_room", NAMES["nursing_room"]
        LIBRARY = "library", NAMES["library"]
        SHOP = "shop", NAMES["shop"]

    common_name = models.CharField(
        _("通称"), max_length=200, blank=True, help_text=_("ふだん呼ばれている名前です。例：とまとぴあ")
    )
    kind = models.CharField(_("種別"), max_length=20, choices=Kind, default=Kind.FACILITY)
    category = models.CharField(
        _("種類の詳しい名前"), max_length=100, blank=True, help_text=_("公開データの言葉です。例：認可私立保育所、無床診療所")
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("運営する団体"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="places",
    )
    picture = models.ForeignKey(
        Image,
        verbose_name=_("写真"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("建物や入口が分かる写真だと、初めて行く人が助かります。"),
    )

    address = models.CharField(
        _("住所"), max_length=300, blank=True, help_text=_("都道府県から書きます。来てもらう場所がなければ空のままにします。")
    )
    postal_code = models.CharField(_("郵便番号"), max_length=8, blank=True, validators=[POSTAL_CODE])
    prefecture = models.CharField(_("都道府県"), max_length=10, blank=True)
    city = models.CharField(_("市区町村"), max_length=50, blank=True)
    town = models.CharField(_("町字"), max_length=100, blank=True)
    street = models.CharField(_("番地以下"), max_length=100, blank=True)
    building = models.CharField(_("建物名など"), max_length=150, blank=True, help_text=_("例：アトレ庁舎1階"))
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
    access = models.TextField(_("行き方"), blank=True, help_text=_("例：武蔵小金井駅南口から歩いて5分"))
    parking = models.TextField(_("駐車場・駐輪場"), blank=True, help_text=_("例：駐輪場10台。駐車場はありません。"))

    fax = PhoneField(_("FAX"), blank=True)
    email = models.EmailField(_("メール"), blank=True, help_text=_("公開してよいアドレスだけを書きます。"))
    url = models.URLField(_("ウェブサイト"), max_length=500, blank=True)
    form_url = models.URLField(_("申し込み・問い合わせのページ"), max_length=500, blank=True)

    capacity = models.PositiveIntegerField(
        _("定員"), null=True, blank=True, help_text=_("分からないときは空にします。0は「0人」の意味になります。")
    )
    fees = models.TextField(_("料金"), blank=True, help_text=_("例：無料。一時預かりは1時間800円。"))
    services = CodesField(_("サービスと設備"), words=SERVICES)
    accessibility = CodesField(_("バリアフリー"), words=ACCESSIBILITY)
    languages = CodesField(_("話せる言葉"), words=LANGUAGES)
    note = models.TextField(
        _("説明"), blank=True, help_text=_("何ができるか、予約は要るか、何を持っていくかなど、行く前に知りたいことです。")
    )

    departments = WordsField(_("診療科目"), words=DEPARTMENTS, help_text=_("「、」で区切ります。例：小児科、アレルギー科"))
    beds = models.PositiveIntegerField(_("病床数"), null=True, blank=True)
    after_hours = models.TextField(_("時間外の対応"), blank=True, help_text=_("例：かかりつけの方のみ、24時間電話対応"))

    source = models.CharField(_("情報の出どころ"), max_length=200, blank=True, help_text=_("例：小金井市オープンデータ"))
    confirmed_on = models.DateField(
        _("内容を確認した日"), null=True, blank=True, help_text=_("書かれていることが今も正しいと最後に確かめた日です。")
    )
    is_public = models.BooleanField(_("公開する"), default=True, help_text=_("外すと、一覧にも検索にも出なくなります。"))
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    search_fields: ClassVar = [
        *NamedModel.search_fields,
        index.SearchField("common_name"),
        index.AutocompleteField("common_name"),
        index.SearchField("address"),
        index.AutocompleteField("address"),
    ]

    base_form_class = PlaceForm

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TranslationsPanel(),
                    MultiFieldPanel(
                        [*map(FieldPanel, ("name", "kana", "common_name", "kind", "category", "organisation", "picture"))],
                        heading=_("名称"),
                    ),
                    FieldPanel("note"),
                    MultiFieldPanel([FieldRowPanel([FieldPanel("age_min"), FieldPanel("age_max")])], heading=_("対象の年齢")),
                    FieldPanel("confirmed_on"),
                    FieldPanel("is_public"),
                ],
                heading=_("基本"),
            ),
            ObjectList(
                [
                    InlinePanel("phones", heading=_("電話"), label=_("電話")),
                    MultiFieldPanel([*map(FieldPanel, ("fax", "email", "url", "form_url"))], heading=_("ほかの連絡先")),
                    MultiFieldPanel(
                        [
                            FieldPanel("address"),
                            FieldPanel("building"),
                            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                        ],
                        heading=_("場所"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("postal_code"),
                            FieldRowPanel([FieldPanel("prefecture"), FieldPanel("city")]),
                            FieldRowPanel([FieldPanel("town"), FieldPanel("street")]),
                        ],
                        heading=_("住所を分けて書く（公開データ用）"),
                        classname="collapsed",
                    ),
                    FieldPanel("access"),
                    FieldPanel("parking"),
                ],
                heading=_("連絡先と場所"),
            ),
            ObjectList(
                [*map(FieldPanel, ("opening_hours", "hours_note"))],
                heading=_("時間"),
            ),
            ObjectList(
                [
                    *map(FieldPanel, ("services", "accessibility", "languages", "fees", "capacity")),
                    InlinePanel(
                        "vacancies",
                        heading=_("空き状況"),
                        label=_("クラス"),
                        help_text=_("保育園などの空きです。古くなると自動で表示されなくなります。"),
                    ),
                    MultiFieldPanel([*map(FieldPanel, ("departments", "after_hours", "beds"))], heading=_("病院・診療所")),
                    FieldPanel("source"),
                ],
                heading=_("利用のこと"),
            ),
        ]
    )
    # What is free is said once, of the original.
    exclude_fields_in_copy: ClassVar = ["vacancies"]
    override_translatable_fields: ClassVar = [
        BaseTranslatableField("vacancies"),
        *map(TranslatableField, TRANSLATED),
        *(SynchronizedField(name, overridable=False) for name in ONE_FOR_ALL),
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
        if not self.address:
            self.address = "".join((self.prefecture, self.city, self.town, self.street))

    @property
    def ways_to_reach(self) -> bool:
        """Whether there is any."""
        return bool(self.phones.all() or self.fax or self.email or self.url or self.form_url)

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:place", args=[self.pk])


class PlacePhone(TranslatableMixin, Orderable):
    """A number, and what it is for."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="phones")
    number = PhoneField(_("番号"), help_text=_("数字とハイフンで書きます。押すと電話がかかります。例：042-000-0000、#8000"))
    extension = models.CharField(_("内線"), max_length=20, blank=True)
    purpose = models.CharField(_("用途"), max_length=60, blank=True, help_text=_("例：予約、夜間"))

    override_translatable_fields: ClassVar = [
        SynchronizedField("number", overridable=False),
        SynchronizedField("extension", overridable=False),
        TranslatableField("purpose"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("電話")

    def __str__(self) -> str:
        return self.number
