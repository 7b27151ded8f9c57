"""The times at which events happen, each a row, so that a calendar is one query."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.models import AgedModel, AgedQuerySet
from partnership.events.rules import Planned, Status


class OccurrenceQuerySet(AgedQuerySet):
    def within(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Those that happen on any of these days, both included; None leaves that side open."""
        found = self if first is None else self.filter(last_day__gte=first)
        return found if last is None else found.filter(first_day__lte=last)

    def upcoming(self, today: datetime.date) -> Self:
        return self.within(today, None)

    def past(self, today: datetime.date) -> Self:
        """Those that are over, the latest first."""
        return self.filter(last_day__lt=today).order_by("-starts_at", "-pk")


class Occurrence(AgedModel):
    """One time at which a published event happens. Written anew from its page's dates whenever that is saved, never by hand.

    What lists are narrowed by (kind, ages) is the page's, and stands here too.
    """

    page = models.ForeignKey("partnership.EventPage", on_delete=models.CASCADE, related_name="occurrences")
    key = models.UUIDField(help_text=_("どの日程から来たか"))
    kind = models.CharField(max_length=20)
    first_day = models.DateField()
    last_day = models.DateField()
    from_time = models.TimeField(null=True)
    to_time = models.TimeField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Status])
    note = models.CharField(max_length=200, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("開催")
        default_permissions = ()
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "key", "first_day"], name="occurrence_once"),
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="occurrence_runs_forwards"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["last_day", "first_day"], name="occurrence_days"),
            models.Index(fields=["starts_at", "id"], name="occurrence_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} {self.page}"

    @property
    def planned(self) -> Planned:
        return Planned(str(self.key), self.first_day, self.last_day, self.from_time, self.to_time, Status(self.status), self.note)

    @property
    def is_all_day(self) -> bool:
        return self.from_time is None

    @property
    def is_over(self) -> bool:
        return self.last_day < timezone.localdate()
