"""From what parents read to the directory: what is open now, and the programmes for their child."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import DirectoryPage, Place, SupportProgram
from home.models import AgeGuidePage, HomePage, SectionPage
from tests.site.factories import add, front, links, locale, read

pytestmark = pytest.mark.django_db
OPEN_NOW = "今、開いているところをさがす"


@pytest.fixture
def home() -> HomePage:
    return front(HomePage)


def program(name: str, **fields: object) -> SupportProgram:
    return SupportProgram.objects.create(name=name, locale=locale(), **fields)


def names(soup: BeautifulSoup, selector: str) -> list[str]:
    return [each.get_text(strip=True) for each in soup.select(f"{selector} .entry__name")]


def test_the_home_page_leads_to_what_is_open_now_on_the_map_before_a_list(client: Client, home: HomePage) -> None:
    Place.objects.create(name="公園", locale=locale(), opening_hours="24/7")
    add(home, DirectoryPage, "電話帳", slug="phonebook", layout="table")
    add(home, DirectoryPage, "公園だけ", slug="parks", layout="map", kinds=("park",))
    add(home, DirectoryPage, "病院", slug="hospitals", layout="emergency")
    assert links(read(client, "/"))[OPEN_NOW] == "/phonebook/?open=now#choices"
    add(home, DirectoryPage, "子育てマップ", slug="map", layout="map")
    assert links(read(client, "/"))[OPEN_NOW] == "/map/?open=now#choices"


def test_where_nobody_knows_hours_or_no_list_asks_for_them_nothing_leads_there(client: Client, home: HomePage) -> None:
    add(home, DirectoryPage, "子育てマップ", slug="map", layout="map")
    Place.objects.create(name="公園", locale=locale())
    assert OPEN_NOW not in links(read(client, "/"))
    Place.objects.create(name="児童館", locale=locale(), opening_hours="24/7")
    DirectoryPage.objects.update(filters=("kind",))
    assert OPEN_NOW not in links(read(client, "/"))


def test_where_one_comes_to_know_something_one_finds_the_programmes(client: Client, home: HomePage) -> None:
    add(home, SectionPage, "知る・相談", slug="topics", holds="home.TopicPage")
    add(home, SectionPage, "お知らせ", slug="news", holds="home.NewsPage")
    assert "使える制度をさがす" not in read(client, "/topics/").get_text()
    program("児童手当", age_min=0, age_max=216, themes=("money",))
    program("内部の制度", is_public=False, themes=("care",))
    found = links(read(client, "/topics/"), "[aria-labelledby=programs-heading]")
    assert found["0歳 1件"] == "/programs/?age=0"
    assert found["手当・助成（お金） 1件"] == "/programs/?theme=money"
    assert found["制度をすべて見る"] == "/programs/"
    assert not any("保育" in name for name in found)
    assert "使える制度をさがす" not in read(client, "/news/").get_text()


def test_the_page_of_an_age_shows_its_programmes_those_for_few_ages_first(client: Client, home: HomePage) -> None:
    ages = add(home, SectionPage, "年齢別情報", slug="ages")
    add(ages, AgeGuidePage, "0歳のこと", slug="age-0", age_min=0, age_max=11)
    for name, low, high in (("児童手当", 0, 216), ("3〜4か月児健診", 3, 4), ("産後ケア", 0, 11), ("学童", 72, 143)):
        program(name, age_min=low, age_max=high)
    program("だれでも")
    program("学校まで", age_max=71)
    soup = read(client, "/ages/age-0/")
    assert names(soup, "[aria-labelledby=programs-heading]") == ["3〜4か月児健診", "産後ケア", "学校まで", "児童手当"]
    assert links(soup)["この年齢の制度をすべて見る"] == "/programs/?age=0"


def test_more_programmes_ask_the_database_no_more(client: Client, home: HomePage) -> None:
    ages = add(home, SectionPage, "年齢別情報", slug="ages")
    add(ages, AgeGuidePage, "0歳のこと", slug="age-0", age_min=0, age_max=11)
    add(home, SectionPage, "知る・相談", slug="topics", holds="home.TopicPage")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, "/ages/age-0/")
            read(client, "/topics/")
        return len(captured)

    program("一", age_min=0, themes=("money",))
    read(client, "/topics/")
    few = queries()
    for number in range(12):
        program(f"制度{number}", age_min=number, age_max=20, themes=("care", "health"))
    assert queries() == few
