"""Where files enter the database: no road passes these fields by, be it a form, an upload view, the API or code."""

from hashlib import sha1
from typing import Any

from django.core.files.base import File
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.core.pictures import ORIGINAL, image_url
from cms.core.uploads.pictures import CleanPicture, clean_picture


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
        data = clean.read()
        clean.seek(0)
        self.instance.file_hash = sha1(data, usedforsecurity=False).hexdigest()
        self.instance.file_size = len(data)
        extension = str(clean.name).rpartition(".")[2]
        self.__dict__.pop("_dimensions_cache", None)
        self.file = clean
        super().save(f"{self.instance.file_hash[:16]}.{extension}", clean, save)

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
