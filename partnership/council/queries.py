"""What can be asked of the council."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale

from cms.core.queries import public_pages
from directory.models import Organisation
from directory.queries import in_or_for, public_organisations
from partnership.models import Committee, CommitteeMember, MeetingPage, Membership, OfficerTerm
from partnership.queries import Member, members, people


@dataclass(frozen=True)
class Seat:
    """Who holds something: the organisation as the reader's language has it (None where it is not public), a person who
    agreed to be named, and what they are in words."""

    organisation: Organisation | None
    person: str
    label: str
    since: datetime.date | None
    title: str = ""
    code: str = ""
    until: datetime.date | None = None


@dataclass(frozen=True)
class CommitteeNow:
    """A committee and who sits on it."""

    committee: Committee
    seats: list[Seat]


@dataclass
class MemberGroup:
    """The members of one kind. Persons who did not agree to be named are a number."""

    label: str
    members: list[Member] = field(default_factory=list)
    people: list[Membership] = field(default_factory=list)
    unnamed: int = 0

    @property
    def count(self) -> int:
        return len(self.members) + len(self.people) + self.unnamed


@dataclass(frozen=True)
class MeetingYear:
    fiscal_year: int
    meetings: list[MeetingPage]


@dataclass(frozen=True)
class Council:
    groups: list[MemberGroup]
    committees: list[CommitteeNow]
    officers: list[Seat]
    years: list[MeetingYear]


def council(locale: Locale, day: datetime.date | None = None) -> Council:
    """All of it, on a day (today without one), for readers of a language. A fixed number of queries."""
    return Council(member_groups(locale, day), committees(locale, day), officers(locale, day), meeting_years(locale))


def member_groups(locale: Locale, day: datetime.date | None = None) -> list[MemberGroup]:
    """The members by kind, in the order of the kinds; kinds that nobody is of are left out."""
    groups = {kind: MemberGroup(str(label)) for kind, label in Membership.Kind.choices}
    for member in members(locale, day):
        groups[member.membership.kind].members.append(member)
    for membership in people(day):
        group = groups[membership.kind]
        if membership.shown_person:
            group.people.append(membership)
        else:
            group.unnamed += 1
    return [group for group in groups.values() if group.count]


def committees(locale: Locale, day: datetime.date | None = None) -> list[CommitteeNow]:
    """The public committees in the editors' order, each with its members on a day: the head first."""
    found = list(in_or_for(Committee.objects.public(), locale).order_by("sort_order", "pk"))
    keys = [each.translation_key for each in found]
    rows = list(
        CommitteeMember.objects.on(day or timezone.localdate())
        .filter(committee__translation_key__in=keys, committee__locale__language_code=settings.LANGUAGE_CODE)
        .select_related("committee", "organisation")
    )
    order = CommitteeMember.Role.values
    rows.sort(key=lambda row: (order.index(row.role), row.organisation.kana_order if row.organisation else "", row.pk))
    shown = _organisations(rows, locale)
    seats: dict[Any, list[Seat]] = {}
    for row in rows:
        seat = Seat(_shown(row, shown), row.shown_person, row.get_role_display(), row.since, code=row.role, until=row.until)
        if seat.organisation or seat.person:
            seats.setdefault(row.committee.translation_key, []).append(seat)
    return [CommitteeNow(each, seats.get(each.translation_key, [])) for each in found]


def officers(locale: Locale, day: datetime.date | None = None) -> list[Seat]:
    """Who holds an office on a day, in the order of the offices. A holder of whom nothing may be said is left out."""
    terms = OfficerTerm.objects.on(day or timezone.localdate())
    source = terms.filter(locale__language_code=settings.LANGUAGE_CODE).select_related("organisation")
    titles = dict(terms.filter(locale=locale).values_list("translation_key", "title"))
    rows = sorted(source, key=lambda row: (OfficerTerm.Office.values.index(row.office), row.pk))
    shown = _organisations(rows, locale)
    seats = [
        Seat(
            _shown(row, shown),
            row.shown_person,
            row.get_office_display(),
            row.since,
            titles.get(row.translation_key) or row.title,
            row.office,
            row.until,
        )
        for row in rows
    ]
    return [seat for seat in seats if seat.organisation or seat.person]


def seats_of(organisation: Organisation, locale: Locale) -> list[tuple[str, tuple[str, ...]]]:
    """The offices and committees that an organisation holds a seat in today: what it is called, and what is said beside it."""
    key = organisation.translation_key
    offices = [
        (seat.label, tuple(filter(None, (seat.title, seat.person))))
        for seat in officers(locale)
        if seat.organisation and seat.organisation.translation_key == key
    ]
    seats = [
        (each.committee.name, tuple(filter(None, (seat.label, seat.person))))
        for each in committees(locale)
        for seat in each.seats
        if seat.organisation and seat.organisation.translation_key == key
    ]
    return offices + seats


def seats_within(locale: Locale, first: datetime.date, last: datetime.date) -> dict[Any, list[str]]:
    """What each public organisation was in the council on any of these days, in words, by its translation key.

    Offices with the title that goes with them, then public committees. No persons: an organisation's part is asked for.
    """
    end = last + datetime.timedelta(days=1)
    source = {"locale__language_code": settings.LANGUAGE_CODE}
    terms = OfficerTerm.objects.within(first, end).filter(**source, organisation__isnull=False).select_related("organisation")
    rows: list[tuple[Any, str]] = [
        (term.organisation, f"{term.get_office_display()}（{term.title}）" if term.title else str(term.get_office_display()))
        for term in sorted(terms, key=lambda term: (OfficerTerm.Office.values.index(term.office), term.pk))
    ]
    seats = CommitteeMember.objects.within(first, end).filter(
        committee__locale__language_code=settings.LANGUAGE_CODE, committee__is_public=True, organisation__isnull=False
    )
    for seat in seats.select_related("committee", "organisation").order_by("committee__sort_order", "pk"):
        rows.append((seat.organisation, f"{seat.committee.name} {seat.get_role_display()}"))
    keys = {organisation.translation_key for organisation, _words in rows}
    public = set(public_organisations(locale).filter(translation_key__in=keys).values_list("translation_key", flat=True))
    found: dict[Any, list[str]] = {}
    for organisation, words in rows:
        if organisation.translation_key in public and words not in found.setdefault(organisation.translation_key, []):
            found[organisation.translation_key].append(words)
    return found


def meeting_years(locale: Locale) -> list[MeetingYear]:
    """The public meetings by fiscal year, the newest first."""
    pages = public_pages(MeetingPage).filter(locale=locale).select_related("locale", "committee").order_by("-held_on", "-pk")
    return [MeetingYear(year, list(meetings)) for year, meetings in groupby(pages, key=lambda page: page.fiscal_year)]


def _organisations(rows: Iterable[Any], locale: Locale) -> dict[Any, Organisation]:
    """The public organisations of rows in the reader's language, by translation key."""
    keys = {row.organisation.translation_key for row in rows if row.organisation}
    return {each.translation_key: each for each in public_organisations(locale).filter(translation_key__in=keys)}


def _shown(row: Any, organisations: dict[Any, Organisation]) -> Organisation | None:
    return organisations.get(row.organisation.translation_key) if row.organisation else None
