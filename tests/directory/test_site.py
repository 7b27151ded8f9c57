"""What a parent sees of the directory."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.kana import row_of
from directory.models import DirectoryPage, Organisation, Place
from directory.models.place import PlacePhone
from tests.site.factories import add, attribute, front, links, locale, read, structured_data, translated, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> DirectoryPage:
    return add(front(), DirectoryPage, "総合電話帳", slug="phonebook")


def place(name: str, kana: str = "", phones: tuple[tuple[str, str], ...] = (), **fields: object) -> Place:
    made = Place(name=name, kana=kana, locale=locale(), **fields)
    made.phones.set([PlacePhone(number=number, purpose=purpose, locale=locale()) for number, purpose in phones])
    made.save()
    return made


def names(soup: object) -> list[str]:
    return [entry.get_text(strip=True) for entry in soup.select(".entry__name")]  # type: ignore[attr-defined]


def test_places_stand_in_kana_order_by_row_with_what_one_needs_to_call(client: Client, book: DirectoryPage) -> None:
    place("緑ひろば", "みどりひろば", address="本町1-1", age_min=0, age_max=35)
    place("桜児童館", "さくらじどうかん", phones=(("042-387-9999", "受付"), ("#8000", "夜間")))
    place("青空の会", "あおぞらのかい")
    soup = read(client, "/phonebook/")
    assert names(soup) == ["青空の会", "桜児童館", "緑ひろば"]
    assert [row.find(string=True) for row in soup.select(".kana-row")] == ["あ", "さ", "ま"]
    assert links(soup, ".phones") == {"042-387-9999": "tel:+81-42-387-9999", "#8000": "tel:%238000"}
    assert "本町1-1" in words(soup, ".entries:last-of-type")
    assert "0歳〜2歳" in words(soup) or "0〜2歳" in words(soup)


def test_a_name_in_kana_needs_no_reading_and_the_rest_has_a_heading_and_a_link(client: Client, book: DirectoryPage) -> None:
    DirectoryPage.objects.filter(pk=book.pk).update(layout="table")
    for name, kana in (("緑ひろば", ""), ("ひまわり会", ""), ("わかば園", "わかばえん"), ("アトム", "")):
        place(name, kana)
    soup = read(client, "/phonebook/")
    assert [row.find(string=True) for row in soup.select(".kana-row")] == ["あ", "は", "わ", "読みがな未登録"]
    assert links(soup, ".kana-index")["その他"] == "#row-unread"


def test_a_directory_of_one_kind_shows_that_kind(client: Client, book: DirectoryPage) -> None:
    add(book, DirectoryPage, "救急指定病院", slug="hospitals", kinds=(Place.Kind.HOSPITAL,))
    place("桜病院", kind=Place.Kind.HOSPITAL)
    place("桜公園", kind=Place.Kind.PARK)
    assert names(read(client, "/phonebook/hospitals/")) == ["桜病院"]


def test_the_list_is_narrowed_by_kind_and_age_together(client: Client, book: DirectoryPage) -> None:
    place("桜病院", kind=Place.Kind.HOSPITAL)
    place("桜公園", kind=Place.Kind.PARK, age_min=36, age_max=143)
    place("梅公園", kind=Place.Kind.PARK, age_min=0, age_max=35)
    soup = read(client, "/phonebook/?kind=park&age=0")
    assert names(soup) == ["梅公園"]
    assert links(soup, ".filters")["病院 1件"] == "?kind=hospital&age=0#choices"
    assert links(read(client, "/phonebook/?kind=park&age=teens"), ".empty") == {"条件をはずして、すべて見る": "?"}


def test_a_kind_that_is_none_narrows_nothing(client: Client, book: DirectoryPage) -> None:
    place("桜病院", kind=Place.Kind.HOSPITAL)
    assert names(read(client, "/phonebook/?kind=%00x&age=zzz")) == ["桜病院"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("open=foo", "読みとれない日時"),
        ("open=2020-01-01T10:00", "読みとれない日時"),
        ("kind=zzz", "わからない条件"),
        ("age=zzz", "わからない条件"),
        ("department=zzz", "わからない条件"),
        ("months=x", "わからない条件"),
        ("lat=999&lon=0", "場所を読みとれなかった"),
        ("lat=35.7&lon=139.5&radius=far", "読みとれない距離"),
    ],
)
def test_what_cannot_be_made_out_is_left_out_and_said_to_be(client: Client, book: DirectoryPage, asked: str, told: str) -> None:
    place("桜病院", kind=Place.Kind.HOSPITAL)
    soup = read(client, f"/phonebook/?{asked}")
    assert told in words(soup, ".notice")
    assert names(soup) == ["桜病院"]


def test_a_list_that_is_asked_for_nothing_odd_says_nothing(client: Client, book: DirectoryPage) -> None:
    place("桜病院", kind=Place.Kind.HOSPITAL)
    assert not read(client, "/phonebook/?kind=hospital&age=0&months=&open=now&page=1").select(".notice")


def test_hospitals_and_clinics_are_narrowed_by_department(client: Client, book: DirectoryPage) -> None:
    place("桜病院", kind=Place.Kind.HOSPITAL, departments=("小児科", "内科"))
    place("梅歯科", kind=Place.Kind.CLINIC, departments=("歯科",))
    place("桃公園", kind=Place.Kind.PARK)
    soup = read(client, "/phonebook/?department=小児科")
    assert names(soup) == ["桜病院"]
    assert links(soup, ".filters")["歯科 1件"].endswith("#choices")
    add(book, DirectoryPage, "公園", slug="parks", kinds=(Place.Kind.PARK,))
    assert not read(client, "/phonebook/parks/?age=0").select("#filter-department")


def test_what_is_not_public_is_neither_listed_nor_shown(client: Client, book: DirectoryPage) -> None:
    hidden = place("内部の部屋", live=False)
    secret = Organisation.objects.create(name="内部の団体", locale=locale(), is_public=False)
    shown = place("桜児童館", organisation=secret)
    assert names(read(client, "/phonebook/")) == ["桜児童館"]
    read(client, f"/places/{hidden.pk}/", status=404)
    read(client, f"/organisations/{secret.pk}/", status=404)
    assert "内部の団体" not in read(client, f"/places/{shown.pk}/").get_text()
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"/places/{shown.pk}/" in sitemap
    assert f"/places/{hidden.pk}/" not in sitemap
    assert f"/organisations/{secret.pk}/" not in sitemap


def test_a_place_has_a_page_of_its_own(client: Client, book: DirectoryPage) -> None:
    group = Organisation.objects.create(name="遊びの会", locale=locale(), phone="042-387-0000", url="https://example.jp/")
    made = place(
        "桜児童館", "さくらじどうかん", (("042-387-9999", "受付"),), address="本町1-1", note="雨の日も遊べます。",
        age_min=0, age_max=143, latitude=35.7, longitude=139.5, confirmed_on="2026-04-01", organisation=group,
    )  # fmt: skip
    soup = read(client, f"/places/{made.pk}/")
    assert "雨の日も遊べます。" in words(soup)
    assert "内容を確認した日: 2026年4月1日（水）" in words(soup)
    assert links(soup)["遊びの会"] == f"/organisations/{group.pk}/"
    assert links(soup, ".breadcrumbs")["総合電話帳"] == "/phonebook/"
    data = structured_data(soup)["@graph"][-1]
    assert (data["@type"], data["telephone"], data["geo"]["latitude"]) == ("CivicStructure", "042-387-9999", 35.7)
    soup = read(client, f"/organisations/{group.pk}/")
    assert links(soup)["042-387-0000"] == "tel:+81-42-387-0000"
    assert names(soup) == ["桜児童館"]


def test_a_place_without_a_translation_is_found_in_the_source_language(client: Client, book: DirectoryPage) -> None:
    translated(book.get_parent().specific, "Nobinobi")
    translated(book, "Phone book", slug="phonebook")
    place("桜児童館")
    park = place("梅公園")
    english = park.copy_for_translation(locale("en"))
    english.name = "Plum Park"
    english.save()
    soup = read(client, "/en/phonebook/")
    assert names(soup) == ["Plum Park", "桜児童館"]
    assert [link.get("lang") for link in soup.select(".entry__name a")] == [None, "ja"]
    japanese = read(client, f"/places/{park.pk}/")
    assert links(japanese, ".languages") == {"English": f"/en/places/{english.pk}/"}
    assert attribute(japanese, "link[hreflang=en]", "href") == f"{settings.PUBLIC_URL}/en/places/{english.pk}/"
    assert client.get(f"/en/places/{park.pk}/").headers["Location"] == f"/places/{park.pk}/"


def test_a_directory_costs_the_same_for_two_places_and_for_forty(client: Client, book: DirectoryPage) -> None:
    group = Organisation.objects.create(name="遊びの会", locale=locale())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, "/phonebook/?age=0")
        return len(captured)

    for number in range(2):
        place(f"施設{number}", "しせつ", (("042-387-9999", ""),), organisation=group)
    client.get("/phonebook/")
    few = queries()
    for number in range(38):
        place(f"室{number}", "しつ", (("042-387-9999", ""),), organisation=group)
    assert queries() == few


@pytest.mark.parametrize(
    ("kana", "row"), [("がっこう", "か"), ("パンダ", "は"), ("ｻｸﾗ", "さ"), ("んあ", "わ"), ("ABC", ""), ("", ""), ("　", "")]
)
def test_a_reading_belongs_to_a_row(kana: str, row: str) -> None:
    assert row_of(kana) == row


def test_a_phone_book_is_leafed_through_by_rows_of_kana(client: Client, book: DirectoryPage) -> None:
    book.layout = DirectoryPage.Layout.TABLE
    book.save()
    place("緑ひろば", "みどりひろば", (("042-387-9999", "受付"),))
    place("青空の会", "あおぞらのかい")
    soup = read(client, "/phonebook/")
    index = links(soup, ".kana-index")
    assert list(index) == ["あ", "ま"]
    assert [each.get_text() for each in soup.select(f"{index['ま']}.kana-row")] == ["ま行"]
    assert [row.get_text(strip=True) for row in soup.select(".phone-book tbody th[scope=row] a")] == ["青空の会", "緑ひろば"]
    assert links(soup, ".phones") == {"042-387-9999": "tel:+81-42-387-9999"}
    assert "電話はありません" in words(soup)


def test_what_is_open_now_is_said_and_the_list_narrowed_to_it(client: Client, book: DirectoryPage) -> None:
    place("公園", opening_hours="24/7")
    place("休館中", opening_hours="off")
    place("分からないところ")
    soup = read(client, "/phonebook/")
    assert [badge.get_text(" ", strip=True) for badge in soup.select(".open-now")] == ["閉まっています", "開いています"]
    assert names(read(client, "/phonebook/?open=now")) == ["公園"]


def test_the_list_is_narrowed_by_what_is_offered(client: Client, book: DirectoryPage) -> None:
    place("授乳室のあるところ", services=("nursing_room",))
    place("ないところ")
    assert names(read(client, "/phonebook/?service=nursing_room")) == ["授乳室のあるところ"]
    assert len(names(read(client, "/phonebook/?service=sauna"))) == 2


def test_a_page_tells_all_that_one_asks_before_going(client: Client, book: DirectoryPage) -> None:
    made = place(
        "桜児童館", common_name="さくらんぼ", opening_hours="Mo-Fr 09:00-12:00,13:00-17:00; PH off", hours_note="雨の日は休み",
        services=("nursing_room", "stroller"), accessibility=("step_free",), languages=("en",), departments=("小児科",),
        fees="無料", access="駅から5分", parking="駐輪場あり", fax="042-387-0001", email="a@example.jp", url="https://example.jp/",
        form_url="https://example.jp/form", capacity=30, beds=12,
        address="東京都小金井市本町1-1", building="2階", source="公開データ",
        latitude=35.7, longitude=139.5,
    )  # fmt: skip
    soup = read(client, f"/places/{made.pk}/")
    said = words(soup)
    for each in ("さくらんぼ", "9:00–12:00", "13:00–17:00", "雨の日は休み", "授乳室", "ベビーカーで入れる", "段差がない", "英語",
                 "小児科", "無料", "駅から5分", "駐輪場あり", "042-387-0001", "30人", "2階", "公開データ", "12床"):  # fmt: skip
        assert each in said, each
    assert len(soup.select(".week tr")) == 7
    assert links(soup)["行き方を地図で調べる"].startswith("https://www.google.com/maps/dir/?api=1&destination=35.7%2C139.5")
    assert links(soup)["https://example.jp/form"] == "https://example.jp/form"
    data = structured_data(soup)["@graph"][-1]
    assert data["faxNumber"] == "042-387-0001"
    assert all(each["opens"] in ("09:00", "13:00") for each in data["openingHoursSpecification"])


def test_a_page_says_the_rules_of_the_hours_in_words_beside_the_week(client: Client, book: DirectoryPage) -> None:
    rules = "Mo-Fr 09:00-17:00; Sa[2,4] 09:00-12:00; PH off; Dec 29-Jan 03 off"
    soup = read(client, f"/places/{place('桜児童館', opening_hours=rules).pk}/")
    said = [each.get_text() for each in soup.select(".hours-rules li")]
    assert said == ["月〜金曜 9:00〜17:00", "第2・第4土曜 9:00〜12:00", "祝日は休み", "12月29日〜1月3日は休み"]


@pytest.mark.parametrize(
    ("category", "said"), [("私立幼稚園", "Private kindergarten"), ("みんなの園", "Kindergarten"), ("", "Kindergarten")]
)
def test_in_english_a_place_is_called_what_it_is(client: Client, book: DirectoryPage, category: str, said: str) -> None:
    hours = 'Mo-Fr 09:00-14:00, Mo-Fr 14:00-16:00 open "延長保育"; Dec 29-Jan 3 off "年末年始"'
    made = place("ひまわり幼稚園", kind="kindergarten", category=category, opening_hours=hours)
    english = made.copy_for_translation(locale("en"))
    english.name, english.live = "Himawari Kindergarten", True
    english.save()
    soup = read(client, english.get_absolute_url())
    assert words(soup, "span.kind") == said
    shown = words(soup)
    assert "extended care" in shown
    assert not {"年末年始", "延長保育", category or "―"} & set(shown.replace("(", " ").replace(")", " ").split())
    assert words(read(client, made.get_absolute_url()), "span.kind") == (category or "幼稚園")


def test_where_no_hours_are_known_it_says_so_where_one_expects_them(client: Client, book: DirectoryPage) -> None:
    def told(**columns: Any) -> str:
        return words(read(client, f"/places/{place('桜', **columns).pk}/"), ".data-list")

    assert "時間は登録されていません。電話で確かめてください。" in told(phones=(("042-387-9999", ""),))
    assert "電話で" not in told(fees="無料")
    assert "時間は登録されていません" not in told(kind=Place.Kind.PARK, fees="無料")
    assert "時間は登録されていません" not in told(hours_note="予約制")


def test_what_comes_from_the_kind_is_said_to_and_not_to_be_of_the_source(client: Client, book: DirectoryPage) -> None:
    cases: tuple[tuple[Place.Kind, dict[str, Any], str], ...] = (
        (Place.Kind.NURSERY, {"age_min": 0}, "対象年齢の上限は、この施設の情報に書かれていません。"),
        (Place.Kind.KINDERGARTEN, {"age_max": 71}, "対象年齢の下限は、この施設の情報に書かれていません。"),
        (Place.Kind.NURSERY, {}, "対象年齢は、この施設の情報に書かれていません。"),
    )
    for kind, ages, said in cases:
        found = words(read(client, f"/places/{place('桜', kind=kind, **ages).pk}/"))
        assert said in found
        assert f"種別（{kind.label}）から" in found
    assert "みなしています" not in words(read(client, f"/places/{place('桜', kind='nursery', age_min=0, age_max=71).pk}/"))


def test_of_an_age_that_nobody_entered_nothing_is_said(client: Client, book: DirectoryPage) -> None:
    said = words(read(client, f"/places/{place('桜', fees='無料').pk}/"))
    assert "全年齢" not in said
    assert "対象" not in said
    assert "対象" in words(read(client, f"/places/{place('梅', age_min=0, age_max=35).pk}/"))


def test_a_telephone_takes_a_place_into_its_address_book(client: Client, book: DirectoryPage) -> None:
    made = place(
        "桜; 児童館", "さくらじどうかん", (("042-387-9999", "受付"), ("042-387-9998", "")), address="東京都小金井市本町1-1",
        latitude=35.7, longitude=139.5,
    )  # fmt: skip
    response = client.get(f"/places/{made.pk}/card.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    text = response.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert "FN:桜\\; 児童館" in unfolded
    assert "item1.TEL;TYPE=WORK,VOICE:042-387-9999" in unfolded
    assert "item1.X-ABLabel:受付" in unfolded
    assert "TEL;TYPE=WORK,VOICE:042-387-9998" in unfolded
    assert f"URL:http://localhost:8000/places/{made.pk}/" in unfolded
    assert unfolded[0] == "BEGIN:VCARD"
    assert client.get(f"/places/{place('内部', live=False).pk}/card.vcf").status_code == 404


def test_a_map_asks_nobody_for_anything_before_it_is_opened(client: Client, book: DirectoryPage) -> None:
    book.layout = DirectoryPage.Layout.MAP
    book.save()
    place("公園", kind="park", latitude=35.7, longitude=139.5)
    response = client.get("/phonebook/?kind=park&age=0")
    assert "img-src 'self' data: https://cyberjapandata.gsi.go.jp;" in response["Content-Security-Policy"]
    soup = read(client, "/phonebook/?kind=park&age=0")
    (shown,) = soup.select("[data-map]")
    assert shown.has_attr("hidden")
    source = str(shown["data-map"])
    assert source == "/api/v2/places.geojson?locale=ja&kind=park&age_from=0&age_to=11"
    assert [each["properties"]["name"] for each in client.get(source).json()["features"]] == ["公園"]
    assert names(soup) == ["公園"]
