"""What an import would do stands there in words: nobody reads months, codes or dates of machines."""

from typing import Any

import pytest

from directory.opendata.fields import PLACES, PROGRAMS, Target
from directory.opendata.steps import Change
from directory.opendata.wording import change_of, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("target", "name", "value", "words"),
    [
        (PLACES, "age_min", 48, "4歳"),
        (PROGRAMS, "age_min", 3, "3か月"),
        (PLACES, "age_max", 71, "5歳11か月"),
        (PLACES, "age_min", None, ""),
        (PLACES, "kind", "nursery", "保育所"),
        (PLACES, "services", ["aed", "toilet"], "AED、トイレ"),
        (PLACES, "opening_hours", "Mo-Fr 09:00-17:00", "月〜金曜 9:00〜17:00"),
        (PLACES, "phones", [{"number": "042-383-1111", "extension": "12", "purpose": "予約"}], "042-383-1111 内線 12（予約）"),
        (PLACES, "established_on", "2009-04-01", "2009年4月1日"),
        (PROGRAMS, "is_public", False, "いいえ"),
        (PLACES, "latitude", 35.7, "35.7"),
    ],
)
def test_a_value_is_told_in_words(target: Target, name: str, value: Any, words: str) -> None:
    told_of = change_of(Change(name, None, value), target)
    assert (told_of["old"], told_of["new"]) == ("", words)


def test_of_a_new_place_the_telephone_the_hours_and_the_ages_are_told_first() -> None:
    values = {
        "name": "あおば園",
        "kana": "あおばえん",
        "prefecture": "東京都",
        "address": "東京都小金井市本町1-1",
        "capacity": 60,
        "kind": "nursery",
        "phones": [{"number": "042-383-1111", "extension": "", "purpose": ""}],
        "opening_hours": "Mo-Fr 09:00-17:00",
        "age_min": 3,
        "age_max": 71,
    }
    assert told(values, PLACES) == [
        ("種別", "保育所"),
        ("住所", "東京都小金井市本町1-1"),
        ("電話", "042-383-1111"),
        ("開いている時間", "月〜金曜 9:00〜17:00"),
        ("対象年齢", "3か月〜5歳"),
        ("ふりがな", "あおばえん"),
        ("定員", "60"),
    ]
