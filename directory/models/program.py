from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.comparing import AgePanel
from cms.core.forms import AgedModelForm
from cms.core.languages.panel import TranslationsPanel
from cms.core.models import AgedModel, AgedQuerySet
from directory.models.codes import CodesField, WordsField
from directory.models.named import NamedModel
from directory.models.phone import PhoneField
from directory.vocabularies import THEMES

TRANSLATED = (
    "name", "short_name", "summary", "description", "target", "support", "cost", "how_to_apply", "period", "place",
    "contact_name", "contact_note", "address", "law",
)  # fmt: skip
ONE_FOR_ALL = (
    "kana", "age_min", "age_max", "phone", "email", "url", "links", "categories", "themes", "number", "source", "updated_on",
    "is_public",
)  # fmt: skip


class SupportProgramQuerySet(AgedQuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class SupportProgram(TranslatableMixin, NamedModel, AgedModel):
    """Something that a family can be given or can apply for: an allowance, a visit, a check-up."""

    short_name = models.CharField(_("通称"), max_length=200, blank=True, help_text=_("例：ブックスタート"))
    summary = models.TextField(_("概要"), blank=True, help_text=_("一覧に出る、一文か二文の紹介です。"))
    description = models.TextField(_("説明"), blank=True)
    target = models.TextField(_("対象になる人"), blank=True)
    support = models.TextField(_("受けられる支援"), blank=True)
    cost = models.TextField(_("かかるお金"), blank=True)
    how_to_apply = models.TextField(_("申し込み方"), blank=True)
    period = models.TextField(_("時期"), blank=True)
    place = models.TextField(_("場所"), blank=True)
    contact_name = models.CharField(_("問い合わせ先"), max_length=200, blank=True)
    contact_note = models.TextField(_("問い合わせについて"), blank=True)
    phone = PhoneField(_("電話"), blank=True)
    email = models.EmailField(_("メール"), blank=True)
    url = models.URLField(_("ウェブサイト"), max_length=500, blank=True)
    address = models.CharField(_("問い合わせ先の住所"), max_length=300, blank=True)
    links = models.JSONField(_("関連するページ"), default=list, blank=True, editable=False)
    """[{"url", "title"}]"""
    law = models.CharField(_("根拠になる法令"), max_length=300, blank=True)
    categories = WordsField(
        _("分類の番号"), words={}, help_text=_("公開データの番号です。読む人には見えません。「、」で区切ります。")
    )
    themes = CodesField(_("テーマ"), words=THEMES, help_text=_("制度の一覧を、読む人がテーマでしぼるときに使います。"))
    number = models.CharField(_("制度の番号"), max_length=100, blank=True, help_text=_("レジストリのpsidです。"))
    source = models.CharField(_("情報の出どころ"), max_length=200, blank=True)
    updated_on = models.DateField(_("情報の更新日"), null=True, blank=True)
    is_public = models.BooleanField(_("公開する"), default=True, help_text=_("外すと、一覧にも検索にも出なくなります。"))
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = SupportProgramQuerySet.as_manager()

    search_fields: ClassVar = [*NamedModel.search_fields, index.SearchField("short_name"), index.AutocompleteField("short_name")]

    base_form_class = AgedModelForm
    panels: ClassVar = [
        TranslationsPanel(),
        MultiFieldPanel(
            [*map(FieldPanel, ("name", "short_name", "kana", "summary", "description", "themes", "categories"))],
            heading=_("制度"),
        ),
        MultiFieldPanel([FieldRowPanel([AgePanel("age_min"), AgePanel("age_max")]), FieldPanel("target")], heading=_("対象")),
        MultiFieldPanel([*map(FieldPanel, ("support", "cost", "how_to_apply", "period", "place"))], heading=_("内容")),
        MultiFieldPanel(
            [*map(FieldPanel, ("contact_name", "contact_note", "phone", "email", "url", "address"))], heading=_("問い合わせ")
        ),
        MultiFieldPanel([*map(FieldPanel, ("law", "number", "source", "updated_on"))], heading=_("情報について")),
        FieldPanel("is_public"),
    ]
    override_translatable_fields: ClassVar = [
        *map(TranslatableField, TRANSLATED),
        *(SynchronizedField(name, overridable=False) for name in ONE_FOR_ALL),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("制度")
        permissions = [("translate_supportprogram", _("制度の文を翻訳できる"))]
        ordering = ["kana_order", "name"]
        indexes = [models.Index(fields=["locale", "is_public", "kana_order"], name="program_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="program_has_a_name"),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_min__lte=F("age_max")),
                name="program_ages_run_forwards",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its own page, in its own language."""
        with translation.override(self.locale.language_code):
            return reverse("directory:program", args=[self.pk])
