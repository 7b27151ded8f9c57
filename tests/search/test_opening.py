"""What is open at a moment, in the search: on every engine, on the page, over the API."""

import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from cms.core.openness import OpenAt
from search import schedules
from search.models import Entry, Schedule
from tests.search.factories import PlaceFactory, found, locale, page, titles

pytestmark = pytest.mark.django_db

MONDAY_AT_TEN = datetime.datetime(2026, 11, 30, 1, 0, tzinfo=datetime.UTC)
AT_TEN = OpenAt(MONDAY_AT_TEN, is_now=False)
WEEKDAYS, EVENINGS = "Mo-Fr 09:00-17:00; PH off", "Mo-Fr 18:00-22:00"


def three_halls() -> None:
    PlaceFactory.create(name="ひろば昼", opening_hours=WEEKDAYS)
    PlaceFactory.create(name="ひろば夜", opening_hours=EVENINGS)
    PlaceFactory.create(name="ひろば不明")


@pytest.fixture
def ten_o_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_AT_TEN)


def read(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def shown(soup: BeautifulSoup) -> list[str]:
    return [each.get_text(strip=True) for each in soup.select(".card__title")]


def test_only_what_is_surely_open_is_found(each_engine: str) -> None:
    three_halls()
    page("ひろばの読みもの")
    assert titles("ひろば", open_at=AT_TEN) == ["ひろば昼"]
    assert titles("", open_at=AT_TEN) == ["ひろば昼"]
    results = found("ひろば", open_at=AT_TEN)
    assert (results.total, results.holding_all) == (1, 1)
    assert {facet.value: facet.count for facet in results.facets["kind"]} == {"facility": 1}


def test_where_nothing_is_open_nothing_is_found(each_engine: str) -> None:
    PlaceFactory.create(name="ひろば夜", opening_hours=EVENINGS)
    assert titles("ひろば", open_at=AT_TEN) == []
    assert found("", open_at=AT_TEN).total == 0


def test_a_holiday_is_known(each_engine: str) -> None:
    PlaceFactory.create(name="ひろば", opening_hours=WEEKDAYS)
    labour_thanksgiving = datetime.datetime(2026, 11, 23, 1, 0, tzinfo=datetime.UTC)
    assert titles("ひろば", open_at=OpenAt(labour_thanksgiving, is_now=False)) == []


def test_changed_hours_are_followed(each_engine: str) -> None:
    hall = PlaceFactory.create(name="ひろば", opening_hours=EVENINGS)
    assert titles("ひろば", open_at=AT_TEN) == []
    hall.opening_hours = WEEKDAYS
    hall.save()
    assert titles("ひろば", open_at=AT_TEN) == ["ひろば"]
    hall.opening_hours = ""
    hall.save()
    assert titles("ひろば", open_at=AT_TEN) == []
    assert Entry.objects.get(kind="facility").schedule is None


def test_pages_of_what_is_open_hold_everything_once(each_engine: str) -> None:
    for number in range(13):
        PlaceFactory.create(name=f"ひろば{number:02d}", opening_hours=WEEKDAYS)
        PlaceFactory.create(name=f"ひろば夜{number:02d}", opening_hours=EVENINGS)
    pages = [found("ひろば", open_at=AT_TEN, page=number, per_page=5) for number in (1, 2, 3)]
    assert [each.total for each in pages] == [13, 13, 13]
    names = [hit.entry.title for each in pages for hit in each.hits]
    assert sorted(names) == [f"ひろば{number:02d}" for number in range(13)]


def test_many_with_the_same_hours_keep_one_schedule_between_them(django_assert_num_queries: Any) -> None:
    for number in range(3):
        PlaceFactory.create(name=f"ひろば{number}", opening_hours=WEEKDAYS)
    PlaceFactory.create(name="ずれる", opening_hours=WEEKDAYS, hours_shift="next_day")
    assert Schedule.objects.count() == 2
    with django_assert_num_queries(1):
        assert len(schedules.open_at(MONDAY_AT_TEN)) == 2


def test_a_schedule_of_an_app_that_is_gone_is_open_at_no_time() -> None:
    PlaceFactory.create(name="ひろば", opening_hours=WEEKDAYS)
    ContentType.objects.filter(app_label="directory", model="place").update(app_label="gone")
    ContentType.objects.clear_cache()
    assert schedules.open_at(MONDAY_AT_TEN) == ()
    ContentType.objects.clear_cache()


# --- the page -------------------------------------------------------------------------------------------------------


def test_a_place_says_whether_it_is_open_and_until_when(client: Client, ten_o_clock: None) -> None:
    three_halls()
    soup = read(client, "/search/?q=ひろば")
    said = {card.h2.get_text(strip=True): card for card in soup.select(".card") if card.h2}
    badges = {name: " ".join(badge.get_text(" ").split()) for name, card in said.items() for badge in card.select(".open-now")}
    assert badges == {"ひろば昼": "開いています 17:00まで", "ひろば夜": "閉まっています 18:00から"}


def test_a_tap_narrows_to_what_is_open_now_and_another_lifts_it(client: Client, ten_o_clock: None) -> None:
    three_halls()
    (chip,) = read(client, "/search/?q=ひろば").find_all("a", string="今開いている")
    assert dict(parse_qsl(str(chip["href"]).removeprefix("?"))) == {"q": "ひろば", "open": "now"}
    soup = read(client, f"/search/{chip['href']}")
    assert shown(soup) == ["ひろば昼"]
    (chosen,) = soup.find_all("a", string="今開いている")
    assert chosen["aria-current"] == "true"
    assert dict(parse_qsl(str(chosen["href"]).removeprefix("?"))) == {"q": "ひろば"}


def test_a_day_and_a_time_can_be_chosen_without_a_script(client: Client, ten_o_clock: None) -> None:
    three_halls()
    soup = read(client, "/search/?q=ひろば&kind=facility")
    field = soup.select_one("input[type=datetime-local][name=open]")
    assert field is not None
    form = field.find_parent("form")
    assert form is not None
    assert {each["name"]: each["value"] for each in form.select("[type=hidden]")} == {"q": "ひろば", "kind": "facility"}
    soup = read(client, "/search/?q=ひろば&open=2026-12-01T19:30")
    assert shown(soup) == ["ひろば夜"]
    assert soup.select_one(".open-now").get_text(" ", strip=True) == "その時間に開いています 明日 22:00まで"  # type: ignore[union-attr]
    assert "12月1日（火） 19:30に開いている" in [each.get_text(strip=True) for each in soup.select(".chip[aria-current]")]


def test_the_next_page_is_of_the_same_moment(client: Client, ten_o_clock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        PlaceFactory.create(name=f"ひろば{number:02d}", opening_hours="Mo-Fr 09:00-10:03")
    following = read(client, "/search/?q=ひろば&open=now").select_one("[rel~=next]")
    assert following is not None
    assert dict(parse_qsl(str(following["href"]).removeprefix("?")))["open"] == "2026-11-30T10:00"
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_AT_TEN + datetime.timedelta(minutes=5))
    soup = read(client, f"/search/{following['href']}")
    assert len(shown(soup)) == 2
    assert soup.find("a", string="今開いている")["aria-current"] == "true"  # type: ignore[index]


@pytest.mark.parametrize(
    "asked", ["tomorrow", "2026-13-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-30T10:00+09:00"]
)
def test_a_moment_that_is_none_narrows_nothing_and_it_is_said(client: Client, ten_o_clock: None, asked: str) -> None:
    three_halls()
    soup = read(client, f"/search/?q=ひろば&open={asked.replace('+', '%2B')}")
    assert len(shown(soup)) == 3
    assert "読みとれない日時" in soup.select_one(".notice").get_text()  # type: ignore[union-attr]


def test_where_nobody_knows_hours_it_is_not_offered(client: Client) -> None:
    PlaceFactory.create(name="ひろば不明")
    assert not read(client, "/search/?q=ひろば").find("a", string="今開いている")


# --- the API --------------------------------------------------------------------------------------------------------


def test_the_api_narrows_to_a_moment_and_says_until_when(client: Client) -> None:
    three_halls()
    answer = client.get("/api/v2/search", {"q": "ひろば", "open_at": "2026-11-30T10:00:00+09:00"}).json()
    assert [hit["title"] for hit in answer["hits"]] == ["ひろば昼"]
    assert answer["hits"][0]["status"] == {
        "state": "open", "comment": "", "until": "2026-11-30T17:00:00+09:00", "opens_at": None, "opens_comment": "",
    }  # fmt: skip
    answer = client.get("/api/v2/search", {"open_at": "2026-11-30T19:00:00+09:00"}).json()
    assert [hit["title"] for hit in answer["hits"]] == ["ひろば夜"]


def test_the_api_says_nothing_of_a_moment_that_was_not_asked_for(client: Client) -> None:
    three_halls()
    answer = client.get("/api/v2/search", {"q": "ひろば"}).json()
    assert {hit["status"] for hit in answer["hits"]} == {None}


@pytest.mark.parametrize("asked", ["today", "2026-11-30T10:00:00", "9999-12-31T23:59:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("path", ["search", "places"])
def test_the_api_refuses_what_is_no_moment(client: Client, path: str, asked: str) -> None:
    response = client.get(f"/api/v2/{path}", {"open_at": asked})
    assert response.status_code == 400
    assert "open_at" in response.json()["message"]


def test_in_english_it_is_said_in_english(client: Client, ten_o_clock: None) -> None:
    PlaceFactory.create(name="Square", opening_hours=WEEKDAYS, locale=locale("en"))
    assert "Open" in read(client, "/en/search/?q=Square").select_one(".open-now").get_text()  # type: ignore[union-attr]
