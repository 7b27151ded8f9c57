"""The search page of the site."""

from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from tests.search.factories import page, root

pytestmark = pytest.mark.django_db


def test_the_page_answers_to_anything_in_its_address(client):
    page("ひろば", tags=["雨の日"])
    for query in (
        "",
        "?q=ひろば",
        "?q=ひろば&kind=x&age=y&tag=&near=1&from=z&page=q",
        "?q=%22",
        "?q=ひろば&page=99999999999",
        "?kind=park&age=0",
    ):
        assert client.get("/search/" + query).status_code == 200, query


def test_the_page_shows_hits_and_facets_as_links_that_narrow(client):
    page("ひろば", tags=["雨の日"])
    html = client.get("/search/?q=ひろば").content.decode()
    assert "<mark>ひろば</mark>" in html
    assert "tag=%E9%9B%A8%E3%81%AE%E6%97%A5" in html


def test_the_page_escapes_what_was_typed(client):
    page("<b>ひろば</b>")
    html = client.get("/search/?q=ひろば<script>").content.decode()
    assert "<script>" not in html.split("<body")[-1].replace("<script src", "").replace("<script type", "")
    assert "&lt;b&gt;" in html


def test_each_language_has_its_own_page(client):
    root("en")
    page("Play group", parent=root("en"))
    assert "Play" in client.get("/en/search/?q=play").content.decode()
    assert "Play group" not in client.get("/search/?q=play").content.decode()


def test_past_the_last_page_it_says_so_and_leads_back(client):
    for number in range(12):
        page(f"ひろば{number}")
    soup = BeautifulSoup(client.get("/search/?q=ひろば&page=999").content, "html.parser")
    (said,) = soup.select(".empty")
    assert "999ページ目はありません。検索結果は2ページ目までです。" in said.get_text()
    assert [dict(parse_qsl(str(link["href"]).lstrip("?"))) for link in said.select("a")] == [
        {"q": "ひろば"},
        {"q": "ひろば", "page": "2"},
    ]
    assert "短く" not in soup.get_text()
    assert not soup.select(".pagination")


def test_one_page_of_results_has_one_way_back(client):
    page("ひろば")
    soup = BeautifulSoup(client.get("/search/?q=ひろば&page=2").content, "html.parser")
    assert [link.get_text() for link in soup.select(".empty a")] == ["最初のページへ"]


def test_of_a_sentence_it_says_how_many_hold_all_the_words(client):
    page("おむつ替えの台", text="おむつを替える場所です。", tags=["駅"])
    page("おむつの配付", tags=["雨の日"])
    assert counted(client, "/search/?q=おむつを替える？") == "2件見つかりました。 すべての言葉を含むものは1件です。"
    assert counted(client, "/search/?q=おむつ") == "2件見つかりました。"
    said = counted(client, "/search/?q=おむつを替える？&tag=雨の日")
    assert said == "1件見つかりました。 この条件では、すべての言葉を含むものはありません。"


def test_so_it_does_in_english(client):
    for title, text in (("Nappies", "Where to change nappies."), ("Nappies, change them", "Change nappies."), ("Change", "")):
        page(title, parent=root("en"), text=text)
    with translation.override("en"):
        assert counted(client, "/en/search/?q=change nappies?") == "3 results. 2 of them hold all of the words."
        assert counted(client, "/en/search/?q=where nappies?") == "2 results. 1 of them holds all of the words."


def counted(client, address):
    (said,) = BeautifulSoup(client.get(address).content, "html.parser").select(".results__count")
    return " ".join(said.get_text().split())
