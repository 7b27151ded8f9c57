"""Readings stand as in a Japanese dictionary."""

import pytest

from directory.kana import order_key
from directory.models import Organisation, Place
from tests.site.factories import locale

IN_ORDER = [
    "あいかわ", "アイキ", "いけ", "おおた", "おーたむ", "かき", "がき", "かきのき", "きって", "きつて", "きつと",
    "さくら", "はな", "ばな", "ぱな", "はなび", "わかば", "ん",
]  # fmt: skip


def test_readings_stand_as_in_a_dictionary() -> None:
    assert sorted(set(IN_ORDER), key=order_key) == IN_ORDER


@pytest.mark.parametrize(("one", "other"), [("ぱーく", "パーク"), ("ﾊﾟｰｸ", "ぱーく"), ("ぱー く", "ぱーく"), ("ぱ・く", "ぱく")])
def test_how_a_reading_is_written_does_not_move_it(one: str, other: str) -> None:
    assert order_key(one) == order_key(other)


@pytest.mark.parametrize("kana", ["", "  ", "abc", "123", "漢字"])
def test_what_has_no_reading_stands_last(kana: str) -> None:
    assert order_key(kana) > order_key("んん")


@pytest.mark.django_db
def test_the_database_stands_in_the_same_order_however_the_rows_came_in() -> None:
    Place.objects.bulk_create(Place(name=kana, kana=kana, locale=locale()) for kana in reversed(IN_ORDER))
    assert list(Place.objects.values_list("kana", flat=True)) == IN_ORDER
    for kana in ("わかば", "", "あさがお"):
        Organisation.objects.create(name=kana or "読みなし", kana=kana, locale=locale())
    assert list(Organisation.objects.values_list("name", flat=True)) == ["あさがお", "わかば", "読みなし"]
