"""Who belongs to the council, who sits where and from when to when, and what was decided."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import DirectoryPage, Organisation
from partnership.council.queries import council, officers
from partnership.models import (
    CitizenReportPage,
    Committee,
    CommitteeMember,
    CouncilPage,
    GrantProject,
    GrantRound,
    MeetingDecision,
    MeetingPage,
    Membership,
    NetworkPage,
    OfficerTerm,
)
from search.models import Entry
from tests.core.api.arrange import get, site_root
from tests.site.factories import add, front, hide, links, locale, read, translated, words

pytestmark = pytest.mark.django_db
DAY = datetime.date
Office = OfficerTerm.Office


def organisation(name: str = "遊びの会", **fields: Any) -> Organisation:
    return Organisation.objects.get_or_create(name=name, locale=locale(), defaults=fields)[0]


def officer(office: str = Office.CHAIR, group: Organisation | None = None, **fields: Any) -> OfficerTerm:
    return OfficerTerm(office=office, organisation=group or organisation(), locale=locale(), **fields)


def saved(thing: Any) -> Any:
    thing.full_clean()
    thing.save()
    return thing


def refused(wrong: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    return error.value.message_dict


# Officers


@pytest.mark.parametrize(
    ("since", "until"),
    [(None, None), (DAY(2012, 4, 1), None), (DAY(2010, 1, 1), DAY(2011, 4, 2)), (DAY(2013, 3, 31), DAY(2014, 4, 1))],
)
def test_a_single_office_has_one_holder_at_a_time(since: DAY | None, until: DAY | None) -> None:
    saved(officer(since=DAY(2011, 4, 1), until=DAY(2013, 4, 1)))
    wrong = refused(officer(group=organisation("別の会"), since=since, until=until))
    assert "遊びの会" in wrong["since"][0]
    assert "重ならない" in wrong["since"][0]


def test_the_next_holder_begins_on_the_day_the_last_one_ends() -> None:
    saved(officer(since=DAY(2011, 4, 1), until=DAY(2013, 4, 1)))
    saved(officer(group=organisation("別の会"), since=DAY(2013, 4, 1)))
    holders = [[str(seat.organisation) for seat in officers(locale(), day)] for day in (DAY(2013, 3, 31), DAY(2013, 4, 1))]
    assert holders == [["遊びの会"], ["別の会"]]


def test_two_who_hold_a_single_office_now_are_refused_by_the_database_too() -> None:
    officer(since=DAY(2011, 4, 1)).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        officer(group=organisation("別の会"), since=DAY(2012, 4, 1)).save()


def test_several_hold_an_office_that_is_not_single() -> None:
    saved(officer(Office.DIRECTOR))
    saved(officer(Office.DIRECTOR, organisation("別の会")))
    assert len(officers(locale())) == 2


def test_a_translated_term_is_no_second_holder() -> None:
    term = saved(officer(title="教授"))
    english = term.copy_for_translation(locale("en"))
    english.title = "A professor"
    saved(english)
    assert [seat.title for seat in officers(locale("en"))] == ["A professor"]
    assert [seat.title for seat in officers(locale())] == ["教授"]


def test_a_term_names_somebody_and_runs_forwards() -> None:
    assert "どちらか" in refused(OfficerTerm(office=Office.ADVISER, locale=locale()))["organisation"][0]
    backwards = officer(Office.ADVISER, since=DAY(2012, 4, 1), until=DAY(2012, 4, 1))
    assert "就任日より後" in refused(backwards)["until"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        backwards.save()


# Members


def test_a_membership_is_an_organisations_or_a_persons() -> None:
    wrong = Membership(organisation=organisation(), person="見本 花子", locale=locale())
    assert "どちらか一つ" in str(refused(wrong))
    assert "どちらか一つ" in str(refused(Membership(locale=locale())))
    saved(Membership(kind=Membership.Kind.INDIVIDUAL, person="見本 花子", locale=locale()))


def test_members_are_told_by_kind_and_persons_are_named_only_if_they_agreed(client: Client) -> None:
    page = add(add(front(), NetworkPage, "活動", slug="network"), CouncilPage, "協議会", slug="council")
    saved(Membership(organisation=organisation(), role="事務局", locale=locale()))
    saved(Membership(organisation=organisation("支える会社"), kind=Membership.Kind.SUPPORTING, locale=locale()))
    saved(Membership(organisation=organisation("隠れた会", is_public=False), locale=locale()))
    for name, agreed in (("見本 花子", True), ("秘密 太郎", False)):
        kind = Membership.Kind.INDIVIDUAL
        saved(Membership(kind=kind, person=name, person_agreed=agreed, locale=locale()))
    soup = read(client, "/network/council/")
    headings = [heading.get_text(" ", strip=True) for heading in soup.select("[aria-labelledby=council-members] h3")]
    assert headings == ["正会員 1会員", "賛助会員 1会員", "個人会員 2会員"]
    text = words(soup)
    assert "見本 花子" in text
    assert "ほかに、名前を公開していない会員が1人います。" in text
    for secret in ("秘密 太郎", "隠れた会"):
        assert secret not in text
        assert secret not in client.get("/api/v2/members").content.decode()
        assert secret not in Entry.objects.get(url=page.url).text.body
    assert [each["kind"] for each in get(client, "members")["items"]] == ["supporting", "full"]


# Committees


def test_a_committee_shows_who_sits_on_it_today_the_head_first(client: Client) -> None:
    add(add(front(), NetworkPage, "活動", slug="network"), CouncilPage, "協議会", slug="council")
    committee = saved(Committee(name="運営部会", purpose="サイトを育てます。", locale=locale()))
    saved(Committee(name="隠れた部会", is_public=False, locale=locale()))
    for fields in (
        {"organisation": organisation("いの会")},
        {"organisation": organisation("ろの会"), "role": "head", "person": "見本 花子", "person_agreed": True},
        {"organisation": organisation("はの会"), "person": "秘密 太郎"},
        {"organisation": organisation("やめた会"), "until": DAY(2020, 4, 1)},
        {"organisation": organisation("隠れた会", is_public=False)},
    ):
        saved(CommitteeMember(committee=committee, **fields))
    part = read(client, "/network/council/").select_one("[aria-labelledby=committees]")
    assert part is not None
    seats = [" ".join(item.get_text(" ").split()) for item in part.select(".seats li")]
    assert seats[0] == "ろの会 見本 花子 部会長"
    assert sorted(seats[1:]) == ["いの会", "はの会"]
    assert "隠れた部会" not in part.get_text()
    (told,) = get(client, "committees")["items"]
    assert told["name"] == "運営部会"
    assert [(seat["role"], seat["person"]) for seat in told["members"]] == [("head", "見本 花子"), ("member", ""), ("member", "")]


def test_the_api_tells_the_officers_in_the_order_of_the_offices(client: Client) -> None:
    site_root()
    locale("en")
    saved(officer(Office.AUDITOR, title="会計士"))
    saved(officer(Office.CHAIR, person="秘密 太郎"))
    answer = get(client, "officers")
    assert [(each["office"], each["office_label"], each["title"]) for each in answer["items"]] == [
        ("chair", "会長", ""),
        ("auditor", "監事", "会計士"),
    ]
    assert "秘密" not in str(answer)
    assert get(client, "officers?locale=en")["items"][0]["office_label"] == "Chair"


def test_the_api_tells_who_it_was_on_a_day(client: Client) -> None:
    site_root()
    committee = Committee.objects.create(name="運営部会", locale=locale())
    for name, since, until in (("まえの会", DAY(2011, 4, 1), DAY(2013, 4, 1)), ("いまの会", DAY(2013, 4, 1), None)):
        group = organisation(name)
        saved(CommitteeMember(committee=committee, organisation=group, since=since, until=until))
        saved(officer(Office.CHAIR, group, since=since, until=until))

    def told(day: str) -> list[tuple[str, str | None]]:
        (one,) = get(client, f"committees{day}")["items"]
        found = [
            (seat["organisation"]["name"], seat["until"]) for seat in (*one["members"], *get(client, f"officers{day}")["items"])
        ]
        assert found[0] == found[1]
        return found[:1]

    assert told("?on=2012-07-03") == [("まえの会", "2013-04-01")]
    assert told("") == [("いまの会", None)]
    get(client, "officers?on=yesterday", 400)


# Meetings


def meeting(parent: Any, title: str = "第1回総会", **fields: Any) -> MeetingPage:
    fields = {"kind": MeetingPage.Kind.GENERAL, "held_on": DAY(2026, 4, 1), **fields}
    return add(parent, MeetingPage, title, **fields)


def test_a_meeting_tells_what_was_decided_and_who_came(client: Client) -> None:
    page = meeting(add(front(), CouncilPage, "協議会", slug="council"), slug="first", place="市役所", attended=30, entitled=44)
    page.agenda, page.minutes = "<ol><li>予算の件</li></ol>", "<p>話し合った。</p>"
    page.decisions.set([MeetingDecision(text="予算を承認する。", locale=page.locale)])
    page.save()
    soup = read(client, "/council/first/")
    assert words(soup, ".meta") == "総会 2026年4月1日（水） 令和8年度（2026年度） 市役所"
    text = words(soup)
    for part in ("30人（44人のうち）", "予算の件", "予算を承認する。", "話し合った。"):
        assert part in text
    assert "予算を承認する。" in Entry.objects.get(url=page.url).text.body
    answer = get(client, f"pages/{page.pk}/")
    assert (answer["kind"], answer["attended"], answer["entitled"]) == ("general", 30, 44)
    assert answer["decisions"] == ["予算を承認する。"]
    assert "予算の件" in answer["agenda"]


def test_meetings_stand_by_fiscal_year_the_newest_first(client: Client) -> None:
    page = add(front(), CouncilPage, "協議会", slug="council")
    meeting(page, "三月の会", held_on=DAY(2026, 3, 31))
    meeting(page, "四月の会")
    secret = meeting(page, "秘密の会", held_on=DAY(2026, 5, 1))
    hide(secret)
    part = read(client, "/council/").select_one("[aria-labelledby=meetings]")
    assert part is not None
    assert [heading.get_text() for heading in part.select("h3")] == ["令和8年度（2026年度）", "令和7年度（2025年度）"]
    assert list(links(part, "ul")) == ["四月の会", "三月の会"]
    assert "秘密の会" not in part.get_text()


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"kind": "committee"}, "committee", "どの部会か"),
        ({"attended": 45, "entitled": 44}, "attended", "45"),
        ({"kind": "general", "with_committee": True}, "committee", "「部会」のときだけ"),
    ],
)
def test_a_meeting_that_contradicts_itself_is_refused(fields: dict[str, Any], field: str, message: str) -> None:
    values = {"kind": "general", "held_on": DAY(2026, 4, 1), **fields}
    if values.pop("with_committee", False):
        values["committee"] = saved(Committee(name="運営部会", locale=locale()))
    page = MeetingPage(title="会議", slug="meeting", locale=locale(), **values)
    with pytest.raises(ValidationError) as error:
        page.clean()
    assert message in error.value.message_dict[field][0]


def test_a_committee_out_of_sight_is_not_named_by_its_meetings(client: Client) -> None:
    committee = saved(Committee(name="隠れた部会", is_public=False, locale=locale()))
    parent = add(front(), CouncilPage, "協議会", slug="council")
    page = meeting(parent, "ある日", slug="day", kind=MeetingPage.Kind.COMMITTEE, committee=committee)
    assert "隠れた部会" not in words(read(client, "/council/day/"))
    assert get(client, f"pages/{page.pk}/")["committee"] is None
    assert "隠れた部会" not in Entry.objects.get(url=page.url).text.body


# All of it


def test_a_council_of_which_nothing_is_known_says_so(client: Client) -> None:
    add(front(), CouncilPage, "協議会", slug="council")
    text = words(read(client, "/council/"))
    for thing in ("役員は", "部会は", "会員は", "会議の記録は"):
        assert f"{thing}、まだ" in text


def test_the_council_costs_the_same_queries_however_large() -> None:
    page = add(front(), CouncilPage, "協議会", slug="council")
    translated(page.get_parent().specific, "Nobinobi")
    costs = []
    for count in (1, 5):
        for number in range(count):
            group = organisation(f"会{count}{number}")
            saved(Membership(organisation=group, locale=locale()))
            saved(officer(Office.DIRECTOR, group))
            committee = saved(Committee(name=f"部会{count}{number}", locale=locale()))
            saved(CommitteeMember(committee=committee, organisation=group))
            meeting(page, f"会議{count}{number}", kind=MeetingPage.Kind.COMMITTEE, committee=committee)
        with CaptureQueriesContext(connection) as captured:
            found = council(locale())
            assert [each.organisation.get_absolute_url() for each in found.officers if each.organisation]
        costs.append(len(captured))
    assert costs[0] == costs[1], costs


# On an organisation's page


def section(client: Client, group: Organisation, key: str) -> list[str]:
    """The lines of a section of an organisation's page."""
    return [
        item.get_text(" ", strip=True)
        for item in read(client, group.get_absolute_url()).select(f"[aria-labelledby={key}-heading] li")
    ]


def test_an_organisations_page_tells_its_part_in_the_network(client: Client) -> None:
    root: DirectoryPage = front()
    group, other = organisation(), organisation("別の会")
    saved(Membership(organisation=group, role="事務局", joined_on=DAY(2011, 7, 1), locale=locale()))
    committee = saved(Committee(name="運営部会", locale=locale()))
    saved(CommitteeMember(committee=committee, organisation=group, role="head", person="秘密 太郎"))
    saved(officer(Office.AUDITOR, group, title="会計士"))
    year = GrantRound.objects.create(fiscal_year=2012, locale=locale())
    for title, state, of in (("出前", "finished", group), ("落ちた事業", "rejected", group), ("よその事業", "finished", other)):
        GrantProject.objects.create(round=year, organisation=of, title=title, state=state, locale=locale())
    shown = add(root, CitizenReportPage, "遊んだ日", organisation=group, happened_on=DAY(2026, 4, 1))
    hide(add(root, CitizenReportPage, "秘密の日", organisation=group))
    add(root, CitizenReportPage, "よその日", organisation=other)
    assert section(client, group, "network") == ["正会員 事務局 加入: 2011年7月1日（金）", "監事 会計士", "運営部会 部会長"]
    assert section(client, group, "grants") == ["出前 平成24年度（2012年度） 完了"]
    assert section(client, group, "reports") == ["遊んだ日 2026年4月1日（水）"]
    assert links(read(client, group.get_absolute_url()), "[aria-labelledby=reports-heading]")["遊んだ日"] == shown.url


def test_an_organisation_of_which_the_network_knows_nothing_has_no_empty_sections(client: Client) -> None:
    front()
    assert read(client, organisation().get_absolute_url()).select("main section") == []


def test_the_list_of_members_shows_each_once_and_in_its_own_language_when_asked(admin_client: Client) -> None:
    group = organisation()
    membership = saved(Membership(organisation=group, locale=locale(), role="副会長"))
    english = membership.copy_for_translation(locale("en"))
    english.role = "Vice chair"
    english.save()
    url = reverse("wagtailsnippets_partnership_membership:list")
    assert "Vice chair" not in admin_client.get(url).content.decode()
    assert "副会長" in admin_client.get(url).content.decode()
    assert "Vice chair" in admin_client.get(url, {"locale": "en"}).content.decode()


def test_readers_see_since_when_somebody_holds_an_office(client: Client) -> None:
    page = add(front(NetworkPage), CouncilPage, "協議会", slug="council")
    saved(officer(since=DAY(2026, 4, 1), title="教授"))
    assert "教授（2026年4月1日（水）から）" in words(read(client, page.url)).replace(" ", "")
