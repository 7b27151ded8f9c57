"""Pictures as the public gets them: addresses that the gate (`cms.core.gate`) knows to be ours, and what belongs to an <img>.

An address is computed from the image alone, without a query, and is signed, so that nobody can order sizes we do not offer.
The signature covers the file's hash and the focal point: a replaced or differently cropped picture has a new address.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

if TYPE_CHECKING:
    from cms.core.models import Image

WIDTHS = (320, 640, 960, 1280, 1920)
FALLBACK_WIDTH = 960
ORIGINAL = "file"
"""Stands in an address where a rendition's filter spec would: the stored file itself, for permitted users of the admin only."""

PIPE = "~"
"""Stands for the `|` of a filter spec, which an address would have to escape."""

EXTENSIONS = {"format-webp": "webp", "format-jpeg": "jpg", "format-png": "png"}


@dataclass(frozen=True)
class Source:
    """One size of a picture: address, width and height in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """What an <img> needs. `src`, of `width` × `height`, is in the widest-read format; `srcset` ascends in width."""

    src: str
    srcset: list[Source]
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    focus: str = ""
    """CSS object-position of what must not be cropped away; empty means the middle."""

    @property
    def srcset_attribute(self) -> str:
        return ", ".join(f"{source.url} {source.width}w" for source in self.srcset)


def picture(
    image: Image | None,
    alt: str | None = None,
    *,
    language: str | None = None,
    widths: tuple[int, ...] = WIDTHS,
    base_url: str = "",
) -> Picture | None:
    """The image as the public may see it now, or None when it may not.

    Args:
        alt: the words in its place; None means the image's own in `language`, "" that it is mere decoration.
        language: a content language's code; the active one without it.
        widths: the sizes offered; none wider than the image itself comes out.
        base_url: put before each address, for readers elsewhere ("https://example.jp").
    """
    if image is None or not image.is_public:
        return None
    text = image.text(language or get_language() or settings.LANGUAGE_CODE)
    sizes = offered_widths(image.width, widths)
    fallback = max([width for width in sizes if width <= FALLBACK_WIDTH], default=sizes[0])
    # Every browser that knows srcset knows WebP; src is for feed readers, mail and previews, some of which do not.
    plain = "format-jpeg" if image.file.name.endswith(".jpg") else "format-png"
    return Picture(
        src=base_url + image_url(image, f"width-{fallback}|{plain}"),
        srcset=[
            Source(base_url + image_url(image, f"width-{width}|format-webp"), width, height_at(image, width)) for width in sizes
        ],
        width=fallback,
        height=height_at(image, fallback),
        alt=text.alt if alt is None else alt,
        caption=text.caption,
        credit=image.credit,
        focus=focus_of(image),
    )


def offered_widths(width: int, widths: tuple[int, ...] = WIDTHS) -> list[int]:
    """The sizes up to the image's own width, and that width itself where it lies between two of them."""
    return sorted({each for each in widths if each <= width} | {min(width, max(widths))})


def height_at(image: Image, width: int) -> int:
    """The height of a rendition of this width, by the arithmetic of Wagtail's `width-` operation."""
    return image.height if width >= image.width else max(1, int(image.height * (width / image.width)))


def focus_of(image: Image) -> str:
    if image.focal_point_x is None or image.focal_point_y is None:
        return ""
    return f"{round(100 * image.focal_point_x / image.width)}% {round(100 * image.focal_point_y / image.height)}%"


def pictures_in(thing: Any) -> set[int]:
    """The ids of the images that a thing, as it is in memory, refers to: its fields, its blocks and its children's."""
    from wagtail.models import ReferenceIndex

    model = apps.get_model("core.Image")
    # ReferenceIndex has no public way to ask an unsaved object; the admin's usage counts stand on the same function.
    images = ContentType.objects.get_for_model(model).pk
    found = ReferenceIndex._extract_references_from_object(thing)
    return {int(object_id) for content_type, object_id, *_paths in found if content_type == images}


def image_url(image: Image, spec: str) -> str:
    """The signed address of a rendition (a Wagtail filter spec), or of the stored file (ORIGINAL)."""
    extension = next((EXTENSIONS[part] for part in spec.split("|") if part in EXTENSIONS), image.file.name.rpartition(".")[2])
    return reverse("core_image", args=(sign(image, spec), image.pk, spec.replace("|", PIPE), f"{image.pk}.{extension}"))


def sign(image: Image, spec: str) -> str:
    focus = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    message = f"{image.pk}/{spec}/{image.file_hash}/{focus}"
    digest = salted_hmac("cms.core.pictures", message, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def is_signed(signature: str, image: Image, spec: str) -> bool:
    return constant_time_compare(signature, sign(image, spec))
