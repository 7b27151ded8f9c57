"""The network of the seed: its members, declaration and work (facts), and sample reports."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.core import services as reviews
from cms.core.demo import Demo
from cms.core.demo.drawings import draw
from cms.core.models import Document, Image
from directory.models import Affiliation, Organisation, Place
from partnership.board import demo as board
from partnership.citizens import demo as citizens
from partnership.endorsing import demo as endorsing
from partnership.models import (
    CitizenReportPage,
    Committee,
    DeclarationArticle,
    DeclarationPage,
    DeclarationVersion,
    EventDate,
    EventException,
    EventOrganiser,
    EventPage,
    GrantProject,
    GrantRound,
    LeafletEdition,
    LeafletPage,
    MeetingDecision,
    MeetingPage,
    Membership,
    OfficerTerm,
    OutcomeEquipment,
    OutcomeItem,
    OutcomePart,
    OutcomeReportPage,
    OutcomeYear,
    ReportPhoto,
)
from partnership.my import photos, services
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender

CHILDREN = {"articles": DeclarationArticle, "versions": DeclarationVersion, "decisions": MeetingDecision}

OUTCOME = {"parts": OutcomePart, "years": OutcomeYear, "items": OutcomeItem, "equipment": OutcomeEquipment}


def load(demo: Demo) -> None:
    content = demo.content("partnership")
    demo.sections(content["sections"])
    organisations = {organisation.name: organisation for organisation in Organisation.objects.filter(locale=demo.source)}
    for entry in content["memberships"]:
        organisation = organisations[entry["organisation"]]
        demo.translate(Membership.objects.create(organisation=organisation, role=entry["role"], locale=demo.source), entry)

    for order, entry in enumerate(content["committees"]):
        demo.translate(Committee.objects.create(name=entry["name"], sort_order=order, locale=demo.source), entry)
    for entry in content["officers"]:
        term = OfficerTerm(
            office=OfficerTerm.Office(entry["office"]),
            organisation=organisations[entry["organisation"]],
            title=entry["title"],
            locale=demo.source,
        )
        term.full_clean()
        term.save()
        demo.translate(term, entry)
    for entry in content["grants"]:
        _round(demo, entry, organisations)

    def prepare(page: Any, entry: dict[str, Any]) -> None:
        if isinstance(page, DeclarationPage | MeetingPage):
            for name, model in CHILDREN.items():
                if name not in entry:
                    continue
                getattr(page, name).set([model(locale=page.locale, sort_order=i, **row) for i, row in enumerate(entry[name])])
        if isinstance(page, CitizenReportPage):
            page.organisation = organisations[entry["organisation"]]
            page.photos.set(
                [
                    ReportPhoto(locale=page.locale, sort_order=order, **{**photo, "image": demo.picture(photo["image"])})
                    for order, photo in enumerate(entry.get("photos", ()))
                ]
            )
        if isinstance(page, EventPage):
            _event(page, entry)
        if isinstance(page, OutcomeReportPage):
            for name, child in OUTCOME.items():
                rows = entry.get(name, ())
                getattr(page, name).set([child(locale=page.locale, sort_order=i, **row) for i, row in enumerate(rows)])
        if isinstance(page, LeafletPage):
            page.about = demo.root
            page.editions.set([_edition(page, i, row) for i, row in enumerate(entry["editions"])])

    demo.pages(content["pages"], prepare)
    demo.pages(content["meetings"], prepare)
    board.load(demo, content["board"])
    endorsing.load(demo, content["endorsements"])
    for entry in content["own"]:
        _own(demo, entry)
    for entry in content["sent"]:
        citizens.load(demo, entry)


def _own(demo: Demo, entry: dict[str, Any]) -> None:
    """A report that a member of a group is writing, or has sent."""
    user = get_user_model()._default_manager.filter(username=entry["by"]).first()
    tie = Affiliation.objects.filter(user=user).select_related("organisation").first()
    kind = ReportKind()
    if tie is None or kind.parent(demo.source) is None:
        return
    sender = Sender(user, tie.organisation)
    page = services.begin(kind, sender, {name: entry[name] for name in ("title", "happened_on", "place", "text")}, demo.source)
    for photo in entry.get("photos", ()):
        drawing = ContentFile(draw(photo["image"]), f"{photo['image']}.png")
        image = photos.add(page, sender, drawing)
        photos.describe(page, sender, {image.pk: {"alt": photo["alt"], "people": Image.People.NONE}})
        Image.objects.filter(pk=image.pk).update(translations={"en": {"alt": photo["en"]}})
    if entry.get("submitted"):
        services.submit(kind, page, sender)
    if returned := entry.get("returned"):
        state = kind.model().objects.get(pk=page.pk).current_workflow_task_state
        reviewer = get_user_model()._default_manager.get(username=returned["by"])
        if state is not None and state.task.specific.get_actions(page, reviewer):
            reviews.return_with_reason(state, reviewer, returned["reason"])


def _round(demo: Demo, entry: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    """A fiscal year's grants, finished long ago."""
    year = GrantRound.objects.create(fiscal_year=entry["fiscal_year"], locale=demo.source)
    for each in entry["projects"]:
        project = GrantProject(
            round=year,
            organisation=organisations[each["organisation"]],
            title=each["title"],
            state=GrantProject.State.FINISHED,
            locale=demo.source,
        )
        project.full_clean()
        project.save()
        demo.translate(project, each)


def _edition(page: LeafletPage, order: int, row: dict[str, str]) -> LeafletEdition:
    """A leaflet's text file in a language."""
    document = Document.objects.filter(title=row["title"]).first()
    if document is None:
        file = ContentFile(row["text"].encode("utf-8-sig"), f"{row['document']}.txt")
        document = Document.objects.create(title=row["title"], file=file)
    return LeafletEdition(locale=page.locale, sort_order=order, language=row["language"], document=document, label=row["label"])


def _event(page: EventPage, entry: dict[str, Any]) -> None:
    """The place, the organisers and the days: counted from today, so that a sample is never over."""
    if "at" in entry:
        page.place = Place.objects.filter(name=entry["at"], locale=page.locale).first()
    organisers = Organisation.objects.filter(name__in=entry.get("organisers", ()), locale=page.locale)
    page.organisers.set([EventOrganiser(locale=page.locale, organisation=each) for each in organisers])
    page.dates.set([_date(page, line) for line in entry["when"]])
    page.exceptions.set(
        [
            EventException(locale=page.locale, day=_day(line["in_days"]), status=line["status"], note=line.get("note", ""))
            for line in entry.get("otherwise", ())
        ]
    )


def _date(page: EventPage, line: dict[str, Any]) -> EventDate:
    first = _day(line["in_days"])
    fields: dict[str, Any] = {
        name: datetime.time.fromisoformat(line[key]) for name, key in (("starts_at", "from"), ("ends_at", "to")) if key in line
    }
    if "weeks" in line:
        fields |= {
            "repeat": line.get("repeat", EventDate.Repeats.WEEKLY),
            "until": first + datetime.timedelta(weeks=line["weeks"]),
        }
    if "days" in line:
        fields["last_day"] = first + datetime.timedelta(days=line["days"] - 1)
    return EventDate(locale=page.locale, first_day=first, **fields)


def _day(in_days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=in_days)
