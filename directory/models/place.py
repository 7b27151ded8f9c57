import datetime
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Locale, Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from cms.core.ages import AgeRange
from cms.core.announcing.panel import AnnouncingPanel
from cms.core.comparing import AgePanel
from cms.core.geography import Box, Point, distance_from
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import AgedModel, AgedQuerySet, Image, ReviewedEntry
from cms.core.models.reviewed import shown
from cms.core.navigation import absolute
from cms.core.reviews import LEAD_STAGE, ReviewStage
from directory import kinds
from directory.categories import category_in_words
from directory.fitting import UNKNOWN_LAST, ages_of_kind, fitting, is_age_known
from directory.hours_form import PlaceForm
from directory.models.codes import CodesField, WordsField
from directory.models.hours import OpeningHoursModel, open_at
from directory.models.named import NamedModel
from directory.models.phone import PhoneField
from directory.panels import HoursPanel
from directory.vocabularies import ACCESSIBILITY, DEPARTMENTS, LANGUAGES, SERVICES

MEDICAL = ("hospital", "clinic")
"""The kinds that have doctors, departments and duty."""
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
    "opening_hours", "hours_shift", "departments", "beds", "source", "confirmed_on", "expire_at", "keeper_email",
)  # fmt: skip


def surely_open_at(places: "models.QuerySet[Any]", moment: datetime.datetime) -> Q:
    """The condition that somebody is surely there at an aware moment: by the hours, or on duty beside them."""
    on_duty = apps.get_model("directory", "DutySlot").objects.at(moment)
    # Duty is written of the original; its translations are the same place.
    return open_at(places, moment) | Q(translation_key__in=on_duty.values("place__translation_key"))


class PlaceQuerySet(AgedQuerySet):
    def public(self) -> Self:
        """Those that anybody may look up now."""
        return self.filter(shown())

    def for_ages(self, ages: AgeRange) -> Self:
        """Those that may be for a child of these ages; an end that a record leaves open is where its kind's name sets it."""
        return self.filter(fitting(ages))

    def known_ages_first(self) -> Self:
        """In the same order, but those of which nobody knows for whom they are come last."""
        return self.order_by(UNKNOWN_LAST, *self.query.order_by)

    def within(self, box: Box) -> Self:
        """Those whose position lies in a box."""
        return self.filter(box.holds)

    def around(self, point: Point, radius: float) -> Self:
        """Those within so many metres, the nearest first, with their `distance`."""
        found = self.within(Box.around(point, radius)).annotate(distance=distance_from(point))
        return found.filter(distance__lte=radius).order_by("distance", "pk")

    def by_distance(self, point: Point) -> Self:
        """The nearest first, with their `distance`; those that are nobody knows where, last."""
        # The least of 1 and nothing is 1 to PostgreSQL, which would put the unknown on the other side of the earth.
        distance = Case(When(latitude__isnull=False, then=distance_from(point)))
        return self.annotate(distance=distance).order_by(F("distance").asc(nulls_last=True), "kana_order", "pk")

    def open_at(self, moment: datetime.datetime) -> Self:
        """Those that are surely open at an aware moment, or on duty; of which nobody knows is not among them."""
        return self.filter(surely_open_at(self, moment))

    def offering(self, *services: str) -> Self:
        """Those that offer all of these."""
        found = self
        for service in services:
            found = found.filter(services__has=service)
        return found


class Place(ReviewedEntry, TranslatableMixin, NamedModel, AgedModel, OpeningHoursModel, ClusterableModel):
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
    keeper_email = models.EmailField(
        _("確認をお願いするメール"),
        blank=True,
        help_text=_(
            "ここに書かれていることを確かめてもらう人のアドレスです。公開されません。空のときは、運営する団体のメールに送ります。"
        ),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
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
                        [
                            # Nothing is stored without one, a draft neither.
                            FieldPanel("name", required_on_save=True),
                            *map(FieldPanel, ("kana", "common_name", "kind", "category", "organisation", "picture")),
                        ],
                        heading=_("名称"),
                    ),
                    FieldPanel("note"),
                    MultiFieldPanel(
                        [FieldRowPanel([AgePanel("age_min"), AgePanel("age_max")])],
                        heading=_("対象の年齢"),
                        help_text=_(
                            "両方とも空なら「分からない」の意味になり、年齢で探した人には「対象年齢は不明・要確認」と出ます。"
                            "だれでも使えるときは、妊娠期から高校生までを選んでください。"
                        ),
                    ),
                    FieldPanel("confirmed_on"),
                    FieldPanel("keeper_email"),
                    AnnouncingPanel(heading=_("公開のお知らせ")),
                    PublishingPanel(),
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
                [HoursPanel("opening_hours"), FieldPanel("hours_note")],
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
    told_vacancies: "list[Any]"
    """Where `directory.queries.with_vacancies` has put it: what is free, as far as it is not too old."""
    # What is free is said once, of the original.
    exclude_fields_in_copy: ClassVar = ["vacancies"]
    override_translatable_fields: ClassVar = [
        *map(BaseTranslatableField, ("vacancies", "go_live_at", "first_published_at")),
        *map(TranslatableField, TRANSLATED),
        *(SynchronizedField(name, overridable=False) for name in ONE_FOR_ALL),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("施設・窓口・グループ")
        permissions = [("translate_place", _("施設・窓口・グループの文を翻訳できる"))]
        ordering = ["kana_order", "name"]
        indexes = [
            models.Index(fields=["locale", "live", "kind", "kana_order"], name="place_in_order"),
            # Few end; when the next does is asked with every answer that is kept (`cms.core.version`).
            models.Index(fields=["expire_at"], condition=Q(expire_at__isnull=False), name="place_that_ends"),
        ]
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
    def age_known(self) -> bool:
        """Whether it is known for whom it is."""
        return is_age_known(self.kind, self.age_min, self.age_max)

    @property
    def kind_ages(self) -> AgeRange:
        """The ends that it leaves open and the name of its kind bounds."""
        return ages_of_kind(self)

    @property
    def category_in_words(self) -> str:
        """What it is called on a page, in the current language."""
        return category_in_words(self.category, str(self.get_kind_display()))

    @property
    def keeps_hours(self) -> bool:
        """Whether a reader expects hours of it: a park is always there, and a circle says when it meets in its note."""
        return self.kind not in (self.Kind.PARK, self.Kind.CIRCLE)

    @property
    def ways_to_reach(self) -> bool:
        """Whether there is any."""
        return bool(self.phones.all() or self.fax or self.email or self.url or self.form_url)

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:place", args=[self.pk])

    @property
    def full_url(self) -> str | None:
        """The same with the site before it; None before it is saved."""
        return absolute(self.get_absolute_url()) if self.pk else None

    def get_reviewers(self) -> list[ReviewStage]:
        """First the lead of the organisation that keeps it, then an approver."""
        from directory.queries import leads_of

        if self.organisation is None:
            return super().get_reviewers()
        return [ReviewStage(LEAD_STAGE, leads_of(self.organisation)), *super().get_reviewers()]

    def facts(self) -> Iterable[tuple[str, str]]:
        from directory.facts import facts

        return facts(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Its page as it would be public, with the free places that are being written."""
        from directory.queries import vacancies_of
        from directory.views import place_page

        if not self.locale_id:  # What is only being filled in has none yet.
            self.locale = Locale.get_default()
        is_original = self.locale.language_code == settings.LANGUAGE_CODE
        written = [vacancy for vacancy in self.vacancies.all() if vacancy.is_current]
        with translation.override(self.locale.language_code):
            return place_page(request, self, written if is_original else vacancies_of(self))


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

    @property
    def in_words(self) -> str:
        """042-000-0000 内線 12（予約）."""
        words = f"{self.number} {_('内線')} {self.extension}" if self.extension else self.number
        return f"{words}（{self.purpose}）" if self.purpose else words
