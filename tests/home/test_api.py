"""What the pages of home give another front end beside what all pages have."""

import datetime

import pytest
from django.utils import timezone

from directory.models import Place, PlacePhone
from home.models import AgeGuidePage, ColumnPage, Contributor, HomePage, NewsPage, SectionPage, TopicDesk, TopicPage
from tests.core.api.arrange import get, items
from tests.core.factories import ImageFactory, PortraitFactory
from tests.site.factories import add, front, locale, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return front(
        HomePage, "のびのび", footer_text="協議会が運営しています。", contact_name="事務局", contact_phone="00-0000-0000"
    )


def contributor(name: str = "見本花子", **fields) -> Contributor:
    return Contributor.objects.create(name=name, locale=locale(), **fields)


def test_the_front_page_says_who_is_behind_the_site(client, root):
    answer = get(client, f"pages/{root.pk}/")
    assert {name: answer[name] for name in ("footer_text", "contact_name", "contact_phone", "contact_email")} == {
        "footer_text": "協議会が運営しています。",
        "contact_name": "事務局",
        "contact_phone": "00-0000-0000",
        "contact_email": "",
    }


def test_a_column_says_who_wrote_it(client, root):
    writer = contributor(affiliation="大学", profile="研究者です。", portrait=ImageFactory.create(description="笑顔"))
    column = add(root, ColumnPage, "泣くこと", contributor=writer)
    given = get(client, f"pages/{column.pk}/")["contributor"]
    assert given["portrait"]["alt"] == "笑顔"
    assert [given[name] for name in ("id", "name", "affiliation", "profile")] == [writer.pk, "見本花子", "大学", "研究者です。"]


def test_a_portrait_needs_consent_like_every_picture(client, root):
    writer = contributor(portrait=PortraitFactory.create(consent_withdrawn_at=timezone.now()))
    column = add(root, ColumnPage, "泣くこと", contributor=writer)
    assert get(client, f"pages/{column.pk}/")["contributor"]["portrait"] is None


def test_in_english_the_contributor_is_named_in_english(client, root):
    writer = contributor()
    english_writer = writer.copy_for_translation(locale("en"))
    english_writer.name = "Hanako Mihon"
    english_writer.save()
    column = add(root, ColumnPage, "泣くこと", contributor=writer)
    translated(root, "Nobinobi")
    english = translated(column, "Crying")
    assert get(client, f"pages/{english.pk}/")["contributor"]["name"] == "Hanako Mihon"
    # Whichever of the two is asked for, it is one contributor.
    for pk in (writer.pk, english_writer.pk):
        assert items(client, f"pages/?type=home.ColumnPage&contributor={pk}&locale=en") == ["Crying"]


def test_columns_are_narrowed_by_their_contributor(client, root):
    add(root, ColumnPage, "一", contributor=contributor("一さん"))
    second = contributor("二さん")
    add(root, ColumnPage, "二", contributor=second)
    assert items(client, f"pages/?type=home.ColumnPage&contributor={second.pk}") == ["二"]


def test_news_are_listed_newest_first_until_they_expire(client, root):
    now = timezone.now()
    for days, title in ((3, "古い"), (1, "新しい")):
        add(root, NewsPage, title, first_published_at=now - datetime.timedelta(days=days))
    add(root, NewsPage, "終わった", expire_at=now - datetime.timedelta(minutes=1))
    running = add(root, NewsPage, "今日まで", expire_at=now + datetime.timedelta(hours=1), first_published_at=now)
    assert items(client, "pages/?type=home.NewsPage&order=-first_published_at") == ["今日まで", "新しい", "古い"]
    assert get(client, f"pages/{running.pk}/")["meta"]["expire_at"].startswith(
        timezone.localtime(running.expire_at).isoformat()[:16]
    )


def test_a_guide_is_found_by_the_childs_age(client, root):
    section = add(root, SectionPage, "年齢別", slug="ages")
    add(section, AgeGuidePage, "0歳", age_min=0, age_max=11)
    add(section, AgeGuidePage, "1歳", age_min=12, age_max=23)
    assert items(client, "pages/?type=home.AgeGuidePage&age=14") == ["1歳"]
    assert items(client, "pages/?section=ages&stage=0") == ["0歳"]


def test_a_topic_says_whom_to_ask(client, root):
    desk = Place.objects.create(name="窓口", kind="desk", locale=locale())
    PlacePhone.objects.create(place=desk, number="00-0000-0000", purpose="相談", locale=locale())
    hidden = Place.objects.create(name="秘密", locale=locale(), live=False)
    topic = add(root, TopicPage, "一時預かり")
    for place in (desk, hidden):
        TopicDesk.objects.create(page=topic, place=place, locale=locale())
    assert get(client, f"pages/{topic.pk}/")["desks"] == [
        {
            "id": desk.pk,
            "name": "窓口",
            "kind": "desk",
            "address": "",
            "phones": [{"number": "00-0000-0000", "purpose": "相談"}],
        }
    ]


def test_lists_of_columns_and_topics_cost_the_same_queries_however_long(client, root, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(8):
        portrait = ImageFactory.create()
        add(root, ColumnPage, f"コラム{number}", contributor=contributor(f"執筆者{number}", portrait=portrait))
        topic = add(root, TopicPage, f"相談{number}")
        desk = Place.objects.create(name=f"窓口{number}", locale=locale())
        PlacePhone.objects.create(place=desk, number="00", locale=locale())
        TopicDesk.objects.create(page=topic, place=desk, locale=locale())
    for kind in ("ColumnPage", "TopicPage"):
        costs = []
        for limit in (2, 8):
            with CaptureQueriesContext(connection) as captured:
                assert len(get(client, f"pages/?type=home.{kind}&fields=*&limit={limit}")["items"]) == limit
            costs.append(len(captured))
        assert costs[0] == costs[1], (kind, costs)
