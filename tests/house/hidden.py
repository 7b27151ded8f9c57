"""Things that nobody outside may see, each with a word of its own.

A thing is a generator: what comes before its `yield` is public, and shows that the crawl would find it; what comes after
takes it out of sight, or makes what never was in sight.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction

from cms.core import services
from cms.core.announcing import sending
from cms.core.consent import withdraw_consent
from cms.core.languages.texts import translate_entry
from cms.core.models import Announcement, AnnouncementChannel, DigestSubscription, Document, Image
from cms.core.pictures import picture
from directory.confirming import following
from directory.confirming.proposing import decline, propose
from directory.confirming.reporting import report
from directory.models import ConfirmationRequest, DutySlot, Organisation, Place, PlacePhone, PlaceProposal
from home.models import ColumnPage, Contributor, NewsPage, SectionPage
from partnership.board import services as board
from partnership.board.services import Words
from partnership.citizens import services as citizens
from partnership.endorsing import services as endorsing
from partnership.endorsing.services import Said
from partnership.models import (
    BoardCategory,
    BoardPost,
    CitizenReportPage,
    Committee,
    CommitteeMember,
    DeclarationPage,
    Endorsement,
    EventDate,
    EventOrganiser,
    EventPage,
    GrantProject,
    GrantRound,
    GroupChange,
    LeafletEdition,
    LeafletPage,
    MeetingPage,
    Membership,
    OfficerTerm,
    OutcomeItem,
    OutcomePart,
    OutcomeReportPage,
    OutcomeYear,
    ReportPhoto,
)
from partnership.my import photos
from partnership.my import services as my
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender
from tests.core.editorial import affiliated, fresh, person, waiting
from tests.core.factories import DocumentFactory, ImageFactory, PortraitFactory, restricted_collection, root_collection, upload

PROBE = "ぬばたま"
"""Stands beside every secret word: who searches for it would find them all."""
LATER = datetime.timedelta(days=3)
"""How much later the second look is: in between pages expire and consents end by the clock alone."""


@dataclass
class World:
    """The demo, and what the secrets are made of."""

    root: Page
    editor: Any
    approver: Any
    pages: dict[str, list[int]] = field(default_factory=dict)
    images: dict[int, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def section(self, slug: str) -> Page:
        """The topmost page with this slug: what people write below may be called the same."""
        return Page.objects.filter(slug=slug, locale=self.root.locale).order_by("depth")[0].specific

    def column(self, mark: str, live: bool = True, **fields: Any) -> ColumnPage:
        fields.setdefault("contributor", Contributor.objects.first())
        return self.page(ColumnPage, "columns", mark, live, **fields)

    def page(self, model: type[Page], section: str, mark: str, live: bool = True, **fields: Any) -> Any:
        words = {"title": f"{mark} {PROBE}", "slug": mark, "summary": f"{mark}のこと。{PROBE}"}
        body = [{"type": "text", "value": f"<p>{mark}の本文、{PROBE}。</p>"}, *fields.pop("more", [])]
        page = model(locale=self.root.locale, live=False, body=body, **{"owner": self.editor, **words, **fields})
        self.section(section).add_child(instance=page)
        page.tags.add(f"{mark}札")
        revision = page.save_revision(user=self.editor)
        if live:
            revision.publish()
        self.pages.setdefault(mark, []).append(page.pk)
        return fresh(page)

    def image(self, mark: str, factory: Any = PortraitFactory, **fields: Any) -> Image:
        words = {
            "title": f"{mark} {PROBE}",
            "description": f"{mark}の写真",
            "caption": f"{mark}のようす",
            "credit": f"{mark}撮影",
        }
        image = factory.create(**{**words, **fields})
        self.images[image.pk] = mark
        self.files.append(str(image.file.name))
        return image

    def shows(self, mark: str, image: Image) -> None:
        """A public page with the picture on its cover, in its body and in its text."""
        block = {"image": image.pk, "alt": f"{mark}の絵", "caption": f"{mark}の説明"}
        embed = f'<p><embed embedtype="image" id="{image.pk}" format="fullwidth" alt="{mark}の図"/></p>'
        more = [{"type": "picture", "value": block}, {"type": "text", "value": embed}]
        self.column(f"open{mark[2:]}", title=f"写真のある記事 {PROBE}", summary="", cover=image, more=more)


Thing = Callable[[World, str], Iterator[None]]
THINGS: dict[str, Thing] = {}


def hidden(name: str) -> Callable[[Thing], Thing]:
    def register(thing: Thing) -> Thing:
        THINGS[name] = thing
        return thing

    return register


def restrict(page: Page, kind: str, **fields: Any) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


# Pages ------------------------------------------------------------------------------------------------------------------


@hidden("a draft")
def draft(world: World, mark: str) -> Iterator[None]:
    yield
    world.column(mark, live=False)


@hidden("a live page's next version")
def next_version(world: World, mark: str) -> Iterator[None]:
    page = world.column(f"open{mark[2:]}", title="今の題", summary="")
    yield
    page.title, page.summary, page.slug = f"{mark} {PROBE}", f"{mark} {PROBE}", mark
    page.tags.add(f"{mark}札")
    page.save_revision(user=world.editor)


@hidden("a page in review")
def in_review(world: World, mark: str) -> Iterator[None]:
    yield
    services.submit_for_review(world.column(mark, live=False), world.editor)


@hidden("a page that was returned, and the reason")
def returned(world: World, mark: str) -> Iterator[None]:
    yield
    page = world.column(mark, live=False)
    services.submit_for_review(page, world.editor)
    services.return_with_reason(waiting(page), world.approver, f"{mark}という理由")


@hidden("a page that is approved for a day to come")
def scheduled(world: World, mark: str) -> Iterator[None]:
    yield
    page = world.column(mark, live=False, go_live_at=timezone.now() + LATER * 100)
    services.submit_for_review(page, world.editor)
    services.approve(waiting(page), world.approver)


@hidden("a page that was unpublished")
def unpublished(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    yield
    page.unpublish(user=world.approver)


@hidden("a page that was deleted")
def deleted(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    yield
    fresh(page).delete()


@hidden("an announcement that expired by the clock alone")
def expired(world: World, mark: str) -> Iterator[None]:
    world.page(NewsPage, "news", mark, expire_at=timezone.now() + LATER / 2)
    yield


@hidden("a page for those who sign in")
def for_members(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    yield
    restrict(page, PageViewRestriction.LOGIN)


@hidden("a page for those who know the password")
def with_password(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    yield
    restrict(page, PageViewRestriction.PASSWORD, password="himitsu")


@hidden("a page for a group")
def for_a_group(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    yield
    restrict(page, PageViewRestriction.GROUPS).groups.add(Group.objects.create(name=f"{mark}の会"))


@hidden("a page below a private section")
def below_private(world: World, mark: str) -> Iterator[None]:
    section = world.page(SectionPage, "topics", mark, show_in_menus=True)
    child = world.column(f"{mark}-below")
    child.move(section, pos="last-child")
    yield
    restrict(section, PageViewRestriction.LOGIN)


@hidden("a private section in the menu")
def private_section(world: World, mark: str) -> Iterator[None]:
    section = world.page(SectionPage, "site", mark, show_in_menus=True)
    yield
    restrict(section, PageViewRestriction.LOGIN)


@hidden("a page that was moved below a private section")
def moved_below_private(world: World, mark: str) -> Iterator[None]:
    page = world.column(mark)
    section = world.page(SectionPage, "topics", f"open{mark[2:]}", title="会員だけ", summary="")
    restrict(section, PageViewRestriction.LOGIN)
    yield
    page.move(section, pos="last-child")


@hidden("a translation that was unpublished")
def translation_unpublished(world: World, mark: str) -> Iterator[None]:
    english = _english(world, mark)
    english.get_latest_revision().publish()
    yield
    fresh(english).unpublish()


@hidden("a translation that is not published yet")
def translation_draft(world: World, mark: str) -> Iterator[None]:
    yield
    _english(world, mark)


def _english(world: World, mark: str) -> Any:
    page = world.column(f"open{mark[2:]}", title="原文", summary="")
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = english.summary = f"{mark} {PROBE}"
    english.slug = mark
    english.save_revision(user=world.editor)
    world.pages.setdefault(mark, []).append(english.pk)
    return english


# Pictures and files -----------------------------------------------------------------------------------------------------


@hidden("a picture whose consent was withdrawn")
def withdrawn(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark)
    world.shows(mark, image)
    yield
    withdraw_consent(image, world.editor, f"{mark}の保護者")


@hidden("a picture whose consent ended by the clock alone")
def consent_ended(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark, consent_until=timezone.localdate() + LATER / 3)
    world.shows(mark, image)
    yield


@hidden("a picture of people without consent")
def without_consent(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark, ImageFactory)
    world.shows(mark, image)
    yield
    image.people = Image.People.RECOGNISABLE
    image.save()


@hidden("a picture that nobody has checked")
def unchecked(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark, ImageFactory)
    world.shows(mark, image)
    yield
    image.people = Image.People.UNKNOWN
    image.save()


@hidden("a picture in a private collection")
def private_picture(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark, ImageFactory)
    world.shows(mark, image)
    yield
    image.collection = restricted_collection(f"{mark}の棚")
    image.save()


@hidden("a picture whose collection was closed")
def closed_collection(world: World, mark: str) -> Iterator[None]:
    collection = root_collection().add_child(name=f"{mark}の棚")
    world.shows(mark, world.image(mark, ImageFactory, collection=collection))
    yield
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)


@hidden("a contributor's portrait whose consent was withdrawn")
def portrait(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark)
    contributor = Contributor.objects.create(name="見本 三郎", portrait=image, locale=world.root.locale)
    page = world.column(f"open{mark[2:]}", title="三郎の記事", summary="")
    page.contributor = contributor
    page.save_revision().publish()
    yield
    withdraw_consent(image, world.editor)


@hidden("a contributor of hidden columns")
def contributor(world: World, mark: str) -> Iterator[None]:
    found = Contributor.objects.create(name=mark, affiliation=f"{mark}大学", profile=f"{mark}です。", locale=world.root.locale)
    page = world.column(f"open{mark[2:]}", title="四郎の記事", summary="", contributor=found)
    yield
    page.unpublish()


@hidden("a report's photo whose consent was withdrawn")
def report_photo(world: World, mark: str) -> Iterator[None]:
    image = world.image(mark)
    report = world.page(CitizenReportPage, "reports", f"open{mark[2:]}", title="運動会", summary="")
    report.photos = [ReportPhoto(locale=report.locale, image=image, alt=f"{mark}の絵", caption=f"{mark}の説明")]
    report.save_revision().publish()
    yield
    withdraw_consent(image, world.editor)


@hidden("a document in a private collection")
def private_document(world: World, mark: str) -> Iterator[None]:
    file = upload(f"{mark}の中身".encode(), f"{mark}.txt")
    document: Document = DocumentFactory.create(title=f"{mark} {PROBE}", file=file)
    world.files.append(str(document.file.name))
    link = f'<p><a linktype="document" id="{document.pk}">用紙</a></p>'
    more = [{"type": "documents", "value": {"documents": [document.pk]}}, {"type": "text", "value": link}]
    world.column(f"open{mark[2:]}", title="用紙の記事", summary="", more=more)
    yield
    document.collection = restricted_collection(f"{mark}の書庫")
    document.save()


# The directory ----------------------------------------------------------------------------------------------------------


@hidden("an organisation that is not public")
def organisation(world: World, mark: str) -> Iterator[None]:
    here = {"locale": world.root.locale, "description": f"{mark}の活動、{PROBE}", "email": f"{mark}@example.jp"}
    found = Organisation.objects.create(name=f"{mark} {PROBE}", kana=mark, **here)
    Membership.objects.create(organisation=found, role=f"{mark}の役")
    Place.objects.create(name="団体の場所", organisation=found, locale=world.root.locale)
    here_too = {"round": GrantRound.objects.get(fiscal_year=2012), "locale": world.root.locale}
    GrantProject.objects.create(title="団体の事業", organisation=found, state=GrantProject.State.FINISHED, **here_too)
    report = world.page(CitizenReportPage, "reports", f"open{mark[2:]}", title="団体の報告", summary="")
    report.organisation = found
    report.save_revision().publish()
    yield
    found.is_public = False
    found.save()


@hidden("who keeps a place, and what somebody says is wrong with it")
def keeper_and_proposal(world: World, mark: str) -> Iterator[None]:
    yield
    here = Place.objects.create(name="見える広場", locale=world.root.locale, keeper_email=f"{mark}@example.jp")
    words = {"remark": f"{mark}だそうです {PROBE}", "right_value": f"{mark}町", "contact": f"{mark}-mother@example.jp"}
    propose(here, PlaceProposal.Sender.VISITOR, {"note": f"{mark}の新しい説明"}, **words)
    ConfirmationRequest.objects.create(place=here, to=f"{mark}@example.jp")


@hidden("what a member says that the entry of their group should say")
def change_of_a_group(world: World, mark: str) -> Iterator[None]:
    yield
    group = Organisation.objects.create(name="見える会", locale=world.root.locale)
    said = {"description": f"{mark}の新しい紹介 {PROBE}", "email": f"{mark}@example.jp"}
    GroupChange.objects.create(organisation=group, after=said, remark=f"{mark}だそうです", reason=f"{mark}の返事")


@hidden("who reads by mail, and what was announced in which channel")
def reader_and_announcement(world: World, mark: str) -> Iterator[None]:
    yield
    DigestSubscription.objects.create(address=f"{mark}@example.jp", confirmed_at=timezone.now(), covered_until=timezone.now())
    channel = AnnouncementChannel(name=f"{mark}の先")
    sending.set_address(channel, f"json://user:{mark}@localhost:9/")
    channel.save()
    words = {"title": f"{mark} {PROBE}", "channel_name": channel.name, "text": f"{mark}の文", "error": f"{mark}のわけ"}
    Announcement.objects.create(thing=world.root, channel=channel, state=Announcement.State.GAVE_UP, **words)


def _marked_place(world: World, mark: str, **fields: Any) -> Place:
    """A place of which every text says its mark, with a number and a turn of duty."""
    here = {"locale": world.root.locale, "kind": Place.Kind.HOSPITAL, "organisation": Organisation.objects.public().first()}
    found = Place(name=f"{mark} {PROBE}", address=f"{mark}町", note=f"{mark}の説明", **here, **fields)
    found.phones = [  # type: ignore[misc]
        PlacePhone(locale=world.root.locale, number="042-000-0000", purpose=f"{mark}係")
    ]
    found.save()
    now = timezone.now()
    for begins in (now - datetime.timedelta(hours=1), now + datetime.timedelta(days=1)):
        ends = begins + datetime.timedelta(hours=8)
        DutySlot.objects.create(place=found, starts_at=begins, ends_at=ends, remark=f"{mark}の当番", departments="小児科")
    return found


@hidden("a place that was taken down, and its translation")
def place_taken_down(world: World, mark: str) -> Iterator[None]:
    found = _marked_place(world, mark)
    translate_entry(found, Locale.objects.get(language_code="en"), {}, world.editor)
    yield
    found.unpublish()


@hidden("a place that was never published")
def place_draft(world: World, mark: str) -> Iterator[None]:
    found = _marked_place(world, mark, live=False)
    found.save_revision()
    yield


@hidden("a place that has expired, though nobody has taken it down")
def place_expired(world: World, mark: str) -> Iterator[None]:
    found = _marked_place(world, mark)
    yield
    found.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    found.save()


@hidden("what is being written of a public place")
def place_draft_of_a_public_one(world: World, mark: str) -> Iterator[None]:
    found = _marked_place(world, f"open{mark[2:]}")
    found.note = f"{mark}の新しい説明"
    found.address = f"{mark}町"
    found.phones = [  # type: ignore[misc]
        PlacePhone(locale=world.root.locale, number="042-000-0000", purpose=f"{mark}係")
    ]
    found.save_revision()
    yield


# The network ------------------------------------------------------------------------------------------------------------


@hidden("a person of the council who did not agree to be named")
def council_person(world: World, mark: str) -> Iterator[None]:
    yield
    group = Organisation.objects.public().filter(locale=world.root.locale)[0]
    here = {"person": f"{mark}さん {PROBE}", "locale": world.root.locale}
    Membership.objects.create(kind=Membership.Kind.INDIVIDUAL, **here)
    OfficerTerm.objects.create(office=OfficerTerm.Office.ADVISER, organisation=group, **here)
    committee = Committee.objects.filter(locale=world.root.locale)[0]
    CommitteeMember.objects.create(committee=committee, organisation=group, person=here["person"])


@hidden("a committee that was taken out of sight")
def committee(world: World, mark: str) -> Iterator[None]:
    found = Committee.objects.create(name=mark, purpose=f"{mark}を話す、{PROBE}", locale=world.root.locale)
    CommitteeMember.objects.create(committee=found, organisation=Organisation.objects.public()[0])
    fields = {"kind": MeetingPage.Kind.COMMITTEE, "committee": found, "held_on": datetime.date(2026, 5, 1)}
    world.page(MeetingPage, "council", f"open{mark[2:]}", title="部会の記録", summary="", **fields)
    yield
    found.is_public = False
    found.save()


@hidden("a meeting's record that was unpublished")
def meeting(world: World, mark: str) -> Iterator[None]:
    texts: dict[str, Any] = {"agenda": f"<p>{mark}の件</p>", "minutes": f"<p>{mark}を話した。</p>"}
    page = world.page(MeetingPage, "council", mark, kind=MeetingPage.Kind.BOARD, held_on=datetime.date(2026, 6, 1), **texts)
    yield
    page.unpublish()


@hidden("an outcome report that was unpublished, with its Word file")
def outcome_report(world: World, mark: str) -> Iterator[None]:
    texts: dict[str, Any] = dict.fromkeys(("overview", "activities", "results"), f"<p>{mark}のこと。</p>")
    figures: dict[str, Any] = {
        "amount_yen": 100,
        "period_from": datetime.date(2026, 4, 1),
        "period_until": datetime.date(2027, 3, 31),
    }
    rows: dict[str, Any] = {
        "years": [OutcomeYear(locale=world.root.locale, fiscal_year=2026, amount_yen=100)],
        "items": [OutcomeItem(locale=world.root.locale, name=f"{mark}費", amount_yen=100)],
        "parts": [OutcomePart(locale=world.root.locale, name=f"{mark}の会", text=f"{mark}をした。")],
    }
    named: dict[str, Any] = {"project": f"{mark}事業", "carried_out_by": f"{mark}協議会", "rank": "S"}
    page = world.page(OutcomeReportPage, "network", mark, **texts, **figures, **rows, **named)
    yield
    page.unpublish()


@hidden("a leaflet's file that was put into a private collection")
def leaflet_file(world: World, mark: str) -> Iterator[None]:
    file = upload(f"{mark}の中身".encode(), f"{mark}.txt")
    document: Document = DocumentFactory.create(title=f"{mark} {PROBE}", file=file)
    world.files.append(str(document.file.name))
    edition = LeafletEdition(locale=world.root.locale, language="ja", document=document)
    world.page(LeafletPage, "leaflets", f"open{mark[2:]}", title="見えるリーフレット", summary="", editions=[edition])
    yield
    document.collection = restricted_collection(f"{mark}の棚")
    document.save()


@hidden("a grant that was not granted after all")
def grant_rejected(world: World, mark: str) -> Iterator[None]:
    year = GrantRound.objects.get(fiscal_year=2012)
    group = Organisation.objects.public().filter(locale=world.root.locale)[0]
    state = GrantProject.State.GRANTED
    found = GrantProject.objects.create(
        round=year, title=f"{mark} {PROBE}", organisation=group, state=state, locale=world.root.locale
    )
    yield
    found.state = GrantProject.State.REJECTED
    found.save()


@hidden("a year's grants that were taken out of sight")
def grant_round(world: World, mark: str) -> Iterator[None]:
    found = GrantRound.objects.create(fiscal_year=2024, call=f"{mark}の募集、{PROBE}", locale=world.root.locale)
    yield
    found.is_public = False
    found.save()


def _event(world: World, mark: str, live: bool = True, **fields: Any) -> Any:
    """An event of which every text says its mark, some days from now."""
    texts = {"place_text": f"{mark}会館", "fee_note": f"{mark}円", "apply_how": f"{mark}に電話", "contact_name": f"{mark}係"}
    day = timezone.localdate() + datetime.timedelta(days=10)
    rows = {
        "dates": [EventDate(locale=world.root.locale, first_day=day)],
        "organisers": [EventOrganiser(locale=world.root.locale, name=f"{mark}の会")],
    }
    return world.page(EventPage, "events", mark, live, **{**texts, **rows, **fields})


@hidden("an event that was never published")
def event_draft(world: World, mark: str) -> Iterator[None]:
    yield
    _event(world, mark, live=False)


@hidden("an event for those who sign in")
def event_for_members(world: World, mark: str) -> Iterator[None]:
    page = _event(world, mark)
    yield
    restrict(page, PageViewRestriction.LOGIN)


@hidden("what is being written of a public event")
def event_next_version(world: World, mark: str) -> Iterator[None]:
    page = _event(world, f"open{mark[2:]}", title="今のイベント", summary="")
    yield
    page.title, page.place_text, page.state_note = f"{mark} {PROBE}", f"{mark}会館", f"{mark}のため"
    page.organisers = [EventOrganiser(locale=page.locale, name=f"{mark}の会")]
    page.save_revision(user=world.editor)


@hidden("the place of an event that was taken down, and an organiser who is not public any more")
def event_place(world: World, mark: str) -> Iterator[None]:
    told = {"address": f"{mark}町", "latitude": 35.7, "longitude": 139.5}
    here = Place.objects.create(name=f"{mark} {PROBE}", locale=world.root.locale, **told)
    group = Organisation.objects.create(name=f"{mark}の会", locale=world.root.locale)
    organisers = [EventOrganiser(locale=world.root.locale, organisation=group)]
    _event(world, f"open{mark[2:]}", title="どこかのイベント", summary="", place=here, organisers=organisers)
    yield
    here.unpublish()
    group.is_public = False
    group.save()


def _begun(world: World, word: str, **sender: Any) -> BoardPost:
    """The first post of a topic, of which every text says the word; it waits."""
    category = BoardCategory.objects.filter(locale=world.root.locale)[0]
    return board.begin_topic(category, Words(f"{word}の母", f"{word}のこと、{PROBE}", f"{word} {PROBE}"), **sender)


def _published(world: World, mark: str) -> BoardPost:
    return board.approve(_begun(world, mark), _moderator())


def _moderator() -> Any:
    return get_user_model()._default_manager.filter(username="掲示").first() or person("掲示", "secretariat")


@hidden("a post of the board that waits")
def board_waiting(world: World, mark: str) -> Iterator[None]:
    yield
    _begun(world, mark, contact=f"{mark}@example.jp")
    topic = _published(world, f"open{mark[2:]}").topic
    board.reply(topic, Words(f"{mark}の父", f"{mark}の返事 {PROBE}"), contact=f"{mark}@example.jp")


@hidden("a post of the board that was not made public, and the reason")
def board_rejected(world: World, mark: str) -> Iterator[None]:
    yield
    board.reject(_begun(world, mark), _moderator(), f"{mark}のため")


@hidden("what somebody wrote on the board before it was changed, and who they are")
def board_original(world: World, mark: str) -> Iterator[None]:
    yield
    first = _begun(world, mark, contact=f"{mark}@example.jp", user=person(mark), mark=mark)
    board.edit(first, _moderator(), Words("だれか", "直した文", "直した題"), f"{mark}のため")
    board.report(board.approve(first, _moderator()), "other", f"{mark}と思う")


@hidden("a topic of the board that was taken out of sight")
def board_hidden(world: World, mark: str) -> Iterator[None]:
    first = _published(world, mark)
    yield
    board.hide(first, _moderator(), f"{mark}のため")


@hidden("an answer on the board that was taken out of sight")
def board_answer(world: World, mark: str) -> Iterator[None]:
    topic = _published(world, f"open{mark[2:]}").topic
    answer = board.approve(board.reply(topic, Words(f"{mark}の父", f"{mark}の返事 {PROBE}")), _moderator())
    yield
    board.hide(answer, _moderator(), f"{mark}のため")


@hidden("a topic of the board that its author deleted")
def board_deleted(world: World, mark: str) -> Iterator[None]:
    first = _published(world, mark)
    yield
    board.delete(first)


@hidden("a category of the board that was taken out of sight")
def board_category(world: World, mark: str) -> Iterator[None]:
    found = BoardCategory.objects.create(name=mark, description=f"{mark}の話 {PROBE}", locale=world.root.locale)
    words = Words(f"{mark}の母", f"{mark}のこと、{PROBE}", f"{mark} {PROBE}")
    board.approve(board.begin_topic(found, words), _moderator())
    yield
    found.is_public = False
    found.save()


def _endorsed(world: World, word: str, *, shown: bool = True, **sender: Any) -> Endorsement:
    """An endorsement of which every text says the word; it waits."""
    page = DeclarationPage.objects.live().filter(locale=world.root.locale)[0]
    said = Said(name=f"{word} {PROBE}"[:60], town=f"{word}市", words=f"{word}のため", is_name_shown=shown)
    return endorsing.endorse(page, said, **sender)


def _moderator_of_endorsements() -> Any:
    return get_user_model()._default_manager.filter(username="賛同").first() or person("賛同", "secretariat")


@hidden("an endorsement that waits, for its address or for a moderator")
def endorsement_waiting(world: World, mark: str) -> Iterator[None]:
    yield
    _endorsed(world, mark)
    _endorsed(world, mark, contact=f"{mark}@example.jp")


@hidden("an endorsement that was not accepted, and the reason")
def endorsement_declined(world: World, mark: str) -> Iterator[None]:
    yield
    endorsing.decline(_endorsed(world, mark), _moderator_of_endorsements(), f"{mark}のため")


@hidden("who endorses and does not wish to be named")
def endorsement_unnamed(world: World, mark: str) -> Iterator[None]:
    yield
    endorsing.accept(_endorsed(world, mark, shown=False), _moderator_of_endorsements())


@hidden("an endorsement that was taken out of sight")
def endorsement_hidden(world: World, mark: str) -> Iterator[None]:
    found = endorsing.accept(_endorsed(world, mark), _moderator_of_endorsements())
    yield
    endorsing.hide(found, _moderator_of_endorsements(), f"{mark}のため")


@hidden("an endorsement that was withdrawn")
def endorsement_withdrawn(world: World, mark: str) -> Iterator[None]:
    found = endorsing.accept(_endorsed(world, mark), _moderator_of_endorsements())
    yield
    endorsing.withdraw(found)


# What is never public ---------------------------------------------------------------------------------------------------


@hidden("who wrote a page, and how to reach them")
def account(world: World, mark: str) -> Iterator[None]:
    user = person(mark)
    page = world.column(f"open{mark[2:]}", title="だれかの記事", summary="", owner=user)
    page.save_revision(user=user).publish()
    image = world.image(f"open{mark[2:]}", uploaded_by_user=user)
    world.images.pop(image.pk)
    yield


@hidden("who consented to a picture")
def who_consented(world: World, mark: str) -> Iterator[None]:
    image = world.image(f"open{mark[2:]}", consent_by=f"{mark}さんの保護者")
    world.images.pop(image.pk)
    assert picture(image)
    yield


# Members' own place -----------------------------------------------------------------------------------------------------


def _member_report(world: World, mark: str) -> tuple[Any, Sender]:
    """A member's report with a photo, as `/my/` keeps it."""
    group = Organisation.objects.create(name=f"会{mark[2:]}", locale=world.root.locale)
    sender = Sender(affiliated(f"member{mark[2:]}", group, "member"), group)
    words: dict[str, Any] = {"title": f"{mark} {PROBE}", "place": f"{mark}の公園", "text": f"{mark}、{PROBE}。"}
    words |= {"happened_on": timezone.localdate()}
    report = my.begin(ReportKind(), sender, words, world.root.locale)
    image = photos.add(report, sender, upload())
    photos.describe(report, sender, {image.pk: {"alt": f"{mark}の写真 {PROBE}", "people": "none", "caption": mark}})
    world.pages.setdefault(mark, []).append(report.pk)
    world.images[image.pk] = mark
    world.files.append(str(Image.objects.get(pk=image.pk).file.name))
    return report, sender


@hidden("a member's draft with a photo")
def member_draft(world: World, mark: str) -> Iterator[None]:
    yield
    _member_report(world, mark)


@hidden("a member's report in review, and what was said to those who decide")
def member_review(world: World, mark: str) -> Iterator[None]:
    yield
    report, sender = _member_report(world, mark)
    my.submit(ReportKind(), report, sender, f"{mark}という返事")


@hidden("a report that its member took back after it was public, with its photo")
def member_took_back(world: World, mark: str) -> Iterator[None]:
    report, sender = _member_report(world, mark)
    my.submit(ReportKind(), report, sender)
    services.approve(waiting(report), world.approver)
    yield
    my.take_back(ReportKind(), report, sender, f"{mark}という理由")


# Reports without an account ---------------------------------------------------------------------------------------------


def _citizens_report(world: World, mark: str) -> Any:
    """A report with a photo, which is mailed to nobody and confirmed by nobody yet."""
    words = {"title": f"{mark} {PROBE}", "place": f"{mark}の公園", "text": f"{mark}、{PROBE}。", "name": f"{mark}さん"}
    sent = citizens.begin({**words, "happened_on": timezone.localdate(), "contact": f"{mark}@example.jp"})
    photo = citizens.add_photo(sent, upload())
    citizens.describe(sent, {photo.pk: {"alt": f"{mark}の写真 {PROBE}", "people": "none", "caption": mark}})
    world.files.append(str(photo.file.name))
    return citizens.ask(sent)


def _confirmed_report(world: World, mark: str) -> Any:
    sent = citizens.confirm(_citizens_report(world, mark))
    assert sent.page is not None
    world.pages.setdefault(mark, []).append(sent.page.pk)
    for image in sent.images.all():
        world.images[image.pk] = mark
        world.files.append(str(image.file.name))
    return sent


@hidden("a citizen's report that nobody has confirmed")
def citizen_unconfirmed(world: World, mark: str) -> Iterator[None]:
    yield
    _citizens_report(world, mark)


@hidden("a citizen's report in review, and what was said to those who decide")
def citizen_review(world: World, mark: str) -> Iterator[None]:
    yield
    citizens.reply(_confirmed_report(world, mark), f"{mark}という返事")


@hidden("the mail address of a citizen whose report is public")
def citizen_address(world: World, mark: str) -> Iterator[None]:
    sent = _confirmed_report(world, f"open{mark[2:]}")
    type(sent).objects.filter(pk=sent.pk).update(contact=f"{mark}@example.jp")
    services.approve(waiting(sent.page), world.approver)
    yield


@hidden("a report that its citizen withdrew after it was public, with its photo")
def citizen_withdrew(world: World, mark: str) -> Iterator[None]:
    sent = _confirmed_report(world, mark)
    services.approve(waiting(sent.page), world.approver)
    yield
    citizens.withdraw(sent, f"{mark}という理由")


@hidden("a correction that nobody has confirmed, and what its sender replied to the answer")
def correction(world: World, mark: str) -> Iterator[None]:
    yield
    here = Place.objects.public().get(name="見本児童館", locale=world.root.locale)
    words = {"topic": "other", "remark": f"{mark}、{PROBE}", "right_value": mark}
    report(here, "", {**words, "contact": f"{mark}@example.jp"}, "ja")
    declined = report(here, "", words, "ja")
    decline(declined, person("提案を決める人", "secretariat"), f"{mark}という理由")
    following.reply(declined, f"{mark}という返事")
