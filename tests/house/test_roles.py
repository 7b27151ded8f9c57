"""Who may do what: every role against every thing, tried by the road that a person takes, and looked up in the database after.

○ it was done, × it was not. A row is a function that tries; the table below is all that is expected.
"""

import base64
import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, Collection, Locale, Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.core import review_links, services
from cms.core.announcing import sending
from cms.core.languages.kinds import kinds
from cms.core.models import Announcement, AnnouncementChannel, CannedReply, Delegation, Document, Image, ReviewCare, Tag
from directory.confirming.proposing import propose
from directory.models import (
    Affiliation,
    ConfirmationInterval,
    DutySlot,
    ImportUpload,
    Organisation,
    Place,
    PlaceProposal,
    SupportProgram,
)
from home.models import ColumnPage, Contributor
from partnership.board import services as board
from partnership.board.services import Words
from partnership.endorsing import services as endorsing
from partnership.endorsing.services import Said
from partnership.models import (
    BoardCategory,
    BoardPost,
    BoardTopic,
    BoardWord,
    CitizenReportPage,
    Committee,
    CommitteeMember,
    DeclarationPage,
    Endorsement,
    GrantProject,
    GrantRound,
    Invitation,
    MeetingPage,
    Membership,
    NetworkPage,
    OfficerTerm,
)
from search.models import JudgedQuery, SynonymGroup
from tests.core.editorial import affiliated, client_of, delegate, draft, edit, fresh, live, person, set_up, waiting
from tests.core.factories import DocumentFactory, ImageFactory, PortraitFactory, upload
from tests.directory.opendata.test_admin import looked_at

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("set_up_once")]

TABLE = """
                                                   事務 編集 承認 翻訳 団長 会員  外  管理
enter the admin                                     ○   ○   ○   ○   ×   ×   ×   ○
make a page                                         ○   ○   ○   ×   ×   ×   ×   ○
edit one's own draft                                ○   ○   ○   ○   ×   ×   -   ○
edit another's draft                                ○   ○   ○   ○   ×   ×   ×   ○
write the next version of a live page               ○   ○   ○   ○   ×   ×   ×   ○
change what a live page shows                       ×   ×   ×   ×   ×   ×   ×   ×
read another's draft                                ○   ○   ○   ○   ×   ×   ×   ○
delete one's own draft                              ○   ○   ○   ○   ×   ×   -   ○
delete another's draft                              ○   ×   ○   ×   ×   ×   ×   ○
delete a live page                                  ×   ×   ○   ×   ×   ×   ×   ○
move one's own draft                                ○   ○   ○   ×   ×   ×   -   ○
move a live page                                    ×   ×   ○   ×   ×   ×   ×   ○
copy a page, as a draft                             ○   ○   ○   ×   ×   ×   ×   ○
copy a page, live at once                           ×   ×   ×   ×   ×   ×   ×   ×
mirror a page, live at once                         ×   ×   ×   ×   ×   ×   ×   ×
publish without review                              ×   ×   ×   ×   ×   ×   ×   ×
publish many without review                         ×   ×   ×   ×   ×   ×   ×   ×
publish an old version without review               ×   ×   ×   ×   ×   ×   ×   ×
publish without review, under a delegation          ×   ×   ○   ×   ×   ×   -   ○
unpublish a page                                    ×   ×   ○   ×   ×   ×   ×   ○
restrict who sees a page                            ×   ×   ○   ×   ×   ×   ×   ○
order the pages of a section                        ×   ×   ○   ×   ×   ×   ×   ○
submit one's own draft                              ○   ○   ○   ○   ×   ×   -   ○
approve another's page                              ×   ×   ○   ×   ×   ×   ×   ○
approve another's page, from the mail               ×   ×   ○   ×   ×   ×   ×   ○
return another's page                               ×   ×   ○   ×   ×   ×   ×   ○
hand over the review of another's page              ×   ×   ○   ×   ×   ×   ×   ○
approve one's own page                              ×   ×   ×   ×   ×   ×   -   ×
approve a group's report, for its lead              ×   ×   ×   ×   ○   ×   ×   ○
approve one's own report, as its lead               ×   ×   ×   ×   ×   ×   -   ×
see in the mail's place what waits for the lead     ×   ×   ×   ×   ○   ×   ×   ○
upload a picture                                    ○   ○   ×   ×   ×   ×   ×   ○
edit one's own picture                              ○   ○   ×   ×   ×   ×   -   ○
edit another's picture                              ○   ×   ×   ×   ×   ×   ×   ○
delete another's picture                            ○   ×   ×   ×   ×   ×   ×   ○
choose a picture                                    ○   ○   ○   ○   ×   ×   ×   ○
withdraw the consent of another's picture           ○   ×   ×   ×   ×   ×   ×   ○
give back the consent of another's picture          ○   ×   ×   ×   ×   ×   ×   ○
read the report of consents                         ○   ○   ×   ×   ×   ×   ×   ○
upload a document                                   ○   ○   ×   ×   ×   ×   ×   ○
edit another's document                             ○   ×   ×   ×   ×   ×   ×   ○
choose a document                                   ○   ○   ○   ○   ×   ×   ×   ○
add a collection                                    ×   ×   ×   ×   ×   ×   ×   ○
add a tag                                           ○   ○   ×   ×   ×   ×   ×   ○
rename a tag                                        ○   ×   ×   ×   ×   ×   ×   ○
add an organisation                                 ○   ×   ×   ×   ×   ×   ×   ○
edit an organisation, and who belongs to it         ○   ×   ×   ×   ×   ×   ×   ○
delete an organisation                              ○   ×   ×   ×   ×   ×   ×   ○
add a place, as a draft                             ○   ○   ○   ×   ×   ×   ×   ○
write the next version of a public place            ○   ○   ○   ×   ×   ×   ×   ○
change what a public place shows                    ×   ×   ×   ×   ×   ×   ×   ×
publish a place without review                      ×   ×   ×   ×   ×   ×   ×   ×
publish a place under a delegation                  ×   ×   ○   ×   ×   ×   -   ○
submit a place                                      ○   ○   ○   ×   ×   ×   ×   ○
approve another's place                             ×   ×   ○   ×   ×   ×   ×   ○
approve one's own place                             ×   ×   ×   ×   ×   ×   -   ×
approve a group's place, for its lead               ×   ×   ×   ×   ○   ×   ×   ○
take a place down                                   ○   ×   ○   ×   ×   ×   ×   ○
lock a place                                        ○   ×   ○   ×   ×   ×   ×   ○
delete a place                                      ○   ×   ×   ×   ×   ×   ×   ○
see what is to be confirmed, and what was proposed  ○   ○   ○   ×   ×   ×   ×   ○
take over what somebody proposed                    ○   ×   ×   ×   ×   ×   ×   ○
ask a keeper, and note a confirmation by telephone  ○   ×   ×   ×   ×   ×   ×   ○
set how long a kind of place stays confirmed        ○   ×   ×   ×   ×   ×   ×   ○
add a support programme                             ○   ×   ×   ×   ×   ×   ×   ○
import open data                                    ○   ×   ×   ×   ×   ×   ×   ○
enter a duty, in its form and in the month's table  ○   ×   ×   ×   ×   ×   ×   ○
change a duty                                       ○   ×   ×   ×   ×   ×   ×   ○
delete a duty                                       ○   ×   ×   ×   ×   ×   ×   ○
take over a list of duties                          ○   ×   ×   ×   ×   ×   ×   ○
add a member of the network                         ○   ×   ×   ×   ×   ×   ×   ○
invite somebody to a group from the admin           ○   ×   ×   ×   ×   ×   ×   ○
invite somebody to one's group from its own place   ×   ×   ×   ×   ○   ×   ×   ×
write a report in the group's own place             ×   ×   ×   ×   ○   ○   ×   ×
read another's report in the group's own place      ×   ×   ×   ×   ×   ×   ×   ×
take back another's report in the group's own place ×   ×   ×   ×   ×   ×   ×   ×
propose a change of the group's own place           ×   ×   ×   ×   ○   ○   ×   ×
write a report by the API                           ×   ×   ×   ×   ○   ○   ×   ×
change another's report by the API                  ×   ×   ×   ×   ×   ×   ×   ×
add a committee, and who sits on it                 ○   ×   ×   ×   ×   ×   ×   ○
enter an officer of the council                     ○   ×   ×   ×   ×   ×   ×   ○
read the name of an officer who did not agree       ○   ×   ×   ×   ×   ×   ×   ○
write a meeting's record                            ○   ○   ○   ×   ×   ×   ×   ○
translate a committee                               ○   ×   ×   ○   ×   ×   ×   ○
add a year's grants                                 ○   ×   ×   ×   ×   ×   ×   ○
record a grant                                      ○   ×   ×   ×   ×   ×   ×   ○
read who applied for a grant in vain                ○   ×   ×   ×   ×   ×   ×   ○
translate a grant                                   ○   ×   ×   ○   ×   ×   ×   ○
approve a post of the board                         ○   ×   ×   ×   ×   ×   ×   ○
refuse a post of the board, from its list           ○   ×   ×   ×   ×   ×   ×   ○
approve one's own post of the board                 ×   ×   ×   ×   ×   ×   -   ×
change what a post of the board says                ○   ×   ×   ×   ×   ×   ×   ○
hide a post of the board                            ○   ×   ×   ×   ×   ×   ×   ○
close a topic of the board                          ○   ×   ×   ×   ×   ×   ×   ○
publish at once where members are trusted           ×   ×   ×   ×   ○   ○   ×   ×
add a category of the board                         ○   ×   ×   ×   ×   ×   ×   ○
translate a category of the board                   ○   ×   ×   ○   ×   ×   ×   ○
add a word to note on the board                     ○   ×   ×   ×   ×   ×   ×   ○
accept an endorsement of the declaration            ○   ×   ○   ×   ×   ×   ×   ○
hide endorsements, from their list                  ○   ×   ○   ×   ×   ×   ×   ○
enter an endorsement that came on paper             ○   ×   ○   ×   ×   ×   ×   ○
accept one's own endorsement                        ×   ×   ×   ×   ×   ×   -   ×
endorse in the name of one's organisation           ×   ×   ×   ×   ○   ×   ×   ×
add a contributor                                   ○   ○   ×   ×   ×   ×   ×   ○
edit a contributor whom nobody sees yet             ○   ○   ×   ×   ×   ×   ×   ○
edit a contributor whom readers see                 ○   ×   ×   ×   ×   ×   ×   ○
delete a contributor                                ○   ×   ×   ×   ×   ×   ×   ○
begin a translation                                 ○   ○   ×   ○   ×   ×   ×   ○
see what is to be translated besides pages          ○   ×   ×   ○   ×   ×   ×   ○
translate a picture's words                         ○   ×   ×   ○   ×   ×   ×   ○
translate a place                                   ○   ×   ×   ○   ×   ×   ×   ○
translate a support programme                       ○   ×   ×   ○   ×   ×   ×   ○
translate an organisation                           ○   ×   ×   ○   ×   ×   ×   ○
translate a contributor                             ○   ×   ×   ○   ×   ×   ×   ○
change an original from the translators' form       ×   ×   ×   ×   ×   ×   ×   ×
translate a sentence                                ○   ○   ○   ○   ×   ×   ×   ○
submit a translation                                ○   ○   ○   ○   ×   ×   ×   ○
publish a translation without review                ×   ×   ×   ×   ×   ×   ×   ×
add a user                                          ○   ×   ×   ×   ×   ×   ×   ○
make an administrator                               ×   ×   ×   ×   ×   ×   ×   ○
delete a user                                       ○   ×   ×   ×   ×   ×   ×   ○
delete an administrator                             ×   ×   ×   ×   ×   ×   ×   ○
switch an administrator off, in bulk                ×   ×   ×   ×   ×   ×   ×   ○
change what a role may do                           ×   ×   ×   ×   ×   ×   ×   ○
grant a delegation                                  ○   ×   ×   ×   ×   ×   ×   ○
grant oneself a delegation                          ×   ×   ×   ×   ×   ×   -   ×
write a reply at hand                               ○   ×   ○   ×   ×   ×   ×   ○
add a redirect                                      ○   ×   ×   ×   ×   ×   ×   ○
promote a search result                             ○   ×   ○   ×   ×   ×   ×   ○
add a synonym                                       ○   ○   ○   ×   ×   ×   ×   ○
judge what a search finds                           ○   ○   ○   ×   ×   ×   ×   ○
see what was searched                               ○   ○   ○   ×   ×   ×   ×   ○
begin a draft from what was searched                ○   ○   ○   ×   ×   ×   ×   ○
change the settings of the site                     ×   ×   ×   ×   ×   ×   ×   ○
change the workflow                                 ×   ×   ×   ×   ×   ×   ×   ○
read the list of what waits                         ○   ○   ○   ○   ×   ×   ×   ○
read the log of who did what                        ○   ○   ○   ○   ×   ×   ×   ○
enter a channel for announcements, and try it       ○   ×   ×   ×   ×   ×   ×   ○
replace the address of a channel                    ○   ×   ×   ×   ×   ×   ×   ○
tick a channel in a page's form                     ○   ○   ○   ×   ×   ×   ×   ○
read what was announced                             ○   ○   ○   ×   ×   ×   ×   ○
have an announcement sent again                     ○   ×   ○   ×   ×   ×   ×   ○
"""

HEADINGS = ("事務", "編集", "承認", "翻訳", "団長", "会員", "外", "管理")
Try = Callable[["House", Any, Client], bool]
ROWS: dict[str, Try] = {}


def row(name: str) -> Callable[[Try], Try]:
    def register(attempt: Try) -> Try:
        ROWS[name] = attempt
        return attempt

    return register


def expected() -> dict[str, list[str]]:
    lines = [line.rsplit(maxsplit=len(HEADINGS)) for line in TABLE.strip("\n").splitlines()[1:]]
    return {line[0].strip(): line[1:] for line in lines}


class House:
    """A site that was set up, and one person of each role."""

    def __init__(self) -> None:
        self.root = set_up()
        self.ja = self.root.locale
        self.organisation = Organisation.objects.create(name="ひだまり", locale=self.ja)
        self.people: dict[str, Any] = {
            "事務": person("事務", "secretariat"),
            "編集": person("編集", "editor"),
            "承認": person("承認", "approver"),
            "翻訳": person("翻訳", "translator"),
            "団長": affiliated("団長", self.organisation, Affiliation.Role.LEAD),
            "会員": affiliated("会員", self.organisation, Affiliation.Role.MEMBER),
            "外": None,
            "管理": person("管理", is_superuser=True, is_staff=True),
        }
        self.other = person("ほかの人", "editor")
        self.section = live(self.root, self.other, "置き場所")
        self.draft = draft(self.root, self.other, "ひろば")
        self.live = live(self.root, self.other, "公園")

    def own(self, user: Any, **fields: Any) -> Any:
        return draft(self.root, user, "自分の下書き", **fields)

    def report(self, user: Any) -> Any:
        place = self.root.get_descendants().get(slug="reports").specific
        return draft(place, user, "芋ほり", CitizenReportPage, organisation=self.organisation)

    def submitted(self, page: Any, by: Any) -> Any:
        services.submit_for_review(page, by)
        return waiting(page)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


def test_every_row_is_in_the_table_and_none_is_left_out() -> None:
    assert list(expected()) == list(ROWS)
    assert tuple(TABLE.strip("\n").splitlines()[0].split()) == HEADINGS


@pytest.mark.parametrize("name", ROWS)
def test_who_may(house: House, name: str) -> None:
    found = {}
    for heading, wanted in zip(HEADINGS, expected()[name], strict=True):
        if wanted == "-":  # there is nobody whose own it could be
            found[heading] = "-"
            continue
        with transaction.atomic():
            user = house.people[heading] and get_user_model()._default_manager.get(pk=house.people[heading].pk)
            found[heading] = "○" if ROWS[name](house, user, client_of(user)) else "×"
            transaction.set_rollback(True)
    assert found == dict(zip(HEADINGS, expected()[name], strict=True))


# The roads -------------------------------------------------------------------------------------------------------------


def opens(client: Client, address: str) -> bool:
    return client.get(address).status_code == 200


def fill(client: Client, address: str, having: str, **values: Any) -> None:
    """Posts the form at an address that has a field of this name, with these values changed; where there is none, the values."""
    response = client.get(address)
    if response.status_code != 200:
        client.post(address, values)  # who is shown no form can still post
        return
    html = response.content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next((i for i, form in enumerate(forms) if form.select_one(f"[name={having}]")), None)
    if index is None:
        client.post(address, values)
        return
    data = querydict_from_html(html, form_index=index)
    for name, value in values.items():
        data[name.replace("__", "-")] = value
    client.post(address, data)


def page_url(name: str, page: Any, *args: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args])


def snippet_url(model: Any, name: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def exists(page: Any) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


# Pages -----------------------------------------------------------------------------------------------------------------


@row("enter the admin")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("wagtailadmin_home"))


@row("make a page")
def _(house: House, user: Any, client: Client) -> bool:
    data = {"title": "新しい", "slug": "atarashii", "body-count": "0", "kind": ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    client.post(reverse("wagtailadmin_pages:add", args=["directory", "directorypage", house.root.pk]), data)
    return Page.objects.filter(slug="atarashii").exists()


@row("edit one's own draft")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits(client, house.own(user))


@row("edit another's draft")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits(client, house.draft)


@row("write the next version of a live page")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits(client, house.live)


def _edits(client: Client, page: Any) -> bool:
    edit(client, page, title="直した題")
    return fresh(page).get_latest_revision_as_object().title == "直した題"


@row("change what a live page shows")
def _(house: House, user: Any, client: Client) -> bool:
    edit(client, house.live, title="直した題", slug="naoshita")
    return (fresh(house.live).title, fresh(house.live).slug) != (house.live.title, house.live.slug)


@row("read another's draft")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, page_url("view_draft", house.draft))


@row("delete one's own draft")
def _(house: House, user: Any, client: Client) -> bool:
    page = house.own(user)
    client.post(page_url("delete", page))
    return not exists(page)


@row("delete another's draft")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(page_url("delete", house.draft))
    return not exists(house.draft)


@row("delete a live page")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(page_url("delete", house.live))
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={house.live.pk}")
    return not exists(house.live)


@row("move one's own draft")
def _(house: House, user: Any, client: Client) -> bool:
    return _moves(client, house, house.own(user))


@row("move a live page")
def _(house: House, user: Any, client: Client) -> bool:
    return _moves(client, house, house.live)


def _moves(client: Client, house: House, page: Any) -> bool:
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, house.section.pk]))
    return fresh(page).get_parent().pk == house.section.pk


@row("copy a page, as a draft")
def _(house: House, user: Any, client: Client) -> bool:
    return _copies(client, house).exists()


@row("copy a page, live at once")
def _(house: House, user: Any, client: Client) -> bool:
    return _copies(client, house, publish_copies="on").filter(live=True).exists()


@row("mirror a page, live at once")
def _(house: House, user: Any, client: Client) -> bool:
    return _copies(client, house, alias="on").filter(live=True).exists()


def _copies(client: Client, house: House, **more: str) -> Any:
    data = {"new_title": "写し", "new_slug": "utsushi", "new_parent_page": str(house.root.pk), **more}
    client.post(page_url("copy", house.live), data)
    return Page.objects.filter(slug="utsushi")


@row("publish without review")
def _(house: House, user: Any, client: Client) -> bool:
    edit(client, house.draft, **{"action-publish": "1"})
    return fresh(house.draft).live


@row("publish many without review")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={house.draft.pk}")
    return fresh(house.draft).live


@row("publish an old version without review")
def _(house: House, user: Any, client: Client) -> bool:
    page = fresh(house.live)
    old = page.latest_revision_id
    page.title = "次の題"
    page.save_revision(user=house.other).publish()
    address = page_url("revisions_revert", page, old)
    fill(client, address, "title", **{"action-publish": "1", "body-count": "0"})
    return fresh(page).title != "次の題"


@row("publish without review, under a delegation")
def _(house: House, user: Any, client: Client) -> bool:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    Delegation.objects.create(
        user=user, granted_by=house.people["事務"], starts_at=now - hour, ends_at=now + hour, reason="夏休み"
    )
    edit(client, house.draft, **{"action-publish": "1"})
    return fresh(house.draft).live


@row("unpublish a page")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(page_url("unpublish", house.live))
    return not fresh(house.live).live


@row("restrict who sees a page")
def _(house: House, user: Any, client: Client) -> bool:
    address = reverse("wagtailadmin_pages:set_privacy", args=[house.live.pk])
    client.post(address, {"restriction_type": "login", "password": "", "groups": []})
    return PageViewRestriction.objects.exists()


@row("order the pages of a section")
def _(house: House, user: Any, client: Client) -> bool:
    before = list(house.root.get_children().values_list("pk", flat=True))
    client.post(f"{reverse('wagtailadmin_pages:set_page_position', args=[house.live.pk])}?position=0")
    return list(house.root.get_children().values_list("pk", flat=True)) != before


# Review ----------------------------------------------------------------------------------------------------------------


@row("submit one's own draft")
def _(house: House, user: Any, client: Client) -> bool:
    page = house.own(user)
    edit(client, page, **{"action-submit": "1"})
    return waiting(page) is not None


@row("approve another's page")
def _(house: House, user: Any, client: Client) -> bool:
    return _decides(house, client, house.draft, "approve", house.submitted(house.draft, house.other)).live


@row("approve another's page, from the mail")
def _(house: House, user: Any, client: Client) -> bool:
    state = house.submitted(house.draft, house.other)
    client.post(reverse("review", args=[state.pk]), {"approve": "1", "comment": ""})
    client.post(reverse("my_review", args=[state.pk]), {"approve": "1", "comment": ""})
    # Their own link, as a mail would bring it to them; and without signing in.
    if user is not None:
        Client().post(review_links.address_for(state.pk, user), {"approve": "1"})
    return fresh(house.draft).live


@row("return another's page")
def _(house: House, user: Any, client: Client) -> bool:
    page = _decides(house, client, house.draft, "reject", house.submitted(house.draft, house.other))
    return page.current_workflow_state.status == "needs_changes"


@row("hand over the review of another's page")
def _(house: House, user: Any, client: Client) -> bool:
    state, second = house.submitted(house.draft, house.other), person("もう一人の承認者", "approver")
    client.post(reverse("my_review", args=[state.pk]), {"hand_over": "1", "to": second.pk})
    return ReviewCare.objects.filter(task_state=state, taken_by=second).exists()


@row("approve one's own page")
def _(house: House, user: Any, client: Client) -> bool:
    page = house.own(user)
    state = house.submitted(page, user)
    client.post(reverse("review", args=[state.pk]), {"approve": "1", "comment": ""})
    client.post(reverse("my_review", args=[state.pk]), {"approve": "1", "comment": ""})
    return _decides(house, client, page, "approve", state).live


def _decides(house: House, client: Client, page: Any, action: str, state: Any) -> Any:
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    client.post(address, {"comment": "読みました"})
    return fresh(page)


@row("approve a group's report, for its lead")
def _(house: House, user: Any, client: Client) -> bool:
    page = house.report(house.other)
    state = house.submitted(page, house.other)
    client.post(reverse("my_review", args=[state.pk]), {"approve": "1", "comment": ""})
    return waiting(page).task.specific.stage == "approver"


@row("approve one's own report, as its lead")
def _(house: House, user: Any, client: Client) -> bool:
    affiliated("副団長", house.organisation, Affiliation.Role.LEAD)
    page = house.report(user)
    state = house.submitted(page, user)
    client.post(reverse("my_review", args=[state.pk]), {"approve": "1", "comment": ""})
    return waiting(page).task.specific.stage == "approver"


@row("see in the mail's place what waits for the lead")
def _(house: House, user: Any, client: Client) -> bool:
    state = house.submitted(house.report(house.other), house.other)
    return opens(client, reverse("my_review", args=[state.pk])) and opens(client, reverse("my_review_preview", args=[state.pk]))


# Pictures and files -----------------------------------------------------------------------------------------------------


@row("upload a picture")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("wagtailimages:add_multiple"), {"title": "絵", "files[]": upload(), "collection": _root_collection()})
    return Image.objects.exists()


@row("edit one's own picture")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits_image(client, ImageFactory.create(uploaded_by_user=user))


@row("edit another's picture")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits_image(client, ImageFactory.create(uploaded_by_user=house.other))


def _edits_image(client: Client, image: Image) -> bool:
    fill(client, reverse("wagtailimages:edit", args=[image.pk]), "people", title="直した絵", file="")
    return Image.objects.get(pk=image.pk).title == "直した絵"


@row("delete another's picture")
def _(house: House, user: Any, client: Client) -> bool:
    image = ImageFactory.create(uploaded_by_user=house.other)
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    return not Image.objects.filter(pk=image.pk).exists()


@row("choose a picture")
def _(house: House, user: Any, client: Client) -> bool:
    image = ImageFactory.create()
    return "芝生" in client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk])).content.decode("unicode_escape")


@row("withdraw the consent of another's picture")
def _(house: House, user: Any, client: Client) -> bool:
    image = PortraitFactory.create(uploaded_by_user=house.other)
    client.post(reverse("core_withdraw_consent", args=[image.pk]), {"reason": "電話"})
    return not Image.objects.get(pk=image.pk).is_public


@row("give back the consent of another's picture")
def _(house: House, user: Any, client: Client) -> bool:
    image = PortraitFactory.create(uploaded_by_user=house.other, consent_withdrawn_at=timezone.now())
    client.post(reverse("core_restore_consent", args=[image.pk]), {"reason": "電話"})
    return Image.objects.get(pk=image.pk).is_public


@row("read the report of consents")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("core_consent_report"))


@row("upload a document")
def _(house: House, user: Any, client: Client) -> bool:
    files = {"title": "紙", "files[]": upload("申込書".encode(), "a.txt"), "collection": _root_collection()}
    client.post(reverse("wagtaildocs:add_multiple"), files)
    return Document.objects.exists()


@row("edit another's document")
def _(house: House, user: Any, client: Client) -> bool:
    document = DocumentFactory.create(uploaded_by_user=house.other)
    fill(client, reverse("wagtaildocs:edit", args=[document.pk]), "title", title="直した紙", file="")
    return Document.objects.get(pk=document.pk).title == "直した紙"


@row("choose a document")
def _(house: House, user: Any, client: Client) -> bool:
    document = DocumentFactory.create()
    return opens(client, reverse("wagtaildocs_chooser:chosen", args=[document.pk]))


@row("add a collection")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("wagtailadmin_collections:add"), {"name": "棚", "parent": _root_collection()})
    return Collection.objects.filter(name="棚").exists()


def _root_collection() -> int:
    return Collection.get_first_root_node().pk


# What is looked up ------------------------------------------------------------------------------------------------------


@row("add a tag")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Tag, "add"), "name", name="離乳食", slug="rinyushoku")
    return Tag.objects.filter(name="離乳食").exists()


@row("rename a tag")
def _(house: House, user: Any, client: Client) -> bool:
    tag = Tag.objects.create(name="離乳食", slug="rinyushoku")
    fill(client, snippet_url(Tag, "edit", tag.pk), "name", name="幼児食")
    return Tag.objects.get(pk=tag.pk).name == "幼児食"


@row("add an organisation")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Organisation, "add"), "kana", name="こもれび", affiliations__TOTAL_FORMS="0")
    return Organisation.objects.filter(name="こもれび").exists()


@row("edit an organisation, and who belongs to it")
def _(house: House, user: Any, client: Client) -> bool:
    found = Organisation.objects.create(name="こもれび", locale=house.ja)
    values = {"affiliations-TOTAL_FORMS": "1", "affiliations-0-user": house.other.pk, "affiliations-0-role": "lead"}
    fill(client, snippet_url(Organisation, "edit", found.pk), "kana", name="木もれび", **values, **{"affiliations-0-id": ""})
    return Organisation.objects.get(pk=found.pk).name == "木もれび" and found.affiliations.filter(user=house.other).exists()


@row("delete an organisation")
def _(house: House, user: Any, client: Client) -> bool:
    found = Organisation.objects.create(name="こもれび", locale=house.ja)
    client.post(snippet_url(Organisation, "delete", found.pk))
    return not Organisation.objects.filter(pk=found.pk).exists()


@row("add a place, as a draft")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Place, "add"), "kana", name="児童館", phones__TOTAL_FORMS="0")
    assert not Place.objects.public().exists()
    return Place.objects.filter(name="児童館").exists()


def _writes_place(client: Client, place: Place, **values: Any) -> Place:
    """Fills in the place's editor; the place as it is in the database after."""
    fill(client, snippet_url(Place, "edit", place.pk), "kana", name="新しい児童館", **values)
    return Place.objects.get(pk=place.pk)


@row("write the next version of a public place")
def _(house: House, user: Any, client: Client) -> bool:
    stored = _writes_place(client, Place.objects.create(name="児童館", locale=house.ja))
    return stored.get_latest_revision_as_object().name == "新しい児童館"


@row("change what a public place shows")
def _(house: House, user: Any, client: Client) -> bool:
    return _writes_place(client, Place.objects.create(name="児童館", locale=house.ja)).name == "新しい児童館"


@row("publish a place without review")
def _(house: House, user: Any, client: Client) -> bool:
    return _publishes_place(house, client)


@row("publish a place under a delegation")
def _(house: House, user: Any, client: Client) -> bool:
    now = timezone.now()
    delegate(user, now - datetime.timedelta(hours=1), now + datetime.timedelta(hours=1))
    return _publishes_place(house, client)


def _publishes_place(house: House, client: Client) -> bool:
    public = Place.objects.create(name="児童館", locale=house.ja)
    changed = _writes_place(client, public, **{"action-publish": "1"}).name == "新しい児童館"
    hidden = Place.objects.create(name="公園", locale=house.ja, live=False)
    shown = _writes_place(client, hidden, **{"action-publish": "1"}).live
    assert changed == shown
    return changed


@row("submit a place")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="児童館", locale=house.ja)
    return _writes_place(client, place, **{"action-submit": "1"}).workflow_in_progress


@row("approve another's place")
def _(house: House, user: Any, client: Client) -> bool:
    return _approves_place(house, house.other, client, "review")


@row("approve one's own place")
def _(house: House, user: Any, client: Client) -> bool:
    return _approves_place(house, user, client, "review")


@row("approve a group's place, for its lead")
def _(house: House, user: Any, client: Client) -> bool:
    return _approves_place(house, house.other, client, "my_review", organisation=house.organisation)


def _approves_place(house: House, author: Any, client: Client, view: str, **fields: Any) -> bool:
    """Whether the stage that is under way is passed."""
    place = Place.objects.create(name="児童館", locale=house.ja, live=False, **fields)
    place.save_revision(user=author)
    state = place.get_workflow().start(Place.objects.get(pk=place.pk), author).current_task_state
    client.post(reverse(view, args=[state.pk]), {"approve": "1", "comment": ""})
    state.refresh_from_db()
    return state.status == state.STATUS_APPROVED


@row("take a place down")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="児童館", locale=house.ja)
    client.post(snippet_url(Place, "unpublish", place.pk))
    return not Place.objects.get(pk=place.pk).live


@row("lock a place")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="児童館", locale=house.ja)
    client.post(snippet_url(Place, "lock", place.pk))
    return Place.objects.get(pk=place.pk).locked


@row("delete a place")
def _(house: House, user: Any, client: Client) -> bool:
    return _deletes(client, Place.objects.create(name="児童館", locale=house.ja))


@row("see what is to be confirmed, and what was proposed")
def _(house: House, user: Any, client: Client) -> bool:
    proposal = _proposed(house)
    addresses = [
        reverse("confirming:overdue"),
        reverse("confirming:proposals"),
        reverse("confirming:proposal", args=[proposal.pk]),
    ]
    seen = [opens(client, address) for address in addresses]
    assert len(set(seen)) == 1
    return all(seen)


@row("take over what somebody proposed")
def _(house: House, user: Any, client: Client) -> bool:
    proposal = _proposed(house)
    fill(client, reverse("confirming:proposal", args=[proposal.pk]), "accept", accept="1")
    return Place.objects.get(pk=proposal.place_id).fees == "無料"


@row("ask a keeper, and note a confirmation by telephone")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="児童館", locale=house.ja, keeper_email="keeper@example.jp")
    client.post(reverse("confirming:overdue"), {"ask": "1", "place": place.pk})
    client.post(reverse("confirming:overdue"), {"confirm": place.pk})
    was_asked = place.confirmation_requests.exists()
    assert was_asked == bool(Place.objects.get(pk=place.pk).confirmed_on)
    return was_asked


@row("set how long a kind of place stays confirmed")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, reverse("confirming:intervals"), "park", park="24")
    return ConfirmationInterval.objects.filter(kind=Place.Kind.PARK, months=24).exists()


def _proposed(house: House) -> PlaceProposal:
    place = Place.objects.create(name="児童館", locale=house.ja)
    return propose(place, PlaceProposal.Sender.VISITOR, {"fees": "無料"})


@row("add a support programme")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(SupportProgram, "add"), "kana", name="ブックスタート")
    return SupportProgram.objects.filter(name="ブックスタート").exists()


@row("import open data")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("opendata:upload"), {"file": upload("ID,公園名\n1,見本公園\n".encode(), "parks.csv"), "dataset": "parks"})
    for waiting_file in ImportUpload.objects.all():
        check = reverse("opendata:check", args=[waiting_file.pk])
        growing = client.post(check, looked_at(client, check))
        list(getattr(growing, "streaming_content", ()))  # it is taken in while its page is sent
    return Place.objects.filter(name="見本公園").exists()


def _deletes(client: Client, entry: Any) -> bool:
    """By the entry's own view and by the list's, the original or its translation."""
    entry.copy_for_translation(_english()).save()
    for each in type(entry).objects.filter(translation_key=entry.translation_key):
        client.post(snippet_url(type(entry), "delete", each.pk))
        action = reverse("wagtail_bulk_action", args=[entry._meta.app_label, entry._meta.model_name, "delete"])
        client.post(f"{action}?id={each.pk}")
    return type(entry).objects.filter(translation_key=entry.translation_key).count() < 2


@row("enter a duty, in its form and in the month's table")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="桜病院", locale=house.ja, kind=Place.Kind.HOSPITAL)
    times = {"starts_at": "2026-12-06 09:00", "ends_at": "2026-12-06 17:00"}
    fill(client, snippet_url(DutySlot, "add"), "starts_at", place=place.pk, kind="holiday", **times)
    entered = DutySlot.objects.filter(starts_at__date="2026-12-06").exists()
    fill(client, f"{reverse('duty_month')}?month=2026-12", "seen", **{"new-13-holiday-0-place": "桜病院"})
    in_table = DutySlot.objects.filter(starts_at__date="2026-12-13").exists()
    assert entered == in_table
    return entered


@row("change a duty")
def _(house: House, user: Any, client: Client) -> bool:
    found = _duty(house)
    fill(client, snippet_url(DutySlot, "edit", found.pk), "starts_at", remark="休診")
    return DutySlot.objects.get(pk=found.pk).remark == "休診"


@row("delete a duty")
def _(house: House, user: Any, client: Client) -> bool:
    found = _duty(house)
    client.post(snippet_url(DutySlot, "delete", found.pk))
    return not DutySlot.objects.filter(pk=found.pk).exists()


@row("take over a list of duties")
def _(house: House, user: Any, client: Client) -> bool:
    Place.objects.create(name="桜病院", locale=house.ja, kind=Place.Kind.HOSPITAL)
    content = base64.b64encode("日付,医療機関,種別\n2026/12/6,桜病院,休日当番\n".encode()).decode()
    client.post(reverse("duty_import"), {"content": content, "name": "x.csv", "confirmed": "2:new:"})
    return DutySlot.objects.exists()


def _duty(house: House) -> DutySlot:
    place = Place.objects.create(name="桜病院", locale=house.ja, kind=Place.Kind.HOSPITAL)
    starts_at = datetime.datetime(2026, 12, 6, tzinfo=datetime.UTC)
    return DutySlot.objects.create(place=place, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=8))


@row("add a member of the network")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Membership, "add"), "organisation", organisation=house.organisation.pk)
    return Membership.objects.exists()


@row("invite somebody to a group from the admin")
def _(house: House, user: Any, client: Client) -> bool:
    said = {"organisation": house.organisation.pk, "email": "new@example.jp", "role": "member"}
    client.post(snippet_url(Invitation, "add"), said)
    return Invitation.objects.exists()


@row("invite somebody to one's group from its own place")
def _(house: House, user: Any, client: Client) -> bool:
    client.post("/my/members/", {"invite": house.organisation.pk, "email": "new@example.jp", "role": "member"})
    return Invitation.objects.exists()


@row("write a report in the group's own place")
def _(house: House, user: Any, client: Client) -> bool:
    client.post("/my/write/reports/", {"title": "芋ほり", "save": "1"})
    return CitizenReportPage.objects.filter(title="芋ほり", owner=user).exists() if user else CitizenReportPage.objects.exists()


def _anothers_report(house: House) -> Any:
    """A public report of a member who is nobody of the table."""
    author = affiliated("書いた人", house.organisation, Affiliation.Role.MEMBER)
    report = draft(house.root.get_descendants().get(slug="reports").specific, author, "よその報告", CitizenReportPage)
    report.organisation = house.organisation
    report.save_revision(user=author).publish()
    return fresh(report)


@row("read another's report in the group's own place")
def _(house: House, user: Any, client: Client) -> bool:
    report = _anothers_report(house)
    return client.get(reverse("partnership:my_page", args=["reports", report.pk])).status_code == 200


@row("take back another's report in the group's own place")
def _(house: House, user: Any, client: Client) -> bool:
    report = _anothers_report(house)
    client.post(reverse("partnership:my_page", args=["reports", report.pk]), {"withdraw": "1"})
    return not fresh(report).live


@row("propose a change of the group's own place")
def _(house: House, user: Any, client: Client) -> bool:
    place = Place.objects.create(name="ひだまりの家", locale=house.ja, organisation=house.organisation)
    url = reverse("partnership:my_place", args=[place.pk])
    form = client.get(url)
    if form.status_code != 200:
        return False
    data = querydict_from_html(form.content.decode(), form_index=1)
    data["access"] = "駅から7分"
    client.post(url, data)
    return PlaceProposal.objects.filter(place=place, sender="member").exists()


def _with_token(user: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {APIToken.create_token(user=user, name='x')[1]}"} if user else {}


@row("write a report by the API")
def _(house: House, user: Any, client: Client) -> bool:
    client.post("/api/v2/reports", {"title": "芋ほり"}, content_type="application/json", headers=_with_token(user))
    return CitizenReportPage.objects.filter(title="芋ほり").exists()


@row("change another's report by the API")
def _(house: House, user: Any, client: Client) -> bool:
    report = _anothers_report(house)
    said = {"title": "のっとり"}
    client.patch(f"/api/v2/reports/{report.pk}", said, content_type="application/json", headers=_with_token(user))
    return fresh(report).get_latest_revision_as_object().title == "のっとり"


@row("add a committee, and who sits on it")
def _(house: House, user: Any, client: Client) -> bool:
    rows = {"members__TOTAL_FORMS": 1, "members__0__role": "head", "members__0__organisation": house.organisation.pk}
    fill(client, snippet_url(Committee, "add"), "name", name="運営部会", **rows)
    return CommitteeMember.objects.filter(committee__name="運営部会").exists()


@row("enter an officer of the council")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(OfficerTerm, "add"), "office", office="chair", organisation=house.organisation.pk)
    return OfficerTerm.objects.exists()


@row("read the name of an officer who did not agree")
def _(house: House, user: Any, client: Client) -> bool:
    fields = {"organisation": house.organisation, "locale": house.ja}
    term = OfficerTerm.objects.create(office="chair", person="見本 花子", **fields)
    return "見本 花子" in client.get(snippet_url(OfficerTerm, "edit", term.pk)).content.decode()


@row("write a meeting's record")
def _(house: House, user: Any, client: Client) -> bool:
    network = house.root.get_descendants().get(slug="network")
    url = reverse("wagtailadmin_pages:add", args=["partnership", "meetingpage", network.pk])
    words = {"title": "第1回総会", "slug": "general", "kind": "general", "held_on": "2026-04-01"}
    fill(client, url, "held_on", body__count="0", **words)
    return MeetingPage.objects.exists()


@row("translate a committee")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, Committee.objects.create(name="運営部会", locale=house.ja))
    return Committee.objects.filter(name="Park", locale=_english()).exists()


def _grant_project(house: House, **fields: Any) -> GrantProject:
    year = GrantRound.objects.create(fiscal_year=2024, locale=house.ja)
    texts = {"title": "遊びの出前", "organisation": house.organisation, "locale": house.ja}
    return GrantProject.objects.create(round=year, **texts, **fields)


@row("add a year's grants")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(GrantRound, "add"), "fiscal_year", fiscal_year="2024")
    return GrantRound.objects.exists()


@row("record a grant")
def _(house: House, user: Any, client: Client) -> bool:
    project = _grant_project(house)
    fill(client, snippet_url(GrantProject, "edit", project.pk), "granted_yen", state="granted", granted_yen="300000")
    project.refresh_from_db()
    return project.granted_yen == 300_000


@row("read who applied for a grant in vain")
def _(house: House, user: Any, client: Client) -> bool:
    _grant_project(house, state=GrantProject.State.REJECTED)
    return "遊びの出前" in client.get(snippet_url(GrantProject, "list")).content.decode()


@row("translate a grant")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, _grant_project(house, state=GrantProject.State.GRANTED))
    return GrantProject.objects.filter(title="Park", locale=_english()).exists()


def _board_post(house: House, **fields: Any) -> BoardPost:
    """A post that waits in a topic that is public."""
    category = BoardCategory.objects.create(name="おしゃべり", locale=house.ja)
    other = person("掲示の担当", is_superuser=True)
    first = board.begin_topic(category, Words("くま", "教えてください。", "雨の日"))
    topic = board.approve(first, other).topic
    return board.reply(topic, Words("かさ", "児童館です。"), **fields)


def _state_of(post: BoardPost) -> str:
    return BoardPost.objects.get(pk=post.pk).state


@row("approve a post of the board")
def _(house: House, user: Any, client: Client) -> bool:
    post = _board_post(house)
    client.post(reverse("board:post", args=[post.pk]), {"act": "approve"})
    return _state_of(post) == BoardPost.State.PUBLISHED


@row("refuse a post of the board, from its list")
def _(house: House, user: Any, client: Client) -> bool:
    post = _board_post(house)
    client.post(reverse("board:posts"), {"act": "reject", "post": post.pk, "reason": "宣伝のため。"})
    return _state_of(post) == BoardPost.State.REJECTED


@row("approve one's own post of the board")
def _(house: House, user: Any, client: Client) -> bool:
    post = _board_post(house, user=user)
    client.post(reverse("board:post", args=[post.pk]), {"act": "approve"})
    client.post(reverse("board:posts"), {"act": "approve", "post": post.pk})
    return _state_of(post) == BoardPost.State.PUBLISHED


@row("change what a post of the board says")
def _(house: House, user: Any, client: Client) -> bool:
    post = _board_post(house)
    fields = {"edit": "1", "edit-name": "かさ", "edit-text": "直した文", "edit-why": "名前のため。"}
    client.post(reverse("board:post", args=[post.pk]), fields)
    return BoardPost.objects.get(pk=post.pk).text == "直した文"


@row("hide a post of the board")
def _(house: House, user: Any, client: Client) -> bool:
    first = _board_post(house).topic.posts.get(is_first=True)
    client.post(reverse("board:post", args=[first.pk]), {"act": "hide", "reason": "宣伝のため。"})
    return _state_of(first) == BoardPost.State.HIDDEN


@row("close a topic of the board")
def _(house: House, user: Any, client: Client) -> bool:
    post = _board_post(house)
    client.post(reverse("board:post", args=[post.pk]), {"act": "close"})
    return BoardTopic.objects.get(pk=post.topic_id).is_closed


@row("publish at once where members are trusted")
def _(house: House, user: Any, client: Client) -> bool:
    category = BoardCategory.objects.create(name="お知らせ", trusts_members=True, locale=house.ja)
    words = {"title": "集まり", "name": "ひだまり", "text": "集まります。", "send": "1"}
    client.post(reverse("partnership:board_new", args=[category.pk]), words)
    return _state_of(BoardPost.objects.get()) == BoardPost.State.PUBLISHED


@row("add a category of the board")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(BoardCategory, "add"), "name", name="おしゃべり")
    return BoardCategory.objects.exists()


@row("translate a category of the board")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, BoardCategory.objects.create(name="公園", locale=house.ja))
    return BoardCategory.objects.filter(name="Park", locale=_english()).exists()


@row("add a word to note on the board")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(BoardWord, "add"), "word", word="園の名前")
    return BoardWord.objects.exists()


def _endorsement(house: House, **sender: Any) -> Endorsement:
    """One that waits, of a declaration that is public."""
    return endorsing.endorse(_declaration(house), Said("はな"), **sender)


def _declaration(house: House) -> DeclarationPage:
    network = NetworkPage.objects.live().filter(locale=house.ja).first() or house.root.add_child(
        instance=NetworkPage(title="ネットワーク", slug="the-network", locale=house.ja)
    )
    return network.add_child(instance=DeclarationPage(title="宣言", slug="declared", locale=house.ja))


@row("accept an endorsement of the declaration")
def _(house: House, user: Any, client: Client) -> bool:
    found = _endorsement(house)
    client.post(reverse("endorsements:one", args=[found.pk]), {"act": "accept"})
    return Endorsement.objects.get(pk=found.pk).state == Endorsement.State.ACCEPTED


@row("hide endorsements, from their list")
def _(house: House, user: Any, client: Client) -> bool:
    found = endorsing.accept(_endorsement(house), person("賛同の担当", is_superuser=True))
    client.post(reverse("endorsements:list"), {"act": "hide", "endorsement": found.pk, "reason": "宣伝のため。"})
    return Endorsement.objects.get(pk=found.pk).state == Endorsement.State.HIDDEN


@row("enter an endorsement that came on paper")
def _(house: House, user: Any, client: Client) -> bool:
    fields = {"declaration": _declaration(house).pk, "name": "紙の人", "kind": "citizen"}
    client.post(reverse("endorsements:enter"), fields)
    return Endorsement.objects.filter(name="紙の人").exists()


@row("accept one's own endorsement")
def _(house: House, user: Any, client: Client) -> bool:
    found = _endorsement(house, user=user)
    client.post(reverse("endorsements:one", args=[found.pk]), {"act": "accept"})
    client.post(reverse("endorsements:list"), {"act": "accept", "endorsement": found.pk})
    return Endorsement.objects.get(pk=found.pk).state == Endorsement.State.ACCEPTED


@row("endorse in the name of one's organisation")
def _(house: House, user: Any, client: Client) -> bool:
    url = reverse("partnership:declaration_endorse", args=[_declaration(house).pk])
    group = Affiliation.objects.filter(user=user).values_list("organisation", flat=True).first() or 0
    client.post(url, {"organisation": group, "kind": "organisation", "name": "名前"})
    return Endorsement.objects.filter(organisation__isnull=False).exists()


@row("add a contributor")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Contributor, "add"), "affiliation", name="見本 花子")
    return Contributor.objects.exists()


@row("edit a contributor whom nobody sees yet")
def _(house: House, user: Any, client: Client) -> bool:
    return _edits_contributor(client, Contributor.objects.create(name="見本 花子", locale=house.ja))


@row("edit a contributor whom readers see")
def _(house: House, user: Any, client: Client) -> bool:
    contributor = Contributor.objects.create(name="見本 花子", locale=house.ja)
    columns = house.root.get_children().get(slug="columns").specific
    draft(columns, house.other, "コラム", ColumnPage, contributor=contributor).get_latest_revision().publish()
    return _edits_contributor(client, contributor)


def _edits_contributor(client: Client, contributor: Contributor) -> bool:
    fill(client, snippet_url(Contributor, "edit", contributor.pk), "affiliation", name="見本 次郎")
    return Contributor.objects.get(pk=contributor.pk).name == "見本 次郎"


@row("delete a contributor")
def _(house: House, user: Any, client: Client) -> bool:
    return _deletes(client, Contributor.objects.create(name="見本 花子", locale=house.ja))


# Languages --------------------------------------------------------------------------------------------------------------


@row("begin a translation")
def _(house: House, user: Any, client: Client) -> bool:
    address = reverse("wagtail_localize:submit_page_translation", args=[house.live.pk])
    client.post(address, {"locales": [_english().pk], "include_subtree": ""})
    return Translation.objects.exists()


@row("see what is to be translated besides pages")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("translations")) and opens(client, reverse("translations_of", args=["directory.place", "en"]))


def _translates(client: Client, thing: Any, **values: str) -> None:
    """Writes into the translators' form of a thing: "Park" under its first text, and further values."""
    address = reverse("translate", args=[thing._meta.label_lower, "en", thing.pk])
    (kind,) = (kind for kind in kinds() if kind.model is type(thing))
    client.post(address, {kind.texts(thing, _english())[0].key: "Park", **values})


@row("translate a picture's words")
def _(house: House, user: Any, client: Client) -> bool:
    image = ImageFactory.create(uploaded_by_user=house.other)
    _translates(client, image)
    return Image.objects.get(pk=image.pk).text("en").alt == "Park"


@row("translate a place")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, Place.objects.create(name="児童館", locale=house.ja))
    return Place.objects.filter(name="Park", locale=_english()).exists()


@row("translate a support programme")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, SupportProgram.objects.create(name="ブックスタート", locale=house.ja))
    return SupportProgram.objects.filter(name="Park", locale=_english()).exists()


@row("translate an organisation")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, house.organisation)
    return Organisation.objects.filter(name="Park", locale=_english()).exists()


@row("translate a contributor")
def _(house: House, user: Any, client: Client) -> bool:
    _translates(client, Contributor.objects.create(name="見本 花子", locale=house.ja))
    return Contributor.objects.filter(name="Park", locale=_english()).exists()


@row("change an original from the translators' form")
def _(house: House, user: Any, client: Client) -> bool:
    image = ImageFactory.create(uploaded_by_user=house.other)
    _translates(client, image, title="Park", description="Park", people="unknown")
    _translates(client, house.organisation, name="Park", description="Park", is_public="")
    original = Organisation.objects.get(pk=house.organisation.pk)
    stored = Image.objects.get(pk=image.pk)
    return (original.name, original.is_public) != ("ひだまり", True) or (stored.title, stored.description) != (
        image.title,
        image.description,
    )


@row("translate a sentence")
def _(house: House, user: Any, client: Client) -> bool:
    translation = _begun(house)
    segment = translation.source.stringsegment_set.get(context__path="title")
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    client.put(address, "value=Park", content_type="application/x-www-form-urlencoded")
    return StringTranslation.objects.filter(data="Park").exists()


@row("submit a translation")
def _(house: House, user: Any, client: Client) -> bool:
    page = _begun(house).get_target_instance()
    client.post(page_url("edit", page), {"action": "publish"})
    return fresh(page).workflow_in_progress


@row("publish a translation without review")
def _(house: House, user: Any, client: Client) -> bool:
    translation = _begun(house)
    page = translation.get_target_instance()
    client.post(page_url("edit", page), {"action": "publish"})
    client.post(page_url("edit", page), {"action-publish": "1", "title": "Park", "slug": "park", "body-count": "0"})
    client.post(reverse("wagtail_localize:update_translations", args=[translation.source.pk]), {"publish_translations": "on"})
    client.post(reverse("wagtail_localize:convert_to_alias", args=[page.pk]))
    return fresh(page).live


def _english() -> Locale:
    return Locale.objects.get(language_code="en")


def _begun(house: House) -> Translation:
    source, _created = TranslationSource.get_or_create_from_instance(fresh(house.live))
    translation = Translation.objects.create(source=source, target_locale=_english())
    translation.save_target(publish=False)
    return translation


# People and settings ----------------------------------------------------------------------------------------------------

NEW_USER = {"username": "atarashii", "email": "a@example.jp", "first_name": "新", "last_name": "人"}
PASSWORDS = {"password1": "Nobinobi-2026", "password2": "Nobinobi-2026"}


def _users(**fields: Any) -> Any:
    return get_user_model()._default_manager.filter(**fields)


@row("add a user")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("wagtailusers_users:add"), {**NEW_USER, **PASSWORDS})
    return _users(username="atarashii").exists()


@row("make an administrator")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("wagtailusers_users:add"), {**NEW_USER, **PASSWORDS, "is_superuser": "on"})
    changed = {
        "username": house.other.username,
        "email": "b@example.jp",
        "first_name": "新",
        "last_name": "人",
        "is_active": "on",
    }
    client.post(reverse("wagtailusers_users:edit", args=[house.other.pk]), {**changed, "is_superuser": "on"})
    return _users(is_superuser=True).count() > 1


@row("delete a user")
def _(house: House, user: Any, client: Client) -> bool:
    gone = person("去る人")
    client.post(reverse("wagtailusers_users:delete", args=[gone.pk]))
    return not _users(pk=gone.pk).exists()


@row("delete an administrator")
def _(house: House, user: Any, client: Client) -> bool:
    gone = person("去る管理者", is_superuser=True)
    client.post(reverse("wagtailusers_users:delete", args=[gone.pk]))
    client.post(f"{reverse('wagtail_bulk_action', args=['auth', 'user', 'delete'])}?id={gone.pk}")
    return not _users(pk=gone.pk).exists()


@row("switch an administrator off, in bulk")
def _(house: House, user: Any, client: Client) -> bool:
    gone = person("去る管理者", is_superuser=True)
    address = reverse("wagtail_bulk_action", args=["auth", "user", "set_active_state"])
    client.post(f"{address}?id={gone.pk}", {"mark_as_active": "False"})
    return not _users(pk=gone.pk, is_active=True).exists()


@row("change what a role may do")
def _(house: House, user: Any, client: Client) -> bool:
    group = house.other.groups.get()
    client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    return not house.other.groups.exists()


@row("grant a delegation")
def _(house: House, user: Any, client: Client) -> bool:
    return _grants(client, person("もう一人の承認者", "approver"))


@row("grant oneself a delegation")
def _(house: House, user: Any, client: Client) -> bool:
    return _grants(client, user)


def _grants(client: Client, to: Any) -> bool:
    values = {"user": to.pk, "starts_at": "2026-07-01 09:00", "ends_at": "2026-07-31 18:00", "reason": "夏休みのあいだ"}
    fill(client, snippet_url(Delegation, "add"), "reason", **values)
    return Delegation.objects.filter(user=to).exists()


@row("write a reply at hand")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(snippet_url(CannedReply, "add"), {"title": "短く", "text": "短くしてください。", "sort_order": "1"})
    return CannedReply.objects.filter(title="短く").exists()


@row("add a redirect")
def _(house: House, user: Any, client: Client) -> bool:
    data = {"old_path": "/chirashi", "site": "", "is_permanent": "on", "redirect_page": house.live.pk, "redirect_link": ""}
    client.post(reverse("wagtailredirects:add"), data)
    return Redirect.objects.exists()


@row("promote a search result")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("wagtailsearchpromotions:add"))


@row("add a synonym")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(SynonymGroup, "add"), "words", words="あそびば\nひろば", direction="two_way")
    return SynonymGroup.objects.filter(words="あそびば\nひろば").exists()


@row("judge what a search finds")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(JudgedQuery, "add"), "wanted", query="あそびば", wanted="公園")
    return JudgedQuery.objects.exists()


@row("see what was searched")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("searched:board")) and opens(client, f"{reverse('searched:comparison')}?q=ひろば")


@row("begin a draft from what was searched")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("searched:draft"), {"title": "あそびば", "way": "home.columnpage"})
    return ColumnPage.objects.filter(title="あそびば", live=False).exists()


@row("change the settings of the site")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("wagtailsites:add")) and opens(client, reverse("wagtaillocales:add"))


@row("change the workflow")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("wagtailadmin_workflows:add"))


@row("read the list of what waits")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("reviews"))


@row("read the log of who did what")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("wagtailadmin_reports:site_history"))


# Announcing ------------------------------------------------------------------------------------------------------------


def _channel(name: str = "協議会のX") -> AnnouncementChannel:
    channel = AnnouncementChannel(name=name)
    sending.set_address(channel, "json://user:word@localhost:9/")  # nothing listens there
    channel.save()
    return channel


@row("enter a channel for announcements, and try it")
def _(house: House, user: Any, client: Client) -> bool:
    said = {"name": "新しい先", "address": "json://localhost:9/", "is_active": "on"}
    client.post(snippet_url(AnnouncementChannel, "add"), said)
    may_try = client.post(reverse("announcing:try", args=[_channel().pk]), follow=True)
    return AnnouncementChannel.objects.filter(name="新しい先").exists() and "送れませんでした" in may_try.content.decode()


@row("replace the address of a channel")
def _(house: House, user: Any, client: Client) -> bool:
    channel = _channel()
    said = {"name": channel.name, "address": "mailto://user:word@example.jp", "is_active": "on"}
    client.post(snippet_url(AnnouncementChannel, "edit", channel.pk), said)
    return fresh(channel).kind == "mailto"


@row("tick a channel in a page's form")
def _(house: House, user: Any, client: Client) -> bool:
    channel = _channel()
    edit(client, house.draft, announce_channels=[str(channel.pk)], announce_text="文")
    return fresh(house.draft).get_latest_revision_as_object().announcing.get("channels") == [channel.pk]


@row("read what was announced")
def _(house: House, user: Any, client: Client) -> bool:
    return opens(client, reverse("announcing:list"))


@row("have an announcement sent again")
def _(house: House, user: Any, client: Client) -> bool:
    channel, gave_up = _channel(), Announcement.State.GAVE_UP
    row = Announcement.objects.create(thing=house.live, channel=channel, channel_name=channel.name, text="文", state=gave_up)
    client.post(reverse("announcing:list"), {"retry": str(row.pk)})
    return Announcement.objects.get(pk=row.pk).state != gave_up
