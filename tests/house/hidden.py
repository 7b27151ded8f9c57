"""Things that nobody outside may see, each with a word of its own.

A thing is a generator: what comes before its `yield` is public, and shows that the crawl would find it; what comes after
takes it out of sight, or makes what never was in sight.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction

from cms.core import services
from cms.core.consent import withdraw_consent
from cms.core.models import Document, Image
from cms.core.pictures import picture
from directory.models import Organisation, Place, PlacePhone
from home.models import ColumnPage, Contributor, NewsPage, SectionPage
from partnership.models import CitizenReportPage, Membership, ReportPhoto
from tests.core.editorial import fresh, person, waiting
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
    report = world.page(CitizenReportPage, "reports", f"open{mark[2:]}", title="団体の報告", summary="")
    report.organisation = found
    report.save_revision().publish()
    yield
    found.is_public = False
    found.save()


@hidden("a place that is not public")
def place(world: World, mark: str) -> Iterator[None]:
    here = {"locale": world.root.locale, "kind": Place.Kind.PARK, "organisation": Organisation.objects.public().first()}
    found = Place(name=f"{mark} {PROBE}", kana=mark, address=f"{mark}町", note=f"{mark}の説明", **here)
    found.phones = [  # type: ignore[misc]
        PlacePhone(locale=world.root.locale, number="042-000-0000", purpose=f"{mark}係")
    ]
    found.save()
    yield
    found.is_public = False
    found.save()


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
