"""Support programmes: their pages, their API, and how they are found."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core import version
from directory.models import SupportProgram
from directory.programs.themes import themes_of
from search.models import Entry
from search.queries import search
from tests.core.api.arrange import get, site_root
from tests.site.factories import locale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root() -> Any:
    return site_root()


def program(name: str = "ブックスタート", **fields: Any) -> SupportProgram:
    return SupportProgram.objects.create(name=name, **{"locale": locale(), **fields})


def in_english(thing: SupportProgram, name: str) -> SupportProgram:
    copy: SupportProgram = thing.copy_for_translation(locale("en"))
    copy.name = name
    copy.save()
    return copy


def names(client: Client, path: str) -> list[str]:
    return [item["name"] for item in get(client, path)["items"]]


def test_its_page_says_for_whom_it_is_and_whom_to_ask(client: Client) -> None:
    found = program(
        summary="絵本を贈ります。",
        age_min=3,
        age_max=4,
        how_to_apply="健診のときに渡します。",
        contact_name="図書館",
        phone="042-383-1138",
        links=[{"url": "https://example.jp/", "title": "おしらせ"}],
    )
    soup = BeautifulSoup(client.get(f"/programs/{found.pk}/").content, "html.parser")
    text = soup.get_text(" ", strip=True)
    for told in ("絵本を贈ります。", "申し込み方", "健診のときに渡します。", "図書館", "おしらせ"):
        assert told in text
    assert soup.select_one('.phone-number[href^="tel:"]')
    assert "GovernmentService" in str(soup.select('script[type="application/ld+json"]'))


def test_what_is_not_public_is_nowhere(client: Client) -> None:
    hidden = program(is_public=False)
    assert client.get(f"/programs/{hidden.pk}/").status_code == 404
    assert client.get(f"/api/v2/programs/{hidden.pk}").status_code == 404
    assert names(client, "programs") == []
    assert hidden.name not in client.get("/programs/").content.decode()
    assert not Entry.objects.filter(kind="program").exists()
    assert f"/programs/{hidden.pk}/" not in client.get("/sitemap.xml").content.decode()


def test_the_list_stands_in_kana_order(client: Client) -> None:
    for name, kana in (("児童手当", "じどうてあて"), ("一時預かり", "いちじあずかり")):
        program(name, kana=kana)
    page = client.get("/programs/").content.decode()
    assert page.index("一時預かり") < page.index("児童手当")
    assert names(client, "programs") == ["一時預かり", "児童手当"]


def test_an_empty_list_says_so(client: Client) -> None:
    assert client.get("/programs/").status_code == 200


def test_it_is_told_in_the_readers_language(client: Client) -> None:
    found = program()
    locale("en")
    assert names(client, "programs?locale=en") == ["ブックスタート"]
    english = in_english(found, "Bookstart")
    assert names(client, "programs?locale=en") == ["Bookstart"]
    assert "Bookstart" in client.get("/en/programs/").content.decode()
    assert client.get(f"/programs/{english.pk}/")["Location"] == f"/en/programs/{english.pk}/"
    assert get(client, f"programs/{found.pk}")["translations"] == [
        {"id": english.pk, "locale": "en", "name": "Bookstart", "url": f"http://localhost:8000/en/programs/{english.pk}/"}
    ]


def test_the_api_tells_all_of_it(client: Client) -> None:
    found = program(
        kana="ぶっくすたーと",
        age_min=3,
        age_max=4,
        contact_name="図書館",
        phone="042-383-1138",
        categories=("出産",),
        number="p",
    )
    told = get(client, f"programs/{found.pk}")
    assert (told["name"], told["number"], told["categories"]) == ("ブックスタート", "p", ["出産"])
    assert told["ages"]["min"] == 3
    assert told["contact"] == {"name": "図書館", "note": "", "phone": "042-383-1138", "email": "", "address": ""}
    assert told["url"] == f"http://localhost:8000/programs/{found.pk}/"


def test_the_api_narrows_by_age_and_stage(client: Client) -> None:
    program("健診", age_min=3, age_max=4)
    program("学童", age_min=72, age_max=143)
    program("相談")
    assert sorted(names(client, "programs?age=4")) == ["健診", "相談"]
    assert sorted(names(client, "programs?stage=elementary")) == ["学童", "相談"]
    get(client, "programs?stage=nobody", status=400)


def test_a_list_asks_the_database_as_often_for_many_as_for_one(client: Client, django_assert_num_queries: Any) -> None:
    program("一")
    get(client, "programs")
    for several in ("二", "三四五"):
        for name in several:
            program(name)
        with django_assert_num_queries(5):
            get(client, "programs")


def test_it_is_found_by_what_it_is_about() -> None:
    before = version.current().number
    found = program(kana="ぶっくすたーと", summary="絵本を贈ります。", phone="042-383-1138")
    entry = Entry.objects.get(kind="program")
    assert (entry.title, entry.summary, entry.url) == ("ブックスタート", "絵本を贈ります。", f"/programs/{found.pk}/")
    assert version.current().number > before


def test_it_stands_in_the_sitemap(client: Client) -> None:
    found = program()
    sections = client.get("/sitemap.xml").content.decode()
    page = sections if "<urlset" in sections else client.get("/sitemap-programs.xml").content.decode()
    assert f"/programs/{found.pk}/" in page


def test_the_menu_leads_to_the_programmes_once_there_are_any(client: Client) -> None:
    def is_in_the_menu() -> bool:
        return 'href="/programs/"' in client.get("/").content.decode()

    assert not is_in_the_menu()
    found = program("手当")
    assert is_in_the_menu()
    found.is_public = False
    found.save()
    assert not is_in_the_menu()


# --- the list of them -----------------------------------------------------------------------------------------------


def listed(soup: BeautifulSoup) -> list[str]:
    return [each.get_text(strip=True) for each in soup.select(".entry__name")]


def page(client: Client, asked: str = "") -> BeautifulSoup:
    response = client.get(f"/programs/{asked}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_is_narrowed_by_age_and_theme_without_a_script(client: Client) -> None:
    program("産後ケア", age_min=0, age_max=11, themes=("pregnancy", "consultation"))
    program("児童手当", themes=("money",))
    program("学童", age_min=72, age_max=143, themes=("care",))
    assert listed(page(client, "?age=0")) == ["児童手当", "産後ケア"]
    assert listed(page(client, "?theme=money")) == ["児童手当"]
    assert listed(page(client, "?age=elementary&theme=care")) == ["学童"]
    assert len(listed(page(client, "?age=zzz&theme=%00"))) == 3
    soup = page(client, "?age=0&theme=pregnancy")
    assert str(soup.title).count("0歳・妊娠・出産") == 1
    chips = {" ".join(a.get_text().split()): a["href"] for a in soup.select(".filters a")}
    assert chips["手当・助成（お金） 1件"] == "?theme=money&age=0#choices"
    assert [each.get_text(" ", strip=True) for each in soup.select(".filters [aria-current]")] == ["0歳 1 件", "妊娠・出産 1 件"]
    assert "すべて見る" in page(client, "?age=teens&theme=care").select_one(".empty").get_text()  # type: ignore[union-attr]


def test_each_says_for_whom_what_how_where_and_whom_to_ask(client: Client) -> None:
    program(
        summary="絵本を贈ります。", target="3〜4か月の赤ちゃん", how_to_apply="健診の日に渡します。", place="保健センター",
        contact_name="こども家庭センター", phone="042-321-6296", age_min=3, age_max=4, themes=("play",), categories=("003",),
    )  # fmt: skip
    soup = page(client)
    (said,) = soup.select(".programs > li")
    for told in (
        "絵本を贈ります。", "3〜4か月の赤ちゃん", "健診の日に渡します。", "保健センター", "こども家庭センター", "3か月〜4か月",
        "遊び・学び・交流",
    ):  # fmt: skip
        assert told in said.get_text(" ", strip=True), told
    assert said.select_one("a[href^='tel:']")
    assert "003" not in said.get_text()


def test_many_are_cut_into_pages_and_cost_no_more(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(5):
        program(f"制度{number}", age_min=number, themes=("money",))
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client, "?age=0")
    for number in range(30):
        program(f"手当{number:02d}", themes=("money", "care"))
    with django_assert_num_queries(len(few)):
        assert len(listed(page(client, "?age=0"))) == 20


def test_a_programme_leads_to_others_of_its_theme(client: Client) -> None:
    found = program(themes=("play",))
    soup = BeautifulSoup(client.get(f"/programs/{found.pk}/").content, "html.parser")
    assert soup.find("a", string="遊び・学び・交流")["href"] == "/programs/?theme=play"  # type: ignore[index]


def test_the_api_narrows_by_theme_and_names_it(client: Client) -> None:
    program("児童手当", themes=("money",))
    program("学童", themes=("care",))
    assert names(client, "programs?theme=care") == ["学童"]
    assert get(client, "programs?theme=care")["items"][0]["themes"] == [{"code": "care", "label": "預ける・保育"}]
    assert "theme" in get(client, "programs?theme=cares", status=400)["message"]


def test_a_programme_is_found_by_its_theme() -> None:
    program("とくべつな制度", themes=("single_parent",))
    assert [hit.entry.title for hit in search("ひとり親", locale="ja").hits] == ["とくべつな制度"]


@pytest.mark.parametrize(
    ("name", "summary", "themes"),
    [
        ("児童手当", "", ["money"]),
        ("児童扶養手当", "ひとり親家庭などに支給します。", ["money", "single_parent"]),
        ("図書館の児童サービス ブックスタート", "絵本をプレゼントします。", ["play"]),
        ("乳児家庭全戸訪問", "", ["consultation"]),
        ("妊婦健康診査", "費用の一部を助成します。", ["money", "pregnancy", "health"]),
        ("ファミリー・サポート・センター", "", ["care"]),
        ("ﾌｧﾐﾘｰ･ｻﾎﾟｰﾄ", "", ["care"]),
        ("ごみ袋", "詳しくは相談してください。", []),
    ],
)
def test_words_tell_a_theme(name: str, summary: str, themes: list[str]) -> None:
    assert themes_of(name, summary) == themes
