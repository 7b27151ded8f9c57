"""An editor fills in a week, and sees in words what was understood."""

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import Place
from tests.core.editorial import client_of, person, set_up
from tests.site.factories import locale

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "hours_in_words"


@pytest.fixture
def secretariat() -> Client:
    set_up()
    return client_of(person("事務子", "secretariat"))


def form_of(client: Client, place: Place) -> BeautifulSoup:
    return BeautifulSoup(client.get(edit_url(place)).content.decode(), "html.parser")


def edit_url(place: Place) -> str:
    return reverse(Place.snippet_viewset.get_url_name("edit"), args=[place.pk])


def save(client: Client, place: Place, **changed: Any) -> Any:
    """Opens the editor, changes some fields and saves; the answer."""
    html = client.get(edit_url(place)).content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(number for number, form in enumerate(forms) if form.select_one("[name=kana]"))
    data = querydict_from_html(html, form_index=index)
    for name, value in changed.items():
        data[name] = value
    answer = client.post(edit_url(place), data)
    place.refresh_from_db()
    return answer


def place(**fields: Any) -> Place:
    return Place.objects.create(name="ひろば", kana="ひろば", locale=locale(), **fields)


def test_a_week_with_a_lunch_break_is_filled_in_and_stands_in_the_form_again(secretariat: Client) -> None:
    made = place()
    answer = save(
        secretariat,
        made,
        **{
            "opening_hours-days-0-0-start": "9:00",
            "opening_hours-days-0-0-end": "12:00",
            "opening_hours-days-0-1-start": "13:00",
            "opening_hours-days-0-1-end": "16:00",
            "opening_hours-holidays": "closed",
            "opening_hours-new_year": "1",
        },
    )
    assert answer.status_code == 302
    assert made.opening_hours == 'Mo 09:00-12:00,13:00-16:00; PH off; Dec 29-Jan 3 off "年末年始"'
    soup = form_of(secretariat, made)
    assert soup.select_one("[name=opening_hours-days-0-1-end]")["value"] == "16:00"  # type: ignore[index]
    assert "月曜 9:00〜12:00、13:00〜16:00" in soup.select_one("[data-hours-words]").get_text()  # type: ignore[union-attr]


def test_saving_changes_nothing_that_nobody_touched(secretariat: Client) -> None:
    text = 'Mo-Fr 09:00-17:00 "要予約"; Sa[2,4] 09:00-12:00 "要予約"; Su[3] closed; Mo closed; Aug 13-16 closed "お盆"'
    made = place(opening_hours=text, hours_shift="next_day")
    before = made.hours
    save(secretariat, made, note="変えたのはここだけ")
    assert (made.note, made.hours.shift) == ("変えたのはここだけ", "next_day")
    first = datetime.date(2026, 11, 1)
    assert made.hours.week(first) == before.week(first)


def test_what_no_grid_can_say_is_edited_as_text(secretariat: Client) -> None:
    made = place(opening_hours="Jul-Aug 09:00-17:00")
    soup = form_of(secretariat, made)
    assert soup.select_one("[name=opening_hours-mode][value=text]").has_attr("checked")  # type: ignore[union-attr]
    save(secretariat, made, **{"opening_hours-text": "Jul-Aug 09:00-18:00"})
    assert made.opening_hours == "Jul-Aug 09:00-18:00"


def test_a_wrong_time_is_said_with_its_place_and_nothing_is_lost(secretariat: Client) -> None:
    made = place()
    answer = save(secretariat, made, **{"opening_hours-days-2-0-start": "17:00", "opening_hours-days-2-0-end": "9:00"})
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    assert "水曜 1つ目: 終わりが始まりより前です" in soup.get_text()
    assert soup.select_one("[name=opening_hours-days-2-0-start]")["value"] == "17:00"  # type: ignore[index]
    assert made.opening_hours == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"x-mode": "text", "x-text": "Mo-Fr 09:00-17:00; PH off"}, "月〜金曜 9:00〜17:00"),
        ({"x-mode": "text", "x-text": "月曜から"}, "書き方が分かりません"),
        ({"x-mode": "grid"}, "まだ何も入っていません"),
        ({"x-mode": "grid", "x-nth-count": "1", "x-nth-0-weekday": "5", "x-nth-0-weeks": ["2", "4"],
          "x-nth-0-times-0-start": "9:00", "x-nth-0-times-0-end": "12:00"}, "第2・第4土曜 9:00〜12:00"),
        ({"x-mode": "grid", "x-nth-count": "99999999", "x-days-0-0-start": "25:99"}, "時刻を「9:00」のように"),
    ],
)  # fmt: skip
def test_words_are_there_while_one_types(secretariat: Client, typed: dict[str, Any], said: str) -> None:
    answer = secretariat.get(reverse(WORDS), {"name": "x", **typed})
    assert said in answer.content.decode()


def test_only_the_admins_people_ask(client: Client) -> None:
    assert client.get(reverse(WORDS), {"name": "x"}).status_code == 302
