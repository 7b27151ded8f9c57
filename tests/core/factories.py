"""What the ground's tests are arranged with."""

from io import BytesIO
from typing import Any

import factory
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from wagtail.models import Collection, CollectionViewRestriction

from cms.core.models import Document, Image
from cms.core.pictures import Picture, picture


def picture_bytes(
    width: int = 400, height: int = 300, fmt: str = "JPEG", mode: str = "RGB", color: Any = None, **options: Any
) -> bytes:
    """A picture of one colour in the format."""
    out = BytesIO()
    Pillow.new(mode, (width, height), color if color is not None else 128).save(out, fmt, **options)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes() if content is None else content)


def root_collection() -> Collection:
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def restricted_collection(name: str = "内部") -> Collection:
    """A collection for signed-in people only."""
    collection = root_collection().add_child(name=name)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    return collection


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence("user{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.jp")


class ImageFactory(factory.django.DjangoModelFactory[Image]):
    """A picture on which nobody can be recognised."""

    class Meta:
        model = Image

    class Params:
        size = (400, 300)
        fmt = "JPEG"

    title = factory.Sequence("画像{}".format)
    people = Image.People.NONE
    description = "芝生の広場"
    file = factory.LazyAttribute(lambda o: upload(picture_bytes(o.size[0], o.size[1], fmt=o.fmt)))


class PortraitFactory(ImageFactory):
    """A picture of people who consented."""

    people = Image.People.RECOGNISABLE
    consent_by = "写っている子どもの保護者全員"


def streamed(response: Any) -> bytes:
    """What a streaming response sends."""
    return b"".join(response.streaming_content)


def shown(image: Image) -> Picture:
    """The picture as a page shows it; it has to be one that may be shown."""
    found = picture(image)
    assert found is not None, f"{image} is not public"
    return found


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    """A document that is open to everybody."""

    class Meta:
        model = Document

    title = factory.Sequence("資料{}".format)
    file = factory.LazyFunction(lambda: upload("申込書\r\n".encode(), "申込書.txt"))
