from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.documents.models import DocumentQuerySet as WagtailDocumentQuerySet

from cms.core.collections import restricted_collections
from cms.core.uploads.fields import DocumentField, HoldsUpload


class DocumentQuerySet(WagtailDocumentQuerySet):
    def public(self) -> Self:
        """Those that everybody may have: in a collection that is open to everybody."""
        return self.exclude(collection__in=restricted_collections())


class Document(HoldsUpload, AbstractDocument):
    """A file to download. It was checked by its content: see `cms.core.uploads`."""

    file = DocumentField(verbose_name=_("ファイル"))

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
    tags = TaggableManager(verbose_name=_("タグ"), blank=True, related_name="core_documents")

    objects = DocumentQuerySet.as_manager()

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("資料")
        verbose_name_plural = _("資料")
        permissions = [("choose_document", _("資料を選べる"))]

    def clean(self) -> None:
        """A file that was refused by its content is not also refused for having no name."""
        if self.file:
            super().clean()
