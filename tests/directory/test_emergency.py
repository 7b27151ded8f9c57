"""The emergency page, as a parent sees it."""

import base64
import datetime
import hashlib
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.distances import rough_position
from cms.core.geography import Point
from directory.duty.emergency import Emergency
from directory.models import DirectoryPage, DutySlot, Place
from directory.models.place import PlacePhone
from tests.directory.test_duty import duty, hospital, moment
from tests.site.eyes import open_page
from tests.site.factories import add, attribute, front, links, locale, one, read, translated, words

pytestmark = pytest.mark.django_db
SUNDAY_AT_TEN = "2026-12-06 10:00"


@pytest.fixture
def page() -> DirectoryPage:
    kinds = (Place.Kind.HOSPITAL, Place.Kind.CLINIC)
    return add(front(), DirectoryPage, "救急指定病院", slug="hospitals", layout="emergency", kinds=kinds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock to a moment in Japan."""

    def set_to(text: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment(text).astimezone(datetime.UTC))

    set_to(SUNDAY_AT_TEN)
    return set_to


def section(soup: BeautifulSoup, heading: str) -> str:
    """The text of the section under a heading; empty where there is none."""
    found = soup.find("h2", string=re.compile(f"{heading}$"))
    return " ".join(found.parent.get_text(" ").split()) if found and found.parent else ""


def names(soup: BeautifulSoup, heading: str) -> list[str]:
    found = soup.find("h2", string=re.compile(f"{heading}$"))
    return [each.get_text() for each in found.parent.select(".emergency__name")] if found and found.parent else []


def test_it_begins_with_the_two_numbers_to_call_and_says_of_when_it_is(client: Client, page: DirectoryPage, clock: Any) -> None:
    soup = read(client, "/hospitals/")
    assert [str(a["href"]) for a in soup.select("main a")][:2] == ["tel:%238000", "tel:119"]
    assert words(soup, ".emergency__moment") == "12月6日（日） 10:00 時点の情報"
    assert "夜間・休日" in words(soup, ".emergency__calls")


def test_it_says_when_8000_answers_as_the_directory_knows_it(client: Client, page: DirectoryPage, clock: Any) -> None:
    line = Place(name="小児救急電話相談", locale=locale(), kind=Place.Kind.DESK, hours_note="平日18:00–翌8:00、休日は24時間")
    line.phones.set([PlacePhone(number="#8000", locale=locale())])
    line.save()
    assert "平日18:00–翌8:00" in words(read(client, "/hospitals/"), ".emergency__calls")


def test_who_is_on_duty_is_told_with_all_that_one_needs_to_go(client: Client, page: DirectoryPage, clock: Any) -> None:
    place = hospital("桜病院", address="東京都小金井市本町1-1")
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科", "内科", remark="来る前に電話")
    duty(hospital("梅病院"), "2026-12-06 17:00", "2026-12-06 22:00", kind="evening")
    soup = read(client, "/hospitals/")
    said = section(soup, "時点の当番")
    for told in (
        "桜病院",
        "12月6日（日）9:00–17:00",
        "小児科",
        "内科",
        "来る前に電話",
        "042-387-9999",
        "東京都小金井市本町1-1",
        "行き方",
    ):
        assert told in said
    assert links(soup)["042-387-9999"] == "tel:+81-42-387-9999"
    assert names(soup, "次の当番") == ["梅病院"]
    assert "12月6日（日）17:00–22:00" in section(soup, "次の当番")


def test_a_night_ends_tomorrow(client: Client, page: DirectoryPage, clock: Any) -> None:
    duty(hospital(), "2026-12-31 22:00", "2027-01-01 08:00", kind="night")
    clock("2026-12-31 23:30")
    assert "12月31日（木）22:00–翌8:00" in section(read(client, "/hospitals/"), "時点の当番")
    clock("2027-01-01 01:00")
    soup = read(client, "/hospitals/")
    assert "12月31日（木）22:00–翌8:00" in section(soup, "時点の当番")
    assert words(soup, ".is-today th") == "1月1日（金） 元日"
    assert "前日から8:00まで" in words(soup, ".is-today")
    assert "22:00" not in words(soup, ".is-today")


def test_a_saved_copy_says_nothing_that_is_true_of_one_day_alone(client: Client, page: DirectoryPage, clock: Any) -> None:
    place = hospital("桜病院", opening_hours="24/7")
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    duty(place, "2026-12-06 17:00", "2026-12-06 22:00", kind="evening")
    duty(place, "2026-12-07 17:00", "2026-12-07 22:00", kind="evening")
    hospital("夜の病院", opening_hours="Su 09:00-26:00")
    soup = read(client, "/hospitals/")
    said = words(soup, ".emergency")
    assert not any(word in said for word in ("今日", "明日", "今、"))
    assert "保存した画面" in words(soup, ".emergency__copy")
    assert "12月7日（月） 2:00まで" in section(soup, "時点で開いている病院・診療所")


def test_the_telephones_of_a_place_that_stands_above_are_not_told_again(client: Client, page: DirectoryPage, clock: Any) -> None:
    duty(hospital("梅病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    place = hospital("桜病院")
    for day in (7, 8, 9):
        duty(place, f"2026-12-0{day} 17:00", f"2026-12-0{day} 22:00", kind="evening")
    said = section(read(client, "/hospitals/"), "次の当番")
    assert said.count("042-387-9999") == 1
    assert said.count("電話と住所は上に") == 2


def test_where_nobody_is_on_duty_it_says_what_to_do_instead(client: Client, page: DirectoryPage, clock: Any) -> None:
    said = section(read(client, "/hospitals/"), "時点の当番")
    assert "#8000" in said
    assert "119" in said


def test_who_is_open_by_their_own_hours_follows_doctors_for_children_first(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    for name, departments in (("あお眼科", ("眼科",)), ("わた小児科", ("小児科",))):
        hospital(name, kind=Place.Kind.CLINIC, opening_hours="Su 09:00-12:00", departments=departments)
    hospital("休みの病院", opening_hours="Mo 09:00-12:00")
    on_duty = hospital("当番の病院", opening_hours="24/7")
    duty(on_duty, "2026-12-06 09:00", "2026-12-06 17:00")
    hospital("公園", kind=Place.Kind.PARK, opening_hours="24/7")
    soup = read(client, "/hospitals/")
    assert names(soup, "時点で開いている病院・診療所") == ["わた小児科", "あお眼科"]
    assert "12:00まで" in section(soup, "時点で開いている病院・診療所")
    assert {each.get_text() for each in soup.select(".entry__name")} == {"あお眼科", "わた小児科", "休みの病院", "当番の病院"}


def test_who_is_open_and_on_duty_at_once_afterwards_is_open_until_the_end_of_both(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    place = hospital("桜病院", opening_hours="Mo-Su 09:00-12:00")
    duty(place, "2026-12-06 12:00", "2026-12-06 17:00")
    assert "17:00まで" in section(read(client, "/hospitals/"), "時点で開いている病院・診療所")
    clock("2026-12-06 18:00")
    assert words(read(client, "/hospitals/"), ".open-now") == "閉まっています 明日 9:00から"


def test_the_week_is_in_the_page_with_its_holidays_and_the_days_without_duty(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    clock("2026-12-29 10:00")
    place = hospital("桜病院")
    duty(place, "2026-12-29 09:00", "2026-12-29 17:00")
    duty(place, "2027-01-01 09:00", "2027-01-01 17:00", "小児科")
    duty(place, "2027-01-05 09:00", "2027-01-05 17:00")
    rows = [" ".join(row.get_text(" ").split()) for row in read(client, "/hospitals/").select(".emergency__week tbody")]
    assert len(rows) == 7
    assert rows[0].startswith("12月29日（火） 年末年始 9:00–17:00 休日当番 桜病院")
    assert "042-387-9999" in rows[0]
    assert rows[1] == "12月30日（水） 年末年始 登録されていません"
    assert rows[3].startswith("1月1日（金） 元日 9:00–17:00 休日当番 桜病院 小児科")
    assert not any("1月5日" in row for row in rows)


def test_it_needs_no_picture_no_script_and_no_other_file(client: Client, page: DirectoryPage, clock: Any) -> None:
    duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    response = client.get("/hospitals/")
    soup = BeautifulSoup(response.content, "html.parser")
    style = one(soup, "style").get_text()
    assert ".emergency__calls" in style
    assert "url(" not in style
    assert "@import" not in style
    assert not soup.select("main :is(img, script, iframe)")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_distances_are_told_by_the_address_alone_and_the_nearest_stands_first(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    far = hospital("遠い病院", latitude=35.71, longitude=139.5)
    near = hospital("近い病院", latitude=35.703, longitude=139.5)
    for place in (far, near, hospital("場所の分からない病院")):
        duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    soup = read(client, "/hospitals/?lat=35.7&lon=139.5")
    assert names(soup, "時点の当番") == ["近い病院", "遠い病院", "場所の分からない病院"]
    assert "約300 m" in section(soup, "時点の当番")
    assert "約1.1 km" in section(soup, "時点の当番")
    assert links(soup)["距離を出さない"] == "/hospitals/"


def test_a_doctor_for_children_comes_before_a_nearer_one(client: Client, page: DirectoryPage, clock: Any) -> None:
    duty(hospital("近い病院", latitude=35.7, longitude=139.5), "2026-12-06 09:00", "2026-12-06 17:00", "内科")
    duty(hospital("小児の病院", latitude=35.8, longitude=139.5), "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    assert names(read(client, "/hospitals/?lat=35.7&lon=139.5"), "時点の当番") == ["小児の病院", "近い病院"]


@pytest.mark.parametrize("asked", ["lat=x&lon=y", "lat=nan&lon=nan", "lat=91&lon=0", "lat=35.7", "lat=inf&lon=1", "lat=%00&lon="])
def test_what_is_no_position_is_none(client: Client, page: DirectoryPage, clock: Any, asked: str) -> None:
    duty(hospital(latitude=35.7, longitude=139.5), "2026-12-06 09:00", "2026-12-06 17:00")
    soup = read(client, f"/hospitals/?{asked}")
    assert " m" not in section(soup, "時点の当番")
    assert soup.select("form[data-near][hidden]")


def test_where_somebody_is_is_known_no_more_exactly_than_need_be() -> None:
    assert rough_position("35.7012345", "139.5098765") == Point(35.701, 139.51)


def test_a_place_that_is_not_public_is_nowhere(client: Client, page: DirectoryPage, clock: Any) -> None:
    duty(hospital("隠れた病院", live=False), "2026-12-06 09:00", "2026-12-06 17:00")
    assert "隠れた病院" not in read(client, "/hospitals/").get_text()


def test_in_english_it_is_english_and_a_name_without_translation_is_marked(
    client: Client, page: DirectoryPage, clock: Any
) -> None:
    translated(DirectoryPage.objects.get(slug="front"), "Nobinobi")
    translated(page, "Emergency hospitals", slug="hospitals")
    place = hospital("桜病院")
    english = place.copy_for_translation(locale("en"))
    english.name = "Sakura Hospital"
    english.save()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(hospital("梅病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    soup = read(client, "/en/hospitals/")
    assert [each.get_text() for each in soup.select("[aria-labelledby=duty-now] .emergency__name")] == [
        "Sakura Hospital",
        "梅病院",
    ]
    assert "Paediatrics" in words(soup, "[aria-labelledby=duty-now]")
    assert attribute(soup, "[aria-labelledby=duty-now] ul:last-of-type li:last-child .emergency__name a", "lang") == "ja"


def test_more_hospitals_ask_the_database_no_more(client: Client, page: DirectoryPage, clock: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            read(client, "/hospitals/?lat=35.7&lon=139.5")
        return len(context)

    def more(number: int) -> None:
        place = hospital(f"{number}病院", opening_hours="Su 08:00-12:00", latitude=35.7, longitude=139.5)
        duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
        duty(place, "2026-12-07 09:00", "2026-12-07 17:00")
        hospital(f"{number}医院", opening_hours="Su 08:00-12:00")

    for number in range(5):  # so many that the list can be narrowed
        more(number)
    few = asked()
    for number in range(5, 9):
        more(number)
    assert asked() == few


def test_a_moment_may_be_given_and_the_page_does_not_move_it(page: DirectoryPage) -> None:
    slot: DutySlot = duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    at_ten = Emergency(page, {}, moment(SUNDAY_AT_TEN))
    assert [near.thing for near in at_ten.on_duty] == [slot]
    assert at_ten.said_at == "12月6日（日） 10:00"


@pytest.mark.browser
def test_who_follows_is_in_sight_however_many_are_on_duty(browser: Any, client: Client, page: DirectoryPage) -> None:
    now = timezone.now()
    for number in range(6):
        hours = -1 if number < 4 else 5
        starts = now + datetime.timedelta(hours=hours)
        made = hospital(f"{'今' if number < 4 else '次'}の病院{number}", address="東京都小金井市本町1-1")
        DutySlot.objects.create(place=made, starts_at=starts, ends_at=starts + datetime.timedelta(hours=6))
    tab = open_page(browser, client, str(page.url), viewport={"width": 360, "height": 740})
    box = tab.locator(".emergency__then").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 740
    assert "次の病院4" in tab.locator(".emergency__then").inner_text()
    tab.context.close()
