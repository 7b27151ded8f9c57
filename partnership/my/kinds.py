"""What the network lets members write: reports and events."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from cms.core.member_kinds import MemberKind
from cms.core.plain_text import body_of, summary_of, text_of
from partnership.models import CitizenReportPage, EventCalendarPage, EventDate, EventOrganiser, EventPage, NetworkPage
from partnership.my.forms import EventForm, ReportForm


def write_text(page: Any, text: str) -> None:
    """The text as the body, and its beginning as the summary, unless somebody has written one of their own."""
    before = text_of(page.body)
    if before is None:
        return
    if page.summary in ("", summary_of(before)):
        page.summary = summary_of(text)
    page.body = body_of(text, page.body)


def text_said(page: Any) -> dict[str, str]:
    """The text, unless an editor has made more of it than plain words."""
    text = text_of(page.body)
    return {} if text is None else {"text": text}


class ReportKind(MemberKind):
    key = "reports"
    label = _("市民レポート")
    hint = _("見たこと、してみたことを、写真を添えて伝えます。")
    form_class: ClassVar[type[forms.Form]] = ReportForm
    content_paths: ClassVar[Mapping[str, str]] = {"text": "body"}
    has_photos = True

    def model(self) -> type[CitizenReportPage]:
        return CitizenReportPage

    def parent(self, locale: Locale) -> Page | None:
        sections = NetworkPage.objects.filter(locale=locale, live=True).order_by("depth", "path")
        return sections.filter(holds=CitizenReportPage._meta.label).first() or sections.filter(holds="").first()

    def of_groups(self) -> "QuerySet[Any]":
        return CitizenReportPage.objects.filter(organisation__isnull=False)

    def said(self, page: Any) -> dict[str, Any]:
        return {"title": page.title, "happened_on": page.happened_on, "place": page.place, **text_said(page)}

    def write(self, page: Any, values: Mapping[str, Any]) -> None:
        for name in ("title", "happened_on", "place"):
            if name in values:
                setattr(page, name, values[name])
        if "text" in values:
            write_text(page, values["text"])
        photos = list(page.photos.all()) if page.pk else []
        if photos and page.cover_id is None:
            page.cover = photos[0].image

    def gaps(self, page: Any) -> dict[str, str]:
        found = {}
        if page.happened_on is None:
            found["happened_on"] = gettext("いつのことかを書いてください。")
        if text_of(page.body) == "":
            found["text"] = gettext("何があったかを書いてください。")
        return found


class EventKind(MemberKind):
    key = "events"
    label = _("イベント")
    hint = _("団体が開く催しを、カレンダーに載せます。")
    form_class: ClassVar[type[forms.Form]] = EventForm
    content_paths: ClassVar[Mapping[str, str]] = {
        "text": "body",
        **dict.fromkeys(("first_day", "last_day", "starts_at", "ends_at"), "dates"),
    }
    plain = (
        "title", "kind", "place_text", "price", "fee_note", "capacity", "apply_how", "apply_by",
        "childcare", "nursing_room", "contact_name", "contact_phone", "contact_email",
    )  # fmt: skip
    when = ("first_day", "last_day", "starts_at", "ends_at")

    def model(self) -> type[EventPage]:
        return EventPage

    def parent(self, locale: Locale) -> Page | None:
        return EventCalendarPage.objects.filter(locale=locale, live=True).order_by("depth", "path").first()

    def of_groups(self) -> "QuerySet[Any]":
        return EventPage.objects.all()

    def organisation_of(self, page: Any) -> Any:
        return next((each.organisation for each in page.organisers.all() if each.organisation), None)

    def give_to(self, page: Any, organisation: Any) -> None:
        page.organisers.set([EventOrganiser(organisation=organisation, locale=page.locale)])

    def said(self, page: Any) -> dict[str, Any]:
        found = {name: getattr(page, name) for name in self.plain} | text_said(page)
        dates = list(page.dates.all())
        if len(dates) <= 1 and not any(date.until for date in dates):
            found |= {name: getattr(dates[0], name) if dates else None for name in self.when}
        return found

    def write(self, page: Any, values: Mapping[str, Any]) -> None:
        may_write_dates = "first_day" in self.said(page)
        for name in self.plain:
            if name in values:
                setattr(page, name, values[name] if values[name] is not None or name in {"price", "capacity", "apply_by"} else "")
        page.kind = page.kind or EventPage.Kind.EVENT
        if "text" in values:
            write_text(page, values["text"])
        if may_write_dates and any(name in values for name in self.when):
            dates = list(page.dates.all())
            date = dates[0] if dates else EventDate(locale=page.locale, sort_order=0)
            for name in self.when:
                if name in values:
                    setattr(date, name, values[name])
            page.dates.set([date] if date.first_day else [])

    def gaps(self, page: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        dates = list(page.dates.all())
        if not dates:
            found["first_day"] = gettext("開く日を書いてください。")
        for date in dates:
            try:
                date.clean()
            except ValidationError as error:
                said = error.message_dict.items()
                found |= {name if name in self.when else "first_day": messages[0] for name, messages in said}
        if not page.place_text and page.place is None and not page.online_url:
            found["place_text"] = gettext("どこで開くかを書いてください。")
        if text_of(page.body) == "":
            found["text"] = gettext("どんな催しかを書いてください。")
        return found
