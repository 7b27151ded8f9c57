"""What a review needs beside Wagtail's own records: replies at hand, and who takes care of what waits."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TaskState


class CannedReply(models.Model):
    """A reason to return something that reviewers give again and again, ready to be ticked."""

    title = models.CharField(_("見出し"), max_length=80, unique=True, help_text=_("確認する人が選ぶときの、短い呼び名です。"))
    text = models.TextField(_("本文"), max_length=1000, help_text=_("書いた人に、この文のまま届きます。"))
    sort_order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("text"), FieldPanel("sort_order")]

    class Meta:
        verbose_name = verbose_name_plural = _("よく使う返事")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title


class ReviewCare(models.Model):
    """What became of a stage while it waited: to whom it was handed over, and how often people were reminded of it."""

    task_state = models.OneToOneField(TaskState, on_delete=models.CASCADE, related_name="care")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.task_state)
