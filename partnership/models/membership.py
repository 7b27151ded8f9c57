import datetime
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class MembershipQuerySet(models.QuerySet):
    def on(self, day: datetime.date) -> Self:
        """Those in force on a day; a membership without a joining date has always been."""
        return self.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day))


class Membership(models.Model):
    """An organisation's membership of the network."""

    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name=_("団体"), on_delete=models.CASCADE, related_name="memberships"
    )
    joined_on = models.DateField(_("加入日"), null=True, blank=True)
    left_on = models.DateField(_("退会日"), null=True, blank=True)
    role = models.CharField(_("役割"), max_length=100, blank=True, help_text=_("例：事務局、サイトの構築・運営"))

    objects = MembershipQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
        FieldPanel("role"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = _("参加団体")
        ordering = ["organisation__kana", "organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)

    def clean(self) -> None:
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            raise ValidationError({"left_on": _("退会日は加入日より後の日にしてください。")})
