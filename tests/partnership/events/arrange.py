"""Events below a calendar below a front page."""

import datetime
from typing import Any

from directory.models import Organisation, Place
from partnership.models import EventCalendarPage, EventDate, EventException, EventOrganiser, EventPage, NetworkPage
from tests.site.factories import add, front, locale

Day = datetime.date
Time = datetime.time


def calendar_page() -> EventCalendarPage:
    """The calendar, at /events/."""
    return add(front(NetworkPage), EventCalendarPage, "イベントカレンダー", slug="events")


def event(calendar: Any, title: str, *dates: EventDate | datetime.date, **fields: Any) -> EventPage:
    """A live event; a bare day is one from 10:00 to 12:00."""
    fields.setdefault("slug", title)
    lines = [each if isinstance(each, EventDate) else date(each) for each in dates]
    exceptions, organisers = fields.pop("exceptions", []), fields.pop("organisers", [])
    return add(
        calendar,
        EventPage,
        title,
        dates=lines,
        exceptions=[EventException(locale=locale(), **each) for each in exceptions],
        organisers=[EventOrganiser(locale=locale(), **each) for each in organisers],
        **fields,
    )


def date(first_day: datetime.date, **fields: Any) -> EventDate:
    times = {"starts_at": Time(10), "ends_at": Time(12)}
    return EventDate(locale=locale(), first_day=first_day, **{**times, **fields})


def weekly(first_day: datetime.date, until: datetime.date, **fields: Any) -> EventDate:
    return date(first_day, repeat=EventDate.Repeats.WEEKLY, until=until, **fields)


def place(name: str = "見本ひろば", latitude: float | None = 35.70, longitude: float | None = 139.50, **fields: Any) -> Place:
    return Place.objects.create(name=name, latitude=latitude, longitude=longitude, locale=locale(), **fields)


def organisation(name: str = "見本の会", **fields: Any) -> Organisation:
    return Organisation.objects.create(name=name, locale=locale(), **fields)
