"""Reports of citizens without an account: what they send before it is theirs for certain, and how they come back to it."""

import uuid
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.models import Image
from partnership.models.reports import CitizenReportPage

LONGEST_NAME = 60


def path_of_photo(photo: Any, name: str) -> str:
    """Nobody guesses it, and it tells nothing of the sender's own name for the file."""
    return f"sent/{uuid.uuid4().hex}{PurePath(name).suffix}"


class SentReportQuerySet(models.QuerySet["SentReport"]):
    def unconfirmed(self) -> Self:
        """Those of which nobody knows yet whose they are: no reviewer sees them."""
        return self.filter(state__in=[SentReport.State.WRITING, SentReport.State.UNCONFIRMED])


class SentReport(models.Model):
    """A report by somebody without an account. How it goes from state to state: `partnership.citizens.states`.

    Until the mail address is confirmed, it is here alone. Confirmed, it is a page like a member's, and this is how its
    writer comes back to it.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("書きかけ")
        UNCONFIRMED = "unconfirmed", _("メールの確認待ち")
        CONFIRMED = "confirmed", _("届いた")
        ERASED = "erased", _("消した")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What its writer's link stands for. It is never shown."""
    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.WRITING)
    page = models.OneToOneField(CitizenReportPage, null=True, on_delete=models.SET_NULL, related_name="sent")
    """What it has become; gone where somebody has deleted that."""
    images = models.ManyToManyField(Image, related_name="+")
    """The photos that came with it, or later by the same link."""

    # What is written, until it is a page.
    title = models.CharField(max_length=100, blank=True)
    happened_on = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)

    contact = models.EmailField(_("メールアドレス"), blank=True)
    """Where the link and the answers go; never shown, and erased in time."""
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    mark = models.CharField(max_length=64, blank=True)
    """By which several from one sender are told, without saying who it is; erased within hours."""
    taken = models.PositiveSmallIntegerField(default=0)
    """How many files came with it, those that were not kept included."""
    mails = models.PositiveSmallIntegerField(default=0)
    """How many times the link was mailed."""
    asked_at = models.DateTimeField(null=True)
    """When it was mailed last."""
    created_at = models.DateTimeField(default=timezone.now)
    quiet_since = models.DateTimeField(null=True)
    """Since when nobody has to answer, as far as the job that erases addresses has seen; None while somebody has."""

    objects = SentReportQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = verbose_name_plural = _("アカウントのない市民のレポート")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["state", "created_at"], name="sent_report_state"),
            models.Index(fields=["mark", "created_at"], name="sent_report_sender"),
        ]

    def __str__(self) -> str:
        # It stands in the audit log, which outlives what somebody takes back.
        return f"{self._meta.verbose_name} {self.pk}"


class SentPhoto(models.Model):
    """A photo of a report that is not confirmed: cleaned, and open to nobody but its sender."""

    NEWEST = 100
    """Where a photo stands that nobody has put into an order: last."""

    report = models.ForeignKey(SentReport, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to=path_of_photo)
    sort_order = models.PositiveSmallIntegerField(default=NEWEST)
    alt = models.CharField(max_length=200, blank=True)
    caption = models.CharField(max_length=200, blank=True)
    people = models.CharField(max_length=20, choices=Image.People, default=Image.People.UNKNOWN)
    consent_by = models.CharField(max_length=200, blank=True)
    consent_until = models.DateField(null=True)

    wagtail_reference_index_ignore = True
    consent_withdrawn_at = None
    """Who takes consent back before it is confirmed takes the photo out."""

    class Meta:
        verbose_name = verbose_name_plural = _("市民のレポートの写真（確認前）")
        default_permissions = ()
        ordering: ClassVar = ["sort_order", "pk"]

    def __str__(self) -> str:
        return f"{self.report} {self.pk}"
