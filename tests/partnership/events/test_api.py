"""`/api/v2/events`: what happens when, for another front end."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnership.models import EventPage, Occurrence
from tests.core.api.arrange import get
from tests.partnership.events.arrange import Day, calendar_page, date, event, organisation, place, weekly
from tests.site.factories import hide, translated

pytestmark = pytest.mark.django_db
YEAR = "events?from=2031-01-01&to=2031-12-31"


@pytest.fixture
def calendar():
    return calendar_page()


def titles(client, address: str) -> list[str]:
    return [each["event"]["title"] for each in get(client, address)["items"]]


def test_every_time_of_an_event_is_listed_in_order_with_all_that_one_has_to_know(client, calendar):
    hall = place(address="東京都小金井市見本町1-1")
    course = event(
        calendar,
        "ふれあい講座",
        weekly(Day(2031, 1, 7), Day(2031, 1, 21)),
        kind="course",
        place=hall,
        place_text="2階",
        price=0,
        capacity=10,
        age_min=0,
        age_max=11,
        exceptions=[{"day": Day(2031, 1, 14), "status": "cancelled", "note": "大雪のため"}],
    )
    event(calendar, "講演会", Day(2031, 1, 10), kind="lecture")
    answer = get(client, YEAR)
    assert [(each["event"]["title"], each["starts_at"], each["status"]) for each in answer["items"]] == [
        ("ふれあい講座", "2031-01-07T10:00:00+09:00", "scheduled"),
        ("講演会", "2031-01-10T10:00:00+09:00", "scheduled"),
        ("ふれあい講座", "2031-01-14T10:00:00+09:00", "cancelled"),
        ("ふれあい講座", "2031-01-21T10:00:00+09:00", "scheduled"),
    ]
    assert answer["meta"] == {"total_count": 4, "next_cursor": ""}
    first, cancelled = answer["items"][0], answer["items"][2]
    assert (first["ends_at"], first["when"], first["all_day"]) == (
        "2031-01-07T12:00:00+09:00",
        "2031年1月7日（火） 10:00–12:00",
        False,
    )
    assert cancelled["note"] == "大雪のため"
    about = first["event"]
    assert (about["place"]["id"], about["place"]["name"], about["room"]) == (hall.pk, "見本ひろば", "2階")
    assert (about["kind"], about["kind_label"], about["price"], about["capacity"]) == ("course", "講座", 0, 10)
    assert about["ages"]["label"] == "0歳"
    assert about["calendar_url"].endswith(f"/events/{course.pk}.ics")


def test_without_dates_the_list_begins_today(client, calendar):
    today = timezone.localdate()
    event(calendar, "きのう", today - datetime.timedelta(days=1))
    event(calendar, "きょう", today)
    event(calendar, "まだ続く", date(today - datetime.timedelta(days=3), last_day=today + datetime.timedelta(days=1)))
    assert titles(client, "events") == ["まだ続く", "きょう"]
    assert titles(client, f"events?to={today - datetime.timedelta(days=1)}") == ["まだ続く", "きのう"]


def test_events_are_narrowed_by_kind_age_organisation_and_place(client, calendar):
    near, far = place(), place("遠いひろば", latitude=35.80)
    group = organisation()
    event(calendar, "赤ちゃん講座", Day(2031, 2, 1), kind="course", age_min=0, age_max=11, place=near)
    event(calendar, "小学生の遊び", Day(2031, 2, 2), kind="play", age_min=72, place=far, organisers=[{"organisation": group}])
    event(calendar, "みんなの講演会", Day(2031, 2, 3), kind="lecture", place_text="どこか")
    event(
        calendar, "画面の講座", Day(2031, 2, 4), kind="course", place=near, attendance="online", online_url="https://example.jp/"
    )
    assert titles(client, f"{YEAR}&kind=course&kind=lecture") == ["赤ちゃん講座", "みんなの講演会", "画面の講座"]
    assert titles(client, f"{YEAR}&age=6") == ["赤ちゃん講座", "みんなの講演会", "画面の講座"]
    assert titles(client, f"{YEAR}&stage=elementary") == ["小学生の遊び", "みんなの講演会", "画面の講座"]
    assert titles(client, f"{YEAR}&organisation={group.pk}") == ["小学生の遊び"]
    assert titles(client, f"{YEAR}&near=35.701,139.5") == ["赤ちゃん講座"]
    assert titles(client, f"{YEAR}&bbox=139.4,35.75,139.6,35.85") == ["小学生の遊び"]
    assert 100 < get(client, f"{YEAR}&near=35.701,139.5")["items"][0]["distance"] < 120


def test_events_have_tags_by_which_they_are_found(client, calendar):
    page, other = event(calendar, "講演会", Day(2031, 2, 1)), event(calendar, "遊びの会", Day(2031, 2, 2))
    page.tags.add("防災", "父親")
    other.tags.add("防災")
    page.save()
    other.save()
    items = get(client, YEAR)["items"]
    assert [sorted(each["event"]["tags"]) for each in items] == [sorted(["父親", "防災"]), ["防災"]]
    assert titles(client, f"{YEAR}&tag=防災") == ["講演会", "遊びの会"]
    assert titles(client, f"{YEAR}&tag=防災&tag=父親") == ["講演会"]
    assert titles(client, f"{YEAR}&tag=ない") == []
    assert sorted(get(client, f"events/{page.pk}")["tags"]) == sorted(["父親", "防災"])


def test_for_a_map_an_event_is_one_point_with_its_first_time(client, calendar):
    hall = place(address="東京都小金井市見本町1-1")
    weeks = event(calendar, "毎週の会", weekly(Day(2031, 1, 7), Day(2031, 1, 21)), place=hall, place_text="2階", kind="play")
    event(calendar, "位置のない会", Day(2031, 1, 8), place=place("どこか", None, None))
    event(calendar, "文だけの会", Day(2031, 1, 8), place_text="公民館")
    event(calendar, "画面の会", Day(2031, 1, 8), place=hall, attendance="online", online_url="https://example.jp/")
    event(calendar, "隠れた所の会", Day(2031, 1, 8), place=place("隠れたひろば", live=False))
    answer = client.get("/api/v2/events.geojson?from=2031-01-10&to=2031-12-31")
    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = answer.json()["features"]
    assert (feature["id"], feature["geometry"]) == (weeks.pk, {"type": "Point", "coordinates": [139.5, 35.7]})
    told = feature["properties"]
    assert (told["name"], told["place"], told["room"], told["kind"]) == ("毎週の会", "見本ひろば", "2階", "play")
    assert (told["starts_at"], told["times"]) == ("2031-01-14T10:00:00+09:00", 2)
    assert client.get("/api/v2/events.geojson?from=2031-01-01&to=2031-12-31").json()["unplaced"] == 4
    assert client.get("/api/v2/events.geojson?limit=3").status_code == 400


def test_a_map_of_events_costs_the_same_queries_however_many(client, calendar):
    costs = []
    for number in range(8):
        event(calendar, f"催し{number}", Day(2031, 3, number + 1), place=place(f"ひろば{number}"))
        if number in (1, 7):
            with CaptureQueriesContext(connection) as captured:
                assert len(client.get("/api/v2/events.geojson?from=2031-01-01").json()["features"]) == number + 1
            costs.append(len(captured))
    assert costs[0] == costs[1] <= 12, costs


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=party", "kind must be one of"),
        ("from=yesterday", "from must be a date"),
        ("from=2031-02-01&to=2031-01-01", "to must not be before from"),
        ("near=here", "near must be"),
        ("radius=100", "radius needs near"),
        ("cursor=nonsense", "cursor is none"),
        ("cursor=WyJ0aGVuIiwxXQ", "cursor belongs to a list with other filters"),
        ("colour=red", "unknown parameter: colour"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(client, calendar, query, message):
    response = client.get(f"/api/v2/events?{query}")
    assert response.status_code == 400
    assert message in response.json()["message"]


def test_a_cursor_goes_on_where_the_page_before_ended(client, calendar):
    event(calendar, "毎週の会", weekly(Day(2031, 1, 7), Day(2031, 2, 25)))
    event(calendar, "同じ時の会", weekly(Day(2031, 1, 7), Day(2031, 2, 25)))
    seen, cursor = [], ""
    while True:
        answer = get(client, f"{YEAR}&limit=3&cursor={cursor}")
        seen += [each["id"] for each in answer["items"]]
        cursor = answer["meta"]["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 16


def test_a_list_costs_the_same_queries_however_long(client, calendar):
    for number in range(8):
        event(calendar, f"催し{number}", Day(2031, 3, number + 1), place=place(f"ひろば{number}"))
    costs = []
    for limit in (2, 8):
        with CaptureQueriesContext(connection) as captured:
            assert len(get(client, f"{YEAR}&limit={limit}")["items"]) == limit
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12, costs


def test_one_event_comes_with_all_its_times_and_who_invites(client, calendar):
    group, secret = organisation(), organisation("秘密の会", is_public=False)
    page = event(
        calendar,
        "毎週の会",
        weekly(Day(2031, 1, 7), Day(2031, 1, 14)),
        organisers=[{"organisation": group}, {"organisation": secret}, {"name": "有志"}],
    )
    answer = get(client, f"events/{page.pk}")
    assert [each["starts_at"][:10] for each in answer["occurrences"]] == ["2031-01-07", "2031-01-14"]
    assert ([each["name"] for each in answer["organisers"]], answer["organiser_names"]) == (["見本の会"], ["有志"])
    assert "秘密の会" not in str(answer)


def test_the_pages_endpoint_knows_an_event_too(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7), place=place())
    answer = get(client, f"pages/{page.pk}/")
    assert answer["occurrences"][0]["starts_at"] == "2031-01-07T10:00:00+09:00"
    assert answer["place"]["name"] == "見本ひろば"


def test_what_is_not_public_is_nowhere(client, calendar):
    draft = event(calendar, "下書き", Day(2031, 1, 7), live=False)
    private = event(calendar, "内輪", Day(2031, 1, 7))
    hide(private)
    expired = event(calendar, "期限切れ", Day(2031, 1, 7), expire_at=timezone.now() - datetime.timedelta(hours=1))
    hidden = place("隠れたひろば", live=False)
    shown = event(calendar, "公開", Day(2031, 1, 7), place=hidden)
    assert titles(client, YEAR) == ["公開"]
    assert "隠れたひろば" not in str(get(client, YEAR))
    assert titles(client, f"{YEAR}&near=35.70,139.50") == []
    for page in (draft, private, expired):
        assert client.get(f"/api/v2/events/{page.pk}").status_code == 404
        assert client.get(f"/events/{page.pk}.ics").status_code == 404
    assert get(client, f"events/{shown.pk}")["place"] is None
    feed = client.get("/events.ics").content.decode()
    assert "公開" in feed
    assert not any(word in feed for word in ("下書き", "内輪", "期限切れ", "隠れたひろば"))


def test_a_draft_of_a_public_event_changes_nothing_until_it_is_published(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7))
    page = EventPage.objects.get(pk=page.pk)
    line = page.dates.get()
    line.first_day = Day(2031, 5, 1)
    page.dates.set([line])
    revision = page.save_revision()
    assert [each["starts_at"][:10] for each in get(client, YEAR)["items"]] == ["2031-01-07"]
    kept = Occurrence.objects.get().pk
    revision.publish()
    assert [each["starts_at"][:10] for each in get(client, YEAR)["items"]] == ["2031-05-01"]
    revision.publish()
    assert Occurrence.objects.get().pk != kept
    same = Occurrence.objects.get().pk
    EventPage.objects.get(pk=page.pk).save()
    assert Occurrence.objects.get().pk == same


def test_events_are_listed_in_the_language_asked_for(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7), place=place())
    translated(calendar.get_parent().specific, "Nobinobi")
    translated(calendar, "Events")
    english = translated(page, "A lecture")
    english.save_revision().publish()
    assert titles(client, f"{YEAR}&locale=en") == ["A lecture"]
    assert get(client, f"{YEAR}&locale=en")["items"][0]["when"] == "Tue, 7 January 2031 10:00–12:00"
