"""Events in a telephone's calendar."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from partnership.models import EventPage
from tests.partnership.events.arrange import Day, calendar_page, date, event, organisation, place, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    return calendar_page()


def read(client, address: str) -> Calendar:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_one_day_is_one_entry_with_where_and_until_when(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7), place=place(address="見本町1-1"), place_text="2階", summary="育ちの話")
    found = read(client, f"/events/{page.pk}.ics")
    (entry,) = found.events
    assert entry.start.isoformat() == "2031-01-07T10:00:00+09:00"
    assert entry.end.isoformat() == "2031-01-07T12:00:00+09:00"
    assert entry["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert [str(zone["TZID"]) for zone in found.timezones] == ["Asia/Tokyo"]
    assert (entry["SUMMARY"], entry["LOCATION"], entry["STATUS"]) == ("講演会", "見本ひろば 2階 見本町1-1", "CONFIRMED")
    assert entry["UID"].startswith(f"{page.rules[0].key}@")


def test_a_repeat_is_a_rule_with_its_days_off_and_a_cancelled_day_is_told(client, calendar):
    page = event(
        calendar,
        "毎週の会",
        weekly(Day(2031, 1, 7), Day(2031, 2, 25)),
        exceptions=[{"day": Day(2031, 1, 14)}, {"day": Day(2031, 1, 21), "status": "cancelled", "note": "大雪のため"}],
    )
    master, single = read(client, f"/events/{page.pk}.ics").events
    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20310225T010000Z;BYDAY=TU"
    assert [each.dt.isoformat() for each in master["EXDATE"].dts] == ["2031-01-14T10:00:00+09:00"]
    assert single["UID"] == master["UID"]
    assert single["RECURRENCE-ID"].dt.isoformat() == "2031-01-21T10:00:00+09:00"
    assert (single["STATUS"], single["SUMMARY"]) == ("CANCELLED", "【中止】毎週の会")
    assert "大雪のため" in single["DESCRIPTION"]


def test_days_without_hours_are_days(client, calendar):
    page = event(calendar, "まつり", date(Day(2030, 12, 31), last_day=Day(2031, 1, 2), starts_at=None, ends_at=None))
    (entry,) = read(client, f"/events/{page.pk}.ics").events
    assert (entry.start, entry.end) == (Day(2030, 12, 31), Day(2031, 1, 3))


def test_what_is_cancelled_as_a_whole_stays_and_says_so(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7), state="cancelled", state_note="講師急病のため")
    (entry,) = read(client, f"/events/{page.pk}.ics").events
    assert (entry["STATUS"], entry["SUMMARY"]) == ("CANCELLED", "【中止】講演会")
    assert "講師急病のため" in entry["DESCRIPTION"]


def test_a_change_keeps_the_uid_and_raises_the_sequence(client, calendar):
    page = event(calendar, "講演会", Day(2031, 1, 7))
    page.save_revision().publish()
    EventPage.objects.filter(pk=page.pk).update(last_published_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (before,) = read(client, f"/events/{page.pk}.ics").events
    page = EventPage.objects.get(pk=page.pk)
    page.title = "講演会（会場変更）"
    page.save_revision().publish()
    (after,) = read(client, f"/events/{page.pk}.ics").events
    assert (after["UID"], after["SUMMARY"]) == (before["UID"], "講演会（会場変更）")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_a_subscription_holds_what_was_chosen(client, calendar):
    group = organisation()
    event(calendar, "赤ちゃん講座", Day(2031, 2, 1), kind="course", age_max=11, organisers=[{"organisation": group}])
    event(calendar, "小学生の遊び", Day(2031, 2, 2), kind="play", age_min=72)
    event(calendar, "昔の会", Day(2020, 2, 2))

    def told(query: str) -> set[str]:
        return {str(each["SUMMARY"]) for each in read(client, f"/events.ics{query}").events}

    assert told("") == {"赤ちゃん講座", "小学生の遊び"}
    assert told("?kind=course") == told("?age=0") == told(f"?organisation={group.pk}") == {"赤ちゃん講座"}
    assert told("?kind=gone&age=old&organisation=x") == {"赤ちゃん講座", "小学生の遊び"}


def test_a_subscription_that_has_not_changed_is_not_sent_again(client, calendar):
    event(calendar, "講演会", Day(2031, 2, 1))
    first = client.get("/events.ics")
    again = client.get("/events.ics", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    event(calendar, "学習会", Day(2031, 2, 2))
    assert client.get("/events.ics", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_subscription_costs_the_same_queries_however_many(client, calendar):
    costs = []
    for number in range(8):
        event(calendar, f"催し{number}", weekly(Day(2031, 3, 3), Day(2031, 4, 30)), place=place(f"ひろば{number}"))
        if number in (1, 7):
            with CaptureQueriesContext(connection) as captured:
                assert len(read(client, "/events.ics").events) == number + 1
            costs.append(len(captured))
    assert costs[0] == costs[1], costs
