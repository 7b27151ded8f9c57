"""Whether what stands in the directory still holds: whom we asked, what they said, and what others say is wrong."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.place import Place


class ConfirmationInterval(models.Model):
    """How many months a kind of place stays confirmed; 0 for one whose keepers are never asked."""

    kind = models.CharField(_("種別"), max_length=20, choices=Place.Kind, unique=True)
    months = models.PositiveSmallIntegerField(_("月数"), validators=[MaxValueValidator(60)])

    class Meta:
        verbose_name = verbose_name_plural = _("確認の間隔")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.months}"


class ConfirmationRequestQuerySet(models.QuerySet["ConfirmationRequest"]):
    def open(self) -> Self:
        """Those that wait for an answer, sent or about to be."""
        return self.filter(is_open=True)


class ConfirmationRequest(models.Model):
    """A keeper asked once whether an entry still holds. Its link names it by `key`, which nobody can guess or count.

    A place has one open request at most. It is closed by an answer, or by a newer one.
    """

    class Answer(models.TextChoices):
        AS_IT_IS = "as_it_is", _("このとおり")
        CHANGES = "changes", _("変わったところがある")
        GONE = "gone", _("もうない")
        BY_PHONE = "by_phone", _("電話などで確認")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="confirmation_requests")
    to = models.EmailField(blank=True)
    """Whom we asked; erased in time."""
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    """Some process is sending it since then; one that died lets go of it in time."""
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    """Why the mail server would not take it for this address."""
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    confirmed_before = models.DateField(null=True)
    """What `confirmed_on` said before the answer, for one who tapped by mistake."""
    is_open = models.BooleanField(default=True)

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("確認の依頼")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["is_open", "sent_at"], name="confirmation_to_send")]
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(is_open=True), name="one_open_confirmation_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}（{self.created_at:%Y-%m-%d}）"


class PlaceProposalQuerySet(models.QuerySet["PlaceProposal"]):
    def waiting(self) -> Self:
        """Those about which nobody has decided."""
        return self.filter(state=PlaceProposal.State.WAITING)


class PlaceProposal(models.Model):
    """Somebody says that an entry is not right, or no longer. Nothing of it is public before somebody has taken it over.

    What would change, field by field, are its `changes`; a proposal without any is told in words alone.
    """

    class Sender(models.TextChoices):
        KEEPER = "keeper", _("施設の人")
        VISITOR = "visitor", _("サイトを見た人")
        MEMBER = "member", _("参加団体")

    class Topic(models.TextChoices):
        PHONE = "phone", _("電話がつながらない、番号が違う")
        HOURS = "hours", _("開いている時間や休みが違う")
        WHERE = "where", _("場所や住所が違う")
        GONE = "gone", _("もうない")
        OTHER = "other", _("そのほか")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("メールの確認待ち")
        WAITING = "waiting", _("確認待ち")
        ACCEPTED = "accepted", _("反映した")
        PARTLY = "partly", _("一部を反映した")
        DECLINED = "declined", _("見送った")
        WITHDRAWN = "withdrawn", _("取り下げられた")

    key = models.UUIDField(default=uuid.uuid4, unique=True, null=True, editable=False)
    """What a visitor's link stands for; None in those that came before there were such links. It is never shown."""
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("施設・窓口・グループ"))
    sender = models.CharField(_("送った人"), max_length=10, choices=Sender)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The member who proposes it, or a visitor who was signed in: they do not decide about it."""
    request = models.ForeignKey(ConfirmationRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    """What the keeper answers by it."""
    topic = models.CharField(_("何について"), max_length=10, choices=Topic, blank=True)
    wrong_value = models.CharField(_("違っている内容"), max_length=300, blank=True)
    """Which of several a visitor means: the telephone number."""
    right_value = models.CharField(_("正しい内容"), max_length=300, blank=True)
    """What a visitor knows to be right, in their own words."""
    remark = models.TextField(_("ひとこと"), blank=True)
    contact = models.EmailField(_("返事の宛先"), blank=True)
    """Where the answer goes; erased in time."""
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    """The language that the sender reads."""
    mark = models.CharField(max_length=64, blank=True)
    """By which several from one sender are told, without saying who it is; erased within hours."""
    created_at = models.DateTimeField(_("届いた日時"), default=timezone.now)

    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("返事"), blank=True)

    objects = PlaceProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("修正の提案")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="proposal_queue"),
            models.Index(fields=["mark", "created_at"], name="proposal_sender"),
        ]
        permissions = [("decide_placeproposal", _("施設の確認をお願いし、修正の提案を反映できる"))]

    def __str__(self) -> str:
        return f"{self.place}（{self.get_sender_display()}、{self.created_at:%Y-%m-%d}）"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_taken_down(self) -> bool:
        """Whether it says that the place is no more, and was found to be right."""
        return self.topic == self.Topic.GONE and self.state == self.State.ACCEPTED


class ProposalReply(models.Model):
    """What a visitor adds to what they reported, by their own link."""

    proposal = models.ForeignKey(PlaceProposal, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("返事"))
    created_at = models.DateTimeField(_("届いた日時"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("知らせてくれた人からの返事")
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.text[:40]}"


class ProposedChange(models.Model):
    """What one field said when the proposal was made, and what it should say (`directory.confirming.fields`)."""

    proposal = models.ForeignKey(PlaceProposal, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    is_accepted = models.BooleanField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("提案された変更")
        ordering: ClassVar = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "field"], name="one_change_a_field")]

    def __str__(self) -> str:
        return self.field
