"""What the search takes and gives over the API."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.search.factories import PlaceFactory, page, root

pytestmark = pytest.mark.django_db


def answer(client: Client, path: str = "search", status: int = 200, **asked: Any) -> Any:
    response = client.get(f"/api/v2/{path}?{urlencode(asked, doseq=True)}")
    assert response.status_code == status, response.content
    return response.json()


def titles(client: Client, **asked: Any) -> list[str]:
    return sorted(hit["title"] for hit in answer(client, **asked)["hits"])


def refusal(client: Client, path: str = "search", **asked: Any) -> str:
    return str(answer(client, path, 400, **asked)["message"])


def test_every_value_of_a_facet_can_be_sent_back_and_finds_as_many_as_it_says(client: Client) -> None:
    page("ひろば乳児", age_min=0, age_max=11, tags=["雨の日"])
    page("ひろば学童", age_min=72, age_max=143)
    PlaceFactory.create(name="ひろば広場", kind="park")
    page("ひろば Play", parent=root("en"))
    facets = answer(client, q="ひろば", locale="")["facets"]
    counted = 0
    for name, values in facets.items():
        for each in values:
            asked = {"locale": "", "stage" if name == "age" else name: each["value"]}
            assert answer(client, q="ひろば", **asked)["total"] == each["count"], (name, each)
            counted += 1
    assert counted > 6


def test_a_language_is_called_what_it_calls_itself(client: Client) -> None:
    page("ひろば")
    page("ひろば Play", parent=root("en"))
    facet = answer(client, q="ひろば", locale="")["facets"]["locale"]
    assert {each["value"]: each["label"] for each in facet} == {"ja": "日本語", "en": "English"}


def test_a_stage_narrows_as_it_does_for_pages(client: Client) -> None:
    page("ひろば乳児", age_min=0, age_max=11)
    page("ひろば学童", age_min=72, age_max=143)
    page("ひろば全員")
    assert titles(client, q="ひろば", stage="elementary") == ["ひろば全員", "ひろば学童"]
    assert titles(client, stage="elementary", kind="directory", q="") == ["ひろば全員", "ひろば学童", "入口 ja"]
    assert titles(client, q="ひろば", stage="0", age=6) == ["ひろば乳児", "ひろば全員"]
    assert "age is not in the stage elementary" in refusal(client, q="ひろば", stage="elementary", age=6)
    assert refusal(client, q="ひろば", stage="7") == answer(client, "pages/", 400, stage="7")["message"]


def test_an_empty_value_is_the_same_as_none(client: Client) -> None:
    page("ひろば")
    page("ひろば Play", parent=root("en"))
    names = ("kind", "age", "stage", "tag", "lat", "lon", "radius", "from", "to", "page", "per_page")
    for name in names:
        assert titles(client, **{"q": "ひろば", name: ""}) == ["ひろば"], name
    assert titles(client, q="ひろば", kind=["", "directory"]) == ["ひろば"]
    assert "q" in refusal(client, kind="", tag="", radius="")
    assert answer(client, "suggest", q="ひろば", limit="")["suggestions"]


def test_so_it_is_on_every_route(client: Client) -> None:
    PlaceFactory.create(name="公園", kind="park")
    assert answer(client, "places", age="", kind="", stage="", limit="")["meta"]["total_count"] == 1


def test_an_empty_language_is_every_language_and_none_is_japanese(client: Client) -> None:
    page("ひろば")
    page("ひろば Play", parent=root("en"))
    assert titles(client, q="ひろば") == ["ひろば"]
    assert titles(client, q="ひろば", locale="") == ["ひろば", "ひろば Play"]


def test_a_sentence_says_how_many_hold_all_of_its_words(client: Client) -> None:
    page("おむつ替えの台", text="おむつを替える場所です。")
    page("おむつの配付")
    given = answer(client, q="おむつを替える？")
    assert (given["total"], given["holding_all"], given["relaxed"]) == (2, 1, False)
    assert answer(client, kind="directory")["holding_all"] is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"age": "six"}, "age must be a whole number from -10 to 216"),
        ({"age": "217"}, "age must be a whole number from -10 to 216"),
        ({"page": "0"}, "page must be a whole number from 1 to 10000"),
        ({"per_page": "1.5"}, "per_page must be a whole number from 1 to 50"),
        ({"lat": "91", "lon": "0"}, "lat must be a number from -90 to 90"),
        ({"lat": "north", "lon": "nan"}, "lat must be a number from -90 to 90; lon must be a number from -180 to 180"),
        ({"lat": "35.7", "lon": "139.5", "radius": "0"}, "radius must be a number above 0 and up to 50000"),
        ({"lat": "35.7"}, "lat and lon are given together or not at all"),
        ({"radius": "500"}, "radius is given with lat and lon, or not at all"),
        ({"from": "tomorrow"}, "from must be a date, as 2026-04-01"),
        ({"to": "2026-02-30"}, "to must be a date, as 2026-04-01"),
        ({"from": "2026-04-02", "to": "2026-04-01"}, "from must not be after to"),
        ({"tag": [str(number) for number in range(11)]}, "tag was given more than 10 times"),
        ({"locale": "x" * 21}, "locale is longer than 20 characters"),
        ({"kind": "x"}, "kind must be one of"),
    ],
)
def test_a_mistake_is_named_in_plain_words(client: Client, asked: dict[str, Any], message: str) -> None:
    root()
    assert refusal(client, q="ひろば", **asked).startswith(message)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "q is missing"),
        ({"q": "ほ", "limit": "many"}, "limit must be a whole number from 1 to 20"),
        ({"q": "ほ", "locale": ""}, "locale must be one of"),
    ],
)
def test_so_it_is_where_something_is_suggested(client: Client, asked: dict[str, Any], message: str) -> None:
    root()
    assert refusal(client, "suggest", **asked).startswith(message)


def test_and_on_every_other_route(client: Client) -> None:
    root()
    assert refusal(client, "places", age="x") == "age must be a whole number from -10 to 216"
    assert refusal(client, "places", limit="-1") == "limit must be a whole number from 0 to 100"
