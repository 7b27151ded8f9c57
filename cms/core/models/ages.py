from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, AgeRange

MONTHS = [MinValueValidator(MIN_MONTHS), MaxValueValidator(MAX_MONTHS)]


def touching(ages: AgeRange) -> Q:
    """The condition that a range touches `ages`; an open end reaches all the way."""
    return (Q(age_min__isnull=True) | Q(age_min__lte=ages.upper)) & (Q(age_max__isnull=True) | Q(age_max__gte=ages.lower))


class AgedQuerySet(models.QuerySet):
    """Named filters for models that say for which ages they are."""

    def for_ages(self, ages: AgeRange) -> Self:
        """Those whose range touches `ages`; an open end reaches all the way."""
        return self.filter(touching(ages))

    def for_age(self, months: int) -> Self:
        """Those that are for a child of this age in months."""
        return self.for_ages(AgeRange(months, months))


class AgedModel(models.Model):
    """Something for children of certain ages, kept as a lowest and a highest month; empty means all."""

    age_min = models.SmallIntegerField(_("何歳から"), null=True, blank=True, validators=MONTHS)
    age_max = models.SmallIntegerField(_("何歳まで"), null=True, blank=True, validators=MONTHS)

    class Meta:
        abstract = True

    @property
    def ages(self) -> AgeRange:
        return AgeRange(self.age_min, self.age_max)

    @ages.setter
    def ages(self, ages: AgeRange) -> None:
        self.age_min, self.age_max = ages.minimum, ages.maximum

    def clean(self) -> None:
        super().clean()
        try:
            AgeRange(self.age_min, self.age_max)
        except ValueError as error:
            raise ValidationError({"age_max": str(error)}) from error
