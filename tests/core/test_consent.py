"""Consent: taken back at once and everywhere, given again, and looked after in the admin."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.core.consent import restore_consent, withdraw_consent
from cms.core.models import Image, Standing
from cms.core.models.images import today
from cms.core.picture_hooks import pictures_of
from cms.core.pictures import picture
from directory.models import DirectoryPage
from tests.core.factories import ImageFactory, PortraitFactory, UserFactory, restricted_collection, shown, streamed
from tests.core.test_images import NOW, RULE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("fields", "public"), RULE)
def test_every_picture_has_one_standing_and_the_query_agrees(fields, public):
    image = ImageFactory.create(**fields)
    standing = image.standing_at(NOW)
    assert (standing == Standing.PUBLIC) is public
    assert [each for each in Standing if Image.objects.with_standing(each, NOW)] == [standing]


def test_a_restricted_picture_says_first_what_its_people_lack():
    place = restricted_collection()
    assert ImageFactory.create(collection=place).standing == Standing.RESTRICTED
    assert ImageFactory.create(collection=place, people="unknown").standing == Standing.UNCHECKED
    assert (
        Image.objects.with_standing(Standing.RESTRICTED).count() == Image.objects.with_standing(Standing.UNCHECKED).count() == 1
    )


def test_withdrawal_takes_effect_with_the_next_request_and_leaves_no_copy(client: Client, django_capture_on_commit_callbacks):
    image, user = PortraitFactory.create(), UserFactory.create()
    urls = [shown(image).src, *(source.url for source in shown(image).srcset)]
    assert {client.get(url).status_code for url in urls} == {200}
    copies = [rendition.file.name for rendition in image.renditions.all()]
    with django_capture_on_commit_callbacks(execute=True):
        image = withdraw_consent(image, user, "保護者の申し出")
    assert not image.is_public
    assert picture(image) is None
    assert {client.get(url).status_code for url in urls} == {404}
    assert not image.renditions.exists()
    assert not any(default_storage.exists(name) for name in copies)
    entry = registry.get_logs_for_instance(image).get(action="core.consent_withdrawn")
    assert (entry.user, entry.data["reason"]) == (user, "保護者の申し出")
    withdraw_consent(image, user)
    assert registry.get_logs_for_instance(image).filter(action="core.consent_withdrawn").count() == 1

    image = restore_consent(image, user, "あらためて同意")
    assert {client.get(url).status_code for url in urls} == {200}
    assert registry.get_logs_for_instance(image).filter(action="core.consent_restored").count() == 1


def test_editing_the_image_does_not_undo_a_withdrawal(admin_client: Client):
    image = withdraw_consent(PortraitFactory.create(), None)
    form = {"title": "x", "people": "none", "consent_by": "", "description": "", "caption": ""}
    assert admin_client.post(reverse("wagtailimages:edit", args=[image.pk]), form).status_code == 302
    image.refresh_from_db()
    assert image.people == "none"
    assert image.standing == Standing.WITHDRAWN


def test_the_button_asks_before_it_withdraws(admin_client: Client, client: Client):
    image = PortraitFactory.create(title="運動会")
    edit = reverse("wagtailimages:edit", args=[image.pk])
    ask = reverse("core_withdraw_consent", args=[image.pk])
    assert ask in admin_client.get(edit).content.decode()
    assert "すぐに見えなくなり" in admin_client.get(ask).content.decode()
    assert Image.objects.get().is_public
    response = admin_client.post(ask, {"reason": "電話"}, follow=True)
    assert not Image.objects.get().is_public
    page = response.content.decode()
    assert "同意の取り消しを記録しました" in page
    assert "この画像はまだ公開されません" in page
    back = reverse("core_restore_consent", args=[image.pk])
    assert back in page
    assert admin_client.get(back).status_code == 200
    admin_client.post(back)
    assert Image.objects.get().is_public


def test_who_may_not_change_the_image_may_not_decide(client: Client):
    image = PortraitFactory.create()
    for name in ("core_withdraw_consent", "core_restore_consent"):
        assert client.post(reverse(name, args=[image.pk])).status_code == 302
    client.force_login(UserFactory.create())
    assert client.post(reverse("core_withdraw_consent", args=[image.pk])).status_code == 302
    assert client.get(reverse("core_consent_report")).status_code == 302
    assert Image.objects.get().is_public


def test_the_report_lists_what_needs_attention(admin_client: Client):
    day = today()
    ImageFactory.create(title="だいじょうぶ")
    PortraitFactory.create(title="まだ先", consent_until=day + timedelta(days=90))
    PortraitFactory.create(title="もうすぐ", consent_until=day + timedelta(days=10))
    PortraitFactory.create(title="きのうまで", consent_until=day - timedelta(days=1))
    PortraitFactory.create(title="記録なし", consent_by="")
    PortraitFactory.create(title="取り消し", consent_withdrawn_at=timezone.now())
    ImageFactory.create(title="未確認", people="unknown")

    def listed(**query: str) -> set[str]:
        return {image.title for image in admin_client.get(reverse("core_consent_report"), query).context["object_list"]}

    assert listed() == {"もうすぐ", "きのうまで", "記録なし", "取り消し", "未確認"}
    assert listed(attention="ending") == {"もうすぐ"}
    assert listed(attention="withdrawn") == {"取り消し"}
    assert listed(attention="missing") == {"記録なし"}
    page = admin_client.get(reverse("core_consent_report")).content.decode()
    assert "まもなく同意の期限が来ます" in page
    table = admin_client.get(reverse("core_consent_report"), {"export": "csv"})
    assert "同意の期限が過ぎました" in streamed(table).decode()


def test_the_chooser_marks_what_is_not_public(admin_client: Client):
    ImageFactory.create()
    assert "data-not-public" not in admin_client.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    ImageFactory.create(people="unknown")
    html = admin_client.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    assert html.count('data-not-public="unchecked"') == 1
    assert "写っている人をまだ確かめていません" in html


def test_rich_text_shows_no_picture_that_is_not_public():
    shown, hidden = ImageFactory.create(), ImageFactory.create(people="unknown")
    html = "".join(f'<embed embedtype="image" id="{pk}" format="fullwidth" alt="x"/>' for pk in (shown.pk, hidden.pk, 999))
    assert expand_db_html(html).count("<img") == 1


def test_the_editor_is_told_which_pictures_readers_will_not_see(admin_client: Client):
    cover, block, fine = (
        ImageFactory.create(people="unknown", title="カバー"),
        PortraitFactory.create(consent_by="", title="本文"),
        ImageFactory.create(),
    )
    page = DirectoryPage(title="お知らせ", slug="news-x", cover=cover, live=False)
    page.body = [("picture", {"image": each, "alt": "x", "caption": ""}) for each in (block, fine)]
    Page.get_first_root_node().add_child(instance=page)
    assert {image.title for image in pictures_of(page)} >= {"カバー", "本文"}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = {"title": "お知らせ", "slug": "news-x", "cover": cover.pk, "body-count": 0, "comments-TOTAL_FORMS": 0}
    form |= {"comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": ""}
    page_after = admin_client.post(edit, form, follow=True).content.decode()
    assert "まだ公開されない写真があります" in page_after
    assert "カバー" in page_after
