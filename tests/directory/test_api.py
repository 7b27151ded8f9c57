"""`/api/v2/places` and `/api/v2/organisations`."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.api.middleware import Answer, Answers
from cms.core.models import ContentVersion
from directory.models import Organisation, Place, PlacePhone, Vacancy
from tests.core.api.arrange import get, site_root
from tests.site.factories import locale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root():
    return site_root()


def place(name: str = "広場", **fields) -> Place:
    return Place.objects.create(name=name, **{"locale": locale(), **fields})


def organisation(name: str = "の会", **fields) -> Organisation:
    return Organisation.objects.create(name=name, **{"locale": locale(), **fields})


def in_english(thing, name: str):
    copy = thing.copy_for_translation(locale("en"))
    copy.name = name
    copy.save()
    return copy


def names(client, path: str) -> list[str]:
    return [item["name"] for item in get(client, path)["items"]]


def test_a_place_says_where_it_is_whom_to_call_and_for_whom(client):
    runs = organisation("の会")
    found = place(
        "広場",
        kana="ひろば",
        kind="park",
        organisation=runs,
        address="見本町1-1",
        latitude=35.7,
        longitude=139.5,
        age_min=0,
        age_max=71,
        note="芝生です。",
        services=["playground"],
        opening_hours="Mo-Fr 09:00-17:00",
        hours_note="雨の日は休み",
        departments=["小児科"],
        confirmed_on=datetime.date(2026, 4, 1),
    )
    PlacePhone.objects.create(place=found, number="00-0000-0000", purpose="予約", locale=found.locale)
    english = in_english(found, "Lawn")
    assert get(client, f"places/{found.pk}") == {
        "id": found.pk,
        "locale": "ja",
        "name": "広場",
        "kana": "ひろば",
        "kind": "park",
        "kind_label": "公園",
        "organisation": {"id": runs.pk, "name": "の会", "url": f"http://localhost:8000/organisations/{runs.pk}/"},
        "category": "",
        "common_name": "",
        "address": "見本町1-1",
        "address_parts": dict.fromkeys(("postal_code", "prefecture", "city", "town", "street", "building"), ""),
        "latitude": 35.7,
        "longitude": 139.5,
        "distance": None,
        "phones": [{"number": "00-0000-0000", "extension": "", "purpose": "予約"}],
        **dict.fromkeys(("fax", "email", "website", "form_url", "fees", "access", "parking", "after_hours", "source"), ""),
        "capacity": None,
        "services": [{"code": "playground", "label": "遊具"}],
        "accessibility": [],
        "languages": [],
        "departments": ["小児科"],
        "opening_hours": {"text": "Mo-Fr 09:00-17:00", "note": "雨の日は休み"},
        "status": None,
        "vacancies": [],
        "updated_at": timezone.localtime(found.updated_at).isoformat(timespec="milliseconds"),
        "ages": {"min": 0, "max": 71, "stages": ["0", "1", "2", "3-5"], "label": "0歳〜5歳"},
        "age_known": True,
        "kind_ages": None,
        "note": "芝生です。",
        "confirmed_on": "2026-04-01",
        "url": f"http://localhost:8000/places/{found.pk}/",
        "translations": [
            {"id": english.pk, "locale": "en", "name": "Lawn", "url": f"http://localhost:8000/en/places/{english.pk}/"}
        ],
    }


def test_a_list_has_the_form_of_the_pages_lists(client):
    for name in ("あ", "い", "う"):
        place(name, kana=name)
    answer = get(client, "places?limit=1&offset=1")
    assert answer["meta"]["total_count"] == 3
    assert [item["name"] for item in answer["items"]] == ["い"]


def test_an_end_of_age_that_a_record_leaves_open_is_bounded_by_its_kind_and_said_to_be(client):
    place("保育所", kind="nursery", age_min=0)
    place("どこか")
    assert names(client, "places?age=200") == ["どこか"]
    assert names(client, "places?age=10&age_known=true") == ["保育所"]
    assert names(client, "places?age=10&age_known=false") == ["どこか"]
    nursery, somewhere = get(client, "places?kind=nursery")["items"][0], get(client, "places?kind=facility")["items"][0]
    assert (nursery["ages"]["max"], nursery["kind_ages"]["max"], nursery["kind_ages"]["min"]) == (None, 71, None)
    assert (nursery["age_known"], somewhere["age_known"], somewhere["kind_ages"]) == (True, False, None)


def test_on_the_map_too_a_place_says_whether_its_ages_are_known(client):
    place("公園", kind="park", latitude=35.7, longitude=139.5)
    place("窓口", kind="desk", latitude=35.7, longitude=139.5)
    found = {each["properties"]["name"]: each["properties"]["age_known"] for each in get(client, "places.geojson")["features"]}
    assert found == {"公園": True, "窓口": False}


def test_places_are_narrowed_by_kind_age_stage_and_organisation(client):
    runs = organisation("の会")
    place("公園", kind="park", organisation=runs, age_min=0, age_max=35)
    place("病院", kind="hospital")
    place("学童", kind="facility", age_min=72, age_max=143)
    assert names(client, "places?kind=park") == ["公園"]
    assert sorted(names(client, "places?age=12")) == ["公園", "病院"]
    assert sorted(names(client, "places?stage=elementary")) == ["学童", "病院"]
    assert names(client, f"places?organisation={runs.pk}&age=0&kind=park") == ["公園"]
    assert names(client, "places?organisation=999999") == []


def test_in_english_what_is_not_translated_is_there_in_japanese(client):
    runs = organisation("の会")
    english_runs = in_english(runs, "The Circle")
    in_english(place("広場", organisation=runs, kind="park"), "Lawn")
    place("砂場", kind="park")
    answer = get(client, "places?locale=en")["items"]
    assert [(item["name"], item["locale"], item["kind_label"]) for item in answer] == [
        ("Lawn", "en", "Park"),
        ("砂場", "ja", "公園"),
    ]
    assert answer[0]["organisation"]["id"] == english_runs.pk
    assert names(client, "organisations?locale=en") == ["The Circle"]
    assert names(client, f"places?locale=en&organisation={runs.pk}") == ["Lawn"]


def test_what_is_not_public_is_nowhere(client):
    hidden = organisation("秘密の会", is_public=False)
    secret = place("秘密", live=False)
    shown = place("広場", organisation=hidden)
    assert get(client, f"places/{shown.pk}")["organisation"] is None
    assert names(client, "places") == ["広場"]
    assert names(client, f"places?organisation={hidden.pk}") == []
    assert names(client, "organisations") == []
    get(client, f"places/{secret.pk}", 404)
    get(client, f"organisations/{hidden.pk}", 404)


def test_an_organisation_says_how_to_reach_it(client):
    found = organisation(
        "の会",
        kana="のかい",
        kind="npo",
        description="遊びの会",
        phone="00-0000",
        email="a@example.jp",
        url="https://example.jp/",
    )
    assert get(client, f"organisations/{found.pk}") == {
        "id": found.pk,
        "locale": "ja",
        "name": "の会",
        "kana": "のかい",
        "kind": "npo",
        "kind_label": "NPO",
        "description": "遊びの会",
        "phone": "00-0000",
        "email": "a@example.jp",
        "website": "https://example.jp/",
        "url": f"http://localhost:8000/organisations/{found.pk}/",
        "translations": [],
    }
    assert names(client, "organisations?kind=npo") == ["の会"]
    assert names(client, "organisations?kind=university") == []


@pytest.mark.parametrize(
    "query",
    ["kind=zoo", "age=999", "stage=teen", "organisation=x", "organisation=0", "limit=101", "limit=x", "offset=-1", "locale=xx"],
)
def test_a_bad_value_is_refused_by_name(client, query):
    assert get(client, f"places?{query}", 400)["message"].startswith(query.partition("=")[0])


def test_a_list_costs_the_same_queries_however_long(client, django_assert_num_queries):
    for number in range(8):
        found = place(f"広場{number}", organisation=organisation(f"会{number}"))
        PlacePhone.objects.create(place=found, number="00", locale=found.locale)
        in_english(found, f"Lawn {number}")
    for limit in (2, 8):
        with django_assert_num_queries(9):
            assert len(get(client, f"places?locale=en&limit={limit}")["items"]) == limit
        with django_assert_num_queries(5):
            assert len(get(client, f"organisations?limit={limit}")["items"]) == limit


def test_what_is_changed_shows_at_once(client):
    found = place("広場")
    assert names(client, "places") == ["広場"]
    PlacePhone.objects.create(place=found, number="00-0000", locale=found.locale)
    assert get(client, "places")["items"][0]["phones"] == [{"number": "00-0000", "extension": "", "purpose": ""}]
    found.live = False
    found.save()
    assert names(client, "places") == []


NINE = "2026-11-25T09:30:00%2B09:00"
"""A Wednesday."""


def test_places_that_are_open_at_a_moment(client):
    place("開", opening_hours="Mo-Fr 09:00-17:00")
    place("閉", opening_hours="Mo-Tu,Th 09:00-17:00")
    place("翌平日休", opening_hours="Tu-Su 09:00-17:00", hours_shift="next_weekday")
    place("不明")
    answer = get(client, f"places?open_at={NINE}")
    assert sorted(item["name"] for item in answer["items"]) == ["翌平日休", "開"]
    status = {item["name"]: item["status"] for item in answer["items"]}
    assert status["開"] == {
        "state": "open",
        "comment": "",
        "until": "2026-11-25T17:00:00+09:00",
        "opens_at": None,
        "opens_comment": "",
    }
    assert "不明" not in status
    assert "閉" not in status


def test_on_a_public_holiday_what_is_closed_on_holidays_is_closed(client):
    place("役所", opening_hours="Mo-Fr 09:00-17:00; PH off")
    place("公園", opening_hours="24/7")
    holiday, weekday = "2026-11-23T10:00:00%2B09:00", "2026-11-24T10:00:00%2B09:00"
    assert names(client, f"places?open_at={holiday}") == ["公園"]
    assert sorted(names(client, f"places?open_at={weekday}")) == ["公園", "役所"]


def test_places_around_a_point_come_nearest_first_with_their_distance(client):
    place("遠い", latitude=35.72, longitude=139.50)
    place("近い", latitude=35.7009, longitude=139.50)
    place("ここ", latitude=35.70, longitude=139.50)
    place("位置なし")
    answer = get(client, "places?near=35.70,139.50&radius=500")
    assert [(item["name"], round(item["distance"])) for item in answer["items"]] == [("ここ", 0), ("近い", 100)]
    assert names(client, "places?near=35.70,139.50&radius=5000") == ["ここ", "近い", "遠い"]


def test_places_within_a_box(client):
    place("中", latitude=35.70, longitude=139.50)
    place("外", latitude=36.70, longitude=139.50)
    place("位置なし")
    assert names(client, "places?bbox=139.4,35.6,139.6,35.8") == ["中"]


def test_places_by_what_they_offer_and_when_they_changed(client):
    place("授乳", services=["nursing_room", "stroller"])
    old = place("おむつ", services=["diaper_changing"])
    Place.objects.filter(pk=old.pk).update(updated_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert names(client, "places?service=nursing_room") == ["授乳"]
    assert names(client, "places?updated_since=2021-01-01T00:00:00Z") == ["授乳"]


@pytest.mark.parametrize(
    "query",
    ["service=sauna", "open_at=2026-11-25T09:30:00", "near=35.7", "near=95,139", "radius=100", "bbox=1,2,3",
     "bbox=139.6,35.8,139.4,35.6", "near=35.7,139.5&radius=0", "near=nan,139", "updated_since=yesterday", "cursor=x",
     "cursor=WzFd", "offset=1&cursor=W10"],
)  # fmt: skip
def test_a_wrong_filter_of_places_is_refused_by_name(client, query):
    assert query.rpartition("&")[2].partition("=")[0] in get(client, f"places?{query}", 400)["message"]


@pytest.mark.parametrize("name", ["at", "open_at", "updated_since"])
@pytest.mark.parametrize("value", ["foo", "2026-11-25", "2026-11-25T09:30:00", "20261125", "2026-13-01T00:00:00Z"])
def test_what_is_no_moment_is_refused_with_a_good_one(client, name, value):
    message = get(client, f"places?{name}={value}", 400)["message"]
    assert message.startswith(f"{name} must be a date and time with its offset, as 2026-04-01T09:00:00+09:00")
    assert "%2B" in message
    assert message.endswith(" or now") == (name != "updated_since")


def test_a_year_that_no_calendar_has_is_refused_as_such(client):
    assert get(client, "places?at=1000-01-01T00:00:00Z", 400)["message"] == "at: the year must be from 1900 to 2999"


def test_a_plus_that_was_not_escaped_is_one_all_the_same(client):
    place("開", opening_hours="Mo-Fr 09:00-17:00")
    for moment in ("2026-11-25T09:30:00+09:00", "2026-11-25T09:30+0900"):
        assert names(client, f"places?open_at={moment}") == ["開"]
    assert names(client, "places?open_at=2026-11-25T18:30:00+09:00") == []


def test_at_says_of_every_place_whether_it_is_open(client):
    opened = place("開", opening_hours="Mo-Fr 09:00-17:00", latitude=35.7, longitude=139.5)
    closed = place("閉", opening_hours="Th 10:00-17:00", latitude=35.7, longitude=139.5)
    unknown = place("不明", latitude=35.7, longitude=139.5)
    expected = {
        opened.pk: {"state": "open", "comment": "", "until": "2026-11-25T17:00:00+09:00", "opens_at": None, "opens_comment": ""},
        closed.pk: {
            "state": "closed",
            "comment": "",
            "until": "2026-11-26T10:00:00+09:00",
            "opens_at": "2026-11-26T10:00:00+09:00",
            "opens_comment": "",
        },
        unknown.pk: {"state": "unknown", "comment": "", "until": None, "opens_at": None, "opens_comment": ""},
    }
    assert {item["id"]: item["status"] for item in get(client, f"places?at={NINE}")["items"]} == expected
    assert {pk: get(client, f"places/{pk}?at={NINE}")["status"] for pk in expected} == expected
    features = get(client, f"places.geojson?at={NINE}")["features"]
    assert {each["id"]: each["properties"]["status"] for each in features} == expected
    assert all("status" not in each["properties"] for each in get(client, "places.geojson")["features"])


def test_of_two_moments_one_narrows_and_the_other_is_told(client):
    place("昼", opening_hours="Mo-Fr 09:00-17:00")
    place("夜", opening_hours="Mo-Fr 18:00-22:00")
    evening = "2026-11-25T19:00:00%2B09:00"
    (item,) = get(client, f"places?open_at={NINE}&at={evening}")["items"]
    assert (item["name"], item["status"]["state"]) == ("昼", "closed")


@pytest.mark.parametrize(
    "path",
    [
        "places?at=now",
        "places?open_at=now",
        "places.geojson?at=now",
        "places.csv?open_at=now",
        "places/{pk}?at=now",
        "duty?at=now",
    ],
)
def test_what_is_said_of_now_is_good_for_a_minute(client, monkeypatch, path):
    found = place("公園", opening_hours="24/7", latitude=35.7, longitude=139.5)
    ContentVersion.objects.update(changed_at=timezone.now() - datetime.timedelta(days=3))
    minute = timezone.now().replace(second=0, microsecond=0)
    kept: list[Answer] = []
    monkeypatch.setattr(Answers, "put", lambda self, number, key, answer: kept.append(answer))
    response = client.get(f"/api/v2/{path.format(pk=found.pk)}")
    assert response["Cache-Control"] == "public, no-cache"
    (answer,) = kept
    assert minute <= answer.last_modified <= timezone.now()
    assert answer.good_until == answer.last_modified + datetime.timedelta(minutes=1)


def test_of_one_place_only_the_moment_may_be_asked(client):
    found = place()
    assert get(client, f"places/{found.pk}?foo=1", 400)["message"] == "unknown parameter: foo. Known are: at"
    runs = organisation()
    assert get(client, f"organisations/{runs.pk}?foo=1", 400)["message"] == "unknown parameter: foo. This takes none"


@pytest.mark.parametrize("around", ["", "&near=35.70,139.50&radius=50000"])
def test_a_cursor_leads_through_all_places_once_though_others_come_in_between(client, around):
    for number in range(7):
        place(f"広場{number}", kana="ひろば", latitude=35.70 + number / 1000, longitude=139.5)
    found, cursor = [], ""
    while True:
        answer = get(client, f"places?limit=3{around}" + (f"&cursor={cursor}" if cursor else ""))
        found += [item["name"] for item in answer["items"]]
        assert answer["meta"]["total_count"] >= 7
        cursor = answer["meta"]["next_cursor"]
        if not cursor:
            break
        place(f"あ{len(found)}", kana="あ", latitude=35.70, longitude=139.5)
    assert found[:7] == [f"広場{number}" for number in range(7)]


def test_places_of_a_department_or_of_one_of_several(client):
    place("小児科医院", departments=["小児科", "内科"])
    place("眼科医院", departments=["眼科"])
    place("外来", departments=["ひふと目の科"])
    place("秘密", departments=["秘密科"], live=False)
    place("広場")
    assert names(client, "places?department=小児科") == ["小児科医院"]
    assert sorted(names(client, "places?department=小児科&department=眼科")) == ["小児科医院", "眼科医院"]
    assert names(client, "places?department=ひふと目の科") == ["外来"]
    assert names(client, "places?department=麻酔科") == []
    assert client.get("/api/v2/places.csv?department=眼科").content.decode().count("医院") == 1
    message = get(client, "places?department=秘密科", 400)["message"]
    assert message.startswith("department must be one of 小児科, ")
    assert message.endswith("ひふと目の科")


def test_places_are_sorted_by_name_or_by_distance(client):
    place("あ", kana="あ", latitude=35.702, longitude=139.50)
    place("い", kana="い", latitude=35.701, longitude=139.50)
    near = "near=35.70,139.50"
    assert names(client, "places?sort=name") == ["あ", "い"]
    assert names(client, f"places?{near}") == names(client, f"places?sort=distance&{near}") == ["い", "あ"]
    answer = get(client, f"places?sort=name&{near}&limit=1")
    assert [(item["name"], round(item["distance"])) for item in answer["items"]] == [("あ", 222)]
    assert names(client, f"places?sort=name&{near}&limit=1&cursor={answer['meta']['next_cursor']}") == ["い"]
    assert get(client, "places?sort=distance", 400)["message"] == "sort=distance needs near"
    assert get(client, "places?sort=kind", 400)["message"] == "sort must be one of name, distance"


def test_a_cursor_goes_with_the_filters_that_it_was_made_for(client):
    locale("en")
    for number in range(3):
        place(f"公園{number}", kind="park", opening_hours="24/7")
    asked = "places?kind=park&kind=hospital&open_at=now"
    cursor = get(client, f"{asked}&limit=1")["meta"]["next_cursor"]
    same = "places?kind=hospital&kind=park&open_at=now&locale=ja&at=now&limit=2"
    assert names(client, f"{same}&cursor={cursor}") == ["公園1", "公園2"]
    for other in ("places?", "places?kind=park&open_at=now", f"{asked}&age=3", f"{asked}&locale=en", f"places?open_at={NINE}"):
        message = get(client, f"{other}&cursor={cursor}", 400)["message"]
        assert message.startswith("cursor belongs to a list with other filters")


def test_for_a_map_places_are_points_and_those_without_a_position_are_counted(client, django_assert_num_queries):
    here = place("ここ", kind="park", latitude=35.7, longitude=139.5, age_min=0)
    place("位置なし")
    for number in range(5):
        place(f"公園{number}", latitude=35.7, longitude=139.51, services=["toilet"])
    with django_assert_num_queries(4):
        response = client.get("/api/v2/places.geojson")
    assert response["Content-Type"] == "application/geo+json"
    answer = response.json()
    assert (answer["type"], answer["unplaced"], len(answer["features"])) == ("FeatureCollection", 1, 6)
    (feature,) = [each for each in answer["features"] if each["id"] == here.pk]
    assert feature["geometry"] == {"type": "Point", "coordinates": [139.5, 35.7]}
    assert feature["properties"]["url"] == f"http://localhost:8000/places/{here.pk}/"


def test_for_a_spreadsheet_no_cell_is_a_formula(client):
    found = place("=HYPERLINK(1)", latitude=-35.7, longitude=139.5, services=["toilet", "parking"], note="改行\nと、読点")
    PlacePhone.objects.create(place=found, number="+81 42 000 0000", purpose="代表", locale=found.locale)
    response = client.get("/api/v2/places.csv")
    text = response.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == "'=HYPERLINK(1)"
    assert (row["latitude"], row["phones"], row["services"]) == ("-35.7", "'+81 42 000 0000（代表）", "toilet;parking")
    assert row["note"] == "改行\nと、読点"


def test_a_place_says_what_is_free_while_it_is_news(client):
    nursery = place("保育園", kind="nursery")
    today = timezone.localdate()
    Vacancy.objects.create(place=nursery, age_class=1, free=2, as_of=today)
    Vacancy.objects.create(place=nursery, age_class=2, free=1, as_of=today - datetime.timedelta(days=400))
    told = [{"age_class": 1, "free": 2, "as_of": today.isoformat(), "age_in_days": 0}]
    assert get(client, f"places/{nursery.pk}")["vacancies"] == told
    assert get(client, "places")["items"][0]["vacancies"] == told
    english = in_english(nursery, "Nursery")
    assert get(client, f"places/{english.pk}")["vacancies"] == told
    assert get(client, "places?locale=en")["items"][0]["vacancies"] == told


def test_what_is_free_in_a_list_is_as_old_as_it_is_and_costs_one_query(client):
    day = timezone.localdate() - datetime.timedelta(days=5)
    for number in range(3):
        Vacancy.objects.create(place=place(f"保育園{number}", kind="nursery"), age_class=0, free=number, as_of=day)
    with CaptureQueriesContext(connection) as found:
        items = get(client, "places")["items"]
    assert [item["vacancies"][0]["age_in_days"] for item in items] == [5, 5, 5]
    assert sum("directory_vacancy" in query["sql"] for query in found) == 1
