"""The translators' road to what is no page: pictures' words, places, organisations; at once, and never the original."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, Locale, ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.core.models import Image
from cms.core.setup import run
from directory.models import Organisation, Place
from directory.models.place import PlacePhone
from tests.core.editorial import client_of, person, set_up
from tests.core.factories import ImageFactory, PortraitFactory, restricted_collection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def ja() -> Locale:
    return set_up().locale


@pytest.fixture
def en(ja: Locale) -> Locale:
    return Locale.objects.get(language_code="en")


@pytest.fixture
def client(ja: Locale) -> Client:
    return client_of(person("翻訳", "translator"))


@pytest.fixture
def place(ja: Locale) -> Place:
    place = Place.objects.create(name="児童館", kana="じどうかん", note="予約は<要りません>。\n水曜は休み", locale=ja)
    PlacePhone.objects.create(place=place, number="042-000-0000", purpose="予約", locale=ja)
    return Place.objects.get(pk=place.pk)


def form_url(thing: Any) -> str:
    return reverse("translate", args=[thing._meta.label_lower, "en", thing.pk])


def edit_url(entry: Any) -> str:
    return reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk])


def shown_form(client: Client, thing: Any) -> tuple[dict[str, str], Any]:
    """The form as it opens: original → the field below it; and what it would post unchanged."""
    html = client.get(form_url(thing)).content.decode()
    soup = BeautifulSoup(html, "html.parser")
    fields = {
        original.get_text("\n", strip=True): str(field["name"])
        for original, field in zip(soup.select(".translated-text blockquote"), soup.select("[name^=text_]"), strict=True)
    }
    index = next(i for i, form in enumerate(soup.find_all("form")) if form.select_one(".translated-text"))
    return fields, querydict_from_html(html, form_index=index)


def write(client: Client, thing: Any, texts: dict[str, str], **more: str) -> Any:
    """Writes translations under originals, as a translator does; the answer."""
    fields, data = shown_form(client, thing)
    for original, text in texts.items():
        data[fields[original]] = text
    for name, value in more.items():
        data[name] = value
    return client.post(form_url(thing), data, follow=True)


def listed(client: Client, label: str, everything: bool = False, q: str = "") -> dict[str, str]:
    """What the list shows: name → state."""
    asked = {"all": "1"} if everything else {}
    html = client.get(reverse("translations_of", args=[label, "en"]), asked | ({"q": q} if q else {})).content.decode()
    rows = BeautifulSoup(html, "html.parser").select("table.listing tbody tr")
    return {name.get_text(strip=True): state.get_text(strip=True) for name, state in (row.select("td") for row in rows)}


# Reaching


def test_the_menu_and_the_dashboard_lead_a_translator_to_what_waits(client, place):
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    panel = BeautifulSoup(html, "html.parser").select_one("section[id*=to-translate]")
    assert panel is not None
    assert reverse("translations_of", args=["directory.place", "en"]) in str(panel)
    assert "1件" in panel.get_text()
    assert reverse("translations") in html.replace(str(panel), "")


def test_who_does_not_translate_sees_no_list_and_opens_no_form(ja, place):
    for role in ("editor", "approver"):
        stranger = client_of(person(role, role))
        assert reverse("translations") not in stranger.get(reverse("wagtailadmin_home")).content.decode()
        for url in (reverse("translations"), reverse("translations_of", args=["directory.place", "en"]), form_url(place)):
            assert stranger.get(url).status_code != 200
        stranger.post(form_url(place), {"text_x": "Park"})
    assert not Translation.objects.exists()


def test_each_kind_is_listed_with_its_state(client, ja, place):
    Organisation.objects.create(name="のびのび会", locale=ja)
    ImageFactory.create(title="広場")
    assert listed(client, "directory.place") == {"児童館": "まだ訳していません"}
    assert listed(client, "directory.organisation") == {"のびのび会": "まだ訳していません"}
    assert listed(client, "core.image") == {"広場": "まだ訳していません"}


def test_what_readers_do_not_see_waits_for_nobody_but_can_be_found(client, ja):
    Place.objects.create(name="休止中", live=False, locale=ja)
    PortraitFactory.create(title="同意なし", consent_by="")
    assert listed(client, "directory.place") == listed(client, "core.image") == {}
    assert "休止中" in listed(client, "directory.place", everything=True)
    assert "同意なし" in listed(client, "core.image", everything=True)


def test_a_thing_is_found_in_the_list_by_its_name_or_its_reading(client, ja):
    for name, kana in (("本町児童館", "ほんちょうじどうかん"), ("緑町児童館", "みどりちょうじどうかん"), ("緑町公園", "")):
        Place.objects.create(name=name, kana=kana, locale=ja)
    Place.objects.create(name="本町の休止中", live=False, locale=ja)
    ImageFactory.create(title="広場の写真")
    ImageFactory.create(title="公園の写真")
    assert set(listed(client, "directory.place", q="児童館")) == {"本町児童館", "緑町児童館"}
    assert set(listed(client, "directory.place", q="緑町　児童")) == {"緑町児童館"}
    assert set(listed(client, "directory.place", q="みどり")) == {"緑町児童館"}
    assert set(listed(client, "directory.place", q="本町", everything=True)) == {"本町児童館", "本町の休止中"}
    assert set(listed(client, "core.image", q="広場")) == {"広場の写真"}
    assert listed(client, "directory.place", q="図書館") == {}


def test_the_search_goes_along_to_the_next_page(client, ja):
    for number in range(60):
        Place.objects.create(name=f"児童館{number}", locale=ja)
    html = client.get(reverse("translations_of", args=["directory.place", "en"]), {"q": "児童館"}).content.decode()
    onward = next(link for link in BeautifulSoup(html, "html.parser").select("nav a") if link.get_text() == "次へ")
    shown = client.get(reverse("translations_of", args=["directory.place", "en"]) + str(onward["href"])).content.decode()
    assert 'value="児童館"' in shown


def test_the_list_costs_the_same_for_many(client, ja, django_assert_max_num_queries):
    for number in range(60):
        Place.objects.create(name=f"児童館{number}", locale=ja)
    with django_assert_max_num_queries(25):
        assert len(listed(client, "directory.place")) == 50


# Entries


def test_a_place_is_translated_at_once_and_its_original_stays(client, place, en):
    answer = write(
        client,
        place,
        {
            "児童館": "Children's centre",
            "予約は<要りません>。\n水曜は休み": "No <booking> needed.\r\nClosed on Wednesdays",
            "予約": "Bookings",
        },
    )
    translated = place.get_translation(en)
    assert "保存しました" in answer.content.decode()
    assert (translated.name, translated.note) == ("Children's centre", "No <booking> needed.\nClosed on Wednesdays")
    assert [(phone.number, phone.purpose) for phone in translated.phones.all()] == [("042-000-0000", "Bookings")]
    original = Place.objects.get(pk=place.pk)
    assert (original.name, original.note, original.kana) == (place.name, place.note, place.kana)
    assert [phone.purpose for phone in original.phones.all()] == ["予約"]
    assert listed(client, "directory.place") == {}
    assert listed(client, "directory.place", everything=True) == {"児童館": "翻訳済み"}


def test_who_translated_is_in_the_log(client, place, en):
    write(client, place, {"児童館": "Children's centre"})
    entry = ModelLogEntry.objects.filter(action="wagtail.edit").latest("timestamp")
    assert (entry.object_id, entry.user.username) == (str(place.get_translation(en).pk), "翻訳")


def test_what_was_written_is_there_again_and_an_emptied_text_falls_back_to_the_original(client, place, en):
    write(client, place, {"児童館": "Children's centre", "予約": "Bookings"})
    fields, data = shown_form(client, place)
    assert data[fields["児童館"]] == "Children's centre"
    write(client, place, {"予約": ""})
    assert [phone.purpose for phone in place.get_translation(en).phones.all()] == ["予約"]
    assert listed(client, "directory.place") == {"児童館": "訳していない文があります"}


def test_an_original_that_changed_waits_again(client, place, en, django_capture_on_commit_callbacks):
    texts = {"児童館": "Children's centre", "予約は<要りません>。\n水曜は休み": "Closed on Wednesdays", "予約": "Bookings"}
    write(client, place, texts)
    place.note = "休みはありません"
    with django_capture_on_commit_callbacks(execute=True):
        place.save()
    assert listed(client, "directory.place") == {"児童館": "原文が変わりました"}
    assert place.get_translation(en).note == "Closed on Wednesdays"
    write(client, place, {"休みはありません": "Open every day"})
    assert place.get_translation(en).note == "Open every day"
    assert listed(client, "directory.place") == {}


@pytest.fixture
def outdated(client: Client, place: Place, django_capture_on_commit_callbacks: Any) -> Place:
    """A place whose English is complete, and whose note has changed since in Japanese."""
    texts = {"児童館": "Children's centre", "予約は<要りません>。\n水曜は休み": "Closed on Wednesdays", "予約": "Bookings"}
    write(client, place, texts)
    place.note = "木曜は休み"
    with django_capture_on_commit_callbacks(execute=True):
        place.save()
    return place


def test_the_former_english_stands_in_the_box_of_an_original_that_changed_and_is_marked(client, outdated):
    fields, data = shown_form(client, outdated)
    assert data[fields["木曜は休み"]].strip() == "Closed on Wednesdays"
    soup = BeautifulSoup(client.get(form_url(outdated)).content, "html.parser")
    marked = [each.get_text() for each in soup.select(".translated-text:-soup-contains('原文が変わりました') > blockquote")]
    assert marked == ["木曜は休み"]


def test_saving_another_text_does_not_turn_an_outdated_one_back_to_japanese(client, outdated, en):
    fields, _data = shown_form(client, outdated)
    client.post(form_url(outdated), {fields["児童館"]: "Kids' centre"})
    translated = outdated.get_translation(en)
    assert (translated.name, translated.note) == ("Kids' centre", "Closed on Wednesdays")
    assert listed(client, "directory.place") == {"児童館": "原文が変わりました"}


def test_the_former_english_stands_through_two_changes_and_until_somebody_saves_it(
    client, outdated, en, django_capture_on_commit_callbacks
):
    outdated.note = "毎週木曜は休み"
    with django_capture_on_commit_callbacks(execute=True):
        outdated.save()
    write(client, outdated, {})
    assert outdated.get_translation(en).note == "Closed on Wednesdays"
    assert listed(client, "directory.place") == {}


def test_an_outdated_text_that_is_emptied_shows_the_original_and_does_not_come_back(client, outdated, en):
    write(client, outdated, {"木曜は休み": ""})
    assert outdated.get_translation(en).note == "木曜は休み"
    fields, data = shown_form(client, outdated)
    assert data[fields["木曜は休み"]].strip() == ""
    assert listed(client, "directory.place") == {"児童館": "訳していない文があります"}


def test_what_is_written_under_an_original_that_changed_meanwhile_is_not_put_under_another(client, place, en):
    fields, data = shown_form(client, place)
    Place.objects.filter(pk=place.pk).update(name="新しい児童館")
    data[fields["児童館"]] = "Children's centre"
    answer = client.post(form_url(place), data).content.decode()
    assert "原文が変わりました" in answer
    assert "Children&#x27;s centre" in answer
    assert not place.has_translation(en)


def test_a_text_that_is_too_long_is_refused_with_its_field(client, place, en):
    answer = write(client, place, {"児童館": "x" * 201}).content.decode()
    assert "保存できませんでした" in answer
    assert not place.has_translation(en)


def test_an_english_entry_that_was_written_by_hand_is_left_alone(client, place, en):
    by_hand = place.copy_for_translation(en)
    by_hand.name = "By hand"
    by_hand.save()
    answer = write(client, place, {"児童館": "Children's centre"}).content.decode()
    assert "事務局に知らせてください" in answer
    assert place.get_translation(en).name == "By hand"
    assert listed(client, "directory.place") == {}


def test_a_translation_that_began_in_the_translation_editor_goes_on_here(client, place, en):
    translate_object(place, [en])
    assert listed(client, "directory.place") == {"児童館": "訳していない文があります"}
    write(client, place, {"児童館": "Children's centre"})
    assert place.get_translation(en).name == "Children's centre"
    assert Translation.objects.count() == 1


# Never the original, and nothing else


def test_an_entrys_own_address_leads_a_translator_to_the_form_and_changes_nothing(client, place, en):
    write(client, place, {"児童館": "Children's centre"})
    for entry in (place, place.get_translation(en)):
        assert client.get(edit_url(entry)).headers["Location"] == form_url(place)
        client.post(edit_url(entry), {"name": "書きかえ", "action": "publish", "kind": "facility"})
        assert not Place.objects.filter(name="書きかえ").exists()


def test_a_translator_deletes_neither_an_entry_nor_its_translation(client, place, en):
    write(client, place, {"児童館": "Children's centre"})
    for entry in (place, place.get_translation(en)):
        client.post(reverse(entry.snippet_viewset.get_url_name("delete"), args=[entry.pk]))
        client.post(f"{reverse('wagtail_bulk_action', args=['directory', 'place', 'delete'])}?id={entry.pk}")
    assert Place.objects.count() == 2


def test_no_form_writes_the_source_language_nor_a_translation_as_if_it_were_an_original(client, place, en):
    write(client, place, {"児童館": "Children's centre"})
    translated = place.get_translation(en)
    assert client.get(reverse("translate", args=["directory.place", "ja", place.pk])).status_code == 404
    assert client.get(form_url(translated)).status_code == 404
    assert client.get(reverse("translate", args=["core.tag", "en", 1])).status_code == 404


def test_the_editors_of_the_originals_are_not_the_translators(place, ja):
    organisation = Organisation.objects.create(name="ひだまり", locale=ja)
    for role, opened in (("secretariat", (200, 200)), ("editor", (200, 302)), ("translator", (302, 302))):
        client = client_of(person(role, role))
        assert tuple(client.get(edit_url(thing)).status_code for thing in (place, organisation)) == opened


# Pictures


def test_a_pictures_words_are_translated_by_looking_at_it(client, ja):
    image = ImageFactory.create(title="広場.jpg", caption="春の広場")
    answer = client.get(form_url(image)).content.decode()
    assert "<img" in answer
    write(client, image, {"芝生の広場": "A lawn", "春の広場": "The lawn in spring"}, title="a", description="b")
    stored = Image.objects.get(pk=image.pk)
    assert (stored.text("en").alt, stored.text("en").caption) == ("A lawn", "The lawn in spring")
    assert (stored.title, stored.description, stored.caption) == ("広場.jpg", "芝生の広場", "春の広場")
    assert listed(client, "core.image") == {}


def test_a_picture_waits_while_one_of_its_words_does_and_again_when_the_original_changes(client, ja):
    image = ImageFactory.create(title="広場", caption="春の広場")
    write(client, image, {"芝生の広場": "A lawn"})
    assert listed(client, "core.image") == {"広場": "訳していない文があります"}
    write(client, image, {"春の広場": "Spring"})
    assert listed(client, "core.image") == {}
    Image.objects.filter(pk=image.pk).update(caption="秋の広場")
    assert listed(client, "core.image") == {"広場": "原文が変わりました"}
    assert "訳を確かめて" in client.get(form_url(image)).content.decode()
    write(client, image, {"秋の広場": "Autumn"})
    assert listed(client, "core.image") == {}


def test_a_picture_without_words_is_not_listed(client, ja):
    ImageFactory.create(description="", caption="")
    assert listed(client, "core.image", everything=True) == {}


def test_the_pictures_own_form_notes_what_its_english_translates(ja):
    image = ImageFactory.create(title="広場")
    client = client_of(person("事務", "secretariat"))
    url = reverse("wagtailimages:edit", args=[image.pk])

    def save(**values: str) -> Image:
        html = client.get(url).content.decode()
        forms = BeautifulSoup(html, "html.parser").find_all("form")
        index = next(i for i, form in enumerate(forms) if form.select_one("[name=people]"))
        data = querydict_from_html(html, form_index=index)
        data.update({"file": "", **values})
        client.post(url, data)
        return Image.objects.get(pk=image.pk)

    save(description="砂場", description_en="A sandpit")
    assert listed(client, "core.image") == {}
    save(description="すべり台")
    assert listed(client, "core.image") == {"広場": "原文が変わりました"}
    assert save(description_en="A slide").text("en").alt == "A slide"
    assert listed(client, "core.image") == {}


def test_a_translator_neither_edits_nor_deletes_a_picture(client, ja):
    image = ImageFactory.create(title="広場")
    assert client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 302
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert Image.objects.filter(pk=image.pk, title="広場").exists()


def test_a_picture_of_a_collection_that_is_closed_to_the_translator_stays_closed(client, ja):
    image = ImageFactory.create(title="広場", collection=restricted_collection())
    GroupCollectionPermission.objects.filter(group__name="翻訳者").delete()
    assert listed(client, "core.image", everything=True) == {}
    assert client.get(form_url(image)).status_code == 404


# Given once


def test_what_people_took_back_from_translators_is_not_given_again(client, place):
    group = Group.objects.get(name="翻訳者")
    group.permissions.remove(Permission.objects.get(codename="translate_place"))
    run(lambda text: None)
    assert not group.permissions.filter(codename="translate_place").exists()
    fresh = client_of(person("あとの人", "translator"))
    assert fresh.get(form_url(place)).status_code == 302
    assert fresh.get(reverse("translations_of", args=["directory.organisation", "en"])).status_code == 200


def test_an_administrator_gives_and_takes_the_right_in_the_groups_form(ja):
    admin = client_of(person("管理", is_superuser=True))
    html = admin.get(reverse("wagtailusers_groups:edit", args=[Group.objects.get(name="翻訳者").pk])).content.decode()
    for codename in ("translate_image", "translate_place", "translate_organisation"):
        assert f'value="{Permission.objects.get(codename=codename).pk}"' in html
