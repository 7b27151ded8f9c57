"""How what the network does is found."""

import datetime
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Place
from partnership.council.queries import council
from partnership.grants.queries import years
from partnership.leaflets.queries import editions
from partnership.models import (
    CitizenReportPage,
    CouncilPage,
    DeclarationPage,
    EventPage,
    GrantsPage,
    LeafletPage,
    MeetingPage,
    OutcomeReportPage,
)
from search.registry import Content, PageAdapter, plain_text


class NetworkAdapter(PageAdapter):
    model = "partnership.NetworkPage"
    kinds: ClassVar = {"network": _("ネットワークの活動")}


class DeclarationAdapter(PageAdapter):
    model = "partnership.DeclarationPage"
    kinds: ClassVar = {"declaration": _("パートナーシップ宣言")}
    depends: ClassVar = {
        "partnership.DeclarationArticle": lambda article: [article.page],
        "partnership.DeclarationVersion": lambda version: [version.page],
    }

    def public(self) -> Any:
        return super().public().prefetch_related("articles", "versions")

    def extra_text(self, page: DeclarationPage) -> list[str]:
        articles = [text for article in page.articles.all() for text in (article.heading, article.text)]
        versions = [text for version in page.versions.all() for text in (version.label, plain_text(version.text))]
        return [plain_text(page.preamble), *articles, *versions]


class CitizenReportAdapter(PageAdapter):
    model = "partnership.CitizenReportPage"
    kinds: ClassVar = {"report": _("市民レポート")}
    depends: ClassVar = {"directory.Organisation": lambda organisation: organisation.reports.all()}

    def public(self) -> Any:
        return super().public().select_related("locale", "organisation")

    def extra_text(self, page: CitizenReportPage) -> list[str]:
        organisation = page.organisation
        named = [organisation.name] if organisation and organisation.is_public else []
        return [page.place, *named]

    def dates(self, page: CitizenReportPage) -> tuple[datetime.date | None, datetime.date | None]:
        return (page.happened_on, page.happened_on)


def every_grants_page(_changed: Any) -> Any:
    return GrantsPage.objects.all()


class GrantsAdapter(PageAdapter):
    model = "partnership.GrantsPage"
    kinds: ClassVar = {"grants": _("助成事業")}
    depends: ClassVar = {
        "partnership.GrantRound": every_grants_page,
        "partnership.GrantProject": every_grants_page,
        "directory.Organisation": lambda organisation: GrantsPage.objects.all() if organisation.grant_projects.exists() else [],
    }

    def extra_text(self, page: GrantsPage) -> list[str]:
        texts = []
        for year in years(page.locale):
            texts += [str(year.round), year.round.call]
            for each in year.projects:
                texts += [each.organisation.name if each.organisation else "", each.project.title]
        return texts


def every_council_page(_changed: Any) -> Any:
    return CouncilPage.objects.all()


class CouncilAdapter(PageAdapter):
    """Members are found as organisations; here it is what the council makes of them."""

    model = "partnership.CouncilPage"
    kinds: ClassVar = {"council": _("協議会")}
    depends: ClassVar = {
        "partnership.Committee": every_council_page,
        "partnership.CommitteeMember": every_council_page,
        "partnership.OfficerTerm": every_council_page,
        "directory.Organisation": every_council_page,
    }

    def extra_text(self, page: CouncilPage) -> list[str]:
        found = council(page.locale)
        texts = []
        for each in found.committees:
            texts += [each.committee.name, each.committee.purpose, *(seat.person for seat in each.seats)]
        for seat in found.officers:
            texts += [seat.label, seat.organisation.name if seat.organisation else "", seat.title, seat.person]
        return texts


class MeetingAdapter(PageAdapter):
    model = "partnership.MeetingPage"
    kinds: ClassVar = {"meeting": _("会議の記録")}
    depends: ClassVar = {
        "partnership.Committee": lambda committee: MeetingPage.objects.filter(
            committee__translation_key=committee.translation_key
        ),
        "partnership.MeetingDecision": lambda decision: [decision.page],
    }

    def public(self) -> Any:
        return super().public().select_related("locale", "committee").prefetch_related("decisions")

    def extra_text(self, page: MeetingPage) -> list[str]:
        committee = page.committee.name if page.committee and page.committee.is_public else ""
        decisions = [decision.text for decision in page.decisions.all()]
        return [committee, page.place, plain_text(page.agenda), *decisions, plain_text(page.minutes)]

    def dates(self, page: MeetingPage) -> tuple[datetime.date | None, datetime.date | None]:
        return (page.held_on, page.held_on)


class OutcomeReportAdapter(PageAdapter):
    model = "partnership.OutcomeReportPage"
    kinds: ClassVar = {"outcome": _("成果等報告")}
    depends: ClassVar = {
        "partnership.OutcomePart": lambda part: [part.page],
        "partnership.OutcomeItem": lambda item: [item.page],
        "partnership.OutcomeEquipment": lambda equipment: [equipment.page],
    }

    def public(self) -> Any:
        return super().public().prefetch_related("parts", "items", "equipment")

    def extra_text(self, page: OutcomeReportPage) -> list[str]:
        parts = [text for part in page.parts.all() for text in (part.name, part.text)]
        names = [*(item.name for item in page.items.all()), *(each.name for each in page.equipment.all())]
        long = [plain_text(text) for text in (page.overview, page.activities, page.results)]
        return [page.form_name, page.project, page.carried_out_by, *parts, *long, *names, page.attachments]

    def dates(self, page: OutcomeReportPage) -> tuple[datetime.date | None, datetime.date | None]:
        return (page.period_from, page.period_until)


class LeafletAdapter(PageAdapter):
    """Found by the names of its files too, of those that everybody may have."""

    model = "partnership.LeafletPage"
    kinds: ClassVar = {"leaflet": _("リーフレット")}
    depends: ClassVar = {
        "partnership.LeafletEdition": lambda edition: [edition.page],
        "core.Document": lambda document: LeafletPage.objects.filter(editions__document=document).distinct(),
    }

    def public(self) -> Any:
        return super().public().prefetch_related("editions")

    def extra_text(self, page: LeafletPage) -> list[str]:
        return [text for each in editions(page) for text in (each.name, str(each.get_language_display()))]


class EventCalendarAdapter(PageAdapter):
    model = "partnership.EventCalendarPage"
    kinds: ClassVar = {"calendar": _("イベントカレンダー")}


def _events_at(place: Place) -> Any:
    return EventPage.objects.filter(place=place)


def _events_by(organisation: Organisation) -> Any:
    return EventPage.objects.filter(organisers__organisation=organisation).distinct()


class EventAdapter(PageAdapter):
    """Found by what, where and who; its days are the first and the last, whatever lies between."""

    model = "partnership.EventPage"
    kinds: ClassVar = {"event": _("イベント")}
    depends: ClassVar = {
        "directory.Place": _events_at,
        "directory.Organisation": _events_by,
        "partnership.EventDate": lambda date: [date.page],
        "partnership.EventException": lambda exception: [exception.page],
        "partnership.EventOrganiser": lambda organiser: [organiser.page],
    }

    def public(self) -> Any:
        related = super().public().select_related("locale", "place")
        return related.prefetch_related("dates", "exceptions", "organisers__organisation")

    def extra_text(self, page: EventPage) -> list[str]:
        organisers = [each.organisation for each in page.organisers.all() if each.organisation]
        names = [organisation.name for organisation in organisers if organisation.is_public]
        own = [each.name for each in page.organisers.all() if not each.organisation]
        return [page.state_note, page.fee_note, page.apply_how, *names, *own]

    def dates(self, page: EventPage) -> tuple[datetime.date | None, datetime.date | None]:
        return page.days

    def content(self, page: EventPage) -> Content | None:
        content = super().content(page)
        if content is None or page.attendance == EventPage.Attendance.ONLINE:
            return content
        place = page.place if page.place and page.place.is_public else None
        where = " ".join(filter(None, (place.name if place else "", page.place_text, place.address if place else "")))
        position = None
        if place and place.latitude is not None and place.longitude is not None:
            position = (place.latitude, place.longitude)
        kind = str(EventPage.Kind(page.kind).label)
        return replace(content, place=where, position=position, keywords=kind)
