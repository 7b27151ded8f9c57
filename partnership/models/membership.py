import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.languages.panel import TranslationsPanel

if TYPE_CHECKING:
    from directory.models import Organisation


class MembershipQuerySet(models.QuerySet):
    def on(self, day: datetime.date) -> Self:
        """Those in force on a day: from the day of joining (always, without one) until before the day of leaving."""
        return self.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day))

    def within(self, first: datetime.date | None, end: datetime.date | None) -> Self:
        """Those in force on any day from `first` until before `end`; None leaves that side open."""
        found = self if first is None else self.filter(Q(left_on__isnull=True) | Q(left_on__gt=first))
        return found if end is None else found.filter(Q(joined_on__isnull=True) | Q(joined_on__lt=end))


class Membership(TranslatableMixin, models.Model):
    """An organisation's membership of the network, or a person's. Written in the source language; its role is translated."""

    class Kind(models.TextChoices):
        FULL = "full", _("正会員")
        SUPPORTING = "supporting", _("賛助会員")
        INDIVIDUAL = "individual", _("個人会員")
        OBSERVER = "observer", _("オブザーバー")

    kind = models.CharField(_("会員の種別"), max_length=20, choices=Kind, default=Kind.FULL)
    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("団体"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
        help_text=_("個人の会員なら空のままにして、下に氏名を書きます。"),
    )
    person = models.CharField(
        _("氏名"), max_length=100, blank=True, help_text=_("個人の会員の名前です。本人が公開に同意したときだけ、外に出ます。")
    )
    person_agreed = models.BooleanField(_("氏名の公開に、本人が同意している"), default=False)
    joined_on = models.DateField(_("加入日"), null=True, blank=True, help_text=_("分からないときは空のままにします。"))
    left_on = models.DateField(
        _("退会日"), null=True, blank=True, help_text=_("この日から、参加団体の一覧に出なくなります。記録は残ります。")
    )
    role = models.CharField(
        _("役割"), max_length=100, blank=True, help_text=_("ネットワークの中での役割です。例：事務局、サイトの構築・運営")
    )

    objects = MembershipQuerySet.as_manager()

    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("kind"),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("person"), FieldPanel("person_agreed")]),
        FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
        FieldPanel("role"),
    ]
    # The one organisation in every language; who reads in another is shown that organisation's translation.
    override_translatable_fields: ClassVar = [
        SynchronizedField("kind", overridable=False),
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("person", overridable=False),
        SynchronizedField("person_agreed", overridable=False),
        SynchronizedField("joined_on", overridable=False),
        SynchronizedField("left_on", overridable=False),
        TranslatableField("role"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("会員")
        ordering = ["organisation__kana_order", "organisation__name", "joined_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gt=F("joined_on")),
                name="membership_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person="") | (Q(organisation__isnull=True) & ~Q(person="")),
                name="membership_is_an_organisations_or_a_persons",
                violation_error_message=_("団体か氏名の、どちらか一つを書いてください。"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "locale"],
                condition=Q(left_on__isnull=True),
                name="one_open_membership",
                violation_error_message=_("この団体は、すでに参加しています。先に、今の参加の記録に退会日を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        name = self.person or str(self.organisation)
        return f"{name}（{self.role}）" if self.role else name

    @property
    def shown_person(self) -> str:
        """The person's name, if they agreed that it is shown."""
        return self.person if self.person_agreed else ""

    def clean(self) -> None:
        """Raises:
        ValidationError: it ends before it began, or the organisation is a member already at the time.
        """
        super().clean()
        if self.joined_on and self.left_on and self.left_on <= self.joined_on:
            raise ValidationError({"left_on": _("退会日は、加入日より後の日にしてください。")})
        if self.organisation and self._others(self.organisation).within(self.joined_on, self.left_on).exists():
            message = _("この団体には、同じ時期の参加の記録がすでにあります。加入日と退会日が重ならないようにしてください。")
            raise ValidationError({"joined_on": message})

    def _others(self, organisation: "Organisation") -> MembershipQuerySet:
        """The organisation's other memberships, in whatever language they were entered."""
        same = Membership.objects.filter(organisation__translation_key=organisation.translation_key)
        return same.exclude(translation_key=self.translation_key)
