"""What an editor is told while writing an event."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from partnership.models import EventCalendarPage, EventPage, Occurrence
from tests.core.editorial import affiliated, person, set_up
from tests.partnership.events.arrange import Day, calendar_page, event, organisation, weekly
from tests.site.factories import read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]


def form_of(calendar, dates, exceptions=(), **fields):
    """The editor's form, filled in."""
    form_class = EventPage.get_edit_handler().get_form_class()
    data = {
        "title": "講演会",
        "kind": "lecture",
        "state": "scheduled",
        "attendance": "place",
        "body": streamfield([]),
        "dates": inline_formset([{"repeat": "", **line} for line in dates]),
        "exceptions": inline_formset([{"status": "off", **line} for line in exceptions]),
        "organisers": inline_formset([]),
        "comments": inline_formset([]),
        **fields,
    }
    page = EventPage(locale=calendar.locale)
    user = person("editor", is_superuser=True)
    return form_class(nested_form_data(data), instance=page, parent_page=calendar, for_user=user)


@pytest.fixture
def calendar():
    return calendar_page()


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ({"first_day": "2031-01-07", "last_day": "2031-01-06"}, "last_day", "最終日が、最初の日より前"),
        ({"first_day": "2031-01-07", "ends_at": "12:00"}, "starts_at", "終了の時刻だけ"),
        ({"first_day": "2031-01-07", "starts_at": "12:00", "ends_at": "10:00"}, "ends_at", "開始より前か同じ"),
        ({"first_day": "2031-01-07", "repeat": "weekly"}, "until", "いつまでかを書いてください"),
        ({"first_day": "2031-01-07", "repeat": "weekly", "until": "2030-01-01"}, "until", "最初の日より前"),
        ({"first_day": "2031-01-07", "repeat": "weekly", "until": "2039-01-01"}, "until", "2年先まで"),
        ({"first_day": "2031-01-07", "until": "2031-03-01"}, "repeat", "繰り返し方も選んで"),
        (
            {"first_day": "2031-01-07", "last_day": "2031-01-08", "repeat": "weekly", "until": "2031-03-01"},
            "last_day",
            "何日か続く催しは繰り返せません",
        ),
    ],
)
def test_a_date_that_cannot_be_is_refused_at_its_field(calendar, line, field, message):
    form = form_of(calendar, [line])
    assert not form.is_valid()
    assert message in str(form.formsets["dates"].forms[0].errors[field])


def test_an_exception_for_a_day_on_which_nothing_happens_is_pointed_out(calendar):
    line = {"first_day": "2031-01-07", "repeat": "weekly", "until": "2031-01-28"}
    form = form_of(calendar, [line], [{"day": "2031-01-14"}, {"day": "2031-01-15"}, {"day": "2031-01-14"}])
    assert not form.is_valid()
    errors = [each.errors for each in form.formsets["exceptions"].forms]
    assert errors[0] == {}
    assert "2031年1月15日（水）は、上の日程で開かれる日ではありません" in str(errors[1]["day"])
    assert "もう書かれています" in str(errors[2]["day"])


def test_an_event_without_a_date_is_not_one(calendar):
    assert not form_of(calendar, []).is_valid()


def test_an_online_event_says_how_to_get_there(calendar):
    form = form_of(calendar, [{"first_day": "2031-01-07"}], attendance="online")
    assert not form.is_valid()
    assert "online_url" in form.errors


def test_what_is_right_is_taken(calendar):
    form = form_of(calendar, [{"first_day": "2031-01-07", "repeat": "weekly", "until": "2031-01-28"}], [{"day": "2031-01-14"}])
    assert form.is_valid(), form.errors
    page = form.save(commit=False)
    calendar.add_child(instance=page)
    assert [each.first_day.day for each in Occurrence.objects.filter(page=page)] == [7, 21, 28]


def test_the_editor_shows_the_dates_in_words_and_each_day(calendar):
    page = event(
        calendar,
        "毎週の会",
        weekly(Day(2031, 1, 7), Day(2031, 1, 21)),
        exceptions=[{"day": Day(2031, 1, 14), "status": "cancelled"}],
    )
    client = Client()
    client.force_login(person("boss", is_superuser=True))
    text = words(read(client, reverse("wagtailadmin_pages:edit", args=[page.pk])), "form#page-edit-form, main")
    assert "毎週火曜日 10:00–12:00（2031年1月7日（火）から2031年1月21日（火）まで）" in text
    assert "開かれる日：全部で2回（ほかに中止・延期1回）" in text
    assert "2031年1月14日（火） 10:00–12:00 中止" in text


def test_the_lead_of_who_invites_is_asked_first(calendar):
    set_up()
    group = organisation()
    lead = affiliated("lead", group, "lead")
    page = event(calendar, "講演会", Day(2031, 1, 7), organisers=[{"name": "有志"}, {"organisation": group}])
    assert list(page.get_reviewers()[0].reviewers) == [lead]
    assert len(page.get_reviewers()) == 2


def test_setup_makes_a_calendar_that_holds_events():
    set_up()
    made = EventCalendarPage.objects.get()
    assert (made.slug, made.live, made.may_hold(EventPage)) == ("events", True, True)
