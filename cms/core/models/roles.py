from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """A role of the house (`cms.core.roles`) and the group that holds it here, whatever the group is called."""

    key = models.SlugField(primary_key=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role")

    def __str__(self) -> str:
        return self.group.name


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

    class Meta:
        verbose_name = verbose_name_plural = _("承認の委任")

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%Y-%m-%d}–{self.ends_at:%Y-%m-%d}"
