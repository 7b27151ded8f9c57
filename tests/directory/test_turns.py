"""Whoever is on duty is open: on the site, in the lists, in the search and in the API."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.openness import OpenAt
from directory.duty.turns import Turn, with_turns
from directory.hours import Hours, Status
from directory.models import DutySlot, Place
from directory.queries import duty_of
from directory.views import hours_data
from directory.words import change_in_words
from search.queries import search
from tests.directory.test_duty import duty, hospital, moment
from tests.site.factories import locale

HOUR = datetime.timedelta(hours=1)
MORNING = datetime.datetime(2026, 11, 30, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
HOURS = Hours("Mo-Fr 09:00-12:00")


@pytest.mark.parametrize(
    ("after", "turns", "expected"),
    [
        (0, [], ("closed", 1, 1, "")),
        (0, [(-2, 0)], ("closed", 1, 1, "")),
        (0, [(-2, 0.5)], ("open", 0.5, None, "")),
        (0, [(-2, 1)], ("open", 4, None, "")),
        (0, [(-2, 3)], ("open", 4, None, "")),
        (0, [(0.5, 1)], ("closed", 0.5, 0.5, "当番")),
        (2, [(1, 3)], ("open", 4, None, "")),
        (2, [(1, 6)], ("open", 6, None, "")),
        (2, [(4, 6)], ("open", 6, None, "")),
        (2, [(4, 6), (6, 16), (17, 18)], ("open", 16, None, "")),
        (2, [(5, 6)], ("open", 4, None, "")),
        (5, [(4, 6), (6, 25)], ("open", 28, None, "")),
        (5, [(8, 10), (30, 31)], ("closed", 8, 8, "当番")),
        (5, [(30, 31)], ("closed", 25, 25, "")),
    ],
)
def test_a_turn_opens_what_the_hours_close_and_times_that_touch_are_one(
    after: float, turns: list[tuple[float, float]], expected: tuple[str, float | None, float | None, str]
) -> None:
    now = MORNING + after * HOUR
    spans = [Turn(*((MORNING + hour * HOUR).astimezone(datetime.UTC) for hour in turn)) for turn in turns]
    status = with_turns(HOURS, now, spans)
    state, until, opens_at, comment = expected
    assert (status.state, status.opens_comment) == (state, comment)
    assert status.until == (None if until is None else MORNING + until * HOUR)
    assert status.opens_at == (None if opens_at is None else MORNING + opens_at * HOUR)


@pytest.mark.parametrize("at", [0, 2, 5])
def test_whichever_makes_it_open_the_moments_are_those_of_japan(at: int) -> None:
    now = (MORNING + at * HOUR).astimezone(datetime.UTC)
    turn = Turn(*((MORNING + hour * HOUR).astimezone(datetime.UTC) for hour in (4.5, 8)))
    status = with_turns(HOURS, now, [turn])
    told = [moment.isoformat() for moment in (status.until, status.opens_at) if moment]
    assert told
    assert all(each.endswith("+09:00") for each in told)


def test_who_is_open_always_stays_so_and_of_whom_nobody_knows_the_turn_is_told() -> None:
    turn = Turn(MORNING + HOUR, MORNING + 2 * HOUR)
    assert with_turns(Hours("24/7"), MORNING, [turn]) == Status("open")
    unknown = with_turns(Hours(""), MORNING, [turn])
    assert (unknown.state, unknown.opens_at, unknown.opens_comment) == ("unknown", turn.starts_at, "当番")
    assert with_turns(Hours(""), MORNING + HOUR, [turn]) == Status("open", "当番", turn.ends_at)


def test_a_remark_of_the_hours_goes_with_the_opening_too() -> None:
    status = Hours('Mo-Fr 09:00-12:00 open "要予約"').state(MORNING)
    assert (status.state, status.opens_comment) == ("closed", "要予約")
    assert change_in_words(status, MORNING) == "9:00から（要予約）"


@pytest.fixture
def on_duty(db: None) -> Place:
    """Closed by its hours at every moment, and on duty for an hour yet."""
    place = Place.objects.create(name="当番病院", kind=Place.Kind.HOSPITAL, locale=locale(), opening_hours="off")
    now = timezone.now()
    DutySlot.objects.create(place=place, starts_at=now - HOUR, ends_at=now + HOUR, departments=("小児科",))  # type: ignore[misc]
    Place.objects.create(name="休みの病院", kind=Place.Kind.HOSPITAL, locale=locale(), opening_hours="off")
    return place


def test_it_is_among_what_is_open(on_duty: Place) -> None:
    assert list(Place.objects.open_at(timezone.now())) == [on_duty]
    assert not Place.objects.open_at(timezone.now() + 2 * HOUR).exists()


def test_its_page_says_so_and_when_it_is_on_duty(client: Client, on_duty: Place) -> None:
    soup = BeautifulSoup(client.get(on_duty.get_absolute_url()).content, "html.parser")
    badge = soup.select_one(".open-now")
    assert badge
    assert "開いています" in badge.get_text()
    assert "当番" in badge.get_text()
    assert "休日当番" in soup.get_text()


def test_the_search_finds_it_as_open_until_the_turn_is_gone(on_duty: Place) -> None:
    at = OpenAt.lenient("now", timezone.now())
    (hit,) = search("病院", locale="ja", open_at=at).hits
    assert (hit.entry.title, hit.open_state and hit.open_state.state) == ("当番病院", "open")
    on_duty.duty_slots.get().delete()
    assert not search("病院", locale="ja", open_at=at).hits


def test_the_list_of_the_api_has_it(client: Client, on_duty: Place) -> None:
    (listed,) = client.get("/api/v2/places", {"open_at": "now"}).json()["items"]
    assert (listed["name"], listed["status"]["state"]) == ("当番病院", "open")
    one = client.get(f"/api/v2/places/{on_duty.pk}", {"at": "now"}).json()
    assert one["status"]["comment"] == "当番"


SUNDAY = "2026-11-29 08:10"
"""Closed by the hours; its turn of duty begins at nine."""


@pytest.fixture
def later(db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Closed on Sundays, and on duty on this one from nine to five, and then until the next morning."""
    monkeypatch.setattr(timezone, "now", lambda: moment(SUNDAY))
    place = hospital("見本クリニック", kind=Place.Kind.CLINIC, opening_hours="Mo-Fr 09:00-12:00", latitude=35.7, longitude=139.5)
    duty(place, "2026-11-29 09:00", "2026-11-29 17:00")
    duty(place, "2026-11-29 17:00", "2026-11-30 09:00", kind="night")
    return place


def badge(client: Client, url: str) -> str:
    found = BeautifulSoup(client.get(url).content, "html.parser").select_one(".open-now")
    assert found
    return found.get_text(" ", strip=True)


def week(client: Client, place: Place) -> dict[str, str]:
    rows = BeautifulSoup(client.get(place.get_absolute_url()).content, "html.parser").select("table.week tr")
    return {row.select("th")[0].get_text(" ", strip=True): row.select("td")[0].get_text(" ", strip=True) for row in rows}


def test_the_page_says_that_it_opens_for_duty_today(client: Client, later: Place) -> None:
    assert badge(client, later.get_absolute_url()) == "閉まっています 9:00から（当番）"


def test_while_it_is_on_duty_it_is_open_until_the_last_of_what_follows_at_once(
    client: Client, later: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-29 16:00"))
    assert badge(client, later.get_absolute_url()) == "開いています 明日 12:00まで 当番"


def test_the_week_has_the_duty_on_its_day_also_when_it_is_over(
    client: Client, later: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = week(client, later)
    assert said["11月29日（日） 今日"] == "9:00–17:00（当番） 17:00–翌9:00（当番）"
    assert said["11月30日（月）"] == "9:00–12:00"
    assert said["12月5日（土）"] == "休み"
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-29 18:00"))
    assert week(client, later)["11月29日（日） 今日"] == "9:00–17:00（当番） 17:00–翌9:00（当番）"
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-30 08:00"))
    assert week(client, later)["11月30日（月） 今日"] == "9:00–12:00 前日から9:00まで（当番）"


def test_programs_that_read_the_page_are_told_the_duty_as_opening_hours(client: Client, later: Place) -> None:
    data = hours_data(later, list(duty_of(later)))
    told = [(each["validFrom"], each["opens"], each["closes"]) for each in data]
    assert told[:2] == [("2026-11-29", "09:00", "09:00"), ("2026-11-30", "09:00", "12:00")]


CLOSED_YET = {
    "state": "closed",
    "comment": "",
    "until": "2026-11-29T09:00:00+09:00",
    "opens_at": "2026-11-29T09:00:00+09:00",
    "opens_comment": "当番",
}
ON_DUTY = {"state": "open", "comment": "当番", "until": "2026-11-30T12:00:00+09:00", "opens_at": None, "opens_comment": ""}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-29T08:59:00+09:00", CLOSED_YET),
        ("2026-11-28T23:10:00Z", CLOSED_YET),
        ("2026-11-29T12:00:00+09:00", ON_DUTY),
        ("2026-11-29T03:00:00Z", ON_DUTY),
    ],
)
def test_one_place_the_list_and_the_map_say_the_same_in_one_form(
    client: Client, later: Place, at: str, expected: dict[str, Any]
) -> None:
    asked = {"at": at}
    told = [
        client.get(f"/api/v2/places/{later.pk}", asked).json()["status"],
        client.get("/api/v2/places", asked).json()["items"][0]["status"],
        client.get("/api/v2/places.geojson", asked).json()["features"][0]["properties"]["status"],
    ]
    assert told == [expected] * 3


@pytest.mark.parametrize("at", ["2026-11-29T16:00:00+09:00", "2026-11-29T07:00:00Z"])
def test_the_search_of_the_api_says_the_moments_in_the_form_of_all_others(client: Client, later: Place, at: str) -> None:
    (hit,) = client.get("/api/v2/search", {"q": "見本クリニック", "open_at": at}).json()["hits"]
    assert hit["status"] == {
        "state": "open",
        "comment": "当番",
        "until": "2026-11-30T12:00:00+09:00",
        "opens_at": None,
        "opens_comment": "",
    }


def test_a_hit_of_the_search_says_that_it_opens_for_duty(later: Place) -> None:
    (hit,) = search("見本クリニック", locale="ja").hits
    assert hit.open_state
    assert (hit.open_state.said, hit.open_state.change) == ("閉まっています", "9:00から（当番）")


@pytest.mark.parametrize("address", ["places", "places.geojson"])
def test_more_places_and_turns_ask_the_database_no_more(client: Client, later: Place, address: str) -> None:
    def queries() -> int:
        number = Place.objects.count()
        duty(hospital(f"別の病院{number}"), "2026-11-29 09:00", "2026-11-29 17:00")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v2/{address}", {"at": "2026-11-29T08:10:00+09:00"}).status_code == 200
        return len(captured)

    queries()
    assert queries() == queries()
