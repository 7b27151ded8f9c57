from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from cms.core.languages.panel import TranslationsPanel
from directory.models.named import NamedModel
from directory.models.phone import PhoneField


class OrganisationQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class Organisation(TranslatableMixin, NamedModel, ClusterableModel):
    """Somebody who does something for children here: an office, a university, a non-profit, a parents' group."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("行政")
        UNIVERSITY = "university", _("大学")
        NPO = "npo", _("NPO")
        WELFARE = "welfare", _("社会福祉法人")
        INTERMEDIARY = "intermediary", _("中間支援組織")
        GROUP = "group", _("子育て活動団体")
        OTHER = "other", _("その他")

    kind = models.CharField(_("種別"), max_length=20, choices=Kind, default=Kind.GROUP)
    description = models.TextField(_("紹介"), blank=True, help_text=_("何をする団体か、誰が参加できるかを書きます。"))
    phone = PhoneField(_("電話"), blank=True, help_text=_("公開してよい番号だけを書きます。例：042-000-0000"))
    email = models.EmailField(_("メール"), blank=True, help_text=_("公開してよいアドレスだけを書きます。"))
    url = models.URLField(_("ウェブサイト"), blank=True, help_text=_("https:// から始まるアドレスです。"))
    is_public = models.BooleanField(
        _("公開する"), default=True, help_text=_("外すと、団体の一覧にも、検索にも、報告の署名にも出なくなります。")
    )

    objects = OrganisationQuerySet.as_manager()

    panels: ClassVar = [
        TranslationsPanel(),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("kana"), FieldPanel("kind"), FieldPanel("description")], heading=_("団体")
        ),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("email"), FieldPanel("url")], heading=_("連絡先")),
        FieldPanel("is_public"),
        InlinePanel(
            "affiliations",
            heading=_("所属する人"),
            label=_("人"),
            help_text=_("団体リーダーは、この団体の報告を最初に確かめます。所属する人の名前は公開されません。"),
        ),
    ]
    # Who belongs to it is said once, of the original: a copy would keep somebody who has left.
    exclude_fields_in_copy: ClassVar = ["affiliations"]
    override_translatable_fields: ClassVar = [
        BaseTranslatableField("affiliations"),
        TranslatableField("name"),
        TranslatableField("description"),
        SynchronizedField("kana", overridable=False),
        SynchronizedField("kind", overridable=False),
        SynchronizedField("phone", overridable=False),
        SynchronizedField("email", overridable=False),
        SynchronizedField("url", overridable=False),
        SynchronizedField("is_public", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("団体")
        permissions = [("translate_organisation", _("団体の文を翻訳できる"))]
        ordering = ["kana_order", "name"]
        indexes = [models.Index(fields=["locale", "is_public", "kana_order"], name="organisation_in_order")]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name")]

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:organisation", args=[self.pk])


class Affiliation(models.Model):
    """A user's tie to an organisation, in whatever language the organisation is read."""

    class Role(models.TextChoices):
        LEAD = "lead", _("団体リーダー")
        MEMBER = "member", _("団体メンバー")

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations", verbose_name=_("人")
    )
    role = models.CharField(_("役割"), max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        verbose_name = verbose_name_plural = _("所属")
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_affiliation_a_person")]

    def __str__(self) -> str:
        return f"{self.user}（{self.organisation} {self.get_role_display()}）"
