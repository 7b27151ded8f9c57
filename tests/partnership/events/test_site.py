"""What a parent sees of the events."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.dates import day_in_words
from partnership.events.queries import events_of
from partnership.home_panels import events as panel
from partnership.models import CitizenReportPage, EventPage, MeetingPage, NetworkPage, OutcomeReportPage
from search.models import Entry
from tests.partnership.events.arrange import Day, calendar_page, date, event, organisation, place, weekly
from tests.site.factories import add, attribute, hide, links, locale, one, read, structured_data, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    return calendar_page()


def later(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def test_an_event_says_when_where_how_much_and_how_to_come(client, calendar):
    group = organisation()
    page = event(
        calendar,
        "ふれあい講座",
        weekly(later(1), later(15)),
        slug="course",
        kind="course",
        place=place(address="見本町1-1"),
        place_text="2階",
        price=0,
        fee_note="材料費100円",
        capacity=10,
        apply_how="電話で",
        apply_by=later(0),
        apply_url="https://example.jp/apply",
        childcare=True,
        contact_name="見本の会",
        contact_phone="042-000-0000",
        organisers=[{"organisation": group}, {"name": "有志"}],
    )
    soup = read(client, "/events/course/")
    text = words(soup)
    for said in (
        "毎週",
        "見本ひろば",
        "2階",
        "無料",
        "材料費100円",
        "10名",
        "電話で",
        "締め切り",
        "保育つき",
        "有志",
        "見本の会",
    ):
        assert said in text, said
    assert "申し込みは終わりました" not in text
    assert links(soup)["申し込みのページへ"] == "https://example.jp/apply"
    assert links(soup)["スマートフォンの予定に入れる"] == f"/events/{page.pk}.ics"
    told = [each for each in structured_data(soup)["@graph"] if each["@type"] == "Event"]
    assert len(told) == 3
    assert told[0]["eventStatus"] == "https://schema.org/EventScheduled"
    assert told[0]["offers"]["price"] == 0
    assert told[0]["location"]["name"] == "見本ひろば"
    assert told[0]["organizer"][0]["name"] == "見本の会"


def test_a_cancelled_event_says_so_first_and_takes_no_applications(client, calendar):
    event(
        calendar,
        "講演会",
        later(3),
        slug="lecture",
        state="cancelled",
        state_note="講師急病のため",
        apply_url="https://example.jp/apply",
    )
    soup = read(client, "/events/lecture/")
    assert "このイベントは中止になりました。 講師急病のため" in words(soup, ".callout--urgent")
    assert "申し込みのページへ" not in links(soup)
    told = next(each for each in structured_data(soup)["@graph"] if each["@type"] == "Event")
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert "中止" in words(read(client, "/events/"), ".event")


def test_what_is_over_leads_to_its_report_once_that_is_public(client, calendar):
    report = add(calendar.get_parent().specific, CitizenReportPage, "当日のこと", slug="report")
    event(calendar, "講演会", later(-3), slug="lecture", report=report)
    assert links(read(client, "/events/lecture/"))["当日のようす：当日のこと"] == "/report/"
    hide(report)
    assert "当日のこと" not in words(read(client, "/events/lecture/"))


def test_the_calendar_begins_with_what_is_coming_and_keeps_what_is_over_apart(client, calendar):
    event(calendar, "きのう", later(-1))
    event(calendar, "あした", later(1))
    event(calendar, "続いている", date(later(-2), last_day=later(2)))
    assert [a.get_text() for a in read(client, "/events/").select(".event__title")] == ["続いている", "あした"]
    assert [a.get_text() for a in read(client, "/events/?view=past").select(".event__title")] == ["きのう"]


def test_a_month_is_a_grid_of_whole_weeks_and_names_itself_in_the_title(client, calendar):
    event(
        calendar,
        "毎週の会",
        weekly(Day(2031, 1, 7), Day(2031, 2, 25)),
        exceptions=[{"day": Day(2031, 1, 14), "status": "cancelled"}],
    )
    event(calendar, "年越し", date(Day(2030, 12, 31), last_day=Day(2031, 1, 2)))
    soup = read(client, "/events/?view=month&on=2031-01-20")
    days = soup.select(".days--month > .day")
    assert len(days) % 7 == 0
    assert "2031年1月" in one(soup, "title").get_text()
    filled = [one(day, ".day__long").get_text() for day in days if day.select(".event")]
    assert filled == ["1月1日（水）", "1月2日（木）", "1月7日（火）", "1月14日（火）", "1月21日（火）", "1月28日（火）"]
    assert "中止" in days[16].get_text()
    ways = links(soup, ".calendar-heading")
    assert ways["前へ"] == "?view=month&on=2030-12-31"
    assert ways["次へ"] == "?view=month&on=2031-02-01"
    assert "次へ" not in links(read(client, "/events/?view=month&on=2031-02-01"), ".calendar-heading")


def test_a_week_and_a_day_show_every_day_of_theirs(client, calendar):
    event(calendar, "講演会", Day(2031, 1, 7))
    week = read(client, "/events/?view=week&on=2031-01-07")
    assert next(one(day, ".day__long").get_text() for day in week.select(".day")) == "1月5日（日）"
    assert len(week.select(".day")) == 7
    assert words(read(client, "/events/?view=day&on=2031-01-07"), ".day").startswith("1月7日（火） 10:00–12:00 講演会")


def test_an_odd_address_leads_to_today(client, calendar):
    for query in ("view=month&on=2031-02-30", "view=year", "view=week&on=0001-01-01", "kind=x&age=y&lat=z", "page=9"):
        read(client, f"/events/?{query}")


def test_the_calendar_is_narrowed_by_age_kind_and_distance_and_says_what_to_do_if_nothing_is_left(client, calendar):
    event(calendar, "赤ちゃん講座", later(1), kind="course", age_max=11, place=place())
    event(calendar, "小学生の遊び", later(1), kind="play", age_min=72, place=place("遠いひろば", latitude=35.8))

    def found(query: str) -> list[str]:
        return [a.get_text() for a in read(client, f"/events/?{query}").select(".event__title")]

    assert found("age=0") == found("kind=course") == found("lat=35.7&lon=139.5&radius=1000") == ["赤ちゃん講座"]
    soup = read(client, "/events/?age=0&kind=play")
    assert "この条件に合うイベントは、この期間にはありません。" in words(soup)
    assert links(soup)["条件をはずして、すべて見る"] == "?"
    assert attribute(read(client, "/events/?age=0"), "link[type='text/calendar']", "href").endswith("/events.ics?age=0")
    assert links(read(client, "/events/?age=0"))["カレンダーに登録する"].startswith("webcal://")


def test_an_empty_calendar_says_so(client, calendar):
    assert "この期間に予定されているイベントは、まだありません。" in words(read(client, "/events/"))


def test_a_month_costs_the_same_queries_however_full(client, calendar):
    costs = []
    for number in range(9):
        event(calendar, f"催し{number}", Day(2031, 3, number + 1), place=place(f"ひろば{number}"))
        if number in (1, 8):
            with CaptureQueriesContext(connection) as captured:
                read(client, "/events/?view=month&on=2031-03-01")
            costs.append(len(captured))
    assert costs[0] == costs[1], costs


def test_the_front_door_shows_what_comes_next_and_not_what_is_cancelled(calendar):
    event(calendar, "中止の会", later(1), state="cancelled")
    event(calendar, "来週の会", later(7))
    event(calendar, "あさっての会", later(2))
    event(calendar, "終わった会", later(-2))
    found = panel(locale())
    assert found is not None
    assert ([page.title for page in found.pages], found.url) == (["あさっての会", "来週の会"], "/events/")


def test_what_goes_on_for_months_does_not_crowd_out_what_begins_next(calendar):
    for number in range(3):
        event(calendar, f"一年の展示{number}", date(later(-30), last_day=later(300)))
    event(calendar, "あすの会", later(1))
    event(calendar, "きょうからの展示", date(later(0), last_day=later(200)))
    found = panel(locale())
    assert found is not None
    assert [page.title for page in found.pages] == ["きょうからの展示", "あすの会", "一年の展示0"]


def test_the_events_of_an_organisation_are_those_to_come(calendar):
    group = organisation()
    event(calendar, "毎週の会", weekly(later(-6), later(20)), organisers=[{"organisation": group}])
    event(calendar, "終わった会", later(-2), organisers=[{"organisation": group}])
    event(calendar, "よその会", later(2))
    assert [(each.page.title, each.first_day) for each in events_of(group)] == [("毎週の会", later(1))]


def test_an_event_is_found_by_its_days_and_place_and_no_longer_once_it_is_taken_down(client, calendar):
    page = event(calendar, "講演会", weekly(Day(2031, 1, 7), Day(2031, 1, 21)), place=place(), kind="lecture")
    entry = Entry.objects.get(kind="event")
    assert (entry.title, entry.starts_on, entry.ends_on) == ("講演会", Day(2031, 1, 7), Day(2031, 1, 21))
    assert "見本ひろば" in entry.place
    EventPage.objects.get(pk=page.pk).unpublish()
    assert not Entry.objects.filter(kind="event").exists()


def test_a_card_says_when_it_is_and_whether_it_takes_place(client: Client, django_assert_max_num_queries: Any) -> None:
    calendar = calendar_page()
    network = add(calendar.get_parent().specific, NetworkPage, "ネットワーク", slug="network")
    today = timezone.localdate()
    days = {name: today + datetime.timedelta(days=by) for name, by in {"きのう": -1, "あす": 1, "来週": 7}.items()}
    event(network, "これからの会", days["来週"])
    event(network, "毎週の会", weekly(days["あす"], days["あす"] + datetime.timedelta(days=70)))
    event(network, "終わった会", days["きのう"])
    event(network, "中止だった会", days["きのう"], state=EventPage.State.CANCELLED)
    event(network, "中止の会", days["来週"], state=EventPage.State.CANCELLED)
    event(network, "延期の会", days["来週"], state=EventPage.State.POSTPONED)
    add(network, MeetingPage, "総会", kind="general", held_on=datetime.date(2012, 7, 3))
    period = {"period_from": datetime.date(2011, 7, 1), "period_until": datetime.date(2013, 3, 31)}
    outcome = add(network, OutcomeReportPage, "成果等報告", live=False, **period)
    shown = read(client, network.url).select(".card")
    cards = {words(each, "h2"): words(each, ".meta span") for each in shown}
    assert cards == {
        "これからの会": day_in_words(days["来週"]),
        "毎週の会": day_in_words(days["あす"]),
        "終わった会": f"{day_in_words(days['きのう'])}に終わりました",
        "中止だった会": f"{day_in_words(days['きのう'])}・中止",
        "中止の会": f"{day_in_words(days['来週'])}・中止",
        "延期の会": f"{day_in_words(days['来週'])}・延期",
        "総会": "2012年7月3日（火）に開催",
    }
    assert OutcomeReportPage.card_days([outcome.pk]) == {outcome.pk: "平成23年度（2011年度）〜平成24年度（2012年度）"}
    for number in range(4):
        event(network, f"会{number}", days["来週"])
    with CaptureQueriesContext(connection) as few:
        client.get(network.url, headers={"cache-control": "no-cache"})
    for number in range(4, 10):
        event(network, f"会{number}", days["来週"])
    with django_assert_max_num_queries(len(few)):
        client.get(network.url, headers={"cache-control": "no-cache"})


def test_what_is_coming_names_a_repeating_event_once_and_how_often_it_comes_again(client: Client) -> None:
    calendar = calendar_page()
    event(calendar, "毎週の会", weekly(later(1), later(29)), slug="weekly", age_min=0, age_max=11)
    event(calendar, "一度の会", later(20), slug="once", age_min=0, age_max=11)
    soup = read(client, "/events/")
    assert [words(each, ".event__title") for each in soup.select(".event")] == ["毎週の会", "一度の会"]
    assert ["ほか4回" in each.get_text() for each in soup.select(".event")] == [True, False]
    assert words(soup, ".results__count") == "2件"
    chips = {words(chip, "a").replace(" ", "") for chip in soup.select(".chips li") if "0歳" in chip.get_text()}
    assert chips == {"0歳2件"}
    month = read(client, f"/events/?view=week&on={later(8).isoformat()}")
    assert "毎週の会" in words(month)
    off = {"status": "cancelled"}
    event(calendar, "次が中止", weekly(later(1), later(29)), exceptions=[{"day": later(1), **off}, {"day": later(15), **off}])
    again = next(each for each in read(client, "/events/").select(".event") if "次が中止" in words(each, ".event__title"))
    assert "ほか3回" in again.get_text()
    assert len(read(client, "/events/").select("#subscribe, a[href='#subscribe']")) == 2
