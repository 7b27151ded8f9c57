"""イベント一覧 comes into the calendar and goes out of it, in the layouts of the municipal standards."""

import csv
import io
from itertools import product
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from directory.models import DataSource, ImportedRecord, ImportRun
from directory.opendata.datasets import BY_CODE
from directory.opendata.exporting.cells import LAYOUTS
from directory.opendata.exporting.files import export
from directory.opendata.importing import PlanError, apply, plan, prepare, read_file
from directory.opendata.rooms import room_for
from partnership.events.opendata.page import ImportedEvent
from partnership.models import EventPage, Occurrence
from tests.core.editorial import client_of, person, set_up
from tests.directory.opendata.sources import OURS, PUBLISHED
from tests.directory.opendata.test_admin import checked, confirm, text_of
from tests.partnership.events.arrange import Day, Time, calendar_page, event, organisation, place, weekly
from tests.partnership.events.arrange import date as line

pytestmark = pytest.mark.django_db

HEADER = "NO,イベント名,開始日,終了日,開始時間,終了時間,説明,料金(詳細),主催者,場所名称,住所,定員,参加申込方法,URL"
READING = (
    "1,子育て講演会,2026-06-01,2026-06-01,10:00,12:00,眠りの話,無料,見本の会,公民館,東京都小金井市本町1-1,30,電話,"
    "https://event.example.jp/1"
)
PLAY = "2,親子ひろば,2026-06-02,2026-06-03,10:00,12:00,遊びます,100円,,,,,,"


@pytest.fixture(autouse=True)
def calendar(db: None) -> Any:
    return calendar_page()


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def taken_in(*rows: str, user: Any = None, header: str = HEADER, name: str = "行事") -> ImportRun:
    return apply(prepare(table(*rows, header=header), "events.csv", dataset="events", source_name=name), user)


def counts(run: ImportRun) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count and name != "doubtful"}


def event_of(title: str) -> EventPage:
    return EventPage.objects.get(title=title)


def test_a_row_becomes_an_event_below_the_calendar(calendar: Any, client: Client) -> None:
    assert counts(taken_in(READING, PLAY)) == {"read": 2, "new": 2}
    page = event_of("子育て講演会")
    assert page.live
    assert page.get_parent().pk == calendar.pk
    assert (page.kind, page.price, page.capacity, page.apply_how) == ("lecture", 0, 30, "電話")
    assert page.place_text == "公民館（東京都小金井市本町1-1）"
    assert [str(each) for each in page.organisers.all()] == ["見本の会"]
    found = Occurrence.objects.get(page=page)
    assert (found.first_day, found.from_time, found.to_time) == (Day(2026, 6, 1), Time(10), Time(12))
    told = client.get(page.url).content.decode()
    assert "眠りの話" in told
    assert 'href="https://event.example.jp/1"' in told
    several = Occurrence.objects.get(page=event_of("親子ひろば"))
    assert (several.first_day, several.last_day) == (Day(2026, 6, 2), Day(2026, 6, 3))


WHOLE = "NO,イベント名,開始日,終了日,開始時間,終了時間,場所名称,住所,緯度,経度,料金(基本)"


def test_what_cannot_be_read_takes_nothing_away_and_does_not_go_out_again(client: Client) -> None:
    def come(price: str, starts: str, latitude: str, name: str = "行事") -> ImportRun:
        row = f"1,絵本の会,2026-06-01,2026-06-01,{starts},15:30,見本の広場,東京都小金井市本町1-1,{latitude},139.5,{price}"
        return taken_in(row, header=WHOLE, name=name)

    come("500", "13:30", "35.7")
    run = come("五百円", "25:99", "135.9")
    assert counts(run) == {"read": 1, "unchanged": 1}
    page = event_of("絵本の会")
    found = Occurrence.objects.get(page=page)
    assert (page.price, found.from_time, found.to_time) == (500, Time(13, 30), Time(15, 30))
    told = {each["value"]: each["done"] for each in run.doubts}
    assert told["五百円"] == "前の値「500」を残しました。"
    assert "13:30" in told["25:99"]
    assert "135.9" not in client.get("/api/v2/opendata/events.csv").content.decode()
    new = come("五百円", "25:99", "35.7", "ほか")
    assert counts(new) == {"read": 1, "new": 1}
    assert {each["value"]: each["done"] for each in new.doubts}["五百円"] == "空欄として取り込みました。"
    assert any("施設に登録されていない" in each["found"] for each in new.doubts)


def test_an_hour_that_is_changed_in_our_own_file_ends_no_repeat(calendar: Any) -> None:
    page = event(calendar, "毎週の会", weekly(Day(2026, 12, 2), Day(2027, 2, 10)), slug="weekly")
    once = event(calendar, "一度の会", Day(2026, 12, 3), slug="once")
    written = export(BY_CODE["events"]).content.decode("utf-8-sig")
    doubts = plan(read_file(written.encode(), "e.csv", "events"), DataSource(dataset="events")).doubts
    assert {each["code"] for each in doubts} <= {"url_unread"}  # this site's address is none that anybody could open
    header, *rows = csv.reader(io.StringIO(written))
    for row in rows:
        row[header.index("開始時間")] = "10:30"
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    run = apply(prepare(out.getvalue().encode(), "e.csv", dataset="events", source_name="協議会"))
    assert [date.repeat for date in event_of("毎週の会").dates.all()] == ["weekly"]
    assert [date.starts_at for date in event_of("毎週の会").dates.all()] == [date.starts_at for date in page.dates.all()]
    assert any("この列だけでは表せません" in each["found"] for each in run.doubts)
    assert [date.starts_at for date in event_of(once.title).dates.all()] == [Time(10, 30)]


def test_places_and_organisations_of_the_directory_are_known_again() -> None:
    hall, group = place("公民館", address="東京都小金井市本町1-1"), organisation("見本の会")
    taken_in(READING)
    page = event_of("子育て講演会")
    assert page.place == hall
    assert page.organisers.get().organisation == group


def test_a_place_of_another_address_is_not_taken_for_it() -> None:
    place("公民館", address="東京都小平市学園東町1-1")
    taken_in(READING)
    assert event_of("子育て講演会").place is None


def test_of_two_places_of_a_name_none_is_guessed_and_it_is_said() -> None:
    place("公民館")
    place("公民館", latitude=35.6)
    found = prepare(table(READING.replace("東京都小金井市本町1-1", "")), "events.csv", dataset="events", source_name="行事")
    assert [each["code"] for each in found.doubts] == ["place_not_known"]
    apply(found)
    assert event_of("子育て講演会").place is None


def test_the_same_file_again_changes_nothing() -> None:
    taken_in(READING, PLAY)
    revisions = event_of("子育て講演会").revisions.count()
    assert counts(taken_in(READING, PLAY)) == {"read": 2, "unchanged": 2}
    assert EventPage.objects.count() == 2
    assert event_of("子育て講演会").revisions.count() == revisions


def test_what_the_file_says_otherwise_is_changed_and_named() -> None:
    taken_in(READING, PLAY)
    key = event_of("子育て講演会").occurrences.get().pk
    run = taken_in(READING.replace("10:00", "14:00").replace("12:00", "16:00").replace("眠り", "食事"), PLAY)
    assert counts(run) == {"read": 2, "changed": 1, "unchanged": 1}
    assert {field["label"] for field in run.changes[0]["fields"]} == {"日程", "本文"}
    found = Occurrence.objects.get(page=event_of("子育て講演会"))
    assert (found.pk, found.from_time) == (key, Time(14))
    assert "食事の話" in event_of("子育て講演会").body_text()


def test_what_an_editor_corrected_stays_until_the_source_changes_it() -> None:
    taken_in(READING)
    page = event_of("子育て講演会")
    page.capacity = 50
    page.save_revision().publish()
    taken_in(READING.replace("眠り", "食事"))
    assert event_of("子育て講演会").capacity == 50
    taken_in(READING.replace(",30,", ",20,"))
    assert event_of("子育て講演会").capacity == 20


def test_a_draft_of_an_editor_stays_a_draft_and_holds_the_change() -> None:
    taken_in(READING)
    draft = event_of("子育て講演会")
    draft.title = "別の題"
    draft.save_revision()
    taken_in(READING.replace("10:00", "11:00"))
    page = EventPage.objects.get()
    assert (page.title, page.has_unpublished_changes) == ("子育て講演会", True)
    assert page.occurrences.get().from_time == Time(11)
    latest = page.get_latest_revision_as_object()
    assert (latest.title, latest.dates.get().starts_at) == ("別の題", Time(11))


def test_what_disappears_is_told_and_stays() -> None:
    taken_in(READING, PLAY)
    assert counts(taken_in(READING)) == {"read": 1, "unchanged": 1, "disappeared": 1}
    assert event_of("親子ひろば").live


def test_who_may_not_take_in_at_once_brings_drafts(client: Client) -> None:
    set_up()
    editor = person("編集", "editor")
    taken_in(READING, user=editor)
    page = event_of("子育て講演会")
    assert not page.live
    assert client.get(f"/events/{page.slug}/").status_code == 404
    assert page.latest_revision.user == editor


def test_what_somebody_brings_to_a_public_event_who_may_not_publish_waits_in_a_draft() -> None:
    set_up()
    taken_in(READING)
    taken_in(READING.replace(",30,", ",20,"), user=person("編集", "editor"))
    page = event_of("子育て講演会")
    assert (page.capacity, page.get_latest_revision_as_object().capacity) == (30, 20)


def test_a_file_that_breaks_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    put = ImportedEvent.put

    def breaks(self: Any, name: str, value: Any) -> None:
        if value == "親子ひろば":
            raise ConnectionError("power cut")
        put(self, name, value)

    monkeypatch.setattr(ImportedEvent, "put", breaks)
    with pytest.raises(ConnectionError, match="power cut"):
        taken_in(READING, PLAY)
    assert not EventPage.objects.exists()
    assert not ImportedRecord.objects.exists()


def test_without_a_calendar_it_is_said_that_there_is_none(calendar: Any) -> None:
    calendar.unpublish()
    with pytest.raises(PlanError, match="イベントカレンダー"):
        taken_in(READING)
    assert not EventPage.objects.exists()


def test_a_cancelled_event_says_so() -> None:
    header = "NO,イベント名,開始日,状態,主催者,共催団体"
    taken_in("1,子育て講演会,2026-06-01,中止,甲の会;乙の会,丙の会", header=header)
    page = event_of("子育て講演会")
    assert page.state == "cancelled"
    assert [str(each) for each in page.organisers.all()] == ["甲の会", "乙の会", "丙の会"]


def test_weeks_between_beginning_and_end_are_doubted() -> None:
    found = prepare(table("1,講座,2026-04-02,2027-03-18,,,,,,,,,,"), "events.csv", dataset="events", source_name="行事")
    assert [each["code"] for each in found.doubts] == ["long_span"]


def test_an_event_that_somebody_entered_already_is_pointed_out() -> None:
    event(calendar_of(), "子育て講演会", Day(2026, 6, 1), slug="talk")
    run = taken_in(READING, PLAY)
    assert [(each["row"], each["code"]) for each in run.doubts] == [(2, "page_known")]
    assert EventPage.objects.filter(title="子育て講演会").count() == 2


def test_our_own_file_comes_in_with_every_row_told_of() -> None:
    read = read_file((OURS / "events_standard.utf8.csv").read_bytes(), "events_standard.utf8.csv")
    run = apply(plan(read, DataSource(name="行事", dataset="events")))
    assert counts(run) == {"read": 4, "new": 3, "rejected": 1}
    page = event_of("親子ひろば")
    assert (page.age_min, page.age_max, page.contact_phone) == (0, 47, "042-000-0031")
    assert page.apply_url.endswith("form.example.jp/1")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not here")
def test_a_published_file_comes_in_and_out_and_in_again() -> None:
    path = PUBLISHED / "yaizu" / "event_excerpt.csv"
    out = io.StringIO()
    call_command("opendata", "import", path, "--as", "events", "--source", "焼津市", stdout=out)
    run = ImportRun.objects.get()
    assert run.counts["read"] == sum(run.counts[state] for state in ("new", "changed", "unchanged", "rejected")) > 10
    for page in EventPage.objects.all():
        page.full_clean()
    again = prepare(path.read_bytes(), path.name, dataset="events", source_name="焼津市")
    assert again.counts["unchanged"] == run.counts["new"]
    assert_comes_back(DataSource.objects.get())


def assert_comes_back(source: DataSource | None = None) -> None:
    """import(export(x)) = x, in either encoding and in either layout."""
    for encoding, layout in product(("utf-8-sig", "cp932"), LAYOUTS):
        written = export(BY_CODE["events"], encoding=encoding, source=source, layout=layout)
        name = source.name if source else "控え"
        found = prepare(written.content, "events.csv", dataset="events", source_name=name)
        told = [(step.name, step.changes) for step in found.steps if step.state != "unchanged"]
        assert not told
        assert found.counts["unchanged"] == written.rows > 0


def test_what_is_exported_comes_back_as_it_was() -> None:
    hall = place("公民館", address="東京都小金井市本町1-1")
    group = organisation("見本の会")
    event(calendar_of(), "毎週の会", weekly(Day(2026, 6, 1), Day(2026, 7, 27)), place=hall, place_text="2階", price=500)
    event(calendar_of(), "=SUM(1) ①🎈", line(Day(2026, 6, 1)), line(Day(2026, 6, 9)), slug="two", age_min=6, age_max=71)
    event(
        calendar_of(),
        "オンライン",
        Day(2026, 6, 5),
        slug="online",
        attendance="online",
        online_url="https://meet.example.jp/",
        organisers=[{"organisation": group}, {"name": "丙の会"}],
        body=[{"type": "heading", "value": {"text": "内容", "level": "2"}}, {"type": "text", "value": "<p>一。<br/>二。</p>"}],
    )
    taken_in(READING, PLAY)
    assert_comes_back()


def calendar_of() -> Any:
    return Page.objects.get(slug="events").specific


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_file_begins_with_the_columns_of_the_layout_that_was_asked_for(layout: str) -> None:
    taken_in(READING)
    written = export(BY_CODE["events"], layout=layout, is_standard_only=True)
    header = next(csv.reader(io.StringIO(written.content.decode("utf-8-sig"))))
    assert tuple(header) == BY_CODE["events"].layouts[layout]


def test_a_layout_that_a_dataset_has_not_is_not_written(tmp_path: Any) -> None:
    set_up()
    asked = {"dataset": "parks", "layout": "recommended", "encoding": "utf-8-sig"}
    office = client_of(person("事務", "secretariat"))
    assert "この様式がありません" in text_of(office.get(reverse("opendata:export"), asked))
    with pytest.raises(CommandError, match="この様式がありません"):
        call_command("opendata", "export", "--as", "parks", "--layout", "recommended", "--out", tmp_path / "parks.csv")


def test_the_file_is_in_the_standards_columns_and_names_nothing_hidden(client: Client) -> None:
    hidden = place("内緒の家", live=False)
    event(calendar_of(), "講演会", Day(2026, 6, 1), slug="talk", place=hidden)
    draft = event(calendar_of(), "下書きの会", Day(2026, 6, 1), slug="draft")
    draft.unpublish()
    response = client.get("/api/v2/opendata/events.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    told = response.content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(told))
    assert tuple(header) == BY_CODE["events"].layouts["standard"]
    assert [row[header.index("イベント名")] for row in rows] == ["講演会"]
    assert "内緒" not in told


def test_the_catalogue_and_the_page_name_the_events(client: Client) -> None:
    taken_in(READING)
    found = {each["code"]: each for each in client.get("/api/v2/opendata").json()["datasets"]}
    assert found["events"]["count"] == 1
    forms = {form["layout"]: form for form in found["events"]["forms"]}
    assert {form["name"] for form in forms.values()} == {"csv"}
    for layout, form in forms.items():
        header = next(csv.reader(io.StringIO(client.get(form["url"]).content.decode("utf-8-sig"))))
        assert tuple(header) == BY_CODE["events"].layouts[layout]
    assert set(forms) == {"standard", "recommended"}
    assert [source["name"] for source in found["events"]["sources"]] == ["行事"]
    assert "イベント一覧" in client.get(reverse("directory:opendata")).content.decode()
    assert client.get("/api/v2/opendata/events.geojson").status_code == 404


def test_no_events_are_no_dataset(client: Client) -> None:
    assert "events" not in [each["code"] for each in client.get("/api/v2/opendata").json()["datasets"]]


def test_the_office_takes_events_in_by_the_admin_and_writes_them_out() -> None:
    set_up()
    office = client_of(person("事務", "secretariat"))
    check = checked(office, table(READING, PLAY), dataset="events", source_name="行事")
    told = text_of(office.get(check))
    assert "子育て講演会" in told
    assert "日程" in told
    confirm(office, check)
    assert event_of("子育て講演会").live
    run = ImportRun.objects.get()
    assert run.user is not None
    written = office.get(reverse("opendata:export"), {"dataset": "events", "encoding": "cp932"})
    assert "子育て講演会" in written.content.decode("cp932")


def test_the_command_writes_events_out(tmp_path: Any) -> None:
    taken_in(READING)
    out = tmp_path / "events.csv"
    call_command("opendata", "export", "--as", "events", "--out", out, "--standard-only", stderr=io.StringIO())
    assert "子育て講演会" in out.read_text("utf-8-sig")


def test_the_history_of_an_event_says_where_it_came_from() -> None:
    taken_in(READING)
    assert PageLogEntry.objects.filter(page=event_of("子育て講演会").pk, action="directory.import").exists()


def test_the_number_of_queries_does_not_grow_with_the_export(django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        event(calendar_of(), f"会{number}", Day(2026, 6, 1), slug=f"e{number}")
    with django_assert_max_num_queries(45):
        export(BY_CODE["events"], is_standard_only=True)


def test_the_room_says_what_it_stores() -> None:
    room = room_for("events")
    assert room is not None
    assert room.target.page is not None


def test_a_doubt_quotes_the_cell_as_it_stands_and_the_column_as_the_file_calls_it(calendar: Any) -> None:
    header = "NO,催し名,はじまる日,おわる日,開始時間,終了時間,会場名"
    columns = {"催し名": "title", "はじまる日": "starts_on", "おわる日": "ends_on", "会場名": "place_name"}
    for town in ("本町", "緑町"):
        place("公民館", address=f"東京都小金井市{town}1-1")
    event(calendar, "展覧会", Day(2026, 6, 1))
    rows = ("1,展覧会,R8.6.1,令和8年12月1日,0:00,0:00,公民館",)
    found = prepare(table(*rows, header=header), "events.csv", dataset="events", source_name="行事", mapping=columns).doubts
    assert {(each["row"], each["column"], each["value"], each["code"]) for each in found} >= {
        (2, "おわる日", "令和8年12月1日", "long_span"),
        (2, "会場名", "公民館", "place_not_known"),
        (2, "催し名", "展覧会", "page_known"),
    }
    assert all(each["done"] for each in found)
    rows = ("1,展覧会,2026-06-01,2026-06-01,0:00,0:00,公民館",)
    found = prepare(table(*rows, header=header), "events.csv", dataset="events", source_name="行事", mapping=columns).doubts
    unknown = [each for each in found if each["code"] == "time_unknown"]
    assert {(each["column"], each["value"]) for each in unknown} == {("開始時間", "0:00"), ("終了時間", "0:00")}


def test_a_correction_of_an_event_that_is_kept_is_told(calendar: Any) -> None:
    taken_in(READING, PLAY)
    assert counts(taken_in(READING, PLAY)) == {"read": 2, "unchanged": 2}
    page = event_of("子育て講演会")
    page.capacity = 40
    page.save_revision().publish()
    run = taken_in(READING, PLAY)
    assert [(each["column"], each["value"]) for each in run.doubts if each["code"] == "correction_kept"] == [("定員（人）", "30")]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("age_min", 36, "3歳"), ("apply_by", "2026-06-01", "2026年6月1日"), ("nursing_room", True, "あり")],
)
def test_a_value_of_an_event_is_told_in_words(name: str, value: Any, words: str) -> None:
    assert ImportedEvent.in_words(name, value) == words
