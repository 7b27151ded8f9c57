"""Events for a telephone's calendar: iCalendar (RFC 5545), one component for each line of an event's dates.

A repeat is a rule with its days off (EXDATE); a day that is cancelled is a component of its own (RECURRENCE-ID), so that the
calendar shows that it was and no longer is. UID stays what it was; SEQUENCE and LAST-MODIFIED move with every publication.
"""

import datetime
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event, Timezone, vRecur

from cms.core.navigation import absolute
from directory.models import Place
from partnership.events.rules import Planned, Repeat, Rule, Status, planned
from partnership.models import EventPage

CONTENT_TYPE = "text/calendar; charset=utf-8"
EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
REFRESH = "PT6H"
STATUSES = {Status.SCHEDULED: "CONFIRMED", Status.CANCELLED: "CANCELLED", Status.POSTPONED: "CANCELLED"}
"""iCalendar knows no "postponed": at this time it does not take place. The words say which."""


def calendar(name: str, url: str, pages: Iterable[EventPage], places: dict[int, Place]) -> bytes:
    """A calendar of these events.

    Args:
        name: what a telephone calls it.
        url: where it is read from, absolute; part of nothing that has to stay.
        places: where the events are, by their ids (`queries.places_of`).
    """
    found = Calendar()
    found.add("prodid", "-//Nobinobi//events//JA")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", settings.TIME_ZONE)
    found.add("url", url)
    found["refresh-interval;value=duration"] = REFRESH
    found["x-published-ttl"] = REFRESH
    found.add_component(_timezone())
    for page in pages:
        for component in components(page, places.get(page.pk)):
            found.add_component(component)
    return found.to_ical()


def components(page: EventPage, place: Place | None) -> list[Event]:
    """An event's lines of dates, and its days that are otherwise."""
    otherwise = {day.day: day for day in page.exceptions.all()}
    times: dict[str, list[Planned]] = {}
    for time in page.times:
        times.setdefault(time.key, []).append(time)
    found = []
    for rule in page.rules:
        # As the line has it, before anything was said of single days; a rule without days says nothing.
        plain = planned([rule], {}, Status(page.state))
        if not plain:
            continue
        first = plain[0]
        if rule.repeat == Repeat.NEVER:
            found += [_event(page, place, time) for time in times.get(rule.key, ())]
            continue
        master = _event(page, place, first)
        master.add("rrule", vRecur.from_ical(rule.recurrence(_until(rule))))
        off = [time for time in plain if time.first_day in otherwise and otherwise[time.first_day].status == Status.OFF]
        if off:
            master.add("exdate", [_moment(time) for time in off])
        found.append(master)
        for time in times.get(rule.key, ()):
            if time.first_day in otherwise:
                single = _event(page, place, time)
                single.add("recurrence-id", _moment(time))
                found.append(single)
    return found


def _event(page: EventPage, place: Place | None, time: Planned) -> Event:
    event = Event()
    changed = page.last_published_at or page.latest_revision_created_at or EPOCH
    event.add("uid", f"{time.key}@{_host()}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(int((changed - EPOCH).total_seconds()), 0))
    event.add("status", STATUSES[time.status])
    event.add("summary", summary(page, time.status))
    event.add("url", absolute(page.url or ""))
    event.add("categories", [page.get_kind_display()])
    if time.is_all_day:
        event.add("transp", "TRANSPARENT")
    event.add("dtstart", _moment(time))
    ends = time.ends_at
    if time.is_all_day:
        event.add("dtend", time.last_day + datetime.timedelta(days=1))
    elif ends:
        event.add("dtend", ends.astimezone(_zone()))
    where = location(page, place)
    if where:
        event.add("location", where)
    if place and place.latitude is not None and place.longitude is not None:
        event.add("geo", (place.latitude, place.longitude))
    event.add(
        "description", "\n".join(filter(None, (time.note or page.state_note, page.summary, page.apply_how, page.online_url)))
    )
    return event


def summary(page: EventPage, status: Status) -> str:
    """The title, and before it that it does not take place: a calendar may not show STATUS."""
    marks = {Status.CANCELLED: gettext("【中止】"), Status.POSTPONED: gettext("【延期】")}
    return f"{marks.get(status, '')}{page.title}"


def location(page: EventPage, place: Place | None) -> str:
    """Where, as one line for a map to look up."""
    if page.attendance == EventPage.Attendance.ONLINE:
        return gettext("オンライン")
    return " ".join(filter(None, (place.name if place else "", page.place_text, place.address if place else "")))


def _until(rule: Rule) -> str:
    """The end of a rule: a day where it begins on a day, and else a moment in UTC (RFC 5545, 3.3.10)."""
    assert rule.until  # noqa: S101 (for the type alone)
    if rule.starts_at is None:
        return f"{rule.until:%Y%m%d}"
    last = datetime.datetime.combine(rule.until, rule.starts_at, _zone())
    return f"{last.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _moment(time: Planned) -> Any:
    return time.first_day if time.is_all_day else time.starts_at.astimezone(_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _timezone() -> Timezone:
    """The rules of the zone, without the library's remark that it looked at them until 2038 only."""
    zone = Timezone.from_tzid(settings.TIME_ZONE, first_date=datetime.date(2000, 1, 1))
    zone.pop("comment", None)
    return zone


def _host() -> str:
    return absolute("/").split("//", 1)[-1].strip("/").split(":")[0]
