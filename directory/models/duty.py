"""Who is on duty when."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from cms.core.dates import day_in_words
from cms.core.geography import Point, distance_from
from cms.core.models.reviewed import shown
from directory.duty.times import at, days_of, local, next_month, times_in_words
from directory.models.codes import WordsField
from directory.models.place import Place
from directory.vocabularies import DEPARTMENTS

FOR_CHILDREN = "小児科"


class DutySlotQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those of places that anybody may look up."""
        return self.filter(shown("place__"))

    def at(self, moment: datetime.datetime) -> Self:
        """Those during which an aware moment lies; the end is none of it."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def within(self, start: datetime.datetime, end: datetime.datetime) -> Self:
        """Those of which any part lies between two aware moments."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def of_month(self, month: datetime.date) -> Self:
        """Those that begin in a month, given by its first day."""
        return self.filter(starts_at__gte=at(days_of(month)[0]), starts_at__lt=at(next_month(month)))

    def children_first(self) -> Self:
        """Those with a doctor for children before the others; then by their beginning."""
        for_all = Case(When(departments__has=FOR_CHILDREN, then=Value(0)), default=Value(1))
        return self.order_by(for_all, "starts_at", "ends_at", "place__kana_order", "pk")

    def by_distance(self, point: Point) -> Self:
        """The nearest first, with their `distance`, each place's by time; those that are nobody knows where, last."""
        distance = Case(When(place__latitude__isnull=False, then=distance_from(point, "place__")))
        nearest = F("distance").asc(nulls_last=True)
        return self.annotate(distance=distance).order_by(nearest, "starts_at", "ends_at", "place__kana_order", "pk")


class DutySlot(models.Model):
    """A hospital's or clinic's turn: from when until when, for what. Public at once, as far as its place is."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("休日当番")
        EVENING = "evening", _("準夜")
        NIGHT = "night", _("夜間")
        OTHER = "other", _("その他")

    place = models.ForeignKey(Place, verbose_name=_("医療機関"), on_delete=models.CASCADE, related_name="duty_slots")
    kind = models.CharField(_("当番の種別"), max_length=10, choices=Kind, default=Kind.HOLIDAY)
    departments = WordsField(_("診療科目"), words=DEPARTMENTS, help_text=_("「、」で区切ります。例：小児科、内科"))
    starts_at = models.DateTimeField(_("開始"), db_index=True)
    ends_at = models.DateTimeField(_("終了"), db_index=True)
    remark = models.CharField(_("備考"), max_length=300, blank=True, help_text=_("例：来院の前に電話してください"))

    objects = DutySlotQuerySet.as_manager()

    edit_handler = ObjectList(
        [
            FieldPanel("place"),
            FieldPanel("kind"),
            FieldPanel("departments"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])], heading=_("時間")),
            FieldPanel("remark"),
        ]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("救急当番")
        ordering = ["starts_at", "ends_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_it_starts"),
            models.UniqueConstraint(fields=["place", "kind", "starts_at"], name="one_duty_of_a_kind_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{day_in_words(local(self.starts_at).date())} {self.place.name} {self.times}"

    @property
    def day(self) -> datetime.date:
        """The day whose duty it is: the one that it begins on."""
        return local(self.starts_at).date()

    @property
    def times(self) -> str:
        """From when until when, in words."""
        return times_in_words(self.starts_at, self.ends_at)

    @property
    def is_for_children(self) -> bool:
        return FOR_CHILDREN in self.departments

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        original = original_of(self.place) if self.place_id else None
        if self.place_id and original is None:
            raise ValidationError({"place": _("日本語の登録がある医療機関を選んでください。")})
        if original is not None:
            self.place = original

    def clean(self) -> None:
        """Raises:
        ValidationError: it ends before it begins.
        """
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("終了は、開始より後にしてください。翌日までのときは、翌日の日付を選びます。")})


class DutyImport(models.Model):
    """One file of duties that was taken over, and what there was to say of its rows. The file itself is not kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("取り込んだ人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(_("いつ"), default=timezone.now)
    file_name = models.CharField(_("ファイル"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    encoding = models.CharField(_("文字コード"), max_length=20)
    counts = models.JSONField(_("件数"), default=dict)
    """read, new, changed, unchanged, rejected; read is the sum of the others."""
    months = models.JSONField(default=list)
    """The months that its duties begin in: 2026-12."""
    told = models.JSONField(default=list)
    """[{row, outcome, said, remarks: [{column, text}]}] of the rows that were rejected or doubtful, in their order."""

    class Meta:
        verbose_name = verbose_name_plural = _("当番の取り込みの記録")
        ordering = ["-done_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name


def original_of(place: Place) -> Place | None:
    """The place in the source language, by which every language knows its duty."""
    if place.locale.language_code == settings.LANGUAGE_CODE:
        return place
    return Place.objects.filter(translation_key=place.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()
