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
from wagtail.models import Collection, Locale, Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.core import services
from cms.core.languages.kinds import kinds
from cms.core.models import Delegation, Document, Image, Tag
from directory.models import Affiliation, DutySlot, ImportUpload, Organisation, Place, SupportProgram
from home.models import ColumnPage, Contributor
from partnership.models import CitizenReportPage, Membership
from search.models import JudgedQuery, SynonymGroup
from tests.core.editorial import affiliated, client_of, draft, edit, fresh, live, person, set_up, waiting
from tests.core.factories import DocumentFactory, ImageFactory, PortraitFactory, upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]

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
add a place                                         ○   ×   ×   ×   ×   ×   ×   ○
edit a place                                        ○   ×   ×   ×   ×   ×   ×   ○
delete a place                                      ○   ×   ×   ×   ×   ×   ×   ○
add a support programme                             ○   ×   ×   ×   ×   ×   ×   ○
import open data                                    ○   ×   ×   ×   ×   ×   ×   ○
enter a duty, in its form and in the month's table  ○   ×   ×   ×   ×   ×   ×   ○
change a duty                                       ○   ×   ×   ×   ×   ×   ×   ○
delete a duty                                       ○   ×   ×   ×   ×   ×   ×   ○
take over a list of duties                          ○   ×   ×   ×   ×   ×   ×   ○
add a member of the network                         ○   ×   ×   ×   ×   ×   ×   ○
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
    """Posts the form at an address that has a field of this name, with these values changed; nothing, where it does not open."""
    response = client.get(address)
    if response.status_code != 200:
        client.post(address, values)  # who is shown no form can still post
        return
    html = response.content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(i for i, form in enumerate(forms) if form.select_one(f"[name={having}]"))
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
    return fresh(house.draft).live


@row("return another's page")
def _(house: House, user: Any, client: Client) -> bool:
    page = _decides(house, client, house.draft, "reject", house.submitted(house.draft, house.other))
    return page.current_workflow_state.status == "needs_changes"


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


@row("add a place")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(Place, "add"), "kana", name="児童館", phones__TOTAL_FORMS="0")
    return Place.objects.filter(name="児童館").exists()


@row("edit a place")
def _(house: House, user: Any, client: Client) -> bool:
    found = Place.objects.create(name="児童館", locale=house.ja)
    fill(client, snippet_url(Place, "edit", found.pk), "kana", name="新しい児童館")
    return Place.objects.get(pk=found.pk).name == "新しい児童館"


@row("delete a place")
def _(house: House, user: Any, client: Client) -> bool:
    return _deletes(client, Place.objects.create(name="児童館", locale=house.ja))


@row("add a support programme")
def _(house: House, user: Any, client: Client) -> bool:
    fill(client, snippet_url(SupportProgram, "add"), "kana", name="ブックスタート")
    return SupportProgram.objects.filter(name="ブックスタート").exists()


@row("import open data")
def _(house: House, user: Any, client: Client) -> bool:
    client.post(reverse("opendata:upload"), {"file": upload("ID,公園名\n1,見本公園\n".encode(), "parks.csv"), "dataset": "parks"})
    for waiting_file in ImportUpload.objects.all():
        client.post(reverse("opendata:check", args=[waiting_file.pk]), {"confirm": "1", "since": ""})
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
