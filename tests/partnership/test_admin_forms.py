"""What those who keep the council's and the grants' records meet in the admin."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from directory.models import Organisation
from partnership.models import CouncilPage, Membership, NetworkPage
from tests.core.editorial import client_of, person, set_up
from tests.site.factories import add, locale, one

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat() -> Client:
    set_up()
    return client_of(person("事子", "secretariat"))


def page_of(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_shows_each_membership_once(secretariat: Client) -> None:
    salon = Organisation.objects.create(name="子育てサロン", kana="こそだてさろん", locale=locale())
    membership = Membership.objects.create(organisation=salon, joined_on=datetime.date(2012, 4, 1), locale=locale())
    membership.copy_for_translation(locale("en")).save()
    address = reverse("wagtailsnippets_partnership_membership:list")
    for asked in ("", "?locale=en"):
        assert len(page_of(secretariat.get(address + asked)).select("main tbody tr")) == 1


@pytest.mark.parametrize(
    ("kind", "given", "named"),
    [
        ("officerterm", {"office": "chair", "person": "試し", "since": "きのう"}, "就任日"),
        ("committee", {"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0", "sort_order": "0"}, "名称"),
        ("grantproject", {}, "年度"),
        ("membership", {"kind": "full", "left_on": "2024/4/32", "person": "試し"}, "退会日"),
    ],
)
def test_the_message_above_a_form_names_what_is_wrong(secretariat: Client, kind: str, given: dict, named: str) -> None:
    said = page_of(secretariat.post(reverse(f"wagtailsnippets_partnership_{kind}:add"), given))
    assert "直すところ：" in one(said, ".messages").get_text()
    assert named in one(said, ".messages").get_text()


def test_a_row_below_is_named_too(secretariat: Client) -> None:
    given = {"name": "広報部会", "sort_order": "0", "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0"}
    row = {"members-0-role": "member", "members-0-since": "2024/4/32", "members-0-person": "試し", "members-0-ORDER": "1"}
    said = page_of(secretariat.post(reverse("wagtailsnippets_partnership_committee:add"), {**given, **row}))
    assert "直すところ：就任日" in one(said, ".messages").get_text()


def test_the_chooser_of_organisations_speaks_of_names_and_languages(secretariat: Client) -> None:
    Organisation.objects.create(name="子育てサロン", kana="こそだてさろん", locale=locale())
    html = secretariat.get(reverse("wagtailsnippetchoosers_directory_organisation:choose")).json()["html"]
    shown = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
    assert "団体を選ぶ" in shown
    assert "選択 団体" not in shown
    assert "Locale" not in shown
    assert "言語" in shown
    assert "タイトル" not in shown
    results = secretariat.get(reverse("wagtailsnippetchoosers_directory_organisation:choose_results")).content.decode()
    assert "タイトル" not in results
    assert "名前" in results


@pytest.mark.parametrize("role", ["secretariat", "editor"])
def test_the_dashboard_offers_what_has_no_section_of_its_own(role: str) -> None:
    set_up()
    network = NetworkPage.objects.get(slug="network", locale=locale())
    client = client_of(person("書子", role))

    def offered() -> dict[str, str]:
        links = page_of(client.get("/admin/")).select("#start a, ul.start a")
        return {link.get_text(strip=True): str(link["href"]) for link in links}

    for kind, words in (("meetingpage", "会議の記録"), ("outcomereportpage", "成果等報告"), ("declarationpage", "宣言")):
        assert any(words in label and href.endswith(f"/{kind}/{network.pk}/") for label, href in offered().items()), words
    council = add(network, CouncilPage, "協議会", slug="council")
    assert any(href.endswith(f"/meetingpage/{council.pk}/") for href in offered().values())


def test_nothing_is_offered_to_those_who_may_not_write_it() -> None:
    set_up()
    shown = page_of(client_of(person("訳子", "translator")).get("/admin/")).get_text()
    assert "会議の記録を書く" not in shown
