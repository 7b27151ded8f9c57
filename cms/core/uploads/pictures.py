"""Pictures, cleaned: read by content, decoded, and written anew from the pixels alone.

So EXIF with its place and thumbnail, comments, further images and whatever hangs behind the picture are gone, and every kept
file is one that we wrote: a JPEG, or a PNG where the sender's was one, or something is transparent.
"""

import warnings
from io import BytesIO
from typing import IO

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from cms.core.uploads.refusals import refusal

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
LOSSLESS = ("PNG", "GIF")
MIN_SIDE = 16
MAX_RATIO = 20
KEPT_SIDE = 3840
"""Longest side that is kept, in pixels: twice the widest rendition, enough for an A4 sheet at 300 dpi."""

QUALITY = 88
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class CleanPicture(ContentFile):
    """A picture that we wrote. Its name tells nothing of the sender's."""


def clean_picture(file: IO[bytes]) -> CleanPicture:
    """Makes our own file of somebody's.

    Raises:
        ValidationError: it is none that we take; the message is for the person who sent it (`refusals.REASONS`).
    """
    if isinstance(file, CleanPicture):
        return file
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    file.seek(0)
    content = file.read(limit + 1)
    if not content:
        raise refusal("empty")
    if len(content) > limit:
        raise refusal("too_large", size=filesizeformat(getattr(file, "size", len(content))), limit=filesizeformat(limit))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures and odd EXIF; our own limits are stricter
            return _written(_decoded(content))
    except ValidationError:
        raise
    except Pillow.DecompressionBombError as error:
        raise refusal("decompression_bomb") from error
    except Exception as error:
        # Decoders meet hostile bytes with exceptions of every kind (struct.error, SyntaxError, ValueError, OSError …).
        raise refusal("broken_picture") from error


def thumbnail(picture: IO[bytes], side: int) -> CleanPicture:
    """A small one of a picture that we wrote, no side of it longer than so many pixels."""
    opened = Pillow.open(picture, formats=("JPEG", "PNG"))
    lossless = opened.format == "PNG"
    opened.draft(None, (side, side))
    opened.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    opened.info = {"lossless": lossless}
    return _written(opened)


def _decoded(content: bytes) -> Pillow.Image:
    """The pixels, upright, in sRGB, no larger than what is kept; `info["lossless"]` says how to write them."""
    try:
        opened = Pillow.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        raise refusal("svg" if b"<svg" in head else "not_a_picture") from error
    width, height = opened.size
    lossless = opened.format in LOSSLESS
    if opened.format == "JPEG":
        larger = max(width, height, KEPT_SIDE) / KEPT_SIDE
        opened.draft(None, (int(width / larger), int(height / larger)))
    # A JPEG that is larger than what is kept is read at half its size or less, as telephones' of 100 million pixels are; a
    # progressive one is read whole.
    _check_size(width, height, read=width * height if opened.info.get("progressive") else opened.width * opened.height)
    opened.load()  # the first frame of several: what moves by itself disturbs reading
    picture = _in_srgb(ImageOps.exif_transpose(opened))
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Pillow.Resampling.LANCZOS)
    picture.info = {"lossless": lossless or picture.mode == "RGBA"}
    return picture


def _check_size(width: int, height: int, read: int) -> None:
    """`read`: how many pixels it costs to read the picture."""
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if read > limit:
        raise refusal("too_many_pixels", width=width, height=height, limit=limit // 10_000)
    if min(width, height) < MIN_SIDE:
        raise refusal("too_small", width=width, height=height, limit=MIN_SIDE)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise refusal("too_narrow", width=width, height=height)


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """RGB, or RGBA where something is transparent. A profile that cannot be read is passed over."""
    transparent = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        # 16 bits a channel: Pillow would cut them off at 255 instead of scaling.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
        profile = None
    if picture.mode in ("P", "PA", "LA", "La", "RGBa", "1"):
        picture = picture.convert("RGBA" if transparent else "RGB")
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            converted = ImageCms.profileToProfile(picture, BytesIO(profile), SRGB, outputMode=target)
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            picture = converted
    picture = picture.convert("RGBA" if transparent else target)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    return picture


def _written(picture: Pillow.Image) -> CleanPicture:
    lossless = picture.info.pop("lossless")
    out = BytesIO()
    if lossless:
        picture.save(out, "PNG", optimize=picture.width * picture.height < 4_000_000)
    else:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return CleanPicture(out.getvalue(), name="picture.png" if lossless else "picture.jpg")
