from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition


class Image(AbstractImage):
    """A picture, and who may be seen on it."""

    class People(models.TextChoices):
        UNKNOWN = "unknown", _("まだ確かめていない")
        NONE = "none", _("人は写っていない、または誰か分からない")
        RECOGNISABLE = "recognisable", _("誰か分かる人が写っている")

    people = models.CharField(_("写っている人"), max_length=16, choices=People, default=People.UNKNOWN)
    consent_by = models.CharField(
        _("同意した人"),
        max_length=200,
        blank=True,
        help_text=_("誰の同意があるか（例：写っている子どもの保護者全員）。公開されません。"),
    )
    consent_until = models.DateField(
        _("同意の期限"), null=True, blank=True, help_text=_("空なら期限なし。この日の終わりまで公開できます。")
    )
    consent_withdrawn_at = models.DateTimeField(_("同意が取り消された日時"), null=True, blank=True)
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
    credit = models.CharField(_("撮影・提供"), max_length=200, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "people",
        "consent_by",
        "consent_until",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("画像")
        verbose_name_plural = _("画像")
        permissions = [("choose_image", _("画像を選べる"))]


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
