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
from directory.opendata import admin_views, importing, progress, rooms, writing
from tests.core.editorial import client_of, person, set_up
from tests.directory.opendata.sources import OURS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]

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
    response = press(client, check)
    if not response.streaming:
        return response
    result = page_of(response).select_one("meta[http-equiv=refresh]")
    return client.get(str(result["content"]).partition("url=")[2]) if result else response


def press(client: Client, check: str) -> Any:
    return client.post(check, looked_at(client, check), follow=True)


def looked_at(client: Client, check: str) -> dict[str, Any]:
    """What the button sends, of somebody who has the page before them now."""
    shown = client.get(check)
    form = BeautifulSoup(shown.content if shown.status_code == 200 else b"", "html.parser")
    return {"confirm": "1"} | {each: found["value"] for each in ("since", "mark") if (found := form.select_one(f"[name={each}]"))}


def page_of(response: Any) -> BeautifulSoup:
    """What a page that grew has become."""
    return BeautifulSoup(b"".join(response.streaming_content), "html.parser")


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


UNKNOWN = "番号,よびな,ところ\n1,見本公園,東京都小金井市本町1-1\n"


def columns_told(client: Client, check: str, **columns: str) -> None:
    client.post(check, {"change": "1", "dataset": "parks"})
    client.post(check, {"columns": "1", "column-0": "number", "column-1": "name", "column-2": "address", **columns})


def test_what_was_chosen_for_columns_is_found_again_by_the_header_alone(office: Client) -> None:
    check = checked(office, UNKNOWN.encode())
    columns_told(office, check)
    assert "前に保存した対応" not in text_of(office.get(check))
    confirm(office, check)
    again = checked(office, UNKNOWN.replace("よびな,ところ", "よびな ,【ところ】").encode(), "next.csv")
    response = office.get(again)
    told = text_of(response)
    assert "前に保存した対応を使いました：よびな→名称、【ところ】→所在地_連結表記（出どころ「東京都小金井市 公園一覧」）" in told
    assert "変わらないもの 1件" in told
    chosen = BeautifulSoup(response.content, "html.parser").select("[name=column-1] option[selected]")
    assert [option["value"] for option in chosen] == ["name"]


def test_what_is_found_again_for_columns_can_be_changed_and_the_newest_counts(office: Client) -> None:
    check = checked(office, UNKNOWN.encode())
    columns_told(office, check)
    confirm(office, check)
    check = checked(office, UNKNOWN.encode())
    columns_told(office, check, **{"column-2": "building"})
    assert "前に保存した対応" not in text_of(office.get(check))
    confirm(office, check)
    assert "ところ→建物名等(方書)" in text_of(office.get(checked(office, UNKNOWN.encode())))


def test_a_header_of_two_kinds_of_list_tells_neither(office: Client) -> None:
    for dataset in ("parks", "support_centers"):
        check = checked(office, UNKNOWN.encode())
        columns_told(office, check)
        office.post(check, {"change": "1", "dataset": dataset})
        confirm(office, check)
    assert "何の一覧か" in text_of(office.get(checked(office, UNKNOWN.encode())))
    told = text_of(office.get(checked(office, UNKNOWN.encode(), dataset="parks")))
    assert "前に保存した対応を使いました" in told


def test_the_admin_speaks_of_no_command_line(office: Client) -> None:
    assert "--as" not in text_of(office.get(checked(office, UNKNOWN.encode())))


def test_a_list_of_known_columns_whose_kind_was_told_once_is_read_so_again(office: Client) -> None:
    content = "番号,名称,住所\n1,見本公園,東京都小金井市本町1-1\n".encode()
    confirm(office, checked(office, content, dataset="parks"))
    told = text_of(office.get(checked(office, content)))
    assert "見出しが同じファイルを前に「公園一覧」として取り込んだので" in told
    assert "変わらないもの 1件" in told


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


def test_events_can_be_looked_at_but_not_taken_in_where_no_app_takes_them(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "rooms", dict)
    check = checked(office, (OURS / "events_standard.utf8.csv").read_bytes())
    told = office.get(check)
    assert "「イベント一覧」を受け取るアプリが入っていません" in text_of(told)
    assert b'name="confirm"' not in told.content
    confirm(office, check)
    assert not ImportRun.objects.exists()


def test_more_rows_than_a_browser_waits_for_are_for_the_command(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_views, "MOST_ROWS", 3)
    check = checked(office, NURSERIES.read_bytes())
    assert "manage.py opendata import" in text_of(office.get(check))
    confirm(office, check)
    assert not Place.objects.exists()


def test_how_far_it_is_can_be_seen_without_a_script(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "batches", lambda things: ([thing] for thing in things))
    response = press(office, checked(office, NURSERIES.read_bytes(), NURSERIES.name))
    pieces = [piece.decode() for piece in response.streaming_content]
    assert len(pieces) > 5
    assert "取り込んでいます" in pieces[0]
    assert "</html>" not in "".join(pieces[:-1])
    page = BeautifulSoup("".join(pieces), "html.parser")
    assert len(page.select(".opendata-bar .opendata-bar__part")) == progress.PARTS
    assert [words.get_text() for words in page.select(".opendata-bar__words")] == ["2 / 5行", "3 / 5行", "4 / 5行", "5 / 5行"]
    link = page.select_one("main a.button")
    assert link is not None
    assert link["href"] == reverse("opendata:run", args=[ImportRun.objects.get().pk])


def test_whoever_stops_listening_undoes_it(office: Client) -> None:
    planned = importing.prepare(NURSERIES.read_bytes(), NURSERIES.name)
    carrying_out = importing.applying(planned)
    assert next(carrying_out) == (1, 5)
    assert Place.objects.count() == 4
    carrying_out.close()  # as the page's end does when its browser is gone
    assert not Place.objects.exists()
    assert not ImportRun.objects.exists()


def test_what_goes_wrong_in_the_middle_is_said_and_nothing_stands(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: Any) -> None:
        raise OSError

    monkeypatch.setattr(writing, "follow", breaks)
    page = page_of(press(office, checked(office, NURSERIES.read_bytes(), NURSERIES.name)))
    assert "何も変わっていません" in page.select("[data-opendata-ended]")[0].get_text()
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


def test_what_somebody_changed_meanwhile_is_looked_at_again(office: Client) -> None:
    confirm(office, checked(office, PARKS.encode(), dataset="parks", source_name="公園"))
    renamed = PARKS.replace("見本", "新しい")
    check = checked(office, renamed.encode(), dataset="parks", source_name="公園")
    seen = looked_at(office, check)
    place = Place.objects.get()
    Place.objects.update(name="人が直した公園")
    told = office.post(check, seen, follow=True).content.decode()
    assert "サイトの内容が変わりました" in told
    assert "人が直した公園" in told
    assert Place.objects.get().name == "人が直した公園"
    confirm(office, check)
    assert Place.objects.get(pk=place.pk).name.startswith("新しい")


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


def test_doubts_are_grouped_by_their_kind_and_counted(office: Client) -> None:
    check = checked(office, NURSERIES.read_bytes(), NURSERIES.name)
    soup = BeautifulSoup(office.get(check).content, "html.parser")
    groups = soup.select("details.opendata-doubts")
    levels = [heading["id"] for heading in soup.select("h3[id^=doubts-]")]
    assert levels == [f"doubts-{level}" for level in ("lost", "read", "tidied") if f"doubts-{level}" in levels]
    for level in levels:
        of_level = [group for group in groups if group.select_one(f"summary[id^={level}-]")]
        counts = [int(re.sub(r"\D", "", str(group.select_one("summary b")))) for group in of_level]
        assert counts == sorted(counts, reverse=True)
        assert [len(group.select("tbody tr")) for group in of_level] == counts
    words = [group.summary.get_text() for group in groups if group.summary]
    assert len(words) == len(set(words)) > 1


def test_a_correction_that_is_kept_is_shown_open_before_and_after_and_stands_in_the_file(office: Client) -> None:
    confirm(office, checked(office, PARKS.encode(), dataset="parks", source_name="公園"))
    Place.objects.filter(name="見本公園").update(name="直した公園")
    check = checked(office, PARKS.encode(), dataset="parks", source_name="公園")
    told = office.get(check)
    kept = BeautifulSoup(told.content, "html.parser").select_one("#doubts-kept + details[open]")
    assert kept
    assert "編集者が直した「直した公園」のままにします" in kept.get_text()
    doubts = office.get(reverse("opendata:doubts", args=[ImportUpload.objects.get().pk])).content.decode("utf-8-sig")
    assert "直した公園" in doubts
    assert "直した公園" in text_of(confirm(office, check))
    assert Place.objects.filter(name="直した公園").exists()


def test_the_result_lists_the_changed_fields_of_what_changed(office: Client) -> None:
    confirm(office, checked(office, PARKS.encode(), dataset="parks", source_name="公園"))
    Place.objects.update(address="別の町")
    changed = PARKS.replace("本町1-1", "前原町2-2")
    told = text_of(confirm(office, checked(office, changed.encode(), dataset="parks", source_name="公園")))
    assert "変わったもの 1件" in told
    assert "見本公園" in told
    assert "東京都小金井市本町1-1" in told
    assert "東京都小金井市前原町2-2" in told
    assert "「別の町」に直されていたものを、上書きしました。" in told


def many_parks(count: int, town: str) -> str:
    rows = (f"{number},公園{number},東京都小金井市{town}{number},広い" for number in range(1, count + 1))
    return "\n".join([PARKS.splitlines()[0], *rows, ""])


def test_what_overwrites_a_correction_comes_first_and_every_change_can_be_seen_and_taken_along(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_views, "ROWS_PER_PAGE", 10)
    confirm(office, checked(office, many_parks(25, "本町").encode(), dataset="parks", source_name="公園"))
    Place.objects.filter(name="公園24").update(address="直した住所")
    check = checked(office, many_parks(25, "緑町").encode(), dataset="parks", source_name="公園")
    page = office.get(check)
    rows = BeautifulSoup(page.content, "html.parser").select("#class-changed ~ ul > li")
    assert len(rows) == 20
    assert "公園24" in rows[0].get_text()
    assert "直した住所" in rows[0].get_text()
    assert "編集者の直し1か所を上書きします" in text_of(page)
    upload_pk = ImportUpload.objects.get().pk
    every = reverse("opendata:rows", args=[upload_pk, "changed"])
    assert every in page.content.decode()
    seen = {
        li.strong.get_text()
        for number in (1, 2, 3)
        for li in BeautifulSoup(office.get(every, {"p": number}).content, "html.parser").select(".opendata-rows > li")
        if li.strong
    }
    assert seen == {f"公園{number}" for number in range(1, 26)}
    assert office.get(reverse("opendata:rows", args=[upload_pk, "x"])).status_code == 404
    before = office.get(reverse("opendata:changes", args=[upload_pk])).content
    lines = before.decode("utf-8-sig").splitlines()
    assert lines[0] == "行,名前,項目,前の値,新しい値,編集者の直しを上書き,前に取り込んだ値"
    assert lines[1] == "25,公園24,住所,直した住所,東京都小金井市緑町24,はい,東京都小金井市本町24"
    assert sum(",住所," in line for line in lines) == 25
    result = confirm(office, check)
    run = ImportRun.objects.first()
    assert run is not None
    assert office.get(reverse("opendata:run_changes", args=[run.pk])).content == before
    told = BeautifulSoup(result.content, "html.parser").select(".opendata-rows > li")
    assert len(told) == 10
    assert "公園24" in told[0].get_text()
    second = office.get(reverse("opendata:run", args=[run.pk]), {"p": "3"})
    assert len(BeautifulSoup(second.content, "html.parser").select(".opendata-rows > li")) == 5


def test_a_new_place_is_shown_with_whom_to_call_and_when_and_for_whom_it_is(office: Client) -> None:
    told = text_of(office.get(checked(office, NURSERIES.read_bytes(), NURSERIES.name)))
    assert re.search(r"電話：042-", told)
    assert re.search(r"開いている時間：\D*\d+:\d\d〜", told)
    assert re.search(r"対象年齢：\S*[歳月]", told)


def test_another_persons_changes_are_not_shown(office: Client) -> None:
    checked(office, PARKS.encode(), dataset="parks")
    pk = ImportUpload.objects.get().pk
    other = client_of(person("別の事務", "secretariat"))
    assert other.get(reverse("opendata:changes", args=[pk])).status_code == 404
    assert other.get(reverse("opendata:rows", args=[pk, "new"])).status_code == 404


def test_a_page_whose_server_falls_silent_has_the_words_for_it(office: Client) -> None:
    page = page_of(press(office, checked(office, NURSERIES.read_bytes(), NURSERIES.name)))
    words = page.select_one("[data-opendata-silent][hidden]")
    assert words is not None
    assert words["data-opendata-silent"] == reverse("opendata:runs")
    assert "もう一度取り込んでください" in words.get_text()
    assert page.select_one("script[src$='admin-opendata.js']") is not None
    assert page.select_one("[data-opendata-ended]") is not None


def test_the_list_of_imports_counts_the_unchanged_and_the_doubtful_too(office: Client) -> None:
    confirm(office, checked(office, NURSERIES.read_bytes(), NURSERIES.name))
    soup = BeautifulSoup(office.get(reverse("opendata:runs")).content, "html.parser")
    heads = [cell.get_text() for cell in soup.select("main thead th")]
    cells = [cell.get_text(strip=True) for cell in soup.select("main tbody tr td")]
    counted = dict(zip(heads, cells, strict=True))
    run = ImportRun.objects.get()
    assert (counted["変わらない"], counted["疑問のある行"]) == ("0", str(run.counts["doubtful"]))


def test_programmes_are_one_file_in_one_encoding(office: Client) -> None:
    answer = office.get(reverse("opendata:export"), {"dataset": "programs", "encoding": "cp932"})
    assert "UTF-8だけ" in text_of(answer)
