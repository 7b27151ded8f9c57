"""What a parent narrows a list of places to: by where they are, by when they come, by their baby's months."""

import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import DirectoryPage, Place, Vacancy
from tests.directory.test_duty import moment
from tests.site.factories import add, attribute, front, links, locale, one, read, words

pytestmark = pytest.mark.django_db
HERE = "lat=35.7&lon=139.5"


@pytest.fixture(params=["list", "table", "map"])
def layout(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def book(layout: str) -> DirectoryPage:
    return add(front(), DirectoryPage, "子育てマップ", slug="map", layout=layout)


@pytest.fixture
def page() -> DirectoryPage:
    return add(front(), DirectoryPage, "子育てマップ", slug="map", layout="map")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(text: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment(text).astimezone(datetime.UTC))

    set_to("2026-11-30 10:00")  # a Monday
    return set_to


def place(name: str, **fields: Any) -> Place:
    return Place.objects.create(name=name, locale=locale(), **fields)


def three() -> None:
    place("あ遠い公園", latitude=35.75, longitude=139.5)
    place("い近い公園", latitude=35.7031, longitude=139.5)
    place("う分からない公園")


def names(soup: BeautifulSoup) -> list[str]:
    return [each.get_text(strip=True) for each in soup.select(".entry__name a, .phone-book tbody th[scope=row] a")]


def chips(soup: BeautifulSoup, heading: str) -> dict[str, str]:
    return links(soup, f"[aria-labelledby={heading}]")


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


# --- near where one is ----------------------------------------------------------------------------------------------


def test_with_a_position_the_nearest_stands_first_and_each_says_how_far_it_is(client: Client, book: DirectoryPage) -> None:
    three()
    soup = read(client, f"/map/?{HERE}")
    assert names(soup) == ["い近い公園", "あ遠い公園", "う分からない公園"]
    assert [each.get_text() for each in soup.select(".how-far")] == ["約300 m", "約5.6 km"]
    assert not soup.select(".kana-row, .kana-index")
    assert one(soup, "meta[name=robots]")["content"] == "noindex"


def test_a_place_that_is_nobody_knows_where_says_so(client: Client, layout: str, book: DirectoryPage) -> None:
    three()
    said = "地図には出ません" if layout == "map" else "距離は分かりません"
    assert said in words(read(client, f"/map/?{HERE}"), f"#place-{Place.objects.get(name='う分からない公園').pk}")


def test_a_radius_leaves_out_what_is_farther_and_can_be_changed(client: Client, book: DirectoryPage) -> None:
    three()
    soup = read(client, f"/map/?{HERE}&radius=2000")
    assert names(soup) == ["い近い公園"]
    circles = chips(soup, "filter-position")
    assert list(circles) == ["すべて（近い順）", "500m", "1km", "2km", "5km", "距離を出さない"]
    assert asked(circles["5km"]) == {"lat": "35.7", "lon": "139.5", "radius": "5000"}
    assert asked(circles["すべて（近い順）"]) == {"lat": "35.7", "lon": "139.5"}
    assert circles["距離を出さない"] == "?#choices"
    assert [each.get_text() for each in soup.select("#choices .chip[aria-current]") if each.get_text() == "2km"]
    assert asked(chips(soup, "filter-age")["0歳 1件"])["radius"] == "2000"


def test_nothing_within_the_radius_leads_back_to_everything(client: Client, book: DirectoryPage) -> None:
    three()
    soup = read(client, "/map/?lat=34.0&lon=135.0&radius=500")
    assert names(soup) == []
    assert links(soup, ".empty") == {"条件をはずして、すべて見る": "?"}


def test_a_position_is_kept_in_the_address_alone_and_no_more_exactly_than_need_be(client: Client, book: DirectoryPage) -> None:
    three()
    response = client.get("/map/?lat=35.7004999&lon=139.5004999&age=0")
    assert not response.cookies
    assert b"35.7004999" not in response.content.replace(b"/map/?lat=35.7004999", b"")
    soup = BeautifulSoup(response.content, "html.parser")
    assert asked(chips(soup, "filter-age")["1歳 3件"])["lat"] == "35.7"


@pytest.mark.parametrize("position", ["lat=x&lon=y", "lat=nan&lon=nan", "lat=91&lon=0", "lat=35.7", "radius=500", "lat=%00&lon="])
def test_what_is_no_position_leaves_the_list_as_it_is(client: Client, book: DirectoryPage, position: str) -> None:
    three()
    soup = read(client, f"/map/?{position}")
    assert names(soup) == ["あ遠い公園", "い近い公園", "う分からない公園"]


def test_where_one_is_is_asked_by_a_script_of_ours_which_keeps_what_is_chosen(client: Client, book: DirectoryPage) -> None:
    for number in range(9):
        place(f"公園{number}", kind="park", latitude=35.7, longitude=139.5)
    soup = read(client, "/map/?kind=park&age=0")
    form = one(soup, "form[data-near][hidden]")
    assert {str(each["name"]): each.get("value", "") for each in form.select("input")} == {
        "kind": "park", "age": "0", "lat": "", "lon": "",
    }  # fmt: skip
    assert all(form[f"data-near-{told}"] for told in ("asking", "refused", "unknown"))
    assert "一覧は、このまま使えます。" in str(form["data-near-refused"])
    assert soup.select("script[src$='core/near.js']")
    assert not soup.select("script:not([src]):not([type='application/ld+json'])")


def test_where_nothing_has_a_position_nobody_is_asked_for_theirs(client: Client, book: DirectoryPage) -> None:
    for number in range(9):
        place(f"会{number}")
    assert not read(client, "/map/").select("form[data-near]")


# --- open now, or then ----------------------------------------------------------------------------------------------


def test_a_day_and_a_time_are_chosen_without_a_script(client: Client, book: DirectoryPage, clock: Any) -> None:
    place("昼のひろば", opening_hours="Mo-Fr 09:00-17:00; PH off")
    place("夜のひろば", opening_hours="Mo-Su 18:00-22:00")
    place("分からないひろば")
    soup = read(client, "/map/?age=0")
    field = one(soup, "input[type=datetime-local][name=open]")
    assert field.find_parent("form").select_one("[name=age]")["value"] == "0"  # type: ignore[union-attr, index]
    soup = read(client, "/map/?age=0&open=2026-12-01T19:30")
    assert names(soup) == ["夜のひろば"]
    assert "その時間に開いています 明日 22:00まで" in words(soup, ".open-now")
    assert "12月1日（火） 19:30に開いている 1件" in chips(soup, "filter-open")
    assert attribute(soup, "input[name=open]", "value") == "2026-12-01T19:30"
    assert one(soup, "details.filters__more").has_attr("open")


def test_a_holiday_is_known_before_it_comes(client: Client, book: DirectoryPage, clock: Any) -> None:
    place("昼のひろば", opening_hours="Mo-Fr 09:00-17:00; PH off")
    assert names(read(client, "/map/?open=2026-12-04T10:00")) == ["昼のひろば"]
    assert names(read(client, "/map/?open=2027-01-01T10:00")) == []


def test_a_page_of_what_is_open_now_is_followed_by_one_of_the_same_moment(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    for number in range(60):
        place(f"ひろば{number:02d}", opening_hours="Mo-Fr 09:00-10:03")
    first = read(client, "/map/?open=now")
    following = attribute(first, "[rel=next]", "href")
    assert asked(following) == {"open": "2026-11-30T10:00", "page": "2"}
    clock("2026-11-30 10:05")
    second = read(client, f"/map/{following}")
    assert sorted(names(first) + names(second)) == [f"ひろば{number:02d}" for number in range(60)]
    assert [each.get_text(" ", strip=True) for each in second.select("[aria-labelledby=filter-open] [aria-current]")] == [
        "今開いている 0 件"
    ]


def test_each_choice_counts_what_there_would_be_with_the_others_as_they_are(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    place("公園", kind="park", opening_hours="24/7", services=("toilet",))
    place("学童", age_min=72, age_max=143, opening_hours="24/7")
    place("閉まった公園", kind="park", opening_hours="off", services=("toilet",))
    soup = read(client, "/map/?kind=park&age=0&open=now")
    assert names(soup) == ["公園"]
    assert list(chips(soup, "filter-open")) == ["すべて", "今開いている 1件"]
    assert list(chips(soup, "filter-kind")) == ["すべて", "施設 0件", "公園 1件"]
    assert chips(soup, "filter-service").keys() == {"すべて", "トイレ 1件"}
    soup = read(client, "/map/?open=now")
    assert list(chips(soup, "filter-kind")) == ["すべて", "施設 1件", "公園 1件"]
    assert "小学生 2件" in chips(soup, "filter-age")


# --- a baby's months ------------------------------------------------------------------------------------------------


def test_a_baby_of_ten_months_is_not_every_baby_of_that_year(client: Client, book: DirectoryPage) -> None:
    place("ねんねの会", age_min=0, age_max=6)
    place("はいはいの会", age_min=7, age_max=15)
    place("だれでもの会")
    soup = read(client, "/map/?age=0")
    months = {str(each["aria-label"]): str(each["href"]) for each in soup.select("[aria-labelledby=filter-months] a")}
    assert list(months) == [*(f"{number}か月" for number in range(12))]
    assert len(names(soup)) == 3
    soup = read(client, f"/map/{months['10か月']}")
    assert names(soup) == ["はいはいの会", "だれでもの会"]  # of the second nobody knows
    assert "10か月" in words(soup, "title")
    assert asked(chips(soup, "filter-age")["1歳 2件"]) == {"age": "1"}
    chosen = one(soup, "[aria-labelledby=filter-months] [aria-current]")
    assert asked(str(chosen["href"])) == {"age": "0"}


@pytest.mark.parametrize(
    "choice", ["age=0&months=12", "age=0&months=x", "age=0&months=-1", "months=10", "age=2&months=30", "age=0&months=１"]
)
def test_months_that_are_none_of_that_age_narrow_to_the_age_alone(client: Client, page: DirectoryPage, choice: str) -> None:
    place("ねんねの会", age_min=0, age_max=6)
    place("だれでもの会", age_max=200)
    place("歩く会", age_min=24, age_max=30)
    expected = {"age=2": ["だれでもの会", "歩く会"], "age=0": ["だれでもの会", "ねんねの会"]}
    assert names(read(client, f"/map/?{choice}")) == expected.get(choice[:5], ["だれでもの会", "ねんねの会", "歩く会"])


def test_the_title_says_first_what_is_chosen(client: Client, page: DirectoryPage, clock: Any) -> None:
    place("公園", kind="park", opening_hours="24/7", latitude=35.7, longitude=139.5)
    title = words(read(client, f"/map/?kind=park&age=0&months=10&open=now&{HERE}"), "title")
    assert title.startswith("子育てマップ（公園・10か月・今開いている・現在地の近く）")


# --- the map --------------------------------------------------------------------------------------------------------


def test_the_map_shows_what_the_list_does(client: Client, page: DirectoryPage, clock: Any) -> None:
    place("いま", opening_hours="24/7", latitude=35.7001, longitude=139.5, age_min=7)
    place("ねんね", opening_hours="24/7", latitude=35.7002, longitude=139.5, age_max=6)
    place("とおい", opening_hours="24/7", latitude=35.8, longitude=139.5)
    place("しまった", opening_hours="off", latitude=35.7003, longitude=139.5)
    soup = read(client, f"/map/?age=0&months=10&open=now&{HERE}&radius=500")
    source = attribute(soup, "[data-map]", "data-map")
    assert [each["properties"]["name"] for each in client.get(source).json()["features"]] == names(soup) == ["いま"]
    assert attribute(soup, "[data-map]", "data-map-here") == "35.7,139.5"


def test_what_has_no_position_is_said_to_be_on_no_map(client: Client, page: DirectoryPage) -> None:
    three()
    soup = read(client, "/map/")
    said = {each.select_one(".entry__name").get_text(strip=True): each for each in soup.select(".entries > li")}  # type: ignore[union-attr]
    assert [name for name, each in said.items() if "地図には出ません" in each.get_text()] == ["う分からない公園"]
    answer = client.get(attribute(soup, "[data-map]", "data-map")).json()
    assert answer["unplaced"] == 1
    assert [0, 0] not in [each["geometry"]["coordinates"] for each in answer["features"]]


def test_more_places_ask_the_database_no_more(client: Client, page: DirectoryPage, clock: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, f"/map/?age=0&months=10&open=now&{HERE}&radius=5000")
        return len(captured)

    for number in range(10):
        place(f"施設{number}", opening_hours="24/7", latitude=35.7, longitude=139.5, services=("toilet",))
    read(client, "/map/")
    few = queries()
    for number in range(30):
        place(f"室{number}", opening_hours=f"Mo-Fr 09:00-1{number % 10}:00", latitude=35.7, longitude=139.5)
    assert queries() == few


def test_a_list_tells_what_is_free_with_its_age_and_hides_what_is_too_old(client: Client, page: DirectoryPage) -> None:
    nursery, old = place("保育園", kind="nursery"), place("昔の保育園", kind="nursery")
    today = timezone.localdate()
    Vacancy.objects.create(place=nursery, age_class=1, free=2, as_of=today - datetime.timedelta(days=3))
    Vacancy.objects.create(place=nursery, age_class=2, free=0, as_of=today)
    Vacancy.objects.create(place=old, age_class=1, free=9, as_of=today - datetime.timedelta(days=400))
    soup = read(client, page.url)
    assert "1歳児: 2人" in words(soup, f"#place-{nursery.pk}")
    assert "3日前の情報" in words(soup, f"#place-{nursery.pk}")
    assert "2歳児: 空きなし" in words(soup, f"#place-{nursery.pk}")
    assert "空き" not in words(soup, f"#place-{old.pk}")


# --- for whom a place is, where it does not say -------------------------------------------------------------------------


def test_what_a_kind_is_for_by_its_name_bounds_what_its_record_leaves_open(page, client):
    place("あ保育所", kind="nursery", age_min=0)
    place("い保育所", kind="nursery")
    place("う保育所で小学生も", kind="nursery", age_min=0, age_max=143)
    place("え学童のある保育所", kind="nursery", age_min=72)
    place("お幼稚園", kind="kindergarten", age_max=71)
    place("か広場", kind="facility", age_min=0)
    assert names(read(client, "/map/?age=teens")) == ["え学童のある保育所", "か広場"]
    assert names(read(client, "/map/?age=elementary")) == ["う保育所で小学生も", "え学童のある保育所", "か広場"]
    assert names(read(client, "/map/?age=0")) == ["あ保育所", "う保育所で小学生も", "か広場", "い保育所"]
    assert "お幼稚園" in names(read(client, "/map/?age=3-5"))


@pytest.mark.parametrize("here", ["", f"&{HERE}"])
def test_those_that_are_known_to_take_the_child_come_first_and_the_others_are_marked(book, client, here):
    position = {"latitude": 35.7, "longitude": 139.5}
    place("あ分からない広場", kana="あ", **position)
    place("い赤ちゃんの広場", kana="い", age_min=0, age_max=11)
    place("う誰でもの公園", kana="う", kind="park")
    place("え分からない医院", kana="え", kind="clinic")
    soup = read(client, f"/map/?age=0&months=10{here}")
    assert names(soup) == ["い赤ちゃんの広場", "う誰でもの公園", "あ分からない広場", "え分からない医院"]
    marked = [row.get_text() for row in soup.select("[id^=place-]") if "対象年齢は不明・要確認" in row.get_text()]
    assert ["あ分からない広場" in marked[0], "え分からない医院" in marked[1], len(marked)] == [True, True, 2]
    assert "うち2件は、対象年齢が分かりません" in words(soup, ".results__count")
    assert "行く前に確かめてください" in words(soup, ".results")
    without_age = read(client, f"/map/?{here}")
    assert "対象年齢は不明" not in words(without_age, ".results")
    if not here:
        assert names(without_age)[0] == "あ分からない広場"


def test_the_counts_of_the_ages_say_that_the_unknown_are_among_them(page, client):
    for number in range(9):
        place(f"公園{number}", kind="park")
    assert "対象年齢が分からないところも" not in words(read(client, "/map/"), ".filters")
    place("広場")
    soup = read(client, "/map/")
    assert "0歳 10件" in chips(soup, "filter-age")
    assert "対象年齢が分からないところも" in words(soup, ".filters")


def test_a_list_of_unknown_ages_alone_has_no_rows_of_kana(book, client):
    place("あ医院", kana="あ", kind="clinic")
    assert names(read(client, "/map/?age=0")) == ["あ医院"]


def test_the_phone_book_tells_what_is_free(page, client):
    page.layout = "table"
    page.save_revision().publish()
    nursery = place("あ保育所", kind="nursery")
    Vacancy.objects.create(place=nursery, age_class=0, free=2, as_of=timezone.localdate())
    assert "0歳児: 2人" in words(read(client, "/map/"), ".phone-book")
