"""What the directory takes, and what it says about what it does not take."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Organisation, Place
from directory.models.place import PlacePhone
from tests.site.factories import locale

pytestmark = pytest.mark.django_db


def refused(thing: Place | Organisation | PlacePhone) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        thing.full_clean()
    return error.value.message_dict


def place(**fields: object) -> Place:
    return Place(name="ひろば", locale=locale(), **fields)


@pytest.mark.parametrize(
    ("position", "field", "what_to_do"),
    [
        ((0.0, 0.0), "latitude", "両方とも空"),
        ((35.7, None), "longitude", "緯度と経度の両方"),
        ((None, 139.5), "latitude", "緯度と経度の両方"),
        ((139.5, 35.7), "latitude", "90"),
    ],
)
def test_a_position_is_whole_and_on_the_map_or_not_there(
    position: tuple[float | None, float | None], field: str, what_to_do: str
) -> None:
    wrong = place(latitude=position[0], longitude=position[1])
    assert what_to_do in "".join(refused(wrong)[field])
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


@pytest.mark.parametrize("position", [(None, None), (35.7, 139.5), (0.0, 139.5)])
def test_a_position_that_is_one_is_taken(position: tuple[float | None, float | None]) -> None:
    right = place(latitude=position[0], longitude=position[1])
    right.full_clean()
    right.save()
    assert Place.objects.filter(pk=right.pk).exists()


def test_ages_run_forwards_in_the_database_too() -> None:
    wrong = place(age_min=36, age_max=12)
    assert "age_max" in refused(wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_a_reading_is_kept_in_hiragana() -> None:
    written = place(kana=" ﾋﾛﾊﾞ・パーク ")
    written.full_clean()
    assert written.kana == "ひろば・ぱーく"


def test_a_reading_that_is_none_is_refused_with_what_to_write() -> None:
    assert "ひらがな" in refused(place(kana="広場"))["kana"][0]


@pytest.mark.parametrize("model", [Place, Organisation])
def test_nothing_stands_in_the_directory_without_a_name(model: type[Place | Organisation]) -> None:
    assert "name" in refused(model(name="", locale=locale()))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(name="", locale=locale())


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("０４２−３８７−９９９９", "042-387-9999"),
        ("042ー387ー9999", "042-387-9999"),
        ("(042) 387-9999", "(042) 387-9999"),
        (" #8000 ", "#8000"),
        ("＃８０００", "#8000"),
        ("+81 42 387 9999", "+81 42 387 9999"),
    ],
)
def test_a_number_is_kept_as_one_dials_it(written: str, kept: str) -> None:
    organisation = Organisation(name="団体", phone=written, locale=locale())
    organisation.full_clean()
    organisation.save()
    organisation.refresh_from_db()
    assert organisation.phone == kept


@pytest.mark.parametrize("written", ["電話番号：042-387-9999", "042-387-9999（代表）", "なし"])
def test_words_in_a_number_are_sent_to_their_own_field(written: str) -> None:
    phone = PlacePhone(place=place(), number=written, locale=locale())
    assert "用途や受付の時間は、別の欄" in refused(phone)["number"][0]
