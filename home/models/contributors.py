from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.languages.panel import TranslationsPanel


class Contributor(TranslatableMixin, models.Model):
    """Somebody who writes columns."""

    name = models.CharField(_("名前"), max_length=100)
    affiliation = models.CharField(_("所属・肩書き"), max_length=200, blank=True, help_text=_("例：○○大学 教授"))
    portrait = models.ForeignKey(
        "core.Image",
        verbose_name=_("顔写真"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("本人の同意の記録がある写真だけが公開されます。"),
    )
    profile = models.TextField(
        _("プロフィール"), blank=True, help_text=_("何を研究し、何をしてきた人かを、2〜3文で書きます。コラムの下に出ます。")
    )

    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("name"),
        FieldPanel("affiliation"),
        FieldPanel("portrait"),
        FieldPanel("profile"),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("name"),
        TranslatableField("affiliation"),
        TranslatableField("profile"),
        SynchronizedField("portrait", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("執筆者")
        permissions = [("translate_contributor", _("執筆者の文を翻訳できる"))]
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="contributor_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this person's columns, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("home:contributor", args=[self.pk])
