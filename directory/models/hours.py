"""When something is open, as columns of a model."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.hours import Hours, HoursError, Status, in_words


class Shift(models.TextChoices):
    """What a public holiday does to a weekly closed day; the values are those of `directory.hours.shifting`."""

    NEXT_DAY = "next_day", _("翌日を休みにする")
    NEXT_WEEKDAY = "next_weekday", _("次の平日を休みにする")


def open_at(things: models.QuerySet, moment: datetime.datetime) -> models.Q:
    """The condition that a row of these is surely open at an aware moment; of which nobody knows does not meet it.

    Many keep the same hours, so each text is asked once, and the database finds who keeps those that are open.
    """
    texts = things.exclude(opening_hours="").order_by().values_list("opening_hours", "hours_shift").distinct()
    by_shift: dict[str, list[str]] = {}
    for text, shift in texts:
        if Hours(text, shift).is_open(moment):
            by_shift.setdefault(shift, []).append(text)
    is_open = models.Q(pk__in=())
    for shift, open_texts in by_shift.items():
        is_open |= models.Q(hours_shift=shift, opening_hours__in=open_texts)
    return is_open


class OpeningHoursModel(models.Model):
    """Something that is open at times. No text: nobody knows when."""

    opening_hours = models.TextField(_("開いている時間"), blank=True)
    hours_shift = models.CharField(
        _("定休日が祝日のとき"),
        max_length=20,
        choices=Shift,
        blank=True,
        help_text=_("「月曜休み、祝日のときは翌日休み」のようなときに選びます。"),
    )
    hours_note = models.TextField(
        _("時間についての補足"),
        blank=True,
        help_text=_("時間の表では書けないことです。例：予約制、雨の日は休み、受付は11時30分まで"),
    )

    class Meta:
        abstract = True

    @property
    def hours(self) -> Hours:
        return Hours(self.opening_hours, self.hours_shift)

    @property
    def hours_in_words(self) -> str:
        """When it is open, a line for each rule; the text itself where nobody can read it."""
        try:
            return "\n".join(in_words(self.hours))
        except HoursError:
            return self.opening_hours

    def status_at(self, moment: datetime.datetime) -> Status:
        """Whether it is open at an aware moment, until when, and when next."""
        return self.hours.state(moment)

    def clean(self) -> None:
        """Raises:
        ValidationError: the text is no opening hours.
        """
        super().clean()
        try:
            hours = self.hours
        except HoursError as error:
            raise ValidationError({"opening_hours": str(error)}) from error
        self.opening_hours = hours.text
