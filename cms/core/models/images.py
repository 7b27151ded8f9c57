from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import ImageQuerySet as WagtailImageQuerySet
from wagtail.search import index

from cms.core.collections import restricted_collections
from cms.core.pictures import image_url
from cms.core.uploads.fields import HoldsUpload, PictureField


@dataclass(frozen=True)
class ImageText:
    """The words of a picture in one language."""

    alt: str
    caption: str


def today(now: datetime | None = None) -> date:
    """The day it is where the house stands (TIME_ZONE), whatever time zone is active."""
    return timezone.localdate(now, timezone.get_default_timezone())


class Standing(models.TextChoices):
    """Whether everybody may see a picture, and if not, why not."""

    PUBLIC = "public", _("公開できます")
    UNCHECKED = "unchecked", _("写っている人をまだ確かめていません")
    MISSING = "missing", _("写っている人の同意の記録がありません")
    ENDED = "ended", _("同意の期限が過ぎました")
    WITHDRAWN = "withdrawn", _("同意が取り消されました")
    RESTRICTED = "restricted", _("限られた人だけのコレクションにあります")


SOON = timedelta(days=30)
"""How long before its end a consent is reported, so that there is time to ask again."""


class ImageQuerySet(WagtailImageQuerySet):
    def public(self, now: datetime | None = None) -> Self:
        """Those that everybody may see: `Image.standing_at` said in SQL."""
        return self.with_standing(Standing.PUBLIC, now)

    def with_standing(self, standing: str, now: datetime | None = None) -> Self:
        """Those with this Standing."""
        if standing == Standing.WITHDRAWN:
            return self.filter(consent_withdrawn_at__isnull=False)
        recognisable, recorded = Q(people=Image.People.RECOGNISABLE), ~Q(consent_by="")
        ended = Q(consent_until__lt=today(now), consent_until__isnull=False)
        shown = Q(people=Image.People.NONE) | (recognisable & recorded & ~ended)
        restricted = Q(collection__in=restricted_collections())
        rule = {
            Standing.PUBLIC: shown & ~restricted,
            Standing.UNCHECKED: Q(people=Image.People.UNKNOWN),
            Standing.MISSING: recognisable & ~recorded,
            Standing.ENDED: recognisable & recorded & ended,
            Standing.RESTRICTED: shown & restricted,
        }[Standing(standing)]
        return self.filter(rule, consent_withdrawn_at__isnull=True)

    def ending(self, now: datetime | None = None) -> Self:
        """Public ones whose consent ends within SOON."""
        return self.public(now).filter(people=Image.People.RECOGNISABLE, consent_until__lte=today(now) + SOON)


class Image(HoldsUpload, AbstractImage):
    """A picture, and who may be seen on it. The stored file is always one that we made: see `cms.core.uploads`."""

    class People(models.TextChoices):
        UNKNOWN = "unknown", _("まだ確かめていない")
        NONE = "none", _("人は写っていない、または誰か分からない")
        RECOGNISABLE = "recognisable", _("誰か分かる人が写っている")

    file = PictureField(verbose_name=_("画像ファイル"), width_field="width", height_field="height")
    description = models.CharField(
        _("画像の説明（代替テキスト）"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("画像が見えない人に、何が写っているかを伝える文です。例：芝生で遊ぶ親子3組"),
    )
    caption = models.CharField(
        _("キャプション"), max_length=255, blank=True, default="", help_text=_("写真の下に出る文です。空でもかまいません。")
    )
    translations = models.JSONField(
        _("ほかの言語の説明"),
        default=dict,
        blank=True,
        editable=False,
        help_text='{"en": {"alt": "…", "caption": "…", "of": {…}}}; the source language is in description and caption, and "of" '
        "holds what they said when they were translated.",
    )
    people = models.CharField(
        _("写っている人"),
        max_length=16,
        choices=People,
        default=People.UNKNOWN,
        help_text=_("「まだ確かめていない」画像は公開されません。顔、名札、制服などから誰か分かるかどうかで選びます。"),
    )
    consent_by = models.CharField(
        _("同意した人"),
        max_length=200,
        blank=True,
        help_text=_(
            "誰か分かる人が写っているとき、誰の同意があるか（例：写っている子どもの保護者全員、書面）。この欄は公開されません。"
        ),
    )
    consent_until = models.DateField(
        _("同意の期限"), null=True, blank=True, help_text=_("空なら期限なし。この日の終わりまで公開できます。")
    )
    consent_withdrawn_at = models.DateTimeField(_("同意が取り消された日時"), null=True, blank=True, editable=False)
    # Wagtail's own model of the same name holds the default reverse names.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("登録した人"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tags = TaggableManager(verbose_name=_("タグ"), blank=True, related_name="core_images")
    credit = models.CharField(
        _("撮影・提供"), max_length=200, blank=True, help_text=_("写真のそばに出る名前です。空でもかまいません。")
    )

    objects = ImageQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "people",
        "consent_by",
        "consent_until",
        "description",
        "caption",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields: ClassVar[list[Any]] = [
        *AbstractImage.search_fields,
        index.FilterField("people"),
        index.FilterField("consent_until"),
        index.FilterField("consent_withdrawn_at"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("画像")
        verbose_name_plural = _("画像")
        permissions = [("choose_image", _("画像を選べる")), ("translate_image", _("画像の説明を翻訳できる"))]

    file_columns = (*HoldsUpload.file_columns, "width", "height")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.consent_by = self.consent_by.strip()
        super().save(*args, **kwargs)

    def file_replaced(self) -> None:
        self.renditions.all().delete()

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it now."""
        return self.is_public_at()

    def is_public_at(self, now: datetime | None = None) -> bool:
        return self.standing_at(now) == Standing.PUBLIC

    @property
    def standing(self) -> Standing:
        return self.standing_at()

    def standing_at(self, now: datetime | None = None) -> Standing:
        """The rule for pictures of people (DESIGN, decision 9).

        Public is a picture on which nobody can be recognised, or everybody who can has consented: not withdrawn, and not past
        its last day (inclusive, Asia/Tokyo); and its collection must be open to everybody.
        """
        if self.consent_withdrawn_at is not None:
            return Standing.WITHDRAWN
        if self.people == self.People.UNKNOWN:
            return Standing.UNCHECKED
        if self.people == self.People.RECOGNISABLE:
            if not self.consent_by.strip():
                return Standing.MISSING
            if self.consent_until is not None and self.consent_until < today(now):
                return Standing.ENDED
        return Standing.RESTRICTED if self.collection_id in restricted_collections() else Standing.PUBLIC

    @property
    def consent_ends_soon(self) -> bool:
        until = self.consent_until
        return self.people == self.People.RECOGNISABLE and until is not None and today() <= until <= today() + SOON

    @property
    def attention_label(self) -> str:
        """Why somebody has to look after its consent, in words; "" when nobody has to."""
        if self.standing != Standing.PUBLIC:
            return str(self.standing.label)
        return gettext("まもなく同意の期限が来ます") if self.consent_ends_soon else ""

    def text(self, language: str) -> ImageText:
        """The words in a language; what it lacks is taken from the source language."""
        words = self.translations.get(language, {})
        return ImageText(alt=words.get("alt") or self.description, caption=words.get("caption") or self.caption)

    def say(self, language: str, words: Mapping[str, str]) -> None:
        """Takes words (`alt`, `caption`) in a language in, and notes what they translate. Does not save."""
        said = self.translations.get(language, {})
        originals = {"alt": self.description, "caption": self.caption}
        of = {**said.get("of", {}), **{key: originals[key] for key in words}}
        self.translations = {**self.translations, language: {**said, **words, "of": of}}

    @property
    def default_alt_text(self) -> str:
        """What a chooser proposes. Never the title, which is a file's name more often than not."""
        return self.description


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        """Through the gate, as everything: files are never served from where they lie."""
        return image_url(self.image, self.filter_spec)

    def img_tag(self, extra_attributes: dict[str, Any] | None = None) -> str:
        """Wagtail's own tag: the admin's lists and choosers are made of it, so a picture that is not public says so there."""
        standing = self.image.standing
        if standing != Standing.PUBLIC:
            extra_attributes = {**(extra_attributes or {}), "data-not-public": standing.value, "title": standing.label}
        return super().img_tag(extra_attributes)
