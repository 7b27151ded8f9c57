"""A topic says whom to ask."""

import pytest
from django.test import Client

from directory.models import Place
from directory.models.place import PlacePhone
from home.models import HomePage, SectionPage, TopicDesk, TopicPage
from tests.site.factories import add, front, links, locale, read, translated, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics() -> SectionPage:
    return add(front(HomePage), SectionPage, "知る・相談", slug="topics")


def desk(name: str, number: str = "00-0000-0001", **fields: object) -> Place:
    made = Place(name=name, locale=locale(), kind=Place.Kind.DESK, **fields)
    made.phones.set([PlacePhone(number=number, purpose="予約", locale=locale())])
    made.save()
    return made


def topic(section: SectionPage, *places: Place) -> TopicPage:
    page = add(section, TopicPage, "離乳食", slug="weaning")
    page.desks.set([TopicDesk(place=place, locale=page.locale, sort_order=order) for order, place in enumerate(places)])
    page.save()
    return page


def test_a_topic_names_whom_to_ask_in_the_editors_order_with_numbers_to_call(client: Client, topics: SectionPage) -> None:
    topic(topics, desk("母子保健係", "00-0000-0009"), desk("子育てひろば"), desk("内部の窓口", live=False))
    soup = read(client, "/topics/weaning/")
    assert [name.get_text(strip=True) for name in soup.select(".entry__name")] == ["母子保健係", "子育てひろば"]
    assert links(soup, ".phones")["00-0000-0009"].startswith("tel:")


def test_a_topic_without_desks_says_nothing_of_them(client: Client, topics: SectionPage) -> None:
    topic(topics)
    assert "相談できるところ" not in words(read(client, "/topics/weaning/"))


def test_a_translated_topic_keeps_the_one_desk_and_shows_its_translation(client: Client, topics: SectionPage) -> None:
    place = desk("母子保健係")
    page = topic(topics, place)
    for each, title in ((topics.get_parent().specific, "Nobinobi"), (topics, "Topics"), (page, "Weaning")):
        copy = translated(each, title)
    assert [each.place for each in copy.desks.all()] == [place]
    english = place.copy_for_translation(locale("en"))
    english.name = "Mother and child health"
    english.save()
    soup = read(client, "/en/topics/weaning/")
    assert [name.get_text(strip=True) for name in soup.select(".entry__name")] == ["Mother and child health"]


def test_the_api_names_the_desks_in_the_pages_language(client: Client, topics: SectionPage) -> None:
    place = desk("母子保健係")
    page = topic(topics, place, desk("内部の窓口", live=False))
    for each, title in ((topics.get_parent().specific, "Nobinobi"), (topics, "Topics"), (page, "Weaning")):
        copy = translated(each, title)
    english = place.copy_for_translation(locale("en"))
    english.name = "Mother and child health"
    english.save()
    answers = [client.get(f"/api/v2/pages/{each.pk}/").json()["desks"] for each in (page, copy)]
    assert [[found["name"] for found in answer] for answer in answers] == [["母子保健係"], ["Mother and child health"]]
    assert answers[0][0]["phones"] == [{"number": "00-0000-0001", "purpose": "予約"}]
