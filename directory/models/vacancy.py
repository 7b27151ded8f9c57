"""How many more children a nursery can take, class by class, and when that was true."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from directory.models.place import Place


def told_since(today: datetime.date) -> datetime.date:
    """The first day of which free places are still told (the setting DIRECTORY_VACANCY_DAYS; 60 days)."""
    return today - datetime.timedelta(days=getattr(settings, "DIRECTORY_VACANCY_DAYS", 60))


class VacancyQuerySet(models.QuerySet):
    def current(self, today: datetime.date | None = None) -> Self:
        """Those that are not too old to be told."""
        today = today or timezone.localdate()
        return self.filter(as_of__gte=told_since(today), as_of__lte=today)


class Vacancy(Orderable):
    """Free places in the class of an age, on a day."""

    class AgeClass(models.IntegerChoices):
        """The class by the age that a child had on 1 April (児童福祉施設の設備及び運営に関する基準第33条)."""

        ZERO = 0, _("0歳児")
        ONE = 1, _("1歳児")
        TWO = 2, _("2歳児")
        THREE = 3, _("3歳児")
        FOUR = 4, _("4歳児")
        FIVE = 5, _("5歳児")

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="vacancies")
    age_class = models.PositiveSmallIntegerField(_("クラス"), choices=AgeClass)
    free = models.PositiveSmallIntegerField(_("空き"), help_text=_("人数です。空きがないときは0と書きます。"))
    as_of = models.DateField(_("いつの情報か"))

    objects = VacancyQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = _("空き状況")
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "age_class"], name="one_vacancy_a_class")]
        ordering: ClassVar = ["age_class"]

    def __str__(self) -> str:
        return f"{self.get_age_class_display()} {self.free}"

    @property
    def in_words(self) -> str:
        """0歳児 3人（2026年11月1日）."""
        told = _("%(age)s %(free)d人（%(day)s）")
        return told % {"age": self.get_age_class_display(), "free": self.free, "day": date_format(self.as_of, "Y年n月j日")}

    @property
    def is_current(self) -> bool:
        """The rule of `current`, of one at hand."""
        today = timezone.localdate()
        return told_since(today) <= self.as_of <= today

    @property
    def age_in_days(self) -> int:
        return (timezone.localdate() - self.as_of).days
