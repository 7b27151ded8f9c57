"""Where files enter the database: no road passes these fields by, be it a form, an upload view, the API or code."""

from collections.abc import Iterable
from hashlib import sha1
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.models import UploadedFile

from cms.core.pictures import ORIGINAL, image_url
from cms.core.uploads.documents import clean_document
from cms.core.uploads.pictures import CleanPicture, clean_picture

COLUMNS = ("file", "file_hash", "file_size")


class PictureFile(WagtailImageFieldFile):
    """A stored picture. Its address leads through the gate, and what is not yet stored is cleaned on the way."""

    @property
    def url(self) -> str:
        return image_url(self.instance, ORIGINAL)

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Cleans and stores. The sender's name for the file, which may be a child's, is not kept.

        Raises:
            ValidationError: the file is none that we take.
        """
        clean = clean_picture(content)
        note_content(self.instance, clean)
        self.__dict__.pop("_dimensions_cache", None)
        self.file = clean
        super().save(f"{self.instance.file_hash[:16]}.{str(clean.name).rpartition('.')[2]}", clean, save)

    def get_image_dimensions(self) -> tuple[int | None, int | None]:
        """Of what nobody has cleaned yet nothing is asked: reading it is the cleaning's task."""
        if not self._committed and not isinstance(self.file, CleanPicture):
            return None, None
        return super().get_image_dimensions()


class PictureField(WagtailImageField):
    attr_class = PictureFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("upload_to", "original_images")
        super().__init__(*args, **kwargs)


class DocumentFile(FieldFile):
    """A stored document. Its address leads through the gate, and what is not yet stored is checked on the way."""

    @property
    def url(self) -> str:
        return self.instance.url  # type: ignore[attr-defined]

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Checks and stores.

        Raises:
            ValidationError: the file is none that we take.
        """
        clean = clean_document(content, name)
        note_content(self.instance, clean)
        self.file = clean
        super().save(str(clean.name), clean, save)


class DocumentField(models.FileField):
    attr_class = DocumentFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("upload_to", "documents")
        super().__init__(*args, **kwargs)


def note_content(instance: Any, clean: ContentFile) -> None:
    """Keeps the hash (SHA-1, as Wagtail does) and the size of what is about to be stored."""
    clean.seek(0)
    data = clean.read()
    clean.seek(0)
    instance.file_hash = sha1(data, usedforsecurity=False).hexdigest()
    instance.file_size = len(data)


class HoldsUpload(models.Model):
    """A model with a `file` of one of the fields above. A replaced file is deleted, with what was made of it."""

    file: Any
    file_columns: tuple[str, ...] = COLUMNS

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """
        Raises:
            ValidationError: the file is none that we take; the message is for the person who sent it.
        """
        if self.file and not self.file._committed:
            # Before any column is read, since cleaning changes the size and the hash.
            self.file.save(self.file.name, self.file.file, save=False)
            if update_fields is not None:
                update_fields = {*update_fields, *self.file_columns}
        stored: Any = type(self)._base_manager.filter(pk=self.pk)
        before = stored.values_list("file", flat=True) if self.pk else []
        replaced = [name for name in before if name and name != self.file.name]
        super().save(*args, update_fields=update_fields, **kwargs)
        if replaced:
            self.file_replaced()
            transaction.on_commit(lambda: [self.file.storage.delete(name) for name in replaced])

    def file_replaced(self) -> None:
        """Whatever was made of the former file is no longer true."""


def clean_parked_upload(instance: UploadedFile, **kwargs: Any) -> None:
    """Wagtail's multiple upload parks a file whose other fields are wrong until they are right; not as it was sent, either.

    Raises:
        ValidationError: the file is none that we take.
    """
    model = instance.for_content_type and instance.for_content_type.model_class()
    if instance.file and not instance.file._committed and model is not None and issubclass(model, HoldsUpload):
        field = model._meta.get_field("file")
        clean = clean_picture if isinstance(field, PictureField) else clean_document
        instance.file = clean(instance.file.file)
