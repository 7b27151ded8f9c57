"""A draft out of what the system knows: members, grants, events, meetings, reports and reach of a time, and nothing hidden."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.core import services
from directory.models import Organisation
from partnership.models import (
    CitizenReportPage,
    Committee,
    CommitteeMember,
    EventCalendarPage,
    GrantProject,
    GrantRound,
    MeetingPage,
    Membership,
    OfficerTerm,
    OutcomeReportPage,
)
from partnership.outcome.drafting import Period
from partnership.outcome.services import (
    DRAFTED,
    NotEditableError,
    WrongLanguageError,
    WrongPeriodError,
    draft_from_records,
)
from search.models import SearchedQuery
from tests.core.editorial import client_of, fresh, person, set_up
from tests.partnership.events.arrange import event
from tests.partnership.outcome.arrange import report
from tests.site.factories import add, hide, locale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
Day = datetime.date
PERIOD = Period(Day(2011, 7, 1), Day(2013, 3, 31))


@pytest.fixture
def root() -> Any:
    return set_up()


@pytest.fixture
def section(root: Any) -> Any:
    return root.get_descendants().get(slug="network").specific


@pytest.fixture
def editor(root: Any) -> Any:
    return person("書子", "editor")


@pytest.fixture
def empty(section: Any, editor: Any) -> OutcomeReportPage:
    """A report of which nothing but its title is written."""
    page = add(section, OutcomeReportPage, "成果等報告", slug="begun", owner=editor, live=False)
    page.save_revision(user=editor, clean=False)
    return fresh(page)


def organisation(name: str, **fields: Any) -> Organisation:
    return Organisation.objects.create(name=name, kana=name, locale=locale(), **fields)


def newest(page: OutcomeReportPage) -> Any:
    return fresh(page).get_latest_revision_as_object()


def parts(page: OutcomeReportPage) -> dict[str, list[str]]:
    return {part.name: part.lines for part in newest(page).parts.all()}


def test_those_who_were_members_then_come_with_what_they_were(empty: Any, editor: Any) -> None:
    college, city, late, inner = (organisation(name) for name in ("大学", "市", "後から", "内部"))
    inner.is_public = False
    inner.save()
    for each, fields in (
        (college, {"role": "サイトの運営", "left_on": Day(2012, 1, 1)}),
        (city, {}),
        (late, {"joined_on": Day(2013, 4, 1)}),
        (inner, {}),
    ):
        Membership.objects.create(organisation=each, locale=locale(), **fields)
    OfficerTerm.objects.create(office="chair", organisation=college, title="教授", person="秘密の人", locale=locale())
    OfficerTerm.objects.create(office="auditor", organisation=city, until=Day(2011, 7, 1), locale=locale())
    shown = Committee.objects.create(name="宣言部会", locale=locale())
    away = Committee.objects.create(name="内部の部会", locale=locale(), is_public=False)
    for committee in (shown, away):
        CommitteeMember.objects.create(committee=committee, organisation=city, role="head")
    drafted = draft_from_records(empty.pk, PERIOD, editor)
    assert parts(empty) == {"大学": ["サイトの運営", "会長（教授）"], "市": ["宣言部会 部会長"]}
    assert "参加団体の役割" in drafted.filled


def test_grants_come_year_by_year_with_their_sum(empty: Any, editor: Any) -> None:
    group = organisation("遊びの会")
    for year, states in ((2010, ["finished"]), (2011, ["finished", "rejected"]), (2012, ["running", "finished"])):
        of = GrantRound.objects.create(fiscal_year=year, locale=locale())
        for number, state in enumerate(states):
            amounts = {} if state == "rejected" else {"granted_yen": 1000, "spent_yen": 900}
            GrantProject.objects.create(
                round=of, organisation=group, title=f"{year}の{state}{number}", state=state, locale=locale(), **amounts
            )
    draft_from_records(empty.pk, PERIOD, editor)
    found = newest(empty)
    text = found.activities
    assert "平成23年度（2011年度）は、1団体・1事業に助成した。" in text
    assert "平成24年度（2012年度）は、1団体・2事業に助成した。" in text
    assert "<li>遊びの会<ol><li>2012のrunning0</li><li>2012のfinished1</li></ol></li>" in text
    assert "2010" not in text
    assert "rejected" not in text
    assert [(item.name, item.amount_yen) for item in found.items.all()] == [("助成金", 2700)]
    assert [(year.fiscal_year, year.amount_yen) for year in found.years.all()] == [(2011, None), (2012, None)]
    assert (found.period_from, found.period_until) == (PERIOD.first, PERIOD.last)


def test_events_meetings_and_reports_of_the_time_come(root: Any, section: Any, empty: Any, editor: Any) -> None:
    calendar = EventCalendarPage.objects.get()
    event(calendar, "発達の講演", Day(2012, 6, 2), Day(2012, 6, 9), kind="lecture")
    event(calendar, "前の年の講演", Day(2010, 6, 2), kind="lecture")
    event(calendar, "中止の講演", Day(2012, 7, 1), kind="lecture", state="cancelled")
    hide(event(calendar, "会員だけの講演", Day(2012, 7, 2), kind="lecture"))
    council = add(section, section.__class__, "協議会", slug="council")
    add(council, MeetingPage, "総会", slug="general", kind="general", held_on=Day(2012, 7, 3), attended=40)
    group = organisation("ひだまり")
    reports = root.get_descendants().get(slug="reports").specific
    add(reports, CitizenReportPage, "芋ほりの日", slug="imo", happened_on=Day(2011, 10, 20), organisation=group)
    add(reports, CitizenReportPage, "今年の日", slug="now", happened_on=Day(2026, 10, 20))
    add(reports, CitizenReportPage, "下書きの日", slug="draft", happened_on=Day(2012, 10, 20), live=False)
    draft_from_records(empty.pk, PERIOD, editor)
    text = newest(empty).activities
    assert "講演会「発達の講演」（2012年6月2日（土）から全2回）" in text
    assert "総会（2012年7月3日（火）、出席40人）" in text
    assert "「芋ほりの日」（ひだまり、2011年10月20日（木））" in text
    assert "1件が公開された。" in text
    for hidden in ("前の年の講演", "中止の講演", "会員だけの講演", "今年の日", "下書きの日"):
        assert hidden not in text


def test_reach_is_what_the_system_knows_of_it(root: Any, empty: Any, editor: Any) -> None:
    for day, text, times in ((Day(2012, 5, 1), "預かり", 7), (Day(2012, 5, 2), "一人だけの言葉", 1), (Day(2010, 1, 1), "昔", 50)):
        SearchedQuery.objects.create(day=day, locale="ja", text=text, searches=times)
    reports = root.get_descendants().get(slug="reports").specific
    published = datetime.datetime(2012, 5, 1, tzinfo=datetime.UTC)
    add(reports, CitizenReportPage, "春の日", slug="spring", first_published_at=published)
    draft_from_records(empty.pk, PERIOD, editor)
    text = newest(empty).activities
    assert "期間中のサイト内検索（記録は13か月分）：8回" in text
    assert "多く検索されたことば：預かり</li>" in text
    assert "期間中に公開したページ：1件（市民レポート 1件）" in text


def test_what_somebody_wrote_stays_and_nothing_public_changes(section: Any, editor: Any) -> None:
    Membership.objects.create(organisation=organisation("大学"), locale=locale())
    page = report(section)
    page.save_revision().publish()
    changed = newest(page)
    changed.parts.set([])
    changed.save_revision(user=editor, clean=False)
    drafted = draft_from_records(page.pk, PERIOD, editor)
    assert drafted.filled == ["参加団体の役割"]
    assert set(drafted.kept) == {"実施期間", "年度別の支援額（年度だけ）", "事業内容"}
    assert (newest(page).activities, newest(page).amount_yen) == (page.activities, page.amount_yen)
    assert list(parts(page)) == ["大学"]
    assert [part.name for part in fresh(page).parts.all()] == ["小金井市"]


def test_an_editor_that_was_left_empty_is_filled(empty: Any, editor: Any) -> None:
    empty.activities = '<p data-block-key="abcde"></p>'
    empty.save_revision(user=editor, clean=False)
    drafted = draft_from_records(empty.pk, PERIOD, editor)
    assert "事業内容" not in drafted.kept


def test_it_stands_in_the_history(empty: Any, editor: Any) -> None:
    draft_from_records(empty.pk, PERIOD, editor)
    (entry,) = PageLogEntry.objects.filter(action=DRAFTED)
    assert (entry.user, entry.page_id, entry.revision_id) == (editor, empty.pk, fresh(empty).latest_revision_id)
    assert "2011-07-01から2013-03-31の記録から書き込みました：" in str(entry.formatter.format_message(entry))


@pytest.mark.parametrize("who", ["editor in review", "another editor while it is locked", "member"])
def test_who_may_not_edit_it_drafts_nothing(section: Any, empty: Any, editor: Any, who: str) -> None:
    page, user = empty, editor
    if who == "editor in review":
        page = report(section, live=False, owner=editor, slug="whole")
        page.save_revision(user=editor)
        services.submit_for_review(fresh(page), editor)
    elif who == "member":
        user = person("よその人")
    else:
        OutcomeReportPage.objects.filter(pk=page.pk).update(locked=True, locked_by=editor, locked_at=timezone.now())
        user = person("別の編集者", "editor")
    before = fresh(page).latest_revision_id
    with pytest.raises(NotEditableError):
        draft_from_records(page.pk, PERIOD, user)
    assert fresh(page).latest_revision_id == before


def test_a_translation_and_a_period_that_runs_backwards_are_refused(empty: Any, editor: Any) -> None:
    with pytest.raises(WrongPeriodError):
        draft_from_records(empty.pk, Period(PERIOD.last, PERIOD.first), editor)
    english = empty.copy_for_translation(locale("en"), copy_parents=True)
    with pytest.raises(WrongLanguageError):
        draft_from_records(english.pk, PERIOD, person("管理", is_superuser=True))


# In the admin


def test_an_editor_chooses_the_time_and_comes_back_to_the_form(empty: Any, editor: Any) -> None:
    Membership.objects.create(organisation=organisation("大学"), locale=locale())
    client = client_of(editor)
    url = reverse("outcome_draft", args=[empty.pk])
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[empty.pk])).content.decode()
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"first": "2013-03-31", "last": "2011-07-01"})
    assert "始まりより前" in wrong.content.decode()
    answer = client.post(url, {"first": "2011-07-01", "last": "2013-03-31"}, follow=True)
    assert "記録から書き込みました：実施期間、参加団体の役割" in answer.content.decode()
    assert list(parts(empty)) == ["大学"]


def test_others_are_sent_away_from_the_draft_and_from_its_word_file(empty: Any, editor: Any) -> None:
    for name in ("outcome_draft", "outcome_word"):
        url = reverse(name, args=[empty.pk])
        assert client_of(editor).get(url).status_code == 200
        for user in (None, person(f"よその人{name}")):
            answer = client_of(user).get(url)
            assert answer.status_code == 302, (name, user)
            assert "成果等報告" not in answer.content.decode()
