"""What stands in the cells of an event, in the words of the standards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Prefetch
from wagtail.models import Locale

from directory.models import DataSource, ImportedRecord
from directory.opendata.exporting.cells import ages_in_words
from directory.opendata.exporting.table import Exporting, Group
from directory.opendata.fields import Target
from directory.opendata.plain import Values
from directory.opendata.steps import key_of
from partnership.events.opendata.page import ImportedEvent
from partnership.events.opendata.reading import (
    FEES,
    MADE_OF,
    ONLINE,
    ORGANISERS,
    PLACE,
    ROOMS,
    STATES,
    TEXTS,
    doubts_of,
    event_values,
    is_beyond_cells,
    kept,
)
from partnership.events.queries import public_events
from partnership.events.rules import Repeat
from partnership.models import EventPage

CODE = "events"
EVENTS = Target(
    EventPage,
    "page",
    event_values,
    ("title", "dates", "place_text"),
    doubts_of,
    named="title",
    prefetch=("dates", "exceptions", "organisers__organisation", "place"),
    page=ImportedEvent,
    scope="event",
    made_of=MADE_OF,
    kept=kept,
    is_beyond_cells=is_beyond_cells,
    answered={"dates": frozenset({"long_span"})},
)
THERE = "有"


def held(source: DataSource | None = None) -> Any:
    """The public events, as the source language has them; of a source, those of its last file."""
    found = public_events(Locale.objects.get(language_code=settings.LANGUAGE_CODE))
    return found.filter(imported__in=_records(source)) if source else found


def _records(source: DataSource | None) -> Any:
    told = ImportedRecord.objects.filter(source__dataset=CODE, is_gone=False)
    return told.filter(source=source) if source else told


@dataclass(frozen=True)
class ListedEvent:
    """An event of the dataset: its number there, and what the source of the dataset said of it last, if one did."""

    page: EventPage
    number: str
    record: ImportedRecord | None

    @property
    def name(self) -> str:
        return self.page.title

    @property
    def texts(self) -> dict[str, str]:
        return self.record.texts if self.record else {}


class EventExporting(Exporting):
    """The events while they are written, in the order in which they were made; those of a source in the order of its file."""

    target: ClassVar = EVENTS
    groups: ClassVar = (
        Group((*(name for name, _label in TEXTS), "url", "extension", "content_url"), ("description",), is_source_first=True),
        Group(("category", "genre"), ("kind",), is_source_first=True),
        Group(("status",), ("state",), is_source_first=True),
        Group(("target", "ages"), ("age_min", "age_max"), is_source_first=True),
        Group(FEES, ("price", "fee_note"), is_source_first=True),
        Group(PLACE, ("place", "place_text"), is_source_first=True),
        Group(ORGANISERS, ("organisers",)),
        Group(ROOMS, ("nursing_room",), is_source_first=True),
        Group(ONLINE, ("attendance", "online_url")),
        Group(("starts_on", "ends_on", "starts_at", "ends_at"), ("dates",)),
        Group(("contact_phones",), ("contact_phone",), is_source_first=True),
    )
    not_added: ClassVar = Exporting.not_added | {"prefecture", "city"}

    def listed(self, source: DataSource | None) -> Sequence[Any]:
        told = Prefetch("imported", queryset=_records(source).select_related("source").order_by("pk"), to_attr="told_of")
        pages = list(held(source).prefetch_related("organisers__organisation", told).order_by("pk"))
        records = [next(iter(page.told_of), None) for page in pages]
        if source is not None:
            pairs = sorted(zip(pages, records, strict=True), key=lambda pair: pair[1].pk if pair[1] else 0)
            pages, records = [page for page, _record in pairs], [record for _page, record in pairs]
        # Two sources may give the same number; ours is one of all of them.
        ours = [str(page.translation_key) for page in pages]
        numbers = _numbers(pages, records) if source is not None else ours
        return [ListedEvent(*each) for each in zip(pages, numbers, records, strict=True)]

    def values_of(self, thing: Any) -> Values:
        kept = thing.record.values if thing.record else {}
        event = ImportedEvent(thing.page)
        found = {name: value for name, value in kept.items() if name not in event.fields()}
        found |= {name: event.value(name) for name in event.fields()}
        return found | (_without_hidden(thing.page) if self.is_standard_only else {})

    def cells_of(self, thing: Any, values: Values) -> dict[str, str]:
        found = {name: _plain(value) for name, value in values.items() if name not in ImportedEvent.fields()}
        found |= _cells(thing.page, values)
        found["authority"] = thing.texts.get("authority", "")
        found["language"] = thing.texts.get("language") or "JA"
        return {name: text for name, text in found.items() if name in self.fields}


def _without_hidden(page: EventPage) -> Values:
    """What a file for the public says of others: a place and organisations that are public themselves."""
    organisers = [str(each) for each in page.organisers.all() if each.organisation is None or each.organisation.is_public]
    place = str(page.place.translation_key) if page.place and page.place.is_public else ""
    return {"organisers": organisers, "place": place}


def _numbers(pages: Sequence[EventPage], records: Sequence[ImportedRecord | None]) -> list[str]:
    """The source's own number where it tells the event from all others, or its name does; else one of ours."""
    given = [record.number if record else "" for record in records]
    numbers = Counter(given)
    keys = Counter(record.key for record in records if record)
    found = []
    for page, record, number in zip(pages, records, given, strict=True):
        is_told = numbers[number] == 1 if number else record is not None and keys[record.key] == 1 and record.key == _key(page)
        found.append(number if is_told else str(page.translation_key))
    return found


def _key(page: EventPage) -> str:
    event = ImportedEvent(page)
    return key_of({name: event.value(name) for name in EVENTS.telling}, EVENTS.telling)


def _plain(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _cells(page: EventPage, values: Values) -> dict[str, str]:
    place = page.place if page.place and page.place.is_public else None
    first, last = (values["dates"][0], values["dates"][-1]) if values["dates"] else ({}, {})
    organiser, *others = values["organisers"] or [""]
    has_position = place is not None and place.latitude is not None
    return {
        "title": page.title,
        "content_url": page.full_url or "",
        "status": next((word for word, state in STATES if state == page.state), ""),
        "category": str(page.get_kind_display()),
        "pattern": "" if len(values["dates"]) == 1 and "repeat" not in first else "複数日",
        "starts_on": first.get("first_day", ""),
        "ends_on": _final_day(last),
        "starts_at": first.get("starts_at", "")[:5],
        "ends_at": first.get("ends_at", "")[:5],
        "summary": page.summary,
        "description": values["description"],
        "fee_amount": "" if page.price is None else str(page.price),
        "fee": page.fee_note,
        "contact_name": page.contact_name,
        "contact_phones": page.contact_phone,
        "contact_email": page.contact_email,
        "organiser": organiser,
        "co_organisers": ";".join(others),
        "ages": ages_in_words(page.age_min, page.age_max),
        "place_name": place.name if place else page.place_text,
        "building": page.place_text if place else "",
        "address": place.address if place else "",
        "latitude": repr(place.latitude) if place and has_position else "",
        "longitude": repr(place.longitude) if place and has_position else "",
        "online": THERE if page.attendance != EventPage.Attendance.PLACE else "",
        "online_url": page.online_url,
        "capacity": "" if page.capacity is None else str(page.capacity),
        "apply": page.apply_how,
        "apply_until": page.apply_by.isoformat() if page.apply_by else "",
        "apply_url": page.apply_url,
        "has_nursing_room": THERE if page.nursing_room else "",
    }


def _final_day(line: dict[str, Any]) -> str:
    """Of a repeat the last time, of several days the last; of one day that day itself."""
    if line.get("repeat", Repeat.NEVER) != Repeat.NEVER and line.get("until"):
        return str(line["until"])
    return str(line.get("last_day") or line.get("first_day") or "")
