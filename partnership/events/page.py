"""What the page of one event shows, of a public one and of a draft that was never saved."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cms.core.navigation import absolute
from cms.core.pictures import picture
from directory.models import Organisation, Place
from directory.queries import in_language
from directory.views import organisation_data, place_data
from partnership.events.rules import Planned, Status
from partnership.events.words import rule_in_words, when_in_words
from partnership.models import CitizenReportPage, EventPage

TOLD = 20
"""How many times of a repeat a search engine is told of."""
EVENT_STATUS = {
    Status.SCHEDULED: "https://schema.org/EventScheduled",
    Status.CANCELLED: "https://schema.org/EventCancelled",
    Status.POSTPONED: "https://schema.org/EventPostponed",
}
ATTENDANCE = {
    EventPage.Attendance.PLACE: "https://schema.org/OfflineEventAttendanceMode",
    EventPage.Attendance.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    EventPage.Attendance.BOTH: "https://schema.org/MixedEventAttendanceMode",
}


class EventView:
    """An event, its times and those around it in the language of its page."""

    def __init__(self, page: EventPage) -> None:
        self.page = page
        self.today = timezone.localdate()

    @cached_property
    def times(self) -> list[Planned]:
        return self.page.times

    @property
    def upcoming(self) -> list[tuple[str, Planned]]:
        """(when in words, time) of those that are not over."""
        return [(when_in_words(time), time) for time in self.times if time.last_day >= self.today]

    @property
    def past(self) -> list[tuple[str, Planned]]:
        """The same of those that are, the latest first."""
        return [(when_in_words(time), time) for time in reversed(self.times) if time.last_day < self.today]

    @property
    def is_over(self) -> bool:
        return bool(self.times) and not self.upcoming

    @property
    def rules(self) -> list[str]:
        """The repeats in words."""
        return [rule_in_words(rule) for rule in self.page.rules if rule.repeat]

    @cached_property
    def place(self) -> Place | None:
        return in_language(self.page.place, self.page.locale) if self.page.place else None

    @property
    def is_somewhere(self) -> bool:
        return self.page.attendance != EventPage.Attendance.ONLINE

    @cached_property
    def organisers(self) -> list[Organisation | str]:
        """Public organisations, and names; in the editor's order."""
        found: list[Organisation | str] = []
        for each in self.page.organisers.all():
            organisation = in_language(each.organisation, self.page.locale) if each.organisation else None
            name = organisation or (each.name if not each.organisation else "")
            if name:
                found.append(name)
        return found

    @cached_property
    def report(self) -> CitizenReportPage | None:
        """The report afterwards, once it is public."""
        from cms.core.queries import public_pages

        if self.page.report_id is None:
            return None
        return public_pages(CitizenReportPage).select_related("locale").filter(pk=self.page.report_id).first()

    @property
    def calendar_url(self) -> str:
        return reverse("partnership:event_calendar", args=[self.page.pk]) if self.page.pk else ""

    @property
    def may_apply(self) -> bool:
        return self.page.may_still_apply and not self.is_over and self.page.state == EventPage.State.SCHEDULED

    @property
    def structured_data(self) -> list[dict[str, Any]]:
        """The event in the words of schema.org, once for each time to come (Google's rule for repeats), else for the last."""
        told = [time for _words, time in self.upcoming][:TOLD] or self.times[-1:]
        return [self._data(time) for time in told]

    def _data(self, time: Planned) -> dict[str, Any]:
        page, url = self.page, absolute(self.page.url or "")
        data: dict[str, Any] = {
            "@type": "Event",
            "name": page.title,
            "url": url,
            "inLanguage": page.locale.language_code,
            "startDate": time.first_day.isoformat() if time.is_all_day else timezone.localtime(time.starts_at).isoformat(),
            "eventStatus": EVENT_STATUS[time.status],
            "eventAttendanceMode": ATTENDANCE[EventPage.Attendance(page.attendance)],
        }
        ends = time.ends_at
        if time.is_all_day:
            data["endDate"] = time.last_day.isoformat()
        elif ends:
            data["endDate"] = timezone.localtime(ends).isoformat()
        locations = self._locations()
        if locations:
            data["location"] = locations if len(locations) > 1 else locations[0]
        if page.summary:
            data["description"] = page.summary
        if page.price is not None:
            offer = {"@type": "Offer", "price": page.price, "priceCurrency": "JPY", "url": page.apply_url or url}
            data["offers"] = offer
            data["isAccessibleForFree"] = page.price == 0
        if page.capacity:
            data["maximumAttendeeCapacity"] = page.capacity
        organisers = [
            {"@type": "Organization", "name": each} if isinstance(each, str) else organisation_data(each)
            for each in self.organisers
        ]
        if organisers:
            data["organizer"] = organisers
        cover = picture(page.cover, base_url=settings.PUBLIC_URL)
        if cover:
            data["image"] = cover.src
        return data

    def _locations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self.is_somewhere and self.place:
            found.append(place_data(self.place))
        elif self.is_somewhere and self.page.place_text:
            found.append({"@type": "Place", "name": self.page.place_text, "address": self.page.place_text})
        if self.page.attendance != EventPage.Attendance.PLACE:
            online = self.page.online_url or self.page.apply_url or absolute(self.page.url or "")
            found.append({"@type": "VirtualLocation", "url": online})
        return found
