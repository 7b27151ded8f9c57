"""Photos as phones and programs send them, through `/my/`: taken, cleaned, or refused in words for a volunteer."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow

from cms.core import services as reviews
from cms.core.models import Image
from cms.core.pictures import image_url
from partnership.my import photos, services
from partnership.my.kinds import ReportKind
from tests.core.editorial import client_of, fresh
from tests.core.factories import picture_bytes, upload
from tests.core.test_uploads import GPS, with_exif
from tests.partnership.my.test_views import form_of, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
NOTHING_LOST = "お手元のファイルはそのままです。"


def frames() -> bytes:
    out = BytesIO()
    pictures = [Pillow.new("RGB", (64, 48), colour) for colour in ("red", "green")]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def big_and_progressive() -> bytes:
    return picture_bytes(10_000, 6_000, mode="L", color=1, progressive=True)


def send(client: Client, report: Any, content: bytes, name: str = "photo.jpg") -> Any:
    url = reverse("partnership:my_photos", args=["reports", report.pk])
    return client.post(url, {"photo": SimpleUploadedFile(name, content)}, headers={"X-Requested-With": "fetch"})


def stored(image: Image) -> Pillow.Image:
    with default_storage.open(str(image.file.name)) as file:
        return Pillow.open(BytesIO(file.read()))


TAKEN = {
    "HEIC": (lambda: picture_bytes(64, 48, fmt="HEIF"), "photo.heic", "JPEG", (64, 48)),
    "CMYK": (lambda: picture_bytes(64, 48, mode="CMYK", color=(0, 255, 255, 0)), "photo.jpg", "JPEG", (64, 48)),
    "animated": (frames, "moving.gif", "PNG", (64, 48)),
    "rotated by EXIF, with a place": (lambda: with_exif(orientation=6), "photo.jpg", "JPEG", (40, 60)),
    "polyglot": (lambda: picture_bytes() + b"<html><script>alert(1)</script>", "photo.html.jpg", "JPEG", (400, 300)),
    "60 megapixels": (lambda: picture_bytes(10_000, 6_000, mode="L", color=1), "IMG_9.JPG", "JPEG", (3840, 2304)),
    "wrong extension": (lambda: picture_bytes(fmt="PNG"), "photo.pdf", "PNG", (400, 300)),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_is_taken_is_cleaned(kind: str, member: Any, report: Any) -> None:
    make, name, fmt, size = TAKEN[kind]
    answer = send(client_of(member), report, make(), name)
    assert answer.status_code == 201, answer.content.decode()
    image = Image.objects.get()
    picture = stored(image)
    assert (picture.format, picture.size, picture.mode) == (fmt, size, "RGB")
    assert getattr(picture, "n_frames", 1) == 1
    assert not picture.getexif()
    assert GPS not in picture.getexif()
    with default_storage.open(str(image.file.name)) as file:
        data = file.read()
    assert b"SECRET" not in data
    assert b"script" not in data
    assert name.partition(".")[0] not in str(image.file.name)
    assert not image.is_public


REFUSED = {
    "60 megapixels that are read whole": (big_and_progressive, "縦横が大きすぎます（10000×6000）"),
    "1 pixel high": (lambda: picture_bytes(400, 1), "小さすぎます"),
    "truncated": (lambda: picture_bytes(800, 600)[:900], "途中で切れているか"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG形式"),
    "empty": (lambda: b"", "空でした"),
    "no picture": (lambda: b"%PDF-1.7 ...", "画像として読めない"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_is_told_why_and_nothing_is_lost(kind: str, member: Any, report: Any) -> None:
    make, words = REFUSED[kind]
    answer = send(client_of(member), report, make())
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert NOTHING_LOST in answer.json()["error"]
    assert not Image.objects.exists()
    assert services.draft_of(fresh(report)).photos.count() == 0


def test_twenty_at_once_without_a_script_and_the_rest_is_told(member: Any, report: Any) -> None:
    client = client_of(member)
    pictures = [picture_bytes(64, 48, color=(number * 12, 0, 0)) for number in range(21)]
    files = [upload(content, f"{number}.jpg") for number, content in enumerate(pictures, 1)]
    files.insert(19, upload(b"<svg/>", "drawing.svg"))
    answer = client.post(url_of(report), form_of(report, title="二十枚", photos=files, save="1"))
    shown = answer.content.decode()
    assert "drawing.svg：SVG形式" in shown
    assert "21.jpg：写真は20枚まで" in shown
    draft = services.draft_of(fresh(report))
    assert (draft.title, draft.photos.count()) == ("二十枚", photos.MOST)
    assert "写真は20枚まで" in send(client, report, pictures[20]).json()["error"]
    assert send(client, report, pictures[0]).json()["id"] == draft.photos.all()[0].image_id


def test_a_connection_that_is_cut_half_way_leaves_everything_as_it_was(member: Any, report: Any) -> None:
    client = client_of(member)
    head = b'--cut\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = head + picture_bytes(800, 600)[:4000]  # the rest, and the end of the form, never came
    answer = client.generic(
        "POST",
        reverse("partnership:my_photos", args=["reports", report.pk]),
        body,
        content_type="multipart/form-data; boundary=cut",
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]
    draft = services.draft_of(fresh(report))
    assert draft.photos.count() == 0
    assert "帰りたがりませんでした" in str(draft.body)
    assert not Image.objects.exists()


def test_a_photo_of_a_draft_is_seen_by_its_sender_and_by_those_who_decide(report: Any, people: dict[str, Any]) -> None:
    member, lead, approver, stranger, sender = (people[who] for who in ("member", "lead", "approver", "stranger", "sender"))
    image = photos.add(report, sender, upload(picture_bytes()))
    photos.describe(report, sender, {image.pk: {"alt": "葉", "people": "none"}})
    url = image_url(Image.objects.get(), "width-320|format-jpeg")
    assert [client_of(user).get(url).status_code for user in (member, lead, stranger, None)] == [200, 404, 404, 404]
    assert Client().get("/api/v2/images/").json()["meta"]["total_count"] == 0
    services.submit(ReportKind(), report, sender)
    seen = {user.username: client_of(user).get(url).status_code for user in (member, lead, stranger)}
    assert seen == {"member": 200, "lead": 200, "stranger": 404}
    assert client_of(None).get(url).status_code == 404
    preview = client_of(lead).get(reverse("my_review_preview", args=[fresh(report).current_workflow_task_state.pk]))
    assert 'alt="葉"' in preview.content.decode()
    reviews.approve(fresh(report).current_workflow_task_state, lead)
    assert client_of(approver).get(url).status_code == 200
    reviews.approve(fresh(report).current_workflow_task_state, approver)
    assert client_of(None).get(url).status_code == 200


def test_a_photo_that_nothing_shows_any_more_goes_out_of_sight(
    member: Any, lead: Any, approver: Any, report: Any, sender: Any
) -> None:
    images = [photos.add(report, sender, upload(picture_bytes(color=(number, 0, 0)))) for number in (10, 200)]
    photos.describe(report, sender, {each.pk: {"alt": "葉", "people": "none"} for each in images})

    def publish() -> None:
        services.submit(ReportKind(), report, sender)
        reviews.approve(fresh(report).current_workflow_task_state, lead)
        reviews.approve(fresh(report).current_workflow_task_state, approver)

    def statuses() -> list[int]:
        now = [Image.objects.get(pk=each.pk) for each in images]
        return [client_of(None).get(image_url(each, "width-320|format-jpeg")).status_code for each in now]

    publish()
    assert statuses() == [200, 200]
    photos.remove(report, sender, images[1].pk)
    assert statuses() == [200, 200]  # what is public stays until the change is approved
    publish()
    assert statuses() == [200, 404]


def test_what_was_approved_of_a_public_photos_people_is_not_rewritten(
    member: Any, lead: Any, approver: Any, report: Any, sender: Any
) -> None:
    image = photos.add(report, sender, upload(picture_bytes()))
    photos.describe(report, sender, {image.pk: {"alt": "顔", "people": "recognisable", "consent_by": "保護者"}})
    services.submit(ReportKind(), report, sender)
    reviews.approve(fresh(report).current_workflow_task_state, lead)
    reviews.approve(fresh(report).current_workflow_task_state, approver)
    photos.describe(report, sender, {image.pk: {"alt": "別の顔", "people": "none", "consent_by": ""}})
    image.refresh_from_db()
    assert (image.people, image.consent_by) == ("recognisable", "保護者")
    photos.withdraw(report, sender, image.pk, "電話で")
    photos.describe(report, sender, {image.pk: {"people": "none"}})
    image.refresh_from_db()
    assert not image.is_public
