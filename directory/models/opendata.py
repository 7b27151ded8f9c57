"""Where imported data comes from, what was imported when, and what a source said last of each thing."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.place import Place
from directory.models.program import SupportProgram

KEPT = datetime.timedelta(days=1)
"""For how long an uploaded file waits for somebody to confirm it."""


class DataSource(models.Model):
    """A dataset that somebody publishes: its files follow each other, and each is compared with the one before."""

    name = models.CharField(_("名前"), max_length=200, help_text=_("例：東京都小金井市 子育て施設一覧"))
    dataset = models.CharField(_("データの種類"), max_length=30)
    city = models.CharField(_("自治体"), max_length=60, blank=True, help_text=_("例：東京都小金井市"))
    licence = models.CharField(_("ライセンス"), max_length=100, blank=True, help_text=_("例：CC BY 4.0"))
    url = models.URLField(_("公開しているページ"), max_length=500, blank=True)
    mapping = models.JSONField(_("列の対応"), default=dict, blank=True)
    """Header as the file writes it → field, "" for a column that is left out."""
    header_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    """A digest of the header of its last file, by which `mapping` is found for another file of the same columns."""

    class Meta:
        verbose_name = verbose_name_plural = _("データの出どころ")
        permissions = [("import_opendata", _("公開データを取り込める"))]
        constraints = [models.UniqueConstraint(fields=["name", "dataset"], name="one_source_a_name_and_dataset")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file that was taken in, or could not be. The file itself is not kept."""

    class State(models.TextChoices):
        DONE = "done", _("完了")
        FAILED = "failed", _("失敗")

    source = models.ForeignKey(DataSource, verbose_name=_("データの出どころ"), on_delete=models.CASCADE, related_name="runs")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("取り込んだ人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("始まり"))
    finished_at = models.DateTimeField(_("終わり"))
    state = models.CharField(_("状態"), max_length=10, choices=State)
    file_name = models.CharField(_("ファイル"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    encoding = models.CharField(_("文字コード"), max_length=20)
    dataset = models.CharField(_("データの種類"), max_length=30)
    layout = models.CharField(_("様式"), max_length=30, blank=True)
    counts = models.JSONField(_("件数"), default=dict)
    """read, new, changed, unchanged, rejected, doubtful, disappeared; read is the sum of the four after it."""
    doubts = models.JSONField(default=list)
    """[{row, column, value, code, found, done}], in the order of the rows."""
    changes = models.JSONField(default=list)
    """[{row, name, fields: [{label, old, new, ours, is_corrected}]}] of the rows that changed something, in words."""

    class Meta:
        verbose_name = verbose_name_plural = _("取り込みの記録")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportedRecord(models.Model):
    """What a source said last of one place, programme or page. What an editor changed since is known by the difference."""

    source = models.ForeignKey(DataSource, on_delete=models.CASCADE, related_name="records")
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="imported")
    program = models.ForeignKey(SupportProgram, null=True, on_delete=models.CASCADE, related_name="imported")
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="imported")
    """Of a dataset that a room stores (`directory.opendata.rooms`)."""
    number = models.CharField(max_length=100, blank=True)
    """The file's own: ID, NO, psid."""
    key = models.CharField(max_length=64)
    """A digest of what tells it from others where there is no number: name, address, kind."""
    values = models.JSONField(default=dict)
    originals = models.JSONField(default=dict)
    """The texts of cells that were reinterpreted, by field."""
    texts = models.JSONField(default=dict)
    """What stood in the cells of its row, by field: what no field of ours holds goes back to the source from here."""
    last_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    """The last in whose file it was."""
    is_gone = models.BooleanField(default=False)
    """The last file had it no more."""

    class Meta:
        verbose_name = verbose_name_plural = _("取り込んだもの")
        indexes = [
            models.Index(fields=["source", "number"], name="imported_by_number"),
            models.Index(fields=["source", "key"], name="imported_by_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False, program__isnull=True, page__isnull=True)
                | models.Q(place__isnull=True, program__isnull=False, page__isnull=True)
                | models.Q(place__isnull=True, program__isnull=True, page__isnull=False),
                name="imported_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.values.get("name") or self.values.get("title") or self.number)


class UploadQuerySet(models.QuerySet):
    def forget(self, now: datetime.datetime | None = None) -> None:
        """Deletes what nobody came back to."""
        self.filter(uploaded_at__lt=(now or timezone.now()) - KEPT).delete()

    def of(self, user: Any) -> Self:
        return self.filter(user=user)


class ImportUpload(models.Model):
    """A file between its upload and its confirmation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    dataset = models.CharField(max_length=30, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=60, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    mapping = models.JSONField(default=dict)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("確認待ちのファイル")

    def __str__(self) -> str:
        return self.name
