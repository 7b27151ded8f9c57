"""`/api/v2/images/` and `/api/v2/documents/`."""

import datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image as Pillow

from cms.core.models import Image
from tests.core.api.arrange import absolute, get, items, site_root
from tests.core.factories import DocumentFactory, ImageFactory, PortraitFactory, restricted_collection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root():
    return site_root()


def test_an_image_comes_in_all_its_sizes(client):
    image = ImageFactory.create(title="広場", size=(800, 400), description="芝生", caption="秋", credit="協議会")
    image.tags.add("外遊び")
    answer = get(client, f"images/{image.pk}/")
    picture = answer.pop("picture")
    assert [(source["width"], source["height"]) for source in picture["srcset"]] == [(320, 160), (640, 320), (800, 400)]
    assert {name: picture[name] for name in ("width", "height", "alt", "caption", "credit")} == {
        "width": 800,
        "height": 400,
        "alt": "芝生",
        "caption": "秋",
        "credit": "協議会",
    }
    assert answer == {
        "id": image.pk,
        "meta": {
            "type": "core.Image",
            "detail_url": absolute(f"/api/v2/images/{image.pk}/"),
            "tags": ["外遊び"],
            "download_url": picture["src"],
        },
        "title": "広場",
        "width": 800,
        "height": 400,
        "credit": "協議会",
    }


def test_every_address_of_a_picture_is_served_in_the_size_it_says(client):
    picture = get(client, f"images/{ImageFactory.create(size=(800, 400)).pk}/")["picture"]
    served = {}
    for source in [*picture["srcset"], {"url": picture["src"], "width": picture["width"], "height": picture["height"]}]:
        response = client.get(source["url"].removeprefix("http://testserver"))
        served[Pillow.open(BytesIO(b"".join(response.streaming_content))).size] = (source["width"], source["height"])
    assert served == {size: size for size in ((320, 160), (640, 320), (800, 400))}


def test_a_document_says_where_it_is_to_be_had(client):
    document = DocumentFactory.create(title="申込書")
    assert get(client, f"documents/{document.pk}/") == {
        "id": document.pk,
        "meta": {
            "type": "core.Document",
            "detail_url": absolute(f"/api/v2/documents/{document.pk}/"),
            "tags": [],
            "download_url": absolute(document.url),
        },
        "title": "申込書",
    }
    assert client.get(document.url).status_code == 200


def test_only_pictures_that_may_be_shown_are_there(client):
    shown = ImageFactory.create(title="広場")
    consented = PortraitFactory.create(title="同意あり")
    hidden = [
        ImageFactory.create(people=Image.People.UNKNOWN),
        PortraitFactory.create(consent_by=""),
        PortraitFactory.create(consent_until=timezone.localdate() - datetime.timedelta(days=1)),
        PortraitFactory.create(consent_withdrawn_at=timezone.now()),
        ImageFactory.create(collection=restricted_collection()),
    ]
    assert items(client, "images/") == ["広場", "同意あり"]
    assert get(client, "images/")["meta"]["total_count"] == 2
    assert items(client, "images/?search=画像") == []
    assert [get(client, f"images/{image.pk}/", 404)["message"] for image in hidden] == ["there is no such public thing"] * 5
    assert "consent" not in str(get(client, f"images/{consented.pk}/?fields=*"))
    get(client, f"images/find/?id={hidden[0].pk}", 404)
    assert client.get(f"/api/v2/images/find/?id={shown.pk}").status_code == 302


def test_a_withdrawn_picture_is_gone_with_the_next_request(client):
    portrait = PortraitFactory.create()
    get(client, f"images/{portrait.pk}/")
    portrait.consent_withdrawn_at = timezone.now()
    portrait.save()
    get(client, f"images/{portrait.pk}/", 404)


def test_only_documents_of_open_collections_are_there(client):
    DocumentFactory.create(title="申込書")
    hidden = DocumentFactory.create(title="名簿", collection=restricted_collection())
    assert items(client, "documents/") == ["申込書"]
    get(client, f"documents/{hidden.pk}/", 404)


@pytest.mark.parametrize("endpoint", ["images", "documents"])
def test_a_list_costs_seven_queries_however_long(client, django_assert_num_queries, endpoint):
    factories: dict[str, Any] = {"images": ImageFactory, "documents": DocumentFactory}
    for thing in factories[endpoint].create_batch(6):
        thing.tags.add("札", thing.title)
    for limit in (2, 6):
        with django_assert_num_queries(7):
            assert len(get(client, f"{endpoint}/?limit={limit}&fields=*")["items"]) == limit
