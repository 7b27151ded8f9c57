"""The admin's lists and choosers of places and organisations, searched."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.core.setup import run
from directory.models import Place
from search.models import IndexedObject
from tests.core.editorial import client_of, person, set_up
from tests.search.factories import OrganisationFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


@pytest.fixture
def secretariat() -> Client:
    set_up()
    PlaceFactory.create(name="さくら保育園", kana="さくらほいくえん", address="東京都小金井市緑町")
    PlaceFactory.create(name="前原児童館", kana="まえはらじどうかん")
    OrganisationFactory.create(name="わかたけの会", kana="わかたけのかい")
    return client_of(person("事務局", "secretariat"))


def listed(client: Client, address: str, text: str) -> str:
    response: Any = client.get(address, {"q": text})
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser").get_text()


@pytest.mark.parametrize("text", ["ﾎｲｸ", "保育", "保", "ほいくえん", "hoikuen", "さくらほい", "緑町", "保育所"])
def test_a_place_is_found_half_typed_and_in_any_spelling(secretariat: Client, text: str) -> None:
    shown = listed(secretariat, reverse("wagtailsnippets_directory_place:list"), text)
    assert "さくら保育園" in shown
    assert "前原児童館" not in shown


def test_a_place_that_is_renamed_is_found_by_its_new_name_alone(secretariat: Client) -> None:
    place = Place.objects.get(name="前原児童館")
    place.name, place.kana = "はけの家", "はけのいえ"
    place.save()
    address = reverse("wagtailsnippets_directory_place:list")
    assert "はけの家" in listed(secretariat, address, "ﾊｹ")
    assert "はけの家" not in listed(secretariat, address, "児童館")


def test_so_is_an_organisation(secretariat: Client) -> None:
    assert "わかたけの会" in listed(secretariat, reverse("wagtailsnippets_directory_organisation:list"), "ﾜｶﾀｹ")


def test_the_setup_indexes_what_was_there_before(secretariat: Client) -> None:
    IndexedObject.objects.all().delete()
    said: list[str] = []
    run(said.append)
    assert any("管理画面の検索に加えました" in line for line in said)
    assert "さくら保育園" in listed(secretariat, reverse("wagtailsnippets_directory_place:list"), "ﾎｲｸ")
    said.clear()
    run(said.append)
    assert said == []
