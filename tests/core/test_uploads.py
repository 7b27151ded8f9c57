"""Files on their way in: what hostile, odd and honest uploads become."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms
from wagtail.models import UploadedFile

from cms.core.models import Image
from cms.core.uploads.pictures import clean_picture
from cms.core.uploads.refusals import REASONS, refusal
from tests.core.factories import ImageFactory, picture_bytes, root_collection, upload

GPS = 0x8825
ORIENTATION = 0x0112


def colour(picture: Pillow.Image, x: int, y: int) -> tuple[int, ...]:
    """Red, green, blue of a point."""
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def cleaned(content: bytes) -> Pillow.Image:
    return Pillow.open(BytesIO(clean_picture(ContentFile(content, "x")).read()))


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        clean_picture(ContentFile(content, "x.jpg"))
    return str(caught.value.code)


def with_exif(orientation: int = 1) -> bytes:
    exif = Pillow.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = "SECRET-NAME"
    exif.get_ifd(GPS)[2] = (35.0, 41.0, 59.0)
    picture = Pillow.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 30, 40))
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SECRET-COMMENT", quality=95)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fmt", "kept"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG"), ("GIF", "PNG"), ("AVIF", "JPEG"), ("HEIF", "JPEG")]
)
def test_what_phones_and_programs_make_becomes_jpeg_or_png(fmt, kept):
    picture = cleaned(picture_bytes(64, 48, fmt=fmt))
    assert (picture.format, picture.size) == (kept, (64, 48))


def test_place_thumbnail_comment_and_profile_are_gone():
    content = with_exif()
    assert b"SECRET" in content
    picture = cleaned(content)
    data = clean_picture(ContentFile(content)).read()
    assert b"SECRET" not in data
    assert b"Exif" not in data
    assert not picture.getexif()
    assert "comment" not in picture.info


def test_text_in_a_png_is_gone():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "SECRET")
    info.add_itxt("XML:com.adobe.xmp", "SECRET")
    assert b"SECRET" not in clean_picture(ContentFile(picture_bytes(64, 48, fmt="PNG", pnginfo=info))).read()


def test_a_picture_taken_upright_stands_upright():
    picture = cleaned(with_exif(orientation=6)).convert("RGB")
    assert picture.size == (40, 60)
    top, bottom = colour(picture, 20, 10), colour(picture, 20, 50)
    assert top[0] > 200 > top[1]
    assert bottom[1] > 200


@pytest.mark.parametrize("tail", [b"PK\x03\x04evil", b"<html><script>alert(1)</script>", b"%PDF-1.7 evil"])
def test_what_hangs_behind_a_picture_is_cut_off(tail):
    assert tail not in clean_picture(ContentFile(picture_bytes() + tail)).read()


@pytest.mark.parametrize("color", [(0, 255, 255, 0), (0, 0, 0, 255)])
def test_print_colours_become_screen_colours(color):
    picture = cleaned(picture_bytes(64, 48, mode="CMYK", color=color))
    assert picture.mode == "RGB"
    red, green, blue = colour(picture, 10, 10)
    assert (red > 200) == (color == (0, 255, 255, 0))
    assert max(green, blue) < 90


def test_a_profile_is_turned_into_srgb_and_a_broken_one_passed_over():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for icc in (profile, b"broken", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()):
        picture = cleaned(picture_bytes(64, 48, color=(200, 100, 50), icc_profile=icc))
        assert "icc_profile" not in picture.info


@pytest.mark.parametrize(
    ("mode", "color"), [("L", 200), ("I;16", 200 * 256), ("P", 0), ("1", 1), ("LA", (200, 120)), ("RGBA", (200, 10, 10, 120))]
)
def test_every_kind_of_png_keeps_its_looks(mode, color):
    picture = cleaned(picture_bytes(64, 48, fmt="PNG", mode=mode, color=color))
    assert picture.format == "PNG"
    assert picture.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")
    if mode in ("L", "I;16"):
        assert picture.getpixel((5, 5)) == (200, 200, 200)


def test_a_transparent_webp_stays_transparent_and_a_full_one_becomes_jpeg():
    assert cleaned(picture_bytes(64, 48, fmt="WEBP", mode="RGBA", color=(1, 2, 3, 0), lossless=True)).mode == "RGBA"
    assert cleaned(picture_bytes(64, 48, fmt="WEBP", mode="RGBA", color=(1, 2, 3, 255), lossless=True)).mode == "RGB"


def test_what_moves_stands_still():
    frames = [Pillow.new("RGB", (64, 48), color) for color in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    picture = cleaned(out.getvalue())
    assert getattr(picture, "n_frames", 1) == 1
    assert picture.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_large_photo_is_kept_smaller():
    assert max(cleaned(picture_bytes(5000, 1000)).size) == 3840
    assert max(cleaned(picture_bytes(5000, 1000, fmt="PNG")).size) == 3840


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg"),
        (b"<?xml version='1.0'?>\n<svg/>", "svg"),
        (b"<html><body>hello</body></html>", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"GIF89a<script>", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not_a_picture"),
    ],
)
def test_what_is_no_picture_is_refused(content, code):
    assert refused(content) == code


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_on_its_way_is_refused(fmt):
    picture = Pillow.effect_noise((300, 300), 90).convert("RGB")
    out = BytesIO()
    picture.save(out, fmt)
    assert refused(out.getvalue()[: len(out.getvalue()) // 2]) == "broken_picture"


@pytest.mark.parametrize(
    ("size", "code"),
    [((9000, 7000), "too_many_pixels"), ((3000, 1), "too_small"), ((8, 8), "too_small"), ((2000, 20), "too_narrow")],
)
def test_sizes_that_help_nobody_are_refused(size, code):
    assert refused(picture_bytes(size[0], size[1], fmt="PNG", mode="1", color=0)) == code


def test_a_decompression_bomb_is_refused_before_it_unpacks():
    assert refused(picture_bytes(20_000, 20_000, fmt="PNG", mode="1", color=0)) == "decompression_bomb"


def test_a_file_above_the_limit_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 500
    assert refused(picture_bytes() + b"x" * 500) == "too_large"


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_says_what_happened_that_nothing_is_lost_and_what_to_do(code):
    words = str(refusal(code, size="40MB", limit=30, width=1, height=2).message)
    assert words.count("。") >= 3
    assert "お手元のファイルはそのままです。" in words
    assert "%(" not in words


# The roads


def stored_files() -> set[str]:
    root = Path(django_settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


pytestmark = [pytest.mark.usefixtures("_own_media")]


def assert_clean(image: Image) -> None:
    """The kept file is ours, its columns tell the truth, and no other file lies about."""
    image.refresh_from_db()
    data = image.file.open().read()
    assert b"SECRET" not in data
    assert b"Exif" not in data
    picture = Pillow.open(BytesIO(data))
    assert (image.width, image.height) == picture.size == (40, 60)
    assert image.file_size == len(data)
    assert "山田" not in image.file.name
    assert len(image.file_hash) == 40
    originals = {name for name in stored_files() if not name.startswith("images/")}
    assert originals == {image.file.name}


def hostile_upload():
    return upload(with_exif(orientation=6) + b"SECRET-TAIL", "山田花子.jpg")


@pytest.mark.django_db
def test_code_cannot_pass_the_cleaning_by():
    root_collection()
    assert_clean(Image.objects.create(title="写真", file=hostile_upload()))


@pytest.mark.django_db
def test_saving_straight_to_the_field_cannot_pass_it_by(django_capture_on_commit_callbacks):
    image = ImageFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        image.file.save("山田花子.jpg", hostile_upload())
    assert_clean(image)


@pytest.mark.django_db
def test_bulk_creation_cannot_pass_it_by():
    image = Image(title="写真", file=hostile_upload(), width=1, height=1, collection=root_collection())
    Image.objects.bulk_create([image])
    assert b"SECRET" not in Image.objects.get().file.open().read()


@pytest.mark.django_db
def test_code_that_sends_no_picture_gets_an_error_and_keeps_nothing():
    root_collection()
    with pytest.raises(ValidationError):
        Image.objects.create(title="x", file=upload(b"<svg></svg>"))
    assert not Image.objects.exists()
    assert not stored_files()


@pytest.mark.django_db
def test_a_replaced_file_leaves_nothing_behind(django_capture_on_commit_callbacks):
    image = ImageFactory.create()
    image.get_rendition("width-200")
    with django_capture_on_commit_callbacks(execute=True):
        image.file = hostile_upload()
        image.save(update_fields=["file"])
    assert_clean(image)


@pytest.mark.django_db
def test_the_add_form_cleans(admin_client: Client):
    root_collection()
    response = admin_client.post(reverse("wagtailimages:add"), {"title": "写真", "file": hostile_upload(), "people": "unknown"})
    assert response.status_code == 302, response.content.decode()
    assert_clean(Image.objects.get())


@pytest.mark.django_db
def test_the_multiple_upload_cleans_and_waits_for_the_people_to_be_checked(admin_client: Client):
    root_collection()
    response = admin_client.post(reverse("wagtailimages:add_multiple"), {"title": "写真", "files[]": hostile_upload()})
    assert response.json()["success"], response.json()
    image = Image.objects.get()
    assert_clean(image)
    assert image.people == Image.People.UNKNOWN
    assert not image.is_public


@pytest.mark.django_db
def test_the_multiple_upload_keeps_no_raw_file_when_another_field_is_wrong(admin_client: Client):
    root_collection()
    response = admin_client.post(reverse("wagtailimages:add_multiple"), {"title": "長" * 300, "files[]": hostile_upload()})
    assert "uploaded_file_id" in response.json()
    parked = UploadedFile.objects.get()
    assert b"SECRET" not in parked.file.open().read()
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[parked.pk])
    response = admin_client.post(url, {f"uploaded-image-{parked.pk}-title": "写真"})
    assert response.json()["success"], response.json()
    assert_clean(Image.objects.get())


@pytest.mark.django_db
def test_the_chooser_upload_cleans(admin_client: Client):
    root_collection()
    form = {"image-chooser-upload-title": "写真", "image-chooser-upload-file": hostile_upload()}
    response = admin_client.post(reverse("wagtailimages_chooser:create"), form)
    assert response.json()["step"] == "chosen", response.json()
    assert_clean(Image.objects.get())


@pytest.mark.django_db
@pytest.mark.parametrize("road", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"])
def test_a_refusal_is_shown_where_the_file_was_chosen(admin_client: Client, road):
    root_collection()
    fields = {"title": "x", "file": upload(b"<svg></svg>", "a.jpg"), "files[]": upload(b"<svg></svg>", "a.jpg")}
    fields |= {
        f"image-chooser-upload-{key}": upload(b"<svg></svg>", "a.jpg") if key == "file" else "x" for key in ("title", "file")
    }
    response = admin_client.post(reverse(road), fields)
    words = (
        response.json().get("error_message") or response.json()["htmlFragment"]
        if "json" in response["Content-Type"]
        else response.content.decode()
    )
    assert "SVG形式の画像は" in words
    assert not Image.objects.exists()
    assert not stored_files()


@pytest.mark.django_db
def test_a_file_named_wrongly_is_taken_for_what_it_is(admin_client: Client):
    root_collection()
    admin_client.post(reverse("wagtailimages:add"), {"title": "写真", "file": upload(picture_bytes(fmt="WEBP"), "写真.JPG.png")})
    assert Image.objects.get().file.name.endswith(".jpg")


@pytest.mark.django_db
def test_a_photo_from_an_iphone_is_taken(admin_client: Client):
    root_collection()
    response = admin_client.post(
        reverse("wagtailimages:add"), {"title": "写真", "file": upload(picture_bytes(fmt="HEIF"), "IMG_0001.HEIC")}
    )
    assert response.status_code == 302, response.content.decode()
    assert Pillow.open(default_storage.open(Image.objects.get().file.name)).format == "JPEG"


@pytest.mark.django_db
def test_words_are_given_in_every_language_on_the_images_own_form(admin_client: Client):
    image = ImageFactory.create(description="芝生の広場")
    url = reverse("wagtailimages:edit", args=[image.pk])
    assert "画像の説明（代替テキスト）（English）" in admin_client.get(url).content.decode()
    form = {
        "title": "広場",
        "people": "none",
        "description": "芝生の広場",
        "description_en": "A lawn",
        "caption": "春",
        "caption_en": "",
    }
    response = admin_client.post(url, form)
    assert response.status_code == 302, response.content.decode()
    image = Image.objects.get()
    assert image.text("ja") == image.text("fr")
    assert (image.text("en").alt, image.text("en").caption) == ("A lawn", "春")
