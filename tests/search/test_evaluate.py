"""Measuring the search by judged queries: the measures themselves, the file, the command, and what editors see of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from directory.models import DirectoryPage
from search import building, evaluation, judged
from search.engines import choice
from search.engines.base import Answer, EngineError, Request
from search.evaluation import BadLine, Found, Judged, mean_reciprocal_rank, percentile, rank_of, share_within, wanted_form
from search.models import JudgedQuery, SynonymGroup
from search.thesaurus import NO_SYNONYMS, Thesaurus
from tests.core.editorial import client_of, person, set_up
from tests.search.engines import MemoryEngine
from tests.search.factories import PlaceFactory, page, root

JUDGE = "/admin/searched/judge/"
IMPORT = "/admin/searched/import/"


def hits(*names: str) -> list[Found]:
    return [Found(name, frozenset({wanted_form(name)})) for name in names]


def line(query: str, *wanted: str, locale: str = "ja") -> str:
    return json.dumps({"query": query, "locale": locale, "wanted": list(wanted)}, ensure_ascii=False) + "\n"


# Measures -----------------------------------------------------------------------------------------------------------------


def test_the_rank_is_that_of_the_first_hit_that_is_wanted() -> None:
    assert rank_of(hits("い", "ろ", "は"), ["は", "ろ"]) == 2
    assert rank_of(hits("い"), ["は"]) is None
    assert rank_of([], ["は"]) is None
    assert rank_of(hits(*"いろはにほへとちりぬるを"), ["る"]) is None


def test_the_measures_are_what_their_names_say() -> None:
    ranks = [1, 2, None, 10]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 0 + 1 / 10) / 4)
    assert [share_within(ranks, depth) for depth in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert (mean_reciprocal_rank([]), share_within([], 5), percentile([], 0.5)) == (0, 0, 0)


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([4, 1, 3, 2], share) for share in (0.5, 0.75, 0.95, 1)] == [2, 3, 4, 4]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｲﾍﾞﾝﾄ　NPO", "イベント npo"),
        ("/topics/x", "https://www.example.jp/topics/x/?a=b#c"),
        ("/検索/", "/%E6%A4%9C%E7%B4%A2/"),
        ("directory.Place:12", "directory.place:12"),
    ],
)
def test_what_is_wanted_may_be_written_in_several_ways(one: str, other: str) -> None:
    assert wanted_form(one) == wanted_form(other)


def test_a_file_is_read_line_by_line_and_a_bad_line_stops_no_other() -> None:
    lines = [
        line("保育園", "申し込み", "申し込み", "/x/").encode(),
        b"\n",
        b"{not json\n",
        b"\xff\xfe\n",
        b"[1]\n",
        b'{"locale": "ja", "wanted": ["x"]}\n',
        b'{"query": "a", "wanted": ["x"]}\n',
        b'{"query": "a", "locale": "zz", "wanted": ["x"]}\n',
        b'{"query": "a", "locale": ["ja"], "wanted": ["x"]}\n',
        b'{"query": "a", "locale": "ja", "wanted": []}\n',
        b'{"query": "a", "locale": "ja", "wanted": "x"}\n',
        b'{"query": "a", "locale": "ja", "wanted": [1]}\n',
        b'{"query": "a\\u0000", "locale": "ja", "wanted": ["x"]}\n',
        b'{"query": "a", "locale": "ja", "wanted": ["\\ud800"]}\n',
        b"[" * 100_000 + b"\n",
        line("保育園", "あ" * 301).encode(),
        line("あ" * 201, "x").encode(),
        line("park", "Park", locale="en").encode(),
    ]
    read, bad = evaluation.read(b"\xef\xbb\xbf" + b"".join(lines), {"ja": "", "en": ""})
    assert read == [Judged("保育園", "ja", ("申し込み", "/x/")), Judged("park", "en", ("Park",))]
    assert [each.number for each in bad] == [*range(3, 18)]
    assert all(isinstance(each, BadLine) and each.reason for each in bad)


@pytest.mark.parametrize("row", ['{"query": "a", "wanted": ["x"]}', '{"query": "a", "locale": "", "wanted": ["x"]}'])
def test_a_line_without_a_language_is_told_that_it_is_missing(row: str) -> None:
    with translation.override("en"):
        _read, (bad,) = evaluation.read(row.encode(), {"ja": "", "en": ""})
    assert bad.reason == "locale (the language) is missing"
    _read, (bad,) = evaluation.read(row.encode(), {"ja": "", "en": ""})
    assert bad.reason == "locale（言語）がありません。"


def test_a_language_that_there_is_not_is_told_which_there_are_in_the_readers_own_punctuation() -> None:
    row = b'{"query": "a", "locale": "zz", "wanted": ["x"]}'
    with translation.override("en"):
        _read, (bad,) = evaluation.read(row, {"ja": "", "en": ""})
    assert bad.reason == "locale must be one of ja, en"
    _read, (bad,) = evaluation.read(row, {"ja": "", "en": ""})
    assert "ja、en" in bad.reason


def test_what_is_written_is_what_is_read() -> None:
    queries = [Judged("保育園 「見学」", "ja", ("申し込み", "/x/")), Judged("a\\n b", "en", ('"x"',))]
    assert evaluation.read(evaluation.written(queries).encode(), {"ja", "en"}) == (queries, [])


# Through the search -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_entry_is_wanted_by_its_title_its_address_or_what_it_is() -> None:
    made = page("雨の日のひろば")
    place = PlaceFactory.create(name="中央公園", kind="park")
    for wanted in ("雨の日のひろば", str(made.get_url()), f"directory.DirectoryPage:{made.pk}"):
        (outcome,) = evaluation.evaluate([Judged("ひろば", "ja", (wanted,))], evaluation.by_search()).outcomes
        assert (outcome.rank, outcome.first) == (1, "雨の日のひろば"), wanted
    reference = f"directory.place:{place.pk}"
    assert ContentType.objects.get_for_model(place).model == "place"
    assert evaluation.evaluate([Judged("公園", "ja", (reference,))], evaluation.by_search()).success5 == 1
    assert evaluation.evaluate([Judged("公園", "en", (reference,))], evaluation.by_search()).success5 == 0


@pytest.mark.django_db
def test_two_thesauruses_are_compared_and_only_queries_that_they_read_otherwise_are_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page("プレーパーク")
    page("公園")
    queries = [Judged("外遊び", "ja", ("プレーパーク",)), Judged("公園", "ja", ("公園",)), Judged("海", "ja", ("海",))]
    asked: list[str] = []
    search = evaluation.queries.search

    def noted(text: str, **given: Any) -> Any:
        asked.append(text)
        return search(text, **given)

    monkeypatch.setattr(evaluation.queries, "search", noted)
    before, after = evaluation.under_both(queries, NO_SYNONYMS, Thesaurus([(["外遊び"], ["プレーパーク"])]))
    assert asked == ["外遊び", "公園", "海", "外遊び"]
    assert (before.success5, after.success5) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    (change,) = evaluation.changes(before, after)
    assert change.is_better
    (back,) = evaluation.changes(after, before)
    assert not back.is_better


# The command --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "judged.jsonl"
    path.write_text(line("ひろば", "ひろば") + line("宇宙船", "月") + line("プール", "海"), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[str, str]:
    call_command("search", "evaluate", *map(str, arguments))
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.django_db
def test_the_command_prints_the_figures_and_what_came_instead_of_what_is_wanted(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page("ひろば")
    page("プール")
    page("海")
    out, _err = told(capsys, file)
    figures = dict(row.split(maxsplit=1) for row in out.splitlines()[:9])
    assert figures["engine"] == "database"
    assert figures["queries"] == "3"
    assert figures["MRR@10"] == figures["R@1"] == figures["success@5"] == "0.333"
    assert figures["p95"].endswith(" ms")
    assert figures["failed"] == "2"
    assert "  宇宙船 (ja): 月 does not exist; nothing was found at all" in out
    assert "  プール (ja): 海 not found; プール came first" in out


@pytest.mark.django_db
def test_what_is_wanted_and_not_there_is_named_with_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page("ひろば")
    page("Pool", parent=root("en"))
    rows = [("ひろば", "ひろば", "公園", "/nowhere/"), ("プール", "Pool"), ("ひろば 二", "directory.place:999999")]
    file.write_text("\n" + "".join(line(*row) for row in rows), encoding="utf-8")
    _out, err = told(capsys, file)
    told_of = "is wanted, but nothing public in ja has that title, address or number"
    assert err.splitlines() == [
        f"{file}, line {number}: “{wanted}” {told_of}"
        for number, wanted in ((2, "公園"), (2, "/nowhere/"), (3, "Pool"), (4, "directory.place:999999"))
    ]
    out, _err = told(capsys, file, "--json")
    assert json.loads(out)["missing"][0] == {"line": 2, "query": "ひろば", "locale": "ja", "wanted": "公園"}


@pytest.mark.django_db
def test_nothing_that_is_there_is_called_missing(django_assert_num_queries: Any) -> None:
    made, place = page("雨の日イベント"), PlaceFactory.create(name="中央公園", kind="park")
    names = (
        "雨の日ｲﾍﾞﾝﾄ",
        str(made.get_url()),
        f"http://testserver{made.get_url()}",
        f"directory.Place:{place.pk}",
        "中央公園",
    )
    with django_assert_num_queries(1):
        assert evaluation.missing([Judged("x", "ja", names)]) == []
    made.unpublish()
    assert [each.wanted for each in evaluation.missing([Judged("x", "ja", names)])] == list(names[:3])


@pytest.mark.django_db
def test_the_command_gives_the_same_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page("ひろば")
    out, _err = told(capsys, file, "--json", "--engine", "database")
    report = json.loads(out)
    metrics = ("queries", "mrr10", "r1", "r10", "success5")
    assert [report[name] for name in metrics] == [3, *[pytest.approx(1 / 3)] * 4]
    assert report["failed"][0] == {"query": "宇宙船", "locale": "ja", "wanted": ["月"], "rank": None, "first": ""}
    assert 0 < report["p50_ms"] <= report["p95_ms"]
    assert report["bad_lines"] == []
    assert [each["wanted"] for each in report["missing"]] == ["月", "海"]


@pytest.mark.django_db
def test_a_bad_line_is_named_and_fails_the_command_after_all_else_is_done(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page("ひろば")
    file.write_text("nonsense\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        told(capsys, file, "--keep")
    assert ended.value.code == 1
    captured = capsys.readouterr()
    assert "queries    3" in captured.out
    assert "line 1: it is not JSON" in captured.err
    assert JudgedQuery.objects.count() == 3


@pytest.mark.django_db
def test_the_command_keeps_queries_and_a_new_judgement_takes_the_place_of_the_old(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, file)
    assert not JudgedQuery.objects.exists()
    _out, err = told(capsys, file, "--keep")
    assert "3 queries kept, 0 changed" in err
    file.write_text(line("ひろば", "公園", "ひろば") + line("宇宙船", "月"), encoding="utf-8")
    _out, err = told(capsys, file, "--keep")
    assert "0 queries kept, 1 changed" in err
    assert Judged("ひろば", "ja", ("公園", "ひろば")) in judged.stored()


@pytest.mark.django_db
def test_an_engine_is_asked_by_its_name_and_one_that_fails_is_no_figure(
    file: Path, capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="has no elasticsearch"):
        told(capsys, file, "--engine", "elasticsearch")

    class Named(MemoryEngine):
        name = "elasticsearch"

        def search(self, request: Request, index: str) -> Answer:
            self._break()
            return Answer([], 0)

    made = Named()
    settings.SEARCH_ENGINE = "tests.search.engines.engine"
    monkeypatch.setattr(choice, "_engine_at", lambda path: made)
    monkeypatch.setattr(building, "current", lambda source: "live")
    out, _err = told(capsys, file, "--engine", "elasticsearch")
    assert "engine     elasticsearch" in out
    made.fault = "refused"
    with pytest.raises(CommandError, match="refused"):
        told(capsys, file, "--engine", "elasticsearch")
    assert issubclass(EngineError, Exception)


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        told(capsys, tmp_path / "nothing.jsonl")


# Kept queries -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_judged_query_is_tidied_and_there_is_one_of_each() -> None:
    made = JudgedQuery(query=" 保育園  見学 ", wanted="\n 申し込み \n\n申し込み\n/x/")
    made.full_clean()
    made.save()
    assert (made.query, made.locale, made.wanted_lines) == ("保育園 見学", "ja", ["申し込み", "/x/"])
    with pytest.raises(ValidationError, match="もう登録されています"):
        JudgedQuery(query="保育園 見学", wanted="x").full_clean()
    with pytest.raises(ValidationError, match="300文字"):
        JudgedQuery(query="長い", wanted="あ" * 301).full_clean()
    with pytest.raises(ValidationError):
        JudgedQuery(query="空", wanted=" \n").full_clean()


@pytest.fixture
def editor(db: None) -> Client:
    set_up()
    return client_of(person("編集", "editor"))


def upload(content: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("judged.jsonl", content.encode())}


def test_an_editor_takes_a_file_in_and_out_again(editor: Client) -> None:
    page("申し込み", parent=root())
    page("Park", parent=root("en"))
    content = line("保育園", "申し込み") + line("park", "Park", locale="en")
    assert editor.get(IMPORT).status_code == 200
    response = editor.post(IMPORT, upload(content), follow=True)
    assert "2件を加え、0件を新しい判定に直しました" in response.content.decode()
    assert "ファイルに書き出す" in response.content.decode()
    exported = editor.get("/admin/searched/export/")
    assert exported.content.decode() == content
    assert "attachment" in exported["Content-Disposition"]


def test_lines_that_cannot_be_read_are_listed_with_their_numbers_and_the_others_kept(editor: Client) -> None:
    response = editor.post(IMPORT, upload("nonsense\n" + line("保育園", "申し込み")))
    html = response.content.decode()
    assert "1件を加え" in html
    assert "1行目：JSONとして読めません" in html
    assert "2行目：保育園 → 申し込み（ja）" in html
    assert JudgedQuery.objects.count() == 1
    assert "ファイルを選んでください" in editor.post(IMPORT, {}).content.decode()


def test_the_form_of_a_synonym_says_what_it_does_to_the_judged_queries(editor: Client) -> None:
    page("プレーパーク", parent=root())
    page("公園", parent=root())
    form = {"words": "あそびば\nプレーパーク", "direction": "two_way", "targets": "", "pk": ""}
    empty = editor.post(JUDGE, form).content.decode()
    assert "判定済みの検索が、まだありません" in empty
    judged.keep([Judged("あそびば", "ja", ("プレーパーク",)), Judged("公園", "ja", ("公園",))])
    html = BeautifulSoup(editor.post(JUDGE, form).content.decode(), "html.parser")
    text = " ".join(html.get_text(" ").split())
    assert "50.0% → 100.0%" in text
    assert "0.500 → 1.000" in text
    assert [" ".join(row.get_text(" ").split()) for row in html.select("tbody tr")] == ["あそびば 上がる： なし → 1 プレーパーク"]
    assert not SynonymGroup.objects.filter(words__startswith="あそびば").exists()
    assert "書いてください" in editor.post(JUDGE, {**form, "words": "あそびば"}).content.decode()
    same = editor.post(JUDGE, {**form, "words": "海\n宇宙船"}).content.decode()
    assert "順位の変わる検索はありません" in same


def test_where_all_can_be_read_it_still_names_what_is_wanted_and_not_there(editor: Client) -> None:
    page("申し込み", parent=root())
    html = editor.post(IMPORT, upload(line("保育園", "申し込み", "/nowhere/"))).content.decode()
    assert "1件を加え" in html
    assert "公開されている中にありません" in html
    assert "1行目：保育園 → /nowhere/（ja）" in html
    assert "読めませんでした" not in html


def test_the_form_of_a_synonym_names_what_no_synonym_can_find(editor: Client) -> None:
    page("公園", parent=root())
    judged.keep([Judged("公園", "ja", ("公園",)), Judged("遊び", "ja", ("海",))])
    html = editor.post(JUDGE, {"words": "山\n海", "direction": "two_way", "targets": "", "pk": ""}).content.decode()
    assert "遊び → 海（ja）" in html
    assert "公園 → " not in html


def test_nobody_else_takes_queries_in_or_out(db: None) -> None:
    set_up()
    for client in (Client(), client_of(person("翻訳", "translator"))):
        for address in (IMPORT, "/admin/searched/export/"):
            assert client.get(address).status_code == 302
        assert client.post(IMPORT, upload(line("保育園", "x"))).status_code == 302
        assert client.post(JUDGE).status_code == 302
    assert not JudgedQuery.objects.exists()
    assert DirectoryPage.objects.exists()
