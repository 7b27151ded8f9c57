"""Where one announces, what was announced, and who reads it by mail."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class ChannelQuerySet(models.QuerySet["AnnouncementChannel"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class AnnouncementChannel(index.Indexed, models.Model):
    """Somewhere that announcements go. Its address holds the key to an account, and is kept sealed (`announcing.sealing`)."""

    name = models.CharField(
        _("名前"), max_length=60, unique=True, help_text=_("編集者が選ぶときに見る名前です。例：協議会のX、事務局のメール")
    )
    sealed = models.TextField(editable=False)
    kind = models.CharField(max_length=40, editable=False)
    service = models.CharField(_("種類"), max_length=80, editable=False)
    usual_limit = models.PositiveIntegerField(default=0, editable=False)
    own_limit = models.PositiveIntegerField(
        _("字数の上限"),
        null=True,
        blank=True,
        validators=[MinValueValidator(20)],
        help_text=_("空なら、その種類のふつうの上限です。契約などでちがうときだけ入れてください。"),
    )
    profile_url = models.URLField(
        _("読む人のためのページ"),
        blank=True,
        help_text=_("入れると、サイトの「フォローする」に載ります。だれでも見られるアカウントのページだけにしてください。"),
    )
    is_active = models.BooleanField(_("使う"), default=True, help_text=_("外すと選べなくなり、これから送る分も送られません。"))

    objects = ChannelQuerySet.as_manager()
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = verbose_name_plural = _("お知らせ先")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def limit(self) -> int:
        """How long a text may be, as the service counts; 0 where nothing is known."""
        return self.own_limit or self.usual_limit


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def of(self, thing: Model) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk))

    def due(self) -> Self:
        """What is to be sent now."""
        return self.filter(state__in=Announcement.OPEN, due_at__lte=timezone.now())

    def in_trouble(self) -> Self:
        """What somebody should look at."""
        return self.filter(state__in=(Announcement.State.FAILED, Announcement.State.GAVE_UP))


class Announcement(models.Model):
    """Something that is announced in a channel: once, whatever happens (`announcing.services`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("これから送ります")
        SENDING = "sending", _("送っています")
        SENT = "sent", _("送りました")
        FAILED = "failed", _("送れず、あとでまた試します")
        GAVE_UP = "gave-up", _("送れませんでした")
        DROPPED = "dropped", _("公開をやめたので送りません")

    OPEN = (State.WAITING, State.FAILED)

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    thing = GenericForeignKey("content_type", "object_id")
    title = models.CharField(_("題名"), max_length=300)
    channel = models.ForeignKey(AnnouncementChannel, null=True, on_delete=models.SET_NULL, related_name="announcements")
    channel_name = models.CharField(_("お知らせ先"), max_length=60)
    text = models.TextField(_("文面"))
    state = models.CharField(_("状態"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("試した回数"), default=0)
    error = models.CharField(_("送れなかった理由"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("公開した日時"), default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("送った日時"), null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("お知らせ")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "channel"], name="announced_once_in_a_channel")
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="announcement_due")]

    def __str__(self) -> str:
        return f"{self.title} → {self.channel_name}"


class DigestQuerySet(models.QuerySet["DigestSubscription"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class DigestSubscription(models.Model):
    """Somebody who asked for a mail of what is new. Nothing but the question goes to an address that has not confirmed."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("週に1回（月曜日）")
        DAILY = "daily", _("毎日（新しいものがある日だけ）")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(_("メールアドレス"), unique=True)
    language = models.CharField(max_length=12, default=settings.LANGUAGE_CODE)
    rhythm = models.CharField(_("回数"), max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    kinds = models.JSONField(default=list)
    stages = models.JSONField(default=list)
    mark = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    times_asked = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True)
    covered_until = models.DateTimeField(null=True)
    """Of what became public until then it has been told."""
    period = models.CharField(max_length=20, blank=True)
    """For which day or week the last digest was made: 2026-11-28, 2026-W48."""
    claimed_at = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("メールで読む人")

    def __str__(self) -> str:
        # Whose address it is stays out of logs and lists.
        return str(self.key)
