"""What members say that the entry of their own organisation should say."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GroupChangeQuerySet(models.QuerySet["GroupChange"]):
    def waiting(self) -> Self:
        """Those about which nobody has decided."""
        return self.filter(state=GroupChange.State.WAITING)


class GroupChange(models.Model):
    """A proposal by a member; nothing of it is public before somebody has taken it over (`partnership.my.group_changes`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("確認待ち")
        ACCEPTED = "accepted", _("反映した")
        PARTLY = "partly", _("一部を反映した")
        DECLINED = "declined", _("見送った")
        WITHDRAWN = "withdrawn", _("取り下げられた")

    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.CASCADE, related_name="proposed_changes", verbose_name=_("団体")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("送った人")
    )
    before = models.JSONField(default=dict)
    """Field → what it said when this was written."""
    after = models.JSONField(default=dict)
    """Field → what it should say."""
    taken = models.JSONField(default=list)
    """The fields that were taken over."""
    remark = models.TextField(_("ひとこと"), blank=True)
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    """The language that the sender reads."""
    created_at = models.DateTimeField(_("届いた日時"), default=timezone.now)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("返事"), blank=True)

    objects = GroupChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("団体の紹介の変更")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="group_change_queue")]

    def __str__(self) -> str:
        return f"{self.organisation}（{self.created_at:%Y-%m-%d}）"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
