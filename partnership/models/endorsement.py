"""Who endorses a declaration: citizens and organisations, and what became of each."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60
LONGEST_TOWN = 40
LONGEST_WORDS = 200


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def waiting(self) -> Self:
        return self.filter(state=Endorsement.State.WAITING)

    def accepted(self) -> Self:
        """Those that count."""
        return self.filter(state=Endorsement.State.ACCEPTED)

    def named(self) -> Self:
        """Those of the accepted whose names are shown. An organisation that is out of sight itself is not named either."""
        return self.accepted().filter(Q(organisation=None) | Q(organisation__is_public=True), is_name_shown=True)


class Endorsement(models.Model):
    """Somebody stands behind a declaration. How it goes from state to state: `partnership.endorsing.states`."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("メールの確認待ち")
        WAITING = "waiting", _("担当者の確認待ち")
        ACCEPTED = "accepted", _("受け付けた")
        DECLINED = "declined", _("受け付けなかった")
        HIDDEN = "hidden", _("非公開にした")
        WITHDRAWN = "withdrawn", _("取り下げられた")

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("個人")
        ORGANISATION = "organisation", _("団体")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What its sender's link stands for. It is never shown."""
    declaration = models.ForeignKey(
        "partnership.DeclarationPage", on_delete=models.CASCADE, related_name="endorsements", verbose_name=_("宣言")
    )
    """In whatever language it was read: one endorses what it says in all of them."""
    kind = models.CharField(_("だれとして"), max_length=12, choices=Kind, default=Kind.CITIZEN)
    name = models.CharField(_("お名前または団体の名前"), max_length=LONGEST_NAME, blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("登録されている団体"),
    )
    """In the source language."""
    town = models.CharField(_("お住まいの市区町村"), max_length=LONGEST_TOWN, blank=True)
    words = models.CharField(_("ひとこと"), max_length=LONGEST_WORDS, blank=True)
    is_name_shown = models.BooleanField(_("名前を載せる"), default=False)
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(_("届いた日時"), default=timezone.now)
    accepted_at = models.DateTimeField(_("受け付けた日時"), null=True)
    """The first time; lists are in this order."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Who sent it, where they were signed in; who entered it, for a paper."""
    contact = models.EmailField(_("メールアドレス"), blank=True)
    """Where the answer goes; erased in time."""
    mark = models.CharField(max_length=64, blank=True)
    """By which several from one sender are told, without saying who it is; erased within hours."""
    reminded_at = models.DateTimeField(null=True)

    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("理由"), blank=True)
    """What the sender was told."""

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("宣言への賛同")
        default_permissions = ()
        permissions = [("moderate_endorsements", _("宣言への賛同を確認できる"))]
        ordering = ["-accepted_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="endorsement_queue"),
            models.Index(fields=["mark", "created_at"], name="endorsement_sender"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "organisation"],
                condition=Q(state__in=["waiting", "accepted", "hidden"]),
                name="an_organisation_endorses_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or '—'}（{self.get_kind_display()}、{timezone.localtime(self.created_at):%Y-%m-%d}）"
