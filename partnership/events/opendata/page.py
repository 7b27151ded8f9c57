"""The fields of an event that a file can fill, as plain values."""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup
from django.conf import settings
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.core.slugs import free_slug, proposed_slug
from directory.models import Organisation, Place
from directory.opendata import columns
from directory.opendata.pages import ImportedPage
from directory.opendata.plain import plain
from directory.opendata.wording import plain_in_words
from partnership.events.opendata.reading import TAKEN, tidy
from partnership.models import EventDate, EventOrganiser, EventPage

SCALARS = (
    "title", "kind", "summary", "state", "attendance", "place_text", "online_url", "price", "fee_note", "capacity",
    "apply_how", "apply_url", "apply_by", "nursing_room", "contact_name", "contact_phone", "contact_email", "age_min", "age_max",
)  # fmt: skip
LINE = ("first_day", "last_day", "starts_at", "ends_at", "repeat", "until")
DAYS = frozenset({"first_day", "last_day", "until"})
KEPT_IN = {"description": "body"}


class ImportedEvent(ImportedPage):
    """An event as an import looks at it. Its place is a translation key, its organisers names, its body lines of text."""

    page: EventPage

    @classmethod
    def fields(cls) -> "Mapping[str, str | Promise]":
        named = {name: _field(name).verbose_name for name in SCALARS}
        named["title"] = _("イベント名")
        more = {"dates": _("日程"), "description": _("本文"), "place": _("会場"), "organisers": _("主催・共催")}
        return {**named, **more}

    @classmethod
    def checked(cls, name: str, value: Any) -> Any:
        if name == "dates":
            return [plain(dict(_line(each))) for each in value]
        if name == "organisers":
            return [str(each)[:200] for each in value]
        if name == "description":
            return tidy(str(value))
        if name == "place":
            return str(UUID(value)) if value else ""
        if name in SCALARS:
            return plain(_field(name).clean(value, None))
        if name not in columns.FIELDS["event"] or name in TAKEN:
            raise ValueError(name)
        return value

    @classmethod
    def in_words(cls, name: str, value: Any) -> str:
        if name == "dates":
            return "、".join(_line_in_words(line) for line in value or ())
        if name == "organisers":
            return "、".join(value or ())
        if name == "place":
            place = (
                Place.objects.filter(translation_key=value, locale__language_code=settings.LANGUAGE_CODE).first()
                if value
                else None
            )
            return place.name if place else ""
        if name == "nursing_room":
            return str(_("あり") if value else _("なし"))
        words = dict(_field(name).flatchoices) if name in SCALARS else {}
        return str(words[value]) if value in words else plain_in_words(name, value)

    @classmethod
    def new(cls, values: "Mapping[str, Any]", parent: Page) -> EventPage:
        day = datetime.date.fromisoformat(values["dates"][0]["first_day"])
        page = EventPage(title=values["title"], locale=parent.locale)
        page.slug = free_slug(proposed_slug(values["title"], EventPage, day), parent, page)
        return page

    def value(self, name: str) -> Any:
        page = self.page
        if name == "dates":
            return [_line_of(date) for date in page.dates.all()]
        if name == "organisers":
            return [str(each) for each in page.organisers.all()]
        if name == "description":
            return "\n".join(_text_of(page))
        if name == "place":
            return str(page.place.translation_key) if page.place else ""
        return plain(getattr(page, name, None))

    def put(self, name: str, value: Any) -> None:
        page = self.page
        if name == "dates":
            self._put_dates(value)
        elif name == "organisers":
            self._put_organisers(value)
        elif name == "description":
            page.body = json.dumps([{"type": "text", "value": _html(value)}] if value else [])
        elif name == "place":
            page.place = Place.objects.filter(translation_key=value, locale=page.locale).first() if value else None
        else:
            field = _field(name)
            setattr(page, name, field.to_python(value) if value is not None else None)
            if name == "title":
                page.draft_title = value

    def _put_dates(self, lines: list[dict[str, Any]]) -> None:
        """A line that stays in its place keeps what the calendar knows it by."""
        there = list(self.page.dates.all())
        rows = []
        for order, line in enumerate(lines):
            row = there[order] if order < len(there) else EventDate(locale=self.page.locale)
            given = _line(line)
            for name in LINE:
                setattr(row, name, given.get(name, "" if name == "repeat" else None))
            row.sort_order = order
            rows.append(row)
        self.page.dates.set(rows)

    def _put_organisers(self, names: list[str]) -> None:
        there = {str(each): each for each in self.page.organisers.all()}
        known = Organisation.objects.public().filter(name__in=names, locale=self.page.locale)
        of_name = {organisation.name: organisation for organisation in known}
        rows = []
        for order, name in enumerate(names):
            organisation = of_name.get(name)
            row = there.get(name) or EventOrganiser(
                locale=self.page.locale, organisation=organisation, name="" if organisation else name
            )
            row.sort_order = order
            rows.append(row)
        self.page.organisers.set(rows)

    @classmethod
    def kept_in(cls, names: Iterable[str]) -> set[str]:
        return {KEPT_IN.get(name, name) for name in names}


def _field(name: str) -> "Field[Any, Any]":
    found: Field[Any, Any] = EventPage._meta.get_field(name)  # type: ignore[assignment]
    return found


def _line(said: Mapping[str, Any]) -> dict[str, Any]:
    """A line of dates from its plain form.

    Raises:
        ValueError, KeyError: it is none, or names no day.
    """
    unknown = set(said) - set(LINE)
    if unknown or not said["first_day"]:
        raise ValueError(unknown)
    found: dict[str, Any] = {}
    for name, value in said.items():
        if name == "repeat":
            found[name] = EventDate.Repeats(value).value
        elif value is not None:
            read = datetime.date if name in DAYS else datetime.time
            found[name] = read.fromisoformat(value) if isinstance(value, str) else value
    return found


def _line_of(date: EventDate) -> dict[str, Any]:
    found = {name: value for name in LINE if (value := getattr(date, name)) not in (None, "")}
    if found.get("last_day") == found["first_day"]:
        del found["last_day"]
    said: dict[str, Any] = plain(found)
    return said


def _line_in_words(line: Mapping[str, Any]) -> str:
    from partnership.events.rules import Repeat, Rule
    from partnership.events.words import rule_in_words

    given = _line(line)
    repeat = Repeat(given.pop("repeat", ""))
    return rule_in_words(Rule("", **given, repeat=repeat))


def _text_of(page: EventPage) -> Iterable[str]:
    """The lines of its body, block by block."""
    for child in page.body:
        if child.block_type == "text":
            soup = BeautifulSoup(str(child.value.source), "html.parser")
            for line_break in soup.find_all("br"):
                line_break.replace_with("\n")
            for block in soup.find_all(["p", "li", "h2", "h3", "h4"]):
                block.append("\n")
            yield from tidy(soup.get_text()).splitlines()
        else:
            yield from tidy("\n".join(map(str, child.block.get_searchable_content(child.value)))).splitlines()


def _html(text: str) -> str:
    """A paragraph a line; an address that stands in it can be followed."""
    return "".join(f"<p>{_linked(line)}</p>" for line in text.splitlines())


def _linked(line: str) -> str:
    before, scheme, rest = line.partition("https://") if "https://" in line else line.partition("http://")
    if not scheme:
        return escape(line)
    url, space, after = rest.partition(" ")
    return f'{escape(before)}<a href="{escape(scheme + url)}">{escape(scheme + url)}</a>{escape(space + after)}'
