"""Pictures on their way out: the rule, the addresses, the gate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, GroupCollectionPermission

from cms.core.models import Image
from cms.core.pictures import ORIGINAL, image_url, offered_widths, picture
from tests.core.factories import (
    ImageFactory,
    PortraitFactory,
    UserFactory,
    restricted_collection,
    root_collection,
    shown,
    streamed,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)  # noon of the tenth in Tokyo

RULE = [
    ({"people": "none"}, True),
    ({"people": "unknown"}, False),
    ({"people": "unknown", "consent_by": "保護者"}, False),
    ({"people": "recognisable"}, False),
    ({"people": "recognisable", "consent_by": "  "}, False),
    ({"people": "recognisable", "consent_by": "保護者"}, True),
    ({"people": "recognisable", "consent_by": "保護者", "consent_until": date(2026, 4, 11)}, True),
    ({"people": "recognisable", "consent_by": "保護者", "consent_until": date(2026, 4, 10)}, True),
    ({"people": "recognisable", "consent_by": "保護者", "consent_until": date(2026, 4, 9)}, False),
    ({"people": "recognisable", "consent_by": "保護者", "consent_withdrawn_at": NOW}, False),
    ({"people": "none", "consent_withdrawn_at": NOW}, False),
]


@pytest.mark.parametrize(("fields", "public"), RULE)
def test_the_rule_is_the_same_for_one_picture_and_for_a_query(fields, public):
    image = ImageFactory.create(**fields)
    assert image.is_public_at(NOW) is public
    assert Image.objects.public(NOW).filter(pk=image.pk).exists() is public


def test_consent_lasts_until_midnight_in_tokyo():
    image = PortraitFactory.create(consent_until=date(2026, 4, 10))
    last_second = datetime(2026, 4, 10, 14, 59, 59, tzinfo=UTC)
    with timezone.override("America/New_York"):
        assert image.is_public_at(last_second)
        assert not image.is_public_at(last_second + timedelta(seconds=1))
        assert not Image.objects.public(last_second + timedelta(seconds=1)).exists()


def test_a_picture_in_a_restricted_collection_or_below_one_is_not_public():
    restricted = restricted_collection()
    below = restricted.add_child(name="その下")
    beside = root_collection().add_child(name="となり")
    images = {
        name: ImageFactory.create(collection=place) for name, place in (("in", restricted), ("below", below), ("beside", beside))
    }
    assert {name for name, image in images.items() if image.is_public} == {"beside"}
    assert list(Image.objects.public()) == [images["beside"]]


def test_sizes_never_exceed_the_picture_itself():
    assert offered_widths(200) == [200]
    assert offered_widths(1000) == [320, 640, 960, 1000]
    assert offered_widths(4000) == [320, 640, 960, 1280, 1920]


def test_a_picture_knows_its_sizes_without_a_query(django_assert_num_queries):
    image = ImageFactory.create(size=(1001, 667), credit="のびのび写真部")
    image.is_public  # noqa: B018 (outside a request each answer asks for the restricted collections)
    with django_assert_num_queries(1):
        found = picture(image)
    assert found is not None
    assert [(source.width, source.height) for source in found.srcset] == [(320, 213), (640, 426), (960, 639), (1001, 667)]
    assert (found.width, found.height, found.alt, found.credit) == (960, 639, "芝生の広場", "のびのび写真部")
    assert found.src.startswith("/images/")


def test_the_sizes_told_are_those_delivered(client: Client):
    from io import BytesIO

    from PIL import Image as Pillow

    found = shown(ImageFactory.create(size=(1001, 667)))
    for source in found.srcset:
        response = client.get(source.url)
        assert response.headers["Content-Type"] == "image/webp"
        assert Pillow.open(BytesIO(streamed(response))).size == (source.width, source.height)
    response = client.get(found.src)
    assert response.headers["Content-Type"] == "image/jpeg"


def test_a_picture_that_may_not_be_shown_leaves_no_trace_in_a_page():
    template = Template("{% load pictures %}[{% picture image sizes='50vw' %}]{% get_picture image as photo %}[{{ photo.src }}]")
    assert template.render(Context({"image": ImageFactory.create(people="unknown")})) in ("[][]", "[][None]")
    assert template.render(Context({"image": None})).startswith("[]")
    shown = template.render(Context({"image": ImageFactory.create(description='<b>"芝生"')}))
    assert 'sizes="50vw"' in shown
    assert 'loading="lazy"' in shown
    assert 'alt="&lt;b&gt;&quot;芝生&quot;"' in shown


def test_anonymous_gets_a_public_picture_and_touches_no_session(client: Client, django_assert_num_queries):
    url = shown(ImageFactory.create()).src
    client.get(url)
    with django_assert_num_queries(3):  # the image, the restricted collections, the rendition
        response = client.get(url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("factory", [ImageFactory, PortraitFactory])
def test_a_picture_is_asked_for_anew_each_time(client: Client, django_assert_num_queries, factory):
    url = shown(factory.create()).src
    response = client.get(url)
    assert response.headers["Cache-Control"] == "no-cache"
    with django_assert_num_queries(2):  # 304 does not touch the rendition
        again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        {"people": "unknown"},
        {"people": "recognisable", "consent_by": ""},
        {"consent_until": date(2020, 1, 1)},
        {"consent_withdrawn_at": NOW},
    ],
)
def test_what_is_no_longer_public_is_gone_with_the_next_request(client: Client, change):
    image = PortraitFactory.create()
    url = shown(image).src
    etag = client.get(url).headers["ETag"]
    Image.objects.filter(pk=image.pk).update(**change)
    assert client.get(url).status_code == 404
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 404


def test_closing_the_collection_closes_its_pictures(client: Client):
    image = ImageFactory.create(collection=root_collection().add_child(name="部会"))
    url = shown(image).src
    assert client.get(url).status_code == 200
    CollectionViewRestriction.objects.create(collection=image.collection, restriction_type="login")
    assert client.get(url).status_code == 404


def test_an_address_that_we_did_not_sign_is_unknown(client: Client):
    image, other = ImageFactory.create(), ImageFactory.create()
    url = image_url(image, "width-320|format-webp")
    assert client.get(url).status_code == 200
    assert client.get(url.replace("width-320", "width-319")).status_code == 404
    assert client.get(url.replace(f"/{image.pk}/", f"/{other.pk}/", 1)).status_code == 404
    assert client.get("/images/abc/1/width-320/1.webp").status_code == 404
    assert client.get("/images/日本/1/width-320/1.webp").status_code == 404


def test_a_replaced_file_and_a_moved_focus_have_new_addresses(client: Client):
    from tests.core.factories import picture_bytes, upload

    image = ImageFactory.create()
    first = shown(image).src
    before = image.file.name
    assert client.get(first).status_code == 200
    rendition = image.renditions.get().file.name
    image.file = upload(picture_bytes(500, 200))  # type: ignore[assignment]  # Wagtail's image field has no types
    image.save()
    image = Image.objects.get()
    assert (image.width, image.height) == (500, 200)
    assert shown(image).src != first
    assert client.get(first).status_code == 404
    assert not image.renditions.exists()
    second = shown(image).src
    image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = 50
    image.save()
    assert shown(image).src != second
    assert shown(image).focus == "10% 25%"
    assert before != image.file.name
    assert rendition


@pytest.mark.parametrize("debug", [True, False])
def test_no_guess_under_media_finds_a_file(client: Client, settings, debug):
    settings.DEBUG = debug
    image = ImageFactory.create()
    client.get(shown(image).src)
    names = [image.file.name, image.renditions.get().file.name]
    assert all(default_storage.exists(name) for name in names)
    for name in names:
        for guess in (f"/media/{name}", f"/{name}", f"/static/../media/{name}", f"/images/{name}", f"/static/{name}"):
            assert client.get(guess).status_code == 404


def test_the_stored_file_is_for_permitted_users_of_the_admin_only(client: Client):
    image = ImageFactory.create()
    assert image.file.url == image_url(image, ORIGINAL)
    assert client.get(image.file.url).status_code == 404
    client.force_login(UserFactory.create())
    assert client.get(image.file.url).status_code == 404
    client.force_login(UserFactory.create(is_superuser=True))
    response = client.get(image.file.url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_picture_that_is_not_public_shows_to_those_who_work_with_it(client: Client):
    sender = UserFactory.create()
    image = ImageFactory.create(people="unknown", uploaded_by_user=sender)
    url = image.get_rendition("max-165x165").url
    assert client.get(url).status_code == 404
    client.force_login(UserFactory.create())
    assert client.get(url).status_code == 404
    for user in (sender, UserFactory.create(is_superuser=True)):
        client.force_login(user)
        response = client.get(url)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers
    inactive = UserFactory.create(is_superuser=True, is_active=False)
    client.force_login(inactive)
    assert client.get(url).status_code == 404


def test_who_may_choose_from_a_collection_sees_its_pictures_and_no_others(client: Client):
    mine, theirs = (root_collection().add_child(name=name) for name in ("広報", "部会"))
    group = Group.objects.create(name="広報担当")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    choose = Permission.objects.get(content_type__app_label="core", codename="choose_image")
    GroupCollectionPermission.objects.create(group=group, collection=mine, permission=choose)
    user = UserFactory.create()
    user.groups.add(group)
    seen, unseen = (
        ImageFactory.create(people="unknown", collection=mine),
        ImageFactory.create(people="unknown", collection=theirs),
    )
    client.force_login(user)
    assert client.get(seen.file.url).status_code == 200
    assert client.get(image_url(seen, "width-100")).status_code == 200
    assert client.get(unseen.file.url).status_code == 404
    assert client.get(image_url(unseen, "width-100")).status_code == 404


def test_a_rendition_whose_file_is_lost_is_made_again(client: Client):
    image = ImageFactory.create()
    url = shown(image).src
    client.get(url)
    default_storage.delete(image.renditions.get().file.name)
    assert client.get(url).status_code == 200


def test_the_web_server_sends_the_bytes_after_the_gate_said_yes(client: Client, settings):
    settings.PRIVATE_FILES_PREFIX = "/private-files/"
    image = ImageFactory.create()
    response = client.get(shown(image).src)
    assert response.headers["X-Accel-Redirect"] == "/private-files/" + image.renditions.get().file.name
    assert response.headers["Content-Type"] == "image/jpeg"
    assert not response.content


def test_the_admins_own_images_go_through_the_gate(admin_client: Client):
    image = ImageFactory.create(people="unknown")
    page = admin_client.get(reverse("wagtailimages:index")).content.decode()
    assert "/images/" in page
    page += admin_client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    assert "/media/" not in page
