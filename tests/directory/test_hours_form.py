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

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("set_up_once")]
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
    data = dict(querydict_from_html(html, form_index=index).lists())
    for name, value in changed.items():
        data[name] = value
    answer = client.post(edit_url(place), data)
    # What was written is a draft: the place as it will be.
    place.__dict__.update(Place.objects.get(pk=place.pk).get_latest_revision_as_object().__dict__)
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
            "opening_hours-new_year": "closed",
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


IMPORTED = (
    'Mo-Fr 08:30-16:30, Mo-Fr 16:30-18:30 open "延長保育"; Dec 29-Jan 3 Mo-Fr 08:30-16:30 unknown, '
    'Dec 29-Jan 3 Mo-Fr 16:30-18:30 unknown "延長保育"; PH 08:30-16:30 unknown; Sa-Su off'
)
NO_GRID = "Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-16:00"


def chosen(soup: BeautifulSoup, name: str) -> str:
    return str(soup.select_one(f"[name=opening_hours-{name}] option[selected]")["value"])  # type: ignore[index]


def test_what_an_import_left_open_stands_in_the_grid_and_is_answered_there(secretariat: Client) -> None:
    made = place(opening_hours=IMPORTED)
    soup = form_of(secretariat, made)
    assert soup.select_one("[name=opening_hours-mode][value=grid]").has_attr("checked")  # type: ignore[union-attr]
    assert (chosen(soup, "holidays"), chosen(soup, "new_year")) == ("unknown", "unknown")
    assert soup.select_one("[name=opening_hours-new_year-start]")["value"] == "12月29日"  # type: ignore[index]
    assert soup.select_one("[name=opening_hours-more-0-remark]")["value"] == "延長保育"  # type: ignore[index]
    save(secretariat, made, note="ほかを直した")
    assert made.opening_hours == IMPORTED
    save(secretariat, made, **{"opening_hours-holidays": "closed", "opening_hours-new_year": "closed"})
    assert made.opening_hours == (
        'Mo-Fr 08:30-16:30, Mo-Fr 16:30-18:30 open "延長保育"; Sa-Su off; PH off; Dec 29-Jan 3 off "年末年始"'
    )


def test_new_year_may_be_unknown_but_for_its_first_day(secretariat: Client) -> None:
    made = place()
    answers = {"opening_hours-new_year": "unknown", "opening_hours-new_year-first": "1", "opening_hours-new_year-end": "1/4"}
    save(secretariat, made, **{"opening_hours-days-0-0-start": "9", "opening_hours-days-0-0-end": "12"}, **answers)
    assert made.opening_hours == 'Mo 09:00-12:00; Dec 29-Jan 4 Mo 09:00-12:00 unknown "年末年始"; Jan 1 off "年末年始"'
    soup = form_of(secretariat, made)
    assert chosen(soup, "new_year") == "unknown"
    assert soup.select_one("[name=opening_hours-new_year-first]").has_attr("checked")  # type: ignore[union-attr]


def test_choosing_the_grid_empties_nothing_that_it_cannot_show(secretariat: Client) -> None:
    made = place(opening_hours=NO_GRID)
    save(secretariat, made, **{"opening_hours-mode": "grid"})
    assert made.opening_hours == NO_GRID
    asked = {"name": "x", "x-mode": "grid", "x-text": NO_GRID}
    told = secretariat.get(reverse(WORDS), asked).content.decode()
    assert "今の内容がそのまま残ります" in told
    assert "月〜金曜 9:00〜17:00" in told
    filled = {"opening_hours-days-0-0-start": "9:00", "opening_hours-days-0-0-end": "12:00"}
    save(secretariat, made, **{"opening_hours-mode": "grid"}, **filled)
    assert made.opening_hours == "Mo 09:00-12:00"


def test_a_text_that_was_typed_stays_when_the_grid_is_chosen_after_it(secretariat: Client) -> None:
    made = place()
    save(secretariat, made, **{"opening_hours-mode": "grid", "opening_hours-text": "Tu 10:00-12:00"})
    assert made.opening_hours == "Tu 10:00-12:00"


def test_hours_are_taken_away_by_emptying_the_grid_that_showed_them_or_the_text(secretariat: Client) -> None:
    made = place(opening_hours="Mo 09:00-12:00")
    save(secretariat, made, **{"opening_hours-days-0-0-start": "", "opening_hours-days-0-0-end": ""})
    assert made.opening_hours == ""
    other = place(opening_hours=NO_GRID)
    save(secretariat, other, **{"opening_hours-text": ""})
    assert other.opening_hours == ""


def test_an_empty_grid_looks_empty(secretariat: Client) -> None:
    fields = form_of(secretariat, place()).select("[data-hours-part=grid] input[type=text]")
    dates = {"opening_hours-new_year-start", "opening_hours-new_year-end"}
    assert fields
    assert not [field for field in fields if field.get("placeholder") or (field.get("value") and field["name"] not in dates)]


def test_a_closure_is_written_as_people_write_it_and_read_so_again(secretariat: Client) -> None:
    made = place(opening_hours="Mo 09:00-12:00")
    closure = {"opening_hours-closures-0-start": "８月１３日", "opening_hours-closures-0-end": "8/16"}
    save(secretariat, made, **closure, **{"opening_hours-closures-0-remark": "お盆"})
    assert made.opening_hours == 'Mo 09:00-12:00; Aug 13-Aug 16 off "お盆"'
    assert form_of(secretariat, made).select_one("[name=opening_hours-closures-0-start]")["value"] == "8月13日"  # type: ignore[index]
    wrong = save(secretariat, made, **{"opening_hours-closures-0-start": "お盆のころ"}).content.decode()
    assert "そのほかの休み 1つ目: 日付を「8月13日」か「2026年8月13日」のように入れてください。" in wrong


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


def test_each_fault_is_said_once(secretariat: Client) -> None:
    wrong = {"opening_hours-days-0-0-start": "朝", "opening_hours-days-0-0-end": "夕方", "opening_hours-days-1-0-start": "昼"}
    said = save(secretariat, place(), **wrong).content.decode()
    assert said.count("月曜 1つ目: 時刻を「9:00」のように入れてください。") == 1
    assert said.count("火曜 1つ目: 時刻を「9:00」のように入れてください。") == 1


def test_half_past_and_full_width_are_taken(secretariat: Client) -> None:
    made = place()
    save(secretariat, made, **{"opening_hours-days-0-0-start": "９", "opening_hours-days-0-0-end": "17時半"})
    assert made.opening_hours == "Mo 09:00-17:30"
