import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms.core.reviews import name_of


class Role(models.Model):
    """A role of the house (`cms.core.roles`) and the group that holds it here, whatever the group is called."""

    key = models.SlugField(primary_key=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role")

    def __str__(self) -> str:
        return self.group.name


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, at: datetime.datetime | None = None) -> Self:
        """Those in force at a moment (now, if none is given); the end itself is no longer in."""
        moment = at or timezone.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def of(self, user: AbstractBaseUser | AnonymousUser | None) -> "Delegation | None":
        """The delegation that this person may act under now; of several, the one that ends last."""
        if user is None or not user.is_active or user.pk is None:
            return None
        return self.in_force().filter(user=user).order_by("-ends_at").first()


class Delegation(models.Model):
    """For a time, a named person may approve or publish their own work. Each use is in the audit log."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("任せる人")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("任せた人"),
        editable=False,
    )
    starts_at = models.DateTimeField(_("いつから"))
    ends_at = models.DateTimeField(_("いつまで"))
    reason = models.CharField(_("理由"), max_length=300)

    objects = DelegationQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        FieldPanel("user"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("reason"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = _("承認の委任")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        starts, ends = (timezone.localtime(moment) for moment in (self.starts_at, self.ends_at))
        return f"{self.holder}（{starts:%Y-%m-%d %H:%M}〜{ends:%Y-%m-%d %H:%M}）"

    @property
    @admin.display(description=_("任せる人"))
    def holder(self) -> str:
        return name_of(self.user)

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("終わりは、始まりより後の日時にしてください。")})
        if self.granted_by_id and self.granted_by_id == self.user_id:
            raise ValidationError({"user": _("自分には任せられません。ほかの人に、任せてもらってください。")})

    @property
    def is_in_force(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at
