"""How members of groups come in: invitations, and attempts to sign in."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from directory.models import Affiliation, Organisation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Those that may still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


class InvitationForm(WagtailAdminModelForm):
    """Who is invited to what; saving it sends the mail."""

    def save(self, commit: bool = True) -> Any:
        from partnership.my import invitations

        said = self.cleaned_data
        return invitations.invite(said["organisation"], said["email"], said["role"], self.for_user)

    def clean(self) -> dict[str, Any]:
        """Raises:
        ValidationError: they belong to it already.
        """
        from partnership.my.invitations import affiliations_of

        said = super().clean() or self.cleaned_data
        if "organisation" in said and "email" in said:
            known = affiliations_of(said["organisation"]).filter(user__email__iexact=said["email"], user__is_active=True)
            if known.exists():
                raise ValidationError({"email": _("このメールアドレスの人は、もうこの団体に所属しています。")})
        return said


class Invitation(models.Model):
    """Somebody is asked to write for an organisation. Accepted, it makes them a user who belongs to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("団体"))
    email = models.EmailField(_("メールアドレス"), help_text=_("この人に、招待のメールが届きます。"))
    role = models.CharField(
        _("役割"), max_length=10, choices=Affiliation.Role, default=Affiliation.Role.MEMBER,
        help_text=_("リーダーは、団体の報告を最初に確かめ、ほかの人を招待できます。"),
    )  # fmt: skip
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("招待した人")
    )
    created_at = models.DateTimeField(_("招待した日時"), auto_now_add=True)
    expires_at = models.DateTimeField(_("期限"))
    accepted_at = models.DateTimeField(_("承諾した日時"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("承諾した人")
    )

    objects = InvitationQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [FieldPanel("organisation"), FieldPanel("email"), FieldPanel("role")]
    base_form_class: ClassVar[Any] = InvitationForm

    class Meta:
        verbose_name = verbose_name_plural = _("団体への招待")
        ordering: ClassVar[list[Any]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email}（{self.organisation}）"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.accepted_at:
            return str(_("承諾されました"))
        if self.withdrawn_at:
            return str(_("取り消しました"))
        return str(_("返事を待っています")) if self.expires_at > timezone.now() else str(_("期限が切れました"))


class SignInAttempt(models.Model):
    """A link that was asked for, or a password that was wrong. Erased when it limits nothing any more."""

    class Kind(models.TextChoices):
        LINK = "link"
        PASSWORD = "password"  # noqa: S105 (a kind)

    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=64, help_text="A mark of the address or name that was given; not itself.")
    sender = models.CharField(max_length=64, help_text="A mark of where it came from; not itself.")
    # Empty where nobody is known by the address: then no mail was sent.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind", "address", "created_at"], name="sign_in_by_address"),
            models.Index(fields=["kind", "sender", "created_at"], name="sign_in_by_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
