"""The office takes in a file without a command line: it looks at it first, and nothing happens until it says so."""

import datetime
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import DataSource, ImportRun, ImportUpload, Place
from directory.opendata import admin_views
from tests.core.editorial import client_of, person, set_up
from tests.directory.opendata.sources import OURS

pytestmark = pytest.mark.django_db

NURSERIES = OURS / "nurseries_recommended.cp932.csv"
PARKS = "ID,公園名,住所（番地まで）,紹介\n1,見本公園,東京都小金井市本町1-1,広い\n"


@pytest.fixture
def office(db: None) -> Client:
    set_up()
    return client_of(person("事務", "secretariat"))


def upload(client: Client, content: bytes, name: str = "list.csv", **fields: str) -> Any:
    return client.post(reverse("opendata:upload"), {"file": SimpleUploadedFile(name, content), **fields})


def checked(client: Client, content: bytes, name: str = "list.csv", **fields: str) -> str:
    """The address of the page that shows what a file would do."""
    response = upload(client, content, name, **fields)
    assert response.status_code == 302, text_of(response)
    return str(response["Location"])


def confirm(client: Client, check: str) -> Any:
    """Presses the button, with what else its form holds; as good as that where there is no button."""
    since = BeautifulSoup(client.get(check).content, "html.parser").select_one("[name=since]")
    return client.post(check, {"confirm": "1", "since": since["value"] if since else ""}, follow=True)


def text_of(response: Any) -> str:
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_a_file_is_looked_at_then_taken_in(office: Client) -> None:
    check = checked(office, NURSERIES.read_bytes(), NURSERIES.name)
    told = text_of(office.get(check))
    assert "「子育て施設一覧」として読みました" in told
    assert "新しいもの 4件" in told
    kinds = re.findall("種別：(\\w+)", told)
    assert kinds
    assert not any(kind.isascii() for kind in kinds)
    assert "取り込めない行 1件" in told
    assert not Place.objects.exists()
    response = confirm(office, check)
    assert Place.objects.count() == 4
    assert not ImportUpload.objects.exists()
    run = ImportRun.objects.get()
    assert run.user is not None
    assert run.user.last_name == "事務"
    assert run.sha256 in text_of(response)
    assert NURSERIES.name in text_of(office.get(reverse("opendata:runs")))


def test_what_changes_is_shown_field_by_field_with_the_correction_that_gives_way(office: Client) -> None:
    confirm(office, checked(office, PARKS.encode(), dataset="parks", source_name="公園"))
    Place.objects.update(name="直した公園")
    check = checked(office, PARKS.replace("見本公園", "手本公園").encode(), dataset="parks", source_name="公園")
    told = text_of(office.get(check))
    assert "名称： 見本公園 → 手本公園" in told
    assert "今は「直した公園」に直されています" in told
    confirm(office, check)
    assert Place.objects.get().name == "手本公園"


def test_whoever_thinks_better_of_it_changes_nothing(office: Client) -> None:
    check = checked(office, PARKS.encode(), dataset="parks")
    office.post(check, {"cancel": "1"})
    assert not ImportUpload.objects.exists()
    assert not Place.objects.exists()


def test_an_unknown_list_is_read_once_its_kind_and_its_columns_are_told(office: Client) -> None:
    content = "番号,よびな,ところ\n1,見本公園,東京都小金井市本町1-1\n".encode()
    check = checked(office, content)
    assert "何の一覧か" in text_of(office.get(check))
    office.post(check, {"change": "1", "dataset": "parks", "source_name": "公園"})
    assert "取り込めない行 1件" in text_of(office.get(check))
    office.post(check, {"columns": "1", "column-0": "number", "column-1": "name", "column-2": "address"})
    assert "新しいもの 1件" in text_of(office.get(check))
    confirm(office, check)
    assert Place.objects.get().address == "東京都小金井市本町1-1"
    assert DataSource.objects.get().mapping == {"よびな": "name", "ところ": "address"}
    again = checked(office, content, dataset="parks", source_name="公園")
    assert "変わらないもの 1件" in text_of(office.get(again))


def test_a_column_can_be_left_out(office: Client) -> None:
    check = checked(office, PARKS.encode(), dataset="parks", source_name="公園")
    office.post(check, {"columns": "1", "column-0": "number", "column-1": "name", "column-2": "-", "column-3": "note"})
    confirm(office, check)
    assert Place.objects.values_list("address", "note").get() == ("", "広い")


def test_the_doubts_come_as_a_file_before_and_after(office: Client) -> None:
    check = checked(office, NURSERIES.read_bytes(), NURSERIES.name)
    before = office.get(f"{check}doubts.csv")
    confirm(office, check)
    after = office.get(reverse("opendata:run_doubts", args=[ImportRun.objects.get().pk]))
    assert before["Content-Type"] == "text/csv; charset=utf-8"
    assert before.content == after.content
    assert before.content.startswith(b"\xef\xbb\xbf")
    assert "収容定員" in before.content.decode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "空"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "パスワード"), (b"{", "レジストリ")],
    ids=["empty", "old", "json"],
)
def test_what_cannot_be_read_is_said_at_once_or_on_the_page(office: Client, content: bytes, reason: str) -> None:
    response = upload(office, content)
    if response.status_code == 302:
        response = office.get(response["Location"])
    assert reason in text_of(response)
    assert not Place.objects.exists()


def test_events_can_be_looked_at_but_not_taken_in(office: Client) -> None:
    check = checked(office, (OURS / "events_standard.utf8.csv").read_bytes())
    told = office.get(check)
    assert "イベントを保存する仕組みは、まだありません" in text_of(told)
    assert b'name="confirm"' not in told.content
    confirm(office, check)
    assert not ImportRun.objects.exists()


def test_more_rows_than_a_browser_waits_for_are_for_the_command(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_views, "MOST_ROWS", 3)
    check = checked(office, NURSERIES.read_bytes())
    assert "manage.py opendata import" in text_of(office.get(check))
    confirm(office, check)
    assert not Place.objects.exists()


def test_what_was_looked_at_before_another_import_is_looked_at_again(office: Client) -> None:
    first, second = (checked(office, PARKS.encode(), dataset="parks", source_name="公園") for _ in range(2))
    confirm(office, first)
    response = office.post(second, {"confirm": "1", "since": ""}, follow=True)
    assert "もう一度、内容を確かめてください" in response.content.decode()
    assert ImportRun.objects.count() == 1
    confirm(office, second)
    assert ImportRun.objects.count() == 2
    assert Place.objects.count() == 1


def test_another_persons_file_is_not_shown(office: Client) -> None:
    check = checked(office, PARKS.encode(), dataset="parks")
    assert client_of(person("別の事務", "secretariat")).get(check).status_code == 404


def test_a_file_that_nobody_confirms_is_forgotten_after_a_day(office: Client) -> None:
    checked(office, PARKS.encode(), dataset="parks")
    ImportUpload.objects.update(uploaded_at=timezone.now() - datetime.timedelta(hours=25))
    office.get(reverse("opendata:runs"))
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize("role", ["editor", "approver", "translator"])
def test_others_do_not_import(role: str) -> None:
    set_up()
    client = client_of(person("別の人", role))
    for name in ("runs", "upload"):
        assert client.get(reverse(f"opendata:{name}")).status_code == 302
    upload(client, PARKS.encode(), dataset="parks")
    assert not ImportUpload.objects.exists()


def test_every_page_says_what_it_is(office: Client) -> None:
    check = checked(office, NURSERIES.read_bytes(), NURSERIES.name)
    pages = {
        reverse("opendata:runs"): "公開データの取り込み",
        reverse("opendata:upload"): "ファイルを選ぶ",
        check: "内容を確かめる",
    }
    for address, title in pages.items():
        heading = BeautifulSoup(office.get(address).content, "html.parser").select_one("h1")
        assert heading is not None
        assert title in heading.get_text()
