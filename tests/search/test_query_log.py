"""What is kept of searches: what was searched and what was found, and nothing of who searched."""

import datetime
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from cms.core import version
from search import searched
from search.models import SearchedQuery
from search.queries import good_queries
from search.searched import Recorder, kept_form, recorder
from tests.search.factories import page, root

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 4, 1)


def rows() -> list[tuple[str, str, int, int]]:
    return list(SearchedQuery.objects.order_by("pk").values_list("locale", "text", "searches", "results"))


def asked(text: str, day: int, searches: int = 1, results: int = 1, **fields: Any) -> None:
    date = DAY + datetime.timedelta(days=day)
    values = {"day": date, "locale": "ja", "text": text, "searches": searches, "results": results, **fields}
    SearchedQuery.objects.create(**values)


def test_a_search_on_the_page_is_counted_by_day_language_and_words(client: Client) -> None:
    page("ひろば")
    root("en")
    for address in ("/search/?q=ひろば", "/search/?q=ひろば", "/search/?q=zzzz", "/en/search/?q=ひろば"):
        client.get(address)
    assert rows() == [("ja", "ひろば", 2, 1), ("ja", "zzzz", 1, 0), ("en", "ひろば", 1, 0)]


def test_a_search_through_the_api_is_counted_also_where_its_answer_was_made_before(client: Client) -> None:
    page("ひろば")
    for _ in range(3):
        assert client.get("/api/v2/search?q=ひろば").status_code == 200
    etag = client.get("/api/v2/search?q=ひろば")["ETag"]
    assert client.get("/api/v2/search?q=ひろば", headers={"if-none-match": etag}).status_code == 304
    client.get("/api/v2/search?q=ひろば&locale=")
    assert rows() == [("ja", "ひろば", 5, 1), ("", "ひろば", 1, 1)]


def test_an_answer_out_of_the_cache_costs_a_reader_no_query_more(
    client: Client, settings: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_DELIVERY = "task"
    monkeypatch.setattr(Recorder, "_start", lambda self: None)
    client.get("/api/v2/search?q=ひろば")
    with django_assert_num_queries(1):
        client.get("/api/v2/search?q=ひろば")
    recorder.flush()
    assert rows() == [("ja", "ひろば", 2, 0)]


@pytest.mark.parametrize(
    "narrowed", ["&kind=park", "&age=6", "&tag=雨の日", "&page=2", "&lat=35.7&lon=139.5", "&from=2026-04-01"]
)
def test_further_pages_and_filters_are_no_new_search(client: Client, narrowed: str) -> None:
    client.get(f"/search/?q=ひろば{narrowed}")
    assert rows() == []


@pytest.mark.parametrize("narrowed", ["&kind=park", "&age=6", "&page=2", "&lat=35.7&lon=139.5", "&to=2026-04-01"])
def test_nor_are_they_in_the_api(client: Client, narrowed: str) -> None:
    assert client.get(f"/api/v2/search?q=ひろば{narrowed}").status_code == 200
    assert rows() == []


def test_different_spellings_are_one_query(client: Client) -> None:
    for text in ("ｲﾍﾞﾝﾄ　NPO", " イベント ＮＰＯ ", "イベント npo"):
        client.get("/search/", {"q": text})
    assert rows() == [("ja", "イベント npo", 3, 0)]


def test_where_only_some_of_the_words_were_met_it_says_so(client: Client) -> None:
    page("プール")
    client.get("/search/?q=プール 宇宙船")
    assert SearchedQuery.objects.get().relaxed


@pytest.mark.parametrize(
    "text",
    [
        "042-387-9836",
        "０４２（３８７）９８３６",
        "山田 0423879836",
        "〇四二の三八七の九八三六",
        "+81 42 387 98",
        "hanako@example.jp",
        "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ",
        "@hanako",
        "https://example.jp/",
        "www.example",
        "example.jp を見た",
        "小金井町1-2-3 鈴木",
        "1-2-3",
        "1の2の3",
        "前原町２ー３",
        "小金井市 本町 4-5",
        "中町二丁目三番四号",
        "中町2丁目3",
        "3番4号",
        "貫井12番地",
        "鈴木 花子",
        "たなか はなこ",
        "花子 鈴木",
        "佐藤さん",
        "鈴木 3-4",
        "けんちゃん 3歳",
        "鈴木 前原町",
        "鈴木 前原3丁目",
        "鈴木 2021-4-3",
        "星野 4月3日生まれ",
        "あ" * 101,
        "",
        " ",
    ],
)
def test_what_may_tell_of_a_person_is_not_kept(client: Client, text: str) -> None:
    assert kept_form(text) == ""
    client.get("/search/", {"q": text})
    assert rows() == []


@pytest.mark.parametrize(
    "text",
    [
        *("1歳6か月健診", "令和8年4月", "2026年度", "0歳 1歳 2歳", "no.1", "あ" * 100),
        *("1-2歳", "0-1歳", "0-1-2歳児", "3〜5歳", "小金井市 1-2歳", "本町 10-11月", "3丁目 2歳"),
        *("2026-11-24", "2026/11/24 2026/11/25", "11-24", "23区", "前原町 公園", "前原町3丁目"),
        *("鈴木", "田中小児科 1歳", "田中小児科 前原町", "さくら保育園", "三鷹 プール", "お母さん", "赤ちゃん", "宮沢賢治"),
    ],
)
def test_ordinary_figures_letters_and_names_are(text: str) -> None:
    assert kept_form(text) == text


def test_no_column_could_hold_who_searched_or_when() -> None:
    names = {field.name for field in SearchedQuery._meta.get_fields()}
    assert names == {"id", "day", "locale", "text", "searches", "results", "relaxed"}


def test_counting_changes_no_public_answer(client: Client) -> None:
    before = version.current()
    client.get("/search/?q=ひろば")
    assert rows()
    assert version.current() == before


def test_a_search_is_answered_where_nothing_can_be_written(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(counts: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(searched, "write", full)
    assert client.get("/search/?q=ひろば").status_code == 200
    assert "not counted" in caplog.text


def test_a_flood_of_different_queries_takes_no_memory_without_end(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_DELIVERY = "task"
    monkeypatch.setattr(searched, "MOST_WAITING", 3)
    monkeypatch.setattr(Recorder, "_start", lambda self: None)
    flooded = Recorder()
    for number in range(10):
        flooded.note("ja", f"語{number}", 0, False)
    flooded.note("ja", "語0", 0, False)
    flooded.flush()
    assert [(text, searches) for _, text, searches, _ in rows()] == [("語0", 2), ("語1", 1), ("語2", 1)]


@pytest.fixture
def slow_writer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Recorder, list[dict[Any, Any]]]]:
    """A recorder whose thread writes into a list, and takes its time."""
    settings.SEARCH_DELIVERY = "task"
    written: list[dict[Any, Any]] = []

    def write(counts: dict[Any, Any]) -> None:
        time.sleep(0.2)
        written.append(counts)

    monkeypatch.setattr(searched, "SECONDS", 0.05)
    monkeypatch.setattr(searched, "write", write)
    monkeypatch.setattr(searched, "close_old_connections", lambda: None)
    made = Recorder()
    yield made, written
    if made._thread is not None:
        made._thread.join(5)


def test_readers_wait_for_no_writing_and_the_thread_goes_home_when_all_is_written(
    slow_writer: tuple[Recorder, list[dict[Any, Any]]],
) -> None:
    made, written = slow_writer
    started = time.perf_counter()
    for _ in range(200):
        made.note("ja", "ひろば", 1, False)
    assert time.perf_counter() - started < 0.2
    thread: threading.Thread | None = made._thread
    assert thread is not None
    thread.join(5)
    assert sum(count.searches for counts in written for count in counts.values()) == 200
    assert made._thread is None


def test_after_thirteen_months_it_is_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    asked("古い", -1)
    asked("新しい", 0)
    assert searched.forget(DAY + datetime.timedelta(days=396)) == 1
    assert [text for _, text, _, _ in rows()] == ["新しい"]
    SearchedQuery.objects.update(day=datetime.date(2020, 1, 1))
    call_command("search", "forget")
    assert "1 rows deleted" in capsys.readouterr().out
    assert rows() == []


def test_good_queries_are_those_that_several_days_asked_for_and_found() -> None:
    for day in range(2):
        asked("一時預かり", day, searches=2)
        asked("公園", day, searches=9)
        asked("宇宙船", day, searches=9, results=0)
        asked("公園 宇宙船", day, searches=9, relaxed=True)
        asked("park", day, searches=9, locale="en")
        asked("二回だけ", day)
    asked("一日だけ", 0, searches=9)
    assert good_queries("ja") == [("公園", 18), ("一時預かり", 4)]
    assert good_queries("en") == [("park", 18)]
    assert good_queries("ja", limit=1) == [("公園", 18)]
