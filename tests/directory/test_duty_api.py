"""`/api/v2/duty`, as another front end asks it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.core.api.arrange import get, site_root
from tests.directory.test_duty import duty, hospital
from tests.site.factories import locale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> None:
    site_root()


def asked(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(each["place"]["name"], each["starts_at"]) for each in get(client, f"duty?{query}")["items"]]


def test_a_duty_comes_with_its_place_and_the_times_of_japan(client: Client) -> None:
    place = hospital("桜病院", latitude=35.7, longitude=139.5, address="本町1-1")
    slot = duty(place, "2026-12-06 22:00", "2026-12-07 08:00", "小児科", "内科", kind="night", remark="来る前に電話")
    (found,) = get(client, "duty")["items"]
    told = found.pop("place")
    assert found == {
        "id": slot.pk,
        "kind": "night",
        "kind_label": "夜間",
        "departments": ["小児科", "内科"],
        "starts_at": "2026-12-06T22:00:00+09:00",
        "ends_at": "2026-12-07T08:00:00+09:00",
        "remark": "来る前に電話",
    }
    assert (told["id"], told["name"], told["latitude"], told["longitude"]) == (place.pk, "桜病院", 35.7, 139.5)
    assert [phone["number"] for phone in told["phones"]] == ["042-387-9999"]
    assert told["url"].endswith(f"/places/{place.pk}/")


def test_days_a_moment_a_kind_and_a_department_narrow_it(client: Client) -> None:
    place = hospital()
    duty(place, "2026-12-05 22:00", "2026-12-06 08:00", "内科", kind="night")
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(place, "2026-12-13 09:00", "2026-12-13 17:00")

    def days(query: str) -> list[str]:
        return [starts[:10] for _name, starts in asked(client, query)]

    assert days("") == ["2026-12-05", "2026-12-06", "2026-12-13"]
    assert days("from=2026-12-06") == ["2026-12-05", "2026-12-06", "2026-12-13"]
    assert days("from=2026-12-06&to=2026-12-06") == ["2026-12-05", "2026-12-06"]
    assert days("to=2026-12-05") == ["2026-12-05"]
    assert days("at=2026-12-06T07:59:00%2B09:00") == ["2026-12-05"]
    assert days("at=2026-12-06T00:00:00Z") == ["2026-12-06"]
    assert days("kind=night") == ["2026-12-05"]
    assert days("department=小児科") == ["2026-12-06"]


def test_any_of_several_departments_will_do_also_one_that_only_people_know(client: Client) -> None:
    duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(hospital("梅病院"), "2026-12-13 09:00", "2026-12-13 17:00", "こども夜間科")
    assert [name for name, _starts in asked(client, "department=こども夜間科")] == ["梅病院"]
    assert len(asked(client, "department=小児科&department=こども夜間科")) == 2
    assert asked(client, "department=眼科") == []
    message = get(client, "duty?department=zzz", 400)["message"]
    assert message.startswith("department must be one of 小児科, ")
    assert "こども夜間科" in message


def test_around_a_point_the_nearest_come_first_with_their_distance(client: Client) -> None:
    duty(hospital("位置なし"), "2026-12-05 09:00", "2026-12-05 17:00")
    far = hospital("遠い", latitude=35.72, longitude=139.5)
    duty(far, "2026-12-06 09:00", "2026-12-06 17:00")
    near = hospital("近い", latitude=35.7009, longitude=139.5)
    duty(near, "2026-12-20 09:00", "2026-12-20 17:00")
    duty(near, "2026-12-13 09:00", "2026-12-13 17:00")
    assert {each["place"]["distance"] for each in get(client, "duty")["items"]} == {None}
    found = get(client, "duty?near=35.70,139.50")["items"]
    assert [(each["place"]["name"], each["starts_at"][8:10]) for each in found] == [
        ("近い", "13"),
        ("近い", "20"),
        ("遠い", "06"),
        ("位置なし", "05"),
    ]
    distances = [each["place"]["distance"] for each in found]
    assert [distance and round(distance) for distance in distances] == [100, 100, 2224, None]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=2026-12-07&to=2026-12-06", "from"),
        ("from=x", "from"),
        ("at=2026-12-06T09:00:00", "at"),
        ("at=foo", "at"),
        ("kind=x", "kind"),
        ("department=zzz", "department"),
        ("near=35.7", "near"),
        ("locale=xx", "locale"),
        ("when=now", "when"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client: Client, query: str, named: str) -> None:
    assert named in get(client, f"duty?{query}", 400)["message"]


def test_a_place_that_is_not_public_has_no_duty(client: Client) -> None:
    duty(hospital(live=False), "2026-12-06 09:00", "2026-12-06 17:00")
    assert get(client, "duty") == {"meta": {"total_count": 0}, "items": []}


def test_a_change_shows_at_once(client: Client) -> None:
    slot = duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    assert asked(client)
    slot.remark = "休診になりました"
    slot.save()
    assert get(client, "duty")["items"][0]["remark"] == "休診になりました"
    slot.delete()
    assert asked(client) == []


def test_in_english_the_place_is_its_translation(client: Client) -> None:
    place = hospital("桜病院")
    english = place.copy_for_translation(locale("en"))
    english.name = "Sakura Hospital"
    english.save()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    duty(hospital("梅病院"), "2026-12-07 09:00", "2026-12-07 17:00")
    items = get(client, "duty?locale=en")["items"]
    assert [(each["place"]["name"], each["place"]["locale"]) for each in items] == [("Sakura Hospital", "en"), ("梅病院", "ja")]
    assert items[0]["kind_label"] != "休日当番"


def test_more_duties_ask_the_database_no_more(client: Client) -> None:
    def cost(query: Any) -> int:
        with CaptureQueriesContext(connection) as context:
            get(client, f"duty?limit={query}")
        return len(context)

    for number in range(6):
        duty(hospital(f"{number}病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    assert cost(1) == cost(6)
