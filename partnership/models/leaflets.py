"""リーフレット: a paper to hand out, in as many languages as it was made in."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.models import BasePage
from partnership import api_fields
from partnership.leaflets.form import LeafletPageForm

EASY_JAPANESE = "ja-x-easy"
"""やさしい日本語, as a private subtag of BCP 47: the web has no other name for it."""
NATIVE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "tl": "Tagalog", "fil": "Filipino", "my": "မြန်မာဘာသာ"}
CODES = ("ja", "en", "zh-hans", "zh-hant", "ko", "vi", "fil", "ne", "pt", "es", "th", "id", "my", "uk", "fr", "mn")


def languages() -> list[tuple[str, str]]:
    """(code, name) of what a leaflet may be written in: each language as its own speakers call it."""
    ours = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code not in CODES]
    names = [(code, NATIVE_NAMES.get(code) or name_of(code)) for code in (*CODES, *ours)]
    return [names[0], (EASY_JAPANESE, "やさしい日本語"), *names[1:]]


def name_of(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


class LeafletPage(BasePage):
    """リーフレット: the same paper in several languages, and a sheet that leads to a page of the site by its QR code."""

    about = models.ForeignKey(
        Page,
        verbose_name=_("案内するページ"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("QRコードで案内するページです。空なら、このリーフレットのページになります。"),
    )

    page_description = _("配るための冊子やちらしを、言語ごとに載せます。QRコードの付いた紙も印刷できます。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = LeafletPageForm
    api_fields = api_fields.LEAFLET
    api_prefetch = ("editions__document",)
    content_panels: ClassVar = [
        *BasePage.content_panels[:4],
        InlinePanel(
            "editions",
            heading=_("言語ごとの資料"),
            label=_("資料"),
            help_text=_("1つの言語に1つずつ選びます。公開の書庫にあるものだけが出ます。"),
        ),
        PageChooserPanel("about"),
        *BasePage.content_panels[4:],
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        TranslatableField("editions"),
        SynchronizedField("about", overridable=False),
    ]

    class Meta:
        verbose_name = _("リーフレット")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.leaflets.queries import about, editions

        context = super().get_context(request, *args, **kwargs)
        return {**context, "editions": editions(self), "about": about(self)}


class LeafletEdition(TranslatableMixin, Orderable):
    """The leaflet's file in a language."""

    page = ParentalKey(LeafletPage, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(_("言語"), max_length=20, choices=languages, default="ja")
    document = models.ForeignKey("core.Document", verbose_name=_("資料"), on_delete=models.CASCADE, related_name="+")
    label = models.CharField(
        _("資料の名前"), max_length=200, blank=True, help_text=_("その言語で書きます。空なら、資料の題名が出ます。")
    )

    panels: ClassVar = [FieldRowPanel([FieldPanel("language"), FieldPanel("label")]), FieldPanel("document")]
    # The label is in the language of the file, whatever the page around it is in.
    override_translatable_fields: ClassVar = [
        SynchronizedField("language", overridable=False),
        SynchronizedField("document", overridable=False),
        SynchronizedField("label", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("言語ごとの資料")

    def __str__(self) -> str:
        return self.label or str(self.document)

    @property
    def name(self) -> str:
        return self.label or self.document.title

    @property
    def language_tag(self) -> str:
        """As `lang` and `hreflang` want it: zh-Hans, ja-x-easy."""
        head, dash, tail = self.language.partition("-")
        return f"{head}-{tail.title()}" if dash and len(tail) == 4 else self.language
